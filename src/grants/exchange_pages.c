/* Exchange rates: what is in force and where it comes from. */
#include "base/number.h"
#include "grants/grant_pages.h"
#include "identity/identity.h"
#include "web/form.h"

enum { RATES_MOST = 100, SOURCE_MOST = 200, RATE_DECIMALS = 6 };

struct text exchange_rate_show(struct work *work, int64_t millionths)
{
    int decimals = RATE_DECIMALS;
    for (; decimals > 2 && millionths % 10 == 0; decimals--)
        millionths /= 10;
    return language_decimal(work->arena, work->language, millionths, decimals);
}

static struct text rate_shown(struct work *work, const struct exchange_rate *rate)
{
    struct text number = exchange_rate_show(work, rate->rate_millionths);
    return arena_format(work->arena, "1 %s = %.*s %s", rate->from, TEXT_ARG(number), rate->to);
}

static enum outcome name_people(struct work *work, struct rates_view *view)
{
    struct identifier *ids = arena_array(work->arena, struct identifier, view->row_count + 1);
    struct text *names = arena_array(work->arena, struct text, view->row_count + 1);
    for (size_t i = 0; i < view->row_count; i++)
        ids[i] = view->rows[i].rate.recorded_by;
    enum outcome outcome = record_titles(work, &colleague_record, ids, view->row_count, names);
    for (size_t i = 0; i < view->row_count && outcome == OK; i++)
        view->rows[i].who = names[i];
    return outcome;
}

enum outcome exchange_rates(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct exchange_rate *rates;
    struct rates_view view = {.may_record = actor_may(&request->actor, &exchange_record_right)};
    enum outcome outcome = exchange_list(work, RATES_MOST, &rates, &view.row_count);
    if (outcome != OK)
        return outcome;
    view.more = view.row_count == RATES_MOST;
    view.rows = arena_array(work->arena, struct rate_row, view.row_count + 1);
    for (size_t i = 0; i < view.row_count; i++)
        view.rows[i] = (struct rate_row){.rate = rates[i], .shown = rate_shown(work, &rates[i])};
    outcome = name_people(work, &view);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, N_("Exchange rates"));
    struct output out = page_output(request, response);
    exchange_rates_page(&out, &view);
    return page_send(request, response, 200);
}

/* ---- a new rate ---- */

static struct text typed_or(const struct request *request, const char *name, struct text otherwise)
{
    return parameters_has(&request->form, text_from(name)) ? parameters_get(&request->form, text_from(name))
                                                           : otherwise;
}

static struct rate_error error_of(struct work *work, const struct problem *problem)
{
    if (problem == NULL)
        return (struct rate_error){0};
    return (struct rate_error){
        .message = problem_sentence(work->arena, work->language, problem),
        .target = arena_format(work->arena, "#rate-%.*s", TEXT_ARG(problem->field)),
        .id = arena_format(work->arena, "rate-%.*s-error", TEXT_ARG(problem->field)),
    };
}

static void fill_errors(struct work *work, struct rate_form *form)
{
    const struct problems *problems = &work->problems;
    form->errors = arena_array(work->arena, struct rate_error, problems->count + 1);
    for (const struct problem *problem = problems->first; problem != NULL; problem = problem->next)
        form->errors[form->error_count++] = error_of(work, problem);
    form->currency_error = error_of(work, problem_for(problems, TEXT("from")));
    form->day_error = error_of(work, problem_for(problems, TEXT("day")));
    form->rate_error = error_of(work, problem_for(problems, TEXT("rate")));
    form->source_error = error_of(work, problem_for(problems, TEXT("source")));
    form->source_described = TEXT("rate-source-help");
    if (!text_is_empty(form->source_error.id))
        form->source_described = arena_format(work->arena, "%.*s rate-source-help", TEXT_ARG(form->source_error.id));
}

static enum outcome send_form(struct request *request, struct response *response, bool typed, int status)
{
    struct work *work = &request->work;
    struct text today = date_to_text(work->arena, zone_date(work->zone, work->now));
    struct rate_form form = {
        .page = page_open(request, N_("Record an exchange rate")),
        .action = page_path(request, request->path),
        .cancel = page_path(request, TEXT("/exchange-rates")),
        .key = typed ? parameters_get(&request->form, TEXT("_key")) : form_key_new(request),
        .from = typed_or(request, "from", TEXT("NOK")),
        .to = typed_or(request, "to", TEXT("USD")),
        .day = typed_or(request, "day", form_date_shown(work->arena, today)),
        .rate = typed_or(request, "rate", TEXT_NONE),
        .source = typed_or(request, "source", TEXT_NONE),
        .currency_count = money_currency_count(),
    };
    const char **currencies = arena_array(work->arena, const char *, form.currency_count + 1);
    for (size_t i = 0; i < form.currency_count; i++)
        currencies[i] = money_currency(i);
    form.currencies = currencies;
    fill_errors(work, &form);
    page_trail(form.page, N_("Exchange rates"), TEXT("/exchange-rates"));
    page_trail(form.page, N_("Record an exchange rate"), TEXT_NONE);
    form.page->has_form = true;
    struct output out = page_output(request, response);
    exchange_form_page(&out, &form);
    return page_send(request, response, status);
}

