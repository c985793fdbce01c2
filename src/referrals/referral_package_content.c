/* What stands in a package: labels and values in the language of its sender, and nothing that consent did not name. */
#include <stddef.h>

#include "base/buffer.h"
#include "codec/json.h"
#include "referrals/referral_package.h"

enum { FACTS_MOST = 100, VALUES_MOST = 1000 };
#define FORMAT "sanad-referral-1"

static struct {
    const char *name;
    size_t offset;
} const MEMBERS[] = {
    {"number", offsetof(struct package_content, number)},
    {"from", offsetof(struct package_content, from)},
    {"to", offsetof(struct package_content, to)},
    {"service", offsetof(struct package_content, service)},
    {"city", offsetof(struct package_content, city)},
    {"sent_on", offsetof(struct package_content, sent_on)},
    {"answer_due_on", offsetof(struct package_content, due_on)},
};
enum { MEMBER_COUNT = sizeof MEMBERS / sizeof *MEMBERS };

static struct text *member_of(struct package_content *content, size_t at)
{
    return (struct text *)(void *)((char *)content + MEMBERS[at].offset);
}

struct text package_content_write(struct arena *arena, const struct package_content *content)
{
    AUTO_BUFFER struct buffer out = buffer_open(PACKAGE_CONTENT_MOST);
    struct package_content copy = *content;
    struct json_writer writer = json_writer_open(&out);
    json_object_begin(&writer);
    json_key(&writer, TEXT("format"));
    json_put_text(&writer, TEXT(FORMAT));
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        json_key(&writer, text_from(MEMBERS[i].name));
        json_put_text(&writer, *member_of(&copy, i));
    }
    json_key(&writer, TEXT("facts"));
    json_array_begin(&writer);
    for (size_t i = 0; i < content->fact_count; i++) {
        json_object_begin(&writer);
        json_key(&writer, TEXT("label"));
        json_put_text(&writer, content->facts[i].label);
        json_key(&writer, TEXT("value"));
        json_put_text(&writer, content->facts[i].value);
        json_object_end(&writer);
    }
    json_array_end(&writer);
    json_object_end(&writer);
    return json_finish(&writer) && !out.full ? arena_text(arena, buffer_text(&out)) : TEXT_NONE;
}

static bool take_text(const struct json_value *object, const char *name, bool lines, struct text *ret)
{
    const struct json_value *value = json_member(object, text_from(name));
    *ret = json_text_or(value, TEXT_NONE);
    return value != NULL && value->kind == JSON_KIND_TEXT && text_is_clean(*ret, lines);
}

enum outcome package_content_read(struct arena *arena, struct text json, struct package_content *ret)
{
    const struct json_limits limits = {PACKAGE_CONTENT_MOST, VALUES_MOST};
    const struct json_value *root;
    struct package_content content = {0};
    if (json_parse(arena, json, limits, &root, NULL) != OK ||
        !text_is(json_text_or(json_member(root, TEXT("format")), TEXT_NONE), FORMAT))
        return INVALID;
    for (size_t i = 0; i < MEMBER_COUNT; i++)
        if (!take_text(root, MEMBERS[i].name, false, member_of(&content, i)))
            return INVALID;
    const struct json_value *facts = json_member(root, TEXT("facts"));
    if (facts == NULL || facts->kind != JSON_KIND_ARRAY || facts->count > FACTS_MOST)
        return INVALID;
    content.facts = arena_array(arena, struct package_fact, facts->count + 1);
    for (; content.fact_count < facts->count; content.fact_count++) {
        const struct json_value *fact = json_element(facts, content.fact_count);
        if (!take_text(fact, "label", false, &content.facts[content.fact_count].label) ||
            !take_text(fact, "value", true, &content.facts[content.fact_count].value))
            return INVALID;
    }
    *ret = content;
    return OK;
}
