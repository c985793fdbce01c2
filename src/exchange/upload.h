/* A file that comes in pieces, so that a cut line costs one piece.  Within exchange/. */
#ifndef EXCHANGE_UPLOAD_H
#define EXCHANGE_UPLOAD_H

#include "exchange/import_store.h"

enum {
    UPLOAD_CHUNK = 256 << 10, /* what the page sends at once */
    UPLOAD_CHUNK_MOST = 512 << 10,
    UPLOADS_OF_A_USER = 3, /* a further one takes the place of the oldest */
    UPLOADS_ROOM = 8,      /* largest files that may be under way in an organisation together */
    UPLOAD_DIGEST = 64     /* SHA-256, hexadecimal */
};
struct upload_state {
    struct identifier id, organisation, created_by;
    struct text file_name, digest;
    int64_t size, received, touched_at;
};

/* The user's upload of this very file that was cut, or a new one.  INVALID: no size or digest; TOO_LARGE; CONFLICT: the
   organisation's room is taken; each with a problem beside "file". */
enum outcome upload_begin(struct work *work, struct text file_name, int64_t size, struct text digest, int64_t largest,
                          struct upload_state *ret_state) MUST_CHECK;
/* The user's own: NOT_FOUND for everybody else. */
enum outcome upload_get(struct work *work, struct identifier id, struct upload_state *ret_state) MUST_CHECK;
/* Keeps bytes that begin at `position`.  CONFLICT: it is not where the next ones belong, *ret_state says where that is;
   INVALID: none, too many, or beyond the size. */
enum outcome upload_add(struct work *work, struct identifier id, int64_t position, struct text bytes,
                        struct upload_state *ret_state) MUST_CHECK;
/* All of it in the arena.  CONFLICT: not whole yet; FAILED never for what a person sent: INVALID when it is not the
   file that was announced. */
enum outcome upload_read(struct work *work, struct identifier id, struct upload_state *ret_state,
                         struct text *ret_bytes) MUST_CHECK;
enum outcome upload_remove(struct work *work, struct identifier id) MUST_CHECK;
/* Those that nobody went on with since then, some at a time; *ret_more: call again. */
enum outcome uploads_forget(struct work *work, int64_t before, bool *ret_more) MUST_CHECK;

#endif