static bool digits_to_number(struct text digits, int64_t *number)
{
    for (size_t i = 0; i < digits.length; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9')
            return false;
        *number = *number * 10 + (digits.at[i] - '0');
    }
    return true;
}

/* "10,8453" or "10.8453": at most nine digits before and six behind. */
enum outcome exchange_rate_read(struct text typed, int64_t *ret_millionths)
{
    struct text whole = text_trim(typed);
    struct text part = TEXT_NONE;
    int64_t number = 0;
    ptrdiff_t comma = text_find_byte(whole, ',');
    ptrdiff_t at = comma >= 0 ? comma : text_find_byte(whole, '.');
    if (at >= 0) {
        part = text_slice(whole, (size_t)at + 1, whole.length);
        whole = text_slice(whole, 0, (size_t)at);
    }
    bool sized = whole.length > 0 && whole.length <= 9 && part.length <= RATE_DECIMALS && (at < 0 || part.length > 0);
    if (!sized || !digits_to_number(whole, &number) || !digits_to_number(part, &number))
        return INVALID;
    for (size_t i = part.length; i < RATE_DECIMALS; i++)
        number *= 10;
    *ret_millionths = number;
    return number > 0 ? OK : INVALID;
}

static void read_currency(const struct request *request, const char *name, char currency[4])
{
    struct text typed = parameters_get(&request->form, text_from(name));
    for (size_t i = 0; i < money_currency_count(); i++)
        if (text_is(typed, money_currency(i)))
            __builtin_memcpy(currency, money_currency(i), 3);
}

static enum outcome read_rate(struct request *request, struct exchange_rate *rate)
{
    static const struct field DAY = {.name = "day", .kind = FIELD_DATE};
    struct work *work = &request->work;
    struct problems *problems = &work->problems;
    struct text digits = digits_to_ascii(work->arena, parameters_get(&request->form, TEXT("rate")));
    rate->valid_from = DATE_NONE;
    rate->source = text_trim(parameters_get(&request->form, TEXT("source")));
    read_currency(request, "from", rate->from);
    read_currency(request, "to", rate->to);
    if (rate->from[0] == '\0' || text_is(text_from(rate->from), rate->to))
        (void)problem_add(problems, INVALID, "same_currency", TEXT("from"), N_("Choose two different currencies."));
    (void)field_from_text(work, &DAY, form_typed(work, &DAY, &request->form), &rate->valid_from, problems);
    if (rate->valid_from == DATE_NONE && problem_for(problems, TEXT("day")) == NULL)
        (void)problem_add(problems, INVALID, "required", TEXT("day"), N_("An answer is needed here."));
    if (exchange_rate_read(digits, &rate->rate_millionths) != OK)
        (void)problem_add(problems, INVALID, "rate_unreadable", TEXT("rate"),
                          N_("Give a number above zero with at most six decimals, for example 10,845."));
    if (text_is_empty(rate->source) || !text_is_clean(rate->source, false) ||
        text_code_points(rate->source) > SOURCE_MOST)
        (void)problem_add(problems, INVALID, "source_missing", TEXT("source"),
                          N_("Say in a few words where the rate is published."));
    return problems->count > 0 ? INVALID : OK;
}

enum outcome exchange_new(struct request *request, struct response *response)
{
    return send_form(request, response, false, 200);
}

enum outcome exchange_create(struct request *request, struct response *response)
{
    struct exchange_rate rate = {0};
    if (request->redisplay)
        return send_form(request, response, true, 200);
    enum outcome outcome;
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = read_rate(request, &rate);
    if (outcome == OK)
        outcome = exchange_record(&request->work, &rate);
    if (outcome == INVALID)
        return send_form(request, response, true, 422);
    if (outcome == OK)
        outcome = form_key_keep(request, TEXT("/exchange-rates"));
    if (outcome != OK)
        return outcome;
    respond_notice(request, response, N_("Saved."));
    return respond_redirect(request, response, TEXT("/exchange-rates"));
}
