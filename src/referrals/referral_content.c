/* What a receiver would be told of a person, item by item, as far as the sender may read it. */
#include "record/list.h"
#include "referrals/referral_rules.h"

enum { FIELDS_OF_ITEM = 5, ADULT_AGE = 18, DOCUMENTS_MOST = 20 };

/* The fields of what is received that each item fills. */
static const char *const TOLD[REFERRAL_ITEMS][FIELDS_OF_ITEM] = {
    [ITEM_NAME] = {"name"},
    [ITEM_FILE_NUMBER] = {"file_number"},
    [ITEM_SEX] = {"sex"},
    [ITEM_BIRTH_YEAR] = {"birth_year"},
    [ITEM_BIRTH] = {"birth"},
    [ITEM_NATIONALITY] = {"nationality"},
    [ITEM_LANGUAGES] = {"languages"},
    [ITEM_TELEPHONE] = {"telephone"},
    [ITEM_CONTACT] = {"safe_channel", "safe_time", "contact_restrictions"},
    [ITEM_ADDRESS] = {"address"},
    [ITEM_DOCUMENTS] = {"documents"},
    [ITEM_HOUSEHOLD] = {"household"},
    [ITEM_REASONS] = {"reasons"},
    [ITEM_SERVICES_GIVEN] = {"services_given", "service_note"},
    [ITEM_CAREGIVER] = {"separated", "caregiver_informed", "caregiver"},
    [ITEM_NEEDS] = {"needs"},
};

const char *referral_item_field(enum referral_item item, size_t at)
{
    return at < FIELDS_OF_ITEM ? TOLD[item][at] : NULL;
}

void referral_content_keep(struct work *work, struct referral_received *row, referral_items items)
{
    (void)work;
    for (size_t item = 0; item < REFERRAL_ITEMS; item++)
        for (size_t at = 0; (items >> item & 1) == 0 && at < FIELDS_OF_ITEM && TOLD[item][at] != NULL; at++)
            field_clear(record_field(&referral_received_record, text_from(TOLD[item][at])), row);
}

/* What there is to tell at all. */
static referral_items present_in(const struct referral_received *row)
{
    referral_items present = 0;
    for (size_t item = 0; item < REFERRAL_ITEMS; item++)
        for (size_t at = 0; at < FIELDS_OF_ITEM && TOLD[item][at] != NULL; at++)
            if (!field_is_empty(record_field(&referral_received_record, text_from(TOLD[item][at])), row))
                present |= (referral_items)1 << item;
    return present;
}

/* The fields of the person that stand behind an item. */
static const struct {
    enum referral_item item;
    const char *field;
} OF_PERSON[] = {
    {ITEM_NAME, "family_name"},    {ITEM_SEX, "sex"},
    {ITEM_BIRTH_YEAR, "birth"},    {ITEM_BIRTH, "birth"},
    {ITEM_LANGUAGES, "languages"}, {ITEM_NATIONALITY, "nationality"},
    {ITEM_TELEPHONE, "telephone"}, {ITEM_ADDRESS, "address"},
};

static referral_items readable_of(const struct field_set *readable)
{
    referral_items items = ((referral_items)1 << REFERRAL_ITEMS) - 1;
    for (size_t i = 0; i < sizeof OF_PERSON / sizeof *OF_PERSON; i++) {
        const struct field *field = record_field(&person_record, text_from(OF_PERSON[i].field));
        if (!field_set_has(readable, record_field_index(&person_record, field)))
            items &= ~((referral_items)1 << OF_PERSON[i].item);
    }
    return items;
}

static struct text joined(struct arena *arena, struct text a, struct text b, const char *between)
{
    if (text_is_empty(a) || text_is_empty(b))
        return text_is_empty(a) ? b : a;
    return arena_format(arena, "%.*s%s%.*s", TEXT_ARG(a), between, TEXT_ARG(b));
}

static void put_person(struct work *work, const struct person *person, struct referral_received *row)
{
    struct arena *arena = work->arena;
    const struct field *birth = record_field(&person_record, TEXT("birth"));
    struct text latin = joined(arena, person->family_name, person->given_names, " ");
    struct text arabic = joined(arena, person->family_name_arabic, person->given_names_arabic, " ");
    row->name = joined(arena, latin, arabic, " · ");
    row->file_number = person->head.number;
    row->sex = person->sex;
    row->nationality = person->nationality;
    row->languages = person->languages;
    row->telephone = joined(arena, person->telephone, person->second_telephone, ", ");
    row->address = person->address;
    if (person->birth.precision != PRECISION_NONE) {
        row->birth_year = arena_format(arena, "%d", day_from_date(person->birth.date).year);
        row->birth = field_to_text(arena, birth, person);
    }
}

