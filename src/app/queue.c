#include "app/queue.h"

#include <string.h>

/* FNV-1a.  Two clients of one place share a turn: slower, never starved. */
static size_t place_of(struct text client)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < client.length; i++)
        hash = (hash ^ (unsigned char)client.at[i]) * UINT64_C(1099511628211);
    return (size_t)(hash % QUEUE_CLIENTS);
}

void queue_add(struct queue *queue, struct connection *connection, struct text client)
{
    uint64_t turn = queue->now;
    if (client.length > 0) {
        uint64_t *last = &queue->last[place_of(client)];
        turn = *last < queue->now ? queue->now : *last + 1;
        *last = turn;
    }
    size_t at = queue->count++;
    for (; at > 0 && queue->waiting[at - 1].turn > turn; at--)
        queue->waiting[at] = queue->waiting[at - 1];
    queue->waiting[at].connection = connection;
    queue->waiting[at].turn = turn;
}

struct connection *queue_at(const struct queue *queue, size_t i) { return queue->waiting[i].connection; }

void queue_remove(struct queue *queue, size_t count)
{
    if (count == 0)
        return;
    queue->now = queue->waiting[count - 1].turn;
    queue->count -= count;
    memmove(queue->waiting, queue->waiting + count, queue->count * sizeof *queue->waiting);
}
