/* The page of one person.  What a role may not read is absent, not blank. */
#include "persons/person_features.h"
#include "persons/person_pages.h"
#include "persons/person_rules.h"
#include "persons/person_store.h"

enum { ENDING_DAYS = 30, ADULT_YEARS = 18, BADGES_MOST = 8, GROUPS_MOST = 16, LINKS_MOST = 16 };

struct showing {
    struct request *request;
    struct work *work;
    struct person_target target;
    struct subject subject;
    int32_t today;
    unsigned consents;
    struct person_view view;
};

static bool may(const struct showing *showing, const struct right *right)
{
    return actor_may_on(showing->work->actor, right, &showing->subject);
}

/* Are rows of this record shown at all to this actor, for this person? */
static bool may_read_rows(const struct showing *showing, const struct record *record)
{
    return actor_may_field(showing->work->actor, record->read, NULL, record->purposes, &showing->subject);
}

static struct text address_of(const struct showing *showing, const struct record *record, struct identifier id,
                              const char *behind)
{
    struct arena *arena = showing->work->arena;
    return page_path(showing->request,
                     arena_format(arena, "/%s/%.*s%s", record->path, TEXT_ARG(identifier_to_text(arena, id)), behind));
}

/* ---- who ---- */

/* A year behind a birth date, and what a badge says, would be said twice. */
static bool is_said_elsewhere(const struct showing *showing, const struct field *field)
{
    const struct person *person = showing->target.person;
    return (text_is(text_from(field->name), "birth_year") && person->birth.date != DATE_NONE) ||
           text_is(text_from(field->name), "generated");
}

static void add_not_given(const struct work *work, const struct field *field, struct text *not_given)
{
    bool emergency = text_starts_with(text_from(field->name), TEXT("emergency_"));
    if (emergency && !text_is(text_from(field->name), "emergency_name"))
        return; /* one label for all three */
    struct text label = text_from(tr(work->language, emergency ? field->section : field->label));
    struct text both[] = {*not_given, label};
    *not_given = not_given->length == 0 ? label : tr_with(work->arena, work->language, N_("{1}, {2}"), both, 2);
}

/* What holds something is shown; of what does not, the labels, as far as it may be asked for at present. */
static struct field_set shown_fields(struct showing *showing)
{
    struct field_set shown = {0};
    for (size_t i = 0; i < person_record.field_count; i++) {
        const struct field *field = &person_record.fields[i];
        bool askable = person_field_is_contact(field) || (showing->consents & CONSENT_DATA) != 0;
        if (!field_set_has(&showing->target.readable, i) || is_said_elsewhere(showing, field))
            continue;
        if (!field_is_empty(field, showing->target.person))
            field_set_add(&shown, i);
        else if (askable && (field->flags & (FIELD_COMPUTED | FIELD_HIDDEN)) == 0)
            add_not_given(showing->work, field, &showing->view.not_given);
    }
    return shown;
}

static struct text join_names(struct arena *arena, struct text first, struct text second)
{
    return text_trim(arena_format(arena, "%.*s %.*s", TEXT_ARG(first), TEXT_ARG(second)));
}

static void add_badge(struct person_badge *badges, size_t *count, const char *label, const char *tone, const char *icon)
{
    badges[(*count)++] = (struct person_badge){label, tone, icon};
}

static void show_badges(struct showing *showing, bool ending, bool by_guardian)
{
    struct person_badge *badges = arena_array(showing->work->arena, struct person_badge, BADGES_MOST);
    size_t count = 0;
    const struct person *person = showing->target.person;
    int32_t age = person_age(person, showing->today);
    bool child = age >= 0 && age < ADULT_YEARS;
    if (child)
        add_badge(badges, &count, N_("Child"), "note", "person");
    if (person->generated.is == FLAG_YES)
        add_badge(badges, &count, N_("Generated, nobody real"), "note", "info");
    if (showing->view.erasure == NULL && showing->view.shows_consents) {
        if (showing->view.consent_missing)
            add_badge(badges, &count, N_("Consent missing"), "bad", "alert");
        else if (ending)
            add_badge(badges, &count, N_("Consent ends soon"), "warn", "clock");
        if (child && !showing->view.consent_missing && !by_guardian)
            add_badge(badges, &count, N_("No consent of the guardian"), "warn", "alert");
    }
    showing->view.badges = badges;
    showing->view.badge_count = count;
}

/* ---- documents ---- */

static struct person_badge document_badge(const struct showing *showing, int32_t expires_on)
{
    if (expires_on == DATE_NONE)
        return (struct person_badge){0};
    if (expires_on < showing->today)
        return (struct person_badge){N_("Expired"), "bad", "alert"};
    if (expires_on < showing->today + ENDING_DAYS)
        return (struct person_badge){N_("Ends soon"), "warn", "clock"};
    return (struct person_badge){N_("Valid"), "good", "check"};
}

