/* The files that hang on a return case: what was signed, issued, booked and proved. */
#include "document/document.h"
#include "returns/return_pages.h"

static const struct choice KINDS[] = {
    {"declaration", N_("Signed declaration of voluntary return"), {0}},
    {"exit_authorisation", N_("Exit authorisation"), {0}},
    {"ticket", N_("Ticket and itinerary"), {0}},
    {"medical", N_("Medical certificate"), {0}},
    {"project", N_("Reintegration project"), {0}},
    {"receipt", N_("Receipt or quote"), {0}},
    {"proof", N_("Proof of delivery"), {0}},
    {"other", N_("Other"), {0}},
};
static struct choice_list case_file_kinds = {"case_file_kinds", NULL, KINDS, sizeof KINDS / sizeof *KINDS};

static const struct attachment_home HOME = {
    .record = &return_case_record,
    .kinds = &case_file_kinds,
    .purposes = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_TRAVEL,
    .attach = &return_attach,
    .base = "/return-cases",
};
const struct attachment_home *const return_attachment_homes[] = {&HOME};
const size_t return_attachment_home_count = sizeof return_attachment_homes / sizeof *return_attachment_homes;
