/* Indicators of trafficking as a versioned list of the profile, and what they suggest.  A suggestion, never a decision:
   people read and sign (domain C.2; Palermo Protocol, article 3: act, means and purpose; of a child the means are not
   asked). */
#ifndef PROTECTION_INDICATOR_H
#define PROTECTION_INDICATOR_H

#include "record/choice.h"

enum indicator_element {
    INDICATOR_ACT,     /* recruited, transported, transferred, harboured, received */
    INDICATOR_MEANS,   /* by force, deceit, abuse of power … */
    INDICATOR_PURPOSE, /* to be exploited */
    INDICATOR_SIGN,    /* seen on the person; none of the three by itself */
};
enum { INDICATOR_ELEMENTS = INDICATOR_SIGN + 1 };

/* Empty until the profile was read.  What a later version dropped is kept as past, so that what was signed shows. */
extern struct choice_list trafficking_acts, trafficking_means, trafficking_purposes, trafficking_signs;

/* Of the text of trafficking_indicators.csv: columns code, fr, ar, en, since, until, source, mark.  `since` and `until`
   name versions ("2026-11"): the one that first asked it and the one that asks it no more.  INVALID, with the line and
   what is wrong there; the lists stay as they were.  All of it is kept in the arena. */
enum outcome indicators_read(struct arena *arena, struct text content, struct choice_fault *ret_fault) MUST_CHECK;
/* Which of these codes (joined by commas) are past and not among `before`: the first of them; empty when none is. */
struct text indicator_past(struct text codes, struct text before);
/* Where these codes come from: each source once, joined; *ret_verified says whether each was read there. */
struct text indicator_sources(struct arena *arena, struct text codes, bool *ret_verified);

/* Which elements a set of codes (joined by commas) holds: a bit for each.  Codes of no element count for none. */
unsigned indicator_elements(struct text codes);
/* "PRESUMED", "UNDETERMINED" or "NO_INDICATION": a code of screening_decisions. */
const char *indicator_suggests(unsigned elements, bool child);
/* N_(): why, in a sentence. */
const char *indicator_reason(unsigned elements, bool child);

#endif
