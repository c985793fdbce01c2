/* What stands above the rules: sources, holders, documents, open points, facts, tables. */
#include <string.h>

#include "base/number.h"
#include "rules/rules_facts.h"
#include "rules/rules_reading.h"

enum { WORDING_MOST = 600 };

/* ---- texts ---- */

enum outcome reading_quoted(struct reading *reading, size_t token, struct text *ret)
{
    if (token >= reading->words.count || !reading->tokens[token].string)
        return reading_refuse(reading, token, "A text between quotation marks is expected here.");
    if (text_is_empty(text_trim(reading->tokens[token].text)) ||
        text_code_points(reading->tokens[token].text) > WORDING_MOST)
        return reading_refuse(reading, token, "This text is empty or too long.");
    *ret = reading->tokens[token].text;
    return reading_end(reading, token + 1);
}

/* Is the word at `token` the tag of a language?  Then its text is read. */
static bool is_language(const struct reading *reading, size_t token, size_t *ret_language)
{
    static const char *const TAGS[RULES_LANGUAGES] = {"fr", "ar", "en"};
    for (size_t i = 0; i < RULES_LANGUAGES; i++)
        if (reading_is(reading, token, TAGS[i])) {
            *ret_language = i;
            return true;
        }
    return false;
}

enum outcome reading_wording(struct reading *reading, size_t token, struct wording *wording)
{
    size_t language;
    if (!is_language(reading, token, &language))
        return reading_refuse(reading, token,
                              token == 0 ? "“{1}” begins no line of this block; “fr”, “ar” and “en” begin its texts."
                                         : "“fr”, “ar” or “en” is expected here.");
    if (wording->in[language].length > 0)
        return reading_refuse(reading, token, "This text is given twice.");
    return reading_quoted(reading, token + 1, &wording->in[language]);
}

/* At the first line behind a block, so that its fault names the line where something lacks. */
enum outcome reading_need_wording(struct reading *reading, const struct wording *wording)
{
    for (size_t i = 0; i < RULES_LANGUAGES; i++)
        if (wording->in[i].length == 0)
            return reading_refuse(reading, 0, "The block above needs its text in the three languages: fr, ar and en.");
    return OK;
}

/* ---- one block each: the lines below its first one, which are indented ---- */

bool reading_in_block(const struct reading *reading) { return !reading->words.ended && reading->words.indent > 0; }

static enum outcome unknown_line(struct reading *reading)
{
    return reading_refuse(reading, 0, "“{1}” is not known in this block.");
}

/* The name behind the word of a block: once among its kind. */
enum outcome reading_open(struct reading *reading, size_t count, size_t most, struct text *ret_name)
{
    if (count == most)
        return reading_refuse(reading, 0, "There are too many blocks of this kind.");
    enum outcome outcome = reading_word(reading, 1, ret_name);
    return outcome == OK ? reading_end(reading, 2) : outcome;
}

static enum outcome read_source_line(struct reading *reading, struct rule_source *source, bool *marked)
{
    if (reading_is(reading, 0, "text"))
        return reading_quoted(reading, 1, &source->text);
    if (reading_is(reading, 0, "address"))
        return reading_quoted(reading, 1, &source->address);
    source->verified = reading_is(reading, 0, "verified");
    if (!source->verified && !reading_is(reading, 0, "unverified"))
        return unknown_line(reading);
    if (*marked)
        return reading_refuse(reading, 0, "“{1}” is said twice.");
    *marked = true;
    return reading_end(reading, 1);
}

enum outcome reading_source(struct reading *reading)
{
    struct rule_source source = {0};
    bool marked = false;
    enum outcome outcome = reading_open(reading, reading->set->source_count, RULES_SOURCES_MOST, &source.code);
    for (size_t i = 0; i < reading->set->source_count && outcome == OK; i++)
        if (text_equal(reading->sources[i].code, source.code))
            outcome = reading_refuse(reading, 1, "“{1}” stands above already.");
    if (outcome == OK)
        outcome = reading_next(reading);
    while (outcome == OK && reading_in_block(reading)) {
        outcome = read_source_line(reading, &source, &marked);
        if (outcome == OK)
            outcome = reading_next(reading);
    }
    if (outcome == OK && (source.text.length == 0 || !marked))
        outcome = reading_refuse(reading, 0, "The source above needs its text, and “verified” or “unverified”.");
    if (outcome == OK)
        reading->sources[reading->set->source_count++] = source;
    return outcome;
}

