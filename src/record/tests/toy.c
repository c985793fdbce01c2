#include "record/tests/toy.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "database/tests/place.h"
#include "system/random.h"

struct right toy_read = {.name = "toy.read", .label = N_("Read toys")};
struct right toy_create = {.name = "toy.create", .label = N_("Create toys")};
struct right toy_update = {.name = "toy.update", .label = N_("Change toys")};
struct right toy_secret = {.name = "toy.secret", .label = N_("Read secrets of toys")};

static const struct grant GRANTS[] = {
    {ROLE_CASEWORKER, &toy_read, SCOPE_ORGANISATION},
    {ROLE_CASEWORKER, &toy_create, SCOPE_ORGANISATION},
    {ROLE_CASEWORKER, &toy_update, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &toy_read, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &toy_create, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &toy_update, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &toy_secret, SCOPE_ORGANISATION},
    {ROLE_ANALYST, &toy_read, SCOPE_OFFICE},
    {ROLE_PARTNER, &toy_read, SCOPE_OFFICE},
    {ROLE_PARTNER, &toy_update, SCOPE_OFFICE},
};
const struct grant_list toy_grants = {GRANTS, sizeof GRANTS / sizeof *GRANTS};

static const struct choice COLOURS[] = {{.code = "red", .label = N_("Red")},
                                        {.code = "green", .label = N_("Green")},
                                        {.code = "blue", .label = N_("Blue")}};
static const struct choice COUNTRIES[] = {
    {.code = "GIN", .label = N_("Guinea")},   {.code = "SEN", .label = N_("Senegal")},
    {.code = "MLI", .label = N_("Mali")},     {.code = "CIV", .label = N_("Ivory")},
    {.code = "CMR", .label = N_("Cameroon")}, {.code = "GAB", .label = N_("Gabon")},
    {.code = "NGA", .label = N_("Nigeria")},  {.code = "TGO", .label = N_("Togo")},
    {.code = "BEN", .label = N_("Benin")}};
static const struct choice TASTES[] = {{.code = "music", .label = N_("Music")},
                                       {.code = "ball", .label = N_("Ball games")}};
static const struct choice STATES[] = {{.code = "open", .label = N_("Open")},
                                       {.code = "closed", .label = N_("Closed")}};
struct choice_list toy_colours = {.name = "colours", .choices = COLOURS, .count = 3};
struct choice_list toy_countries = {.name = "countries", .choices = COUNTRIES, .count = 9};
struct choice_list toy_tastes = {.name = "tastes", .choices = TASTES, .count = 2};
struct choice_list toy_states = {.name = "states", .choices = STATES, .count = 2};

static struct text maker_title(struct work *work, const void *row)
{
    (void)work;
    return ((const struct maker *)row)->name;
}
static struct text toy_title(struct work *work, const void *row)
{
    (void)work;
    return ((const struct toy *)row)->name;
}

static const struct field MAKER_FIELDS[] = {
    FIELD(struct maker, name, FIELD_TEXT, .label = N_("Name"), .flags = FIELD_REQUIRED | FIELD_LISTED),
};
struct record maker_record = {
    .name = "maker",
    .path = "makers",
    .table = "maker",
    .label = N_("Maker"),
    .plural = N_("Makers"),
    .size = sizeof(struct maker),
    .fields = MAKER_FIELDS,
    .field_count = 1,
    .seal_with = SEAL_ORGANISATION,
    .read = &toy_read,
    .create = &toy_create,
    .update = &toy_update,
    .title = maker_title,
};

