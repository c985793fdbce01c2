/* Schemas, parameters and headers of the OpenAPI document; between openapi.c and openapi_schema.c. */
#ifndef RECORD_OPENAPI_SCHEMA_H
#define RECORD_OPENAPI_SCHEMA_H

#include "codec/json.h"
#include "record/openapi.h"

enum openapi_input { OPENAPI_NEW, OPENAPI_CHANGE };

void openapi_put(struct json_writer *writer, const char *name, const char *value);
void openapi_put_text(struct json_writer *writer, const char *name, struct text value);
void openapi_put_boolean(struct json_writer *writer, const char *name, bool value);
void openapi_put_integer(struct json_writer *writer, const char *name, int64_t value);
void openapi_open(struct json_writer *writer, const char *name); /* an object under that name */
void openapi_list(struct json_writer *writer, const char *name); /* an array under that name */

/* "return_case" → "ReturnCase", with a NUL behind it. */
struct text openapi_type_name(struct arena *arena, const char *name);

/* NAME and NAMEList. */
void openapi_put_record(struct json_writer *writer, struct arena *arena, const char *name,
                        const struct openapi_resource *resource);
void openapi_put_input(struct json_writer *writer, struct arena *arena, const char *name,
                       const struct openapi_resource *resource, enum openapi_input input);
void openapi_put_step(struct json_writer *writer, struct arena *arena, const char *name, const struct record *record,
                      const struct openapi_step *step);
void openapi_put_common(struct json_writer *writer); /* Problem */
void openapi_put_filters(struct json_writer *writer, struct arena *arena, const struct openapi_resource *resource);
void openapi_put_parameters(struct json_writer *writer, const struct openapi_document *document);
void openapi_put_headers(struct json_writer *writer);

#endif