enum outcome reading_holder(struct reading *reading)
{
    struct rule_holder holder = {0};
    enum outcome outcome = reading_open(reading, reading->set->holder_count, RULES_HOLDERS_MOST, &holder.code);
    for (size_t i = 0; i < reading->set->holder_count && outcome == OK; i++)
        if (text_equal(reading->holders[i].code, holder.code))
            outcome = reading_refuse(reading, 1, "“{1}” stands above already.");
    if (outcome == OK)
        outcome = reading_next(reading);
    while (outcome == OK && reading_in_block(reading)) {
        outcome = reading_wording(reading, 0, &holder.label);
        if (outcome == OK)
            outcome = reading_next(reading);
    }
    if (outcome == OK)
        outcome = reading_need_wording(reading, &holder.label);
    if (outcome == OK)
        reading->holders[reading->set->holder_count++] = holder;
    return outcome;
}

/* ---- documents and open points ---- */

enum outcome reading_find_source(struct reading *reading, size_t token, const struct rule_source **ret)
{
    for (size_t i = 0; i < reading->set->source_count; i++)
        if (reading->words.count > token && text_equal(reading->sources[i].code, reading->tokens[token].text)) {
            *ret = &reading->sources[i];
            return reading_end(reading, token + 1);
        }
    return reading_refuse(reading, token, "No source of the name “{1}” stands above.");
}

enum outcome reading_document(struct reading *reading)
{
    struct rule_document document = {0};
    enum outcome outcome = reading_open(reading, reading->set->document_count, RULES_DOCUMENTS_MOST, &document.code);
    for (size_t i = 0; i < reading->set->document_count && outcome == OK; i++)
        if (text_equal(reading->documents[i].code, document.code))
            outcome = reading_refuse(reading, 1, "“{1}” stands above already.");
    if (outcome == OK)
        outcome = reading_next(reading);
    while (outcome == OK && reading_in_block(reading)) {
        outcome = reading_is(reading, 0, "source") ? reading_find_source(reading, 1, &document.source)
                                                   : reading_wording(reading, 0, &document.label);
        if (outcome == OK)
            outcome = reading_next(reading);
    }
    if (outcome == OK && document.source == NULL)
        outcome = reading_refuse(reading, 0, "The document above needs its “source”.");
    if (outcome == OK)
        outcome = reading_need_wording(reading, &document.label);
    if (outcome == OK)
        reading->documents[reading->set->document_count++] = document;
    return outcome;
}

enum outcome reading_amount(struct reading *reading, size_t token, struct rule_amount *ret)
{
    struct rule_amount amount = {0};
    if (token >= reading->words.count ||
        text_to_integer(reading->tokens[token].text, 0, RULES_SPAN_MOST, &amount.number) != OK)
        return reading_refuse(reading, token, "A number of days, months or years is expected here.");
    if (token + 1 >= reading->words.count || !rules_unit_of(reading->tokens[token + 1].text, &amount.unit))
        return reading_refuse(reading, token + 1, "“days”, “months” or “years” is expected here.");
    *ret = amount;
    return OK;
}

/* "default 30 days", "default 2013-12-31", "default 18": the form says the kind. */
static enum outcome read_default(struct reading *reading, struct rule_parameter *parameter)
{
    int32_t day;
    bool there = reading->words.count > 1;
    if (there && text_to_date(reading->tokens[1].text, &day) == OK) {
        parameter->kind = PARAMETER_DATE;
        parameter->standard = (struct rule_amount){day, UNIT_DAYS};
        return reading_end(reading, 2);
    }
    if (reading->words.count > 2) {
        enum outcome outcome = reading_amount(reading, 1, &parameter->standard);
        parameter->kind = PARAMETER_SPAN;
        return outcome == OK ? reading_end(reading, 3) : outcome;
    }
    parameter->kind = PARAMETER_NUMBER;
    if (!there ||
        text_to_integer(reading->tokens[1].text, -1000000000000, 1000000000000, &parameter->standard.number) != OK)
        return reading_refuse(reading, 1, "A span like “30 days”, a day or a whole number is expected here.");
    return OK;
}

static bool name_taken(const struct reading *reading, struct text name)
{
    for (size_t i = 0; i < reading->set->parameter_count; i++)
        if (text_equal(reading->parameters[i].name, name))
            return true;
    return rules_fact(reading->set, name) != NULL;
}

enum outcome reading_parameter(struct reading *reading)
{
    struct rule_parameter parameter = {0};
    bool standard = false;
    enum outcome outcome = reading_open(reading, reading->set->parameter_count, RULES_PARAMETERS_MOST, &parameter.name);
    if (outcome == OK && name_taken(reading, parameter.name))
        outcome = reading_refuse(reading, 1, "“{1}” stands above already.");
    if (outcome == OK)
        outcome = reading_next(reading);
    while (outcome == OK && reading_in_block(reading)) {
        if (reading_is(reading, 0, "default")) {
            outcome = read_default(reading, &parameter);
            standard = true;
        } else if (reading_is(reading, 0, "source")) {
            outcome = reading_find_source(reading, 1, &parameter.source);
        } else {
            outcome = reading_wording(reading, 0, &parameter.label);
        }
        if (outcome == OK)
            outcome = reading_next(reading);
    }
    if (outcome == OK && (!standard || parameter.source == NULL))
        outcome = reading_refuse(reading, 0, "The parameter above needs its “default” and its “source”.");
    if (outcome == OK)
        outcome = reading_need_wording(reading, &parameter.label);
    if (outcome == OK)
        reading->parameters[reading->set->parameter_count++] = parameter;
    return outcome;
}

