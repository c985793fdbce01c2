/* Pages: where each row of cells stands, and its drawing.  Only this file sees Pango and Cairo.  A document is laid out
   twice, once to count its pages. */
#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "base/calendar.h"
#include "codec/qr.h"
#include "print/block.h"

/* Points (1/72 inch). */
static const double WIDTH = 595.28, HEIGHT = 841.89, SIDE = 56, TOP = 68, BOTTOM = 92, CODE = 46, SIGNATURE = 32;
static const char FAMILIES[] = "Noto Sans, Noto Naskh Arabic, DejaVu Sans, sans-serif";

static const struct style {
    double size, before, after;
    bool bold;
    const char *tag; /* in the structure that a screen reader follows */
} STYLES[] = {
    [BLOCK_HEADING_1] = {16, 0, 6, true, "H1"},   [BLOCK_HEADING_2] = {12, 12, 3, true, "H2"},
    [BLOCK_HEADING_3] = {10.5, 8, 2, true, "H3"}, [BLOCK_TEXT] = {10, 2, 4, false, "P"},
    [BLOCK_NOTE] = {8, 2, 3, false, "P"},         [BLOCK_ITEM] = {10, 1, 2, false, "P"},
    [BLOCK_CHOICE] = {10, 2, 3, false, "P"},      [BLOCK_FACT] = {10, 2, 2, false, "P"},
    [BLOCK_SIGNATURES] = {9, 10, 4, false, "P"},  [BLOCK_TABLE_HEAD] = {9, 8, 3, true, "P"},
    [BLOCK_TABLE_ROW] = {9, 3, 3, false, "P"},    [BLOCK_PAGE_BREAK] = {0, 0, 0, false, "P"},
};

struct cell {
    double start, width; /* from the margin where lines begin */
    PangoLayout *layout;
    int line, lines; /* drawn, in all */
    double drop;     /* its first line stands lower by this, on one base line with its neighbours */
};

struct drawing {
    const struct paper *paper;
    cairo_t *cairo;
    PangoContext *context;
    double y;
    bool fresh; /* nothing stands on this page yet */
    int page, pages;
    const struct block *table; /* whose head goes on top of a new page */
};

/* Pango's left is the paper's. */
static void align(const struct drawing *drawing, PangoLayout *layout, bool at_end)
{
    bool left = at_end == drawing->paper->options.right_to_left;
    pango_layout_set_alignment(layout, left ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT);
}

static PangoLayout *layout_make(const struct drawing *drawing, struct text text, double size, bool bold, double width)
{
    PangoLayout *layout = pango_layout_new(drawing->context);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, FAMILIES);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_auto_dir(layout, FALSE); /* the document's direction, whatever the first letter is */
    align(drawing, layout, false);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_line_spacing(layout, 0.95F);
    pango_layout_set_text(layout, text.at == NULL ? "" : text.at, (int)text.length);
    return layout;
}

/* The left edge of what begins `start` points from the margin where lines begin. */
static double left_of(const struct drawing *drawing, double start, double width)
{
    return drawing->paper->options.right_to_left ? WIDTH - SIDE - start - width : SIDE + start;
}

static void set_grey(const struct drawing *drawing, double grey)
{
    cairo_set_source_rgb(drawing->cairo, grey, grey, grey);
}

static void draw_rule(const struct drawing *drawing, double start, double width, double y, double grey)
{
    double left = left_of(drawing, start, width);
    set_grey(drawing, grey);
    cairo_set_line_width(drawing->cairo, 0.5);
    cairo_move_to(drawing->cairo, left, y);
    cairo_line_to(drawing->cairo, left + width, y);
    cairo_stroke(drawing->cairo);
    set_grey(drawing, 0);
}

/* ---- what stands on every page ---- */

static void draw_line(const struct drawing *drawing, struct text text, double start, double width, double y,
                      bool at_end)
{
    PangoLayout *layout = layout_make(drawing, text, 8, false, width);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    align(drawing, layout, at_end);
    set_grey(drawing, 0.3);
    cairo_move_to(drawing->cairo, left_of(drawing, start, width), y);
    pango_cairo_show_layout(drawing->cairo, layout);
    set_grey(drawing, 0);
    g_object_unref(layout);
}

