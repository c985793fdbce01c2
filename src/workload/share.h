/* Sharing cases out so that everybody has about as many.  No database. */
#ifndef WORKLOAD_SHARE_H
#define WORKLOAD_SHARE_H

#include <stddef.h>
#include <stdint.h>

/* Who gets the next one: the one with the least, the first of those with as little; raises their load by one.  `count`
   is at least 1. */
size_t share_next(int64_t *loads, size_t count);

#endif