/* ---- facts ---- */

static enum outcome read_kind(struct reading *reading, enum fact_kind *ret)
{
    static const char *const KINDS[] = {"yes-no", "day", "number", "code", "codes", "period", "relation"};
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (reading_is(reading, 1, KINDS[i])) {
            *ret = (enum fact_kind)i;
            return reading_end(reading, 2);
        }
    return reading_refuse(reading, 1, "A kind is expected here: yes-no, day, number, code, codes, period or relation.");
}

static enum outcome read_fact_holder(struct reading *reading, struct rule_fact *fact)
{
    for (size_t i = 0; i < reading->set->holder_count; i++)
        if (reading->words.count > 1 && text_equal(reading->holders[i].code, reading->tokens[1].text)) {
            fact->holder = &reading->holders[i];
            return reading_end(reading, 2);
        }
    return reading_refuse(reading, 1, "No holder of the name “{1}” stands above.");
}

static const struct rule_document *document_named(const struct reading *reading, struct text code)
{
    for (size_t i = 0; i < reading->set->document_count; i++)
        if (text_equal(reading->documents[i].code, code))
            return &reading->documents[i];
    return NULL;
}

/* "proved by A, B" */
static enum outcome read_proofs(struct reading *reading, struct rule_fact *fact)
{
    const struct text *codes;
    size_t count;
    if (!reading_is(reading, 1, "by"))
        return reading_refuse(reading, 1, "“by” and documents are expected here.");
    if (fact->document_count > 0)
        return reading_refuse(reading, 0, "“{1}” is said twice.");
    enum outcome outcome = reading_codes(reading, 2, &codes, &count);
    if (outcome == OK && count > RULES_PROOFS_MOST)
        return reading_refuse(reading, 2, "This list is too long.");
    if (outcome != OK)
        return outcome;
    const struct rule_document **documents = arena_array(reading->arena, const struct rule_document *, count + 1);
    for (size_t i = 0; i < count; i++) {
        documents[i] = document_named(reading, codes[i]);
        if (documents[i] == NULL)
            return reading_refuse(reading, 2 + 2 * i, "No document of the name “{1}” stands above.");
    }
    fact->documents = documents;
    fact->document_count = count;
    return OK;
}

/* "code CODE fr "…"", in the three languages one after the other; "code any". */
static enum outcome read_code(struct reading *reading, struct rule_fact *fact, struct rule_label *labels)
{
    struct text code;
    enum outcome outcome = reading_word(reading, 1, &code);
    if (outcome != OK)
        return outcome;
    if (reading->words.count == 2 && reading_is(reading, 1, "any")) {
        fact->open_codes = true;
        return OK;
    }
    size_t at = 0;
    while (at < fact->label_count && !text_equal(labels[at].code, code))
        at++;
    if (at == RULES_LABELS_MOST)
        return reading_refuse(reading, 1, "This list is too long.");
    labels[at].code = code;
    fact->label_count += at == fact->label_count;
    return reading_wording(reading, 2, &labels[at].label);
}

/* "spouse.nationality" is a fact of the relation "spouse". */
static enum outcome find_relation(struct reading *reading, struct rule_fact *fact)
{
    ptrdiff_t dot = text_find_byte(fact->name, '.');
    if (dot < 0)
        return OK;
    fact->relation = rules_fact(reading->set, text_slice(fact->name, 0, (size_t)dot));
    if (fact->relation == NULL || fact->relation->kind != FACT_RELATION)
        return reading_refuse(reading, 1, "What stands before the dot of “{1}” is no relation that stands above.");
    return OK;
}

static enum outcome read_fact_line(struct reading *reading, struct rule_fact *fact, struct rule_label *labels,
                                   bool *kind)
{
    if (reading_is(reading, 0, "kind")) {
        *kind = true;
        return read_kind(reading, &fact->kind);
    }
    if (reading_is(reading, 0, "holder"))
        return read_fact_holder(reading, fact);
    if (reading_is(reading, 0, "proved"))
        return read_proofs(reading, fact);
    if (reading_is(reading, 0, "code"))
        return read_code(reading, fact, labels);
    return reading_wording(reading, 0, &fact->label);
}

