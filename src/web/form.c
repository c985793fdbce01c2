#include "web/form.h"

#include "base/number.h"
#include "system/random.h"
#include "web/web_store.h"

enum { KEY_RANDOM = 16, KEY_MOST = 64 };

struct text form_key_new(struct request *request) { return token_new(request->work.arena, KEY_RANDOM); }

/* Empty when the form carries none. */
static struct text key_of(const struct request *request)
{
    struct text key = parameters_get(&request->form, TEXT("_key"));
    return key.length <= KEY_MOST ? key : TEXT_NONE;
}

enum outcome form_key_seen(struct request *request, struct text *ret_location)
{
    struct text key = key_of(request);
    if (text_is_empty(key))
        return NOT_FOUND;
    if (request->in_transaction)
        return form_key_row_claim(&request->work, key, request->actor.user, ret_location);
    return form_key_row_read(&request->work, key, request->actor.user, ret_location);
}

enum outcome form_key_keep(struct request *request, struct text location)
{
    struct text key = key_of(request);
    if (text_is_empty(key))
        return OK;
    return form_key_row_fill(&request->work, key, request->actor.user, location);
}

bool form_answered(struct request *request, struct response *response, enum outcome *ret_outcome)
{
    struct text location;
    enum outcome outcome = form_key_seen(request, &location);
    if (outcome == NOT_FOUND)
        return false;
    *ret_outcome = outcome == OK ? respond_redirect(request, response, location) : outcome;
    return true;
}

enum outcome form_done(struct request *request, struct response *response, struct text location, const char *notice)
{
    enum outcome outcome = form_key_keep(request, location);
    if (outcome != OK)
        return outcome;
    respond_notice(request, response, notice);
    return respond_redirect(request, response, location);
}

int64_t form_version(const struct request *request)
{
    int64_t version;
    if (text_to_integer(parameters_get(&request->form, TEXT("_version")), 0, INT64_MAX, &version) != OK)
        return 0;
    return version;
}
