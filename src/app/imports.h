/* What can be imported and exported, handed over to exchange/ at start. */
#ifndef APP_IMPORTS_H
#define APP_IMPORTS_H

#include "exchange/exchange.h"

void imports_start(const struct settings *settings);

#endif
