/* Is a workbook on the disk whole?  The library that writes it does not look at what its writes return, so a full disk
   leaves a file that opens and lacks rows. */
#ifndef CODEC_SHEET_CHECK_H
#define CODEC_SHEET_CHECK_H

#include "base/problem.h"

/* FAILED: it cannot be read, a part cannot be unpacked, or a part does not end as XML does. */
enum outcome sheet_check(const char *path) MUST_CHECK;

#endif
