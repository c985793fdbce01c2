#include "web/problem_page.h"

#include "system/random.h"
#include "web/api.h"
#include "web/application.h"
#include "web/router.h"

static const struct {
    int status;
    const char *icon;
} ICONS[] = {{403, "lock"},  {404, "search"}, {409, "people"}, {412, "people"},
             {429, "clock"}, {503, "clock"},  {507, "alert"}};

static const char *icon_of(int status)
{
    for (size_t i = 0; i < sizeof ICONS / sizeof *ICONS; i++)
        if (ICONS[i].status == status)
            return ICONS[i].icon;
    return "alert";
}

/* Files are not carried: they would have to be held here, and the browser still has them. */
static void offer_again(struct problem_page *view, struct request *request)
{
    size_t size = 0;
    struct parameter *fields = arena_array(request->work.arena, struct parameter, request->form.count + 1);
    if (!request->may_send_again || request->upload_count > 0 || request->form.count == 0)
        return;
    for (size_t i = 0; i < request->form.count; i++) {
        size += request->form.at[i].name.length + request->form.at[i].value.length;
        if (!text_is(request->form.at[i].name, "_csrf") && size <= RESUME_MOST)
            fields[view->field_count++] = request->form.at[i];
    }
    view->send_again = size <= RESUME_MOST;
    view->action = page_path(request, request->path);
    view->fields = fields;
}

static enum outcome send_page(struct request *request, struct response *response, const struct status *status)
{
    struct problem_page view = {
        .title = status->title,
        .advice = request->advice != NULL ? request->advice : status->advice,
        .icon = icon_of(status->number),
        .problems = request->work.problems.first,
        .incident = request->incident,
        .sign_in = !request->session.open,
    };
    struct page *page = page_open(request, status->title);
    struct output out = page_output(request, response);
    page->narrow = true;
    view.page = page;
    offer_again(&view, request);
    problem_page(&out, &view);
    return page_send(request, response, status->number);
}

static void say_what_is_allowed(struct request *request, struct response *response)
{
    static const enum method ASKED[] = {METHOD_GET, METHOD_POST, METHOD_PATCH, METHOD_DELETE};
    struct text allowed = TEXT_NONE;
    struct text parameters[ROUTE_PARAMETERS];
    bool other;
    for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++)
        if (route_find(request->application, ASKED[i], request->path, parameters, &other) != NULL)
            allowed = arena_format(request->work.arena, "%.*s%s%s", TEXT_ARG(allowed), allowed.length > 0 ? ", " : "",
                                   method_name(ASKED[i]));
    respond_header(request, response, "Allow", allowed);
}

enum outcome respond_status(struct request *request, struct response *response, int number)
{
    const struct status *status = status_entry(number);
    struct arena *arena = request->work.arena;
    response_clear(response);
    if (status->number == 500 && text_is_empty(request->incident))
        request->incident =
            number_new(arena, TEXT("INC"), day_from_date((int32_t)(request->work.now / DAY_MICROSECONDS)).year);
    if (status->number == 405)
        say_what_is_allowed(request, response);
    if (status->retry_seconds > 0)
        respond_header(request, response, "Retry-After", arena_format(arena, "%d", status->retry_seconds));
    return request->api ? api_problem(request, response, status->number) : send_page(request, response, status);
}

enum outcome respond_problem(struct request *request, struct response *response, enum outcome outcome)
{
    return respond_status(request, response, status_of(outcome));
}
