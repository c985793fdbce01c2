/* The views of the pages of this test. */
#ifndef TEST_PAGES_H
#define TEST_PAGES_H

#include "view/output.h"

struct test_item {
    struct text name, link, part;
    struct identifier id;
};

struct test_page {
    struct text title, tag, narrative;
    const char *plain, *message;
    bool right_to_left, wide;
    int32_t born;
    int64_t seen, count, scaled;
    struct money cost;
    const struct test_item *items;
    size_t item_count;
    struct problems problems;
    struct html drawing;
};

void test_frame_page_begin(struct output *out, const struct test_page *page);
void test_frame_page_end(struct output *out, const struct test_page *page);
void test_everything_page(struct output *out, const struct test_page *page);
void test_item_page(struct output *out, const struct test_item *item);

#endif
