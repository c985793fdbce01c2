/* Between the files of the directory. */
#ifndef DIRECTORY_DIRECTORY_STORE_H
#define DIRECTORY_DIRECTORY_STORE_H

#include "directory/directory.h"
#include "identity/identity.h"

extern struct choice_list service_sexes, directory_seasons;

/* ---- numbers of the mission (directory.csv) ---- */

/* The day from which a service that was verified on this day is out of date. */
int32_t service_verify_by(int32_t verified_on);
int64_t directory_months(void);

/* ---- sites and rows that hang on them ---- */

/* May the actor keep rows of this organisation? */
bool directory_may_keep(const struct work *work, struct identifier organisation);
/* A position as it is stored, of what was typed: "35,7595; -5.834" gives "35.75950,-5.83400".  INVALID. */
enum outcome position_read(struct arena *arena, struct text typed, struct text *ret_position) MUST_CHECK;
/* "09:00" in minutes of the day, "24:00" too; -1 for anything else. */
int32_t clock_minutes(struct text clock);
/* Is the code one of those joined by commas? */
bool codes_have(struct text codes, struct text code);
bool codes_meet(struct text codes, struct text others);
/* The codes as people read them, joined by commas of the language. */
struct text codes_shown(struct work *work, const struct choice_list *list, struct text codes);
/* "01" of "01.511"; the code itself when there is no dot. */
struct text province_region(struct text province);

/* ---- reading for the program: whoever asks ---- */

struct directory_entry {
    struct directory_service *service;
    struct directory_site *site;
    struct organisation *provider;
    struct directory_hours **hours;
    size_t hour_count;
    struct directory_closing **closings;
    size_t closing_count;
};
/* What entries are read. */
struct entry_query {
    struct identifier provider, site; /* zeros: any */
    struct text category;             /* main or also; empty: any */
    struct text region;
    bool open;             /* not what is closed for good */
    bool public;           /* neither it nor its organisation is hidden */
    int64_t changed_since; /* 0: whenever */
    size_t skip, most;
    bool times; /* with hours and closings */
};
/* In order of making; *ret_total: how many there are of it beyond the page (may be NULL). */
enum outcome entries_read(struct work *work, const struct entry_query *query, struct directory_entry **ret_entries,
                          size_t *ret_count, size_t *ret_total) MUST_CHECK;
/* NOT_FOUND. */
enum outcome entry_read(struct work *work, struct identifier service, bool public,
                        struct directory_entry *ret_entry) MUST_CHECK;
/* Organisations that are told outside, by name. */
enum outcome public_organisations(struct work *work, struct organisation ***ret_rows, size_t *ret_count) MUST_CHECK;

/* Does it receive on that day, by what was read? */
void entry_day(struct work *work, const struct directory_entry *entry, int32_t day, struct service_day *ret_day);
/* The first day from `day` on, within a fortnight, on which it does; DATE_NONE. */
int32_t entry_next_open(struct work *work, const struct directory_entry *entry, int32_t day);
/* "Monday to Friday, 09:00 to 12:30" of one row. */
struct text hours_shown(struct work *work, const struct directory_hours *hours);
struct text site_address_shown(struct work *work, const struct directory_site *site, bool outside);
struct text site_title_shown(struct work *work, const struct directory_site *site);
struct text organisation_shown(struct work *work, const struct organisation *organisation);

enum outcome service_begin(struct work *work, void *row) MUST_CHECK; /* stores a new one with its first task */

/* What of a service is out of date by today. */
bool service_is_old(const struct directory_service *service, int32_t today);
/* What waits to be verified and has no task yet: its identifiers. */
enum outcome services_due(struct work *work, int32_t today, struct directory_service ***ret_rows,
                          size_t *ret_count) MUST_CHECK;
/* The organisation that coordinates: where the first programme manager works; zeros when there is none. */
enum outcome coordinating_organisation(struct work *work, struct identifier *ret_organisation) MUST_CHECK;

#endif
