/* What the pages of identity/ show, and the handlers of its routes.  Within identity/. */
#ifndef IDENTITY_IDENTITY_PAGES_H
#define IDENTITY_IDENTITY_PAGES_H

#include "identity/account_change.h"
#include "record/pages.h"
#include "web/form.h"
#include "web/page.h"
#include "web/status.h"

/* ---- pages/sign_in.html, second_factor.html ---- */

struct sign_in_view {
    const struct page *page;
    struct text login;
    struct text resume, next;      /* carried on: WEB_SIGN_IN */
    struct text challenge;         /* of the second factor: the password was right */
    const struct problem *problem; /* NULL: none */
    bool recovery;                 /* the problem is about a recovery code */
    bool locked;
};
void sign_in_page(struct output *out, const struct sign_in_view *view);
void second_factor_page(struct output *out, const struct sign_in_view *view);

/* ---- pages/account….html ---- */

struct role_line {
    struct identifier id;     /* of the assignment */
    struct text role, office; /* names */
    int32_t until;
    struct text end_path; /* to take it back; empty: not this actor's to take */
};
struct account_view {
    const struct page *page;
    struct text login, name, email;
    const struct form_choice *languages;
    size_t language_count;
    bool second_factor;
    int64_t codes_left, token_count;
    const struct role_line *roles;
    size_t role_count;
};
void account_page(struct output *out, const struct account_view *view);

/* Forms that ask for passwords. */
struct account_password_view {
    const struct page *page;
    bool must_change;
    const struct problem *old_problem, *problem, *repeat_problem;
};
void account_password_page(struct output *out, const struct account_password_view *view);

struct account_second_factor_view {
    const struct page *page;
    bool confirmed, required;
    int64_t codes_left;
    struct text sealed;                           /* the secret on its way, for who sets it up */
    struct text secret, address, qr_path, qr_box; /* as people and their telephones read it */
    const struct problem *problem;
};
void account_second_factor_page(struct output *out, const struct account_second_factor_view *view);

struct recovery_codes_view {
    const struct page *page;
    const struct text *codes;
    size_t code_count;
    struct text shown; /* the same, sealed, so that the language can be changed */
    struct text path;  /* where to go on */
};
void recovery_codes_page(struct output *out, const struct recovery_codes_view *view);

struct scope_choice {
    struct text name, id;
    const char *label; /* N_() */
    bool chosen;
};
struct token_line {
    struct text label, revoke_path;
    int64_t created_at;
    int32_t expires_on;
    const struct scope_choice *scopes;
    size_t scope_count;
};
struct account_tokens_view {
    const struct page *page;
    const struct token_line *tokens;
    size_t token_count;
    const struct scope_choice *scopes;
    size_t scope_count;
    struct text label, expires_on, key;
    const struct problem *label_problem, *scope_problem, *date_problem;
    struct text token, shown; /* just made: shown this once */
};
void account_tokens_page(struct output *out, const struct account_tokens_view *view);

/* ---- shared by the handlers ---- */

/* Sealed for one purpose and one user, good for some minutes; empty `value` when it is not ours, too old or another's.
 */
struct text passing_seal(struct request *request, struct text purpose, struct identifier user, struct text value);
enum outcome passing_open(struct request *request, struct text purpose, struct text sealed, int64_t minutes,
                          struct identifier *ret_user, struct text *ret_value) MUST_CHECK;
/* Is this the user's password?  Takes tens of milliseconds: never in the writing worker. */
bool password_is(const struct sign_in_user *user, struct text password);
/* The user who is signed in. */
enum outcome account_own(struct request *request, struct sign_in_user *ret_user) MUST_CHECK;
/* Asks for the password of who is signed in, in this field: INVALID or TOO_MANY with a problem beside it. */
enum outcome account_ask_password(struct request *request, const struct sign_in_user *user,
                                  const char *field) MUST_CHECK;
/* Counts a failure; adds the problem that says how many tries are left, beside `field`. */
enum outcome sign_in_count_failure(struct request *request, const struct sign_in_user *user, struct text digest,
                                   const char *what, const char *message, struct text field) MUST_CHECK;
/* TOO_MANY, with a problem, while this login rests. */
enum outcome sign_in_check_lock(struct request *request, struct text digest, struct text field) MUST_CHECK;
/* The roles that a user holds today, as people read them. */
enum outcome role_lines(struct work *work, struct identifier account, struct role_line **ret_lines,
                        size_t *ret_count) MUST_CHECK;
/* The problem beside a field of this name; NULL: none. */
const struct problem *problem_beside(const struct request *request, const char *field);
/* The codes once, with what is needed to show them again in another language. */
enum outcome recovery_codes_show(struct request *request, struct response *response, const struct text *codes);
bool recovery_codes_again(struct request *request, struct text *ret_codes, size_t *ret_count);

page_handler sign_in_get, sign_in_post, sign_in_again, second_factor_post, recovery_post, sign_out_post;
page_handler account_get, account_post, account_password_get, account_password_post;
page_handler account_second_factor_get, account_second_factor_post, second_factor_remove_post, recovery_codes_post;
page_handler account_tokens_get, account_tokens_post, token_revoke_post;

#endif
