#include "workload/share.h"

size_t share_next(int64_t *loads, size_t count)
{
    size_t least = 0;
    for (size_t i = 1; i < count; i++)
        if (loads[i] < loads[least])
            least = i;
    loads[least]++;
    return least;
}
