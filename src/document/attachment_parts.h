/* Between the files of document/. */
#ifndef DOCUMENT_ATTACHMENT_PARTS_H
#define DOCUMENT_ATTACHMENT_PARTS_H

#include "document/attachment_store.h"

/* The row a file hangs on, as this actor reads it, and its home.  NOT_FOUND when it is out of reach. */
struct attachment_place {
    const struct attachment_home *home;
    void *row;
    bool may_read, may_attach;
};
enum outcome attachment_place_find(struct work *work, struct text record, struct identifier subject,
                                   struct attachment_place *ret_place) MUST_CHECK;
/* The same for a row that was read already. */
struct attachment_place attachment_place_of(struct work *work, const struct attachment_home *home, const void *row);
/* The key that seals the files of a row: NOT_FOUND when this actor's organisation holds none. */
enum outcome attachment_key(struct work *work, const struct attachment_place *place, struct key *ret_key) MUST_CHECK;
/* Kind, content and the home's own rule. */
enum outcome attachment_check(struct work *work, const struct attachment_place *place, struct text kind,
                              enum media_kind media) MUST_CHECK;
enum outcome attachment_audit(struct work *work, const struct attachment *attachment, const char *action) MUST_CHECK;

/* What a chunk and a name are bound to, so that none opens in another's place. */
struct seal_place attachment_name_place(struct identifier id);
struct seal_place attachment_chunk_place(struct arena *arena, struct identifier id, int64_t number, int64_t chunks);

#endif
