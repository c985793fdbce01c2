/* What can be imported and exported, handed over to exchange/ at start. */
#ifndef APP_IMPORTS_H
#define APP_IMPORTS_H

#include "exchange/exchange.h"

/* Sites and services of the directory: directory_imports.c. */
extern const struct import_kind directory_sites_import, directory_services_import;

void imports_start(const struct settings *settings);

#endif
