/* Cases that came from elsewhere: what their page shows.  Within returns/; the rest is in returns.h. */
#ifndef RETURNS_EXISTING_H
#define RETURNS_EXISTING_H

#include "returns/returns.h"

/* A step that a case took before it came here, with what it asks: whether that was so is not known here. */
struct unchecked_step {
    const struct step *step;
    struct gate gate;
};
enum outcome return_unchecked_steps(struct work *work, const struct return_case *file,
                                    struct unchecked_step **ret_steps, size_t *ret_count) MUST_CHECK;

#endif
