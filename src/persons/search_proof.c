#include "codec/base64.h"
#include "codec/json.h"
#include "persons/search_pages.h"
#include "persons/typed.h"
#include "web/signed.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

enum { PROOF_MOST = 16384 };
static const struct seal_place PLACE = {.table = TEXT_CONSTANT("person"), .field = TEXT_CONSTANT("searched")};
#define PURPOSE TEXT("person search")

struct text search_proof_write(struct request *request, struct text typed)
{
    struct arena *arena = request->work.arena;
    AUTO_BUFFER struct buffer written = buffer_open(PROOF_MOST);
    struct json_writer json = json_writer_open(&written);
    json_object_begin(&json);
    json_key(&json, TEXT("user"));
    json_put_text(&json, identifier_to_text(arena, request->actor.user));
    json_key(&json, TEXT("time"));
    json_put_integer(&json, request->work.now);
    json_key(&json, TEXT("typed"));
    json_put_text(&json, typed);
    json_object_end(&json);
    if (!json_finish(&json))
        return TEXT_NONE;
    struct key key = web_key(request->application, PURPOSE);
    struct text sealed = seal(arena, &key, PLACE, buffer_text(&written));
    key_forget(&key);
    return base64_encode(arena, sealed, BASE64_URL);
}

static enum outcome open_proof(struct request *request, const struct json_value **ret_json)
{
    struct text sealed;
    struct text plain;
    struct arena *arena = request->work.arena;
    struct text given = parameters_get(&request->form, TEXT("_proof"));
    if (text_is_empty(given) || base64_decode(arena, given, BASE64_URL, &sealed) != OK)
        return INVALID;
    enum outcome outcome = web_unseal(request->application, arena, PURPOSE, PLACE, sealed, &plain);
    if (outcome != OK || json_parse(arena, plain, JSON_LIMITS_REQUEST, ret_json, NULL) != OK)
        return INVALID;
    return OK;
}

enum outcome search_proof_read(struct request *request, struct text *ret_typed, bool *ret_fresh)
{
    const struct json_value *json;
    struct identifier user;
    if (open_proof(request, &json) != OK)
        return INVALID;
    if (text_to_identifier(json_text_or(json_member(json, TEXT("user")), TEXT_NONE), &user) != OK ||
        !identifier_equal(user, request->actor.user))
        return INVALID;
    int64_t age = request->work.now - json_integer_or(json_member(json, TEXT("time")), 0);
    *ret_typed = json_text_or(json_member(json, TEXT("typed")), TEXT_NONE);
    *ret_fresh = age >= 0 && age <= SEARCH_PROOF_MINUTES * INT64_C(60) * MICROSECONDS;
    return OK;
}

/* ---- what was typed, in the fields of a new person ---- */

static bool is_arabic(struct text word)
{
    for (size_t at = 0; at < word.length;) {
        UErrorCode error = U_ZERO_ERROR;
        int32_t c = text_next_code_point(word, &at);
        if (c >= 0 && uscript_getScript(c, &error) == USCRIPT_ARABIC)
            return true;
    }
    return false;
}

/* "DIALLO" as documents write family names; a single letter is an initial. */
static bool is_all_capitals(struct text word)
{
    size_t letters = 0;
    for (size_t at = 0; at < word.length;) {
        int32_t c = text_next_code_point(word, &at);
        if (c < 0 || u_islower(c))
            return false;
        letters += u_isupper(c) ? 1 : 0;
    }
    return letters > 1;
}

static void add_word(struct arena *arena, struct text *names, struct text word)
{
    *names = text_is_empty(*names) ? word : arena_format(arena, "%.*s %.*s", TEXT_ARG(*names), TEXT_ARG(word));
}

/* The family name is the word in capitals, or the last one; the person who typed it sees and corrects it. */
void person_prefill(struct work *work, struct text typed, struct person *person)
{
    enum { WORDS_MOST = 12 };
    struct text words[WORDS_MOST];
    struct text rest = text_trim(typed);
    size_t count = 0;
    if (typed_is_telephone(work->arena, typed)) {
        person->telephone = rest;
        return;
    }
    while (count < WORDS_MOST && text_split(&rest, ' ', &words[count]))
        count += text_is_empty(words[count]) ? 0 : 1;
    size_t family = count == 0 ? 0 : count - 1;
    for (size_t i = 0; i < count; i++)
        if (is_all_capitals(words[i]) && !is_arabic(words[i]))
            family = i;
    bool arabic = count > 0 && is_arabic(words[family]);
    for (size_t i = 0; i < count; i++)
        add_word(work->arena,
                 i == family ? (arabic ? &person->family_name_arabic : &person->family_name)
                             : (arabic ? &person->given_names_arabic : &person->given_names),
                 words[i]);
}
