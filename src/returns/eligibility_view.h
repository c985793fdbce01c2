/* What the rules answered, for pages.  Within returns/. */
#ifndef RETURNS_ELIGIBILITY_VIEW_H
#define RETURNS_ELIGIBILITY_VIEW_H

#include "returns/eligibility.h"
#include "returns/return_pages.h"

/* The rules that are asked in the state of a case, as they are answered now.  NOT_FOUND: none is asked there. */
enum outcome rules_view_of_case(struct request *request, const struct return_case *file,
                                struct rules_view *ret) MUST_CHECK;

#endif
