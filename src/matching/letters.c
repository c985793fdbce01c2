#include "matching/letters.h"

/* In the tables below a small letter stands for itself; these capitals stand for several. */
static const char *const SEVERAL[] = {
    ['C' - 'A'] = "ch", ['D' - 'A'] = "dz",  ['E' - 'A'] = "ae", ['G' - 'A'] = "ng", ['H' - 'A'] = "hv",
    ['I' - 'A'] = "ij", ['J' - 'A'] = "nj",  ['K' - 'A'] = "kh", ['L' - 'A'] = "lj", ['N' - 'A'] = "ny",
    ['O' - 'A'] = "oe", ['Q' - 'A'] = "tch", ['R' - 'A'] = "gh", ['S' - 'A'] = "ss", ['T' - 'A'] = "th",
};
static const char SINGLE[][2] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m",
                                 "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z"};

/* The Arabic alphabet in its order, and the sign that stands for each letter in the tables below. */
static const struct {
    char sign;
    int32_t code_point;
    const char *letter;
} ARABIC[ARABIC_LETTERS] = {
    {'A', 0x627, "ا"}, {'b', 0x628, "ب"}, {'t', 0x62a, "ت"}, {'v', 0x62b, "ث"}, {'j', 0x62c, "ج"}, {'H', 0x62d, "ح"},
    {'x', 0x62e, "خ"}, {'d', 0x62f, "د"}, {'*', 0x630, "ذ"}, {'r', 0x631, "ر"}, {'z', 0x632, "ز"}, {'s', 0x633, "س"},
    {'$', 0x634, "ش"}, {'S', 0x635, "ص"}, {'D', 0x636, "ض"}, {'T', 0x637, "ط"}, {'Z', 0x638, "ظ"}, {'E', 0x639, "ع"},
    {'g', 0x63a, "غ"}, {'f', 0x641, "ف"}, {'q', 0x642, "ق"}, {'k', 0x643, "ك"}, {'l', 0x644, "ل"}, {'m', 0x645, "م"},
    {'n', 0x646, "ن"}, {'h', 0x647, "ه"}, {'w', 0x648, "و"}, {'y', 0x64a, "ي"},
};