static void draw_code(const struct drawing *drawing)
{
    struct qr_code code;
    struct text content = drawing->paper->options.code;
    if (text_is_empty(content) || qr_encode(drawing->paper->arena, content, &code) != OK)
        return;
    double module = CODE / code.width;
    double left = left_of(drawing, 0, CODE);
    double top = HEIGHT - BOTTOM + 22;
    for (int y = 0; y < code.width; y++)
        for (int x = 0; x < code.width; x++)
            if (code.is_dark[(size_t)y * (size_t)code.width + (size_t)x])
                cairo_rectangle(drawing->cairo, left + x * module, top + y * module, module, module);
    cairo_fill(drawing->cairo);
}

static struct text page_number(const struct drawing *drawing)
{
    struct text pattern = drawing->paper->options.page_number;
    AUTO_BUFFER struct buffer buffer = buffer_open(4096);
    for (size_t i = 0; i < pattern.length; i++) {
        struct text rest = text_slice(pattern, i, pattern.length);
        bool first = text_starts_with(rest, TEXT("{1}"));
        if (first || text_starts_with(rest, TEXT("{2}"))) {
            buffer_format(&buffer, "%d", first ? drawing->page : drawing->pages);
            i += 2;
        } else
            buffer_add_byte(&buffer, pattern.at[i]);
    }
    return arena_text(drawing->paper->arena, buffer_text(&buffer));
}

static void draw_frame(const struct drawing *drawing)
{
    const struct paper_options *options = &drawing->paper->options;
    double whole = WIDTH - 2 * SIDE, foot = HEIGHT - BOTTOM + 22;
    double beside = text_is_empty(options->code) ? 0 : CODE + 10;
    draw_line(drawing, options->head, 0, whole, 36, false);
    draw_rule(drawing, 0, whole, 54, 0.7);
    draw_rule(drawing, 0, whole, foot - 8, 0.7);
    draw_code(drawing);
    draw_line(drawing, options->code, beside, whole - beside, foot, false);
    draw_line(drawing, options->foot, beside, whole - beside, foot + 14, false);
    draw_line(drawing, page_number(drawing), beside, whole - beside, foot, true);
}

/* ---- rows ---- */

static double bottom(void) { return HEIGHT - BOTTOM; }

static void begin_page(struct drawing *drawing)
{
    drawing->page++;
    drawing->y = TOP;
    drawing->fresh = true;
    draw_frame(drawing);
}

static void draw_block(struct drawing *drawing, const struct block *block);

static void turn_page(struct drawing *drawing)
{
    const struct block *table = drawing->table;
    cairo_show_page(drawing->cairo);
    begin_page(drawing);
    if (table != NULL) {
        drawing->table = NULL; /* the head itself has none */
        draw_block(drawing, table);
        drawing->table = table;
        drawing->fresh = true;
    }
}

/* Draws the lines of a cell that fit above `limit`; gives where the last ended. */
static double draw_lines(const struct drawing *drawing, struct cell *cell, double limit)
{
    PangoLayoutIter *at = pango_layout_get_iter(cell->layout);
    double left = left_of(drawing, cell->start, cell->width), from = 0, end = drawing->y;
    int first = cell->line;
    double y = drawing->y + (first == 0 ? cell->drop : 0);
    for (int i = 0; i < cell->lines; i++, pango_layout_iter_next_line(at)) {
        PangoRectangle box;
        pango_layout_iter_get_line_extents(at, NULL, &box);
        double top = (double)box.y / PANGO_SCALE, height = (double)box.height / PANGO_SCALE;
        if (i < first)
            continue;
        from = i == first ? top : from;
        if (y + top - from + height > limit)
            break;
        cairo_move_to(drawing->cairo, left + (double)box.x / PANGO_SCALE,
                      y + (double)pango_layout_iter_get_baseline(at) / PANGO_SCALE - from);
        pango_cairo_show_layout_line(drawing->cairo, pango_layout_iter_get_line_readonly(at));
        end = y + top - from + height;
        cell->line = i + 1;
    }
    pango_layout_iter_free(at);
    return end;
}

