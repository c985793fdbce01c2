#include "protection/indicator.h"

/* Own wording.  The kinds of control and of exploitation are those of the column names of the CTDC global data set, the
   rest what practitioners' checklists ask (domain C.2). */
static const struct choice INDICATORS[] = {
    {"act_recruited", N_("Somebody else proposed, arranged or paid the journey"), {0}},
    {"act_transported", N_("Was brought, accompanied or handed over from one to another"), {0}},
    {"act_harboured", N_("Was lodged or received where the work or the abuse took place"), {0}},
    {"act_abducted", N_("Was taken away against their will"), {0}},
    {"act_fees", N_("Excessive fees, or the family stood surety for the debt"), {0}},
    {"means_debt", N_("Held by a debt"), {0}},
    {"means_earnings", N_("Earnings taken away"), {0}},
    {"means_money", N_("No access to money of their own"), {0}},
    {"means_threats", N_("Threats against them or their family"), {0}},
    {"means_psychological", N_("Psychological violence"), {0}},
    {"means_physical", N_("Physical violence"), {0}},
    {"means_sexual", N_("Sexual violence"), {0}},
    {"means_promises", N_("Deceived about work, place, employer, family reunion, marriage or adoption"), {0}},
    {"means_substances", N_("Made dependent on drugs, alcohol or medicine"), {0}},
    {"means_movement", N_("Not free to go out or to speak with others"), {0}},
    {"means_care", N_("Kept from doctors"), {0}},
    {"means_hours", N_("Made to work without measure or rest"), {0}},
    {"means_children", N_("Their children were used against them"), {0}},
    {"means_authorities", N_("Threatened with police or deportation"), {0}},
    {"means_necessities", N_("Food, water or shelter withheld"), {0}},
    {"means_documents", N_("Papers taken away, or false papers imposed"), {0}},
    {"purpose_labour", N_("Forced labour or forced begging"), {0}},
    {"purpose_domestic", N_("Servitude in a household"), {0}},
    {"purpose_sexual", N_("Sexual exploitation"), {0}},
    {"purpose_marriage", N_("Forced marriage"), {0}},
    {"purpose_crime", N_("Forced to commit offences"), {0}},
    {"purpose_armed", N_("Made to serve an armed group"), {0}},
    {"purpose_organs", N_("Removal of an organ"), {0}},
    {"purpose_slavery", N_("Slavery, or practices like it"), {0}},
    {"sign_fear", N_("Fear or anxiety when asked"), {0}},
    {"sign_spoken_for", N_("Another person speaks for them"), {0}},
    {"sign_injuries", N_("Injuries, or signs of long neglect"), {0}},
    {"sign_learned", N_("The account sounds learned by heart"), {0}},
};
struct choice_list trafficking_indicators = {"trafficking_indicators", NULL, INDICATORS,
                                             sizeof INDICATORS / sizeof *INDICATORS};

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
