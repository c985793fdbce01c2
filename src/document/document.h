/* Files that hang on records: photographs, scans, letters.  A file's kind is read from its content, its name and bytes
   are sealed in chunks with the key of the row it hangs on (erasing a person destroys her files too), and it is opened
   only by who may read that row. */
#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include "codec/media_type.h"
#include "job/job.h"
#include "record/record.h"
#include "web/application.h"

enum { ATTACHMENT_CHUNK = 255 * 1024, ATTACHMENT_NAME_MOST = 200, ATTACHMENTS_MOST = 200 };

struct attachment {
    struct identifier id, person, subject, organisation, office, made_by;
    struct text record, kind;
    struct text file_name; /* empty when its key was destroyed */
    struct text media_type;
    int64_t size, chunks, made_at;
    struct text digest; /* keyed, of the content */
};

/* A record on whose rows files may hang; the features declare them, app/ hands them over at start. */
struct attachment_home {
    const struct record *record;
    const struct choice_list *kinds;
    struct right *read;   /* beside the record's; NULL: none */
    unsigned purposes;    /* of reading; 0: those of the record */
    struct right *attach; /* also takes away */
    const char *base;     /* where the row's page is: "/persons" */
    /* Adds problems when this row may not have such a file; may be NULL. */
    enum outcome (*check)(struct work *work, const void *row, struct text kind, enum media_kind media,
                          struct problems *problems);
};
void documents_start(const struct attachment_home *const *homes, size_t count);
/* NULL when no file may hang on such a row. */
const struct attachment_home *attachment_home_of(struct text record);

/* For processes of any class; the bytes are handed to the writing worker in messages, and the file is there once the
   last was committed.  INVALID and TOO_LARGE with problems beside "file" or "kind"; NOT_FOUND: no such row within
   reach; FORBIDDEN: it may be read but not added to.  `key` is the one-time key of a form, or empty, kept with
   `location`. */
struct attachment_new {
    struct text record;
    struct identifier subject;
    struct text kind, file_name, bytes;
    int64_t largest;           /* settings->upload_bytes */
    struct text key, location; /* of the form */
};
enum outcome attachment_add(struct work *work, const struct attachment_new *new, struct identifier *ret_id) MUST_CHECK;

/* Files of a row that was read, newest first; none when the actor may not read them. */
enum outcome attachment_list(struct work *work, const struct record *record, const void *row,
                             struct attachment **ret_attachments, size_t *ret_count) MUST_CHECK;
/* NOT_FOUND also when the row it hangs on is out of reach or its key was destroyed.  Reading a file of a sensitive
   record is audited first. */
enum outcome attachment_open(struct work *work, struct identifier id, struct attachment *ret_attachment,
                             struct key *ret_key) MUST_CHECK;
/* The bytes of one chunk, from 0.  FAILED when it is not there or was changed. */
enum outcome attachment_chunk(struct db *db, struct arena *arena, const struct key *key,
                              const struct attachment *attachment, int64_t number, struct text *ret_bytes) MUST_CHECK;
/* In a writing process.  NOT_FOUND, FORBIDDEN. */
enum outcome attachment_remove(struct work *work, struct identifier id) MUST_CHECK;
/* All of one kind on a row (empty: all kinds), for the rules of features: no right is asked. */
enum outcome attachment_remove_all(struct work *work, const struct record *record, struct identifier subject,
                                   struct identifier person, struct text kind) MUST_CHECK;
/* Every file of a person, whatever it hangs on. */
enum outcome attachment_person_count(struct work *work, struct identifier person, int64_t *ret_count) MUST_CHECK;
enum outcome attachment_remove_person(struct work *work, struct identifier person) MUST_CHECK;
/* Deletes what interrupted uploads left a day ago and more. */
enum outcome attachment_clean_up(struct work *work) MUST_CHECK;
/* "attachment.clean_up": the same every night. */
extern const struct job_kind attachment_clean_up_job;

/* The part of a page that shows the files of a row, with a form for one more: call the template attachment_list. */
struct attachment_line {
    struct text kind, name, size, path, remove; /* remove: address; empty: may not */
    int64_t made_at;
    bool shows; /* path?show=1 opens in the browser */
};
struct attachment_list_view {
    const struct page *page;
    struct attachment_line *lines;
    size_t line_count;
    struct text add_path; /* empty: may not */
};
enum outcome attachment_list_view(struct request *request, const struct record *record, const void *row,
                                  struct attachment_list_view *ret_view) MUST_CHECK;
void attachment_list_page(struct output *out, const struct attachment_list_view *view);

extern struct right attachment_read, attachment_write;
extern const struct grant document_grants[];
extern const size_t document_grant_count;
/* GET /attachments/new?record=person&subject=ID · POST /attachments · GET /attachments/{id} ·
   POST /attachments/{id}/remove */
extern const struct route document_routes[];
extern const size_t document_route_count;
/* "attachment.chunks", "attachment.keep" and "attachment.clean_up"; ended by an entry without name. */
extern const struct internal_action document_actions[];

#endif