/* Consecutive code points and the plain letter of each; '.' is not heard, ' ' separates. */
static const struct letter_table {
    int32_t first, last;
    enum letter_kind kind;
    const char *signs;
} TABLES[] = {
    {0x41, 0x5a, LETTER_LATIN, "abcdefghijklmnopqrstuvwxyz"},
    {0x61, 0x7a, LETTER_LATIN, "abcdefghijklmnopqrstuvwxyz"},
    {0xc0, 0x24f, LETTER_LATIN,
     "aaaaaaEceeeeiiiidnooooo ouuuuyTSaaaaaaEceeeeiiiidnooooo ouuuuyTy" /* U+00C0 */
     "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiIIjjkkklllllll" /* U+0100 */
     "lllnnnnnnnGGooooooOOrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs" /* U+0140 */
     "bbbb  occdddd eeeffggHiikkl mNnooo  pprss ttttuuuvyyzzz       Tw" /* U+0180 */
     "    DDDLLLJJJaaiioouuuuuuuuuueaaaaEEggggkkoooozzjDDDggHwnnaaEEoo" /* U+01C0 */
     "aaaaeeeeiiiioooorrrruuuussttzzhhndoozzaaeeooooooooyylntj  acclts" /* U+0200 */
     "z  buveejjqqrryy" /* U+0240 */},
    {0x250, 0x292, LETTER_LATIN,
     "aa bocddeeee    gg g  h iiil   m mNn o          r ss    tuuv   y" /* U+0250 */
     "z z" /* U+0290 */},
    {0x1e00, 0x1eff, LETTER_LATIN,
     "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm" /* U+1E00 */
     "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv" /* U+1E40 */
     "wwwwwwwwwwxxxxyyzzzzzzhtwyasssSdaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee" /* U+1E80 */
     "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyllvvyy" /* U+1EC0 */},
    {0x2c60, 0x2c7f, LETTER_LATIN, "lllprathhkkzzamaavwwvhh eroejvsz"},
    {0xff21, 0xff3a, LETTER_LATIN, "abcdefghijklmnopqrstuvwxyz"},
    {0xff41, 0xff5a, LETTER_LATIN, "abcdefghijklmnopqrstuvwxyz"},
    {0x2d30, 0x2d67, LETTER_TIFINAGH, "abbggjjddddefkkkhhhhaKKqqijjjlmnNGpurrRRRssCttQtvwyzzzeo"},
    {0x610, 0x61a, LETTER_ARABIC, "..........."},
    {0x61c, 0x61c, LETTER_ARABIC, "."},
    {0x620, 0x6ff, LETTER_ARABIC,
     "y.AAwAyAbhtvjHxd*rzs$SDTZEgkkyyy" /* U+0620 */
     ".fqklmnhwyy....................." /* U+0640 */
     "              bq.AAA.Awwyttbttbt" /* U+0660 */
     "bHHjjxjjdddd*d*ddrrrrrrrzrss$SST" /* U+0680 */
     "gffffffqqkkkkkkkkkkkkllllnnnnnhj" /* U+06A0 */
     "hhhhwwwwwwwwyyywyyyy h.........." /* U+06C0 */
     "......... ....dr          $Dg  h" /* U+06E0 */},
    {0x750, 0x77f, LETTER_ARABIC, "bbbbbbbHHddrsEEEffkkkmmnnnlrrsHHsrHAAyyywwyyHssk"},
    {0x8a0, 0x8ff, LETTER_ARABIC,
     "bbjtfqlmyyrwyAdSkwzEkqbbtryfqnbt" /* U+08A0 */
     "tjkgqjjlk......................." /* U+08C0 */
     "................................" /* U+08E0 */},
    {0xfb50, 0xfbff, LETTER_ARABIC,
     "AAbbbbbbbbbbbbttttttttttttffffff" /* U+FB50 */
     "ffjjjjjjjjjjjjjjjjdd****ddzzrrkk" /* U+FB70 */
     "kkkkkkkkkkkkkknnnnnnhhhhhhhhhhyy" /* U+FB90 */
     "yy.............................." /* U+FBB0 */
     "...kkkkwwwwwwwwwwwwwyyyyyyyyyyyy" /* U+FBD0 */
     "yyyyyyyyyyyyyyyy" /* U+FBF0 */},
    {0xfe80, 0xfefc, LETTER_ARABIC,
     ".AAAAwwAAyyyyAAbbbbhhttttvvvvjjj" /* U+FE80 */
     "jHHHHxxxxdd**rrzzssss$$$$SSSSDDD" /* U+FEA0 */
     "DTTTTZZZZEEEEggggffffqqqqkkkklll" /* U+FEC0 */
     "lmmmmnnnnhhhhwwyyyyyyLLLLLLLL" /* U+FEE0 */},
};

/* Single code points that stand for several letters, and what some write for a letter of another block. */
static const struct {
    int32_t code_point;
    enum letter_kind kind;
    const char *plain;
} SPECIAL[] = {
    {0xaa, LETTER_LATIN, "a"},       {0xba, LETTER_LATIN, "o"},       {0xfb00, LETTER_LATIN, "ff"},
    {0xfb01, LETTER_LATIN, "fi"},    {0xfb02, LETTER_LATIN, "fl"},    {0xfb03, LETTER_LATIN, "ffi"},
    {0xfb04, LETTER_LATIN, "ffl"},   {0xfb05, LETTER_LATIN, "st"},    {0xfb06, LETTER_LATIN, "st"},
    {0xfdf2, LETTER_ARABIC, "الله"}, {0xfdf4, LETTER_ARABIC, "محمد"},
};

/* Where the ten digits of an alphabet begin. */
static const int32_t ZEROS[] = {'0', 0x660, 0x6f0, 0x7c0, 0x966, 0xff10};

