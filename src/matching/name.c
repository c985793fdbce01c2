#include "matching/name.h"

#include <string.h>

#include "base/buffer.h"
#include "matching/letters.h"
#include "matching/name_kinds.h"

/* Of a longer text only the beginning is read; a run of one letter is written at most twice. */
enum { WRITTEN_MOST = 4096, RUN_MOST = 2, READ_MOST = 4 * NAME_WORDS_MOST };

/* A word while it is read. */
struct reading {
    struct arena *arena;
    struct text written;
    char form[NAME_FORM_MOST];
    size_t length;
    size_t from, to;       /* its first letter, behind its last one, in `written` */
    enum letter_kind kind; /* LETTER_DIGIT as long as there are only digits */
    bool cut;
};

struct read_word {
    struct text form, written;
    enum letter_kind kind;
    bool hyphened;
};

struct read_words {
    struct read_word at[READ_MOST];
    size_t count;
    bool cut;
};

/* "Mo7amed", "3ali": figures that stand for letters the Latin alphabet lacks, or that were struck beside a letter.
   Only within a word of letters. */
static const struct {
    char digit;
    const char *letters;
} DIGIT_LETTERS[] = {{'0', "o"}, {'1', "i"}, {'2', ""}, {'3', "a"}, {'5', "kh"}, {'7', "h"}, {'9', "q"}};

/* `bytes` is one letter. */
static void form_add(struct reading *word, const char *bytes, size_t count)
{
    size_t run = 0;
    bool digit = bytes[0] >= '0' && bytes[0] <= '9';
    while (!digit && (run + 1) * count <= word->length &&
           memcmp(word->form + word->length - (run + 1) * count, bytes, count) == 0)
        run++;
    if (run >= RUN_MOST || word->cut)
        return;
    if (word->length + count > NAME_FORM_MOST) {
        word->cut = true;
        return;
    }
    memcpy(word->form + word->length, bytes, count);
    word->length += count;
}

static void form_add_all(struct reading *word, struct text letters)
{
    for (size_t at = 0, from = 0; at < letters.length; from = at) {
        (void)text_next_code_point(letters, &at);
        form_add(word, letters.at + from, at - from);
    }
}

static void form_add_code_point(struct reading *word, int32_t c)
{
    struct buffer bytes AUTO_BUFFER = buffer_open(8);
    buffer_add_code_point(&bytes, c);
    form_add(word, bytes.bytes, bytes.length);
}

static struct text form_kept(const struct reading *word)
{
    return arena_text(word->arena, (struct text){word->form, word->length});
}

static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

static const char *digit_letters(char digit)
{
    for (size_t i = 0; i < sizeof DIGIT_LETTERS / sizeof *DIGIT_LETTERS; i++)
        if (DIGIT_LETTERS[i].digit == digit)
            return DIGIT_LETTERS[i].letters;
    return NULL;
}

/* Figures in a Latin word of more letters are read as letters. */
static void read_digits(struct reading *word)
{
    struct reading plain = {.arena = word->arena};
    size_t digits = 0;
    for (size_t i = 0; i < word->length; i++)
        digits += is_digit(word->form[i]);
    bool latin = word->kind == LETTER_LATIN || word->kind == LETTER_TIFINAGH;
    if (!latin || digits == 0 || 2 * digits >= word->length)
        return;
    for (size_t i = 0; i < word->length; i++) {
        const char *letters = is_digit(word->form[i]) ? digit_letters(word->form[i]) : NULL;
        form_add_all(&plain, letters != NULL ? text_from(letters) : (struct text){word->form + i, 1});
    }
    memcpy(word->form, plain.form, plain.length);
    word->length = plain.length;
}

static void word_end(struct reading *word, struct read_words *words, bool hyphened)
{
    if (word->length > 0)
        read_digits(word);
    if (word->length > 0 && words->count < READ_MOST)
        words->at[words->count++] =
            (struct read_word){form_kept(word), text_slice(word->written, word->from, word->to), word->kind, hyphened};
    else if (word->length > 0)
        words->cut = true;
    words->cut |= word->cut;
    word->length = 0;
    word->kind = LETTER_DIGIT;
    word->cut = false;
}

/* Which letters may stand in one word: of one alphabet (Tifinagh is read as Latin), and figures beside any. */
static bool belongs(const struct reading *word, enum letter_kind kind)
{
    enum letter_kind here = word->kind == LETTER_TIFINAGH ? LETTER_LATIN : word->kind;
    enum letter_kind next = kind == LETTER_TIFINAGH ? LETTER_LATIN : kind;
    return word->length == 0 || next == LETTER_DIGIT || here == LETTER_DIGIT || next == here;
}

static void letter_add(struct reading *word, struct read_words *words, const struct letter *letter, size_t from,
                       size_t to)
{
    if (!belongs(word, letter->kind))
        word_end(word, words, false);
    if (word->length == 0)
        word->from = from;
    if (word->length == 0 || word->kind == LETTER_DIGIT)
        word->kind = letter->kind;
    word->to = to;
    if (letter->plain != NULL)
        form_add_all(word, text_from(letter->plain));
    else
        form_add_code_point(word, letter->code_point);
}

