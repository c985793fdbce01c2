/* The file of a backup: what was put in comes out; whatever was done to it is seen. */
#include "base/tests/testing.h"

#include <sys/mman.h>
#include <unistd.h>

#include <sodium.h>

#include "backup/stream.h"
#include "database/tests/scratch.h"
#include "system/file.h"
#include "system/random.h"

enum { FILE_MOST = 1 << 20, LARGE = 300000 };

/* --- items -------------------------------------------------------------------------------------------------------- */

struct bytes {
    struct text text;
    size_t at;
};

static enum outcome give(void *context, char *to, size_t size, size_t *ret_length)
{
    struct bytes *bytes = context;
    size_t left = bytes->text.length - bytes->at;
    *ret_length = left < size ? left : size;
    if (*ret_length > 0)
        memcpy(to, bytes->text.at + bytes->at, *ret_length);
    bytes->at += *ret_length;
    return OK;
}

static enum outcome read_one(struct arena *arena, struct text text, struct item *ret)
{
    struct bytes bytes = {text, 0};
    struct item_reader reader = item_reader_open(arena, (struct item_source){give, &bytes});
    enum outcome outcome = item_next(&reader, ret);
    if (outcome == OK) {
        ret->bytes = arena_text(arena, ret->bytes);
        outcome = item_next(&reader, &(struct item){0}) == NOT_FOUND ? OK : INVALID;
    }
    item_reader_close(&reader);
    return outcome;
}

static void items_come_back(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 24);
    AUTO_BUFFER struct buffer buffer = buffer_open(1 << 20);
    struct item item;
    struct identifier id = {{1, 2, 3}};
    const struct value values[] = {
        value_null(),         value_integer(INT64_MIN), value_integer(-1), value_real(-0.25), value_text(TEXT("مرحبا")),
        value_text(TEXT("")), value_bytes(TEXT("\0x")), value_id(id)};
    item_write(&buffer, ITEM_ROW, values, COUNT(values));
    assert_int_equal(read_one(arena, buffer_text(&buffer), &item), OK);
    assert_int_equal(item.kind, ITEM_ROW);
    assert_true(item_has(&item, "niirttbb"));
    assert_true(item_has(&item, "nii*"));
    assert_false(item_has(&item, "nii"));
    assert_true(text_equal(item.bytes, buffer_text(&buffer)));
}

static void hostile_items_are_refused(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 24);
    struct item item;
    static const struct text HOSTILE[] = {
        TEXT_CONSTANT("R"),                                /* cut in the length */
        TEXT_CONSTANT("R\0\0\0\x09i\0\0"),                 /* cut in a value */
        TEXT_CONSTANT("R\xff\xff\xff\xffn"),               /* four thousand million bytes */
        TEXT_CONSTANT("R\x04\0\0\x01n"),                   /* one more than the most */
        TEXT_CONSTANT("R\0\0\0\x01q"),                     /* no such kind */
        TEXT_CONSTANT("R\0\0\0\x05t\xff\xff\xff\xff"),     /* a text longer than its item */
        TEXT_CONSTANT("R\0\0\0\x06t\0\0\0\x01\xff"),       /* no UTF-8 */
        TEXT_CONSTANT("R\0\0\0\x06t\0\0\0\x01\0"),         /* NUL in a text */
        TEXT_CONSTANT("R\0\0\0\x09r\x7f\xf0\0\0\0\0\0\0"), /* infinity */
        TEXT_CONSTANT("R\0\0\0\x09r\x7f\xf8\0\0\0\0\0\0"), /* not a number */
    };
    for (size_t i = 0; i < COUNT(HOSTILE); i++)
        assert_int_equal(read_one(arena, HOSTILE[i], &item), INVALID);
    char many[ITEM_PREFIX + ITEM_VALUES_MOST + 1] = {'R', 0, 0, (ITEM_VALUES_MOST + 1) >> 8,
                                                     (ITEM_VALUES_MOST + 1) & 255};
    memset(many + ITEM_PREFIX, 'n', ITEM_VALUES_MOST + 1);
    assert_int_equal(read_one(arena, (struct text){many, sizeof many}, &item), INVALID);
    assert_int_equal(read_one(arena, TEXT(""), &item), NOT_FOUND);
}

/* --- envelopes ---------------------------------------------------------------------------------------------------- */

static ptrdiff_t give_sealed(void *context, char *to, size_t size)
{
    size_t length;
    (void)give(context, to, size, &length);
    return (ptrdiff_t)length;
}

