/* How headings and names of codes are compared: letters without their marks, small, words parted by one space.  Within
   exchange/. */
#ifndef EXCHANGE_LABEL_H
#define EXCHANGE_LABEL_H

#include "base/arena.h"

/* "  Né(e) le : " → "ne e le"; of Arabic letters the forms that people mix are one. */
struct text label_form(struct arena *arena, struct text text);

#endif
