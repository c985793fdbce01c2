#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system/file.h"
#include "system/keyring.h"
#include "system/random.h"

struct place {
    struct arena *arena;
    char *parent;
    const char *directory;
};

static const struct seal_place SOMEWHERE = {TEXT_CONSTANT("person"), TEXT_CONSTANT("name"), {{1, 2, 3}}};
static const char *const FILES[] = {"master.key", "master.sealed", "signature.key", "signature.next",
                                    "signature.public"};

static int place_open(void **state)
{
    static struct place place;
    place.arena = arena_open(8 << 20);
    place.parent = arena_string(place.arena, TEXT("/tmp/sanad.test.XXXXXX"));
    *state = &place;
    if (mkdtemp(place.parent) == NULL)
        return -1;
    place.directory = arena_format(place.arena, "%s/keys", place.parent).at;
    return 0;
}

static const char *in(struct place *place, const char *name)
{
    return arena_format(place->arena, "%s/%s", place->directory, name).at;
}

static int place_close(void **state)
{
    struct place *place = *state;
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        (void)remove(in(place, FILES[i]));
    (void)remove(place->directory);
    (void)remove(place->parent);
    place->arena = arena_close(place->arena);
    return 0;
}

static struct keyring *made(struct place *place)
{
    struct keyring *keyring = NULL;
    assert_int_equal(keyring_make(place->directory, TEXT_NONE), OK);
    assert_int_equal(keyring_open(place->directory, TEXT_NONE, &keyring), OK);
    return keyring;
}

