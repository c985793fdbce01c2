/* Every rule of the normal form, each with an example. */
#include "matching/name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "base/buffer.h"
#include "matching/letters.h"
#include "matching/name_kinds.h"

#define ASSERT_NORMAL(written, wanted) assert_normal(TEXT(written), wanted)

static void assert_normal(struct text written, const char *wanted)
{
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct text normal = name_normal(arena, written);
    assert_string_equal(arena_string(arena, normal), wanted);
    assert_string_equal(arena_string(arena, name_normal(arena, normal)), wanted);
}

static void folds_latin_letters(void **state)
{
    (void)state;
    ASSERT_NORMAL("TRAORÉ Aïssata", "traore aissata");
    ASSERT_NORMAL("Traore\xcc\x81", "traore"); /* the accent on its own */
    ASSERT_NORMAL("Ɓaabo Ɗiallo Ƙofa Ƴero", "baabo diallo kofa yero");
    ASSERT_NORMAL("Kɔnɛ Baŋaly Kaɲa", "kone bangaly kanya");
    ASSERT_NORMAL("Bəlqis Ħusejn Œuvre Straße Łukasz", "belqis husejn oeuvre strasse lukasz");
    ASSERT_NORMAL("İsmail ILGIN ılgın", "ismail ilgin ilgin");
    ASSERT_NORMAL("Nguyễn Thị", "nguyen thi");
    ASSERT_NORMAL("ＭＯＨＡＭＥＤ 𝓐𝓵𝓲 ﬁfi", "mohamed ali fifi");
    ASSERT_NORMAL("Traor\xe9", "traor"); /* bytes that are no UTF-8 are passed over */
}

static void joins_over_apostrophes_and_splits_at_hyphens(void **state)
{
    (void)state;
    ASSERT_NORMAL("N'Diaye N’Diaye N`Diaye Nʼdiaye", "ndiaye ndiaye ndiaye ndiaye");
    ASSERT_NORMAL("ʿAbbās al-Ḥasan", "abbas al hasan");
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct name name = name_read(arena, TEXT("Jean-Pierre Luc"), TEXT("Bâ"));
    assert_int_equal(name.count, 4);
    assert_true(name.words[0].hyphened);
    assert_false(name.words[1].hyphened);
    assert_int_equal(name.words[3].part, NAME_FAMILY);
    assert_memory_equal(name.words[3].written.at, "Bâ", name.words[3].written.length);
}

static void folds_arabic_letters(void **state)
{
    (void)state;
    ASSERT_NORMAL("مُحَمَّدٌ", "محمد");    /* harakat */
    ASSERT_NORMAL("محـــمد", "محمد"); /* tatweel */
    ASSERT_NORMAL("أحمد إبراهيم آمنة ٱلحسن", "احمد ابراهيم امنه الحسن");
    ASSERT_NORMAL("مصطفى عيسى", "مصطفي عيسي");          /* alef maqsura */
    ASSERT_NORMAL("فاطمة", "فاطمه");                    /* ta marbuta */
    ASSERT_NORMAL("رؤوف عائشة علاء", "رووف عايشه علا"); /* hamza and what carries it */
    ASSERT_NORMAL("کریم پروین گل ڤاطمة چنگیز", "كريم بروين كل فاطمه جنكيز");
    ASSERT_NORMAL("أݣناو أڭناو قفصة ڨفصة", "اكناو اكناو قفصه قفصه"); /* g of the Maghreb */
    ASSERT_NORMAL("ہدایت ےوسف ھشام", "هدايت يوسف هشام");             /* Urdu */
    ASSERT_NORMAL("ﻣﺤﻤﺪ ﻋﻼء ﷴ", "محمد علا محمد");                    /* shapes out of a PDF */
}

static void drops_what_is_not_seen(void **state)
{
    (void)state;
    ASSERT_NORMAL("\xe2\x80\x8f"
                  "محمد\xe2\x80\x8e ali\xef\xbb\xbf",
                  "محمد ali");
    ASSERT_NORMAL("\xe2\x80\xae"
                  "ali\xe2\x80\xac \xe2\x81\xa7"
                  "omar\xe2\x81\xa9",
                  "ali omar");
    ASSERT_NORMAL("مح\xe2\x80\x8d\xe2\x80\x8cمد", "محمد");
    ASSERT_NORMAL("mo\xc2\xad"
                  "hamed",
                  "mohamed");
}