static const struct {
    int32_t first, last;
    enum letter_kind kind;
} RANGES[] = {
    {'\'', '\'', LETTER_NOTHING},
    {'`', '`', LETTER_NOTHING},
    {0xb4, 0xb4, LETTER_NOTHING},
    {0x2018, 0x201b, LETTER_NOTHING}, /* single quotation marks */
    {0x2032, 0x2032, LETTER_NOTHING},
    {0xff07, 0xff07, LETTER_NOTHING},
    {0x2b0, 0x36f, LETTER_NOTHING}, /* modifier letters (ʿ ʾ ʼ), accents on their own */
    {0x483, 0x489, LETTER_NOTHING},
    {0x591, 0x5bd, LETTER_NOTHING}, /* Hebrew vowels */
    {0x5bf, 0x5bf, LETTER_NOTHING},
    {0x5c1, 0x5c7, LETTER_NOTHING},
    {0x7eb, 0x7f3, LETTER_NOTHING}, /* N'Ko tones */
    {0x1ab0, 0x1aff, LETTER_NOTHING},
    {0x1dc0, 0x1dff, LETTER_NOTHING},
    {0x20d0, 0x20ff, LETTER_NOTHING},
    {0x2d6f, 0x2d6f, LETTER_NOTHING},
    {0x2d7f, 0x2d7f, LETTER_NOTHING},
    {0xfe00, 0xfe0f, LETTER_NOTHING}, /* variation selectors */
    {0xfe20, 0xfe2f, LETTER_NOTHING},
    {0xfe70, 0xfe7f, LETTER_NOTHING}, /* harakat on their own */
    {0xad, 0xad, LETTER_NOTHING},
    {0x34f, 0x34f, LETTER_NOTHING},
    {0x180b, 0x180e, LETTER_NOTHING},
    {0x200b, 0x200f, LETTER_NOTHING}, /* joiners, marks of direction */
    {0x202a, 0x202e, LETTER_NOTHING},
    {0x2060, 0x206f, LETTER_NOTHING},
    {0xfeff, 0xfeff, LETTER_NOTHING},
    {0xe0000, 0xe0fff, LETTER_NOTHING},
    {'-', '-', LETTER_HYPHEN},
    {'_', '_', LETTER_HYPHEN},
    {0x5be, 0x5be, LETTER_HYPHEN},
    {0x2010, 0x2015, LETTER_HYPHEN},
    {0x2212, 0x2212, LETTER_HYPHEN},
    {0xfe58, 0xfe58, LETTER_HYPHEN},
    {0xfe63, 0xfe63, LETTER_HYPHEN},
    {0xff0d, 0xff0d, LETTER_HYPHEN},
    /* Alphabets without a model.  What is in no range separates words. */
    {0x370, 0x373, LETTER_OTHER},
    {0x376, 0x377, LETTER_OTHER},
    {0x37b, 0x37d, LETTER_OTHER},
    {0x386, 0x386, LETTER_OTHER},
    {0x388, 0x482, LETTER_OTHER}, /* Greek, Cyrillic */
    {0x48a, 0x556, LETTER_OTHER},
    {0x560, 0x588, LETTER_OTHER},
    {0x5d0, 0x5f2, LETTER_OTHER},
    {0x710, 0x74a, LETTER_OTHER}, /* Syriac */
    {0x780, 0x7b1, LETTER_OTHER},
    {0x7ca, 0x7ea, LETTER_OTHER}, /* N'Ko */
    {0x800, 0x815, LETTER_OTHER},
    {0x840, 0x858, LETTER_OTHER},
    {0x900, 0x963, LETTER_OTHER}, /* India, south-east Asia, Georgia */
    {0x970, 0x135f, LETTER_OTHER},
    {0x1380, 0x138f, LETTER_OTHER},
    {0x13a0, 0x13fd, LETTER_OTHER},
    {0x1401, 0x167f, LETTER_OTHER},
    {0x1700, 0x17b3, LETTER_OTHER},
    {0x1820, 0x18aa, LETTER_OTHER},
    {0x1f00, 0x1fbc, LETTER_OTHER}, /* Greek with accents */
    {0x1fc2, 0x1ffc, LETTER_OTHER},
    {0x2c80, 0x2ce4, LETTER_OTHER},
    {0x2d00, 0x2d2d, LETTER_OTHER},
    {0x2d80, 0x2dde, LETTER_OTHER}, /* Ge'ez */
    {0x3041, 0x30ff, LETTER_OTHER},
    {0x3105, 0x318e, LETTER_OTHER},
    {0x3400, 0x9fff, LETTER_OTHER},
    {0xa000, 0xa48c, LETTER_OTHER},
    {0xa4d0, 0xa4fd, LETTER_OTHER},
    {0xa500, 0xa61f, LETTER_OTHER}, /* Vai */
    {0xa6a0, 0xa6ef, LETTER_OTHER}, /* Bamum */
    {0xaa00, 0xaaef, LETTER_OTHER},
    {0xab01, 0xab2e, LETTER_OTHER},
    {0xac00, 0xd7a3, LETTER_OTHER},
    {0xf900, 0xfaff, LETTER_OTHER},
    {0x1e900, 0x1e943, LETTER_OTHER}, /* Adlam */
    {0x20000, 0x2ffff, LETTER_OTHER},
};

