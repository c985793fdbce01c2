#include "system/random.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "system/clock.h"

static bool seeded;
static unsigned char stream_seed[crypto_stream_KEYBYTES];
static uint64_t stream_calls; /* each call draws a stream of its own: the nonce is the number of the call */

void random_start(void)
{
    if (sodium_init() >= 0)
        return;
    (void)fputs("sanad: the system gives no randomness\n", stderr);
    exit(1);
}

static void next_of_stream(void *bytes, size_t size)
{
    unsigned char nonce[crypto_stream_NONCEBYTES] = {0};
    stream_calls++;
    for (size_t i = 0; i < sizeof stream_calls; i++)
        nonce[i] = (unsigned char)(stream_calls >> (8 * i));
    (void)crypto_stream(bytes, size, nonce, stream_seed);
}

void random_bytes(void *bytes, size_t size)
{
    if (seeded)
        next_of_stream(bytes, size);
    else
        randombytes_buf(bytes, size);
}

void random_seed(const unsigned char seed[32])
{
    seeded = seed != NULL;
    stream_calls = 0;
    if (seeded)
        memcpy(stream_seed, seed, sizeof stream_seed);
}

struct identifier identifier_new(void)
{
    unsigned char random[IDENTIFIER_RANDOM];
    random_bytes(random, sizeof random);
    return identifier_make(clock_now(), random);
}

struct text number_new(struct arena *arena, struct text kind, int32_t year)
{
    unsigned char random[NUMBER_RANDOM];
    for (;;) {
        random_bytes(random, sizeof random);
        struct text number = number_make(arena, kind, year, random);
        char check = number.at[number.length - 1];
        if (check != 'I' && check != 'L' && check != 'O') /* which people read as 1 and 0 */
            return number;
    }
}

struct text token_new(struct arena *arena, size_t bytes)
{
    const int form = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    unsigned char *random = arena_bytes(arena, bytes);
    size_t room = sodium_base64_encoded_len(bytes, form);
    char *token = arena_bytes(arena, room);
    randombytes_buf(random, bytes); /* never the seeded stream: a token must not be guessable */
    (void)sodium_bin2base64(token, room, random, bytes, form);
    sodium_memzero(random, bytes);
    return (struct text){token, room - 1};
}
