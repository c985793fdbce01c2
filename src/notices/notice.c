/* Telling somebody something, and the kinds of it. */
#include <stdio.h>

#include "codec/mail.h"
#include "notices/notice_pages.h"

enum { LISTS_MOST = 8 };

static const struct settings *the_settings; /* both set once, at start */
static struct notice_kind_list the_kinds[LISTS_MOST];
static size_t list_count;

void notices_start(const struct settings *settings, const struct notice_kind_list *lists, size_t count)
{
    the_settings = settings;
    list_count = count < LISTS_MOST ? count : LISTS_MOST;
    for (size_t i = 0; i < list_count; i++)
        the_kinds[i] = lists[i];
}

const struct settings *notice_settings(void) { return the_settings; }

const struct notice_kind *notice_kind_named(struct text name)
{
    for (size_t i = 0; i < list_count; i++)
        for (size_t j = 0; j < the_kinds[i].count; j++)
            if (text_is(name, the_kinds[i].kinds[j].name))
                return &the_kinds[i].kinds[j];
    return NULL;
}

bool mail_is_set_up(const struct settings *settings)
{
    return settings != NULL && !text_is_empty(settings->smtp_url) && mail_address_is_sound(settings->smtp_from);
}

bool mail_may_leave(void) { return mail_is_set_up(the_settings); }

struct text mail_base(void) { return the_settings == NULL ? TEXT_NONE : the_settings->address; }

enum outcome mail_is_welcome(struct work *work, struct identifier account, bool *ret_welcome)
{
    struct mail_preference preference;
    enum outcome outcome = mail_preference_get(work, account, &preference);
    if (outcome == OK)
        *ret_welcome = preference.wish != MAIL_NEVER;
    return outcome;
}

enum outcome notice_add(struct work *work, const struct notice_kind *kind, const struct notice *notice)
{
    if (notice_kind_named(text_from(kind->name)) == NULL) {
        (void)fprintf(stderr, "sanad: no notice of the kind %s was announced\n", kind->name);
        return FAILED;
    }
    if (identifier_is_none(notice->account) || identifier_equal(notice->account, work->actor->user))
        return OK;
    enum outcome outcome = notice_store(work, kind, notice);
    return outcome == OK && mail_is_set_up(the_settings)
               ? mail_order_at_once(work, notice->organisation, notice->account)
               : outcome;
}
