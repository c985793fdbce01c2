/* What is said of two persons at the desk goes to duplicates/, which persons/ does not know. */
#ifndef APP_PAIR_HOOK_H
#define APP_PAIR_HOOK_H

#include "persons/persons.h"

extern const struct person_feature pair_person_feature;

#endif
