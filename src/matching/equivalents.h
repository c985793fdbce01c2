/* Names that are one by custom, not by spelling (Mamadou = Mohamed, Diallo = Jalloh): data that a mission extends.  A
   second kind of evidence beside the model of spellings, named as such where a person decides. */
#ifndef MATCHING_EQUIVALENTS_H
#define MATCHING_EQUIVALENTS_H

#include "base/problem.h"
#include "matching/name.h"

struct equivalents;

/* Names of one group are equivalents of one another. */
struct equivalent_group {
    struct text name; /* of the group, as written in the file */
    bool reviewed;    /* by somebody who speaks the language; otherwise only proposed */
    struct text note; /* where it comes from or who reviewed it, for the reader; may be empty */
};

/* Reads a list: CSV with the columns group, name, state (proposed or reviewed), note; one name a line, in any script.
   A group that `below` holds already is extended, its state and note stay.  `below` may be NULL: a mission's own list
   stands on the shipped one.  INVALID: problems name the line.  Texts are copied to the arena. */
enum outcome equivalents_read(struct arena *arena, struct text csv, const struct equivalents *below,
                              struct problems *problems, const struct equivalents **ret_equivalents) MUST_CHECK;

/* The list that is built in (data/name_equivalents.csv), for equivalents_read(): a mission's own stands on it. */
struct text equivalents_shipped(void);

/* The groups of a normal form, by number from 1; 0 fills up. */
void equivalents_groups(const struct equivalents *equivalents, struct text form, uint32_t ret_groups[NAME_GROUPS_MOST]);
const struct equivalent_group *equivalents_group(const struct equivalents *equivalents, uint32_t number);
/* Other names of the groups of a normal form, as normal forms, at most so many; a name of two groups may come twice. */
size_t equivalents_others(const struct equivalents *equivalents, struct text form, struct text ret_others[],
                          size_t most);
/* The first group that both stand in; 0: none. */
uint32_t equivalents_common(const uint32_t a[NAME_GROUPS_MOST], const uint32_t b[NAME_GROUPS_MOST]);

#endif