#define BASIC .section = N_("Basics")
#define FURTHER .section = N_("Further")
static const struct field TOY_FIELDS[] = {
    FIELD(struct toy, name, FIELD_TEXT, .label = N_("Name"), .help = N_("As it is called."), BASIC,
          .flags = FIELD_REQUIRED | FIELD_SEALED | FIELD_LISTED | FIELD_NAMING, .longest = 40, .hxl = "#item+name"),
    FIELD(struct toy, note, FIELD_LINES, .label = N_("Note"), FURTHER, .flags = FIELD_SEALED),
    FIELD(struct toy, colour, FIELD_CHOICE, .label = N_("Colour"), BASIC, .choices = &toy_colours,
          .flags = FIELD_LISTED | FIELD_FILTERED | FIELD_UNKNOWN, .hxl = "#item+colour"),
    FIELD(struct toy, country, FIELD_CHOICE, .label = N_("Country"), BASIC, .choices = &toy_countries,
          .flags = FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED | FIELD_REQUIRED, .hxl = "#country+code"),
    FIELD(struct toy, tastes, FIELD_CHOICES, .label = N_("Tastes"), FURTHER, .choices = &toy_tastes),
    FIELD(struct toy, born, FIELD_DATE, .label = N_("Made on"), BASIC,
          .flags = FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED | FIELD_PAST),
    FIELD(struct toy, since, FIELD_PARTIAL_DATE, .label = N_("Known since"), FURTHER, .flags = FIELD_SEALED),
    FIELD(struct toy, seen, FIELD_INSTANT, .label = N_("Last seen"), FURTHER),
    FIELD(struct toy, pieces, FIELD_INTEGER, .label = N_("Pieces"), FURTHER, .smallest = 1, .largest = 100,
          .flags = FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED | FIELD_UNKNOWN),
    FIELD(struct toy, total, FIELD_INTEGER, .label = N_("Total"), FURTHER, .flags = FIELD_COMPUTED),
    FIELD(struct toy, price, FIELD_MONEY, .label = N_("Price"), FURTHER, .flags = FIELD_LISTED),
    FIELD(struct toy, happy, FIELD_FLAG, .label = N_("Happy"), FURTHER, .flags = FIELD_FILTERED),
    FIELD(struct toy, owner, FIELD_LINK, .label = N_("Maker"), FURTHER, .target = &maker_record, .flags = FIELD_LISTED),
    FIELD(struct toy, code, FIELD_TEXT, .label = N_("Code"), FURTHER, .flags = FIELD_ONCE),
    FIELD(struct toy, secret, FIELD_TEXT, .label = N_("Secret"), FURTHER, .read = &toy_secret, .write = &toy_secret,
          .flags = FIELD_SEALED | FIELD_LISTED),
    FIELD(struct toy, token, FIELD_TEXT, .label = N_("Token"), FURTHER,
          .flags = FIELD_HIDDEN | FIELD_LISTED | FIELD_FILTERED),
};
struct record toy_record = {
    .name = "toy",
    .path = "toys",
    .table = "toy",
    .label = N_("Toy"),
    .plural = N_("Toys"),
    .kind = "TOY",
    .size = sizeof(struct toy),
    .fields = TOY_FIELDS,
    .field_count = sizeof TOY_FIELDS / sizeof *TOY_FIELDS,
    .seal_with = SEAL_FILE,
    .read = &toy_read,
    .create = &toy_create,
    .update = &toy_update,
    .title = toy_title,
};

#define HEAD_COLUMNS                                                                                 \
    "id id NOT NULL PRIMARY KEY, organisation id NOT NULL, office id, assigned id, number text,"     \
    " state text NOT NULL, state_since date, version integer NOT NULL, created_at instant NOT NULL," \
    " changed_at instant NOT NULL, created_by id, changed_by id, custom bytes"
const struct migration toy_migrations[] = {
    {9000, "toy", NULL,
     "CREATE TABLE maker (" HEAD_COLUMNS ", name text);"
     "CREATE TABLE toy (" HEAD_COLUMNS
     ", name bytes, note bytes, colour text, country text, tastes text, born date, since bytes, seen instant,"
     " pieces integer, total integer, price integer, price_currency text, happy integer, owner id, code text,"
     " secret bytes, token text);"
     "CREATE UNIQUE INDEX toy_number ON toy (number);"},
};

struct world world;

static struct migration *all_migrations(struct arena *arena, size_t *ret_count)
{
    struct migration *all = arena_array(arena, struct migration, migration_count + 1);
    for (size_t i = 0; i < migration_count; i++)
        all[i] = migrations[i];
    all[migration_count] = toy_migrations[0];
    *ret_count = migration_count + 1;
    return all;
}

