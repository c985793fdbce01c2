#include "base/tests/testing.h"

#include "base/buffer.h"
#include "codec/media_type.h"

/* One pixel, as any program writes it. */
#define PNG_START "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89"
#define PNG_DATA          \
    "\0\0\0\x0bIDATx\x9c" \
    "c\x60\0\x02\0\0\x05\0\x01\x7a\x5e\xab\x3f"
#define PNG_END "\0\0\0\0IEND\xae\x42\x60\x82"
#define JPEG_START "\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
#define JPEG_FRAME(height, width) "\xff\xc0\0\x0b\x08" height width "\x01\x01\x11\0"
#define JPEG_SCAN "\xff\xda\0\x08\x01\x01\0\0\x3f\0\x37\xff\xd9"
#define JPEG_600_400 JPEG_START JPEG_FRAME("\x01\x90", "\x02\x58") JPEG_SCAN
/* 16 x 9, lossy; the size of RIFF is what follows it. */
#define WEBP_LOSSY "RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0\x10\x02\0\x9d\x01\x2a\x10\0\x09\0"
#define WEBP_LOSSLESS "RIFF\x12\0\0\0WEBPVP8L\x05\0\0\0\x2f\x0f\0\x02\0\0"
#define WEBP_EXTENDED                                          \
    "RIFF\x28\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x0f\0\0\x08\0\0" \
    "VP8 \x0a\0\0\0\x10\x02\0\x9d\x01\x2a\x10\0\x09\0"