static void words_read(struct arena *arena, struct text written, struct read_words *words)
{
    struct reading word = {.arena = arena, .written = written, .kind = LETTER_DIGIT};
    size_t end = written.length < WRITTEN_MOST ? written.length : WRITTEN_MOST;
    words->cut = end < written.length;
    for (size_t at = 0, from = 0; at < end; from = at) {
        int32_t c = text_next_code_point(written, &at);
        struct letter letter = c < 0 ? (struct letter){LETTER_NOTHING, NULL, 0} : letter_read(c);
        if (letter.kind == LETTER_BREAK || letter.kind == LETTER_HYPHEN)
            word_end(&word, words, letter.kind == LETTER_HYPHEN);
        else if (letter.kind != LETTER_NOTHING)
            letter_add(&word, words, &letter, from, at);
        else if (word.length > 0)
            word.to = at;
    }
    word_end(&word, words, false);
}

/* How many words from `at` on are one name: abd + er + rahmane 3, abou + bakr 2, otherwise 1. */
static size_t words_glued(const struct read_words *words, size_t at)
{
    const struct read_word *word = words->at + at;
    size_t last = at + 1;
    if (last < words->count && name_is_father_of(word->form, words->at[last].form))
        return 2;
    if (!name_is_servant(word->form))
        return 1;
    if (last + 1 < words->count && name_is_article(words->at[last].form))
        last++;
    if (last >= words->count || words->at[last].kind != word->kind || name_kind_of(words->at[last].form) != NAME_WORD)
        return 1;
    return last - at + 1;
}

static struct read_word words_glue(struct arena *arena, const struct read_words *words, size_t at, size_t count)
{
    struct read_word word = words->at[at];
    struct reading glued = {.arena = arena, .kind = word.kind};
    if (count == 1)
        return word;
    for (size_t i = at; i < at + count; i++)
        form_add_all(&glued, words->at[i].form);
    read_digits(&glued); /* now that there are more letters beside them */
    const struct read_word *last = words->at + at + count - 1;
    word.form = form_kept(&glued);
    word.written.length = (size_t)(last->written.at + last->written.length - word.written.at);
    word.hyphened = last->hyphened;
    return word;
}

static enum name_script script_of_kind(enum letter_kind kind)
{
    if (kind == LETTER_LATIN)
        return NAME_LATIN;
    if (kind == LETTER_ARABIC)
        return NAME_ARABIC;
    return kind == LETTER_TIFINAGH ? NAME_TIFINAGH : NAME_OTHER;
}

/* Of a normal form: that of its first letter. */
static enum name_script script_of(struct text form)
{
    for (size_t at = 0; at < form.length;) {
        int32_t c = text_next_code_point(form, &at);
        if (c >= 'a' && c <= 'z')
            return NAME_LATIN;
        if (c < '0' || c > '9')
            return arabic_number(c) != 0 ? NAME_ARABIC : NAME_OTHER;
    }
    return NAME_OTHER;
}

struct name_token name_token_of(struct text form)
{
    return (struct name_token){
        .form = form, .kind = name_kind_of(form), .script = script_of(form), .word = word_of(form)};
}

static const struct name_token *token_new(struct arena *arena, struct text form)
{
    struct name_token *token = arena_new(arena, struct name_token);
    *token = name_token_of(form);
    return token;
}

void name_add(struct arena *arena, struct name *name, enum name_part part, struct text written)
{
    struct read_words words = {.count = 0};
    words_read(arena, written, &words);
    name->cut |= words.cut;
    for (size_t at = 0, count; at < words.count; at += count) {
        count = words_glued(&words, at);
        if (name->count == NAME_WORDS_MOST) {
            name->cut = true;
            return;
        }
        struct read_word word = words_glue(arena, &words, at, count);
        name->words[name->count++] = (struct name_word){.token = token_new(arena, word.form),
                                                        .written = word.written,
                                                        .part = part,
                                                        .script = script_of_kind(word.kind),
                                                        .hyphened = word.hyphened};
    }
}

struct name name_read(struct arena *arena, struct text given, struct text family)
{
    struct name name = {0};
    name_add(arena, &name, NAME_GIVEN, given);
    name_add(arena, &name, NAME_FAMILY, family);
    return name;
}

struct text name_normal(struct arena *arena, struct text written)
{
    struct name name = {0};
    struct buffer normal AUTO_BUFFER = buffer_open(NAME_WORDS_MOST * (NAME_FORM_MOST + 1));
    name_add(arena, &name, NAME_ANYWHERE, written);
    for (size_t i = 0; i < name.count; i++) {
        if (i > 0)
            buffer_add_byte(&normal, ' ');
        buffer_add(&normal, name.words[i].token->form);
    }
    return arena_text(arena, buffer_text(&normal));
}

static size_t words_of_kinds(const struct name *name, bool titles, const struct name_word *ret_words[NAME_WORDS_MOST])
{
    size_t count = 0;
    for (size_t i = 0; i < name->count; i++) {
        enum name_kind kind = name->words[i].token->kind;
        if (kind == NAME_WORD || (titles && kind == NAME_TITLE))
            ret_words[count++] = &name->words[i];
    }
    return count;
}

size_t name_bearing(const struct name *name, const struct name_word *ret_words[NAME_WORDS_MOST])
{
    size_t count = words_of_kinds(name, false, ret_words);
    return count > 0 ? count : words_of_kinds(name, true, ret_words);
}

const struct name_token *name_token_joined(struct arena *arena, const struct name_word *first,
                                           const struct name_word *second)
{
    struct reading joined = {.arena = arena};
    if (first->part != second->part || first->token->script != second->token->script)
        return NULL;
    form_add_all(&joined, first->token->form);
    form_add_all(&joined, second->token->form);
    return token_new(arena, form_kept(&joined));
}
