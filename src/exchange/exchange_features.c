/* Rights, routes, menu: what app/ puts together. */
#include "exchange/import_pages.h"
#include "exchange/own_fields_pages.h"

struct right exchange_import = {"exchange.import", N_("Import files"), 0};
struct right exchange_export = {"exchange.export", N_("Export everything that one may read"), 0};

struct right own_fields_right = {"own_fields.write", N_("Change the mission's own fields"), 0};

/* An import makes rows with the importer's other rights: finance imports payments, supervisors persons and cases. */
const struct grant exchange_grants[] = {
    {ROLE_SUPERVISOR, &exchange_import, SCOPE_ORGANISATION},
    {ROLE_FINANCE_PREPARER, &exchange_import, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &exchange_export, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &exchange_export, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &exchange_export, SCOPE_ORGANISATION},
    {ROLE_ADMINISTRATOR, &own_fields_right, SCOPE_MISSION},
};
const size_t exchange_grant_count = sizeof exchange_grants / sizeof *exchange_grants;

const struct route exchange_routes[] = {
    {METHOD_GET, "/imports", ROUTE_READ, import_list, &exchange_import, .purpose = "list of imports"},
    {METHOD_GET, "/imports/new", ROUTE_READ, import_new, &exchange_import, .purpose = "form that takes a file"},
    {METHOD_POST, "/imports", ROUTE_SLOW, import_send, &exchange_import, .big_body = true,
     .purpose = "reads a file to be imported"},
    {METHOD_POST, "/imports/uploads", ROUTE_WRITE, upload_new, &exchange_import,
     .purpose = "begins a file that comes in pieces, or goes on with it"},
    {METHOD_GET, "/imports/uploads/{id}", ROUTE_READ, upload_show, &exchange_import,
     .purpose = "how much of it has come"},
    {METHOD_POST, "/imports/uploads/{id}", ROUTE_WRITE, upload_take, &exchange_import,
     .purpose = "keeps a piece of it"},
    {METHOD_GET, "/imports/{id}", ROUTE_READ, import_show, &exchange_import, .purpose = "an import and how far it is"},
    {METHOD_POST, "/imports/{id}/columns", ROUTE_WRITE, import_columns_save, &exchange_import,
     .purpose = "says what the columns are and checks the lines"},
    {METHOD_POST, "/imports/{id}/store", ROUTE_WRITE, import_store, &exchange_import, .purpose = "stores the lines"},
    {METHOD_POST, "/imports/{id}/undo", ROUTE_WRITE, import_undo, &exchange_import, .purpose = "undoes an import"},
    {METHOD_POST, "/imports/{id}/go-on", ROUTE_WRITE, import_go_on, &exchange_import,
     .purpose = "goes on with what was stopped"},
    {METHOD_POST, "/imports/{id}/cancel", ROUTE_WRITE, import_cancel, &exchange_import, .purpose = "stops an import"},
    {METHOD_GET, "/imports/{id}/faults.csv", ROUTE_SLOW, import_faults_csv, &exchange_import,
     .purpose = "what was found in the lines, as a file"},
    {METHOD_GET, "/exports", ROUTE_READ, export_show, &exchange_export, .purpose = "what can be exported"},
    {METHOD_GET, "/exports/everything.zip", ROUTE_SLOW, export_zip, &exchange_export, .purpose = "everything as ZIP"},
    {METHOD_GET, "/own-fields", ROUTE_READ, own_fields_list, &own_fields_right, .purpose = "the mission's own fields"},
    {METHOD_GET, "/own-fields/form", ROUTE_READ, own_field_form, &own_fields_right,
     .purpose = "form of an own field, new or not"},
    {METHOD_POST, "/own-fields", ROUTE_WRITE, own_field_save, &own_fields_right, .purpose = "stores an own field"},
    {METHOD_POST, "/own-fields/retire", ROUTE_WRITE, own_field_retire, &own_fields_right,
     .purpose = "retires an own field, or asks it again"},
    {METHOD_GET, "/own-fields/list", ROUTE_READ, own_list_form, &own_fields_right,
     .purpose = "codes that the mission adds to a list of the program"},
    {METHOD_POST, "/own-fields/list", ROUTE_WRITE, own_list_save, &own_fields_right, .purpose = "stores such codes"},
    {METHOD_GET, "/own-fields/profile.txt", ROUTE_READ, own_fields_text, &own_fields_right,
     .purpose = "own fields as the text of a profile"},
    {METHOD_POST, "/own-fields/profile", ROUTE_WRITE, own_fields_take, &own_fields_right,
     .purpose = "takes the text of a profile"},
};
const size_t exchange_route_count = sizeof exchange_routes / sizeof *exchange_routes;

const struct menu_entry exchange_menu[] = {
    {N_("Imports"), "/imports", &exchange_import, "upload", .group = MENU_MISSION},
    {N_("Export everything"), "/exports", &exchange_export, "download", .group = MENU_MISSION},
    {N_("Own fields"), "/own-fields", &own_fields_right, "edit", .group = MENU_MISSION},
};
const size_t exchange_menu_count = sizeof exchange_menu / sizeof *exchange_menu;

/* Given once at start. */
static struct {
    const struct settings *settings;
    const struct import_kind *const *kinds;
    size_t kind_count;
    const struct export_part_list *parts;
    size_t part_count;
} given;

void exchange_start(const struct settings *settings, const struct import_kind *const *kinds, size_t kind_count,
                    const struct export_part_list *parts, size_t part_count)
{
    given.settings = settings;
    given.kinds = kinds;
    given.kind_count = kind_count;
    given.parts = parts;
    given.part_count = part_count;
}

const struct settings *exchange_settings(void) { return given.settings; }

const struct import_kind *const *exchange_kinds(size_t *ret_count)
{
    *ret_count = given.kind_count;
    return given.kinds;
}

const struct export_part_list *exchange_parts(size_t *ret_count)
{
    *ret_count = given.part_count;
    return given.parts;
}

const struct import_kind *import_kind_named(struct text name)
{
    for (size_t i = 0; i < given.kind_count; i++)
        if (text_is(name, given.kinds[i]->name))
            return given.kinds[i];
    return NULL;
}
