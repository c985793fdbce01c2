/* The directory as Open Referral's Human Services Data Specification 3.0 has it.  Only what is public goes out: what is
   hidden is in no list, no count and no answer. */
#ifndef DIRECTORY_HSDS_H
#define DIRECTORY_HSDS_H

#include "codec/json.h"
#include "directory/directory_store.h"

#define HSDS_VERSION "3.0"
#define HSDS_OPENAPI "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json"

/* An identifier made of another one: the same each time. */
struct identifier hsds_identifier(struct identifier parent, const char *kind, struct text key);
struct identifier hsds_taxonomy_id(void);
struct identifier hsds_term_id(struct text category);
/* The category of a term; NULL when it is none. */
const struct choice *hsds_term(struct identifier id);

enum hsds_depth { HSDS_PLAIN, HSDS_FULL };
/* With the organisation and the places where it is given when full. */
void hsds_service(struct json_writer *writer, struct work *work, const struct directory_entry *entry,
                  enum hsds_depth depth);
void hsds_organization(struct json_writer *writer, struct work *work, const struct organisation *organisation);
void hsds_service_at_location(struct json_writer *writer, struct work *work, const struct directory_entry *entry,
                              enum hsds_depth depth);
void hsds_taxonomy(struct json_writer *writer, struct work *work);
void hsds_taxonomy_term(struct json_writer *writer, struct work *work, const struct choice *category);
/* "2022-03-31T14:05:00Z" */
struct text hsds_instant(struct arena *arena, int64_t at);
/* What answers GET / of such an interface. */
void hsds_base(struct json_writer *writer, struct work *work, struct text address);

#endif
