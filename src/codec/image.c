#include "codec/image.h"

static uint32_t byte_at(struct text bytes, size_t at) { return (unsigned char)bytes.at[at]; }
static uint32_t big16(struct text bytes, size_t at) { return byte_at(bytes, at) << 8 | byte_at(bytes, at + 1); }
static uint32_t big32(struct text bytes, size_t at) { return big16(bytes, at) << 16 | big16(bytes, at + 2); }
static uint32_t little16(struct text bytes, size_t at) { return byte_at(bytes, at) | byte_at(bytes, at + 1) << 8; }
static uint32_t little24(struct text bytes, size_t at) { return little16(bytes, at) | byte_at(bytes, at + 2) << 16; }
static uint32_t little32(struct text bytes, size_t at) { return little16(bytes, at) | little16(bytes, at + 2) << 16; }

static enum outcome settle(uint32_t width, uint32_t height, uint32_t most, struct image_size *ret_size)
{
    if (width == 0 || height == 0 || width > most || height > most)
        return INVALID;
    *ret_size = (struct image_size){width, height};
    return OK;
}

/* CRC-32 of ISO 3309, bit by bit: it runs over the seventeen bytes of one header. */
static uint32_t crc32(struct text bytes)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < bytes.length; i++) {
        crc ^= byte_at(bytes, i);
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ ((crc & 1) != 0 ? UINT32_C(0xedb88320) : 0);
    }
    return ~crc;
}

static bool png_header_is_sound(struct text bytes)
{
    static const char depths[] = {1, 2, 4, 8, 16};
    if (bytes.length < 33 || big32(bytes, 8) != 13 || !text_is(text_slice(bytes, 12, 16), "IHDR") ||
        crc32(text_slice(bytes, 12, 29)) != big32(bytes, 29))
        return false;
    uint32_t colour = byte_at(bytes, 25);
    bool depth = text_find_byte((struct text){depths, sizeof depths}, bytes.at[24]) >= 0;
    return depth && (colour == 0 || colour == 2 || colour == 3 || colour == 4 || colour == 6) && bytes.at[26] == 0 &&
           bytes.at[27] == 0 && byte_at(bytes, 28) <= 1;
}

/* Chunks: length, type, data, CRC; up to IEND, with an IDAT that holds something on the way. */
enum outcome image_measure_png(struct text bytes, struct image_size *ret_size)
{
    bool data = false;
    if (!png_header_is_sound(bytes))
        return INVALID;
    for (size_t at = 33; bytes.length - at >= 12;) {
        uint32_t length = big32(bytes, at);
        struct text type = text_slice(bytes, at + 4, at + 8);
        if (length > bytes.length - at - 12)
            return INVALID;
        if (text_is(type, "IEND"))
            return data && length == 0 ? settle(big32(bytes, 16), big32(bytes, 20), INT32_MAX, ret_size) : INVALID;
        data |= text_is(type, "IDAT") && length > 0;
        at += (size_t)length + 12;
    }
    return INVALID;
}

/* Start of frame: C0 to CF but for the tables C4, C8 and CC. */
static bool is_frame(uint32_t marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* Frame: length, precision, height, width, components of three bytes each. */
static enum outcome read_frame(struct text segment, struct image_size *ret_size)
{
    if (segment.length < 8 || segment.length != 8 + 3 * (size_t)byte_at(segment, 7))
        return INVALID;
    return settle(big16(segment, 5), big16(segment, 3), UINT16_MAX, ret_size);
}

/* Segments: FF, marker, length, data; from the start of image to the start of the first scan, which must hold data
   and, somewhere behind it, the end of the image. */
enum outcome image_measure_jpeg(struct text bytes, struct image_size *ret_size)
{
    struct image_size size = {0};
    for (size_t at = 2; bytes.length >= 4 && at < bytes.length - 4;) {
        uint32_t marker = byte_at(bytes, at + 1);
        size_t length = big16(bytes, at + 2);
        if (byte_at(bytes, at) != 0xff)
            return INVALID;
        if (marker == 0xff) { /* fill */
            at++;
            continue;
        }
        struct text segment = text_slice(bytes, at + 2, at + 2 + length);
        if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd9) || length < 2 || segment.length != length)
            return INVALID;
        if (is_frame(marker) && (size.width != 0 || read_frame(segment, &size) != OK))
            return INVALID;
        at += 2 + length;
        if (marker != 0xda)
            continue;
        if (size.width == 0 || text_find(text_slice(bytes, at, bytes.length), TEXT("\xff\xd9")) < 1)
            return INVALID;
        *ret_size = size;
        return OK;
    }
    return INVALID;
}

/* The first ten bytes of a lossy picture: frame tag (a key frame), start code, sizes in 14 bits. */
static enum outcome read_lossy(struct text data, struct image_size *ret_size)
{
    if (data.length < 10 || (byte_at(data, 0) & 1) != 0 || !text_is(text_slice(data, 3, 6), "\x9d\x01\x2a"))
        return INVALID;
    return settle(little16(data, 6) & 0x3fff, little16(data, 8) & 0x3fff, 0x3fff, ret_size);
}

/* Signature, then width - 1 and height - 1 in 14 bits each. */
static enum outcome read_lossless(struct text data, struct image_size *ret_size)
{
    if (data.length < 5 || byte_at(data, 0) != 0x2f)
        return INVALID;
    uint32_t bits = little32(data, 1);
    return settle((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1, 0x4000, ret_size);
}

static enum outcome read_extended(struct text data, struct image_size *ret_size)
{
    if (data.length < 10)
        return INVALID;
    return settle(little24(data, 4) + 1, little24(data, 7) + 1, 1 << 24, ret_size);
}

/* RIFF chunks, padded to even lengths.  Behind an extended header some chunk must hold the picture. */
enum outcome image_measure_webp(struct text bytes, struct image_size *ret_size)
{
    struct image_size size = {0};
    bool extended = false;
    if (bytes.length < 20 || little32(bytes, 4) < 12 || little32(bytes, 4) > bytes.length - 8)
        return INVALID;
    bytes = text_slice(bytes, 0, (size_t)little32(bytes, 4) + 8);
    for (size_t at = 12; bytes.length - at >= 8;) {
        struct text type = text_slice(bytes, at, at + 4);
        size_t length = little32(bytes, at + 4);
        struct text data = text_slice(bytes, at + 8, at + 8 + length);
        if (data.length != length)
            return INVALID;
        struct image_size inner = {0};
        enum outcome outcome = NOT_FOUND;
        if (text_is(type, "VP8 "))
            outcome = read_lossy(data, &inner);
        else if (text_is(type, "VP8L"))
            outcome = read_lossless(data, &inner);
        else if (extended && text_is(type, "ANMF"))
            outcome = length > 16 ? OK : INVALID;
        else if (at == 12)
            extended = text_is(type, "VP8X") && read_extended(data, &size) == OK;
        if (outcome == INVALID || (at == 12 && outcome != OK && !extended))
            return INVALID;
        if (outcome == OK) {
            *ret_size = extended ? size : inner;
            return OK;
        }
        at += 8 + length + (length & 1);
        if (at > bytes.length)
            return INVALID;
    }
    return INVALID;
}
