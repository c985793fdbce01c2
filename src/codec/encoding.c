#include "codec/encoding.h"

static const char *const NAMES[ENCODING_COUNT] = {
    [ENCODING_UTF_8] = "UTF-8",
    [ENCODING_WINDOWS_1252] = "Windows-1252",
    [ENCODING_WINDOWS_1256] = "Windows-1256",
    [ENCODING_UTF_16_LITTLE] = "UTF-16LE",
    [ENCODING_UTF_16_BIG] = "UTF-16BE",
};

/* What the bytes from 0x80 mean; 0: nothing. */
static const uint16_t PAGES[2][128] = {
    {
        0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152,
        0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122,
        0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178, 0x00A0, 0x00A1, 0x00A2, 0x00A3, 0x00A4, 0x00A5, 0x00A6,
        0x00A7, 0x00A8, 0x00A9, 0x00AA, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x00AF, 0x00B0, 0x00B1, 0x00B2, 0x00B3,
        0x00B4, 0x00B5, 0x00B6, 0x00B7, 0x00B8, 0x00B9, 0x00BA, 0x00BB, 0x00BC, 0x00BD, 0x00BE, 0x00BF, 0x00C0,
        0x00C1, 0x00C2, 0x00C3, 0x00C4, 0x00C5, 0x00C6, 0x00C7, 0x00C8, 0x00C9, 0x00CA, 0x00CB, 0x00CC, 0x00CD,
        0x00CE, 0x00CF, 0x00D0, 0x00D1, 0x00D2, 0x00D3, 0x00D4, 0x00D5, 0x00D6, 0x00D7, 0x00D8, 0x00D9, 0x00DA,
        0x00DB, 0x00DC, 0x00DD, 0x00DE, 0x00DF, 0x00E0, 0x00E1, 0x00E2, 0x00E3, 0x00E4, 0x00E5, 0x00E6, 0x00E7,
        0x00E8, 0x00E9, 0x00EA, 0x00EB, 0x00EC, 0x00ED, 0x00EE, 0x00EF, 0x00F0, 0x00F1, 0x00F2, 0x00F3, 0x00F4,
        0x00F5, 0x00F6, 0x00F7, 0x00F8, 0x00F9, 0x00FA, 0x00FB, 0x00FC, 0x00FD, 0x00FE, 0x00FF,
    },
    {
        0x20AC, 0x067E, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0679, 0x2039, 0x0152,
        0x0686, 0x0698, 0x0688, 0x06AF, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x06A9, 0x2122,
        0x0691, 0x203A, 0x0153, 0x200C, 0x200D, 0x06BA, 0x00A0, 0x060C, 0x00A2, 0x00A3, 0x00A4, 0x00A5, 0x00A6,
        0x00A7, 0x00A8, 0x00A9, 0x06BE, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x00AF, 0x00B0, 0x00B1, 0x00B2, 0x00B3,
        0x00B4, 0x00B5, 0x00B6, 0x00B7, 0x00B8, 0x00B9, 0x061B, 0x00BB, 0x00BC, 0x00BD, 0x00BE, 0x061F, 0x06C1,
        0x0621, 0x0622, 0x0623, 0x0624, 0x0625, 0x0626, 0x0627, 0x0628, 0x0629, 0x062A, 0x062B, 0x062C, 0x062D,
        0x062E, 0x062F, 0x0630, 0x0631, 0x0632, 0x0633, 0x0634, 0x0635, 0x0636, 0x00D7, 0x0637, 0x0638, 0x0639,
        0x063A, 0x0640, 0x0641, 0x0642, 0x0643, 0x00E0, 0x0644, 0x00E2, 0x0645, 0x0646, 0x0647, 0x0648, 0x00E7,
        0x00E8, 0x00E9, 0x00EA, 0x00EB, 0x0649, 0x064A, 0x00EE, 0x00EF, 0x064B, 0x064C, 0x064D, 0x064E, 0x00F4,
        0x064F, 0x0650, 0x00F7, 0x0651, 0x00F9, 0x0652, 0x00FB, 0x00FC, 0x200E, 0x200F, 0x06D2,
    },
};

