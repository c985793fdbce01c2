/* What the receiver will get, line by line; what the person agrees to; sending. */
#include "referrals/referral_elsewhere.h"
#include "referrals/referral_pages.h"
#include "referrals/referral_store.h"
#include "web/form.h"
#include "web/record_parts.h"

struct consenting {
    const struct referral_kind *kind;
    const struct record *record;
    struct referral *row;
    struct referral_sharing sharing;
    struct referral_content content;
    struct field_set shown, read;
};

static void add_field(const struct record *record, const char *name, struct field_set *set)
{
    field_set_add(set, record_field_index(record, record_field(record, text_from(name))));
}

static enum outcome open_consenting(struct request *request, struct consenting *ret)
{
    static const char *const ASKED[] = {"consent_means",     "consent_language", "consent_interpreter",
                                        "consent_explained", "consent_on",       "consent_until"};
    const struct referral_kind *kind = request->route->context;
    struct work *work = &request->work;
    struct field_set readable;
    struct identifier id;
    void *row;
    *ret = (struct consenting){.kind = kind, .record = referral_record_of(kind->guarded)};
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(work, ret->record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    if (!actor_may_on(work->actor, kind->write, &subject))
        return FORBIDDEN;
    ret->row = row;
    ret->row->guarded.is = kind->guarded ? FLAG_YES : FLAG_NO; /* not for people */
    if (!text_is(ret->row->head.state, "draft"))
        return NOT_FOUND;
    for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++)
        add_field(ret->record, ASKED[i], &ret->shown);
    if (ret->row->whole_household.is == FLAG_YES)
        add_field(ret->record, "household_agreed", &ret->shown);
    ret->read = ret->shown;
    add_field(ret->record, "consent_items", &ret->read);
    outcome = referral_sharing(work, ret->row, &ret->sharing);
    return outcome == OK ? referral_content(work, ret->row, &ret->content) : outcome;
}

static struct text value_of(struct work *work, const struct referral_received *row, enum referral_item item)
{
    struct text value = TEXT_NONE;
    const char *name;
    for (size_t at = 0; (name = referral_item_field(item, at)) != NULL; at++) {
        const struct field *field = record_field(&guarded_received_record, text_from(name));
        if (field_is_empty(field, row))
            continue;
        struct text one = field_to_show(work, field, row);
        value = arena_format(work->arena, "%.*s%s%.*s", TEXT_ARG(value), value.length > 0 ? "\n" : "", TEXT_ARG(one));
    }
    return value;
}

/* What there is to tell and this service may be told, what it needs first. */
static void fill_lines(struct request *request, const struct consenting *consenting, referral_items asked,
                       struct referral_consent_view *view)
{
    struct work *work = &request->work;
    const struct referral_content *content = &consenting->content;
    view->lines = arena_array(work->arena, struct referral_told_line, REFERRAL_ITEMS);
    for (int pass = 0; pass < 2; pass++)
        for (size_t item = 0; item < REFERRAL_ITEMS; item++) {
            bool least = (consenting->sharing.least >> item & 1) != 0;
            bool there = (consenting->sharing.most & content->readable & content->present) >> item & 1;
            if (!there || least != (pass == 0))
                continue;
            const char *code = referral_item_code((enum referral_item)item);
            bool blocked = (consenting->sharing.permitted_items >> item & 1) == 0;
            view->lines[view->count++] = (struct referral_told_line){
                .code = code,
                .id = arena_format(work->arena, "told-%s", code),
                .label = choice_show(&referral_item_choices, text_from(code), work->language),
                .value = value_of(work, &content->row, (enum referral_item)item),
                .least = least,
                .asked = !blocked && (asked >> item & 1) != 0,
                .blocked = blocked,
            };
        }
}

static void fill_missing(struct work *work, struct referral_consent_view *view)
{
    view->missing = arena_array(work->arena, struct text, work->problems.count + 1);
    for (const struct problem *problem = work->problems.first; problem != NULL; problem = problem->next)
        if (text_is_empty(problem->field))
            view->missing[view->missing_count++] = problem_sentence(work->arena, work->language, problem);
}

/* Each reading of it is noted in the log of both organisations. */
static enum outcome fill_elsewhere(struct work *work, const struct referral *row, struct elsewhere_view *view)
{
    struct elsewhere found;
    enum outcome outcome = elsewhere_find(work, row, &found);
    if (outcome == OK)
        outcome = elsewhere_note(work, row, &found);
    if (outcome != OK)
        return outcome;
    *view = (struct elsewhere_view){.lines = arena_array(work->arena, struct text, found.count + 1),
                                    .contact = found.told < found.count,
                                    .mark = found.mark};
    for (size_t i = 0; i < found.count; i++) {
        const struct helped_elsewhere *one = &found.found[i];
        struct text parts[] = {one->helper, one->services, TEXT_NONE};
        if (!one->told)
            continue;
        if (one->since != DATE_NONE)
            parts[2] = language_date(work->arena, work->language, one->since);
        view->lines[view->count++] =
            tr_with(work->arena, work->language,
                    one->since == DATE_NONE ? N_("{1} gives this to the person now: {2}.")
                                            : N_("{1} gives this to the person since {3}: {2}."),
                    parts, one->since == DATE_NONE ? 2 : 3);
    }
    return OK;
}

