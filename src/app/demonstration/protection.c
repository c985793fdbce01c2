/* What protection holds of the demonstration's cases: screenings with both signatures, children's files, panels. */
#include "app/demonstration/parts.h"

#include "flow/task.h"

enum { AFTERNOON = 20, PAST_MOST = 4 }; /* quarters of an hour after eight */

/* Opens and ends a screening with its case, as it does for those who may not see one. */
static const struct actor THE_PROGRAM = {.system = true};

static void put_head(const struct making *making, const struct return_case *file, struct record_head *head)
{
    head->id = making_id(making);
    head->person = file->head.person;
    head->organisation = file->head.organisation;
    head->office = file->head.office;
}

/* What stands behind a priority group, in words that say that nobody said them. */
static const struct finding {
    const char *found, *level, *factor, *reason;
} FINDINGS[] = {
    {"none", "low", NULL, "Aucune fragilité relevée (exemple inventé)."},
    {"destitute", "medium", "individual_means", "Sans logement ni ressources (exemple inventé)."},
    {"illness", "medium", "individual_physical_health", "Suivi médical en cours (exemple inventé)."},
    {"pregnant", "medium", "individual_physical_health", "Grossesse suivie (exemple inventé)."},
    {"violence", "high", "individual_history", "Violence subie sur la route (exemple inventé)."},
    {"family", "low", "household_dynamics", "Voyage avec ses parents (exemple inventé)."},
    {"child_alone", "high", "individual_age", "Enfant sans ses parents (exemple inventé)."},
};

static const struct finding *finding_of(const char *found)
{
    for (size_t i = 0; i < sizeof FINDINGS / sizeof *FINDINGS; i++)
        if (found != NULL && text_is(text_from(found), FINDINGS[i].found))
            return &FINDINGS[i];
    return &FINDINGS[0];
}

static void write_screening(const struct guarded *guarded, int32_t date, struct protection_screening *row)
{
    const struct finding *finding = finding_of(guarded->found);
    bool english = text_starts_with(text_from(guarded->member->names->languages), TEXT("eng"));
    row->interviewed_on = date;
    row->language = text_from(english ? "eng" : "fra");
    row->interpreter.is = FLAG_NO;
    row->priority_groups = text_from(finding->found);
    row->level = text_from(finding->level);
    row->level_reason = text_from(finding->reason);
    row->decision = TEXT("NO_INDICATION");
    row->suggestion = TEXT("NO_INDICATION");
    row->indicator_version = indicator_version();
    row->next_step = TEXT("continue");
}

/* The screening while its past is told. */
struct telling {
    struct making *making;
    struct record_past past[PAST_MOST];
    size_t count;
};

static struct protection_screening *tell(struct telling *telling, const char *action, const char *state, int32_t date,
                                         const struct actor *actor)
{
    const void *before = telling->count == 0 ? NULL : telling->past[telling->count - 1].row;
    struct arena *arena = telling->making->work.arena;
    struct protection_screening *row =
        before == NULL ? record_new(arena, &screening_record) : record_copy(arena, &screening_record, before);
    row->head.state = text_from(state);
    row->head.state_since = date;
    telling->past[telling->count] = (struct record_past){
        .row = row,
        .action = text_from(action),
        .at = making_instant(telling->making, date, AFTERNOON + (int)telling->count),
        .actor = actor,
    };
    telling->count++;
    return row;
}

static void sign(struct telling *telling, const struct guarded *guarded, int32_t date, bool both)
{
    const struct making *making = telling->making;
    struct protection_screening *row = tell(telling, "sign", "first_read", date, &making->protection);
    write_screening(guarded, date, row);
    row->first_reader = making->protection.user;
    row->first_read_on = date;
    if (!both)
        return;
    row = tell(telling, "agree", "decided", date, &making->second_reader);
    row->second_reader = making->second_reader.user;
    row->second_read_on = date;
}

/* Whose assessment the manager of protection approves; the latest wait for it. */
static bool wants_approval(const struct guarded *guarded)
{
    return guarded->member->group == GROUP_MINORS || text_is(text_from(finding_of(guarded->found)->level), "high");
}

static void approve(struct telling *telling, int32_t date)
{
    const struct making *making = telling->making;
    struct protection_screening *row = tell(telling, "approve", "approved", date, &making->protection_manager);
    row->approved_by = making->protection_manager.user;
    row->approved_on = date;
}

