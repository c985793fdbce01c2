#include "web/page.h"

#include "web/application.h"
#include "web/router.h"

/* --- addresses ---------------------------------------------------------------------------------------------------- */

static struct text language_base(struct arena *arena, const struct language *language)
{
    return arena_join(arena, TEXT("/"), text_from(language_tag(language)));
}

struct text page_path(const struct request *request, struct text path)
{
    struct arena *arena = request->work.arena;
    if (request->api)
        return path;
    return arena_join(arena, language_base(arena, request->work.language), path);
}

/* --- what stands around ------------------------------------------------------------------------------------------- */

static bool is_current(const struct request *request, struct text path)
{
    struct text here = request->path;
    return text_equal(here, path) || (path.length > 1 && text_starts_with(here, path) && here.length > path.length &&
                                      here.at[path.length] == '/');
}

enum { MENU_FLAT = 8 }; /* so many sections stand side by side without menus */

static const struct page_menu MENUS[MENU_GROUPS] = {
    [MENU_FOLLOW_UP] = {.label = N_("Follow-up"), .icon = "calendar"},
    [MENU_FIGURES] = {.label = N_("Figures and reports"), .icon = "report"},
    [MENU_MONEY] = {.label = N_("Money"), .icon = "grant"},
    [MENU_TEAM] = {.label = N_("Team"), .icon = "people"},
    [MENU_MISSION] = {.label = N_("The mission"), .icon = "settings"},
};

static struct page_link link_of(struct request *request, const struct menu_entry *entry)
{
    struct text path = text_from(entry->path);
    return (struct page_link){.label = entry->label,
                              .path = path,
                              .current = is_current(request, path),
                              .icon = entry->icon,
                              .count = entry->count == NULL ? 0 : entry->count(request),
                              .count_label = entry->count_label};
}

static bool is_shown(const struct request *request, const struct menu_entry *entry)
{
    return entry->right == NULL || actor_may(&request->actor, entry->right);
}

/* How many sections of each group the actor may see. */
static size_t count_shown(const struct request *request, size_t ret_counts[MENU_GROUPS])
{
    const struct application *application = request->application;
    size_t all = 0;
    for (size_t i = 0; i < application->menu_count; i++) {
        const struct menu_entry *entry = &application->menu[i];
        if (entry->in_bar || !is_shown(request, entry))
            continue;
        ret_counts[entry->group]++;
        all++;
    }
    return all;
}

static void add_to_menu(struct page_menu *menu, struct page_link link)
{
    menu->links[menu->count++] = link;
    menu->current = menu->current || link.current;
    menu->waiting += link.count;
    if (menu->waiting_label == NULL && link.count > 0)
        menu->waiting_label = link.count_label;
}

static void place_entries(struct page *page, struct request *request, struct page_menu groups[MENU_GROUPS])
{
    const struct application *application = request->application;
    size_t counts[MENU_GROUPS] = {0};
    size_t all = count_shown(request, counts);
    for (size_t i = 0; i < application->menu_count; i++) {
        const struct menu_entry *entry = &application->menu[i];
        bool direct = all <= MENU_FLAT || entry->group == MENU_DIRECT || counts[entry->group] == 1;
        if (!is_shown(request, entry))
            continue;
        if (entry->in_bar)
            page->tools[page->tool_count++] = link_of(request, entry);
        else if (direct)
            page->menu[page->menu_count++] = link_of(request, entry);
        else
            add_to_menu(&groups[entry->group], link_of(request, entry));
    }
}

static void fill_menu(struct page *page, struct request *request)
{
    struct arena *arena = request->work.arena;
    size_t most = request->application->menu_count + 1;
    struct page_menu *groups = arena_array(arena, struct page_menu, MENU_GROUPS);
    page->menu = arena_array(arena, struct page_link, most);
    page->tools = arena_array(arena, struct page_link, most);
    page->menus = arena_array(arena, struct page_menu, MENU_GROUPS);
    if (!request->session.open)
        return;
    for (size_t i = 0; i < MENU_GROUPS; i++) {
        groups[i] = MENUS[i];
        groups[i].links = arena_array(arena, struct page_link, most);
    }
    place_entries(page, request, groups);
    for (size_t i = 0; i < MENU_GROUPS; i++)
        if (groups[i].count > 0)
            page->menus[page->menus_count++] = groups[i];
}

