/* What goes out to a browser and comes back: signed, so that we know it for ours, or sealed, so that nobody reads it.
 */
#ifndef WEB_SIGNED_H
#define WEB_SIGNED_H

#include "web/application.h"

/* A key for one purpose ("csrf"), from the keyring's key for cookies. */
struct key web_key(const struct application *application, struct text purpose);
/* The same, 0, or from the key before, which is still read; false behind the last. */
bool web_key_at(const struct application *application, struct text purpose, size_t at, struct key *ret_key);
/* Opens what was sealed with one of them.  FORBIDDEN as unseal(). */
enum outcome web_unseal(const struct application *application, struct arena *arena, struct text purpose,
                        struct seal_place place, struct text sealed, struct text *ret_plain) MUST_CHECK;

/* URL-safe base64 of value and signature.  Read: INVALID when a byte is not ours or it was made for another purpose. */
struct text signed_write(const struct application *application, struct arena *arena, struct text purpose,
                         struct text value);
enum outcome signed_read(const struct application *application, struct arena *arena, struct text purpose,
                         struct text written, struct text *ret_value) MUST_CHECK;

#endif
