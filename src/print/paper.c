#include "print/paper.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "print/block.h"
#include "system/process.h"

struct paper *paper_open(struct arena *arena, const struct paper_options *options)
{
    struct paper *paper = arena_new(arena, struct paper);
    paper->arena = arena;
    paper->options = *options;
    return paper;
}

struct arena *paper_arena(struct paper *paper) { return paper->arena; }

static bool may_be_printed(int32_t code_point)
{
    return (code_point >= 32 && code_point != 127) || code_point == '\n' || code_point == '\t';
}

/* What is no text becomes U+FFFD, control characters go: what is laid out is UTF-8 without NUL. */
static struct text cleaned(struct arena *arena, struct text text)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(3 * text.length + 4);
    size_t at = 0;
    while (at < text.length) {
        int32_t code_point = text_next_code_point(text, &at);
        if (code_point < 0)
            buffer_add(&buffer, TEXT("\xEF\xBF\xBD"));
        else if (may_be_printed(code_point))
            buffer_add_code_point(&buffer, code_point);
    }
    return arena_text(arena, buffer_text(&buffer));
}

static struct block *add(struct paper *paper, enum block_kind kind, const struct text *cells, size_t count)
{
    struct block *block = arena_new(paper->arena, struct block);
    struct text *kept = arena_array(paper->arena, struct text, count + 1);
    for (size_t i = 0; i < count; i++) {
        paper->text_bytes += cells[i].length;
        if (paper->text_bytes <= PAPER_TEXT_MOST)
            kept[i] = cleaned(paper->arena, cells[i]);
    }
    *block = (struct block){.kind = kind, .cells = kept, .cell_count = count};
    if (paper->last == NULL)
        paper->first = block;
    else
        paper->last->next = block;
    paper->last = block;
    return block;
}

void paper_heading(struct paper *paper, int level, struct text text)
{
    static const enum block_kind KINDS[] = {BLOCK_HEADING_1, BLOCK_HEADING_2, BLOCK_HEADING_3};
    add(paper, KINDS[level <= 1 ? 0 : level == 2 ? 1 : 2], &text, 1);
}

void paper_text(struct paper *paper, struct text text) { add(paper, BLOCK_TEXT, &text, 1); }

void paper_note(struct paper *paper, struct text text) { add(paper, BLOCK_NOTE, &text, 1); }

void paper_item(struct paper *paper, struct text text) { add(paper, BLOCK_ITEM, &text, 1); }

void paper_choice(struct paper *paper, bool ticked, struct text text)
{
    add(paper, BLOCK_CHOICE, &text, 1)->ticked = ticked;
}

void paper_fact(struct paper *paper, struct text label, struct text value)
{
    struct text cells[] = {label, value};
    add(paper, BLOCK_FACT, cells, 2);
}

void paper_signatures(struct paper *paper, const struct text *labels, size_t count)
{
    add(paper, BLOCK_SIGNATURES, labels, count < PAPER_COLUMNS_MOST ? count : PAPER_COLUMNS_MOST);
}

void paper_page_break(struct paper *paper) { add(paper, BLOCK_PAGE_BREAK, NULL, 0); }

void paper_table(struct paper *paper, const struct paper_column *columns, size_t count)
{
    struct text labels[PAPER_COLUMNS_MOST];
    struct paper_column *kept = arena_array(paper->arena, struct paper_column, PAPER_COLUMNS_MOST);
    count = count < PAPER_COLUMNS_MOST ? count : PAPER_COLUMNS_MOST;
    for (size_t i = 0; i < count; i++) {
        labels[i] = columns[i].label;
        kept[i] = columns[i];
    }
    struct block *head = add(paper, BLOCK_TABLE_HEAD, labels, count);
    head->columns = kept;
    paper->table = head;
}

void paper_row(struct paper *paper, const struct text *cells)
{
    if (paper->table != NULL)
        add(paper, BLOCK_TABLE_ROW, cells, paper->table->cell_count)->columns = paper->table->columns;
}

struct text paper_isolate(struct arena *arena, struct text text)
{
    return arena_format(arena, "\xE2\x81\xA8%.*s\xE2\x81\xA9", TEXT_ARG(text)); /* U+2068, U+2069 */
}

/* ---- in a process of its own ---- */

static bool write_all(void *context, const void *bytes, size_t size)
{
    const int *file = context;
    const char *at = bytes;
    while (size > 0) {
        ssize_t written = write(*file, at, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        at += written;
        size -= (size_t)written;
    }
    return true;
}

static bool draw_apart(void *context, int file)
{
    process_limit(INT64_C(64) << 30, PAPER_SECONDS); /* the database is mapped into this copy too */
    return paper_draw(context, write_all, &file);
}

enum outcome paper_print(struct paper *paper, struct buffer *buffer)
{
    if (paper->text_bytes > PAPER_TEXT_MOST)
        return TOO_LARGE;
    return process_apart(draw_apart, paper, PAPER_SECONDS, buffer);
}