static void knows_what_it_sees(void **state)
{
    (void)state;
    static const struct {
        struct text bytes;
        enum media_kind kind;
        int32_t width, height;
    } cases[] = {
        {TEXT_CONSTANT(PNG_START PNG_DATA PNG_END), MEDIA_PNG, 1, 1},
        {TEXT_CONSTANT(JPEG_600_400), MEDIA_JPEG, 600, 400},
        {TEXT_CONSTANT(WEBP_LOSSY), MEDIA_WEBP, 16, 9},
        {TEXT_CONSTANT(WEBP_LOSSLESS), MEDIA_WEBP, 16, 9},
        {TEXT_CONSTANT(WEBP_EXTENDED), MEDIA_WEBP, 16, 9},
        {TEXT_CONSTANT("%PDF-1.7\n...\n%%EOF\n"), MEDIA_PDF, 0, 0},
        {TEXT_CONSTANT("\xef\xbb\xbf"
                       "nom;âge\r\n"),
         MEDIA_TEXT, 0, 0},
        {TEXT_CONSTANT("محمد\n"), MEDIA_TEXT, 0, 0},
        {TEXT_CONSTANT("\0\0\0\x18"
                       "ftypheic\0\0\0\0"),
         MEDIA_HEIC, 0, 0},
        {TEXT_CONSTANT("\0\0\0\x18"
                       "ftypmp42\0\0\0\0"),
         MEDIA_UNKNOWN, 0, 0},
        {TEXT_CONSTANT("RIFF\x04\0\0\0WAVE"), MEDIA_UNKNOWN, 0, 0},
        {TEXT_CONSTANT("GIF89a\x01\0\x01\0"), MEDIA_UNKNOWN, 0, 0},
        {TEXT_CONSTANT("\x7f"
                       "ELF\x02\x01"),
         MEDIA_UNKNOWN, 0, 0},
        {TEXT_CONSTANT("MZ\x90\0"), MEDIA_UNKNOWN, 0, 0},
        {TEXT_CONSTANT("caf\xe9"), MEDIA_UNKNOWN, 0, 0},
        {TEXT_CONSTANT(""), MEDIA_UNKNOWN, 0, 0},
        {TEXT_CONSTANT("\xef\xbb\xbf"), MEDIA_UNKNOWN, 0, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct media media = {.kind = MEDIA_ODT};
        if (media_detect(cases[i].bytes, &media) != OK || media.kind != cases[i].kind ||
            media.width != cases[i].width || media.height != cases[i].height)
            fail_msg("case %zu: kind %d, %d x %d", i, media.kind, media.width, media.height);
    }
}

static void refuses_pictures_that_are_none(void **state)
{
    (void)state;
    static const struct text bad[] = {
        TEXT_CONSTANT("\x89PNG\r\n\x1a\n"),
        TEXT_CONSTANT("\x89PNG\r\n\x1a\n<script>alert(1)</script>         "),
        TEXT_CONSTANT(PNG_START),
        TEXT_CONSTANT(PNG_START PNG_END),
        TEXT_CONSTANT(PNG_START PNG_DATA),
        TEXT_CONSTANT(PNG_START "\xff\xff\xff\xf0IDATx" PNG_END),
        /* Another width, the old check sum. */
        TEXT_CONSTANT(
            "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x02\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89" PNG_DATA PNG_END),
        TEXT_CONSTANT("\xff\xd8\xff"),
        TEXT_CONSTANT("\xff\xd8\xff\xe0"),
        TEXT_CONSTANT("\xff\xd8\xff<?php system('id'); ?>"),
        TEXT_CONSTANT(JPEG_START JPEG_SCAN),                                /* a scan without a frame */
        TEXT_CONSTANT(JPEG_START JPEG_FRAME("\x01\x90", "\x02\x58")),       /* no scan */
        TEXT_CONSTANT(JPEG_START JPEG_FRAME("\0\0", "\x02\x58") JPEG_SCAN), /* no height */
        TEXT_CONSTANT(JPEG_START JPEG_FRAME("\0\x01", "\0\x01") JPEG_FRAME("\0\x01", "\0\x01") JPEG_SCAN),
        TEXT_CONSTANT(JPEG_START JPEG_FRAME("\0\x01", "\0\x01") "\xff\xda\0\x08\x01\x01\0\0\x3f\0\xff\xd9"),
        TEXT_CONSTANT(JPEG_START JPEG_FRAME("\0\x01", "\0\x01") "\xff\xda\xff\x08\x01\x01\0\0\x3f\0\x37\xff\xd9"),
        TEXT_CONSTANT("\xff\xd8\xff\xd9\xff\xd9\xff\xd9"),
        TEXT_CONSTANT("RIFF\x16\0\0\0WEBP"),
        TEXT_CONSTANT("RIFF\xff\0\0\0WEBPVP8 \x0a\0\0\0\x10\x02\0\x9d\x01\x2a\x10\0\x09\0"), /* longer than the file */
        TEXT_CONSTANT("RIFF\x16\0\0\0WEBPVP8 \x0b\0\0\0\x10\x02\0\x9d\x01\x2a\x10\0\x09\0"),
        TEXT_CONSTANT("RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0\x10\x02\0\x9d\x01\x2b\x10\0\x09\0"),
        TEXT_CONSTANT("RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0\x10\x02\0\x9d\x01\x2a\0\0\x09\0"),
        TEXT_CONSTANT("RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x0f\0\0\x08\0\0"), /* a frame around nothing */
        TEXT_CONSTANT("RIFF\x16\0\0\0WEBPEXIF\x0a\0\0\0\0\0\0\0\x0f\0\0\x08\0\0"),
        TEXT_CONSTANT("%PDF-1.7\n"),
        TEXT_CONSTANT("%PDF-x\n%%EOF"),
        TEXT_CONSTANT("PK\x03\x04"),
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct media media = {.kind = MEDIA_ODT};
        if (media_detect(bad[i], &media) != INVALID || media.kind != MEDIA_ODT)
            fail_msg("case %zu was taken for %s", i, media_type_name(media.kind));
    }
}

/* Every beginning of a picture is refused or has all it needs; nothing reads behind the end (sanitizer). */
static void every_cut_is_seen(void **state)
{
    (void)state;
    static const struct text whole[] = {
        TEXT_CONSTANT(PNG_START PNG_DATA PNG_END),
        TEXT_CONSTANT(JPEG_600_400),
        TEXT_CONSTANT(WEBP_LOSSY),
        TEXT_CONSTANT(WEBP_LOSSLESS),
        TEXT_CONSTANT(WEBP_EXTENDED),
    };
    for (size_t i = 0; i < COUNT(whole); i++) {
        size_t end = whole[i].length - (whole[i].at[0] == 'R' && i == 3 ? 1 : 0); /* its last byte is padding */
        for (size_t length = 12; length < end; length++) {
            AUTO_ARENA struct arena *arena = arena_open(1000);
            struct text cut = {memcpy(arena_bytes(arena, length), whole[i].at, length), length};
            struct media media;
            if (media_detect(cut, &media) != INVALID)
                fail_msg("picture %zu cut to %zu bytes was taken", i, length);
        }
    }
}

static void refuses_too_many_pixels(void **state)
{
    (void)state;
    struct media media;
    assert_int_equal(media_detect(TEXT(JPEG_START JPEG_FRAME("\xff\xff", "\xff\xff") JPEG_SCAN), &media), TOO_LARGE);
    /* 50,000 x 1,000 is the most; 50,000 x 1,001 is more. */
    assert_int_equal(media_detect(TEXT(JPEG_START JPEG_FRAME("\x03\xe8", "\xc3\x50") JPEG_SCAN), &media), OK);
    assert_int_equal(media_detect(TEXT(JPEG_START JPEG_FRAME("\x03\xe9", "\xc3\x50") JPEG_SCAN), &media), TOO_LARGE);
}

static void add_16(struct buffer *buffer, size_t value)
{
    buffer_add_byte(buffer, (char)(value & 0xff));
    buffer_add_byte(buffer, (char)(value >> 8 & 0xff));
}

static void add_32(struct buffer *buffer, size_t value)
{
    add_16(buffer, value & 0xffff);
    add_16(buffer, value >> 16);
}

/* A ZIP archive of stored entries; check sums are not looked at and stay 0. */
static void make_archive(struct buffer *archive, const char *const *names, const char *content)
{
    AUTO_BUFFER struct buffer index = buffer_open(10000);
    size_t count = 0;
    for (; names[count] != NULL; count++) {
        size_t at = archive->length;
        buffer_add(archive, TEXT("PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0"));
        buffer_add(&index, TEXT("PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0"));
        add_32(archive, strlen(content));
        add_32(archive, strlen(content));
        add_32(archive, strlen(names[count]));
        buffer_add(archive, text_from(names[count]));
        buffer_add(archive, text_from(content));
        add_32(&index, strlen(content));
        add_32(&index, strlen(content));
        add_16(&index, strlen(names[count]));
        buffer_add(&index, TEXT("\0\0\0\0\0\0\0\0\0\0\0\0"));
        add_32(&index, at);
        buffer_add(&index, text_from(names[count]));
    }
    size_t start = archive->length;
    buffer_add(archive, buffer_text(&index));
    buffer_add(archive, TEXT("PK\x05\x06\0\0\0\0"));
    add_16(archive, count);
    add_16(archive, count);
    add_32(archive, index.length);
    add_32(archive, start);
    add_16(archive, 0);
}

static void tells_documents_apart(void **state)
{
    (void)state;
    static const struct {
        const char *names[5];
        const char *content;
        enum media_kind kind;
    } cases[] = {
        {{"[Content_Types].xml", "_rels/.rels", "word/document.xml"}, "<x/>", MEDIA_DOCX},
        {{"[Content_Types].xml", "xl/workbook.xml"}, "<x/>", MEDIA_XLSX},
        {{"mimetype", "content.xml"}, "application/vnd.oasis.opendocument.text", MEDIA_ODT},
        {{"mimetype", "content.xml"}, "application/epub+zip", MEDIA_UNKNOWN},
        {{"[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"}, "<x/>", MEDIA_UNKNOWN},
        {{"mimetype", "content.xml", "Basic/Standard/x.xml"}, "application/vnd.oasis.opendocument.text", MEDIA_UNKNOWN},
        {{"word/document.xml"}, "<x/>", MEDIA_UNKNOWN},
        {{"a.exe"}, "MZ", MEDIA_UNKNOWN},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_BUFFER struct buffer archive = buffer_open(10000);
        make_archive(&archive, cases[i].names, cases[i].content);
        struct media media;
        assert_int_equal(media_detect(buffer_text(&archive), &media), OK);
        if (media.kind != cases[i].kind)
            fail_msg("case %zu was taken for %s", i, media_type_name(media.kind));
        struct text cut = buffer_text(&archive);
        while (cut.length-- > 4)
            assert_int_equal(media_detect(cut, &media), INVALID);
    }
}

static void names_every_kind(void **state)
{
    (void)state;
    for (enum media_kind kind = MEDIA_UNKNOWN; kind <= MEDIA_HEIC; kind++) {
        assert_non_null(strchr(media_type_name(kind), '/'));
        assert_true(strlen(media_type_extension(kind)) >= 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_what_it_sees),    cmocka_unit_test(refuses_pictures_that_are_none),
        cmocka_unit_test(every_cut_is_seen),     cmocka_unit_test(refuses_too_many_pixels),
        cmocka_unit_test(tells_documents_apart), cmocka_unit_test(names_every_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
