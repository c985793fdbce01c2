/* What can be imported and exported, handed over to exchange/ at start. */
#ifndef APP_IMPORTS_H
#define APP_IMPORTS_H

#include "exchange/exchange.h"

/* What hangs on cases: case_imports.c. */
extern const struct import_kind counselling_import, papers_import;
/* Takes a row about a person away; CONFLICT when files hang on the person, or it was changed since. */
enum outcome import_unmake_row(struct work *work, const struct record *record, struct identifier id,
                               int64_t version) MUST_CHECK;
/* Sites and services of the directory: directory_imports.c. */
extern const struct import_kind directory_sites_import, directory_services_import;

void imports_start(const struct settings *settings);

#endif