static void reads_tifinagh_as_latin(void **state)
{
    (void)state;
    ASSERT_NORMAL("ⵎⵓⵃⴰ ⵓⵃⵎⴰⴷ", "muha uhmad");
    ASSERT_NORMAL("ⵎⵓⵃⴰm1n", "muhamin"); /* figures in it too */
    ASSERT_NORMAL("ⵡⴰⵄⵣⵉⵣ ⵜⵛⴰⵛⵖⵉ", "waaziz tchachghi");
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct name name = {0};
    name_add(arena, &name, NAME_GIVEN, TEXT("ⵎⵓⵃⴰ"));
    assert_int_equal(name.words[0].script, NAME_TIFINAGH);
    assert_int_equal(name.words[0].token->script, NAME_LATIN);
}

static void reads_all_digits(void **state)
{
    (void)state;
    ASSERT_NORMAL("٢٠٢٤ ۱۲ ２ ߂", "2024 12 2 2");
    ASSERT_NORMAL("Mo7amed 3ali 5aled 9adir sa2id", "mohamed aali khaled qadir said");
    ASSERT_NORMAL("0umar Moham3d ali123", "oumar mohamad ali123");
    ASSERT_NORMAL("محمد2", "محمد2");
}

static void glues_abd_and_the_name(void **state)
{
    (void)state;
    ASSERT_NORMAL("Abd El Kader", "abdelkader");
    ASSERT_NORMAL("abd-er-Rahmane Diallo", "abderrahmane diallo");
    ASSERT_NORMAL("Abdoul Aziz", "abdoulaziz");
    ASSERT_NORMAL("Abdel-Kader, Abdul Karim", "abdelkader abdulkarim");
    ASSERT_NORMAL("عبد القادر عبد الله", "عبدالقادر عبدالله");
    ASSERT_NORMAL("عبدالله", "عبدالله");
    ASSERT_NORMAL("عبد ال رحيم", "عبدالرحيم");
    ASSERT_NORMAL("Abdou Diallo", "abdou diallo"); /* a name of its own */
    ASSERT_NORMAL("Diallo Abdoul", "diallo abdoul");
    ASSERT_NORMAL("abdal llah", "abdallah"); /* a letter stands twice at most, glued ones too: lll is ll */
    ASSERT_NORMAL("Abou Bakr Abu Bakar أبو بكر", "aboubakr abubakar ابوبكر");
    ASSERT_NORMAL("Abou Diallo", "abou diallo");
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct text written = TEXT("Si Abd El-Kader Ba");
    struct name name = name_read(arena, written, TEXT_NONE);
    assert_int_equal(name.count, 3);
    assert_string_equal(arena_string(arena, name.words[1].written), "Abd El-Kader");
    struct name boxes = name_read(arena, TEXT("Abdoul"), TEXT("Aziz")); /* not over the edge of a box */
    assert_int_equal(boxes.count, 2);
}

static void knows_particles_titles_and_initials(void **state)
{
    (void)state;
    static const struct {
        const char *written;
        enum name_kind kind;
    } CASES[] = {
        {"ben", NAME_PARTICLE},  {"Ould", NAME_PARTICLE}, {"bint", NAME_PARTICLE}, {"El", NAME_PARTICLE},
        {"al", NAME_PARTICLE},   {"بن", NAME_PARTICLE},   {"ولد", NAME_PARTICLE},  {"Épouse", NAME_PARTICLE},
        {"Hadja", NAME_TITLE},   {"Moulay", NAME_TITLE},  {"Cheikh", NAME_TITLE},  {"الحاج", NAME_TITLE},
        {"M.", NAME_INITIAL},    {"د", NAME_INITIAL},     {"Sy", NAME_WORD},       {"1996", NAME_NUMBER},
        {"Benjamin", NAME_WORD}, {"Bah", NAME_WORD},
    };
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct name name = name_read(arena, text_from(CASES[i].written), TEXT_NONE);
        assert_int_equal(name.count, 1);
        if (name.words[0].token->kind != CASES[i].kind)
            fail_msg("%s is read as kind %d", CASES[i].written, (int)name.words[0].token->kind);
    }
    size_t count;
    const struct name_kind_entry *entries = name_kinds(&count);
    for (size_t i = 0; i < count; i++) { /* bsearch() needs the order; what is looked up is a normal form */
        assert_true(i == 0 || strcmp(entries[i - 1].form, entries[i].form) < 0);
        assert_normal(TEXT("Abd E0"),
                      "abdeo"); /* figures beside the letters of both: the normal form stays what it is */
        ASSERT_NORMAL("abdeo", "abdeo");
        assert_normal(text_from(entries[i].form), entries[i].form);
    }
}

static void tells_which_words_bear_the_name(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    const struct name_word *words[NAME_WORDS_MOST];
    struct name name = name_read(arena, TEXT("El Hadj Mamadou"), TEXT("ould B. Diallo 2"));
    assert_int_equal(name_bearing(&name, words), 2);
    assert_string_equal(arena_string(arena, words[1]->token->form), "diallo");
    name = name_read(arena, TEXT("Cheikh"), TEXT("ould"));
    assert_int_equal(name_bearing(&name, words), 1);
    name = name_read(arena, TEXT("el"), TEXT("ben"));
    assert_int_equal(name_bearing(&name, words), 0);
}

