#include "protection/indicator.h"

/* Own wording.  The kinds of control and of exploitation are those of the column names of the CTDC global data set, the
   rest what practitioners' checklists ask (domain C.2). */
static const struct choice ACTS[] = {
    {"act_recruited", N_("Somebody else proposed, arranged or paid the journey"), {0}, true},
    {"act_transported", N_("Was brought, accompanied or handed over from one to another"), {0}, true},
    {"act_harboured", N_("Was lodged or received where the work or the abuse took place"), {0}, true},
    {"act_abducted", N_("Was taken away against their will"), {0}, true},
    {"act_fees", N_("Excessive fees, or the family stood surety for the debt"), {0}, true},
};
struct choice_list trafficking_acts = {"trafficking_acts", NULL, ACTS, sizeof ACTS / sizeof *ACTS};

static const struct choice MEANS_OF_CONTROL[] = {
    {"means_debt", N_("Held by a debt"), {0}, true},
    {"means_earnings", N_("Earnings taken away"), {0}, true},
    {"means_money", N_("No access to money of their own"), {0}, true},
    {"means_threats", N_("Threats against them or their family"), {0}, true},
    {"means_psychological", N_("Psychological violence"), {0}, true},
    {"means_physical", N_("Physical violence"), {0}, true},
    {"means_sexual", N_("Sexual violence"), {0}, true},
    {"means_promises", N_("Deceived about work, place, employer, family reunion, marriage or adoption"), {0}, true},
    {"means_substances", N_("Made dependent on drugs, alcohol or medicine"), {0}, true},
    {"means_movement", N_("Not free to go out or to speak with others"), {0}, true},
    {"means_care", N_("Kept from doctors"), {0}, true},
    {"means_hours", N_("Made to work without measure or rest"), {0}, true},
    {"means_children", N_("Their children were used against them"), {0}, true},
    {"means_authorities", N_("Threatened with police or deportation"), {0}, true},
    {"means_necessities", N_("Food, water or shelter withheld"), {0}, true},
    {"means_documents", N_("Papers taken away, or false papers imposed"), {0}, true},
};
struct choice_list trafficking_means = {"trafficking_means", NULL, MEANS_OF_CONTROL,
                                        sizeof MEANS_OF_CONTROL / sizeof *MEANS_OF_CONTROL};

static const struct choice PURPOSES[] = {
    {"purpose_labour", N_("Forced labour or forced begging"), {0}, true},
    {"purpose_domestic", N_("Servitude in a household"), {0}, true},
    {"purpose_sexual", N_("Sexual exploitation"), {0}, true},
    {"purpose_marriage", N_("Forced marriage"), {0}, true},
    {"purpose_crime", N_("Forced to commit offences"), {0}, true},
    {"purpose_armed", N_("Made to serve an armed group"), {0}, true},
    {"purpose_organs", N_("Removal of an organ"), {0}, true},
    {"purpose_slavery", N_("Slavery, or practices like it"), {0}, true},
};
struct choice_list trafficking_purposes = {"trafficking_purposes", NULL, PURPOSES, sizeof PURPOSES / sizeof *PURPOSES};

static const struct choice SIGNS[] = {
    {"sign_fear", N_("Fear or anxiety when asked"), {0}, true},
    {"sign_spoken_for", N_("Another person speaks for them"), {0}, true},
    {"sign_injuries", N_("Injuries, or signs of long neglect"), {0}, true},
    {"sign_learned", N_("The account sounds learned by heart"), {0}, true},
};
struct choice_list trafficking_signs = {"trafficking_signs", NULL, SIGNS, sizeof SIGNS / sizeof *SIGNS};

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
