#include "protection/indicator.h"

/* The first word of a code says which element it stands for, also of a code that a later list dropped. */
static const char *const ELEMENTS[INDICATOR_ELEMENTS] = {"act_", "means_", "purpose_", "sign_"};

unsigned indicator_elements(struct text codes)
{
    unsigned elements = 0;
    struct text one;
    while (text_split(&codes, ',', &one))
        for (size_t i = 0; i < INDICATOR_ELEMENTS; i++)
            if (text_starts_with(one, text_from(ELEMENTS[i])))
                elements |= 1U << i;
    return elements;
}

enum { ACT = 1 << INDICATOR_ACT, MEANS = 1 << INDICATOR_MEANS, PURPOSE = 1 << INDICATOR_PURPOSE };

const char *indicator_suggests(unsigned elements, bool child)
{
    unsigned needed = child ? ACT | PURPOSE : ACT | MEANS | PURPOSE;
    if ((elements & needed) == needed)
        return "PRESUMED";
    return elements == 0 ? "NO_INDICATION" : "UNDETERMINED";
}

const char *indicator_reason(unsigned elements, bool child)
{
    if (elements == 0)
        return N_("No indicator is marked.");
    if ((elements & ACT) == 0)
        return N_("Signs are marked, but no act: who recruited, moved or received the person?");
    if ((elements & PURPOSE) == 0)
        return N_("An act is marked, but no purpose: was the person to be exploited, and how?");
    if (child)
        return N_("Act and purpose are marked; of a child the means are not asked.");
    if ((elements & MEANS) == 0)
        return N_("Act and purpose are marked, but no means: by force, deceit or abuse of weakness?");
    return N_("Act, means and purpose are marked.");
}