/* Somebody began to help, or ended it, since the page was shown. */
static enum outcome check_elsewhere(struct request *request, const struct referral *row)
{
    struct work *work = &request->work;
    struct elsewhere found;
    struct text seen = parameters_get(&request->form, TEXT("_elsewhere"));
    if (seen.length == 0)
        return OK;
    enum outcome outcome = elsewhere_find(work, row, &found);
    if (outcome != OK || text_equal(found.mark, seen))
        return outcome;
    return problem_add(&work->problems, INVALID, "helped_elsewhere_changed", TEXT_NONE,
                       N_("What others do for this person has changed while you wrote: look at it, then send."));
}

static enum outcome send_page(struct request *request, struct response *response, const struct consenting *consenting,
                              bool typed, int status)
{
    struct work *work = &request->work;
    const struct referral *row = consenting->row;
    struct referral_consent_view view = {
        .receiver = row->addressee,
        .service = row->service_name,
        .action = page_path(request, request->path),
        .cancel = record_address(request, consenting->kind->base, row->head.id, ""),
    };
    bool begun = row->consent_items.length > 0;
    referral_items asked = typed   ? referral_items_read(form_typed(
                                         work, record_field(consenting->record, TEXT("consent_items")), &request->form))
                           : begun ? referral_items_read(row->consent_items)
                                   : consenting->sharing.least;
    fill_lines(request, consenting, asked, &view);
    fill_missing(work, &view);
    enum outcome outcome = record_titles(work, &person_record, &row->head.person, 1, &view.person);
    if (outcome == OK)
        outcome = fill_elsewhere(work, row, &view.elsewhere);
    if (outcome == OK)
        outcome = record_form_view(work, consenting->record, row, &consenting->shown, typed ? &request->form : NULL,
                                   NULL, &view.form);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, N_("What the receiver will get"));
    page_trail(view.page, consenting->record->plural, text_from(consenting->kind->base));
    page_trail_text(view.page, row->head.number, record_path(work->arena, consenting->kind->base, row->head.id, ""));
    page_trail(view.page, N_("What the receiver will get"), TEXT_NONE);
    view.page->has_form = true;
    view.form.csrf = view.page->csrf;
    view.form.key = typed ? parameters_get(&request->form, TEXT("_key")) : form_key_new(request);
    struct output out = page_output(request, response);
    referral_consent_page(&out, &view);
    return page_send(request, response, status);
}

enum outcome referral_consent_show(struct request *request, struct response *response)
{
    struct consenting consenting;
    enum outcome outcome = open_consenting(request, &consenting);
    if (outcome != OK)
        return outcome;
    if (consenting.row->consent_on == DATE_NONE)
        consenting.row->consent_on = zone_date(request->work.zone, request->work.now);
    return send_page(request, response, &consenting, false, 200);
}

/* Nothing is agreed to that this service may not be told. */
static enum outcome store(struct request *request, struct consenting *consenting, struct referral **ret_row)
{
    struct work *work = &request->work;
    struct referral *row = record_copy(work->arena, consenting->record, consenting->row);
    enum outcome outcome = record_form_read(work, consenting->record, &consenting->read, &request->form, row);
    if (outcome != OK)
        return outcome;
    referral_items items = referral_items_read(row->consent_items) & consenting->sharing.most;
    row->consent_items = referral_items_write(work->arena, items);
    *ret_row = row;
    return record_update(work, consenting->record, consenting->row, row);
}

enum outcome referral_consent_save(struct request *request, struct response *response)
{
    struct consenting consenting;
    struct work *work = &request->work;
    struct referral *row;
    enum outcome outcome = open_consenting(request, &consenting);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_page(request, response, &consenting, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    if (form_version(request) != consenting.row->head.version)
        return CONFLICT;
    bool keep = text_is(parameters_get(&request->form, TEXT("_then")), "keep");
    outcome = keep ? OK : check_elsewhere(request, consenting.row);
    if (outcome == OK) {
        AUTO_TRANSACTION struct db_transaction savepoint = {0};
        outcome = db_transaction_begin(work->db, true, &savepoint);
        if (outcome == OK)
            outcome = store(request, &consenting, &row);
        if (outcome == OK && !keep)
            outcome = flow_move(work, referral_flow_of(consenting.kind->guarded), row->head.id, row->head.version,
                                TEXT("send"), NULL, TEXT_NONE);
        if (outcome == OK)
            outcome = db_transaction_commit(&savepoint);
    }
    if (outcome == INVALID)
        return send_page(request, response, &consenting, true, 422);
    if (outcome != OK)
        return outcome;
    struct text back = record_path(work->arena, consenting.kind->base, consenting.row->head.id, "");
    return form_done(request, response, back,
                     keep ? N_("What the person agreed to is kept. Nothing was sent.")
                          : N_("Sent. Print the person's copy."));
}
