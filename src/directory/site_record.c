/* Sites: where an organisation receives people. */
#include "directory/directory_store.h"

struct choice_list provinces = {.name = "provinces", .file = "provinces.csv"};

static const struct choice ACCESS[] = {
    {"step_free", N_("Entrance without a step"), {0}},
    {"lift", N_("Lift"), {0}},
    {"toilets", N_("Accessible toilets"), {0}},
    {"women_only", N_("Room for women alone"), {0}},
    {"children", N_("Corner for children"), {0}},
    {"sign_language", N_("Sign language"), {0}},
    {"public_transport", N_("Near public transport"), {0}},
};
struct choice_list site_accessibility = {"site_accessibility", NULL, ACCESS, sizeof ACCESS / sizeof *ACCESS};

#define WHERE N_("Where it is")
#define REACHED N_("How it is reached")

static const struct field FIELDS[] = {
    FIELD(struct directory_site, provider, FIELD_LINK, .label = N_("Organisation"), .target = &partner_record,
          .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED),
    FIELD(struct directory_site, name, FIELD_TEXT, .label = N_("Name of the site"), .flags = FIELD_REQUIRED,
          .longest = 120),
    FIELD(struct directory_site, name_arabic, FIELD_TEXT, .label = N_("Name in Arabic"), .longest = 120),
    FIELD(struct directory_site, province, FIELD_CHOICE, .label = N_("Province or prefecture"), .section = WHERE,
          .choices = &provinces, .flags = FIELD_LISTED | FIELD_FILTERED, .every = N_("All provinces")),
    FIELD(struct directory_site, region, FIELD_CHOICE, .label = N_("Region"), .section = WHERE, .choices = &regions,
          .flags = FIELD_LISTED | FIELD_FILTERED, .every = N_("All regions"), .hxl = "#adm1+code",
          .help = N_("Follows from the province where that is given.")),
    FIELD(struct directory_site, city, FIELD_TEXT, .label = N_("Town"), .section = WHERE,
          .flags = FIELD_REQUIRED | FIELD_LISTED, .longest = 80),
    FIELD(struct directory_site, address, FIELD_LINES, .label = N_("Address"), .section = WHERE, .longest = 300),
    FIELD(struct directory_site, address_arabic, FIELD_LINES, .label = N_("Address in Arabic"), .section = WHERE,
          .longest = 300),
    FIELD(struct directory_site, postal_code, FIELD_TEXT, .label = N_("Postal code"), .section = WHERE, .longest = 20),
    FIELD(struct directory_site, position, FIELD_TEXT, .label = N_("Position"), .section = WHERE, .longest = 40,
          .help = N_("Latitude and longitude in degrees, as a map shows them: 35.7595, -5.8340.")),
    FIELD(struct directory_site, address_hidden, FIELD_FLAG, .label = N_("The address is not told outside"),
          .section = WHERE, .help = N_("For shelters: outside only the town is shown.")),
    FIELD(struct directory_site, accessibility, FIELD_CHOICES, .label = N_("Accessibility"), .section = REACHED,
          .choices = &site_accessibility),
    FIELD(struct directory_site, access_note, FIELD_LINES, .label = N_("How to get there"), .section = REACHED,
          .longest = 500),
    FIELD(struct directory_site, telephone, FIELD_TEXT, .label = N_("Telephone"), .section = REACHED, .longest = 40),
    FIELD(struct directory_site, generated, FIELD_FLAG, .label = N_("Generated for the demonstration: nothing real"),
          .flags = FIELD_COMPUTED),
};

struct text province_region(struct text province)
{
    ptrdiff_t dot = text_find_byte(province, '.');
    return dot < 0 ? province : text_slice(province, 0, (size_t)dot);
}

/* ---- positions ---- */

