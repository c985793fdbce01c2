/* What tells where a picture was taken goes; the picture, its colours and how it is turned stay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/tests/testing.h"
#include "codec/image_clean.h"

#define JPEG_START "\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
#define FRAME "\xff\xc0\0\x0b\x08\x01\x90\x02\x58\x01\x01\x11\0"
#define SCAN "\xff\xda\0\x08\x01\x01\0\0\x3f\0\x37\xff\0\x12\xff\xd3\x44"
#define END "\xff\xd9"
#define COMMENT "\xff\xfe\0\x0fTaken at home"
/* "Exif", a directory with one entry that says how the picture is turned, and a position behind it */
#define EXIF_BIG(turned)            \
    "\xff\xe1\0\x2e"                \
    "Exif\0\0MM\0*\0\0\0\x08\0\x01" \
    "\x01\x12\0\x03\0\0\0\x01\0" turned "\0\0\0\0\0\0GPS 33.57,-7"
#define EXIF_LITTLE(turned)         \
    "\xff\xe1\0\x2e"                \
    "Exif\0\0II*\0\x08\0\0\0\x01\0" \
    "\x12\x01\x03\0\x01\0\0\0" turned "\0\0\0\0\0\0\0GPS 33.57,-7"
#define COLOURS "\xff\xe2\0\x0fICC_PROFILE\0\x01"
#define MORE_PICTURES "\xff\xe2\0\x0aMPF\0abcd"

static bool holds(const struct buffer *buffer, struct text part) { return text_find(buffer_text(buffer), part) >= 0; }

static void check_picture(struct text bytes, enum media_kind kind, struct buffer *out)
{
    struct media before;
    struct media after;
    assert_int_equal(media_detect(bytes, &before), OK);
    assert_int_equal(before.kind, kind);
    assert_int_equal(image_clean(bytes, kind, out), OK);
    assert_int_equal(media_detect(buffer_text(out), &after), OK);
    assert_int_equal(after.kind, kind);
    assert_int_equal(after.width, before.width);
    assert_int_equal(after.height, before.height);
    assert_false(out->full);
}

static void test_position_goes_from_jpeg(void **state)
{
    AUTO_BUFFER struct buffer out = buffer_open(1000);
    (void)state;
    check_picture(TEXT(JPEG_START EXIF_BIG("\x01") COMMENT COLOURS MORE_PICTURES FRAME SCAN END "another picture GPS"),
                  MEDIA_JPEG, &out);
    assert_false(holds(&out, TEXT("GPS")));
    assert_false(holds(&out, TEXT("Exif")));
    assert_false(holds(&out, TEXT("home")));
    assert_false(holds(&out, TEXT("MPF")));
    assert_true(holds(&out, TEXT("ICC_PROFILE")));
    assert_true(text_ends_with(buffer_text(&out), TEXT(SCAN END)));
}

/* Between the scans of a picture that comes in several. */
static void test_position_goes_from_between_scans(void **state)
{
    AUTO_BUFFER struct buffer out = buffer_open(1000);
    (void)state;
    check_picture(TEXT(JPEG_START FRAME SCAN EXIF_BIG("\x01") SCAN END), MEDIA_JPEG, &out);
    assert_false(holds(&out, TEXT("GPS")));
    assert_true(holds(&out, TEXT(SCAN SCAN END)));
}

static void test_a_picture_stays_turned(void **state)
{
    AUTO_BUFFER struct buffer big = buffer_open(1000);
    AUTO_BUFFER struct buffer little = buffer_open(1000);
    AUTO_BUFFER struct buffer twice = buffer_open(1000);
    (void)state;
    check_picture(TEXT(JPEG_START EXIF_BIG("\x06") FRAME SCAN END), MEDIA_JPEG, &big);
    check_picture(TEXT(JPEG_START EXIF_LITTLE("\x06") FRAME SCAN END), MEDIA_JPEG, &little);
    check_picture(TEXT(JPEG_START EXIF_LITTLE("\x06") EXIF_BIG("\x03") FRAME SCAN END), MEDIA_JPEG, &twice);
    assert_text(buffer_text(&big),
                JPEG_START "\xff\xe1\0\x22"
                           "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0" FRAME SCAN END);
    assert_true(text_equal(buffer_text(&big), buffer_text(&little)));
    assert_true(text_equal(buffer_text(&big), buffer_text(&twice)));
}

static void test_hostile_exif(void **state)
{
    AUTO_BUFFER struct buffer out = buffer_open(1000);
    (void)state;
    /* a directory behind the end; one that counts more entries than there are; nothing at all */
    check_picture(TEXT(JPEG_START "\xff\xe1\0\x10"
                                  "Exif\0\0MM\0*\x7f\xff\xff\xff" FRAME SCAN END),
                  MEDIA_JPEG, &out);
    buffer_clear(&out);
    check_picture(TEXT(JPEG_START "\xff\xe1\0\x12"
                                  "Exif\0\0II*\0\x08\0\0\0\xff\xff" FRAME SCAN END),
                  MEDIA_JPEG, &out);
    buffer_clear(&out);
    check_picture(TEXT(JPEG_START "\xff\xe1\0\x08"
                                  "Exif\0\0" FRAME SCAN END),
                  MEDIA_JPEG, &out);
    assert_false(holds(&out, TEXT("Exif")));
    assert_int_equal(image_clean(TEXT(JPEG_START FRAME SCAN "\xff\xe1\xff\xff"
                                                            "Exif"),
                                 MEDIA_JPEG, &out),
                     INVALID);
}

#define WEBP_EXTENDED "VP8X\x0a\0\0\0\x0c\0\0\0\x57\x02\0\x8f\x01\0"
#define WEBP_LOSSLESS "VP8L\x05\0\0\0/\x57\xc2\x63\0\0"

static void test_position_goes_from_webp(void **state)
{
    AUTO_BUFFER struct buffer out = buffer_open(1000);
    (void)state;
    check_picture(TEXT("RIFF\x3c\0\0\0WEBP" WEBP_EXTENDED WEBP_LOSSLESS "EXIF\x03\0\0\0GPS\0"
                       "XMP \x04\0\0\0home"),
                  MEDIA_WEBP, &out);
    assert_false(holds(&out, TEXT("GPS")));
    assert_false(holds(&out, TEXT("home")));
    assert_text(buffer_text(&out), "RIFF\x24\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x57\x02\0\x8f\x01\0" WEBP_LOSSLESS);
}

static void test_other_files_stay(void **state)
{
    AUTO_BUFFER struct buffer out = buffer_open(1000);
    (void)state;
    assert_int_equal(image_clean(TEXT("%PDF-1.7 GPS"), MEDIA_PDF, &out), OK);
    assert_true(text_is(buffer_text(&out), "%PDF-1.7 GPS"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_position_goes_from_jpeg), cmocka_unit_test(test_position_goes_from_between_scans),
        cmocka_unit_test(test_a_picture_stays_turned),  cmocka_unit_test(test_hostile_exif),
        cmocka_unit_test(test_position_goes_from_webp), cmocka_unit_test(test_other_files_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
