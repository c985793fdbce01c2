/* Packages on the sender's side: made, downloaded with their cover, called back. */
#include "codec/base64.h"
#include "codec/hex.h"
#include "flow/task.h"
#include "referrals/referral_outside.h"
#include "referrals/referral_package_make.h"
#include "referrals/referral_pages.h"
#include "web/form.h"
#include "web/record_parts.h"

static struct text hand_over_text(struct work *work, const struct outside *outside, struct text bytes,
                                  struct text signer, const struct key *public, bool noted)
{
    struct text digits = TEXT_NONE;
    if (public != NULL && noted)
        digits = hex_encode(work->arena, (struct text){(const char *)public->bytes, KEY_BYTES});
    return arena_format(
        work->arena,
        "{\"referral\":\"%.*s\",\"kind\":\"%s\",\"signer\":\"%.*s\",\"public\":\"%.*s\",\"bytes\":\"%.*s\"}",
        TEXT_ARG(identifier_to_text(work->arena, outside->row->head.id)), public == NULL ? "code" : "key",
        TEXT_ARG(signer), TEXT_ARG(digits), TEXT_ARG(base64_encode(work->arena, bytes, BASE64_STANDARD)));
}

/* The key typed, or the one noted for the receiver; NULL: under a code. */
static enum outcome wanted_key(struct request *request, const struct outside *outside, struct key *public,
                               const struct key **ret_key, bool *ret_typed)
{
    struct work *work = &request->work;
    struct text typed = text_trim(parameters_get(&request->form, TEXT("public_key")));
    *ret_key = NULL;
    *ret_typed = false;
    if (!text_is(parameters_get(&request->form, TEXT("sealed_with")), "key"))
        return OK;
    if (typed.length > 0) {
        if (package_public_read(work->arena, typed, public) != OK)
            return problem_add(&work->problems, INVALID, "public_key_unsound", TEXT("public_key"),
                               N_("This is no public key: 64 digits and letters from a to f are wanted."));
        *ret_key = public;
        *ret_typed = true;
        return OK;
    }
    enum outcome outcome = receiver_key_get(work, outside->row->receiver, public);
    if (outcome == NOT_FOUND)
        return problem_add(&work->problems, INVALID, "public_key_missing", TEXT("public_key"),
                           N_("No public key of this receiver is known: type it, or take a code."));
    *ret_key = public;
    return outcome;
}

enum outcome referral_package_post(struct request *request, struct response *response)
{
    struct outside outside;
    struct outside_secret secret = {0};
    struct key public;
    const struct key *key = NULL;
    bool typed = false;
    struct text bytes;
    struct text signer;
    struct text answer;
    struct work *work = &request->work;
    enum outcome outcome = outside_open_sent(request, false, &outside);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return outside_send_page(request, response, &outside, NULL, 200);
    outcome = wanted_key(request, &outside, &public, &key, &typed);
    if (outcome == OK)
        outcome = referral_package_make(work, outside.received, key, &bytes, &secret.package_code, &signer);
    if (outcome == INVALID && work->problems.count == 0)
        outcome = problem_add(&work->problems, INVALID, "public_key_unsound", TEXT("public_key"),
                              N_("This is no public key: 64 digits and letters from a to f are wanted."));
    if (outcome == INVALID)
        return outside_send_page(request, response, &outside, NULL, 422);
    if (outcome == OK)
        outcome = request_hand_over(request, "referral.package_made",
                                    hand_over_text(work, &outside, bytes, signer, key, typed), &answer);
    secret.package_made = true;
    return outcome == OK ? outside_send_page(request, response, &outside, &secret, 200) : outcome;
}

/* ---- file and cover ---- */

static enum outcome open_package(struct request *request, struct outside *ret_outside,
                                 struct referral_package *ret_package, struct text *ret_bytes)
{
    struct identifier id;
    enum outcome outcome = outside_open_sent(request, true, ret_outside);
    if (outcome == OK)
        outcome = request_id(request, 1, &id);
    return outcome == OK ? package_get(&request->work, ret_outside->row->head.id, id, ret_package, ret_bytes) : outcome;
}

enum outcome referral_package_file(struct request *request, struct response *response)
{
    struct outside outside;
    struct referral_package package;
    struct text bytes;
    enum outcome outcome = open_package(request, &outside, &package, &bytes);
    if (outcome == OK && bytes.length == 0)
        return NOT_FOUND; /* its referral has ended */
    if (outcome == OK)
        outcome = record_audit_print(request, &referral_record, outside.row->head.id, TEXT("package"));
    if (outcome != OK)
        return outcome;
    buffer_clear(&response->body);
    buffer_add(&response->body, bytes);
    response->status = 200;
    response->content_type = TEXT("application/octet-stream");
    response->download_name = arena_format(request->work.arena, "%.*s.sanad", TEXT_ARG(outside.row->head.number));
    return OK;
}

enum outcome referral_package_print(struct request *request, struct response *response)
{
    struct outside outside;
    struct referral_package package;
    struct text bytes;
    struct work work = request->work;
    enum outcome outcome = open_package(request, &outside, &package, &bytes);
    const struct language *asked = language_for(parameters_get(&request->query, TEXT("in")));
    if (asked != NULL)
        work.language = asked;
    if (outcome == OK)
        outcome = record_audit_print(request, &referral_record, outside.row->head.id, TEXT("cover"));
    if (outcome == OK)
        outcome = referral_package_cover(&work, outside.row, &package, &response->body);
    if (outcome != OK)
        return outcome;
    response->status = 200;
    response->content_type = TEXT("application/pdf");
    return OK;
}

enum outcome referral_package_destroyed(struct request *request, struct response *response)
{
    struct outside outside;
    struct work *work = &request->work;
    enum outcome outcome = outside_open_sent(request, true, &outside);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return outside_send_page(request, response, &outside, NULL, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = packages_destroyed(work, outside.row->head.id, zone_date(work->zone, work->now));
    if (outcome == OK && referral_is_called_back(outside.row->head.state))
        outcome = task_close_all(work, text_from(referral_record.name), outside.row->head.id, outside.row->head.person);
    if (outcome == OK)
        outcome = record_audit_print(request, &referral_record, outside.row->head.id, TEXT("package destroyed"));
    struct text back = record_path(work->arena, "/referrals", outside.row->head.id, "outside");
    return outcome == OK ? form_done(request, response, back, N_("Noted: its holder says that it was destroyed."))
                         : outcome;
}
