/* Files that the board and the indicators are sent as.  Within referrals/. */
#ifndef REFERRALS_REFERRAL_FILES_H
#define REFERRALS_REFERRAL_FILES_H

#include "web/page.h"

struct sheet;
/* Makes a workbook in the body of the response; `title` is N_(), in the language of `work`.  FAILED when it cannot be
   written, TOO_LARGE past what is sent at once. */
typedef void sheet_filler(void *context, struct work *work, struct sheet *sheet);
enum outcome referral_sheet_write(struct request *request, struct work *work, const char *title, sheet_filler *fill,
                                  void *context, struct response *response) MUST_CHECK;
/* Says what the body is and what it is called ("referral-board" + day + "csv", "xlsx", "pdf"), and notes in the audit
   log that it was taken out. */
enum outcome referral_file_send(struct request *request, struct response *response, const char *name,
                                const char *format) MUST_CHECK;

#endif