static enum outcome make_maker(void)
{
    struct maker *maker = record_new(world.arena, &maker_record);
    maker->head.organisation = world.organisation;
    maker->head.office = world.office;
    maker->name = TEXT("Workshop <b>&");
    enum outcome outcome = record_insert(&world.system, &maker_record, maker);
    world.owner = maker->head.id;
    return outcome;
}

int world_open(void **state)
{
    (void)state;
    random_start();
    world.arena = arena_open((size_t)64 << 20);
    world.directory = arena_string(world.arena, TEXT("/tmp/sanad_toy_XXXXXX"));
    if (mkdtemp(world.directory) == NULL)
        return -1;
    size_t count;
    const struct migration *all = all_migrations(world.arena, &count);
    access_start(&toy_grants, 1);
    world.database = place_open(world.arena, world.directory, "toy.db");
    if (languages_load(getenv("TEST_MESSAGES")) != OK || db_open(world.database, false, &world.db) != OK ||
        migrate(world.db, all, count) != OK ||
        keyring_make(arena_format(world.arena, "%s/keys", world.directory).at, TEXT_NONE) != OK ||
        keyring_open(arena_format(world.arena, "%s/keys", world.directory).at, TEXT_NONE, &world.keyring) != OK)
        return -1;
    world.keys = keys_open(world.keyring);
    world.system = work_of_system(world.db, world.keys, world.arena);
    world.organisation = identifier_new();
    world.office = identifier_new();
    world.user = identifier_new();
    return keys_make_organisation(&world.system, world.organisation) == OK && make_maker() == OK ? 0 : -1;
}

static void remove_all(const char *directory)
{
    DIR *entries = opendir(directory);
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;)
        if (entry->d_name[0] != '.' && unlinkat(dirfd(entries), entry->d_name, 0) != 0)
            remove_all(arena_format(world.arena, "%s/%s", directory, entry->d_name).at);
    if (entries != NULL)
        (void)closedir(entries);
    (void)rmdir(directory);
}

static struct arena *work_arena;

int world_close(void **state)
{
    (void)state;
    world.keys = keys_close(world.keys);
    world.keyring = keyring_close(world.keyring);
    world.db = db_close(world.db);
    remove_all(world.directory);
    place_close(world.arena, world.database);
    languages_unload();
    work_arena = arena_close(work_arena);
    world.arena = arena_close(world.arena);
    return 0;
}

struct work work_of(enum role role)
{
    static struct assignment held;
    static struct actor actor;
    held = (struct assignment){world.organisation, world.office, role};
    actor = (struct actor){.user = world.user,
                           .organisation = world.organisation,
                           .office = world.office,
                           .assignments = &held,
                           .assignment_count = 1};
    if (work_arena == NULL)
        work_arena = arena_open((size_t)64 << 20);
    arena_reset(work_arena);
    struct work work = work_of_system(world.db, world.keys, work_arena);
    work.actor = &actor;
    work.language = language_for(TEXT("en"));
    return work;
}

struct toy *toy_full(struct work *work)
{
    struct toy *toy = record_new(work->arena, &toy_record);
    struct record_head head = {.organisation = world.organisation, .office = world.office, .state = TEXT("open")};
    *toy = (struct toy){
        .head = head,
        .name = TEXT("=Bear \"<b>\" & زينب"),
        .note = TEXT("first line\nsecond, line"),
        .colour = TEXT("green"),
        .country = TEXT("SEN"),
        .tastes = TEXT("music,ball"),
        .born = 19082, /* 2022-03-31 */
        .since = {date_from_day((struct calendar_day){2019, 5, 1}), PRECISION_MONTH},
        .seen = INT64_C(1655301900) * MICROSECONDS, /* 2022-06-15T14:05:00Z */
        .pieces = 42,
        .total = 7,
        .price = {125050, "MAD"},
        .happy = {FLAG_NO},
        .owner = world.owner,
        .code = TEXT("C-1"),
        .secret = TEXT(TOY_SECRET),
        .token = TEXT(TOY_TOKEN),
    };
    return toy;
}

struct identifier toy_store(void)
{
    struct toy *toy = toy_full(&world.system);
    return record_insert(&world.system, &toy_record, toy) == OK ? toy->head.id : (struct identifier){0};
}