static double height_of(const struct cell *cell)
{
    int height;
    pango_layout_get_size(cell->layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

/* Letters of one script stand higher in their line than those of another. */
static void align_first_lines(struct cell *cells, size_t count)
{
    int lowest = 0;
    for (size_t i = 0; i < count; i++) {
        int base = pango_layout_get_baseline(cells[i].layout);
        lowest = base > lowest ? base : lowest;
    }
    for (size_t i = 0; i < count; i++)
        cells[i].drop = (double)(lowest - pango_layout_get_baseline(cells[i].layout)) / PANGO_SCALE;
}

static bool is_unfinished(const struct cell *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (cells[i].line < cells[i].lines)
            return true;
    return false;
}

/* A row goes on over as many pages as it needs. */
static void draw_cells(struct drawing *drawing, struct cell *cells, size_t count)
{
    for (;;) {
        double end = drawing->y;
        int before = 0, after = 0;
        for (size_t i = 0; i < count; i++) {
            before += cells[i].line;
            double reached = draw_lines(drawing, &cells[i], bottom());
            end = reached > end ? reached : end;
            after += cells[i].line;
        }
        drawing->fresh = drawing->fresh && after == before;
        if (!is_unfinished(cells, count)) {
            drawing->y = end;
            return;
        }
        if (after == before && drawing->fresh)
            return; /* a line higher than a page: there is none */
        turn_page(drawing);
    }
}

/* ---- blocks ---- */

static struct cell cell_make(const struct drawing *drawing, const struct block *block, size_t at, double start,
                             double width)
{
    const struct style *style = &STYLES[block->kind];
    PangoLayout *layout = layout_make(drawing, block->cells[at], style->size, style->bold, width);
    return (struct cell){start, width, layout, 0, pango_layout_get_line_count(layout), 0};
}

/* Places for the cells of a table, the width shared out by its columns. */
static size_t place_columns(const struct drawing *drawing, const struct block *block, struct cell *cells)
{
    double whole = WIDTH - 2 * SIDE, start = 0, shares = 0;
    for (size_t i = 0; i < block->cell_count; i++)
        shares += block->columns[i].share;
    for (size_t i = 0; i < block->cell_count; i++) {
        double width = whole * block->columns[i].share / (shares > 0 ? shares : 1);
        cells[i] = cell_make(drawing, block, i, start, width > 16 ? width - 8 : width);
        align(drawing, cells[i].layout, block->columns[i].number);
        start += width;
    }
    return block->cell_count;
}

static size_t place_cells(const struct drawing *drawing, const struct block *block, struct cell *cells)
{
    double whole = WIDTH - 2 * SIDE;
    if (block->columns != NULL)
        return place_columns(drawing, block, cells);
    if (block->kind == BLOCK_ITEM || block->kind == BLOCK_CHOICE) {
        double indent = block->kind == BLOCK_ITEM ? 14 : 20;
        cells[0] = cell_make(drawing, block, 0, indent, whole - indent);
        return 1;
    }
    if (block->kind == BLOCK_FACT) {
        cells[0] = cell_make(drawing, block, 0, 0, whole * 0.34 - 8);
        cells[1] = cell_make(drawing, block, 1, whole * 0.34, whole * 0.66);
        return 2;
    }
    for (size_t i = 0; i < block->cell_count; i++) {
        double width = whole / (double)block->cell_count;
        cells[i] = cell_make(drawing, block, i, width * (double)i, block->cell_count > 1 ? width - 16 : width);
    }
    return block->cell_count;
}

static void draw_mark(const struct drawing *drawing, const struct block *block)
{
    cairo_t *cairo = drawing->cairo;
    cairo_new_path(cairo);
    if (block->kind == BLOCK_ITEM) {
        cairo_arc(cairo, left_of(drawing, 3, 3) + 1.5, drawing->y + 7, 1.5, 0, 2 * G_PI);
        cairo_fill(cairo);
        return;
    }
    double left = left_of(drawing, 0, 10), top = drawing->y + 2;
    cairo_set_line_width(cairo, 0.8);
    cairo_rectangle(cairo, left, top, 10, 10);
    if (block->ticked) {
        cairo_move_to(cairo, left + 2, top + 5);
        cairo_line_to(cairo, left + 4.2, top + 7.8);
        cairo_line_to(cairo, left + 8.2, top + 2);
    }
    cairo_stroke(cairo);
}

/* A heading takes some of what follows with it; signatures, marks and short rows stay whole. */
static double room_wanted(const struct block *block, const struct cell *cells, size_t count)
{
    double highest = 0, line = STYLES[block->kind].size * 1.5;
    for (size_t i = 0; i < count; i++)
        highest = height_of(&cells[i]) > highest ? height_of(&cells[i]) : highest;
    if (block->kind <= BLOCK_HEADING_3)
        return highest + 48;
    if (block->kind == BLOCK_SIGNATURES)
        return highest + SIGNATURE;
    if (block->columns != NULL || block->kind == BLOCK_FACT)
        return highest < 120 ? highest + (block->kind == BLOCK_TABLE_HEAD ? 24 : 0) : line;
    return highest < 3 * line ? highest : 2 * line;
}

static void draw_signature_lines(struct drawing *drawing, const struct cell *cells, size_t count)
{
    drawing->y += SIGNATURE;
    for (size_t i = 0; i < count; i++)
        draw_rule(drawing, cells[i].start, cells[i].width, drawing->y - 3, 0.2);
}

static void draw_under(const struct drawing *drawing, const struct block *block)
{
    double whole = WIDTH - 2 * SIDE;
    if (block->kind == BLOCK_FACT && text_is_empty(block->cells[1]))
        draw_rule(drawing, whole * 0.34, whole * 0.66, drawing->y, 0.4);
    else if (block->kind == BLOCK_TABLE_HEAD)
        draw_rule(drawing, 0, whole, drawing->y + 2, 0.2);
    else if (block->kind == BLOCK_TABLE_ROW || block->kind == BLOCK_FACT)
        draw_rule(drawing, 0, whole, drawing->y + 2, 0.88);
}

static void draw_block(struct drawing *drawing, const struct block *block)
{
    const struct style *style = &STYLES[block->kind];
    struct cell cells[PAPER_COLUMNS_MOST];
    if (block->kind == BLOCK_PAGE_BREAK) {
        if (!drawing->fresh)
            turn_page(drawing);
        return;
    }
    size_t count = place_cells(drawing, block, cells);
    align_first_lines(cells, count);
    double before = drawing->fresh ? 0 : style->before;
    if (!drawing->fresh && drawing->y + before + room_wanted(block, cells, count) > bottom())
        turn_page(drawing);
    else
        drawing->y += before;
    cairo_tag_begin(drawing->cairo, style->tag, NULL);
    if (block->kind == BLOCK_SIGNATURES)
        draw_signature_lines(drawing, cells, count);
    if (block->kind == BLOCK_ITEM || block->kind == BLOCK_CHOICE)
        draw_mark(drawing, block);
    draw_cells(drawing, cells, count);
    draw_under(drawing, block);
    cairo_tag_end(drawing->cairo, style->tag);
    drawing->y += style->after;
    drawing->fresh = false;
    for (size_t i = 0; i < count; i++)
        g_object_unref(cells[i].layout);
}

/* ---- the document ---- */

static void draw_all(struct drawing *drawing)
{
    begin_page(drawing);
    for (const struct block *block = drawing->paper->first; block != NULL; block = block->next) {
        if (block->kind != BLOCK_TABLE_ROW)
            drawing->table = NULL;
        draw_block(drawing, block);
        if (block->kind == BLOCK_TABLE_HEAD)
            drawing->table = block;
    }
    cairo_show_page(drawing->cairo);
}

static int draw_on(const struct paper *paper, cairo_surface_t *surface, int pages)
{
    struct drawing drawing = {.paper = paper, .cairo = cairo_create(surface), .pages = pages};
    PangoFontMap *fonts = pango_cairo_font_map_get_default();
    drawing.context = pango_font_map_create_context(fonts);
    pango_cairo_update_context(drawing.cairo, drawing.context);
    pango_context_set_language(drawing.context, pango_language_from_string(paper->options.language));
    pango_context_set_base_dir(drawing.context,
                               paper->options.right_to_left ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
    draw_all(&drawing);
    bool drawn = cairo_status(drawing.cairo) == CAIRO_STATUS_SUCCESS;
    g_object_unref(drawing.context);
    cairo_destroy(drawing.cairo);
    return drawn ? drawing.page : -1;
}

struct sink {
    bool (*write)(void *context, const void *bytes, size_t size);
    void *context;
};

static cairo_status_t write_piece(void *closure, const unsigned char *bytes, unsigned int size)
{
    const struct sink *sink = closure;
    return sink->write(sink->context, bytes, size) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void say_what_it_is(const struct paper *paper, cairo_surface_t *surface)
{
    struct arena *arena = paper->arena;
    struct text date = instant_to_text(arena, paper->options.made_at);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, arena_string(arena, paper->options.title));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Sanad");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, arena_string(arena, date));
}

bool paper_draw(const struct paper *paper, bool (*write)(void *context, const void *bytes, size_t size), void *context)
{
    struct sink sink = {write, context};
    cairo_surface_t *nowhere = cairo_pdf_surface_create_for_stream(NULL, NULL, WIDTH, HEIGHT);
    int pages = draw_on(paper, nowhere, 0);
    cairo_surface_destroy(nowhere);
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(write_piece, &sink, WIDTH, HEIGHT);
    say_what_it_is(paper, surface);
    bool whole = pages > 0 && draw_on(paper, surface, pages) == pages;
    cairo_surface_finish(surface);
    whole = whole && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(surface);
    return whole;
}