static struct text seal_up(struct arena *arena, const struct key *recipient, struct text plain)
{
    struct envelope_writer *writer;
    struct envelope_sum sum;
    unsigned char digest[DIGEST_BYTES];
    int file = memfd_create("envelope", MFD_CLOEXEC);
    assert_true(file >= 0);
    assert_int_equal(envelope_create(arena, file, recipient, &writer), OK);
    for (size_t at = 0; at < plain.length; at += 1000)
        assert_int_equal(
            envelope_put(writer, text_slice(plain, at, at + 1000 < plain.length ? at + 1000 : plain.length)), OK);
    assert_int_equal(envelope_finish(writer, &sum), OK);
    envelope_drop(writer);
    char *bytes = arena_bytes(arena, (size_t)sum.bytes);
    assert_int_equal(pread(file, bytes, (size_t)sum.bytes, 0), sum.bytes);
    (void)close(file);
    struct text sealed = {bytes, (size_t)sum.bytes};
    hash_bytes(sealed, digest);
    assert_memory_equal(digest, sum.digest, DIGEST_BYTES);
    return sealed;
}

/* All of it, or why not. */
static enum backup_fault unseal_all(struct text sealed, const struct key *secret, struct text *ret, struct arena *arena)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(FILE_MOST);
    struct bytes bytes = {sealed, 0};
    struct envelope_reader *reader;
    enum backup_fault fault = FAULT_NONE;
    size_t got = 1;
    if (envelope_open(arena, (struct envelope_source){give_sealed, &bytes}, (struct envelope_opener){.secret = secret},
                      &reader, &fault) != OK) {
        assert_int_not_equal(fault, FAULT_NONE);
        return fault;
    }
    while (got > 0) {
        if (envelope_read(reader, buffer_room(&buffer, 999), 999, &got) != OK) {
            fault = envelope_fault(reader);
            assert_int_not_equal(fault, FAULT_NONE);
            break;
        }
        buffer.length += got;
    }
    envelope_close(reader);
    *ret = arena_text(arena, buffer_text(&buffer));
    return fault;
}

struct pair {
    struct key secret, public;
};

static struct pair pair_make(void)
{
    struct pair pair;
    random_start();
    recipient_make(&pair.secret, &pair.public);
    return pair;
}

/* More than three chunks, that zlib cannot make small. */
static struct text noise(struct arena *arena, size_t size)
{
    char *bytes = arena_bytes(arena, size);
    randombytes_buf_deterministic(bytes, size, (const unsigned char *)"a seed of thirty-two bytes, exac");
    return (struct text){bytes, size};
}

static void envelopes_come_back(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 26);
    struct pair pair = pair_make();
    const struct text plains[] = {TEXT(""), TEXT("a"), noise(arena, LARGE), noise(arena, 65536), noise(arena, 65525)};
    for (size_t i = 0; i < COUNT(plains); i++) {
        struct text plain;
        struct text sealed = seal_up(arena, &pair.public, plains[i]);
        assert_int_equal(unseal_all(sealed, &pair.secret, &plain, arena), FAULT_NONE);
        assert_true(text_equal(plain, plains[i]));
        assert_int_equal(text_find(sealed, text_slice(noise(arena, 64), 0, 64)), -1);
    }
}

/* Every length of a small one; around every boundary of a large one. */
static void a_cut_is_seen(void **state)
{
    (void)state;
    struct pair pair = pair_make();
    AUTO_ARENA struct arena *arena = arena_open(1 << 26);
    struct text small = seal_up(arena, &pair.public, TEXT("some words that nobody may lose a part of"));
    struct text large = seal_up(arena, &pair.public, noise(arena, LARGE));
    for (size_t length = 0; length < small.length; length++) {
        AUTO_ARENA struct arena *own = arena_open(1 << 24);
        struct text plain;
        enum backup_fault fault = unseal_all(text_slice(small, 0, length), &pair.secret, &plain, own);
        assert_int_equal(fault, length < 8 ? FAULT_NOT_A_BACKUP : FAULT_TRUNCATED);
    }
    for (size_t chunk = 128; chunk < large.length; chunk += 4 + 65536 + 17)
        for (size_t around = chunk - 20; around < chunk + 20 && around < large.length; around++) {
            AUTO_ARENA struct arena *own = arena_open(1 << 24);
            struct text plain;
            assert_int_equal(unseal_all(text_slice(large, 0, around), &pair.secret, &plain, own), FAULT_TRUNCATED);
        }
}

