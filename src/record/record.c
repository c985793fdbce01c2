#include "record/record.h"

#include <string.h>

void field_clear(const struct field *field, void *row)
{
    void *at = (char *)row + field->offset;
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_CHOICE:
    case FIELD_CHOICES:
        *(struct text *)at = TEXT_NONE;
        break;
    case FIELD_DATE:
        *(int32_t *)at = DATE_NONE;
        break;
    case FIELD_PARTIAL_DATE:
        *(struct partial_date *)at = (struct partial_date){DATE_NONE, PRECISION_NONE};
        break;
    case FIELD_INSTANT:
    case FIELD_INTEGER:
        *(int64_t *)at = INTEGER_NONE;
        break;
    case FIELD_MONEY:
        *(struct money *)at = (struct money){0};
        break;
    case FIELD_FLAG:
        *(struct flag *)at = (struct flag){FLAG_UNKNOWN};
        break;
    case FIELD_LINK:
        *(struct identifier *)at = (struct identifier){0};
        break;
    }
}

void field_copy(const struct field *field, const void *from, void *row)
{
    static const size_t SIZES[] = {
        [FIELD_TEXT] = sizeof(struct text),       [FIELD_LINES] = sizeof(struct text),
        [FIELD_CHOICE] = sizeof(struct text),     [FIELD_CHOICES] = sizeof(struct text),
        [FIELD_DATE] = sizeof(int32_t),           [FIELD_PARTIAL_DATE] = sizeof(struct partial_date),
        [FIELD_INSTANT] = sizeof(int64_t),        [FIELD_INTEGER] = sizeof(int64_t),
        [FIELD_MONEY] = sizeof(struct money),     [FIELD_FLAG] = sizeof(struct flag),
        [FIELD_LINK] = sizeof(struct identifier),
    };
    memcpy((char *)row + field->offset, (const char *)from + field->offset, SIZES[field->kind]);
}

void *record_new(struct arena *arena, const struct record *record)
{
    void *row = arena_zeroed(arena, 1, record->size);
    for (size_t i = 0; i < record->field_count; i++)
        field_clear(&record->fields[i], row);
    return row;
}

void *record_copy(struct arena *arena, const struct record *record, const void *row)
{
    void *copy = arena_bytes(arena, record->size);
    memcpy(copy, row, record->size);
    return copy;
}

struct subject record_subject(const void *row)
{
    const struct record_head *head = record_head_of(row);
    return (struct subject){head->organisation, head->office, head->assigned, head->person};
}

const struct field *record_field(const struct record *record, struct text name)
{
    for (size_t i = 0; i < record->field_count; i++)
        if (text_is(name, record->fields[i].name))
            return &record->fields[i];
    return NULL;
}

size_t record_field_index(const struct record *record, const struct field *field)
{
    return (size_t)(field - record->fields);
}

bool field_is_empty(const struct field *field, const void *row)
{
    const void *at = (const char *)row + field->offset;
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_CHOICE:
    case FIELD_CHOICES:
        return ((const struct text *)at)->length == 0;
    case FIELD_DATE:
        return *(const int32_t *)at == DATE_NONE;
    case FIELD_PARTIAL_DATE:
        return ((const struct partial_date *)at)->date == DATE_NONE;
    case FIELD_INSTANT:
    case FIELD_INTEGER:
        return *(const int64_t *)at == INTEGER_NONE;
    case FIELD_MONEY:
        return ((const struct money *)at)->currency[0] == '\0';
    case FIELD_FLAG:
        return ((const struct flag *)at)->is == FLAG_UNKNOWN;
    case FIELD_LINK:
        return identifier_is_none(*(const struct identifier *)at);
    }
    return true;
}

bool field_equal(const struct field *field, const void *a, const void *b)
{
    const void *left = (const char *)a + field->offset;
    const void *right = (const char *)b + field->offset;
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_CHOICE:
    case FIELD_CHOICES:
        return text_equal(*(const struct text *)left, *(const struct text *)right);
    case FIELD_DATE:
        return *(const int32_t *)left == *(const int32_t *)right;
    case FIELD_PARTIAL_DATE: {
        const struct partial_date *one = left;
        const struct partial_date *other = right;
        return one->date == other->date && one->precision == other->precision;
    }
    case FIELD_INSTANT:
    case FIELD_INTEGER:
        return *(const int64_t *)left == *(const int64_t *)right;
    case FIELD_MONEY: {
        const struct money *one = left;
        const struct money *other = right;
        return one->minor == other->minor && strcmp(one->currency, other->currency) == 0;
    }
    case FIELD_FLAG:
        return ((const struct flag *)left)->is == ((const struct flag *)right)->is;
    case FIELD_LINK:
        return identifier_equal(*(const struct identifier *)left, *(const struct identifier *)right);
    }
    return false;
}

unsigned field_purposes(const struct record *record, const struct field *field)
{
    unsigned purposes = field->purposes != 0 ? field->purposes : record->purposes;
    return purposes == 0 ? ~0U : purposes;
}

/* Most fields of a record ask for the same right and purposes as the one before: the answer is the same. */
struct last_answer {
    const struct right *field_right;
    unsigned purposes;
    bool known, may;
};

static bool may_as_before(const struct work *work, const struct record *record, const struct field *field,
                          const struct right *record_right, const struct right *field_right,
                          const struct subject *subject, struct last_answer *last)
{
    unsigned purposes = field_purposes(record, field);
    if ((field->flags & FIELD_HIDDEN) != 0)
        return false;
    if (!last->known || last->field_right != field_right || last->purposes != purposes)
        *last = (struct last_answer){field_right, purposes, true,
                                     actor_may_field(work->actor, record_right, field_right, purposes, subject)};
    return last->may;
}

struct field_set record_readable(const struct work *work, const struct record *record, const void *row)
{
    struct field_set set = {0};
    struct last_answer last = {0};
    struct subject subject = record_subject(row);
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if (may_as_before(work, record, field, record->read, field->read, &subject, &last))
            field_set_add(&set, i);
    }
    return set;
}

struct field_set record_writable(const struct work *work, const struct record *record, const void *row)
{
    struct field_set set = {0};
    struct last_answer last = {0};
    struct subject subject = record_subject(row);
    bool fresh = record_head_of(row)->version == 0;
    const struct right *right = fresh ? record->create : record->update;
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        bool fixed = (field->flags & FIELD_COMPUTED) != 0 || (!fresh && (field->flags & FIELD_ONCE) != 0);
        if (right != NULL && !fixed && may_as_before(work, record, field, right, field->write, &subject, &last))
            field_set_add(&set, i);
    }
    return set;
}
