#include "matching/list_mapping.h"

#include "base/number.h"
#include "matching/table.h"

/* What a configuration may say, and into which columns of the schema it goes. */
enum { LINES = 2 }; /* of one address */
enum what_kind { WHAT_SETTING, WHAT_ROW, WHAT_NAME_PART, WHAT_ONE, WHAT_EACH };
static const struct what {
    const char *name;
    enum what_kind kind;
    enum match_kind column; /* of WHAT_ONE and WHAT_EACH */
    const char *label;      /* N_() */
    uint8_t slots;          /* at most */
    const char *known_as;   /* names of columns that say so by themselves, in small letters and with _ between */
} whats[] = {
    {"id", WHAT_ROW, MATCH_KINDS, NULL, 1, " id rec_id record_id unique_id person_id number "},
    {"truth", WHAT_ROW, MATCH_KINDS, NULL, 1, ""},
    {"age", WHAT_ROW, MATCH_KINDS, NULL, 1, " age "},
    {"given", WHAT_NAME_PART, MATCH_KIND_NAME, NULL, CANDIDATE_NAMES,
     " given given_name given_names first_name firstname forename prenom prenoms "},
    {"family", WHAT_NAME_PART, MATCH_KIND_NAME, NULL, CANDIDATE_NAMES,
     " family family_name last_name lastname surname nom nom_de_famille "},
    {"name", WHAT_NAME_PART, MATCH_KIND_NAME, NULL, CANDIDATE_NAMES, " name full_name fullname nom_complet "},
    {"mother", WHAT_ONE, MATCH_KIND_NAME, N_("Mother's name"), 1, " mother mother_name nom_de_la_mere mere "},
    {"father", WHAT_ONE, MATCH_KIND_NAME, N_("Father's name"), 1, " father father_name nom_du_pere pere "},
    {"sex", WHAT_ONE, MATCH_KIND_SEX, N_("Sex"), 1, " sex gender sexe "},
    {"birth", WHAT_ONE, MATCH_KIND_BIRTH, N_("Date of birth"), 1,
     " birth dob date_of_birth birth_date birthdate date_de_naissance birth_year "},
    {"nationality", WHAT_ONE, MATCH_KIND_CODE, N_("Nationality"), CANDIDATE_NATIONALITIES,
     " nat nationality nationalite country_of_origin pays "},
    {"telephone", WHAT_ONE, MATCH_KIND_TELEPHONE, N_("Telephone"), CANDIDATE_NUMBERS,
     " phone telephone tel mobile phone_number gsm "},
    {"document", WHAT_ONE, MATCH_KIND_DOCUMENT, N_("Document"), CANDIDATE_NUMBERS,
     " document document_number passport passport_number soc_sec_id national_id cin "},
    {"place", WHAT_ONE, MATCH_KIND_TEXT, N_("Place"), CANDIDATE_PLACES,
     " place town city ville place_of_birth birth_place lieu_de_naissance "},
    {"relatives", WHAT_ONE, MATCH_KIND_RELATIVES, N_("Household"), CANDIDATE_RELATIVES, ""},
    {"text", WHAT_EACH, MATCH_KIND_TEXT, NULL, MATCH_COLUMNS_MOST, " address adresse suburb email "},
    {"lines", WHAT_EACH, MATCH_KIND_TEXT, NULL, LINES, " address_1 address_2 address_line_1 address_line_2 "},
    {"code", WHAT_EACH, MATCH_KIND_CODE, NULL, MATCH_COLUMNS_MOST, " state postcode zip "},
    {"group", WHAT_SETTING, MATCH_KINDS, NULL, 1, ""},
    {"today", WHAT_SETTING, MATCH_KINDS, NULL, 1, ""},
    {"review", WHAT_SETTING, MATCH_KINDS, NULL, 1, ""},
    {"automatic", WHAT_SETTING, MATCH_KINDS, NULL, 1, ""},
    {"one-to-one", WHAT_SETTING, MATCH_KINDS, NULL, 1, ""},
    {"equivalents", WHAT_SETTING, MATCH_KINDS, NULL, 1, ""},
};
enum { WHATS = sizeof whats / sizeof *whats };

static const struct what *what_of(struct text name)
{
    for (size_t i = 0; i < WHATS; i++)
        if (text_is(name, whats[i].name))
            return &whats[i];
    return NULL;
}