static void a_changed_byte_is_seen(void **state)
{
    (void)state;
    struct pair pair = pair_make();
    AUTO_ARENA struct arena *arena = arena_open(1 << 24);
    struct text sealed = seal_up(arena, &pair.public, TEXT("some words that nobody may change a letter of"));
    char *bytes = arena_string(arena, sealed);
    for (size_t at = 0; at < sealed.length * 8; at++) {
        AUTO_ARENA struct arena *own = arena_open(1 << 24);
        struct text plain;
        bytes[at / 8] = (char)(bytes[at / 8] ^ 1 << at % 8);
        assert_int_not_equal(unseal_all((struct text){bytes, sealed.length}, &pair.secret, &plain, own), FAULT_NONE);
        bytes[at / 8] = (char)(bytes[at / 8] ^ 1 << at % 8);
    }
    struct text plain;
    assert_int_equal(unseal_all(arena_join(arena, sealed, TEXT("x")), &pair.secret, &plain, arena), FAULT_CHANGED);
    assert_int_equal(unseal_all((struct text){bytes, sealed.length}, &pair.secret, &plain, arena), FAULT_NONE);
}

static void chunks_cannot_be_exchanged(void **state)
{
    (void)state;
    struct pair pair = pair_make();
    AUTO_ARENA struct arena *arena = arena_open(1 << 26);
    struct text sealed = seal_up(arena, &pair.public, noise(arena, LARGE));
    enum { CHUNK = 4 + 65536 + 17, PREFACE = 128 };
    char *bytes = arena_string(arena, sealed);
    struct text plain;
    memcpy(bytes + PREFACE, sealed.at + PREFACE + CHUNK, CHUNK);
    memcpy(bytes + PREFACE + CHUNK, sealed.at + PREFACE, CHUNK);
    assert_int_equal(unseal_all((struct text){bytes, sealed.length}, &pair.secret, &plain, arena), FAULT_CHANGED);
    memcpy(bytes, sealed.at, sealed.length);
    memmove(bytes + PREFACE + CHUNK, bytes + PREFACE + 2 * CHUNK, sealed.length - PREFACE - 2 * CHUNK);
    assert_int_equal(unseal_all((struct text){bytes, sealed.length - CHUNK}, &pair.secret, &plain, arena),
                     FAULT_CHANGED);
}

static void another_key_opens_nothing(void **state)
{
    (void)state;
    struct pair pair = pair_make();
    struct pair other = pair_make();
    AUTO_ARENA struct arena *arena = arena_open(1 << 24);
    struct text sealed = seal_up(arena, &pair.public, TEXT("for one alone"));
    struct envelope_writer *writer;
    struct text plain;
    struct key none = {{0}};
    assert_int_equal(unseal_all(sealed, &other.secret, &plain, arena), FAULT_WRONG_KEY);
    assert_int_equal(unseal_all(sealed, &none, &plain, arena), FAULT_WRONG_KEY);
    assert_int_equal(unseal_all(TEXT("SQLite format 3 and more behind it"), &pair.secret, &plain, arena),
                     FAULT_NOT_A_BACKUP);
    assert_int_equal(envelope_create(arena, -1, &none, &writer), INVALID); /* a public key that is none */
}

static void keys_are_read_as_they_are_written(void **state)
{
    (void)state;
    struct pair pair = pair_make();
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    const char *path = arena_format(scratch.arena, "%s/secret", scratch.directory).at;
    struct key read;
    assert_int_equal(file_write(path, secret_text(scratch.arena, &pair.secret), 0600), OK);
    assert_int_equal(secret_read(scratch.arena, path, &read), OK);
    assert_memory_equal(&read, &pair.secret, sizeof read);
    static const char *const HOSTILE[] = {"", "sanad-backup-secret-1", "sanad-backup-secret-1 00",
                                          "0000000000000000000000000000000000000000000000000000000000000000"};
    for (size_t i = 0; i < COUNT(HOSTILE); i++) {
        assert_int_equal(file_write(path, text_from(HOSTILE[i]), 0600), OK);
        assert_int_equal(secret_read(scratch.arena, path, &read), INVALID);
    }
    assert_int_equal(recipient_read(scratch.arena, TEXT("12"), &read), INVALID);
    assert_int_equal(recipient_read(scratch.arena, text_from(HOSTILE[3]), &read), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_come_back),           cmocka_unit_test(hostile_items_are_refused),
        cmocka_unit_test(envelopes_come_back),       cmocka_unit_test(a_cut_is_seen),
        cmocka_unit_test(a_changed_byte_is_seen),    cmocka_unit_test(chunks_cannot_be_exchanged),
        cmocka_unit_test(another_key_opens_nothing), cmocka_unit_test(keys_are_read_as_they_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
