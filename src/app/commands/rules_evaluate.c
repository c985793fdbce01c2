/* sanad rules evaluate: a table of cases, sixty-four at a time, in constant memory. */
#include <stdio.h>
#include <string.h>

#include "app/commands/rules_command.h"
#include "codec/csv.h"
#include "rules/rules_plan.h"
#include "system/file.h"

enum { HEADER_ARENA = 64 << 20, BLOCK_ARENA = 1 << 30, OUT_MOST = 256 << 20 };
static const size_t TABLE_MOST = (size_t)64 << 30;

struct column_of {
    const struct rule_fact *fact; /* NULL: is copied */
};

struct table {
    const struct rules_asked *asked;
    const char *path;
    struct csv_reader reader;
    struct csv_writer writer;
    struct column_of *columns;
    size_t column_count;
    size_t *copied;
    size_t copied_count;
    const struct rules_plan *plan;
    struct rules_block *block;
    struct text *kept; /* the copied cells of the block's cases, copied_count for each */
    struct arena *memory;
    size_t faulty;
};

static int say_line(const struct table *table, size_t line, const char *what, struct text column, struct text found)
{
    struct text none = TEXT("");
    struct text head = column.length > 0 ? column : none;
    struct text tail = found.length > 0 ? found : none;
    (void)fprintf(stderr, "%s:%zu: %.*s%s%s%s%.*s\n", table->path, line, TEXT_ARG(head), head.length > 0 ? ": " : "",
                  what, tail.length > 0 ? ": " : "", TEXT_ARG(tail));
    return EXIT_REFUSED;
}

/* ---- the first line ---- */

static int read_header(struct table *table, struct arena *arena)
{
    struct csv_row row;
    enum outcome outcome = csv_next(&table->reader, arena, &row);
    if (outcome != OK)
        return rules_say(table->path, outcome == NOT_FOUND ? "is empty" : table->reader.fault, TEXT_NONE);
    table->column_count = row.count;
    table->columns = arena_array(arena, struct column_of, row.count);
    table->copied = arena_array(arena, size_t, row.count);
    for (size_t i = 0; i < row.count; i++) {
        struct text name = text_trim(row.cells[i]);
        table->columns[i].fact = rules_fact(table->asked->set, name);
        for (size_t j = 0; j < i && table->columns[i].fact != NULL; j++)
            if (table->columns[j].fact == table->columns[i].fact)
                return say_line(table, row.line, "stands twice", name, TEXT_NONE);
        if (table->columns[i].fact != NULL)
            continue;
        (void)fprintf(stderr, "%s:%zu: %.*s: is no fact of these rules: copied as it stands\n", table->path, row.line,
                      TEXT_ARG(name));
        table->copied[table->copied_count++] = i;
        csv_text(&table->writer, name);
    }
    return EXIT_DONE;
}

/* The rules that the whole asks, and those beside it, have a column each. */
static bool is_asked(const struct rules_asked *asked, const struct rule *rule)
{
    return rule_applies(asked->set, rule, asked->moment, asked->day) && !text_is(rule->effect, "check") &&
           !text_is(rule->effect, "decision");
}

static void write_header(struct table *table)
{
    csv_text(&table->writer, TEXT("answer"));
    for (size_t i = 0; i < table->asked->set->rule_count; i++)
        if (is_asked(table->asked, &table->asked->set->rules[i]))
            csv_text(&table->writer, table->asked->set->rules[i].code);
    if (table->asked->reasons)
        csv_text(&table->writer, TEXT("reasons"));
    if (table->asked->settle)
        csv_text(&table->writer, TEXT("documents"));
    csv_row_end(&table->writer);
}

/* ---- a case ---- */

