/* What travellers need on the way: filled in from what the papers of the return say, and followed when that changes. */
#include "database/wall.h"
#include "movements/movement_rules.h"

static bool has_code(struct text codes, const char *code)
{
    struct text one;
    while (text_split(&codes, ',', &one))
        if (text_is(one, code))
            return true;
    return false;
}

static bool asks(const struct return_needs *needs, const char *code)
{
    const struct {
        const char *code;
        bool asked;
    } ASKED[] = {
        {"wheelchair", needs->wheelchair.length > 0 && !text_is(needs->wheelchair, "none")},
        {"walking_help", text_is(needs->wheelchair, "stairs")},
        {"stretcher", needs->stretcher},
        {"oxygen", needs->oxygen},
        {"medication", needs->medication},
        {"handover", needs->handover},
        {"medical_escort", text_is(needs->escort, "medical")},
        {"social_escort", text_is(needs->escort, "social")},
        {"guardian_escort", text_is(needs->escort, "guardian")},
    };
    for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++)
        if (text_is(text_from(code), ASKED[i].code))
            return ASKED[i].asked;
    return false;
}

struct text needs_merged(struct arena *arena, struct text codes, const struct return_needs *before,
                         const struct return_needs *after)
{
    struct text merged = TEXT_NONE;
    for (size_t i = 0; i < traveller_needs.count; i++) {
        const char *code = traveller_needs.choices[i].code;
        bool stays = has_code(codes, code) && !asks(before, code);
        if (stays || asks(after, code))
            merged = arena_format(arena, "%.*s%s%s", TEXT_ARG(merged), merged.length > 0 ? "," : "", code);
    }
    return merged;
}

enum outcome traveller_fill_needs(struct work *work, const struct return_case *file, struct movement_traveller *row)
{
    static const struct return_needs NOTHING;
    struct return_needs needs;
    enum outcome outcome = return_needs_of(work, file, &needs);
    if (outcome == OK)
        row->needs = needs_merged(work->arena, row->needs, &NOTHING, &needs);
    return outcome;
}

enum outcome traveller_check_needs(struct work *work, const struct movement_traveller *before,
                                   const struct movement_traveller *row, struct problems *problems)
{
    struct return_needs needs;
    void *file;
    if (before == NULL || text_equal(before->needs, row->needs))
        return OK;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, row->return_case, &file);
    if (outcome == OK)
        outcome = return_needs_of(work, file, &needs);
    for (size_t i = 0; i < traveller_needs.count && outcome == OK; i++) {
        const struct choice *choice = &traveller_needs.choices[i];
        if (asks(&needs, choice->code) && !has_code(row->needs, choice->code))
            (void)problem_add_with(problems, INVALID, "needs_of_the_papers", TEXT("needs"),
                                   N_("The needs of the journey in the case ask for this: {1}. Have it changed there."),
                                   choice_name(choice, work->language), TEXT_NONE);
    }
    return outcome;
}

/* Who has left is provided for as it was known then. */
static bool still_here(struct text state)
{
    return text_is(state, "planned") || text_is(state, "booking") || text_is(state, "booked");
}

enum outcome movement_needs_changed(struct work *work, const struct return_case *file,
                                    const struct return_needs *before, const struct return_needs *after)
{
    AUTO_WALL struct wall_hold hold =
        wall_widen(work->db, "what a traveller needs follows the papers, whoever said it");
    struct identifier id;
    void *old;
    enum outcome outcome = traveller_of_case(work, file->head.id, file->head.person, &id);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &traveller_record, id, &old);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    struct movement_traveller *row = record_copy(work->arena, &traveller_record, old);
    row->needs = needs_merged(work->arena, row->needs, before, after);
    if (!still_here(row->head.state) || text_equal(row->needs, ((const struct movement_traveller *)old)->needs))
        return OK;
    return record_update_by_step(work, &traveller_record, old, row, TEXT("needs"));
}
