#include "matching/name_kinds.h"

#include <stdlib.h>

/* Normal forms, in the order of their bytes: bsearch() looks them up.  Particles include words of civil status (épouse,
   née, veuve) that stand in the boxes of names. */
static const struct name_kind_entry KINDS[] = {
    {"ad", NAME_PARTICLE},     {"adja", NAME_TITLE},     {"ag", NAME_PARTICLE},    {"ait", NAME_PARTICLE},
    {"al", NAME_PARTICLE},     {"alhadj", NAME_TITLE},   {"alhadji", NAME_TITLE},  {"alhaj", NAME_TITLE},
    {"alhaji", NAME_TITLE},    {"alhajj", NAME_TITLE},   {"alias", NAME_PARTICLE}, {"an", NAME_PARTICLE},
    {"ar", NAME_PARTICLE},     {"as", NAME_PARTICLE},    {"ash", NAME_PARTICLE},   {"at", NAME_PARTICLE},
    {"ath", NAME_PARTICLE},    {"az", NAME_PARTICLE},    {"ben", NAME_PARTICLE},   {"beni", NAME_PARTICLE},
    {"bent", NAME_PARTICLE},   {"bet", NAME_PARTICLE},   {"bin", NAME_PARTICLE},   {"bint", NAME_PARTICLE},
    {"binte", NAME_PARTICLE},  {"binti", NAME_PARTICLE}, {"bn", NAME_PARTICLE},    {"bnt", NAME_PARTICLE},
    {"cheick", NAME_TITLE},    {"cheikh", NAME_TITLE},   {"cheikhna", NAME_TITLE}, {"da", NAME_PARTICLE},
    {"das", NAME_PARTICLE},    {"de", NAME_PARTICLE},    {"del", NAME_PARTICLE},   {"della", NAME_PARTICLE},
    {"di", NAME_PARTICLE},     {"dit", NAME_PARTICLE},   {"dite", NAME_PARTICLE},  {"do", NAME_PARTICLE},
    {"dos", NAME_PARTICLE},    {"dr", NAME_TITLE},       {"du", NAME_PARTICLE},    {"ech", NAME_PARTICLE},
    {"ed", NAME_PARTICLE},     {"el", NAME_PARTICLE},    {"elhadj", NAME_TITLE},   {"elhadji", NAME_TITLE},
    {"elhaj", NAME_TITLE},     {"elhajj", NAME_TITLE},   {"en", NAME_PARTICLE},    {"ep", NAME_PARTICLE},
    {"epouse", NAME_PARTICLE}, {"epse", NAME_PARTICLE},  {"er", NAME_PARTICLE},    {"es", NAME_PARTICLE},
    {"esh", NAME_PARTICLE},    {"et", NAME_PARTICLE},    {"ez", NAME_PARTICLE},    {"feu", NAME_PARTICLE},
    {"fille", NAME_PARTICLE},  {"fils", NAME_PARTICLE},  {"hadj", NAME_TITLE},     {"hadja", NAME_TITLE},
    {"hadji", NAME_TITLE},     {"haj", NAME_TITLE},      {"haji", NAME_TITLE},     {"hajia", NAME_TITLE},
    {"hajj", NAME_TITLE},      {"hajja", NAME_TITLE},    {"hajji", NAME_TITLE},    {"ibn", NAME_PARTICLE},
    {"imam", NAME_TITLE},      {"jr", NAME_TITLE},       {"junior", NAME_TITLE},   {"la", NAME_PARTICLE},
    {"lalla", NAME_TITLE},     {"le", NAME_PARTICLE},    {"madame", NAME_TITLE},   {"mademoiselle", NAME_TITLE},
    {"maitre", NAME_TITLE},    {"mawlay", NAME_TITLE},   {"ment", NAME_PARTICLE},  {"minet", NAME_PARTICLE},
    {"mint", NAME_PARTICLE},   {"mlle", NAME_TITLE},     {"mme", NAME_TITLE},      {"monsieur", NAME_TITLE},
    {"moulay", NAME_TITLE},    {"moulaye", NAME_TITLE},  {"mr", NAME_TITLE},       {"mrs", NAME_TITLE},
    {"mulay", NAME_TITLE},     {"nee", NAME_PARTICLE},   {"oulad", NAME_PARTICLE}, {"ould", NAME_PARTICLE},
    {"ouled", NAME_PARTICLE},  {"oustadh", NAME_TITLE},  {"oustaz", NAME_TITLE},   {"pr", NAME_TITLE},
    {"serigne", NAME_TITLE},   {"shaikh", NAME_TITLE},   {"shaykh", NAME_TITLE},   {"sheikh", NAME_TITLE},
    {"si", NAME_TITLE},        {"sidi", NAME_TITLE},     {"sidy", NAME_TITLE},     {"ul", NAME_PARTICLE},
    {"ulad", NAME_PARTICLE},   {"uld", NAME_PARTICLE},   {"ustaz", NAME_TITLE},    {"van", NAME_PARTICLE},
    {"veuve", NAME_PARTICLE},  {"von", NAME_PARTICLE},   {"vve", NAME_PARTICLE},   {"walad", NAME_PARTICLE},
    {"weld", NAME_PARTICLE},   {"wld", NAME_PARTICLE},   {"wold", NAME_PARTICLE},  {"wuld", NAME_PARTICLE},
    {"ابن", NAME_PARTICLE},    {"ارمله", NAME_PARTICLE}, {"استاذ", NAME_TITLE},    {"اغ", NAME_PARTICLE},
    {"اق", NAME_PARTICLE},     {"ال", NAME_PARTICLE},    {"الاستاذ", NAME_TITLE},  {"الامام", NAME_TITLE},
    {"الحاج", NAME_TITLE},     {"الحاجه", NAME_TITLE},   {"الدكتور", NAME_TITLE},  {"السيد", NAME_TITLE},
    {"السيده", NAME_TITLE},    {"الشيخ", NAME_TITLE},    {"اولاد", NAME_PARTICLE}, {"ايت", NAME_PARTICLE},
    {"بن", NAME_PARTICLE},     {"بنت", NAME_PARTICLE},   {"بني", NAME_PARTICLE},   {"حاج", NAME_TITLE},
    {"حاجه", NAME_TITLE},      {"دكتور", NAME_TITLE},    {"زوجه", NAME_PARTICLE},  {"سي", NAME_TITLE},
    {"سيدي", NAME_TITLE},      {"شيخ", NAME_TITLE},      {"لاله", NAME_TITLE},     {"للا", NAME_TITLE},
    {"منت", NAME_PARTICLE},    {"مولاي", NAME_TITLE},    {"ولد", NAME_PARTICLE},
};

