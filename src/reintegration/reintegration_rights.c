#include "reintegration/reintegration.h"

struct right reintegration_read = {"reintegration.read", N_("See reintegration"), 0, ROWS_CASES};
struct right reintegration_write = {"reintegration.write", N_("Assess, deliver and follow reintegration"), 0,
                                    ROWS_CASES};
struct right reintegration_approve = {"reintegration.approve", N_("Approve assessments, quotes and proofs"), 0,
                                      ROWS_CASES};
struct right session_write = {"session.write", N_("Record psychosocial sessions"), 0, ROWS_CASES};
struct right supplier_read = {"supplier.read", N_("See suppliers, entitlements and rules of quotes"), 0};
struct right supplier_keep = {"supplier.keep", N_("Keep the register of suppliers"), 0};
struct right entitlement_keep = {"entitlement.keep", N_("Keep entitlements and the rule of quotes"), 0};
struct right excess_sign = {"excess.sign", N_("Sign for more than the entitlement"), 0, ROWS_CASES};
struct right waiting_decide = {"waiting.decide", N_("Decide on who waits for funds"), 0, ROWS_CASES};
struct right project_keep = {"project.keep", N_("Propose collective projects"), 0};
struct right course_keep = {"course.keep", N_("Keep courses and their seats"), 0};
struct right project_agree = {"project.agree", N_("Agree to collective projects"), 0};

const struct grant reintegration_grants[] = {
    {ROLE_CASEWORKER, &project_keep, SCOPE_ORGANISATION},
    {ROLE_CASEWORKER, &course_keep, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &course_keep, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &course_keep, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &project_keep, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &project_keep, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &project_agree, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &project_agree, SCOPE_ORGANISATION},
    {ROLE_CASEWORKER, &reintegration_read, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &reintegration_write, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &session_write, SCOPE_OFFICE},
    {ROLE_SUPERVISOR, &reintegration_read, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &reintegration_write, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &reintegration_approve, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &excess_sign, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &reintegration_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &session_write, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &reintegration_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &session_write, SCOPE_ORGANISATION},
    {ROLE_FINANCE_PREPARER, &reintegration_read, SCOPE_ORGANISATION},
    {ROLE_CASEWORKER, &supplier_read, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &supplier_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &supplier_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &supplier_read, SCOPE_ORGANISATION},
    {ROLE_FINANCE_PREPARER, &supplier_read, SCOPE_ORGANISATION},
    {ROLE_FINANCE_RELEASER, &supplier_read, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &supplier_read, SCOPE_ORGANISATION},
    {ROLE_AUDITOR, &supplier_read, SCOPE_ORGANISATION},
    {ROLE_FINANCE_PREPARER, &supplier_keep, SCOPE_ORGANISATION},
    {ROLE_FINANCE_RELEASER, &reintegration_read, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &reintegration_read, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &supplier_keep, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &entitlement_keep, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &excess_sign, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &waiting_decide, SCOPE_ORGANISATION},
};
const size_t reintegration_grant_count = sizeof reintegration_grants / sizeof *reintegration_grants;
