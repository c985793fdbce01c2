/* One installation made ready in a process: settings read, translations loaded, keyring open, features joined, names of
   the built assets known.  Every command begins here; none opens these by itself. */
#ifndef APP_INSTALLATION_H
#define APP_INSTALLATION_H

#include "web/application.h"

/* Routes, menu, hooks … of features.c into an application, and the table of rights.  FAILED when the routes are not
   sound. */
enum outcome installation_join(struct application *application) MUST_CHECK;

/* Once in a process: joins the features, loads translations and names of assets, opens the keyring, points
   application->settings at `settings`, which stays the caller's.  Says on stderr what is missing. */
enum outcome installation_open(struct arena *arena, const struct settings *settings,
                               struct application *ret_application) MUST_CHECK;
/* What passphrase_command prints, or what a command was told instead; empty without either.  To be wiped. */
enum outcome installation_passphrase(struct arena *arena, const struct settings *settings,
                                     struct text *ret_passphrase) MUST_CHECK;
/* What opens the keyring: what key_command prints, or else the passphrase.  `ret_master` is room for the key; both are
   to be wiped: installation_forget(). */
enum outcome installation_secret(struct arena *arena, const struct settings *settings, struct key *ret_master,
                                 struct keyring_secret *ret_secret) MUST_CHECK;
/* The master key that a command prints.  INVALID, said on stderr, when it prints something else. */
enum outcome installation_key(struct arena *arena, struct text command, struct key *ret_master) MUST_CHECK;
void installation_forget(struct key *master, const struct keyring_secret *secret);
/* The keyring alone, with the passphrase that passphrase_command prints; says on stderr why it does not open. */
enum outcome installation_keyring(struct arena *arena, const struct settings *settings,
                                  struct keyring **ret) MUST_CHECK;
/* The database of this process, and the keys opened on it.  NOT_FOUND when it has not been made yet or is older than
   the program, and says what to do. */
enum outcome installation_database(struct application *application, bool read_only) MUST_CHECK;
void installation_close(struct application *application);

#endif
