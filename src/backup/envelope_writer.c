#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "backup/digest.h"
#include "backup/envelope_parts.h"

struct envelope_writer {
    int file;
    bool packing; /* there is something to give back */
    bool bound;   /* the first chunk is out */
    enum backup_fault fault;
    z_stream packer;
    struct key key;
    crypto_secretstream_xchacha20poly1305_state stream;
    struct digest *digest;
    struct preface preface;
    int64_t bytes;
    unsigned char plain[CHUNK_PLAIN], sealed[LENGTH_BYTES + CHUNK_SEALED];
};

static enum outcome write_out(struct envelope_writer *writer, const unsigned char *bytes, size_t size)
{
    digest_add(writer->digest, (struct text){(const char *)bytes, size});
    writer->bytes += (int64_t)size;
    while (size > 0) {
        ssize_t put = write(writer->file, bytes, size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0) {
            bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
            writer->fault = full ? FAULT_NO_ROOM : FAULT_DIRECTORY;
            return full ? UNAVAILABLE : FAILED;
        }
        bytes += put;
        size -= (size_t)put;
    }
    return OK;
}

enum outcome envelope_create(struct arena *arena, int file, const struct key *recipient, struct envelope_writer **ret)
{
    struct envelope_writer *writer = arena_new(arena, struct envelope_writer);
    struct preface *preface = &writer->preface;
    writer->file = file;
    memcpy(preface->magic, ENVELOPE_MAGIC, MAGIC_BYTES);
    recipient_fingerprint(recipient, preface->fingerprint);
    crypto_secretstream_xchacha20poly1305_keygen(writer->key.bytes);
    if (crypto_box_seal(preface->sealed_key, writer->key.bytes, KEY_BYTES, recipient->bytes) != 0)
        return INVALID;
    (void)crypto_secretstream_xchacha20poly1305_init_push(&writer->stream, preface->header, writer->key.bytes);
    writer->digest = digest_open(arena);
    if (deflateInit(&writer->packer, Z_BEST_SPEED) != Z_OK)
        return FAILED;
    writer->packing = true;
    writer->packer.next_out = writer->plain;
    writer->packer.avail_out = CHUNK_PLAIN;
    enum outcome outcome = write_out(writer, (const unsigned char *)preface, sizeof *preface);
    if (outcome == OK)
        *ret = writer;
    else
        envelope_drop(writer);
    return outcome;
}

static enum outcome put_chunk(struct envelope_writer *writer, bool last)
{
    unsigned long long length;
    size_t plain = CHUNK_PLAIN - writer->packer.avail_out;
    const unsigned char *before = writer->bound ? NULL : (const unsigned char *)&writer->preface;
    unsigned char tag = last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
    (void)crypto_secretstream_xchacha20poly1305_push(&writer->stream, writer->sealed + LENGTH_BYTES, &length,
                                                     writer->plain, plain, before,
                                                     before == NULL ? 0 : sizeof writer->preface, tag);
    for (size_t i = 0; i < LENGTH_BYTES; i++)
        writer->sealed[i] = (unsigned char)(length >> (24 - 8 * i) & 0xff);
    writer->bound = true;
    writer->packer.next_out = writer->plain;
    writer->packer.avail_out = CHUNK_PLAIN;
    return write_out(writer, writer->sealed, LENGTH_BYTES + (size_t)length);
}

enum outcome envelope_put(struct envelope_writer *writer, struct text bytes)
{
    z_stream *packer = &writer->packer;
    enum outcome outcome = OK;
    packer->next_in = (unsigned char *)(uintptr_t)bytes.at;
    packer->avail_in = (unsigned)bytes.length;
    while (outcome == OK && packer->avail_in > 0) {
        if (deflate(packer, Z_NO_FLUSH) != Z_OK)
            return FAILED;
        if (packer->avail_out == 0)
            outcome = put_chunk(writer, false);
    }
    return outcome;
}

enum outcome envelope_finish(struct envelope_writer *writer, struct envelope_sum *ret)
{
    enum outcome outcome = OK;
    int code = Z_OK;
    writer->packer.avail_in = 0;
    while (outcome == OK && code != Z_STREAM_END) {
        code = deflate(&writer->packer, Z_FINISH);
        if (code != Z_STREAM_END && writer->packer.avail_out > 0)
            return FAILED;
        if (code != Z_STREAM_END)
            outcome = put_chunk(writer, false);
    }
    if (outcome == OK)
        outcome = put_chunk(writer, true);
    if (outcome != OK)
        return outcome;
    ret->bytes = writer->bytes;
    digest_end(writer->digest, ret->digest);
    return OK;
}

void envelope_drop(struct envelope_writer *writer)
{
    if (writer == NULL)
        return;
    if (writer->packing)
        (void)deflateEnd(&writer->packer);
    sodium_memzero(writer, sizeof *writer);
}

enum backup_fault envelope_writer_fault(const struct envelope_writer *writer) { return writer->fault; }

struct key envelope_key(const struct envelope_writer *writer) { return writer->key; }