/* At the first line behind the block. */
static enum outcome check_fact(struct reading *reading, struct rule_fact *fact, const struct rule_label *labels,
                               bool kind)
{
    bool codes = fact->kind == FACT_CODE || fact->kind == FACT_CODES;
    if (!kind || fact->holder == NULL)
        return reading_refuse(reading, 0, "The fact above needs its kind, and who holds it.");
    if (fact->label_count > 0 && !codes)
        return reading_refuse(reading, 0, "Only a fact of kind code or codes has codes: the one above has them too.");
    if (fact->kind == FACT_RELATION && fact->relation != NULL)
        return reading_refuse(reading, 0, "The fact above is a relation of a relation.");
    if (fact->label_count == 0)
        fact->open_codes = true;
    for (size_t i = 0; i < fact->label_count; i++) {
        enum outcome outcome = reading_need_wording(reading, &labels[i].label);
        if (outcome != OK)
            return outcome;
    }
    return reading_need_wording(reading, &fact->label);
}

enum outcome reading_fact(struct reading *reading)
{
    struct rule_fact fact = {.line = reading->words.line};
    bool kind = false;
    enum outcome outcome = reading_open(reading, reading->set->fact_count, RULES_FACTS_MOST, &fact.name);
    struct rule_label *labels = arena_array(reading->arena, struct rule_label, RULES_LABELS_MOST + 1);
    fact.labels = labels;
    if (outcome == OK && name_taken(reading, fact.name))
        outcome = reading_refuse(reading, 1, "“{1}” stands above already.");
    if (outcome == OK)
        outcome = find_relation(reading, &fact);
    if (outcome == OK)
        outcome = reading_next(reading);
    while (outcome == OK && reading_in_block(reading)) {
        outcome = read_fact_line(reading, &fact, labels, &kind);
        if (outcome == OK)
            outcome = reading_next(reading);
    }
    if (outcome == OK)
        outcome = check_fact(reading, &fact, labels, kind);
    if (outcome == OK)
        reading->facts[reading->set->fact_count++] = fact;
    return outcome;
}

/* "- KEY [part NAME] [from DAY] [until DAY]" */
static enum outcome read_row(struct reading *reading, struct rule_row *ret)
{
    struct rule_row row = {.from = DATE_NONE, .until = DATE_NONE};
    size_t at = 2;
    if (!reading_is(reading, 0, "-"))
        return reading_refuse(reading, 0, "A row of a table begins with “-”; or the table is “given”.");
    enum outcome outcome = reading_word(reading, 1, &row.key);
    if (outcome == OK && reading_is(reading, at, "part")) {
        outcome = reading_word(reading, at + 1, &row.part);
        at += 2;
    }
    if (outcome == OK && reading_is(reading, at, "from")) {
        outcome = reading_date(reading, at + 1, &row.from);
        at += 2;
    }
    if (outcome == OK && reading_is(reading, at, "until")) {
        outcome = reading_date(reading, at + 1, &row.until);
        at += 2;
    }
    if (outcome == OK)
        outcome = reading_end(reading, at);
    if (outcome == OK)
        *ret = row;
    return outcome;
}

static enum outcome read_rows(struct reading *reading, struct rule_table *table)
{
    size_t capacity = 16;
    struct rule_row *rows = arena_array(reading->arena, struct rule_row, capacity);
    enum outcome outcome = OK;
    while (outcome == OK && reading_in_block(reading)) {
        if (table->row_count == RULES_ROWS_MOST)
            return reading_refuse(reading, 0, "This table is too long.");
        if (table->row_count == capacity) {
            struct rule_row *more = arena_array(reading->arena, struct rule_row, 2 * capacity);
            memcpy(more, rows, capacity * sizeof *more);
            rows = more;
            capacity *= 2;
        }
        outcome = read_row(reading, &rows[table->row_count]);
        if (outcome == OK)
            outcome = reading_next(reading);
        table->row_count += outcome == OK;
    }
    table->rows = rows;
    return outcome;
}

enum outcome reading_table(struct reading *reading)
{
    struct rule_table table = {0};
    enum outcome outcome = reading_open(reading, reading->set->table_count, RULES_TABLES_MOST, &table.name);
    for (size_t i = 0; i < reading->set->table_count && outcome == OK; i++)
        if (text_equal(reading->tables[i].name, table.name))
            outcome = reading_refuse(reading, 1, "“{1}” stands above already.");
    if (outcome == OK)
        outcome = reading_next(reading);
    if (outcome == OK && reading_in_block(reading) && reading_is(reading, 0, "given")) {
        table.given = true;
        outcome = reading_end(reading, 1);
        if (outcome == OK)
            outcome = reading_next(reading);
        if (outcome == OK && reading_in_block(reading))
            outcome = reading_refuse(reading, 0, "A table that is given has no rows here.");
    } else if (outcome == OK) {
        outcome = read_rows(reading, &table);
    }
    if (outcome == OK)
        reading->tables[reading->set->table_count++] = table;
    return outcome;
}