/* What waits for the second reader. */
static enum outcome open_task(struct making *making, const struct record *record, const struct flow *flow,
                              const char *state, const char *action, const void *row, int32_t date)
{
    const struct record_head *head = record_head_of(row);
    const struct step *step = flow_step(flow, text_from(state), text_from(action));
    const struct task task = {
        .person = head->person,
        .organisation = head->organisation,
        .office = head->office,
        .record = text_from(record->name),
        .subject = head->id,
        .number = head->number,
        .label = text_from(step->task_label),
        .right = text_from(step->task_right->name),
        .due = date + step->task_days,
    };
    return task_open(&making->work, &task);
}

/* As it was signed: the rule that a signed screening takes no factor looks at today. */
static enum outcome add_factor(struct making *making, const struct guarded *guarded,
                               const struct protection_screening *screening)
{
    const struct finding *finding = finding_of(guarded->found);
    struct record plain = factor_record;
    struct protection_factor *factor = record_new(making->work.arena, &factor_record);
    struct text rest = text_from(finding->factor == NULL ? "" : finding->factor);
    if (finding->factor == NULL || !guarded->recent)
        return OK;
    plain.check = NULL;
    put_head(making, guarded->file, &factor->head);
    factor->head.state = TEXT("open");
    factor->screening = screening->head.id;
    factor->factor = rest;
    (void)text_split(&rest, '_', &factor->level);
    factor->direction = text_from(text_is(text_from(finding->level), "low") ? "protective" : "risk");
    factor->context = text_from(finding->reason);
    return record_insert(&making->work, &plain, factor);
}

static enum outcome add_screening(struct making *making, const struct guarded *guarded)
{
    struct telling telling = {.making = making};
    bool screened = guarded->screened != DATE_NONE;
    bool half = !screened && !guarded->ended && chance_of(40);
    making_at(making, &THE_PROGRAM, guarded->registered, AFTERNOON);
    struct protection_screening *row = tell(&telling, "create", "draft", guarded->registered, &THE_PROGRAM);
    put_head(making, guarded->file, &row->head);
    row->return_case = guarded->file->head.id;
    bool approved = screened && wants_approval(guarded);
    bool waits = approved && guarded->recent && !guarded->ended && chance_of(50);
    if (screened)
        sign(&telling, guarded, guarded->screened, true);
    else if (half)
        sign(&telling, guarded, guarded->registered, false);
    else if (guarded->ended)
        (void)tell(&telling, "cancel", "cancelled", guarded->file->head.state_since, &THE_PROGRAM);
    if (approved && !waits)
        approve(&telling, guarded->screened);
    const struct protection_screening *last = telling.past[telling.count - 1].row;
    enum outcome outcome = record_insert_past(&making->work, &screening_record, telling.past, telling.count);
    if (outcome == OK && half)
        outcome = open_task(making, &screening_record, &screening_flow, "draft", "sign", last, guarded->registered);
    if (outcome == OK && waits)
        outcome = open_task(making, &screening_record, &screening_flow, "first_read", "agree", last, guarded->screened);
    making_at(making, &making->protection, screened ? guarded->screened : guarded->registered, AFTERNOON + PAST_MOST);
    return outcome == OK && screened ? add_factor(making, guarded, last) : outcome;
}

static struct protection_child *new_child(struct making *making, const struct return_case *file, const char *status)
{
    struct protection_child *child = record_new(making->work.arena, &child_record);
    put_head(making, file, &child->head);
    child->head.state = TEXT("open");
    child->return_case = file->head.id;
    child->status = text_from(status);
    child->urgent.is = FLAG_NO;
    return child;
}

enum outcome make_protection(struct making *making, const struct guarded *guarded)
{
    enum outcome outcome = add_screening(making, guarded);
    bool alone = guarded->recent && guarded->member->group == GROUP_MINORS; /* told by make_child_alone() */
    if (outcome != OK || guarded->member->group != GROUP_MINORS || alone)
        return making_refused(making, "a screening", outcome);
    struct protection_child *child = new_child(making, guarded->file, "accompanied");
    child->care_arrangement = TEXT("parents");
    return making_refused(making, "a child's file", record_insert(&making->work, &child_record, child));
}

/* ---- a child alone ---- */