/* Facts of people: "MAR|SEN" is one person's and the next one's. */
static bool put_people(struct table *table, struct rule_facts *facts, const struct rule_fact *fact, struct text cell)
{
    const struct rule_set *set = table->asked->set;
    struct rule_people *people = &facts->people[fact->relation - set->facts];
    size_t person = 0;
    struct text one;
    while (cell.length > 0 && text_split(&cell, '|', &one)) {
        struct fact_value *values =
            person < people->count ? people->at[person] : rules_facts_add_person(table->memory, facts, fact->relation);
        if (values == NULL || rules_cell_read(table->memory, fact, one, &values[fact - set->facts]) != OK)
            return false;
        person++;
    }
    return true;
}

static bool put_cell(struct table *table, struct rule_facts *facts, const struct rule_fact *fact, struct text cell)
{
    const struct rule_set *set = table->asked->set;
    struct fact_value value;
    cell = text_trim(cell);
    if (fact->relation != NULL)
        return put_people(table, facts, fact, cell);
    if (rules_cell_read(table->memory, fact, cell, &value) != OK)
        return false;
    if (fact->kind != FACT_RELATION) {
        facts->values[fact - set->facts] = value;
        return true;
    }
    struct rule_people *people = &facts->people[fact - set->facts];
    if (value.state == FACT_NONE && people->count > 0)
        return false; /* nobody, with facts of somebody */
    if (value.state == FACT_KNOWN && people->count == 0)
        return rules_facts_add_person(table->memory, facts, fact) != NULL;
    if (value.state != FACT_UNKNOWN)
        facts->values[fact - set->facts] = value;
    return true;
}

/* The facts of people first, so that the relation's own cell can be held against them. */
static int take_row(struct table *table, const struct csv_row *row)
{
    struct rule_facts *facts = rules_facts_new(table->memory, table->asked->set);
    if (row->count != table->column_count)
        return say_line(table, row->line, "has not as many cells as the first line", TEXT_NONE, TEXT_NONE);
    for (size_t i = 0; i < table->asked->set->parameter_count; i++)
        facts->parameters[i] = table->asked->like->parameters[i];
    for (int relations = 0; relations < 2; relations++)
        for (size_t i = 0; i < row->count; i++) {
            const struct rule_fact *fact = table->columns[i].fact;
            if (fact == NULL || (fact->kind == FACT_RELATION) != (relations == 1))
                continue;
            if (!put_cell(table, facts, fact, row->cells[i]))
                return say_line(table, row->line, "is not such a value", fact->name, row->cells[i]);
        }
    size_t at = rules_block_count(table->block) * table->copied_count;
    for (size_t i = 0; i < table->copied_count; i++)
        table->kept[at + i] = row->cells[table->copied[i]];
    return rules_block_add(table->block, facts) ? EXIT_DONE : EXIT_REFUSED;
}

/* ---- answers ---- */

static struct text value_word(enum rule_value value)
{
    return value == RULE_YES ? TEXT("yes") : value == RULE_NO ? TEXT("no") : TEXT("unknown");
}

/* The tests that a rule fails on, or waits for. */
static void add_tests(const struct rule_tell *tell, const struct reason *reason, struct buffer *out)
{
    const struct rule_fact *relation = reason->node->relation;
    struct rule_people *people = relation == NULL ? NULL : &tell->facts->people[relation - tell->facts->set->facts];
    if (reason->value == RULE_YES)
        return;
    if (people != NULL)
        people->asked = reason->person;
    for (size_t i = 0; i < reason->child_count; i++)
        add_tests(tell, &reason->children[i], out);
    if (reason->node->kind == NODE_TEST || reason->child_count == 0) {
        if (out->length > 0)
            buffer_add(out, TEXT(" | "));
        struct text said = reason->node->kind == NODE_TEST ? rule_tell_test(tell, reason->node)
                           : relation == NULL              ? TEXT("?")
                                                           : rule_tell_wording(tell, &relation->label);
        buffer_format(out, "%s: %.*s", rule_tell_answer(tell, reason->value), TEXT_ARG(said));
    }
    if (people != NULL)
        people->asked = 0;
}

