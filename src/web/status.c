#include "web/status.h"

#include "web/page.h"

static const struct {
    enum outcome outcome;
    int status;
} OUTCOMES[] = {
    {OK, 200},
    {FAILED, 500},
    {UNAVAILABLE, 503},
    {DISK_FULL, 507},
    {INVALID, 422},
    {UNAUTHENTICATED, 401},
    {FORBIDDEN, 403},
    {NOT_FOUND, 404},
    {CONFLICT, 409},
    {PRECONDITION, 412},
    {PRECONDITION_MISSING, 428},
    {TOO_LARGE, 413},
    {TOO_MANY, 429},
};

static const struct status STATUSES[] = {
    {500, "Internal Server Error", "fault", N_("Something went wrong on our side"),
     N_("Nothing of this request was stored. Try again; if it happens again, tell your administrator the number "
        "below."),
     0},
    {200, "OK", "", NULL, NULL, 0},
    {201, "Created", "", NULL, NULL, 0},
    {202, "Accepted", "", NULL, NULL, 0},
    {204, "No Content", "", NULL, NULL, 0},
    {302, "Found", "", NULL, NULL, 0},
    {303, "See Other", "", NULL, NULL, 0},
    {304, "Not Modified", "", NULL, NULL, 0},
    {206, "Partial Content", "", NULL, NULL, 0},
    {308, "Permanent Redirect", "", NULL, NULL, 0},
    {400, "Bad Request", "malformed", N_("This request could not be read"),
     N_("Go back to the page before and try again. If you followed a link, it may have been cut short."), 0},
    {401, "Unauthorized", "unauthenticated", N_("Please sign in"),
     N_("You need to be signed in to see this page. Sign in and come back."), 0},
    {403, "Forbidden", "forbidden", N_("You may not do this"),
     N_("Your role does not include this. If you need it for your work, ask your supervisor or the administrator."), 0},
    {404, "Not Found", "not_found", N_("There is nothing here"),
     N_("The page does not exist, or it belongs to an office whose files you do not see. Check the number, or search."),
     0},
    {405, "Method Not Allowed", "method", N_("This cannot be done here"),
     N_("Go back to the page before and use its buttons."), 0},
    {409, "Conflict", "conflict", N_("Someone else was faster"),
     N_("This was changed while you were working on it. Open it again to see what changed, then make your change."), 0},
    {410, "Gone", "gone", N_("This no longer exists"),
     N_("It was deleted or erased. If you need to know why, ask the data protection officer."), 0},
    {412, "Precondition Failed", "changed", N_("This was changed in the meantime"),
     N_("Open it again to see what changed, then make your change."), 0},
    {413, "Content Too Large", "too_large", N_("This is too large"),
     N_("Send a smaller file, or split it. A photo taken with a lower resolution is usually enough."), 0},
    {415, "Unsupported Media Type", "media_type", N_("This kind of content is not understood here"),
     N_("Go back to the page before and use its form."), 0},
    {422, "Unprocessable Content", "invalid", N_("Some answers need to be corrected"),
     N_("Go back, correct what is marked, and send the form again."), 0},
    {428, "Precondition Required", "version_missing", N_("The version is missing"),
     N_("Say which version you change: send its ETag in If-Match."), 0},
    {429, "Too Many Requests", "too_many", N_("Too many attempts"), N_("Wait a few minutes, then try again."), 60},
    {503, "Service Unavailable", "unavailable", N_("Please try again in a moment"),
     N_("The system is restarting or very busy. What you sent was not stored yet: send it again in a few seconds."), 5},
    {507, "Insufficient Storage", "disk_full", N_("The disk of the server is full"),
     N_("Nothing of this was stored, and nobody can store anything until there is room. Tell the administrator of your "
        "mission's server now. Leave this page open: when there is room again, send it once more."),
     0},
};

int status_of(enum outcome outcome)
{
    for (size_t i = 0; i < sizeof OUTCOMES / sizeof *OUTCOMES; i++)
        if (OUTCOMES[i].outcome == outcome)
            return OUTCOMES[i].status;
    return 500;
}

const struct status *status_entry(int number)
{
    for (size_t i = 0; i < sizeof STATUSES / sizeof *STATUSES; i++)
        if (STATUSES[i].number == number)
            return &STATUSES[i];
    return &STATUSES[0];
}