static void put_referral(struct work *work, const struct referral *referral, struct referral_received *row)
{
    row->safe_channel = referral->safe_channel;
    row->safe_time = referral->safe_time;
    row->contact_restrictions = referral->contact_restrictions;
    row->needs = referral->special_need;
    row->reasons = referral->reasons;
    row->services_given = referral->services_given;
    row->service_note = referral->service_note;
    row->separated = referral->separated;
    row->caregiver_informed = referral->caregiver_informed;
    row->caregiver = joined(work->arena, referral->caregiver_name, referral->caregiver_relation, " · ");
    row->caregiver = joined(work->arena, row->caregiver, referral->caregiver_contact, " · ");
    row->caregiver = joined(work->arena, row->caregiver, referral->caregiver_note, "\n");
}

static enum outcome put_documents(struct work *work, struct identifier person, struct referral_received *row)
{
    struct list_query query = {.size = DOCUMENTS_MOST, .person = person};
    struct list_page page;
    enum outcome outcome = record_list(work, &person_document_record, &query, &page);
    for (size_t i = 0; outcome == OK && i < page.count; i++) {
        const struct person_document *document = page.rows[i];
        struct text kind = choice_show(&document_kinds, document->kind, work->language);
        row->documents =
            joined(work->arena, row->documents, joined(work->arena, kind, document->document_number, " "), "\n");
    }
    return outcome == FORBIDDEN ? OK : outcome;
}

static bool named_in(struct text members, struct identifier id)
{
    struct text one;
    struct identifier named;
    while (text_split(&members, ',', &one))
        if (text_to_identifier(one, &named) == OK && identifier_equal(named, id))
            return true;
    return false;
}

enum outcome referral_members(struct work *work, const struct referral *referral, struct referral_member **ret_members,
                              size_t *ret_count)
{
    struct identifier household;
    struct identifier *ids;
    size_t count;
    *ret_count = 0;
    *ret_members = NULL;
    enum outcome outcome = person_household(work, referral->head.person, &household);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    outcome = household_members(work, household, zone_date(work->zone, work->now), &ids, &count);
    void **rows = arena_array(work->arena, void *, count + 1);
    struct referral_member *members = arena_array(work->arena, struct referral_member, count + 1);
    if (outcome == OK)
        outcome = record_peek_all(work, &person_record, ids, count, NULL, rows);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count && *ret_count < REFERRAL_MEMBERS_MOST; i++) {
        const struct person *person = rows[i];
        if (person == NULL || identifier_equal(ids[i], referral->head.person))
            continue;
        struct text name = joined(work->arena, person->family_name, person->given_names, " ");
        if (text_is_empty(name))
            name = joined(work->arena, person->family_name_arabic, person->given_names_arabic, " ");
        if (person->birth.precision != PRECISION_NONE)
            name = arena_format(work->arena, "%.*s (%d)", TEXT_ARG(name), day_from_date(person->birth.date).year);
        bool chosen = text_is_empty(referral->members) || named_in(referral->members, ids[i]);
        members[(*ret_count)++] = (struct referral_member){ids[i], name, chosen};
    }
    *ret_members = members;
    return OK;
}

int64_t referral_places(const struct referral *referral, const struct referral_member *members, size_t count)
{
    int64_t places = 1;
    for (size_t i = 0; referral->whole_household.is == FLAG_YES && i < count; i++)
        places += members[i].chosen;
    return places;
}

/* Of a referral with members of the household these alone, else all of it. */
static enum outcome put_household(struct work *work, const struct referral *referral, struct referral_received *row)
{
    struct referral_member *members;
    size_t count;
    enum outcome outcome = referral_members(work, referral, &members, &count);
    for (size_t i = 0; outcome == OK && i < count; i++)
        if (members[i].chosen || referral->whole_household.is != FLAG_YES)
            row->household = joined(work->arena, row->household, members[i].name, "\n");
    return outcome;
}

enum outcome referral_content(struct work *work, const struct referral *referral, struct referral_content *ret_content)
{
    struct field_set readable;
    void *person;
    int32_t day = zone_date(work->zone, work->now);
    struct referral_received *row = record_new(work->arena, &guarded_received_record);
    enum outcome outcome = record_peek(work, &person_record, referral->head.person, &person, &readable);
    if (outcome != OK)
        return outcome;
    put_person(work, person, row);
    put_referral(work, referral, row);
    outcome = put_documents(work, referral->head.person, row);
    if (outcome == OK)
        outcome = put_household(work, referral, row);
    if (outcome != OK)
        return outcome;
    *ret_content = (struct referral_content){.row = *row, .readable = readable_of(&readable)};
    ret_content->present = present_in(row);
    ret_content->child = person_youngest_age(person, day) < ADULT_AGE;
    return OK;
}
