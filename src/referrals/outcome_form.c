/* What came of each service that was asked, as a form: one question for each, with the outcomes of the list. */
#include "referrals/referral_pages.h"

#define FIELD_BEGIN "outcome_"

static struct text field_of(struct arena *arena, struct text service)
{
    return arena_format(arena, FIELD_BEGIN "%.*s", TEXT_ARG(service));
}

/* What a text like "shelter=provided, cash=declined" says of a service. */
static struct text said_of(struct text outcomes, struct text service)
{
    struct text pair;
    while (text_split(&outcomes, ',', &pair)) {
        struct text name;
        if (text_split(&pair, '=', &name) && text_equal(text_trim(name), service))
            return text_trim(pair);
    }
    return TEXT_NONE;
}

static const struct form_choice *choices_of(struct work *work, struct text id, struct text chosen)
{
    struct form_choice *choices = arena_array(work->arena, struct form_choice, referral_outcomes.count);
    for (size_t i = 0; i < referral_outcomes.count; i++) {
        const struct choice *choice = &referral_outcomes.choices[i];
        choices[i] = (struct form_choice){
            .code = text_from(choice->code),
            .label = choice_name(choice, work->language),
            .id = i == 0 ? id : arena_format(work->arena, "%.*s-%zu", TEXT_ARG(id), i + 1),
            .selected = text_is(chosen, choice->code),
        };
    }
    return choices;
}

static struct form_field question(struct work *work, struct text service, struct text chosen)
{
    struct text name = field_of(work->arena, service);
    const struct problem *problem = problem_for(&work->problems, name);
    struct form_field field = {
        .name = name,
        .id = name,
        .label = choice_show(&referral_services, service, work->language),
        .control = CONTROL_RADIO,
        .value = chosen,
        .choices = choices_of(work, name, chosen),
        .choice_count = referral_outcomes.count,
        .required = true,
    };
    if (problem == NULL)
        return field;
    field.invalid = true;
    field.error = problem_sentence(work->arena, work->language, problem);
    field.error_id = field.described_by = arena_format(work->arena, "%.*s-error", TEXT_ARG(name));
    return field;
}

/* The lines of the summary lead to the questions. */
static void link_errors(struct work *work, const struct form_section *section, struct form_view *form)
{
    const struct problem *problem = work->problems.first;
    for (size_t i = 0; i < form->error_count && problem != NULL; i++, problem = problem->next)
        for (size_t f = 0; f < section->field_count; f++) {
            if (!text_equal(section->fields[f].name, problem->field))
                continue;
            form->errors[i].label = section->fields[f].label;
            form->errors[i].target = arena_format(work->arena, "#%.*s", TEXT_ARG(section->fields[f].id));
        }
}

/* The typed field gives its place to the questions. */
static void drop_field(struct form_view *form, const char *name)
{
    for (size_t s = 0; s < form->section_count; s++) {
        struct form_section *section = &form->sections[s];
        size_t kept = 0;
        for (size_t f = 0; f < section->field_count; f++)
            if (!text_is(section->fields[f].name, name))
                section->fields[kept++] = section->fields[f];
        section->field_count = kept;
    }
}

enum outcome outcome_form_shape(struct work *work, const struct step *step, const void *row,
                                const struct parameters *typed, struct form_view *form)
{
    const struct referral_received *received = row;
    struct text service;
    if (!text_is(text_from(step->action), "complete"))
        return OK;
    struct form_section *sections = arena_array(work->arena, struct form_section, form->section_count + 1);
    struct form_section *section = &sections[0];
    section->label = text_from(tr(work->language, N_("Outcome of each service")));
    section->id = TEXT("section-outcomes");
    section->fields = arena_array(work->arena, struct form_field, referral_services.count);
    for (struct text rest = received->services;
         section->field_count < referral_services.count && text_split(&rest, ',', &service);) {
        struct text name = field_of(work->arena, service);
        struct text chosen = typed != NULL ? parameters_get(typed, name) : said_of(received->outcomes, service);
        section->fields[section->field_count++] = question(work, service, chosen);
    }
    drop_field(form, "outcomes");
    for (size_t i = 0; i < form->section_count; i++)
        sections[i + 1] = form->sections[i];
    form->sections = sections;
    form->section_count++;
    link_errors(work, section, form);
    return OK;
}

enum outcome outcome_form_read(struct work *work, const struct step *step, const void *row,
                               const struct parameters *typed, void *input)
{
    const struct referral_received *received = row;
    struct text outcomes = TEXT_NONE;
    struct text service;
    enum outcome outcome = OK;
    if (!text_is(text_from(step->action), "complete"))
        return OK;
    for (struct text rest = received->services; text_split(&rest, ',', &service);) {
        struct text name = field_of(work->arena, service);
        struct text chosen = parameters_get(typed, name);
        if (choice_find(&referral_outcomes, chosen) == NULL)
            outcome =
                problem_add(&work->problems, INVALID, "outcome_missing", name, N_("Choose what came of this service."));
        outcomes = arena_format(work->arena, "%.*s%s%.*s=%.*s", TEXT_ARG(outcomes), outcomes.length > 0 ? ", " : "",
                                TEXT_ARG(service), TEXT_ARG(chosen));
    }
    if (outcome == OK)
        ((struct referral_received *)input)->outcomes = outcomes;
    return outcome;
}