static enum outcome refuse(struct problems *problems, size_t line, struct text about, const char *message)
{
    struct text number = line == 0 ? TEXT("-") : arena_format(problems->arena, "%zu", line);
    return problem_add_with(problems, INVALID, "match_configuration", TEXT_NONE, message, number, about);
}

/* ---- settings ---- */

/* "0.995": hundreds of thousandths are enough for a probability. */
static bool read_probability(struct text text, float *ret)
{
    struct text whole;
    int64_t parts = 0;
    int64_t scale = 1;
    if (!text_split(&text, '.', &whole) || !text_is(whole, "0") || text.length == 0 || text.length > 6)
        return false;
    if (text_to_integer(text, 0, 999999, &parts) != OK)
        return false;
    for (size_t i = 0; i < text.length; i++)
        scale *= 10;
    *ret = (float)parts / (float)scale;
    return parts > 0;
}

static enum outcome take_setting(struct list_mapping *mapping, const struct list_mapping_entry *entry,
                                 struct problems *problems)
{
    struct text value = entry->columns;
    bool fits = true;
    if (text_is(entry->what, "today"))
        fits = text_to_date(value, &mapping->today) == OK;
    else if (text_is(entry->what, "review"))
        fits = read_probability(value, &mapping->review);
    else if (text_is(entry->what, "automatic"))
        fits = read_probability(value, &mapping->automatic);
    else if (text_is(entry->what, "one-to-one"))
        fits = (mapping->one_to_one = text_is(value, "yes")) || text_is(value, "no");
    else if (text_is(entry->what, "equivalents"))
        mapping->equivalents = value;
    return fits ? OK : refuse(problems, entry->line, value, N_("line {1}: this cannot be read: {2}"));
}

/* ---- the schema ---- */

static size_t parts_of(struct text list, char separator)
{
    size_t count = 0;
    struct text part;
    while (text_split(&list, separator, &part))
        count++;
    return count;
}

static enum outcome add_column(struct list_mapping *mapping, const struct list_mapping_entry *entry,
                               const struct what *what, struct text name, const char *label, size_t slots,
                               struct problems *problems)
{
    struct match_schema *schema = &mapping->schema;
    if (schema->count == MATCH_COLUMNS_MOST || slots > what->slots || slots > CANDIDATE_RELATIVES ||
        schema->slots + slots > MATCH_SLOTS_MOST)
        return refuse(problems, entry->line, entry->columns, N_("line {1}: too many columns: {2}"));
    for (size_t s = 0; s < slots; s++)
        mapping->entry_of[schema->count][s] = (uint8_t)(entry - mapping->entries);
    schema->columns[schema->count++] =
        (struct match_column){name, label, what->column, (uint8_t)schema->slots, (uint8_t)slots, 0};
    schema->slots += slots;
    return OK;
}

/* The first column holds the name, whichever parts of it are mapped. */
static enum outcome add_name(struct list_mapping *mapping, struct problems *problems)
{
    size_t slots = 0;
    const struct list_mapping_entry *first = NULL;
    for (size_t i = 0; i < mapping->entry_count; i++) {
        const struct list_mapping_entry *entry = &mapping->entries[i];
        if (what_of(entry->what)->kind != WHAT_NAME_PART)
            continue;
        size_t parts = parts_of(entry->columns, ',');
        slots = parts > slots ? parts : slots;
        first = first == NULL ? entry : first;
    }
    if (first == NULL)
        return refuse(problems, 0, TEXT("given, family, name"), N_("no column holds a name: {2}"));
    return add_column(mapping, first, what_of(TEXT("name")), TEXT("name"), N_("Name"), slots, problems);
}

