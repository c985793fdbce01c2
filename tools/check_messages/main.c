/* check_messages FRESH.pot KEPT.pot LANGUAGE.po…
   FRESH is what the sources hold now, KEPT what po/ holds.  Every message must be in KEPT and translated in every
   language, with the same placeholders and the right number of plural forms.  One line on stdout for each fault; exit
   status 0 none, 1 faults, 2 a file that cannot be read. */
#include <stdio.h>

#include "po.h"

enum { COUNTS_TRIED = 1000, MEMORY_MOST = 512 << 20, PLACEHOLDERS = 3 };

static int fault_count;

static void said_at(const struct po *po, int line, const struct message *message, const char *what)
{
    (void)printf("%s:%d: \"%.*s\" %s\n", po->path, line, TEXT_ARG(message->id), what);
    fault_count++;
}

static void said(const struct po *po, const struct message *message, const char *what)
{
    said_at(po, message->line, message, what);
}

/* ---- One message ---- */

/* A bit for each of {1} to {3}. */
static unsigned placeholders_of(struct text text)
{
    static const struct text NAMES[PLACEHOLDERS] = {TEXT_CONSTANT("{1}"), TEXT_CONSTANT("{2}"), TEXT_CONSTANT("{3}")};
    unsigned found = 0;
    for (unsigned i = 0; i < PLACEHOLDERS; i++)
        if (text_find(text, NAMES[i]) >= 0)
            found |= 1U << i;
    return found;
}

static bool has_outer_space(struct text text)
{
    static const struct text SPACES[] = {TEXT_CONSTANT(" "), TEXT_CONSTANT("\n"), TEXT_CONSTANT("\t"),
                                         TEXT_CONSTANT("\u00a0"), TEXT_CONSTANT("\u202f")};
    for (size_t i = 0; i < sizeof SPACES / sizeof *SPACES; i++)
        if (text_starts_with(text, SPACES[i]) || text_ends_with(text, SPACES[i]))
            return true;
    return false;
}

static void form_check(const struct po *po, const struct message *message, struct text form)
{
    if (has_outer_space(form))
        said(po, message, "begins or ends with a space");
    if (!text_is_clean(form, true))
        said(po, message, "holds a character that no text may hold");
    if (text_find_byte(form, '<') >= 0 && text_find_byte(message->id, '<') < 0)
        said(po, message, "holds markup");
}

/* How many of the counts tried take each form: a form for one count alone need not show it. */
static void form_uses(const struct plural *plural, size_t uses[PLURAL_FORMS_MOST])
{
    for (size_t i = 0; i < PLURAL_FORMS_MOST; i++)
        uses[i] = 0;
    for (uint64_t count = 0; count <= COUNTS_TRIED; count++)
        uses[plural_form(plural, count)]++;
}

static void plural_check(const struct po *po, const struct message *message, const struct plural *plural)
{
    size_t uses[PLURAL_FORMS_MOST];
    unsigned wanted = placeholders_of(message->plural);
    form_uses(plural, uses);
    if (message->form_count != plural->forms)
        said(po, message, "has not as many plural forms as the language");
    for (size_t i = 0; i < message->form_count; i++) {
        unsigned found = placeholders_of(message->forms[i]);
        unsigned least = uses[i] <= 1 ? wanted & ~1U : wanted;
        if ((found & ~wanted) != 0 || (found & least) != least)
            said(po, message, "has other placeholders than the message, or hides the count in a form of many");
        form_check(po, message, message->forms[i]);
    }
}

static void translation_check(const struct po *po, const struct message *message, const struct plural *plural)
{
    bool missing = message->form_count == 0;
    for (size_t i = 0; i < message->form_count; i++)
        missing = missing || text_is_empty(message->forms[i]);
    if (missing)
        said(po, message, "is not translated");
    else if (message->fuzzy)
        said(po, message, "is marked fuzzy");
    else if (message->plural.length > 0)
        plural_check(po, message, plural);
    else {
        if (placeholders_of(message->forms[0]) != placeholders_of(message->id))
            said(po, message, "has other placeholders than the message");
        form_check(po, message, message->forms[0]);
    }
}

/* ---- One file ---- */

/* The forms of the languages we know; a catalogue of another brings its own. */
static bool forms_are_right(struct text language, size_t forms)
{
    static const struct {
        const char *language;
        size_t forms;
    } FORMS[] = {{"fr", 2}, {"ar", 6}};
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++)
        if (text_is(language, FORMS[i].language))
            return forms == FORMS[i].forms;
    return true;
}

static void language_check(const struct po *fresh, const struct po *po)
{
    struct plural plural = {0};
    struct text language = po_header(po, TEXT("Language:"));
    if (plural_read(po_header(po, TEXT("Plural-Forms:")), &plural) != OK || !forms_are_right(language, plural.forms)) {
        (void)printf("%s:1: the header does not say the language and its plural forms\n", po->path);
        fault_count++;
        return;
    }
    for (size_t i = 0; i < po->count; i++) {
        const struct message *message = &po->messages[i];
        const struct message *source = po_find(fresh, message);
        if (message->obsolete)
            said(po, message, "is obsolete");
        else if (source == NULL || !text_equal(source->plural, message->plural))
            said(po, message, "is in no source: run update_messages");
        else
            translation_check(po, message, &plural);
    }
    for (size_t i = 0; i < fresh->count; i++)
        if (po_find(po, &fresh->messages[i]) == NULL)
            said_at(po, 1, &fresh->messages[i], "is missing: run update_messages");
}

static void kept_check(const struct po *fresh, const struct po *kept)
{
    for (size_t i = 0; i < kept->count; i++)
        if (po_find(fresh, &kept->messages[i]) == NULL)
            said(kept, &kept->messages[i], "is in no source: run update_messages");
    for (size_t i = 0; i < fresh->count; i++) {
        const struct message *message = &fresh->messages[i];
        const struct message *known = po_find(kept, message);
        if (known == NULL || !text_equal(known->plural, message->plural))
            said_at(kept, 1, message, "is missing: run update_messages");
        if (has_outer_space(message->id) || has_outer_space(message->plural))
            said(kept, message, "begins or ends with a space");
    }
}

int main(int count, char **arguments)
{
    if (count < 4) {
        (void)fputs("usage: check_messages FRESH.pot KEPT.pot LANGUAGE.po...\n", stderr);
        return 2;
    }
    AUTO_ARENA struct arena *arena = arena_open(MEMORY_MOST);
    struct po fresh = po_read(arena, arguments[1]);
    struct po kept = po_read(arena, arguments[2]);
    kept_check(&fresh, &kept);
    for (int i = 3; i < count; i++) {
        struct po po = po_read(arena, arguments[i]);
        language_check(&fresh, &po);
    }
    return fault_count == 0 ? 0 : 1;
}