static void fill_languages(struct page *page, const struct request *request)
{
    struct arena *arena = request->work.arena;
    struct page_link *links = arena_array(arena, struct page_link, LANGUAGE_COUNT);
    struct text query = TEXT_NONE;
    if (!method_changes(request->method) && !text_is_empty(request->query_text))
        query = arena_join(arena, TEXT("?"), request->query_text);
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        const struct language *language = language_at(i);
        struct text path = arena_join(arena, language_base(arena, language), request->path);
        links[i] = (struct page_link){.text = text_from(language_name(language)),
                                      .path = arena_join(arena, path, query),
                                      .current = language == request->work.language,
                                      .tag = language_tag(language)};
    }
    page->other_languages = links;
    page->other_language_count = LANGUAGE_COUNT;
}

/* The box at the top is there for who may search, once a feature answers it. */
static bool may_search(const struct request *request)
{
    struct text parameters[ROUTE_PARAMETERS];
    bool other;
    const struct route *route = route_find(request->application, METHOD_POST, TEXT("/search"), parameters, &other);
    return request->session.open && route != NULL && route->right != NULL && actor_may(&request->actor, route->right);
}

static void fill_assets(struct page *page, const struct application *application)
{
    page->style = application->style;
    page->style_right_to_left = application->style_right_to_left;
    page->script = application->script;
    page->icons = application->icons;
    page->favicon = application->favicon;
}

/* Where a glass was broken, every page says so until it is over. */
static void fill_opening(struct page *page, const struct request *request)
{
    const struct actor *actor = &request->actor;
    page->opened_until = INSTANT_NONE;
    for (size_t i = 0; i < actor->opening_count; i++) {
        const struct opening *opening = &actor->openings[i];
        if (page->opened_until != INSTANT_NONE && page->opened_until >= opening->until)
            continue;
        page->opened_until = opening->until;
        page->opened_at =
            page_path(request, arena_format(request->work.arena, WEB_BROKEN_GLASS "/%.*s",
                                            TEXT_ARG(identifier_to_text(request->work.arena, opening->glass))));
    }
}

struct page *page_open(struct request *request, const char *title)
{
    const struct application *application = request->application;
    struct page *page = arena_new(request->work.arena, struct page);
    page->request = request;
    page->title = title;
    page->base = language_base(request->work.arena, request->work.language);
    page->csrf = request->session.csrf;
    page->user_name = request->session.open ? request->actor.name : TEXT_NONE;
    page->may_search = may_search(request);
    page->mission_name = settings_mission_name(application->settings, language_tag(request->work.language));
    page->demonstration = application->settings->demonstration;
    page->right_to_left = language_right_to_left(request->work.language);
    page->language_tag = language_tag(request->work.language);
    page->notice = request->redisplay_notice;
    if (text_is_empty(page->notice))
        page->notice = request_notice(request);
    fill_opening(page, request);
    fill_menu(page, request);
    fill_languages(page, request);
    fill_assets(page, application);
    return page;
}

struct page *page_open_text(struct request *request, struct text title)
{
    struct page *page = page_open(request, NULL);
    page->title_text = title;
    return page;
}

static void add_to_trail(struct page *page, struct page_link link)
{
    struct arena *arena = page->request->work.arena;
    struct page_link *links = arena_array(arena, struct page_link, page->trail_count + 1);
    for (size_t i = 0; i < page->trail_count; i++)
        links[i] = page->trail[i];
    links[page->trail_count++] = link;
    page->trail = links;
}

void page_trail(struct page *page, const char *label, struct text path)
{
    add_to_trail(page, (struct page_link){.label = label, .path = path});
}

void page_trail_text(struct page *page, struct text label, struct text path)
{
    add_to_trail(page, (struct page_link){.text = label, .path = path});
}

/* --- sending ------------------------------------------------------------------------------------------------------ */

struct output page_output(struct request *request, struct response *response)
{
    buffer_clear(&response->body);
    return (struct output){.buffer = &response->body,
                           .arena = request->work.arena,
                           .language = request->work.language,
                           .zone = request->work.zone,
                           .substitute = request->application->substitute,
                           .substitute_context = request->application->substitute_context};
}

enum outcome page_send(struct request *request, struct response *response, int status)
{
    (void)request;
    response->status = status;
    response->content_type = TEXT("text/html; charset=utf-8");
    return OK;
}
