/* A mail as it travels (RFC 5322): plain text in UTF-8, quoted-printable (RFC 2045), its subject in encoded words where
   it is not ASCII (RFC 2047).  Lines end with CR LF and are short enough for every server. */
#ifndef CODEC_MAIL_H
#define CODEC_MAIL_H

#include "base/buffer.h"
#include "base/problem.h"

enum { MAIL_ADDRESS_MOST = 254, MAIL_SUBJECT_MOST = 400, MAIL_BODY_MOST = 64 * 1024 }; /* bytes */

struct mail {
    struct text from, from_name, to; /* addresses; what the sender is called may be empty */
    struct text subject;
    struct text body;     /* lines end with LF */
    struct text language; /* "fr"; may be empty */
    struct text id;       /* before the @ of its Message-ID: letters, digits, '-' and '.' */
    struct text settings; /* https://… where its reader turns it off; may be empty */
    int64_t at;           /* an instant */
};

/* An address without quotes, comments or letters beyond ASCII: what we send to, and nothing that could be read as
   anything else on a line of a header or of SMTP. */
bool mail_address_is_sound(struct text address);
/* The whole message.  INVALID: an address is none, or what goes into a header holds a control character, is not UTF-8
   or too long: nothing was added. */
enum outcome mail_write(struct arena *arena, struct buffer *buffer, const struct mail *mail) MUST_CHECK;

#endif
