/* Who helps with what, where, when and whom: sites and services of organisations (identity/), what is left of a
   service's week, whom a service fits.  All that others may use. */
#ifndef DIRECTORY_DIRECTORY_H
#define DIRECTORY_DIRECTORY_H

#include "flow/flow.h"
#include "job/job.h"
#include "record/record.h"
#include "web/application.h"
#include "web/record_api.h"

/* Where an organisation receives people.  head.organisation is the provider. */
struct directory_site {
    struct record_head head;
    struct identifier provider; /* a row of partner_record; given once */
    struct text name, name_arabic;
    struct text region, province; /* of `regions` and `provinces`; the region follows from the province */
    struct text city, address, address_arabic, postal_code;
    struct text position;       /* "35.75950,-5.83400": latitude and longitude in degrees; empty: not known */
    struct flag address_hidden; /* yes: the street and the position are told to nobody outside */
    struct text accessibility;  /* codes of site_accessibility, joined by commas */
    struct text access_note;    /* how to get there */
    struct text telephone;
    struct flag generated; /* made for the demonstration: nobody real */
};
/* What is done there for whom. head.organisation is that of its site.  States: open, suspended, closed. */
struct directory_service {
    struct record_head head;
    struct identifier site, provider;   /* the provider is computed: that of the site */
    struct text category, also;         /* one code of service_categories, and codes joined by commas */
    struct text name, name_ar, name_en; /* `name` is the French one; the others may be empty */
    struct text description, description_ar, description_en;
    int64_t age_from, age_to; /* completed years, both included; INTEGER_NONE: no limit */
    struct text for_sex;      /* "F", "M"; empty: everybody */
    struct text statuses;     /* codes of service_statuses joined by commas; empty: whatever the status */
    struct text needs;        /* codes of service_needs: only for persons with one of these; empty: for everybody */
    struct text conditions;   /* what else is asked, in words */
    struct text languages;    /* codes of spoken_languages */
    struct text cost, cost_note;
    struct text documents, documents_note; /* codes of service_documents */
    int64_t capacity;                      /* places a week; INTEGER_NONE: no limit is known */
    struct text focal_office, focal_function, focal_telephone, focal_email;
    struct text deputy_office, deputy_function, deputy_telephone, deputy_email;
    struct text channel;         /* code of referral_channels: "account", "mail", "print" */
    struct text channel_address; /* of a mail */
    struct flag hidden;          /* yes: told to nobody outside, for safety */
    struct flag holidays;        /* yes: open on public holidays too */
    int32_t suspended_from, suspended_until, closed_on;
    int32_t verified_on, verify_by; /* computed */
    struct identifier verified_by;
    struct flag generated;
};
/* When a service receives: some weekdays from one hour to another, in the usual season or in Ramadan. */
struct directory_hours {
    struct record_head head;
    struct identifier service;
    struct text days;          /* codes of week_days joined by commas */
    struct text season;        /* "usual", "ramadan" */
    struct text opens, closes; /* "09:00", local time */
    struct text note;
};
/* Days on which a service does not receive although it is open otherwise. */
struct directory_closing {
    struct record_head head;
    struct identifier service;
    int32_t starts_on, ends_on; /* both included */
    struct text reason;
};
extern struct record directory_site_record, directory_service_record, directory_hours_record, directory_closing_record;
extern const struct flow directory_service_flow;
extern struct choice_list provinces;          /* "01.511": the region is what stands before the first dot */
extern struct choice_list service_categories; /* "MOU1" … "MOU6" are the themes of the memorandum; of the profile */
extern struct choice_list service_statuses, service_needs, service_documents, service_costs, referral_channels;
extern struct choice_list site_accessibility, week_days;

extern struct right directory_read;       /* everybody who works here: all services, also the hidden ones */
extern struct right directory_keep;       /* sites and services: a partner its own, the coordination all */
extern struct right directory_coordinate; /* organisations, what is out of date, over the whole mission */
extern struct right directory_verify;     /* whose task it is to look whether a service is still as described */

/* ---- whom a service fits ---- */

/* What is known of who looks for help; what is left empty is not known, and says nothing against a service. */
struct service_facts {
    struct text sex;       /* of the list of sexes: "F", "M", "X" */
    int64_t age;           /* completed years; INTEGER_NONE: not known */
    struct text status;    /* one of service_statuses */
    struct text needs;     /* codes of service_needs joined by commas */
    struct text languages; /* codes of spoken_languages joined by commas: one of them is enough */
    struct text category;  /* what is sought; empty: whatever */
    struct text region, province;
    int32_t day;    /* when; DATE_NONE: no matter */
    int64_t places; /* how many persons come; 0 counts as 1 */
};
enum service_fit {
    SERVICE_FITS,
    SERVICE_MAY_FIT,  /* something that the service asks is not known of the person */
    SERVICE_FITS_NOT, /* at least one reason is against it */
};
struct service_reason {
    const char *code;    /* stable: "too_old" */
    const char *message; /* N_(), with {1} and {2} */
    struct text arguments[2];
    bool unknown; /* it is not known, rather than against it */
};
enum { SERVICE_REASONS_MOST = 16 };
struct service_reasons {
    enum service_fit fit;
    struct service_reason at[SERVICE_REASONS_MOST];
    size_t count;
};
/* Facts with nothing known. */
struct service_facts service_facts_none(void);
/* Compares what is known with what the service asks, and with nothing else: neither hours nor places left.  The texts
   of the reasons are in the language of the work and live in its arena. */
