/* Statements about screenings and child protection.  Within protection/. */
#ifndef PROTECTION_PROTECTION_STORE_H
#define PROTECTION_PROTECTION_STORE_H

#include "protection/protection.h"

/* The newest of a return case; NOT_FOUND when it has none. */
enum outcome screening_of_case(struct work *work, struct identifier file, struct identifier person,
                               struct identifier *ret_id) MUST_CHECK;
enum outcome child_of_case(struct work *work, struct identifier file, struct identifier person,
                           struct identifier *ret_id) MUST_CHECK;
/* Of a child's file: those in this state (NULL: in any), newest first. */
enum outcome determinations_of(struct work *work, struct identifier child, struct identifier person, const char *state,
                               struct identifier **ret_ids, size_t *ret_count) MUST_CHECK;
enum outcome panel_of(struct work *work, struct identifier determination, struct identifier person,
                      struct identifier **ret_ids, size_t *ret_count) MUST_CHECK;
enum outcome safety_count(struct work *work, struct identifier screening, struct identifier person,
                          int64_t *ret_count) MUST_CHECK;
/* Has this user declared, or was declared, a link with the person? */
enum outcome conflict_stands(struct work *work, struct identifier account, struct identifier person,
                             bool *ret_stands) MUST_CHECK;
/* Active users who hold a role of protection in this organisation; its supervisors too, where asked. */
enum outcome protection_officers(struct work *work, struct identifier organisation, bool supervisors_too,
                                 struct identifier **ret_users, size_t *ret_count) MUST_CHECK;

#endif
