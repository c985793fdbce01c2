/* Files that may hang on persons. */
#include "persons/person_pages.h"
#include "persons/person_store.h"

static const struct choice KINDS[] = {
    {"photo", N_("Photograph of the person"), {0}},
    {"identity_document", N_("Identity document"), {0}},
    {"consent_form", N_("Signed consent"), {0}},
    {"letter", N_("Letter or certificate"), {0}},
    {"other", N_("Other"), {0}},
};
struct choice_list attachment_kinds = {"attachment_kinds", NULL, KINDS, sizeof KINDS / sizeof *KINDS};

static bool is_picture(enum media_kind media)
{
    return media == MEDIA_JPEG || media == MEDIA_PNG || media == MEDIA_WEBP;
}

/* A signed consent is what allows the rest. */
static enum outcome check_file(struct work *work, const void *row, struct text kind, enum media_kind media,
                               struct problems *problems)
{
    unsigned purposes = 0;
    bool photo = text_is(kind, "photo");
    unsigned needed = photo ? CONSENT_PHOTO : CONSENT_DATA;
    if (photo && !is_picture(media))
        return problem_add(problems, INVALID, "photo_no_picture", TEXT("file"),
                           N_("A photograph is a picture: JPEG, PNG or WebP."));
    if (text_is(kind, "consent_form"))
        return OK;
    enum outcome outcome =
        person_consents(work, record_head_of(row)->person, zone_date(work->zone, work->now), &purposes);
    if (outcome == OK && (purposes & needed) == 0)
        return problem_add(
            problems, INVALID, "consent_missing", TEXT("kind"),
            photo ? N_("A photograph is kept only with the person's consent to it. Record the consent first.")
                  : N_("Nothing beyond the contact record is collected without the person's consent. Record the "
                       "consent first."));
    return outcome;
}

static const struct attachment_home HOME = {
    .record = &person_record,
    .kinds = &attachment_kinds,
    .read = &person_read_contact,
    .purposes = PURPOSE_RECEPTION | PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_TRAVEL,
    .attach = &person_update,
    .base = "/persons",
    .check = check_file,
};
const struct attachment_home *const person_attachment_homes[] = {&HOME};
const size_t person_attachment_home_count = sizeof person_attachment_homes / sizeof *person_attachment_homes;
