/* Who is away, from when until when, and who takes their place meanwhile.  Why is nobody's business here. */
#ifndef IDENTITY_ABSENCE_H
#define IDENTITY_ABSENCE_H

#include "record/record.h"

struct absence {
    struct record_head head; /* head.assigned: whose it is, head.office: where they work */
    struct identifier account, substitute;
    int32_t from_on, until_on; /* both days are part of it */
    struct flag cancelled;
};
extern struct record absence_record;
/* Grants stand with the feature that has the pages (workload/). */
extern struct right absence_read, absence_keep;

/* For whom this user stands in today. */
enum outcome absence_covered(struct work *work, struct identifier user, struct identifier **ret_ids,
                             size_t *ret_count) MUST_CHECK;

/* Who of an organisation is away on a day. */
struct away {
    struct identifier account, substitute; /* zeros: nobody takes their place */
    int32_t until;
};
enum outcome absence_on(struct work *work, struct identifier organisation, int32_t day, struct away **ret_away,
                        size_t *ret_count) MUST_CHECK;
/* NULL: this user is not away. */
const struct away *absence_among(const struct away *away, size_t count, struct identifier user);

/* Open accounts with a role in an office today. */
enum outcome office_colleagues(struct work *work, struct identifier office, struct identifier **ret_ids,
                               size_t *ret_count) MUST_CHECK;

#endif
