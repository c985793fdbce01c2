/* The files of the profile: return_eligibility_1.rules, _2, … until one is missing. */
#include <sodium.h>
#include <stdio.h>

#include "codec/hex.h"
#include "returns/eligibility.h"
#include "system/file.h"

enum { VERSIONS_MOST = 99 };

/* Read once, at start. */
static struct {
    struct eligibility_rules versions[VERSIONS_MOST];
    size_t count;
} loaded;

static const struct {
    const char *word;
    enum eligibility_effect effect;
} EFFECTS[] = {{"mandatory", EFFECT_MANDATORY}, {"stop", EFFECT_STOP}, {"decision", EFFECT_DECISION}};

enum outcome eligibility_effect_read(struct text word, enum eligibility_effect *ret)
{
    for (size_t i = 0; i < sizeof EFFECTS / sizeof *EFFECTS; i++)
        if (text_is(word, EFFECTS[i].word)) {
            *ret = EFFECTS[i].effect;
            return OK;
        }
    return INVALID;
}

static enum outcome refuse(struct text path, size_t line, const char *why, struct text what)
{
    (void)fprintf(stderr, "sanad: %.*s:%zu: %.*s: %s\n", TEXT_ARG(path), line, TEXT_ARG(what), why);
    return FAILED;
}

/* What the language allows but this program cannot answer. */
static enum outcome check_set(struct text path, const struct rule_set *set, int64_t version)
{
    enum eligibility_effect effect;
    if (!text_is(set->name, ELIGIBILITY_RULES) || set->version != version)
        return refuse(path, 1, "the name and version of the rules are not those of the file", set->name);
    for (size_t i = 0; i < set->fact_count; i++) {
        const struct fact_source *source = eligibility_fact(set->facts[i].name);
        if (source == NULL || source->kind != set->facts[i].kind)
            return refuse(path, set->facts[i].line, "the program knows no such fact of this kind", set->facts[i].name);
    }
    for (size_t i = 0; i < set->table_count; i++)
        if (set->tables[i].given && !text_is(set->tables[i].name, "suspended"))
            return refuse(path, 1, "the program gives no such table", set->tables[i].name);
    for (size_t i = 0; i < set->rule_count; i++) {
        struct text rest = set->rules[i].moments;
        struct text moment;
        if (eligibility_effect_read(set->rules[i].effect, &effect) != OK)
            return refuse(path, set->rules[i].line, "mandatory, stop or decision is expected", set->rules[i].effect);
        while (rest.length > 0 && text_split(&rest, ',', &moment))
            if (choice_find(&decision_moments, moment) == NULL)
                return refuse(path, set->rules[i].line, "approval or departure is expected", moment);
    }
    return OK;
}

static struct text hash_of(struct arena *arena, struct text content)
{
    unsigned char sum[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256(sum, (const unsigned char *)content.at, content.length);
    return hex_encode(arena, (struct text){(const char *)sum, sizeof sum});
}

static enum outcome load(struct arena *arena, struct text path, int64_t version)
{
    struct text content;
    const struct rule_set *set;
    struct rules_fault fault;
    if (file_read(arena, path.at, RULES_TEXT_MOST, &content) != OK)
        return refuse(path, 1, "cannot be read", TEXT("rules"));
    enum outcome outcome = rules_read(arena, content, &set, &fault);
    if (outcome != OK) {
        const struct text found[] = {fault.found};
        struct text why = tr_with(arena, language_at(2), fault.message, found, 1);
        (void)fprintf(stderr, "sanad: %.*s:%zu:%zu: %.*s\n", TEXT_ARG(path), fault.line, fault.column, TEXT_ARG(why));
        return FAILED;
    }
    outcome = check_set(path, set, version);
    if (outcome == OK)
        loaded.versions[loaded.count++] = (struct eligibility_rules){set, hash_of(arena, content)};
    return outcome;
}

enum outcome return_rules_load(struct arena *arena, const char *directory)
{
    enum outcome outcome = OK;
    loaded.count = 0;
    for (int64_t version = 1; version <= VERSIONS_MOST && outcome == OK; version++) {
        struct text path =
            arena_format(arena, "%s/rules/" ELIGIBILITY_RULES "_%lld.rules", directory, (long long)version);
        if (version > 1 && !file_exists(path.at))
            break;
        outcome = load(arena, path, version);
    }
    return outcome;
}

enum outcome return_rules_check(struct work *work)
{
    for (size_t i = 0; i < loaded.count; i++) {
        enum outcome outcome = eligibility_rules_agree(work, &loaded.versions[i]);
        if (outcome == INVALID) {
            (void)fprintf(stderr,
                          "sanad: rules: " ELIGIBILITY_RULES " version %lld was changed after a decision used it: "
                          "give the new text a version of its own\n",
                          (long long)loaded.versions[i].set->version);
            return FAILED;
        }
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

const struct eligibility_rules *eligibility_rules_on(int32_t day)
{
    const struct rule_set *sets[VERSIONS_MOST];
    for (size_t i = 0; i < loaded.count; i++)
        sets[i] = loaded.versions[i].set;
    const struct rule_set *found = rules_in_force(sets, loaded.count, TEXT(ELIGIBILITY_RULES), day);
    for (size_t i = 0; i < loaded.count; i++)
        if (loaded.versions[i].set == found && found != NULL)
            return &loaded.versions[i];
    return NULL;
}