static void joins_neighbours(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct name name = name_read(arena, TEXT("Fatou Mata"), TEXT("ديالو"));
    const struct name_token *token = name_token_joined(arena, &name.words[0], &name.words[1]);
    assert_string_equal(arena_string(arena, token->form), "fatoumata");
    assert_null(name_token_joined(arena, &name.words[1], &name.words[2]));
}

static void splits_where_the_alphabet_changes(void **state)
{
    (void)state;
    ASSERT_NORMAL("Mohamedمحمد", "mohamed محمد");
    ASSERT_NORMAL("Иван ΓΙΩΡΓΟΣ ኣብርሃም", "иван γιωργοσ ኣብርሃም");
    ASSERT_NORMAL("😀ali😀omar👨‍👩‍👧", "ali omar");
    ASSERT_NORMAL("😀 ' - ـ ء", "");
    ASSERT_NORMAL("", "");
}

static void is_bounded(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(4 << 20);
    struct buffer written AUTO_BUFFER = buffer_open(1 << 20);
    for (size_t i = 0; i < 300; i++)
        buffer_add_byte(&written, (char)('a' + i % 26));
    struct name name = name_read(arena, buffer_text(&written), TEXT_NONE);
    assert_int_equal(name.count, 1);
    assert_true(name.cut);
    assert_int_equal(name.words[0].token->form.length, NAME_FORM_MOST);
    assert_int_equal(name.words[0].token->word.count, WORD_LETTERS_MOST);
    buffer_clear(&written);
    for (size_t i = 0; i < 100000; i++)
        buffer_add(&written, i % 2 == 0 ? TEXT("ab ") : TEXT("\xe2\x80\x8f"));
    name = name_read(arena, buffer_text(&written), TEXT("ab"));
    assert_int_equal(name.count, NAME_WORDS_MOST);
    assert_true(name.cut);
    buffer_clear(&written);
    for (size_t i = 0; i < 300; i++)
        buffer_add(&written, TEXT("a"));
    assert_normal(buffer_text(&written), "aa");
}

/* ICU as an oracle: every Latin and Arabic letter that it decomposes into a plain letter is that letter here. */
static void agrees_with_icu(void **state)
{
    (void)state;
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *decompose = unorm2_getNFKDInstance(&error);
    size_t seen = 0;
    for (int32_t c = 0x21; c < 0x1f000; c++) {
        UChar parts[24];
        int32_t count = unorm2_getDecomposition(decompose, c, parts, 24, &error);
        bool latin = (c < 0x250 || (c >= 0x1e00 && c < 0x1f00) || (c >= 0xff21 && c < 0xff5b)) && u_isalpha(c);
        bool arabic = (c >= 0x600 && c < 0x700) || (c >= 0xfe80 && c < 0xfef5) || (c >= 0xfb50 && c < 0xfbb2);
        assert_true(U_SUCCESS(error));
        if (count <= 0 || !(latin || arabic) || (count > 1 && u_charType(parts[1]) != U_NON_SPACING_MARK))
            continue;
        struct letter letter = letter_read(c), plain = letter_read(u_tolower(parts[0]));
        if (u_charType(parts[0]) == U_NON_SPACING_MARK || u_isdigit(parts[0]) || parts[0] == ' ')
            continue;
        if (plain.kind != LETTER_LATIN && plain.kind != LETTER_ARABIC)
            continue; /* a Greek letter among the signs of measures */
        if (letter.kind != plain.kind)
            fail_msg("U+%04X is read as kind %d", (unsigned)c, (int)letter.kind);
        if (letter.plain != NULL)
            assert_string_equal(letter.plain, plain.plain);
        seen++;
    }
    assert_true(seen > 600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_latin_letters),
        cmocka_unit_test(joins_over_apostrophes_and_splits_at_hyphens),
        cmocka_unit_test(folds_arabic_letters),
        cmocka_unit_test(drops_what_is_not_seen),
        cmocka_unit_test(reads_tifinagh_as_latin),
        cmocka_unit_test(reads_all_digits),
        cmocka_unit_test(glues_abd_and_the_name),
        cmocka_unit_test(knows_particles_titles_and_initials),
        cmocka_unit_test(tells_which_words_bear_the_name),
        cmocka_unit_test(joins_neighbours),
        cmocka_unit_test(splits_where_the_alphabet_changes),
        cmocka_unit_test(is_bounded),
        cmocka_unit_test(agrees_with_icu),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