static void write_reasons(struct table *table, const struct rule_tell *tell, size_t at)
{
    AUTO_BUFFER struct buffer out = buffer_open(1 << 20);
    add_tests(tell, rules_block_reason(table->memory, table->block, at), &out);
    csv_text(&table->writer, buffer_text(&out));
}

static void write_documents(struct table *table, const struct rule_tell *tell)
{
    AUTO_BUFFER struct buffer out = buffer_open(1 << 20);
    struct settlement settlement;
    rules_settle(table->memory, tell->facts, table->asked->whole, &settlement);
    for (size_t i = 0; i < settlement.enough_document_count; i++) {
        buffer_add(&out, i > 0 ? TEXT(" | ") : TEXT(""));
        buffer_add(&out, rule_tell_wording(tell, &settlement.enough_documents[i]->label));
    }
    csv_text(&table->writer, buffer_text(&out));
}

static void write_case(struct table *table, size_t at)
{
    const struct rules_asked *asked = table->asked;
    struct rule_tell tell = {table->memory, asked->language, rules_block_case(table->block, at)};
    for (size_t i = 0; i < table->copied_count; i++)
        csv_text(&table->writer, table->kept[at * table->copied_count + i]);
    csv_text(&table->writer, value_word(rules_block_value(table->block, at)));
    for (size_t i = 0; i < asked->set->rule_count; i++)
        if (is_asked(asked, &asked->set->rules[i]))
            csv_text(&table->writer, value_word(rules_block_rule(table->block, at, &asked->set->rules[i])));
    if (asked->reasons)
        write_reasons(table, &tell, at);
    if (asked->settle)
        write_documents(table, &tell);
    csv_row_end(&table->writer);
}

static bool flush_block(struct table *table)
{
    struct buffer *out = table->writer.buffer;
    rules_block_answer(table->block);
    for (size_t i = 0; i < rules_block_count(table->block); i++)
        write_case(table, i);
    rules_block_clear(table->block);
    arena_reset(table->memory);
    bool written = !out->full && fwrite(out->bytes, 1, out->length, stdout) == out->length;
    buffer_clear(out);
    return written;
}

static int read_rows(struct table *table)
{
    struct csv_row row;
    enum outcome outcome;
    while ((outcome = csv_next(&table->reader, table->memory, &row)) == OK) {
        table->faulty += take_row(table, &row) != EXIT_DONE;
        if (rules_block_count(table->block) == RULES_BLOCK && !flush_block(table))
            return rules_say("stdout", "cannot be written", TEXT_NONE);
    }
    if (!flush_block(table) || fflush(stdout) != 0)
        return rules_say("stdout", "cannot be written", TEXT_NONE);
    if (outcome == INVALID)
        return say_line(table, table->reader.fault_line, table->reader.fault, TEXT_NONE, TEXT_NONE);
    return table->faulty == 0 ? EXIT_DONE : EXIT_REFUSED;
}

int rules_evaluate_table(const struct rules_asked *asked)
{
    AUTO_ARENA struct arena *arena = arena_open(HEADER_ARENA);
    AUTO_ARENA struct arena *memory = arena_open(BLOCK_ARENA);
    AUTO_BUFFER struct buffer out = buffer_open(OUT_MOST);
    struct text mapped;
    struct table table = {.asked = asked, .path = arena_string(arena, asked->facts), .memory = memory};
    if (file_map(table.path, TABLE_MOST, &mapped) != OK)
        return rules_say(table.path, "cannot be read, or is too large", TEXT_NONE);
    table.reader = csv_open(mapped, 0);
    table.writer = csv_writer_open(&out, ',');
    int status = read_header(&table, arena);
    if (status == EXIT_DONE) {
        write_header(&table);
        table.plan = rules_plan_new(arena, asked->like, asked->whole);
        table.block = rules_block_new(arena, table.plan);
        table.kept = arena_array(arena, struct text, RULES_BLOCK * (table.copied_count + 1));
        status = read_rows(&table);
    }
    file_unmap(mapped);
    return status;
}
