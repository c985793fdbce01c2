#include "returns/returns.h"

struct right return_read = {"return.read", N_("See return cases"), 0, ROWS_CASES, true};
struct right return_register = {"return.register", N_("Open a return case"), 0, ROWS_CASES};
struct right return_update = {"return.update", N_("Change a return case"), 0, ROWS_CASES};
struct right return_screen = {"return.screen", N_("Screen for vulnerability"), 0, ROWS_CASES};
struct right return_counsel = {"return.counsel", N_("Counsel and take the declaration"), 0, ROWS_CASES};
struct right return_approve = {"return.approve", N_("Approve a return"), 0, ROWS_CASES};
struct right return_travel = {"return.travel", N_("Book and confirm travel"), 0, ROWS_CASES};
struct right return_plan = {"return.plan", N_("Plan and follow reintegration"), 0, ROWS_CASES};
struct right return_close = {"return.close", N_("Close a return case"), 0, ROWS_CASES};
struct right payment_prepare = {"payment.prepare", N_("Prepare a payment"), 0, ROWS_CASES};
struct right payment_release = {"payment.release", N_("Release a payment"), 0, ROWS_CASES};
struct right return_assign = {"return.assign", N_("Give cases to caseworkers"), 0, ROWS_CASES};
struct right return_attach = {"return.attach", N_("Add files to return cases"), 0, ROWS_CASES};
struct right payment_see = {"payment.see", N_("See the payments that wait"), 0, ROWS_CASES};
struct right return_decide = {"return.decide", N_("Sign what the rules answered"), 0, ROWS_CASES};
struct right return_override = {"return.override", N_("Take a return on despite a rule"), 0, ROWS_CASES};
struct right suspension_read = {"suspension.read", N_("See the suspended countries and zones"), 0};
struct right suspension_keep = {"suspension.keep", N_("Keep the suspended countries and zones"), 0};
struct right papers_write = {"papers.write", N_("Record the papers of a journey"), 0, ROWS_CASES};
struct right needs_write = {"needs.write", N_("Say what a journey needs for health"), 0, ROWS_CASES};
struct right health_read = {"health.read", N_("See medical details of a journey"), 0, ROWS_CASES};
struct right health_write = {"health.write", N_("Record medical details of a journey"), 0, ROWS_CASES};
struct right appointment_keep = {"appointment.keep", N_("Keep appointments"), 0, ROWS_CASES};
struct right calendar_read = {"calendar.read", N_("Show one’s appointments in a calendar"), 0, ROWS_CASES};
struct right return_figures = {"return.figures", N_("See the figures of returns"), 0, ROWS_CASES};

const struct grant return_grants[] = {
    {ROLE_RECEPTION, &return_read, SCOPE_OFFICE},
    {ROLE_RECEPTION, &return_register, SCOPE_OFFICE},
    {ROLE_PARTNER, &return_read, SCOPE_OFFICE},
    {ROLE_PARTNER, &return_register, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &return_read, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &return_register, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &return_update, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &return_attach, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &return_counsel, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &return_plan, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &return_figures, SCOPE_OFFICE},
    {ROLE_SUPERVISOR, &return_read, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &return_register, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &return_update, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &return_attach, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &return_assign, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &return_counsel, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &return_approve, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &return_plan, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &return_close, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &return_figures, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &return_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &return_attach, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &return_screen, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &return_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &return_attach, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &return_screen, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &return_read, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &return_attach, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &return_travel, SCOPE_ORGANISATION},
    {ROLE_FINANCE_PREPARER, &return_read, SCOPE_ORGANISATION},
    {ROLE_FINANCE_PREPARER, &payment_prepare, SCOPE_ORGANISATION},
    {ROLE_FINANCE_PREPARER, &payment_see, SCOPE_ORGANISATION},
    {ROLE_FINANCE_RELEASER, &return_read, SCOPE_ORGANISATION},
    {ROLE_FINANCE_RELEASER, &payment_release, SCOPE_ORGANISATION},
    {ROLE_FINANCE_RELEASER, &payment_see, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &return_read, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &return_figures, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &return_decide, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &return_override, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &return_decide, SCOPE_ORGANISATION},
    {ROLE_RECEPTION, &suspension_read, SCOPE_MISSION},
    {ROLE_CASEWORKER, &suspension_read, SCOPE_MISSION},
    {ROLE_SUPERVISOR, &suspension_read, SCOPE_MISSION},
    {ROLE_PROTECTION, &suspension_read, SCOPE_MISSION},
    {ROLE_OPERATIONS, &suspension_read, SCOPE_MISSION},
    {ROLE_AUDITOR, &suspension_read, SCOPE_MISSION},
    {ROLE_PROGRAMME_MANAGER, &suspension_read, SCOPE_MISSION},
    {ROLE_PROGRAMME_MANAGER, &suspension_keep, SCOPE_MISSION},
    {ROLE_ADMINISTRATOR, &suspension_read, SCOPE_MISSION},
    {ROLE_ADMINISTRATOR, &suspension_keep, SCOPE_MISSION},
    {ROLE_ANALYST, &return_figures, SCOPE_ORGANISATION},
    {ROLE_AUDITOR, &return_figures, SCOPE_ORGANISATION},
    {ROLE_CASEWORKER, &papers_write, SCOPE_OFFICE},
    {ROLE_SUPERVISOR, &papers_write, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &papers_write, SCOPE_ORGANISATION},
    {ROLE_CASEWORKER, &needs_write, SCOPE_OFFICE},
    {ROLE_SUPERVISOR, &needs_write, SCOPE_ORGANISATION},
    /* details of health: whoever holds this role, and nobody beside them */
    {ROLE_HEALTH, &return_read, SCOPE_ORGANISATION},
    {ROLE_HEALTH, &papers_write, SCOPE_ORGANISATION},
    {ROLE_HEALTH, &needs_write, SCOPE_ORGANISATION},
    {ROLE_HEALTH, &health_read, SCOPE_ORGANISATION},
    {ROLE_HEALTH, &health_write, SCOPE_ORGANISATION},
    {ROLE_RECEPTION, &appointment_keep, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &appointment_keep, SCOPE_OFFICE},
    {ROLE_SUPERVISOR, &appointment_keep, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &appointment_keep, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &appointment_keep, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &appointment_keep, SCOPE_ORGANISATION},
    {ROLE_HEALTH, &appointment_keep, SCOPE_ORGANISATION},
    {ROLE_RECEPTION, &calendar_read, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &calendar_read, SCOPE_OFFICE},
    {ROLE_SUPERVISOR, &calendar_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &calendar_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &calendar_read, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &calendar_read, SCOPE_ORGANISATION},
    {ROLE_HEALTH, &calendar_read, SCOPE_ORGANISATION},
};
const size_t return_grant_count = sizeof return_grants / sizeof *return_grants;