static enum outcome add_each(struct arena *arena, struct list_mapping *mapping, const struct list_mapping_entry *entry,
                             const struct what *what, struct problems *problems)
{
    struct text rest = entry->columns;
    struct text part;
    for (size_t at = 0; text_split(&rest, ',', &part); at++) {
        struct text heading = text_trim(part);
        enum outcome outcome = add_column(mapping, entry, what, heading, arena_string(arena, heading), 1, problems);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

/* The two lines of an address may have changed places. */
static enum outcome find_twins(struct list_mapping *mapping, struct problems *problems)
{
    size_t lines[LINES];
    size_t count = 0;
    for (size_t c = 1; c < mapping->schema.count; c++) {
        const struct list_mapping_entry *entry = &mapping->entries[mapping->entry_of[c][0]];
        if (!text_is(entry->what, "lines"))
            continue;
        if (count == LINES)
            return refuse(problems, entry->line, entry->columns, N_("line {1}: too many columns: {2}"));
        lines[count++] = c;
    }
    if (count == LINES) {
        mapping->schema.columns[lines[0]].twin = (uint8_t)(lines[1] + 1);
        mapping->schema.columns[lines[1]].twin = (uint8_t)(lines[0] + 1);
    }
    return OK;
}

static enum outcome build_schema(struct arena *arena, struct list_mapping *mapping, struct problems *problems)
{
    enum outcome outcome = add_name(mapping, problems);
    for (size_t i = 0; i < mapping->entry_count && outcome == OK; i++) {
        const struct list_mapping_entry *entry = &mapping->entries[i];
        const struct what *what = what_of(entry->what);
        if (what->kind == WHAT_EACH)
            outcome = add_each(arena, mapping, entry, what, problems);
        else if (what->kind == WHAT_ONE)
            outcome =
                add_column(mapping, entry, what, entry->what, what->label, parts_of(entry->columns, ','), problems);
        else if (what->kind == WHAT_SETTING)
            outcome = take_setting(mapping, entry, problems);
    }
    if (outcome == OK)
        outcome = find_twins(mapping, problems);
    bool age = false;
    bool birth = false;
    for (size_t i = 0; i < mapping->entry_count; i++) {
        age = age || text_is(mapping->entries[i].what, "age");
        birth = birth || text_is(mapping->entries[i].what, "birth");
    }
    if (outcome == OK && age && !birth) /* an age alone is a birth too */
        outcome = add_column(mapping, mapping->entries, what_of(TEXT("birth")), TEXT("birth"), N_("Date of birth"), 1,
                             problems);
    if (outcome == OK && mapping->review > mapping->automatic)
        outcome = refuse(problems, 0, TEXT_NONE, N_("the threshold of review stands above the automatic one"));
    return outcome;
}

static void find_group(struct list_mapping *mapping)
{
    struct text wanted = TEXT("nationality");
    for (size_t i = 0; i < mapping->entry_count; i++)
        if (text_is(mapping->entries[i].what, "group"))
            wanted = mapping->entries[i].columns;
    mapping->group_column = MATCH_COLUMNS_MOST;
    for (size_t c = 0; c < mapping->schema.count; c++)
        if (text_equal(mapping->schema.columns[c].name, wanted) && mapping->schema.columns[c].kind == MATCH_KIND_CODE)
            mapping->group_column = c;
}

/* ---- reading ---- */

static enum outcome read_line(struct text line, size_t number, struct list_mapping *mapping, struct problems *problems)
{
    struct text what;
    struct text rest = line;
    ptrdiff_t remark = text_find_byte(rest, '#');
    if (remark >= 0)
        rest = text_slice(rest, 0, (size_t)remark);
    rest = text_trim(rest);
    if (text_is_empty(rest))
        return OK;
    if (text_find_byte(rest, '=') < 0 || !text_split(&rest, '=', &what) || what_of(text_trim(what)) == NULL)
        return refuse(problems, number, rest, N_("line {1}: what is this? {2}"));
    what = text_trim(what);
    for (size_t i = 0; i < mapping->entry_count; i++)
        if (text_equal(mapping->entries[i].what, what) && what_of(what)->kind != WHAT_EACH)
            return refuse(problems, number, what, N_("line {1}: {2} stands here twice"));
    if (mapping->entry_count == MAPPING_ENTRIES_MOST || text_is_empty(text_trim(rest)))
        return refuse(problems, number, what, N_("line {1}: this cannot be read: {2}"));
    mapping->entries[mapping->entry_count++] = (struct list_mapping_entry){what, text_trim(rest), number};
    return OK;
}

static struct list_mapping mapping_empty(int32_t today)
{
    return (struct list_mapping){.today = today, .review = 0.2F, .automatic = 0.995F};
}

static enum outcome finish(struct arena *arena, struct list_mapping *mapping, struct problems *problems,
                           struct list_mapping *ret_mapping)
{
    enum outcome outcome = build_schema(arena, mapping, problems);
    if (outcome != OK)
        return outcome;
    find_group(mapping);
    *ret_mapping = *mapping;
    return OK;
}

enum outcome list_mapping_read(struct arena *arena, struct text configuration, int32_t today, struct problems *problems,
                               struct list_mapping *ret_mapping)
{
    struct list_mapping *mapping = arena_new(arena, struct list_mapping);
    struct text line;
    *mapping = mapping_empty(today);
    if (!text_is_utf8(configuration))
        return refuse(problems, 0, TEXT_NONE, N_("this is no text in UTF-8"));
    for (size_t number = 1; text_split(&configuration, '\n', &line); number++) {
        enum outcome outcome = read_line(line, number, mapping, problems);
        if (outcome != OK)
            return outcome;
    }
    return finish(arena, mapping, problems, ret_mapping);
}

/* " given_name": small letters, _ for everything that is no letter or digit. */
static struct text known_form(struct arena *arena, struct text heading)
{
    struct text trimmed = text_trim(heading);
    char *form = arena_bytes(arena, trimmed.length + 2);
    form[0] = form[trimmed.length + 1] = ' ';
    for (size_t i = 0; i < trimmed.length; i++) {
        char letter = trimmed.at[i];
        if (letter >= 'A' && letter <= 'Z')
            letter = (char)(letter - 'A' + 'a');
        bool kept = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || (letter & 0x80) != 0;
        form[i + 1] = kept ? letter : '_';
    }
    return (struct text){form, trimmed.length + 2};
}

enum outcome list_mapping_guess(struct arena *arena, const struct csv_row *header, int32_t today,
                                struct problems *problems, struct list_mapping *ret_mapping)
{
    struct list_mapping *mapping = arena_new(arena, struct list_mapping);
    *mapping = mapping_empty(today);
    for (size_t w = 0; w < WHATS; w++)
        for (size_t i = 0; i < header->count && mapping->entry_count < MAPPING_ENTRIES_MOST; i++) {
            struct text form = known_form(arena, header->cells[i]);
            if (form.length < 3 || text_find(text_from(whats[w].known_as), form) < 0)
                continue;
            mapping->entries[mapping->entry_count++] =
                (struct list_mapping_entry){text_from(whats[w].name), text_trim(header->cells[i]), 0};
            if (whats[w].kind != WHAT_EACH)
                break;
        }
    return finish(arena, mapping, problems, ret_mapping);
}

/* ---- places ---- */

static int16_t place_of(const struct csv_row *header, struct text alternatives)
{
    struct text name;
    while (text_split(&alternatives, '|', &name))
        for (size_t i = 0; i < header->count; i++)
            if (text_equal(text_trim(header->cells[i]), text_trim(name)) && !text_is_empty(text_trim(name)))
                return (int16_t)i;
    return MAPPING_NONE;
}

/* The columns of an entry, into slots one after the other. */
static enum outcome find_entry(const struct list_mapping_entry *entry, const struct csv_row *header, int16_t places[],
                               size_t most, struct problems *problems)
{
    struct text rest = entry->columns;
    struct text part;
    for (size_t s = 0; s < most && text_split(&rest, ',', &part); s++) {
        places[s] = place_of(header, part);
        if (places[s] == MAPPING_NONE)
            return refuse(problems, entry->line, text_trim(part), N_("line {1}: the list has no column {2}"));
    }
    return OK;
}

static const struct list_mapping_entry *entry_named(const struct list_mapping *mapping, const char *what)
{
    for (size_t i = 0; i < mapping->entry_count; i++)
        if (text_is(mapping->entries[i].what, what))
            return &mapping->entries[i];
    return NULL;
}

static enum outcome find_named(const struct list_mapping *mapping, const char *what, const struct csv_row *header,
                               int16_t places[], size_t most, struct problems *problems)
{
    const struct list_mapping_entry *entry = entry_named(mapping, what);
    return entry == NULL ? OK : find_entry(entry, header, places, most, problems);
}

static enum outcome find_names(const struct list_mapping *mapping, const struct csv_row *header,
                               struct list_mapping_places *places, struct problems *problems)
{
    enum outcome outcome = find_named(mapping, "name", header, places->given[0], CANDIDATE_NAMES, problems);
    if (outcome == OK)
        outcome = find_named(mapping, "given", header, places->given[0], CANDIDATE_NAMES, problems);
    if (outcome == OK)
        outcome = find_named(mapping, "family", header, places->family[0], CANDIDATE_NAMES, problems);
    return outcome;
}

static enum outcome find_column(const struct list_mapping *mapping, size_t column, const struct csv_row *header,
                                struct list_mapping_places *places, struct problems *problems)
{
    const struct match_column *about = &mapping->schema.columns[column];
    const struct list_mapping_entry *entry = &mapping->entries[mapping->entry_of[column][0]];
    const struct what *what = what_of(entry->what);
    if (what->kind == WHAT_EACH) {
        places->texts[column][0] = place_of(header, about->name);
        return places->texts[column][0] != MAPPING_NONE
                   ? OK
                   : refuse(problems, entry->line, about->name, N_("line {1}: the list has no column {2}"));
    }
    if (what->kind != WHAT_ONE)
        return OK; /* a birth that only an age tells */
    return find_entry(entry, header, about->kind == MATCH_KIND_NAME ? places->given[column] : places->texts[column],
                      about->slots, problems);
}

enum outcome list_mapping_find(struct arena *arena, const struct list_mapping *mapping, const struct csv_row *header,
                               struct problems *problems, struct list_mapping_places *ret_places)
{
    struct list_mapping_places *places = arena_new(arena, struct list_mapping_places);
    places->id = places->truth = places->age = MAPPING_NONE;
    for (size_t c = 0; c < MATCH_COLUMNS_MOST; c++) {
        for (size_t s = 0; s < CANDIDATE_NAMES; s++)
            places->given[c][s] = places->family[c][s] = MAPPING_NONE;
        for (size_t s = 0; s < CANDIDATE_RELATIVES; s++)
            places->texts[c][s] = MAPPING_NONE;
    }
    enum outcome outcome = find_names(mapping, header, places, problems);
    for (size_t c = 1; c < mapping->schema.count && outcome == OK; c++)
        outcome = find_column(mapping, c, header, places, problems);
    if (outcome == OK)
        outcome = find_named(mapping, "id", header, &places->id, 1, problems);
    if (outcome == OK)
        outcome = find_named(mapping, "truth", header, &places->truth, 1, problems);
    if (outcome == OK)
        outcome = find_named(mapping, "age", header, &places->age, 1, problems);
    if (outcome == OK)
        *ret_places = *places;
    return outcome;
}

/* ---- rows ---- */

static struct text cell_at(const struct csv_row *row, int16_t place)
{
    return place < 0 || (size_t)place >= row->count ? TEXT_NONE : text_trim(row->cells[place]);
}

static bool read_birth(const struct list_mapping *mapping, struct text written, struct text age,
                       struct birth *ret_birth)
{
    int64_t years;
    bool readable = birth_read(written, mapping->today, ret_birth) == OK;
    if (ret_birth->precision == BIRTH_UNKNOWN && !text_is_empty(age))
        readable = text_to_integer(age, 0, 130, &years) == OK &&
                   birth_from_age((int32_t)years, mapping->today, ret_birth) == OK;
    return readable;
}

void list_mapping_cells(const struct list_mapping *mapping, const struct list_mapping_places *places,
                        const struct csv_row *row, struct match_cell ret_cells[MATCH_COLUMNS_MOST],
                        struct list_mapping_row *ret_row)
{
    *ret_row = (struct list_mapping_row){.id = cell_at(row, places->id), .truth = cell_at(row, places->truth)};
    for (size_t c = 0; c < mapping->schema.count; c++) {
        const struct match_column *about = &mapping->schema.columns[c];
        struct match_cell *cell = &ret_cells[c];
        *cell = (struct match_cell){0};
        for (size_t s = 0; s < about->slots; s++)
            if (about->kind == MATCH_KIND_NAME)
                cell->names[s] =
                    (struct candidate_name){cell_at(row, places->given[c][s]), cell_at(row, places->family[c][s])};
            else
                cell->texts[s] = cell_at(row, places->texts[c][s]);
        if (about->kind == MATCH_KIND_BIRTH &&
            !read_birth(mapping, cell->texts[0], cell_at(row, places->age), &cell->birth))
            ret_row->birth_unreadable = true;
    }
}

struct text list_mapping_shown(struct arena *arena, const struct list_mapping *mapping,
                               const struct list_mapping_places *places, const struct csv_row *row, size_t column)
{
    struct text shown = TEXT_NONE;
    for (size_t s = 0; s < mapping->schema.columns[column].slots; s++) {
        const int16_t all[] = {s < CANDIDATE_NAMES ? places->given[column][s] : (int16_t)MAPPING_NONE,
                               s < CANDIDATE_NAMES ? places->family[column][s] : (int16_t)MAPPING_NONE,
                               places->texts[column][s]};
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            struct text part = cell_at(row, all[i]);
            if (text_is_empty(part))
                continue;
            const char *between = text_is_empty(shown) ? "" : i == 1 ? " " : " / ";
            shown = arena_format(arena, "%.*s%s%.*s", TEXT_ARG(shown), between, TEXT_ARG(part));
        }
    }
    return shown;
}
