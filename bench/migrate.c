/* Brings the tables of a mission that is only measured to those of this tree, without the backup and the two looks at
   the whole log that `sanad upgrade` takes:

     migrate DATABASE      sqlite:PATH or postgresql://… as the owner of its tables */
#include <stdio.h>

#include "database/migrate.h"
#include "system/random.h"

int main(int count, char **arguments)
{
    AUTO_DB struct db *db = NULL;
    if (count != 2) {
        (void)fputs("usage: migrate DATABASE\n", stderr);
        return 2;
    }
    random_start();
    enum outcome outcome = db_open(text_from(arguments[1]), false, &db);
    if (outcome == OK)
        outcome = migrate(db, migrations, migration_count);
    if (outcome == OK)
        return 0;
    (void)fprintf(stderr, "migrate: %s: not done (%d)\n", arguments[1], (int)outcome);
    return 1;
}