static enum outcome show_documents(struct showing *showing)
{
    void **rows;
    size_t count;
    struct work *work = showing->work;
    showing->view.shows_documents = may_read_rows(showing, &person_document_record);
    if (!showing->view.shows_documents)
        return OK;
    enum outcome outcome =
        person_rows(work, &person_document_record, showing->target.person->head.person, &rows, &count);
    if (outcome != OK)
        return outcome;
    struct document_line *lines = arena_array(work->arena, struct document_line, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct person_document *document = rows[i];
        lines[i] = (struct document_line){
            .kind = choice_show(&document_kinds, document->kind, work->language),
            .number = document->document_number,
            .issuer = choice_show(&countries, document->issuer, work->language),
            .expires_on = document->expires_on,
            .badge = document_badge(showing, document->expires_on),
        };
        if (showing->view.may_edit)
            lines[i].edit = address_of(showing, &person_document_record, document->head.id, "/edit");
    }
    showing->view.documents = lines;
    showing->view.document_count = count;
    return OK;
}

/* ---- consents ---- */

static bool in_force(const struct showing *showing, const struct person_consent *consent)
{
    return consent->given_on <= showing->today &&
           (consent->expires_on == DATE_NONE || consent->expires_on >= showing->today) &&
           (consent->withdrawn_on == DATE_NONE || consent->withdrawn_on > showing->today);
}

static struct person_badge consent_badge(const struct showing *showing, const struct person_consent *consent)
{
    if (consent->withdrawn_on != DATE_NONE)
        return (struct person_badge){N_("Withdrawn"), "bad", "stop"};
    if (!in_force(showing, consent))
        return (struct person_badge){N_("Ended"), "bad", "clock"};
    if (consent->expires_on != DATE_NONE && consent->expires_on < showing->today + ENDING_DAYS)
        return (struct person_badge){N_("Ends soon"), "warn", "clock"};
    return (struct person_badge){N_("In force"), "good", "check"};
}

static struct consent_line consent_line_of(const struct showing *showing, const struct person_consent *consent)
{
    struct work *work = showing->work;
    struct consent_line line = {
        .purpose = choice_show(&consent_purposes, consent->purpose, work->language),
        .recipients = field_to_show(work, record_field(&person_consent_record, TEXT("recipients")), consent),
        .means = choice_show(&consent_means, consent->means, work->language),
        .language = choice_show(&spoken_languages, consent->language, work->language),
        .reason = consent->withdrawal_reason,
        .given_on = consent->given_on,
        .expires_on = consent->expires_on,
        .withdrawn_on = consent->withdrawn_on,
        .badge = consent_badge(showing, consent),
    };
    if (consent->withdrawn_on == DATE_NONE && showing->view.may_consent)
        line.withdraw = address_of(showing, &person_consent_record, consent->head.id, "/withdraw");
    return line;
}

static enum outcome show_consents(struct showing *showing)
{
    void **rows;
    size_t count;
    bool ending = false;
    bool by_guardian = false;
    struct work *work = showing->work;
    showing->view.shows_consents = may_read_rows(showing, &person_consent_record);
    showing->view.consent_missing = (showing->consents & CONSENT_DATA) == 0;
    showing->view.limited = showing->view.consent_missing;
    enum outcome outcome =
        person_rows(work, &person_consent_record, showing->target.person->head.person, &rows, &count);
    if (outcome != OK)
        return outcome;
    struct consent_line *lines = arena_array(work->arena, struct consent_line, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct person_consent *consent = rows[i];
        lines[i] = consent_line_of(showing, consent);
        ending = ending || (in_force(showing, consent) && consent->expires_on != DATE_NONE &&
                            consent->expires_on < showing->today + ENDING_DAYS);
        by_guardian = by_guardian || (in_force(showing, consent) && text_is(consent->means, "guardian"));
    }
    showing->view.consents = lines;
    showing->view.consent_count = showing->view.shows_consents ? count : 0;
    show_badges(showing, ending, by_guardian);
    return OK;
}

/* ---- the rest ---- */

