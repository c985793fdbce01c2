/* Organisations, offices, users and the roles they hold; signing in.  All that other folders may use. */
#ifndef IDENTITY_IDENTITY_H
#define IDENTITY_IDENTITY_H

#include "job/job.h"
#include "record/record.h"
#include "web/application.h"
#include "web/record_api.h"

struct organisation {
    struct record_head head; /* head.organisation is its own id */
    struct text name, name_arabic, code;
    struct text kind; /* one of organisation_kinds */
    struct text description, description_arabic, website, email, telephone;
    struct flag published; /* yes: told to everybody outside */
    struct flag generated; /* made for the demonstration: nobody real */
};
struct office {
    struct record_head head; /* head.office is its own id */
    struct text name, name_arabic, city, region;
};
struct user_account {
    struct record_head head;
    struct text login, name, email, language;
    struct flag active;
};
struct role_assignment {
    struct record_head head; /* head.office: where the role is held */
    struct identifier account, held_in;
    struct text role;
    int32_t until;
};
extern struct choice_list regions; /* of the country where the mission works; read from its profile */
extern struct record organisation_record, office_record, user_account_record, role_assignment_record;
/* The rows of user_account_record as titles alone: whoever signs in may know who else works here. */
extern struct record colleague_record;
/* The rows of organisation_record as the directory of services shows and keeps them: one without users is a partner
   without accounts. */
extern struct record partner_record;
extern struct choice_list organisation_kinds;
extern struct choice_list role_choices;

extern struct right user_read, user_write, organisation_read, organisation_write, own_account;
extern struct right partner_see, partner_keep; /* granted by the directory */
extern const struct grant identity_grants[];
extern const size_t identity_grant_count;

/* The same of a partner, in the caller's transaction, by who may keep partners: `row` from record_new(). */
enum outcome partner_add(struct work *work, void *row) MUST_CHECK;
/* The organisation of a code, whoever asks; NOT_FOUND. */
enum outcome organisation_of_code(struct work *work, struct text code, struct identifier *ret_id) MUST_CHECK;
/* Zeros when nobody of the organisation can sign in: a partner without accounts. */
enum outcome organisation_account(struct work *work, struct identifier organisation,
                                  struct identifier *ret_account) MUST_CHECK;
/* An organisation with its key; an office; a user with a password (12 characters at least, not a common one). */
enum outcome organisation_add(struct work *work, struct organisation *organisation) MUST_CHECK;
enum outcome office_add(struct work *work, struct office *office) MUST_CHECK;
enum outcome user_add(struct work *work, struct user_account *account, struct text password) MUST_CHECK;
enum outcome role_give(struct work *work, struct identifier account, const struct office *office,
                       enum role role) MUST_CHECK;

/* Adds a problem beside "password" when it is too short or long, easy to guess, common, or holds the login. */
enum outcome password_check(struct work *work, struct text login, struct text password) MUST_CHECK;
/* `must_change`: set by somebody else, to be changed at the next sign-in. */
enum outcome password_set(struct work *work, struct identifier account, struct text password_hash_text,
                          bool must_change) MUST_CHECK;

/* Once, at start: must everybody have a second factor? */
void identity_start(bool require_second_factor);

/* For struct application_hooks.  Who was given a first password, or lacks a second factor where everybody must have
   one, gets an actor that may only open that page (confined_to) until it is done; their tokens are refused meanwhile.
 */
enum outcome identity_actor_of_user(struct work *work, struct identifier user, struct actor *ret_actor);
enum outcome identity_actor_of_token(struct work *work, struct text token, struct actor *ret_actor);

/* A token for the API: shown once.  `scopes` are names of rights joined by commas; empty: all that the user holds. */
enum outcome token_make(struct work *work, struct identifier account, struct text label, struct text scopes,
                        int32_t expires_on, struct text *ret_token) MUST_CHECK;
enum outcome token_revoke(struct work *work, struct identifier account, struct identifier token) MUST_CHECK;

extern const struct route identity_routes[];
extern const size_t identity_route_count;
extern const struct resource_list identity_resources; /* of the API */
extern const struct menu_entry identity_menu[];
extern const size_t identity_menu_count;
extern const struct internal_action identity_actions[]; /* ended by an entry without name */

/* Forgets failed tries of which nothing follows any more; nightly, as the job "identity.clean_up". */
enum outcome identity_clean_up(struct work *work) MUST_CHECK;
extern const struct job_kind identity_clean_up_job;

#endif