static const struct text MARK_8 = TEXT_CONSTANT("\xef\xbb\xbf");
static const struct text MARK_LITTLE = TEXT_CONSTANT("\xff\xfe");
static const struct text MARK_BIG = TEXT_CONSTANT("\xfe\xff");

enum { LOOKED_AT = 4096 };

const char *encoding_name(enum text_encoding encoding) { return NAMES[encoding]; }

enum outcome encoding_from_name(struct text name, enum text_encoding *ret_encoding)
{
    for (int i = 0; i < ENCODING_COUNT; i++)
        if (text_equal_ignoring_case(name, text_from(NAMES[i]))) {
            *ret_encoding = (enum text_encoding)i;
            return OK;
        }
    return INVALID;
}

enum text_encoding encoding_detect(struct text bytes)
{
    size_t even = 0;
    size_t odd = 0;
    if (text_starts_with(bytes, MARK_LITTLE))
        return ENCODING_UTF_16_LITTLE;
    if (text_starts_with(bytes, MARK_BIG))
        return ENCODING_UTF_16_BIG;
    for (size_t i = 0; i < bytes.length && i < LOOKED_AT; i++) {
        even += i % 2 == 0 && bytes.at[i] == 0;
        odd += i % 2 == 1 && bytes.at[i] == 0;
    }
    if (even + odd > 0 && bytes.length % 2 == 0)
        return odd >= even ? ENCODING_UTF_16_LITTLE : ENCODING_UTF_16_BIG;
    return text_is_utf8(bytes) ? ENCODING_UTF_8 : ENCODING_WINDOWS_1252;
}

static enum outcome read_page(struct text bytes, const uint16_t page[128], struct buffer *buffer)
{
    for (size_t i = 0; i < bytes.length; i++) {
        unsigned char byte = (unsigned char)bytes.at[i];
        if (byte < 0x80) {
            buffer_add_byte(buffer, bytes.at[i]);
            continue;
        }
        if (page[byte - 0x80] == 0)
            return INVALID;
        buffer_add_code_point(buffer, page[byte - 0x80]);
    }
    return OK;
}

static int32_t unit_at(struct text bytes, size_t at, bool big)
{
    unsigned first = (unsigned char)bytes.at[at];
    unsigned second = (unsigned char)bytes.at[at + 1];
    return (int32_t)(big ? first << 8 | second : second << 8 | first);
}

static enum outcome read_units(struct text bytes, bool big, struct buffer *buffer)
{
    if (text_starts_with(bytes, big ? MARK_BIG : MARK_LITTLE))
        bytes = text_slice(bytes, 2, bytes.length);
    if (bytes.length % 2 != 0)
        return INVALID;
    for (size_t i = 0; i < bytes.length; i += 2) {
        int32_t unit = unit_at(bytes, i, big);
        if (unit >= 0xDC00 && unit <= 0xDFFF)
            return INVALID;
        if (unit >= 0xD800 && unit <= 0xDBFF) {
            int32_t low = i + 3 < bytes.length ? unit_at(bytes, i + 2, big) : 0;
            if (low < 0xDC00 || low > 0xDFFF)
                return INVALID;
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        }
        buffer_add_code_point(buffer, unit);
    }
    return OK;
}

enum outcome encoding_read(struct text bytes, enum text_encoding encoding, struct buffer *buffer)
{
    enum outcome outcome = OK;
    if (encoding == ENCODING_UTF_8 && !text_is_utf8(bytes))
        outcome = INVALID;
    else if (encoding == ENCODING_UTF_8)
        buffer_add(buffer, text_starts_with(bytes, MARK_8) ? text_slice(bytes, MARK_8.length, bytes.length) : bytes);
    else if (encoding == ENCODING_WINDOWS_1252 || encoding == ENCODING_WINDOWS_1256)
        outcome = read_page(bytes, PAGES[encoding == ENCODING_WINDOWS_1256], buffer);
    else
        outcome = read_units(bytes, encoding == ENCODING_UTF_16_BIG, buffer);
    return outcome == OK && buffer->full ? TOO_LARGE : outcome;
}