/* After these the next word belongs to the name: Abd el Kader is one.  Not "abdou": that is a name. */
static const char *const SERVANTS[] = {"abd", "abdal", "abde", "abdel", "abdil", "abdoul", "abdul", "عبد"};
/* What may stand between: abd er rahmane. */
static const char *const ARTICLES[] = {"ad", "al", "an", "ar", "as",  "ash", "at", "az",  "ech", "ed",
                                       "el", "en", "er", "es", "esh", "et",  "ez", "oul", "ul",  "ال"};
/* Abou Bakr is one name everywhere; another Abou is a given name of its own in West Africa. */
static const char *const FATHERS[] = {"aba", "abi", "abo", "abou", "abu", "اب", "ابا", "ابو", "ابي"};
static const char *const BAKR[] = {"bacar", "bacr", "bakar", "bakari", "bakarr", "bakary", "baker",
                                   "bakr",  "becr", "bekr",  "bekrin", "بكر",    "بكار"};

#define IS_ONE_OF(form, list) is_one_of(form, list, sizeof(list) / sizeof *(list))

static bool is_one_of(struct text form, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_is(form, list[i]))
            return true;
    return false;
}

static int compare_entry(const void *form, const void *entry)
{
    return text_compare(*(const struct text *)form, text_from(((const struct name_kind_entry *)entry)->form));
}

const struct name_kind_entry *name_kinds(size_t *ret_count)
{
    *ret_count = sizeof KINDS / sizeof *KINDS;
    return KINDS;
}

static bool is_number(struct text form)
{
    for (size_t i = 0; i < form.length; i++)
        if (form.at[i] < '0' || form.at[i] > '9')
            return false;
    return true;
}

enum name_kind name_kind_of(struct text form)
{
    const struct name_kind_entry *entry =
        bsearch(&form, KINDS, sizeof KINDS / sizeof *KINDS, sizeof *KINDS, compare_entry);
    if (is_number(form))
        return NAME_NUMBER;
    if (text_code_points(form) == 1)
        return NAME_INITIAL;
    return entry != NULL ? entry->kind : NAME_WORD;
}

bool name_is_servant(struct text form) { return IS_ONE_OF(form, SERVANTS); }

bool name_is_article(struct text form) { return IS_ONE_OF(form, ARTICLES); }

bool name_is_father_of(struct text form, struct text next) { return IS_ONE_OF(form, FATHERS) && IS_ONE_OF(next, BAKR); }