static enum outcome show_household(struct showing *showing)
{
    struct household_view *household;
    if (!may_read_rows(showing, &household_member_record))
        return OK;
    enum outcome outcome = person_household_view(showing->request, showing->target.person->head.person, &household);
    if (outcome == OK)
        showing->view.household = household;
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome show_relations(struct showing *showing)
{
    showing->view.shows_relations = may_read_rows(showing, &person_relation_record);
    if (!showing->view.shows_relations)
        return OK;
    enum outcome outcome = person_relation_lines(showing->request, &showing->target, &showing->view.relations,
                                                 &showing->view.relation_count);
    return outcome == OK ? show_household(showing) : outcome;
}

/* The files of other features, and the buttons that open new ones. */
static bool has_open_file(const struct file_group *group)
{
    for (size_t i = 0; i < group->file_count; i++)
        if (group->files[i].open)
            return true;
    return false;
}

static enum outcome show_groups(struct showing *showing)
{
    struct work *work = showing->work;
    struct file_group *groups = arena_array(work->arena, struct file_group, GROUPS_MOST);
    const struct person_feature *feature;
    struct text id = identifier_to_text(work->arena, showing->target.person->head.id);
    enum outcome outcome = OK;
    size_t count = 0;
    for (size_t i = 0; (feature = person_feature_at(i)) != NULL && count < GROUPS_MOST && outcome == OK; i++) {
        struct file_group group = {.label = feature->label};
        struct person_file *files = NULL;
        if (feature->files != NULL)
            outcome = feature->files(work, showing->target.person->head.person, &files, &group.file_count);
        group.files = files;
        if (feature->open_right != NULL && !has_open_file(&group) && may(showing, feature->open_right) &&
            showing->view.erasure == NULL) {
            group.open = page_path(showing->request,
                                   arena_format(work->arena, "%s?person=%.*s", feature->open_path, TEXT_ARG(id)));
            group.open_label = feature->open_label;
        }
        if (outcome == OK && (group.file_count > 0 || !text_is_empty(group.open)))
            groups[count++] = group;
    }
    showing->view.groups = groups;
    showing->view.group_count = count;
    return outcome;
}

static void show_links(struct showing *showing)
{
    const struct person_feature *feature;
    size_t count = 0;
    showing->view.links = arena_array(showing->work->arena, const struct person_link *, LINKS_MOST);
    for (size_t i = 0; (feature = person_feature_at(i)) != NULL; i++)
        for (size_t j = 0; j < feature->link_count && count < LINKS_MOST; j++)
            if (may(showing, feature->links[j].right))
                showing->view.links[count++] = &feature->links[j];
    showing->view.link_count = count;
}

static enum outcome show_files(struct showing *showing)
{
    struct attachment *attachments;
    size_t count;
    struct request *request = showing->request;
    enum outcome outcome = attachment_list_view(request, &person_record, showing->target.person, &showing->view.files);
    if (outcome == OK)
        outcome = attachment_list(showing->work, &person_record, showing->target.person, &attachments, &count);
    for (size_t i = 0; outcome == OK && i < count; i++)
        if (text_is(attachments[i].kind, "photo") && text_is_empty(showing->view.photo) &&
            (showing->consents & CONSENT_PHOTO) != 0)
            showing->view.photo =
                page_path(request, arena_format(showing->work->arena, "/attachments/%.*s?show=1",
                                                TEXT_ARG(identifier_to_text(showing->work->arena, attachments[i].id))));
    return outcome;
}

static enum outcome show_erasure(struct showing *showing)
{
    struct erasure_row *erasure = arena_new(showing->work->arena, struct erasure_row);
    enum outcome outcome = person_erasure(showing->work, showing->target.person->head.person, erasure);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    showing->view.erasure = erasure;
    showing->view.certificate = person_address(showing->request, showing->target.person->head.id, "/certificate");
    return OK;
}

static void show_who(struct showing *showing)
{
    struct work *work = showing->work;
    const struct person *person = showing->target.person;
    struct person_view *view = &showing->view;
    struct field_set shown = shown_fields(showing);
    view->person = person;
    view->title = showing->target.title;
    if (person->family_name.length > 0)
        view->arabic = join_names(work->arena, person->given_names_arabic, person->family_name_arabic);
    view->detail = record_detail_view(work, &person_record, person, &shown);
    view->base = page_path(showing->request, showing->target.path);
    bool whole = view->erasure == NULL;
    view->may_edit = whole && may(showing, &person_update);
    view->may_consent = whole && may(showing, &consent_record_right);
    view->may_erase = whole && may(showing, &person_erase);
    view->may_copy = whole && may(showing, &person_copy_right);
    show_links(showing);
}

/* Of somebody whose record became part of another: that one.  Who may see it is asked there. */
static enum outcome show_now(struct request *request, struct response *response)
{
    struct identifier id, now;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = person_now_of(&request->work, id, TEXT_NONE, &now);
    if (outcome == OK)
        outcome = record_peek(&request->work, &person_record, now, &row, &readable);
    if (outcome != OK)
        return outcome;
    respond_notice(request, response, N_("This record was merged with another one of the same person, shown here."));
    return respond_redirect(request, response, person_path_to(request->work.arena, now, ""));
}

enum outcome person_show(struct request *request, struct response *response)
{
    struct showing showing = {.request = request, .work = &request->work};
    static enum outcome (*const PARTS[])(struct showing *) = {show_consents, show_documents, show_relations,
                                                              show_groups, show_files};
    enum outcome outcome = person_target_read(request, &showing.target);
    if (outcome != OK)
        return outcome == NOT_FOUND ? show_now(request, response) : outcome;
    showing.subject = record_subject(showing.target.person);
    showing.today = zone_date(request->work.zone, request->work.now);
    outcome = person_consents(&request->work, showing.target.person->head.person, showing.today, &showing.consents);
    if (outcome == OK)
        outcome = show_erasure(&showing);
    if (outcome == OK)
        show_who(&showing);
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS && outcome == OK; i++)
        outcome = PARTS[i](&showing);
    if (outcome != OK)
        return outcome;
    struct page *page = page_open_text(request, showing.target.title);
    page_trail(page, person_record.plural, TEXT("/persons"));
    page_trail_text(page, showing.target.title, TEXT_NONE);
    showing.view.page = page;
    showing.view.files.page = page;
    struct output out = page_output(request, response);
    person_show_page(&out, &showing.view);
    return page_send(request, response, 200);
}
