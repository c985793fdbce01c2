/* Gives one message to a mail server (libcurl, which only smtp.c sees). */
#ifndef SYSTEM_SMTP_H
#define SYSTEM_SMTP_H

#include "base/problem.h"

struct smtp {
    struct text url;            /* "smtp://host:587", "smtps://host": smtp_url_is_sound() */
    struct text user, password; /* empty: nobody signs in */
    struct text from, to;       /* addresses without brackets */
    struct text message;        /* lines end with CR LF */
    int64_t seconds;            /* for all of it */
};

enum smtp_answer {
    SMTP_TAKEN,
    SMTP_AWAY,    /* nobody answers there, or not in time */
    SMTP_LATER,   /* the server asks to try again later */
    SMTP_NO_TLS,  /* no encrypted connection: its certificate is not trusted, or it offers none */
    SMTP_SIGN_IN, /* it does not take the user or the password */
    SMTP_REFUSED, /* it does not take this message or its receiver, now or later */
};

/* Scheme, host and perhaps a port: nothing that could name a user, a password or another place. */
bool smtp_url_is_sound(struct text url);
/* Does it lead to this host itself?  Only there may a message travel without TLS. */
bool smtp_url_is_here(struct text url);
/* Waits for the server's answer; one that is lost after the server took the message reads as SMTP_AWAY. */
enum smtp_answer smtp_send(const struct smtp *smtp);

#endif