/* Small letters that stand a fixed distance behind their capitals. */
static const struct {
    int32_t first, last, distance;
} CAPITALS[] = {
    {0x391, 0x3ab, 32}, {0x410, 0x42f, 32}, {0x400, 0x40f, 80}, {0x531, 0x556, 48}, {0x1e900, 0x1e921, 34},
};

const char *arabic_letter(size_t number) { return ARABIC[number - 1].letter; }

uint8_t arabic_number(int32_t code_point)
{
    for (uint8_t i = 0; i < ARABIC_LETTERS; i++)
        if (ARABIC[i].code_point == code_point)
            return (uint8_t)(i + 1);
    return 0;
}

static struct letter sign_read(enum letter_kind kind, char sign)
{
    if (sign == ' ')
        return (struct letter){LETTER_BREAK, NULL, 0};
    if (sign == '.')
        return (struct letter){LETTER_NOTHING, NULL, 0};
    if (kind != LETTER_ARABIC)
        return (struct letter){kind, sign >= 'a' ? SINGLE[sign - 'a'] : SEVERAL[sign - 'A'], 0};
    for (size_t i = 0; i < ARABIC_LETTERS; i++)
        if (ARABIC[i].sign == sign)
            return (struct letter){kind, ARABIC[i].letter, 0};
    return (struct letter){kind, "لا", 0}; /* the ligature */
}

static int32_t small(int32_t c)
{
    for (size_t i = 0; i < sizeof CAPITALS / sizeof *CAPITALS; i++)
        if (c >= CAPITALS[i].first && c <= CAPITALS[i].last)
            return c + CAPITALS[i].distance;
    bool pairs = (c >= 0x460 && c < 0x482) || (c >= 0x48a && c < 0x4c0) || (c >= 0x4d0 && c < 0x530);
    return pairs && c % 2 == 0 ? c + 1 : c;
}

static struct letter letter_find(int32_t c)
{
    for (size_t i = 0; i < sizeof SPECIAL / sizeof *SPECIAL; i++)
        if (SPECIAL[i].code_point == c)
            return (struct letter){SPECIAL[i].kind, SPECIAL[i].plain, 0};
    for (size_t i = 0; i < sizeof RANGES / sizeof *RANGES; i++)
        if (c >= RANGES[i].first && c <= RANGES[i].last)
            return (struct letter){RANGES[i].kind, NULL, RANGES[i].kind == LETTER_OTHER ? small(c) : 0};
    return (struct letter){LETTER_BREAK, NULL, 0};
}

struct letter letter_read(int32_t c)
{
    /* mathematical letters, which some networks let people write their names in: alphabets of 26 capitals, 26 small */
    if (c >= 0x1d400 && c <= 0x1d6a3)
        return (struct letter){LETTER_LATIN, SINGLE[(c - 0x1d400) % 26], 0};
    for (size_t i = 0; i < sizeof ZEROS / sizeof *ZEROS; i++)
        if (c >= ZEROS[i] && c <= ZEROS[i] + 9)
            return (struct letter){LETTER_DIGIT, NULL, '0' + c - ZEROS[i]};
    for (size_t i = 0; i < sizeof TABLES / sizeof *TABLES; i++)
        if (c >= TABLES[i].first && c <= TABLES[i].last)
            return sign_read(TABLES[i].kind, TABLES[i].signs[c - TABLES[i].first]);
    return letter_find(c);
}