static void weigh(struct protection_determination *row)
{
    row->views = TEXT("Souhaite rejoindre sa grand-mère (exemple inventé).");
    row->family = TEXT("Grand-mère retrouvée et visitée (exemple inventé).");
    row->safety = TEXT("Pas de danger connu au lieu de retour (exemple inventé).");
    row->care_on_arrival = TEXT("Accueil par la grand-mère (exemple inventé).");
    row->health = TEXT("Bonne santé (exemple inventé).");
    row->education = TEXT("Place à l’école du quartier (exemple inventé).");
    row->duration_away = TEXT("Moins de deux ans (exemple inventé).");
    row->special_needs = TEXT("Aucun besoin particulier (exemple inventé).");
}

static enum outcome add_panel(struct making *making, const struct protection_determination *row)
{
    static const char *const MEMBERS[][2] = {{"Membre inventé A", "Démonstration"},
                                             {"Membre inventé B", "Démonstration Partenaire"},
                                             {"Membre inventé C", "Démonstration Partenaire"}};
    enum outcome outcome = OK;
    for (size_t i = 0; i < sizeof MEMBERS / sizeof *MEMBERS && outcome == OK; i++) {
        struct protection_panel_member *member = record_new(making->work.arena, &panel_member_record);
        member->head.person = row->head.person;
        member->head.organisation = row->head.organisation;
        member->head.office = row->head.office;
        member->determination = row->head.id;
        member->name = text_from(MEMBERS[i][0]);
        member->organisation_name = text_from(MEMBERS[i][1]);
        member->undertaking_on = row->meeting_on;
        member->present.is = FLAG_YES;
        member->view = TEXT("agrees");
        outcome = record_insert(&making->work, &panel_member_record, member);
    }
    return outcome;
}

static enum outcome step(struct making *making, const struct actor *actor, int32_t date, int at, struct identifier id,
                         const char *action)
{
    void *row;
    making_at(making, actor, date, at);
    enum outcome outcome = record_get_unlimited(&making->work, &determination_record, id, &row);
    if (outcome != OK)
        return outcome;
    return flow_move(&making->work, &determination_flow, id, record_head_of(row)->version, text_from(action), row,
                     TEXT_NONE);
}

static enum outcome determine(struct making *making, const struct protection_child *child, int32_t date, bool approved)
{
    struct protection_determination *row = record_new(making->work.arena, &determination_record);
    row->head.person = child->head.person;
    row->head.organisation = child->head.organisation;
    row->head.office = child->head.office;
    row->child = child->head.id;
    row->meeting_on = date;
    row->decision = TEXT("return");
    row->valid_until = date_add_months(making->options->today, 4);
    row->reasons = TEXT("Décision inventée pour la démonstration.");
    weigh(row);
    making_at(making, &making->protection, date, AFTERNOON);
    enum outcome outcome = record_insert(&making->work, &determination_record, row);
    if (outcome == OK)
        outcome = add_panel(making, row);
    if (outcome == OK)
        outcome = step(making, &making->protection, date, AFTERNOON + 2, row->head.id, "request");
    return outcome == OK && approved
               ? step(making, &making->protection_manager, date, AFTERNOON + 4, row->head.id, "approve")
               : outcome;
}

enum outcome make_child_alone(struct making *making, const struct return_case *file, const struct member *member,
                              size_t number)
{
    int32_t date = making->options->today - 2;
    struct protection_child *child = new_child(making, file, number % 2 == 0 ? "unaccompanied" : "separated");
    bool far = text_is(file->head.state, "preparing") || text_is(file->head.state, "counselled");
    (void)member;
    child->assessed_on = date - 1;
    child->assessment = TEXT("Évaluation inventée pour la démonstration.");
    child->child_views = TEXT("Souhaite rejoindre sa grand-mère (exemple inventé).");
    child->care_arrangement = TEXT("residential");
    child->parents_consent = TEXT("given");
    child->parents_consent_on = date - 1;
    if (far) {
        child->guardian_designated_by = TEXT("Tribunal de la famille (exemple inventé)");
        child->guardian_designated_on = date - 1;
        child->reception_confirmed_by = TEXT("Bureau du pays de retour (exemple inventé)");
        child->reception_confirmed_on = date;
    }
    making_at(making, &making->protection, date, AFTERNOON - 2);
    enum outcome outcome = record_insert(&making->work, &child_record, child);
    if (outcome == OK && number % 4 != 0)
        outcome = determine(making, child, date, far);
    return making_refused(making, "a child alone", outcome);
}
