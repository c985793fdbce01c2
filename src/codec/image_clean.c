#include "codec/image_clean.h"

static uint32_t byte_at(struct text bytes, size_t at) { return (unsigned char)bytes.at[at]; }
static uint32_t big16(struct text bytes, size_t at) { return byte_at(bytes, at) << 8 | byte_at(bytes, at + 1); }
static uint32_t big32(struct text bytes, size_t at) { return big16(bytes, at) << 16 | big16(bytes, at + 2); }
static uint32_t little16(struct text bytes, size_t at) { return byte_at(bytes, at) | byte_at(bytes, at + 1) << 8; }
static uint32_t little32(struct text bytes, size_t at) { return little16(bytes, at) | little16(bytes, at + 2) << 16; }

/* ---- JPEG ---- */

/* How the picture is turned, from the first directory of an Exif segment's TIFF; 1, as it is, when nothing says. */
static uint32_t orientation_of(struct text tiff)
{
    enum { ENTRY = 12, ORIENTATION = 0x0112, SHORT = 3 };
    if (tiff.length < 8)
        return 1;
    bool big = tiff.at[0] == 'M';
    uint32_t (*read16)(struct text, size_t) = big ? big16 : little16;
    size_t at = big ? big32(tiff, 4) : little32(tiff, 4);
    if (at < 8 || at > tiff.length - 2)
        return 1;
    size_t count = read16(tiff, at);
    at += 2;
    for (size_t i = 0; i < count && tiff.length - at >= ENTRY; i++, at += ENTRY)
        if (read16(tiff, at) == ORIENTATION && read16(tiff, at + 2) == SHORT) {
            uint32_t value = read16(tiff, at + 8);
            return value >= 1 && value <= 8 ? value : 1;
        }
    return 1;
}

/* An Exif segment that says nothing else. */
static void add_orientation(struct buffer *out, uint32_t orientation)
{
    static const char HEAD[] = "\xff\xe1\0\x22"
                               "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0";
    buffer_add(out, (struct text){HEAD, sizeof HEAD - 1});
    buffer_add_byte(out, (char)orientation);
    buffer_add(out, (struct text){"\0\0\0\0\0\0", 6});
}

/* Application segments stay where the colours need them. */
static bool is_kept(uint32_t marker, struct text data)
{
    if (marker == 0xfe) /* a comment */
        return false;
    if (marker < 0xe0 || marker > 0xef)
        return true;
    return marker == 0xe0 || marker == 0xee || (marker == 0xe2 && text_starts_with(data, TEXT("ICC_PROFILE")));
}

/* The end of a scan's data: the next marker that is neither a stuffed byte, a restart nor fill. */
static size_t scan_end(struct text bytes, size_t at)
{
    for (; bytes.length - at >= 2; at++) {
        uint32_t next = byte_at(bytes, at + 1);
        if (byte_at(bytes, at) == 0xff && next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7))
            return at;
    }
    return bytes.length;
}

static enum outcome clean_jpeg(struct text bytes, struct buffer *out)
{
    size_t at = 2;
    uint32_t turned = 1;
    buffer_add(out, text_slice(bytes, 0, 2));
    while (bytes.length - at >= 4) {
        uint32_t marker = byte_at(bytes, at + 1);
        if (byte_at(bytes, at) != 0xff)
            return INVALID;
        if (marker == 0xff || marker == 0xd9) { /* fill; the end */
            if (marker == 0xd9)
                break;
            at++;
            continue;
        }
        size_t length = big16(bytes, at + 2);
        if (length < 2 || length > bytes.length - at - 2)
            return INVALID;
        struct text data = text_slice(bytes, at + 4, at + 2 + length);
        bool exif = marker == 0xe1 && text_starts_with(data, (struct text){"Exif\0\0", 6});
        if (exif && turned == 1) { /* the first that says so */
            turned = orientation_of(text_slice(data, 6, data.length));
            if (turned != 1)
                add_orientation(out, turned);
        }
        size_t end = marker == 0xda ? scan_end(bytes, at + 2 + length) : at + 2 + length;
        if (is_kept(marker, data))
            buffer_add(out, text_slice(bytes, at, end));
        at = end;
    }
    buffer_add(out, TEXT("\xff\xd9"));
    return OK;
}

/* ---- PNG ---- */

static enum outcome clean_png(struct text bytes, struct buffer *out)
{
    static const char *const DROPPED[] = {"eXIf", "tEXt", "zTXt", "iTXt", "tIME"};
    buffer_add(out, text_slice(bytes, 0, 8));
    for (size_t at = 8; bytes.length - at >= 12;) {
        size_t length = big32(bytes, at);
        struct text type = text_slice(bytes, at + 4, at + 8);
        bool dropped = false;
        if (length > bytes.length - at - 12)
            return INVALID;
        for (size_t i = 0; i < sizeof DROPPED / sizeof *DROPPED; i++)
            dropped = dropped || text_is(type, DROPPED[i]);
        if (!dropped)
            buffer_add(out, text_slice(bytes, at, at + length + 12));
        if (text_is(type, "IEND"))
            return OK;
        at += length + 12;
    }
    return INVALID;
}

/* ---- WebP ---- */

static void add_little32(struct buffer *out, size_t number)
{
    for (int i = 0; i < 4; i++)
        buffer_add_byte(out, (char)(number >> 8 * i & 0xff));
}

static bool is_told(struct text type) { return text_is(type, "EXIF") || text_is(type, "XMP "); }

/* The chunks that stay, and how long they are together; `out` NULL: only that. */
static enum outcome walk_webp(struct text bytes, struct buffer *out, size_t *ret_size)
{
    enum { TELLS = 0x08 | 0x04 }; /* of the extended header: Exif, XMP */
    size_t size = 4;
    for (size_t at = 12; bytes.length - at >= 8;) {
        size_t length = little32(bytes, at + 4);
        struct text type = text_slice(bytes, at, at + 4);
        if (length > bytes.length - at - 8)
            return INVALID;
        size_t end = at + 8 + length;
        bool padded = (length & 1) != 0;
        if (!is_told(type)) {
            bool extended = text_is(type, "VP8X") && length > 0;
            size += 8 + length + (padded ? 1 : 0);
            if (out != NULL) {
                buffer_add(out, text_slice(bytes, at, at + 8));
                if (extended)
                    buffer_add_byte(out, (char)(byte_at(bytes, at + 8) & ~(uint32_t)TELLS));
                buffer_add(out, text_slice(bytes, at + 8 + (extended ? 1 : 0), end));
                if (padded)
                    buffer_add_byte(out, '\0');
            }
        }
        at = end + (padded && end < bytes.length ? 1 : 0);
    }
    *ret_size = size;
    return OK;
}

static enum outcome clean_webp(struct text bytes, struct buffer *out)
{
    size_t size;
    struct text whole = text_slice(bytes, 0, (size_t)little32(bytes, 4) + 8);
    enum outcome outcome = walk_webp(whole, NULL, &size);
    if (outcome != OK)
        return outcome;
    buffer_add(out, TEXT("RIFF"));
    add_little32(out, size);
    buffer_add(out, TEXT("WEBP"));
    return walk_webp(whole, out, &size);
}

enum outcome image_clean(struct text bytes, enum media_kind kind, struct buffer *out)
{
    if (kind == MEDIA_JPEG)
        return clean_jpeg(bytes, out);
    if (kind == MEDIA_PNG)
        return clean_png(bytes, out);
    if (kind == MEDIA_WEBP)
        return clean_webp(bytes, out);
    buffer_add(out, bytes);
    return OK;
}
