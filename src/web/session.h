/* Who is signed in: a row that can be ended, and an opaque cookie.  Idle time lives in a second, signed cookie that is
   issued again every five minutes, so that reading pages writes no rows. */
#ifndef WEB_SESSION_H
#define WEB_SESSION_H

#include "web/application.h"

enum { IDLE_REISSUE_SECONDS = 300 };

/* Fills request->session and the actor: from the cookies, or from "Authorization: Bearer" on the API.  OK also when
   nobody is signed in. */
enum outcome session_read(struct request *request) MUST_CHECK;
/* Signs a user in: a new session (the one that was open ends), its cookies in the response, request->session and actor
   filled.  For handlers of any class: the row goes through work.hand_over.  NOT_FOUND when the account is closed. */
enum outcome session_open(struct request *request, struct response *response, struct identifier user) MUST_CHECK;
/* Signs out: ends the row, deletes the cookies.  OK when nobody was signed in. */
enum outcome session_end(struct request *request, struct response *response) MUST_CHECK;
/* Ends all sessions of a user (password changed, account closed), in the caller's transaction. */
enum outcome session_end_all(struct work *work, struct identifier user) MUST_CHECK;
/* Issues the idle cookie again when it is five minutes old. */
void session_refresh(struct request *request, struct response *response);

/* "session.open" and "session.end"; ended by an entry without name. */
extern const struct internal_action session_actions[];

/* Deletes sessions long over, kept form keys and kept API answers; for a nightly job. */
enum outcome web_clean_up(struct work *work) MUST_CHECK;

#endif
