/* The files that hang on a return case: what was signed, issued, booked and proved. */
#include "document/document.h"
#include "returns/journey.h"
#include "returns/return_pages.h"

static const struct choice KINDS[] = {
    {"declaration", N_("Signed declaration of voluntary return"), {0}},
    {"exit_authorisation", N_("Exit authorisation"), {0}},
    {"ticket", N_("Ticket and itinerary"), {0}},
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
/* Medical papers hang on their own row: who prepares the journey knows until when they hold, not what they say. */
static const struct choice PAPER_KINDS[] = {
    {"paper", N_("The paper"), {0}},
    {"prescription", N_("Prescription"), {0}},
    {"other", N_("Other"), {0}},
};
static struct choice_list paper_file_kinds = {"paper_file_kinds", NULL, PAPER_KINDS,
                                              sizeof PAPER_KINDS / sizeof *PAPER_KINDS};

static const struct attachment_home PAPER_HOME = {
    .record = &travel_paper_record,
    .kinds = &paper_file_kinds,
    .read = &health_read,
    .purposes = PURPOSE_HEALTH,
    .attach = &health_write,
    .base = "/travel-papers",
};
const struct attachment_home *const return_attachment_homes[] = {&HOME, &PAPER_HOME};
const size_t return_attachment_home_count = sizeof return_attachment_homes / sizeof *return_attachment_homes;