static void a_keyring_opens_again_with_the_same_keys(void **state)
{
    struct place *place = *state;
    struct keyring *first = made(place);
    struct keyring *second = NULL;
    assert_int_equal(keyring_open(place->directory, TEXT_NONE, &second), OK);
    assert_memory_equal(keyring_master(first), keyring_master(second), KEY_BYTES);
    assert_memory_equal(keyring_cookie(first), keyring_cookie(second), KEY_BYTES);
    assert_memory_not_equal(keyring_master(first), keyring_cookie(first), KEY_BYTES);
    struct stat status;
    assert_int_equal(stat(place->directory, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0700);
    assert_int_equal(stat(in(place, "master.key"), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(status.st_size, KEY_BYTES);
    assert_int_equal(stat(in(place, "signature.key"), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    (void)keyring_close(first);
    (void)keyring_close(second);
    assert_null(keyring_close(NULL));
}

static void a_keyring_is_never_made_over_another(void **state)
{
    struct place *place = *state;
    struct text before;
    struct text after;
    (void)keyring_close(made(place));
    assert_int_equal(file_read(place->arena, in(place, "master.key"), 100, &before), OK);
    assert_int_equal(keyring_make(place->directory, TEXT_NONE), CONFLICT);
    assert_int_equal(keyring_make(place->directory, TEXT("words")), CONFLICT);
    assert_int_equal(file_read(place->arena, in(place, "master.key"), 100, &after), OK);
    assert_true(text_equal(before, after));
}

static void a_passphrase_is_needed_and_must_be_right(void **state)
{
    struct place *place = *state;
    struct keyring *keyring = NULL;
    struct text bytes;
    assert_int_equal(keyring_open(place->directory, TEXT_NONE, &keyring), NOT_FOUND);
    assert_int_equal(keyring_make(place->directory, TEXT("four plain words here")), OK);
    assert_false(file_exists(in(place, "master.key")));
    assert_int_equal(keyring_open(place->directory, TEXT_NONE, &keyring), FORBIDDEN);
    assert_int_equal(keyring_open(place->directory, TEXT("four plain words hers"), &keyring), FORBIDDEN);
    assert_null(keyring);
    assert_int_equal(keyring_open(place->directory, TEXT("four plain words here"), &keyring), OK);
    (void)keyring_close(keyring);
    assert_int_equal(file_read(place->arena, in(place, "master.sealed"), 1000, &bytes), OK);
    assert_int_equal(file_write(in(place, "master.sealed"), text_slice(bytes, 0, bytes.length - 1), 0600), OK);
    assert_int_equal(keyring_open(place->directory, TEXT("four plain words here"), &keyring), FAILED);
}

static void a_damaged_keyring_does_not_open(void **state)
{
    struct place *place = *state;
    struct keyring *keyring = NULL;
    struct text bytes;
    (void)keyring_close(made(place));
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        if (file_read(place->arena, in(place, FILES[i]), 1000, &bytes) != OK)
            continue;
        char *changed = arena_string(place->arena, bytes);
        changed[bytes.length / 2] ^= 1;
        assert_int_equal(file_write(in(place, FILES[i]), (struct text){changed, bytes.length}, 0600), OK);
        assert_int_equal(keyring_open(place->directory, TEXT_NONE, &keyring), FAILED);
        assert_int_equal(file_write(in(place, FILES[i]), text_slice(bytes, 1, bytes.length), 0600), OK);
        assert_int_equal(keyring_open(place->directory, TEXT_NONE, &keyring), FAILED);
        assert_int_equal(file_write(in(place, FILES[i]), bytes, 0600), OK);
    }
    assert_null(keyring);
    assert_int_equal(remove(in(place, "signature.public")), 0);
    assert_int_equal(keyring_open(place->directory, TEXT_NONE, &keyring), FAILED);
}

static void a_sealed_value_opens_where_it_belongs(void **state)
{
    struct place *place = *state;
    struct key key;
    struct text plain;
    struct text value = TEXT("Aminata فاطمة");
    key_make(&key);
    struct text sealed = seal(place->arena, &key, SOMEWHERE, value);
    struct text again = seal(place->arena, &key, SOMEWHERE, value);
    assert_int_equal(sealed.length, value.length + SEAL_OVERHEAD);
    assert_int_equal(sealed.at[0], 1);
    assert_false(text_equal(sealed, again));
    assert_int_equal(text_find(sealed, TEXT("Aminata")), -1);
    assert_int_equal(unseal(place->arena, &key, SOMEWHERE, sealed, &plain), OK);
    assert_true(text_equal(plain, value));
    struct text nothing = seal(place->arena, &key, SOMEWHERE, TEXT_NONE);
    assert_int_equal(unseal(place->arena, &key, SOMEWHERE, nothing, &plain), OK);
    assert_int_equal(plain.length, 0);
}

static void every_changed_byte_is_refused(void **state)
{
    struct place *place = *state;
    struct key key;
    struct text plain = TEXT("untouched");
    key_make(&key);
    struct text sealed = seal(place->arena, &key, SOMEWHERE, TEXT("value"));
    for (size_t i = 0; i < sealed.length; i++) {
        for (int bit = 0; bit < 8; bit++) {
            char *changed = arena_string(place->arena, sealed);
            changed[i] = (char)(changed[i] ^ 1 << bit);
            struct text wrong = {changed, sealed.length};
            assert_int_equal(unseal(place->arena, &key, SOMEWHERE, wrong, &plain), FORBIDDEN);
        }
        assert_int_equal(unseal(place->arena, &key, SOMEWHERE, text_slice(sealed, 0, i), &plain), FORBIDDEN);
    }
    assert_true(text_is(plain, "untouched"));
}

static void another_key_or_place_is_refused(void **state)
{
    struct place *place = *state;
    static const struct seal_place elsewhere[] = {
        {TEXT_CONSTANT("persona"), TEXT_CONSTANT("name"), {{1, 2, 3}}},
        {TEXT_CONSTANT("person"), TEXT_CONSTANT("names"), {{1, 2, 3}}},
        {TEXT_CONSTANT("personn"), TEXT_CONSTANT("ame"), {{1, 2, 3}}}, /* the same letters, cut elsewhere */
        {TEXT_CONSTANT("perso"), TEXT_CONSTANT("nname"), {{1, 2, 3}}},
        {TEXT_CONSTANT("person"), TEXT_CONSTANT("name"), {{1, 2, 4}}},
        {TEXT_CONSTANT("name"), TEXT_CONSTANT("person"), {{1, 2, 3}}},
    };
    struct key key;
    struct key other;
    struct text plain;
    key_make(&key);
    key_make(&other);
    struct text sealed = seal(place->arena, &key, SOMEWHERE, TEXT("value"));
    assert_int_equal(unseal(place->arena, &other, SOMEWHERE, sealed, &plain), FORBIDDEN);
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
        assert_int_equal(unseal(place->arena, &key, elsewhere[i], sealed, &plain), FORBIDDEN);
    assert_int_equal(unseal(place->arena, &key, SOMEWHERE, sealed, &plain), OK);
}

static void keys_are_wrapped_and_unwrapped(void **state)
{
    struct place *place = *state;
    struct key under;
    struct key key;
    struct key read = {{0}};
    key_make(&under);
    key_make(&key);
    struct text wrapped = key_wrap(place->arena, &under, SOMEWHERE, &key);
    assert_int_equal(key_unwrap(&under, SOMEWHERE, wrapped, &read), OK);
    assert_memory_equal(&read, &key, sizeof key);
    key_forget(&read);
    assert_int_equal(key_unwrap(&key, SOMEWHERE, wrapped, &read), FORBIDDEN);
    assert_int_equal(key_unwrap(&under, SOMEWHERE, text_slice(wrapped, 0, wrapped.length - 1), &read), FORBIDDEN);
    assert_int_equal(key_unwrap(&under, SOMEWHERE, TEXT_NONE, &read), FORBIDDEN);
    static const struct key none;
    assert_memory_equal(&read, &none, sizeof none);
}

/* Keys and nonces of two demonstrations with the same seed must differ all the same. */
static void a_seed_does_not_reach_keys_or_nonces(void **state)
{
    struct place *place = *state;
    static const unsigned char seed[32] = {7};
    struct key first;
    struct key second;
    random_seed(seed);
    key_make(&first);
    struct text sealed = seal(place->arena, &first, SOMEWHERE, TEXT("value"));
    random_seed(seed);
    key_make(&second);
    struct text again = seal(place->arena, &first, SOMEWHERE, TEXT("value"));
    random_seed(NULL);
    assert_memory_not_equal(&first, &second, sizeof first);
    assert_memory_not_equal(sealed.at, again.at, 25);
}

static void search_keys_are_stable_and_differ_by_kind(void **state)
{
    struct place *place = *state;
    struct keyring *keyring = made(place);
    unsigned char name[SEARCH_KEY_BYTES];
    unsigned char again[SEARCH_KEY_BYTES];
    unsigned char other[SEARCH_KEY_BYTES];
    search_key(keyring, TEXT("name"), TEXT("diallo"), name);
    search_key(keyring, TEXT("name"), TEXT("diallo"), again);
    assert_memory_equal(name, again, sizeof name);
    search_key(keyring, TEXT("document"), TEXT("diallo"), other);
    assert_memory_not_equal(name, other, sizeof name);
    search_key(keyring, TEXT("named"), TEXT("iallo"), other);
    assert_memory_not_equal(name, other, sizeof name);
    (void)keyring_close(keyring);
    assert_int_equal(remove(in(place, "master.key")), 0);
    keyring = made(place); /* another mission */
    search_key(keyring, TEXT("name"), TEXT("diallo"), other);
    assert_memory_not_equal(name, other, sizeof name);
    (void)keyring_close(keyring);
}

static void digests_are_keyed(void **state)
{
    struct place *place = *state;
    struct keyring *keyring = made(place);
    unsigned char keyed[DIGEST_BYTES];
    unsigned char bare[DIGEST_BYTES];
    unsigned char cookie[DIGEST_BYTES];
    static const unsigned char known[DIGEST_BYTES] = {0x0e, 0x57, 0x51, 0xc0, 0x26, 0xe5, 0x43, 0xb2, 0xe8, 0xab, 0x2e,
                                                      0xb0, 0x60, 0x99, 0xda, 0xa1, 0xd1, 0xe5, 0xdf, 0x47, 0x77, 0x8f,
                                                      0x77, 0x87, 0xfa, 0xab, 0x45, 0xcd, 0xf1, 0x2f, 0xe3, 0xa8};
    hash_bytes(TEXT_NONE, bare);
    assert_memory_equal(bare, known, sizeof known); /* BLAKE2b-256 of nothing */
    hash_bytes(TEXT("value"), bare);
    audit_digest(keyring, TEXT("value"), keyed);
    mac_bytes(keyring_cookie(keyring), TEXT("value"), cookie);
    assert_memory_not_equal(keyed, bare, sizeof keyed);
    assert_memory_not_equal(keyed, cookie, sizeof keyed);
    assert_true(bytes_equal_constant_time(keyed, keyed, sizeof keyed));
    assert_false(bytes_equal_constant_time(keyed, cookie, sizeof keyed));
    (void)keyring_close(keyring);
}

static void signatures_hold_for_their_bytes_only(void **state)
{
    struct place *place = *state;
    struct keyring *keyring = made(place);
    struct text block = TEXT("block 1");
    unsigned char signature[SIGNATURE_BYTES];
    keyring_sign(keyring, block, signature);
    assert_true(keyring_verify(keyring, block, signature));
    assert_false(keyring_verify(keyring, TEXT("block 2"), signature));
    for (size_t i = 0; i < sizeof signature; i++) {
        signature[i] ^= 1;
        assert_false(keyring_verify(keyring, block, signature));
        signature[i] ^= 1;
    }
    (void)keyring_close(keyring);
}

static void passwords_match_their_hash_only(void **state)
{
    struct place *place = *state;
    struct text password = TEXT("un été à Tanger");
    struct text hash = password_hash(place->arena, password);
    assert_true(text_starts_with(hash, TEXT("$argon2id$v=19$m=19456,t=2,p=1$")));
    assert_true(password_matches(hash, password));
    assert_false(password_matches(hash, TEXT("un été à Tange")));
    assert_false(password_matches(hash, TEXT_NONE));
    assert_false(password_matches(TEXT_NONE, TEXT_NONE));
    assert_false(password_matches(TEXT("plain"), TEXT("plain")));
    assert_false(text_equal(hash, password_hash(place->arena, password)));
}

#define IN_A_PLACE(test) cmocka_unit_test_setup_teardown(test, place_open, place_close)

/* ---- other keys ---- */

/* What must outlive a change of the master key. */
struct lasting {
    unsigned char search[SEARCH_KEY_BYTES], digest[DIGEST_BYTES], signature[SIGNATURE_BYTES];
    struct text wrapped;
    struct key key;
};

static struct lasting lasting_of(struct place *place, const struct keyring *keyring)
{
    struct lasting lasting;
    key_make(&lasting.key);
    lasting.wrapped = key_wrap(place->arena, keyring_master(keyring), SOMEWHERE, &lasting.key);
    search_key(keyring, TEXT("name"), TEXT("awa"), lasting.search);
    audit_digest(keyring, TEXT("awa"), lasting.digest);
    keyring_sign(keyring, TEXT("a block"), lasting.signature);
    return lasting;
}

static void assert_lasts(const struct keyring *keyring, const struct lasting *lasting, bool older)
{
    unsigned char search[SEARCH_KEY_BYTES], digest[DIGEST_BYTES];
    struct key key;
    bool was_older = !older;
    assert_int_equal(keyring_unwrap(keyring, SOMEWHERE, lasting->wrapped, &key, &was_older), OK);
    assert_memory_equal(key.bytes, lasting->key.bytes, KEY_BYTES);
    assert_int_equal(was_older, older);
    search_key(keyring, TEXT("name"), TEXT("awa"), search);
    audit_digest(keyring, TEXT("awa"), digest);
    assert_memory_equal(search, lasting->search, sizeof search);
    assert_memory_equal(digest, lasting->digest, sizeof digest);
    assert_true(keyring_verify(keyring, TEXT("a block"), lasting->signature));
}

static void another_master_key_opens_what_the_ones_before_wrapped(void **state)
{
    struct place *place = *state;
    struct keyring *keyring = made(place);
    struct lasting first = lasting_of(place, keyring);
    unsigned char cookie[KEY_BYTES];
    memcpy(cookie, keyring_cookie(keyring)->bytes, KEY_BYTES);
    for (int i = 0; i < 3; i++) {
        keyring = keyring_close(keyring);
        assert_int_equal(keyring_rotate(place->directory, TEXT_NONE), OK);
        assert_int_equal(keyring_open(place->directory, TEXT_NONE, &keyring), OK);
        assert_lasts(keyring, &first, true);
        assert_memory_not_equal(keyring_cookie(keyring)->bytes, cookie, KEY_BYTES);
        struct lasting now = lasting_of(place, keyring);
        assert_lasts(keyring, &now, false);
    }
    struct key key;
    bool older;
    struct text changed = arena_text(place->arena, first.wrapped);
    ((char *)(uintptr_t)changed.at)[40] ^= 1;
    assert_int_equal(keyring_unwrap(keyring, SOMEWHERE, changed, &key, &older), FORBIDDEN);
    keyring = keyring_close(keyring);
}

static void as_many_master_keys_as_are_kept(void **state)
{
    struct place *place = *state;
    struct keyring *keyring = made(place);
    struct lasting first = lasting_of(place, keyring);
    keyring = keyring_close(keyring);
    for (int i = 0; i < KEYRING_OLDER_MOST; i++)
        assert_int_equal(keyring_rotate(place->directory, TEXT_NONE), OK);
    assert_int_equal(keyring_rotate(place->directory, TEXT_NONE), TOO_MANY);
    assert_int_equal(keyring_open(place->directory, TEXT_NONE, &keyring), OK);
    assert_lasts(keyring, &first, true);
    keyring = keyring_close(keyring);
}

static void a_passphrase_is_put_changed_and_taken_away(void **state)
{
    static const struct text FIRST = TEXT_CONSTANT("one long passphrase"), SECOND = TEXT_CONSTANT("سرّ");
    struct place *place = *state;
    struct keyring *keyring = made(place);
    struct lasting first = lasting_of(place, keyring);
    keyring = keyring_close(keyring);
    assert_false(keyring_has_passphrase(place->directory));
    assert_int_equal(keyring_passphrase(place->directory, TEXT_NONE, FIRST), OK);
    assert_true(keyring_has_passphrase(place->directory));
    assert_false(file_exists(in(place, "master.key")));
    assert_int_equal(keyring_open(place->directory, TEXT_NONE, &keyring), FORBIDDEN);
    assert_int_equal(keyring_passphrase(place->directory, TEXT("a wrong passphrase"), TEXT("x")), FORBIDDEN);
    assert_int_equal(keyring_rotate(place->directory, TEXT("a wrong passphrase")), FORBIDDEN);
    assert_int_equal(keyring_passphrase(place->directory, FIRST, SECOND), OK);
    assert_int_equal(keyring_rotate(place->directory, SECOND), OK);
    assert_true(keyring_has_passphrase(place->directory));
    assert_int_equal(keyring_open(place->directory, FIRST, &keyring), FORBIDDEN);
    assert_int_equal(keyring_open(place->directory, SECOND, &keyring), OK);
    assert_lasts(keyring, &first, true);
    keyring = keyring_close(keyring);
    assert_int_equal(keyring_passphrase(place->directory, SECOND, TEXT_NONE), OK);
    assert_false(file_exists(in(place, "master.sealed")));
    assert_int_equal(keyring_open(place->directory, TEXT_NONE, &keyring), OK);
    assert_lasts(keyring, &first, true);
    keyring = keyring_close(keyring);
}

/* A change of the passphrase that was cut off leaves both files: nothing else is done before it is done again. */
static void an_unfinished_passphrase_is_finished_first(void **state)
{
    struct place *place = *state;
    struct keyring *keyring = keyring_close(made(place));
    struct text master;
    assert_int_equal(file_read(place->arena, in(place, "master.key"), 100, &master), OK);
    assert_int_equal(keyring_passphrase(place->directory, TEXT_NONE, TEXT("one long passphrase")), OK);
    assert_int_equal(file_write(in(place, "master.key"), master, 0600), OK);
    assert_false(keyring_has_passphrase(place->directory));
    assert_int_equal(keyring_rotate(place->directory, TEXT_NONE), CONFLICT);
    assert_int_equal(keyring_passphrase(place->directory, TEXT_NONE, TEXT("another passphrase")), OK);
    assert_int_equal(keyring_rotate(place->directory, TEXT("another passphrase")), OK);
    assert_int_equal(keyring_open(place->directory, TEXT("another passphrase"), &keyring), OK);
    keyring = keyring_close(keyring);
}

static struct keyring *opened(const struct place *place)
{
    struct keyring *keyring = NULL;
    assert_int_equal(keyring_open(place->directory, TEXT_NONE, &keyring), OK);
    return keyring;
}

static const struct keyring_secret NO_SECRET = {TEXT_CONSTANT(""), NULL};

static void another_key_of_search_keeps_the_one_before(void **state)
{
    struct place *place = *state;
    struct keyring *keyring = made(place);
    unsigned char first[SEARCH_KEY_BYTES], now[SEARCH_KEY_BYTES], lasting[SEARCH_KEY_BYTES];
    search_key(keyring, TEXT("name"), TEXT("awa"), first);
    keyring = keyring_close(keyring);
    assert_int_equal(keyring_renew(place->directory, &NO_SECRET, KEYRING_SEARCH), OK);
    assert_int_equal(keyring_renew(place->directory, &NO_SECRET, KEYRING_SEARCH), CONFLICT); /* not finished */
    assert_int_equal(keyring_rotate(place->directory, TEXT_NONE), OK); /* a master key meanwhile changes none of it */
    keyring = opened(place);
    search_key(keyring, TEXT("name"), TEXT("awa"), now);
    assert_memory_not_equal(now, first, sizeof now);
    assert_true(search_key_at(keyring, 1, TEXT("name"), TEXT("awa"), now));
    assert_memory_equal(now, first, sizeof now);
    lasting_key(keyring, TEXT("name"), TEXT("awa"), lasting);
    assert_memory_equal(lasting, first, sizeof lasting);
    assert_false(search_key_at(keyring, 2, TEXT("name"), TEXT("awa"), now));
    assert_int_equal(search_read(keyring), 1);
    assert_int_equal(search_generation(keyring), 2);
    keyring = keyring_close(keyring);
    assert_int_equal(keyring_finish(place->directory, &NO_SECRET, false, 0), OK);
    assert_int_equal(keyring_renew(place->directory, &NO_SECRET, KEYRING_SEARCH), CONFLICT);
    assert_int_equal(keyring_finish(place->directory, &NO_SECRET, true, 0), OK);
    keyring = opened(place);
    assert_int_equal(search_read(keyring), 0);
    lasting_key(keyring, TEXT("name"), TEXT("awa"), lasting);
    assert_memory_equal(lasting, first, sizeof lasting);
    keyring = keyring_close(keyring);
    assert_int_equal(keyring_renew(place->directory, &NO_SECRET, KEYRING_SEARCH), OK);
}

static void another_signing_key_counts_from_its_block_on(void **state)
{
    struct place *place = *state;
    struct keyring *keyring = made(place);
    unsigned char before[SIGNATURE_BYTES], after[SIGNATURE_BYTES];
    keyring_sign(keyring, TEXT("block"), before);
    keyring = keyring_close(keyring);
    assert_int_equal(keyring_renew(place->directory, &NO_SECRET, KEYRING_SIGNATURE), OK);
    assert_int_equal(keyring_renew(place->directory, &NO_SECRET, KEYRING_SIGNATURE), CONFLICT);
    keyring = opened(place);
    keyring_sign(keyring, TEXT("block"), after);
    assert_memory_not_equal(before, after, sizeof after);
    assert_true(keyring_verify_numbered(keyring, TEXT("block"), before, 1000)); /* some host may still sign so */
    assert_true(keyring_verify_numbered(keyring, TEXT("block"), after, 1));
    assert_false(keyring_verify_newest(keyring, TEXT("block"), before));
    assert_int_equal(keyring_standing(keyring).signatures_open, 1);
    keyring = keyring_close(keyring);
    assert_int_equal(keyring_finish(place->directory, &NO_SECRET, true, 7), OK);
    keyring = opened(place);
    assert_true(keyring_verify_numbered(keyring, TEXT("block"), before, 7));
    assert_false(keyring_verify_numbered(keyring, TEXT("block"), before, 8)); /* made with a key that is gone */
    assert_true(keyring_verify_numbered(keyring, TEXT("block"), after, 8));
    assert_true(keyring_verify(keyring, TEXT("block"), before));
    assert_int_equal(keyring_standing(keyring).signatures_open, 0);
    keyring = keyring_close(keyring);
}

static void cookies_of_before_are_read_once_more(void **state)
{
    struct place *place = *state;
    struct keyring *keyring = made(place);
    struct key first = *keyring_cookie(keyring);
    assert_null(keyring_cookie_at(keyring, 1));
    keyring = keyring_close(keyring);
    assert_int_equal(keyring_renew(place->directory, &NO_SECRET, KEYRING_WEB), OK);
    keyring = opened(place);
    assert_memory_not_equal(keyring_cookie(keyring)->bytes, first.bytes, KEY_BYTES);
    assert_memory_equal(keyring_cookie_at(keyring, 1)->bytes, first.bytes, KEY_BYTES);
    keyring = keyring_close(keyring);
    assert_int_equal(keyring_renew(place->directory, &NO_SECRET, KEYRING_WEB), OK);
    keyring = opened(place);
    assert_memory_not_equal(keyring_cookie_at(keyring, 1)->bytes, first.bytes, KEY_BYTES);
    assert_null(keyring_cookie_at(keyring, 2));
    keyring = keyring_close(keyring);
}

/* The master key stands in no file: who takes the directory has nothing. */
static void a_master_key_that_no_file_holds(void **state)
{
    struct place *place = *state;
    struct key first, second, wrong;
    struct keyring *keyring = NULL;
    key_make(&first);
    key_make(&second);
    key_make(&wrong);
    const struct keyring_secret one = {TEXT_NONE, &first}, two = {TEXT_NONE, &second}, other = {TEXT_NONE, &wrong};
    assert_int_equal(keyring_make_with(place->directory, &one), OK);
    assert_int_equal(keyring_make_with(place->directory, &one), CONFLICT);
    assert_false(file_exists(in(place, "master.key")));
    assert_int_equal(keyring_open(place->directory, TEXT_NONE, &keyring), NOT_FOUND);
    assert_int_equal(keyring_open_with(place->directory, &other, &keyring), FORBIDDEN);
    assert_int_equal(keyring_open_with(place->directory, &one, &keyring), OK);
    struct lasting kept = lasting_of(place, keyring);
    keyring = keyring_close(keyring);
    assert_int_equal(keyring_rotate_with(place->directory, &one, &second), OK);
    assert_int_equal(keyring_open_with(place->directory, &one, &keyring), OK); /* until the command prints the next */
    keyring = keyring_close(keyring);
    assert_int_equal(keyring_renew(place->directory, &one, KEYRING_WEB), CONFLICT);
    assert_int_equal(keyring_open_with(place->directory, &two, &keyring), OK);
    assert_lasts(keyring, &kept, true);
    keyring = keyring_close(keyring);
    assert_int_equal(keyring_finish(place->directory, &two, true, 0), OK);
    assert_int_equal(keyring_open_with(place->directory, &one, &keyring), FORBIDDEN);
    assert_int_equal(keyring_rotate_with(place->directory, &two, NULL), OK); /* into a file again */
    keyring = opened(place);
    assert_lasts(keyring, &kept, true);
    keyring = keyring_close(keyring);
}

/* From a file to a command: the file goes once the command is in force. */
static void a_master_key_leaves_its_file(void **state)
{
    struct place *place = *state;
    struct keyring *keyring = made(place);
    struct lasting kept = lasting_of(place, keyring);
    struct key next;
    keyring = keyring_close(keyring);
    key_make(&next);
    const struct keyring_secret given = {TEXT_NONE, &next};
    assert_int_equal(keyring_rotate_with(place->directory, &NO_SECRET, &next), OK);
    keyring = keyring_close(opened(place));
    assert_int_equal(keyring_finish(place->directory, &given, true, 0), OK);
    assert_false(file_exists(in(place, "master.key")));
    assert_int_equal(keyring_open_with(place->directory, &given, &keyring), OK);
    assert_lasts(keyring, &kept, true);
    keyring = keyring_close(keyring);
}

static void rotate_until_killed(const struct place *place)
{
    for (int i = 0; i < KEYRING_OLDER_MOST - 1; i++)
        if (keyring_rotate(place->directory, TEXT_NONE) != OK)
            _exit(1);
    for (;;)
        (void)pause();
}

static void kill_once(struct place *place, int round, int *beside)
{
    struct keyring *keyring = made(place);
    struct lasting first = lasting_of(place, keyring);
    bool older;
    struct key key;
    int status;
    keyring = keyring_close(keyring);
    pid_t child = fork();
    if (child == 0)
        rotate_until_killed(place);
    assert_true(child > 0);
    (void)usleep((useconds_t)(300 + 411 * round));
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status)); /* none was refused */
    *beside += file_exists(in(place, "signature.next"));
    assert_int_equal(keyring_open(place->directory, TEXT_NONE, &keyring), OK);
    assert_int_equal(keyring_unwrap(keyring, SOMEWHERE, first.wrapped, &key, &older), OK);
    assert_lasts(keyring, &first, older);
    keyring = keyring_close(keyring);
    assert_int_equal(keyring_rotate(place->directory, TEXT_NONE), OK);
    assert_int_equal(keyring_open(place->directory, TEXT_NONE, &keyring), OK);
    assert_lasts(keyring, &first, true);
    keyring = keyring_close(keyring);
}

static int files_in(const struct place *place)
{
    DIR *entries = opendir(place->directory);
    int count = 0;
    assert_non_null(entries);
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
        count += entry->d_name[0] != '.';
    (void)closedir(entries);
    return count;
}

/* Killed at any moment while it changes the master key again and again: what was wrapped before still opens, and the
   next change works. */
static void kill_at_any_moment_loses_no_key(void **state)
{
    enum { ROUNDS = 24 };
    struct place *place = *state;
    int beside = 0;
    for (int round = 0; round < ROUNDS; round++) {
        kill_once(place, round, &beside);
        assert_int_equal(files_in(place), 3); /* nothing half written stays */
        for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
            (void)remove(in(place, FILES[i]));
    }
    print_message("%d of %d were cut off between the files\n", beside, ROUNDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_PLACE(a_keyring_opens_again_with_the_same_keys),
        IN_A_PLACE(a_keyring_is_never_made_over_another),
        IN_A_PLACE(a_passphrase_is_needed_and_must_be_right),
        IN_A_PLACE(a_damaged_keyring_does_not_open),
        IN_A_PLACE(a_sealed_value_opens_where_it_belongs),
        IN_A_PLACE(every_changed_byte_is_refused),
        IN_A_PLACE(another_key_or_place_is_refused),
        IN_A_PLACE(keys_are_wrapped_and_unwrapped),
        IN_A_PLACE(a_seed_does_not_reach_keys_or_nonces),
        IN_A_PLACE(search_keys_are_stable_and_differ_by_kind),
        IN_A_PLACE(digests_are_keyed),
        IN_A_PLACE(signatures_hold_for_their_bytes_only),
        IN_A_PLACE(passwords_match_their_hash_only),
        IN_A_PLACE(another_key_of_search_keeps_the_one_before),
        IN_A_PLACE(another_signing_key_counts_from_its_block_on),
        IN_A_PLACE(cookies_of_before_are_read_once_more),
        IN_A_PLACE(a_master_key_that_no_file_holds),
        IN_A_PLACE(a_master_key_leaves_its_file),
        IN_A_PLACE(another_master_key_opens_what_the_ones_before_wrapped),
        IN_A_PLACE(as_many_master_keys_as_are_kept),
        IN_A_PLACE(a_passphrase_is_put_changed_and_taken_away),
        IN_A_PLACE(an_unfinished_passphrase_is_finished_first),
        IN_A_PLACE(kill_at_any_moment_loses_no_key),
    };
    random_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
