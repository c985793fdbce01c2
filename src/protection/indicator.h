/* Indicators of trafficking as a versioned list, and what they suggest.  A suggestion, never a decision: people read
   and sign (domain C.2; Palermo Protocol, article 3: act, means and purpose; of a child the means are not asked). */
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

extern struct choice_list trafficking_acts, trafficking_means, trafficking_purposes, trafficking_signs;
/* Of the list: goes with every screening that was made with it.  A list that changes gets another one. */
#define INDICATOR_VERSION "2026-11"

/* Which elements a set of codes (joined by commas) holds: a bit for each.  Codes of no element count for none. */
unsigned indicator_elements(struct text codes);
/* "PRESUMED", "UNDETERMINED" or "NO_INDICATION": a code of screening_decisions. */
const char *indicator_suggests(unsigned elements, bool child);
/* N_(): why, in a sentence. */
const char *indicator_reason(unsigned elements, bool child);

#endif