void service_fits(struct work *work, const struct directory_service *service, const struct service_facts *facts,
                  struct service_reasons *ret_reasons);

/* ---- when, and how many ---- */

enum { SERVICE_HOURS_MOST = 8 };
struct service_day {
    bool open;
    const char *why;   /* N_(): why not, with {1}; NULL when it is open */
    struct text about; /* {1} */
    bool ramadan;
    struct {
        struct text opens, closes;
    } hours[SERVICE_HOURS_MOST]; /* in order; none: the service has not said when */
    size_t count;
};
/* Does the service receive on this day?  NOT_FOUND: there is no such service.  Does not ask who wants to know. */
enum outcome service_open_on(struct work *work, struct identifier service, int32_t day,
                             struct service_day *ret_day) MUST_CHECK;
/* Is the day one of Ramadan?  As announced in the profile (directory.csv), else by the tabular calendar, which may be
   a day beside the one announced. */
bool day_is_ramadan(int32_t day);

/* The places of a service in one week, which begins on Monday. */
struct service_week {
    int32_t week;           /* its Monday */
    int64_t capacity, left; /* INTEGER_NONE: no limit is known */
    int64_t taken;
};
/* In the caller's transaction, whoever asks.  NOT_FOUND: there is no such service. */
enum outcome service_week_get(struct work *work, struct identifier service, int32_t day,
                              struct service_week *ret_week) MUST_CHECK;
/* Takes `places` (at least 1) in the week of the day for `holder`, whatever that is (a referral); all or none.  Of two
   who take the last one in the same instant one gets it.  Taken again by the same holder of the same service it moves:
   what it held before is given back first.  In the caller's writing transaction, and undone with it.
   NOT_FOUND there is no such service · INVALID it is closed or suspended on that day · CONFLICT not that many are left
   in that week: service_week_get() says how many are.  After any of these nothing was changed and the transaction goes
   on. */
enum outcome service_place_take(struct work *work, struct identifier service, int32_t day, struct identifier holder,
                                int64_t places, struct service_week *ret_week) MUST_CHECK;
/* Gives back what the holder has of the service; OK also when that is nothing. */
enum outcome service_place_give_back(struct work *work, struct identifier service, struct identifier holder) MUST_CHECK;

/* What the pages of others call a service: "Consultation médicale, Centre d'accueil (Tanger)", in the language of the
   work. */
struct text service_title(struct work *work, const struct directory_service *service);
/* Its name and description in a language ("fr", "ar", "en"), else in French. */
struct text service_name_in(const struct directory_service *service, struct text language);
struct text service_description_in(const struct directory_service *service, struct text language);

/* ---- for app/ ---- */

/* For the demonstration: a service as it stands, with what was verified when, in this state. */
enum outcome service_add_as_is(struct work *work, struct directory_service *service, const char *state) MUST_CHECK;

extern const struct grant directory_grants[];
extern const size_t directory_grant_count;
extern const struct route directory_routes[];
extern const size_t directory_route_count;
extern const struct menu_entry directory_menu[];
extern const size_t directory_menu_count;
extern const struct resource directory_resources[];
extern const size_t directory_resource_count;
/* Tasks for what was not verified for long; nightly. */
extern const struct job_kind directory_due_job;
extern const struct internal_action directory_actions[]; /* ended by an entry without name */
/* Whose tasks stand in "my work". */
extern const struct record *const directory_task_records[];
extern const size_t directory_task_record_count;
/* Numbers of the mission (directory.csv of the profile): after how many months a service is out of date, when Ramadan
   was announced.  FAILED names file and line on stderr.  At start. */
enum outcome directory_load(struct arena *arena, const char *directory) MUST_CHECK;
/* The picture of the regions: region_tiles.csv of the profile.  At start. */
enum outcome region_tiles_load(struct arena *arena, const char *directory) MUST_CHECK;
/* For persons_start(). */
struct person_feature;
extern const struct person_feature directory_person_feature;
/* The whole public directory as HSDS 3.0, one file for each of its addresses, into a directory that is there. */
enum outcome directory_export_hsds(struct work *work, const char *directory, int64_t *ret_services) MUST_CHECK;

#endif