/* "-5,834" in hundred-thousandths of a degree. */
static bool read_degrees(struct text typed, int64_t most, int64_t *ret)
{
    enum { DECIMALS = 5 };
    int64_t value = 0;
    int after = -1, digits = 0;
    bool negative = false;
    typed = text_trim(typed);
    for (size_t i = 0; i < typed.length; i++) {
        char c = typed.at[i];
        if (i == 0 && (c == '-' || c == '+')) {
            negative = c == '-';
        } else if ((c == '.' || c == ',') && after < 0) {
            after = 0;
        } else if (c >= '0' && c <= '9' && digits < 12) {
            digits++;
            if (after < DECIMALS) /* what is finer than a metre is left off */
                value = value * 10 + (c - '0');
            after += after >= 0;
        } else {
            return false;
        }
    }
    for (int i = after < 0 ? 0 : after; i < DECIMALS; i++)
        value *= 10;
    *ret = negative ? -value : value;
    return digits > 0 && value <= most * 100000;
}

static struct text degrees_text(struct arena *arena, int64_t degrees)
{
    int64_t size = degrees < 0 ? -degrees : degrees;
    return arena_format(arena, "%s%lld.%05lld", degrees < 0 ? "-" : "", (long long)(size / 100000),
                        (long long)(size % 100000));
}

/* Where the longitude begins: behind ';', else behind the one comma with a space, else behind the one comma. */
static ptrdiff_t find_middle(struct text typed)
{
    ptrdiff_t at = text_find_byte(typed, ';');
    if (at < 0)
        at = text_find(typed, TEXT(", "));
    if (at < 0)
        at = text_find_byte(typed, ',');
    return at < 0 ? text_find_byte(typed, ' ') : at;
}

enum outcome position_read(struct arena *arena, struct text typed, struct text *ret_position)
{
    int64_t latitude, longitude;
    typed = text_trim(typed);
    ptrdiff_t middle = find_middle(typed);
    if (middle < 0 || !read_degrees(text_slice(typed, 0, (size_t)middle), 90, &latitude) ||
        !read_degrees(text_slice(typed, (size_t)middle + 1, typed.length), 180, &longitude))
        return INVALID;
    struct text first = degrees_text(arena, latitude), second = degrees_text(arena, longitude);
    *ret_position = arena_format(arena, "%.*s,%.*s", TEXT_ARG(first), TEXT_ARG(second));
    return OK;
}

/* ---- the record ---- */

bool directory_may_keep(const struct work *work, struct identifier organisation)
{
    const struct subject place = {.organisation = organisation};
    return actor_may_on(work->actor, &directory_keep, &place);
}

static void check_place(struct work *work, struct directory_site *site, struct problems *problems)
{
    if (site->province.length > 0) {
        struct text region = province_region(site->province);
        if (site->region.length > 0 && !text_equal(site->region, region))
            (void)problem_add(problems, INVALID, "region_and_province", TEXT("region"),
                              N_("This province lies in another region."));
        else
            site->region = region;
    } else if (site->region.length == 0) {
        (void)problem_add(problems, INVALID, "required", TEXT("region"), N_("Say in which region it is."));
    }
    if (site->position.length > 0 && position_read(work->arena, site->position, &site->position) != OK)
        (void)problem_add(problems, INVALID, "position_unreadable", TEXT("position"),
                          N_("Write latitude and longitude in degrees: 35.7595, -5.8340."));
}

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct directory_site *site = row;
    void *provider;
    check_place(work, site, problems);
    if (before != NULL || identifier_is_none(site->provider))
        return OK;
    enum outcome outcome = record_get_unlimited(work, &partner_record, site->provider, &provider);
    if (outcome == NOT_FOUND || (outcome == OK && !directory_may_keep(work, site->provider)))
        return problem_add(problems, INVALID, "organisation_of_others", TEXT("provider"),
                           N_("You may not keep what the directory says of this organisation."));
    site->head.organisation = site->provider; /* the right to create was asked of the place that the caller named */
    return outcome;
}

static struct text title(struct work *work, const void *row)
{
    const struct directory_site *site = row;
    bool arabic = language_right_to_left(work->language) && site->name_arabic.length > 0;
    return arabic ? site->name_arabic : site->name;
}

struct text site_title_shown(struct work *work, const struct directory_site *site) { return title(work, site); }

struct record directory_site_record = {
    .name = "directory_site",
    .path = "directory-sites",
    .table = "directory_site",
    .label = N_("Site"),
    .plural = N_("Sites"),
    .kind = "SIT",
    .size = sizeof(struct directory_site),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &directory_read,
    .create = &directory_keep,
    .update = &directory_keep,
    .check = check,
    .title = title,
};
