#include "check.h"
void spread_check(struct check *check) { (void)check; }
