#include "matching/fields.h"

#include "matching/numbers.h"

const struct match_schema match_person_schema = {
    .count = MATCH_FIELDS,
    .slots = 24,
    .columns =
        {
            [MATCH_NAME] = {TEXT_CONSTANT("name"), N_("Name"), MATCH_KIND_NAME, 0, 4},
            [MATCH_MOTHER] = {TEXT_CONSTANT("mother"), N_("Mother's name"), MATCH_KIND_NAME, 4, 1},
            [MATCH_FATHER] = {TEXT_CONSTANT("father"), N_("Father's name"), MATCH_KIND_NAME, 5, 1},
            [MATCH_SEX] = {TEXT_CONSTANT("sex"), N_("Sex"), MATCH_KIND_SEX, 6, 1},
            [MATCH_BIRTH] = {TEXT_CONSTANT("birth"), N_("Date of birth"), MATCH_KIND_BIRTH, 7, 1},
            [MATCH_NATIONALITY] = {TEXT_CONSTANT("nationality"), N_("Nationality"), MATCH_KIND_CODE, 8, 2},
            [MATCH_TELEPHONE] = {TEXT_CONSTANT("telephone"), N_("Telephone"), MATCH_KIND_TELEPHONE, 10, 4},
            [MATCH_DOCUMENT] = {TEXT_CONSTANT("document"), N_("Document"), MATCH_KIND_DOCUMENT, 14, 4},
            [MATCH_PLACE] = {TEXT_CONSTANT("place"), N_("Place"), MATCH_KIND_TEXT, 18, 3},
            [MATCH_RELATIVES] = {TEXT_CONSTANT("relatives"), N_("Household"), MATCH_KIND_RELATIVES, 21, 3},
        },
};

/* What two names must weigh, in bits, for each level. */
const float name_level_from[MATCH_LEVELS] = {28, 23, 19.5F, 17, 15, 13, 11, 9, 7.5F, 6, 4.5F, 3, 1, -1.5F, -5, -1000};

/* Bits and shares of before anything is learnt; matching/README.md says where they come from. */
const struct match_kind_words match_kinds[MATCH_KINDS] =
    {
        [MATCH_KIND_NAME] =
            {
                "name",
                MATCH_LEVELS,
                12,
                {N_("the same rare name"), N_("the same rare name"), N_("names alike, rare"), N_("names alike, rare"),
                 N_("names alike"), N_("names alike"), N_("names alike"), N_("names alike"), N_("names alike, common"),
                 N_("names alike, common"), N_("names partly alike"), N_("names partly alike"),
                 N_("names hardly alike"), N_("names not alike"), N_("different names"), N_("different names")},
                {24, 22, 20, 18, 16, 14, 12, 10, 8.5F, 7, 5, 3.5F, 1.5F, -0.5F, -3, -7},
                {20, 40, 80, 90, 110, 110, 100, 95, 75, 65, 55, 50, 40, 30, 20, 20},
            },
        [MATCH_KIND_CODE] =
            {
                "code",
                CODE_LEVELS,
                1,
                {N_("the same"), N_("different")},
                {4, -5},
                {975, 25},
            },
        [MATCH_KIND_SEX] =
            {
                "sex",
                CODE_LEVELS,
                1,
                {N_("the same"), N_("different")},
                {0.8F, -3.8F},
                {965, 35},
            },
        [MATCH_KIND_BIRTH] =
            {
                "birth",
                BIRTH_LEVELS,
                BIRTH_ONE_YEAR,
                {N_("the same day"), N_("day and month changed places"), N_("one digit differs"),
                 N_("two of day, month and year are the same"), N_("the same month"), N_("estimates, the same year"),
                 N_("an estimate, the year fits"), N_("the age fits"), N_("an estimate, one year apart"),
                 N_("an estimate, two years apart"), N_("an estimate, up to five years apart"),
                 N_("an estimate, ten or twenty years apart"), N_("the same year, another day"),
                 N_("at most two years apart"), N_("an estimate, more than five years apart"), N_("another date")},
                {14.4F, 11.8F, 7.1F, 4.5F, 6, 4.7F, 2.7F, 2, 1.8F, 0.8F, -0.5F, 0.5F, -1.5F, -3, -5, -6},
                {380, 20, 40, 25, 10, 180, 130, 20, 90, 30, 20, 10, 15, 10, 10, 10},
            },
        [MATCH_KIND_TELEPHONE] =
            {
                "telephone",
                TELEPHONE_LEVELS,
                2,
                {N_("the same number"), N_("one digit differs"), N_("another number")},
                {16.5F, 9, -0.6F},
                {300, 20, 680},
            },
        [MATCH_KIND_DOCUMENT] =
            {
                "document",
                DOCUMENT_LEVELS,
                2,
                {N_("the same number"), N_("one sign differs"), N_("another number")},
                {18, 10, -2.5F},
                {780, 70, 150},
            },
        [MATCH_KIND_TEXT] =
            {
                "text",
                TEXT_LEVELS,
                TEXT_WORD,
                {N_("the same"), N_("the same, spelt otherwise"), N_("one letter differs"), N_("nearly the same"),
                 N_("partly the same"), N_("one word in common"), N_("different")},
                {5.7F, 5.2F, 4.8F, 3.5F, 2, 0.5F, -1.5F},
                {450, 110, 80, 50, 40, 20, 250},
            },
        [MATCH_KIND_RELATIVES] =
            {
                "relatives",
                RELATIVES_LEVELS,
                3,
                {N_("three relatives of the same names"), N_("two relatives of the same names"),
                 N_("one relative of the same name"), N_("no relative of the same name")},
                {9, 6, 2.5F, -0.7F},
                {150, 150, 250, 450},
            },
};

const char *match_field_label(enum match_field field) { return match_person_schema.columns[field].label; }

const char *match_level_words(enum match_field field, uint8_t level)
{
    const struct match_kind_words *kind = &match_kinds[match_person_schema.columns[field].kind];
    return level < kind->levels ? kind->words[level] : "";
}
