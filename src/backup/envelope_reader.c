#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "backup/envelope_parts.h"

struct envelope_reader {
    struct envelope_source source;
    enum backup_fault fault;
    bool unpacking, bound, sealed_over, unpacked; /* sealed_over: the last chunk was read */
    z_stream unpacker;
    crypto_secretstream_xchacha20poly1305_state stream;
    struct preface preface;
    unsigned char plain[CHUNK_PLAIN], sealed[CHUNK_SEALED];
};

ptrdiff_t envelope_read_file(void *context, char *bytes, size_t size)
{
    size_t length = 0;
    while (length < size) {
        ssize_t got = read(*(const int *)context, bytes + length, size - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        length += (size_t)got;
    }
    return (ptrdiff_t)length;
}

static enum outcome refuse(struct envelope_reader *reader, enum backup_fault fault)
{
    reader->fault = fault;
    return INVALID;
}

static enum outcome take(struct envelope_reader *reader, void *bytes, size_t size)
{
    ptrdiff_t got = reader->source.read(reader->source.context, bytes, size);
    if (got < 0) {
        reader->fault = FAULT_DIRECTORY;
        return FAILED;
    }
    return (size_t)got == size ? OK : refuse(reader, FAULT_TRUNCATED);
}

/* The key of the file, from its sealed form when it is not at hand. */
static enum outcome find_key(struct envelope_reader *reader, struct envelope_opener opener, struct key *ret)
{
    const struct preface *preface = &reader->preface;
    struct key public;
    unsigned char fingerprint[FINGERPRINT_BYTES];
    if (opener.file_key != NULL) {
        *ret = *opener.file_key;
        return OK;
    }
    if (crypto_scalarmult_base(public.bytes, opener.secret->bytes) != 0)
        return refuse(reader, FAULT_WRONG_KEY);
    recipient_fingerprint(&public, fingerprint);
    if (memcmp(fingerprint, preface->fingerprint, sizeof fingerprint) != 0)
        return refuse(reader, FAULT_WRONG_KEY);
    if (crypto_box_seal_open(ret->bytes, preface->sealed_key, SEALED_KEY_BYTES, public.bytes, opener.secret->bytes) !=
        0)
        return refuse(reader, FAULT_CHANGED);
    return OK;
}

static enum outcome begin(struct envelope_reader *reader, struct envelope_opener opener)
{
    struct key key;
    enum outcome outcome = take(reader, reader->preface.magic, MAGIC_BYTES);
    if (outcome == INVALID || (outcome == OK && memcmp(reader->preface.magic, ENVELOPE_MAGIC, MAGIC_BYTES) != 0))
        return refuse(reader, FAULT_NOT_A_BACKUP);
    if (outcome == OK)
        outcome = take(reader, reader->preface.fingerprint, sizeof reader->preface - MAGIC_BYTES);
    if (outcome == OK)
        outcome = find_key(reader, opener, &key);
    if (outcome != OK)
        return outcome;
    int code = crypto_secretstream_xchacha20poly1305_init_pull(&reader->stream, reader->preface.header, key.bytes);
    key_forget(&key);
    if (code != 0)
        return refuse(reader, FAULT_CHANGED);
    if (inflateInit(&reader->unpacker) != Z_OK)
        return FAILED;
    reader->unpacking = true;
    return OK;
}

enum outcome envelope_open(struct arena *arena, struct envelope_source source, struct envelope_opener opener,
                           struct envelope_reader **ret, enum backup_fault *ret_fault)
{
    struct envelope_reader *reader = arena_new(arena, struct envelope_reader);
    reader->source = source;
    enum outcome outcome = begin(reader, opener);
    if (outcome == OK) {
        *ret = reader;
        return OK;
    }
    *ret_fault = reader->fault == FAULT_NONE ? FAULT_DIRECTORY : reader->fault;
    envelope_close(reader);
    return outcome;
}

/* Nothing may stand behind the last chunk. */
static enum outcome check_end(struct envelope_reader *reader)
{
    char more;
    ptrdiff_t got = reader->source.read(reader->source.context, &more, 1);
    reader->sealed_over = true;
    return got == 0 ? OK : refuse(reader, FAULT_CHANGED);
}

static enum outcome next_chunk(struct envelope_reader *reader)
{
    unsigned char prefix[LENGTH_BYTES];
    unsigned char tag;
    unsigned long long plain;
    size_t length = 0;
    enum outcome outcome = take(reader, prefix, sizeof prefix);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < LENGTH_BYTES; i++)
        length = length << 8 | prefix[i];
    if (length < crypto_secretstream_xchacha20poly1305_ABYTES || length > CHUNK_SEALED)
        return refuse(reader, FAULT_CHANGED);
    outcome = take(reader, reader->sealed, length);
    if (outcome != OK)
        return outcome;
    const unsigned char *before = reader->bound ? NULL : (const unsigned char *)&reader->preface;
    if (crypto_secretstream_xchacha20poly1305_pull(&reader->stream, reader->plain, &plain, &tag, reader->sealed, length,
                                                   before, before == NULL ? 0 : sizeof reader->preface) != 0)
        return refuse(reader, FAULT_CHANGED);
    reader->bound = true;
    reader->unpacker.next_in = reader->plain;
    reader->unpacker.avail_in = (unsigned)plain;
    return tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL ? check_end(reader) : OK;
}

/* One step of unpacking, with fresh bytes when the last were used up. */
static enum outcome unpack(struct envelope_reader *reader)
{
    z_stream *unpacker = &reader->unpacker;
    enum outcome outcome = OK;
    while (outcome == OK && unpacker->avail_in == 0 && !reader->sealed_over)
        outcome = next_chunk(reader);
    if (outcome != OK)
        return outcome;
    int code = inflate(unpacker, Z_NO_FLUSH);
    if (code == Z_STREAM_END) {
        reader->unpacked = true;
        while (outcome == OK && !reader->sealed_over && unpacker->avail_in == 0)
            outcome = next_chunk(reader);
        return outcome == OK && unpacker->avail_in > 0 ? refuse(reader, FAULT_CHANGED) : outcome;
    }
    return code == Z_OK ? OK : refuse(reader, FAULT_CHANGED);
}

enum outcome envelope_read(struct envelope_reader *reader, char *bytes, size_t size, size_t *ret_length)
{
    z_stream *unpacker = &reader->unpacker;
    enum outcome outcome = reader->fault == FAULT_NONE ? OK : INVALID;
    unpacker->next_out = (unsigned char *)bytes;
    unpacker->avail_out = (unsigned)size;
    while (outcome == OK && unpacker->avail_out > 0 && !reader->unpacked)
        outcome = unpack(reader);
    if (outcome == OK)
        *ret_length = size - unpacker->avail_out;
    return outcome;
}

enum backup_fault envelope_fault(const struct envelope_reader *reader) { return reader->fault; }

void envelope_close(struct envelope_reader *reader)
{
    if (reader == NULL)
        return;
    if (reader->unpacking)
        (void)inflateEnd(&reader->unpacker);
    sodium_memzero(reader, sizeof *reader);
}
