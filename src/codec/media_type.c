#include "codec/media_type.h"

#include "codec/archive_index.h"
#include "codec/image.h"

static const struct {
    const char *name, *extension;
} TYPES[] = {
    [MEDIA_UNKNOWN] = {"application/octet-stream", "bin"},
    [MEDIA_JPEG] = {"image/jpeg", "jpg"},
    [MEDIA_PNG] = {"image/png", "png"},
    [MEDIA_WEBP] = {"image/webp", "webp"},
    [MEDIA_PDF] = {"application/pdf", "pdf"},
    [MEDIA_TEXT] = {"text/plain", "txt"},
    [MEDIA_DOCX] = {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
    [MEDIA_XLSX] = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
    [MEDIA_ODT] = {"application/vnd.oasis.opendocument.text", "odt"},
    [MEDIA_HEIC] = {"image/heic", "heic"},
};

const char *media_type_name(enum media_kind kind) { return TYPES[kind].name; }
const char *media_type_extension(enum media_kind kind) { return TYPES[kind].extension; }

static enum outcome settle(struct media *ret_media, enum media_kind kind, enum outcome outcome)
{
    if (outcome == OK)
        ret_media->kind = kind;
    return outcome;
}

static enum outcome detect_image(struct text bytes, enum media_kind kind,
                                 enum outcome (*measure)(struct text, struct image_size *), struct media *ret_media)
{
    struct image_size size;
    if (measure(bytes, &size) != OK)
        return INVALID;
    if (size.width > (uint32_t)MEDIA_PIXELS_MOST / size.height)
        return TOO_LARGE;
    *ret_media = (struct media){kind, (int32_t)size.width, (int32_t)size.height};
    return OK;
}

static enum outcome detect_png(struct text bytes, struct media *ret_media)
{
    return detect_image(bytes, MEDIA_PNG, image_measure_png, ret_media);
}

static enum outcome detect_jpeg(struct text bytes, struct media *ret_media)
{
    return detect_image(bytes, MEDIA_JPEG, image_measure_jpeg, ret_media);
}

/* RIFF also opens sounds and films: those are unknown, not broken pictures. */
static enum outcome detect_riff(struct text bytes, struct media *ret_media)
{
    if (!text_is(text_slice(bytes, 8, 12), "WEBP"))
        return OK;
    return detect_image(bytes, MEDIA_WEBP, image_measure_webp, ret_media);
}

/* "%PDF-1." or "%PDF-2.", and an end mark within the last two kilobytes. */
static enum outcome detect_pdf(struct text bytes, struct media *ret_media)
{
    struct text version = text_slice(bytes, 5, 7);
    struct text tail = text_slice(bytes, bytes.length > 2048 ? bytes.length - 2048 : 0, bytes.length);
    bool sound = (text_is(version, "1.") || text_is(version, "2.")) && text_find(tail, TEXT("%%EOF")) >= 0;
    return settle(ret_media, MEDIA_PDF, sound ? OK : INVALID);
}

struct parts {
    bool types, word, workbook, mime, content, macros;
};

static void look_at(void *context, const struct archive_entry *entry)
{
    struct parts *parts = context;
    struct text name = entry->name;
    parts->types |= text_is(name, "[Content_Types].xml");
    parts->word |= text_is(name, "word/document.xml");
    parts->workbook |= text_is(name, "xl/workbook.xml");
    parts->content |= text_is(name, "content.xml");
    parts->mime |= text_is(name, "mimetype") && entry->method == 0 && text_is(entry->bytes, TYPES[MEDIA_ODT].name);
    parts->macros |= text_ends_with(name, TEXT("vbaProject.bin")) || text_starts_with(name, TEXT("Basic/")) ||
                     text_starts_with(name, TEXT("Scripts/"));
}

static enum outcome detect_archive(struct text bytes, struct media *ret_media)
{
    struct parts parts = {0};
    enum outcome outcome = archive_index_read(bytes, look_at, &parts);
    enum media_kind kind = MEDIA_UNKNOWN;
    if (parts.types && parts.word && !parts.workbook)
        kind = MEDIA_DOCX;
    else if (parts.types && parts.workbook && !parts.word)
        kind = MEDIA_XLSX;
    else if (parts.mime && parts.content && !parts.types)
        kind = MEDIA_ODT;
    return settle(ret_media, parts.macros ? MEDIA_UNKNOWN : kind, outcome);
}

static enum outcome detect_container(struct text bytes, struct media *ret_media)
{
    static const char *const brands[] = {"heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"};
    for (size_t i = 0; i < sizeof brands / sizeof *brands; i++)
        if (text_is(text_slice(bytes, 8, 12), brands[i]))
            return settle(ret_media, MEDIA_HEIC, OK);
    return OK;
}

enum outcome media_detect(struct text bytes, struct media *ret_media)
{
    static const struct {
        size_t at;
        struct text magic;
        enum outcome (*detect)(struct text, struct media *);
    } kinds[] = {
        {0, TEXT_CONSTANT("\x89PNG\r\n\x1a\n"), detect_png},
        {0, TEXT_CONSTANT("\xff\xd8\xff"), detect_jpeg},
        {0, TEXT_CONSTANT("RIFF"), detect_riff},
        {0, TEXT_CONSTANT("%PDF-"), detect_pdf},
        {0, TEXT_CONSTANT("PK\x03\x04"), detect_archive},
        {4, TEXT_CONSTANT("ftyp"), detect_container},
    };
    struct media media = {.kind = MEDIA_UNKNOWN};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!text_starts_with(text_slice(bytes, kinds[i].at, bytes.length), kinds[i].magic))
            continue;
        enum outcome outcome = kinds[i].detect(bytes, &media);
        if (outcome == OK)
            *ret_media = media;
        return outcome;
    }
    struct text mark = TEXT("\xef\xbb\xbf");
    struct text plain = text_starts_with(bytes, mark) ? text_slice(bytes, mark.length, bytes.length) : bytes;
    if (plain.length > 0 && text_is_clean(plain, true))
        media.kind = MEDIA_TEXT;
    *ret_media = media;
    return OK;
}
