/* Questionnaires as versioned data, and their builder: all that others may use.  Who asks whom, and why, is not known
   here: see monitoring/. */
#ifndef QUESTIONNAIRES_QUESTIONNAIRES_H
#define QUESTIONNAIRES_QUESTIONNAIRES_H

#include "flow/flow.h"
#include "questionnaires/questionnaire.h"
#include "record/form.h"
#include "record/record.h"
#include "web/page.h"
#include "web/record_api.h"

/* One version of a questionnaire.  Once published, its text never changes; who changes it makes another version. */
struct questionnaire_version {
    struct record_head head;
    struct text name; /* "reintegration": the same for all its versions */
    int64_t edition;
    struct text title_fr, title_ar, title_en;
    struct text status, source, occasions; /* computed, as all but the text */
    struct flag weighted;
    struct text definition, scoring; /* scoring: a hash of what decides about scores */
    int32_t published_on, retired_on;
};
extern struct record questionnaire_record;
extern const struct flow questionnaire_flow;
extern struct choice_list questionnaire_statuses;

extern struct right questionnaire_read_right, questionnaire_build;
extern const struct grant questionnaire_grants[];
extern const size_t questionnaire_grant_count;

/* The proposals of a mission's profile, DIRECTORY/questionnaires/NAME.questionnaire; at start.  FAILED names file, line
   and column on stderr. */
enum outcome questionnaires_load(struct arena *arena, const char *directory) MUST_CHECK;
struct questionnaire_proposal {
    const char *name;
    struct text text;
    const struct questionnaire *questionnaire;
};
const struct questionnaire_proposal *questionnaire_proposals(size_t *ret_count);

/* A new draft of this text in the actor's organisation: the next edition of its name.  INVALID with a problem that says
   line and column. */
enum outcome questionnaire_draft(struct work *work, struct text text, struct questionnaire_version *ret_row) MUST_CHECK;

/* The questionnaire of a stored version; it lives as long as the work's arena.  NOT_FOUND: its text cannot be read. */
enum outcome questionnaire_of(struct work *work, const struct questionnaire_version *version,
                              struct questionnaire **ret) MUST_CHECK;
/* Whatever the actor may see: what was begun on it goes on. */
enum outcome questionnaire_open(struct work *work, struct identifier id, struct questionnaire_version **ret_version,
                                struct questionnaire **ret) MUST_CHECK;
/* The published versions of an organisation, by name. */
enum outcome questionnaires_published(struct work *work, struct identifier organisation,
                                      struct questionnaire_version ***ret_versions, size_t *ret_count) MUST_CHECK;

/* The version of a name in the actor's organisation; NOT_FOUND. */
enum outcome questionnaire_edition_find(struct work *work, struct text name, int64_t edition,
                                        struct identifier *ret_id) MUST_CHECK;

/* Published versions of one name whose scores may be compared; by name, the newest first. */
struct questionnaire_family {
    struct text name, scoring;
    int64_t first, last; /* editions */
};
enum outcome questionnaire_families(struct work *work, struct identifier organisation,
                                    struct questionnaire_family **ret_families, size_t *ret_count) MUST_CHECK;

/* 0 French, 1 Arabic, 2 English: the language of the work in a struct words. */
size_t questionnaire_language(const struct work *work);
/* What a score of this version is called: that it is a plain mean, or weighted, and after what. */
const char *questionnaire_score_note(const struct questionnaire *questionnaire);

/* ---- the questions of a section as a form ---- */

/* The fields of what is asked, named by the codes of the questions, with the problems of work->problems beside them. */
void questionnaire_form(struct work *work, const struct questionnaire *questionnaire, size_t section,
                        const struct answers *answers, const enum answer_state *states, struct form_section *ret);
/* Takes what was typed for the questions of a section; those that were not on the page stay. */
void questionnaire_form_read(struct work *work, const struct questionnaire *questionnaire, size_t section,
                             const struct parameters *typed, struct answers *answers);

extern const struct route questionnaire_routes[];
extern const size_t questionnaire_route_count;
extern const struct menu_entry questionnaire_menu[];
extern const size_t questionnaire_menu_count;
extern const struct resource questionnaire_resources[];
extern const size_t questionnaire_resource_count;

#endif
