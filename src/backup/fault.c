#include "backup/fault.h"

static const struct fault_entry ENTRIES[FAULT_COUNT] = {
    [FAULT_NONE] = {"", "", ""},
    [FAULT_NOT_SET_UP] = {"not_set_up",
                          N_("No backup is set up: there is no recipient key, or no directory to write to."),
                          N_("On the host, run “sanad backup --make-key”, keep the secret half elsewhere, and set "
                             "backup_recipient and backup_directory in sanad.conf.")},
    [FAULT_RECIPIENT] = {"recipient", N_("The recipient key in the settings is not a public key of a backup."),
                         N_("Copy the line that “sanad backup --make-key” printed into sanad.conf.")},
    [FAULT_DIRECTORY] = {"directory", N_("The file could not be written or read."),
                         N_("Check that the directory of the backups is there and that the service may write in it.")},
    [FAULT_NO_ROOM] = {"no_room", N_("There is no room left on the disk."),
                       N_("Make room in the directory of the backups: one backup and, while it is proven, as much as "
                          "the database itself.")},
    [FAULT_DATABASE] = {"database", N_("The database could not be read or written."),
                        N_("Look at the log of the service; the next backup is tried by itself.")},
    [FAULT_INTERRUPTED] = {"interrupted", N_("It was interrupted before its end."),
                           N_("Nothing is lost but this backup: the next one is made by itself.")},
    [FAULT_CANCELLED] = {"cancelled", N_("It was cancelled."), N_("Make another one when it suits.")},
    [FAULT_NOT_A_BACKUP] = {"not_a_backup", N_("This file is not a backup of Sanad."),
                            N_("Take the file that was written by “sanad backup”.")},
    [FAULT_WRONG_KEY] = {"wrong_key", N_("This key does not open the backup: it was made for another one."),
                         N_("Take the secret key that belongs to the recipient key of the time.")},
    [FAULT_TRUNCATED] = {"truncated", N_("The file ends before the backup does: it was cut short."),
                         N_("Fetch the file again, or take another backup.")},
    [FAULT_CHANGED] = {"changed", N_("The file was changed after it was written."),
                       N_("Fetch the file again, or take another backup.")},
    [FAULT_NEWER] = {"newer", N_("The backup was made by a newer version of Sanad."),
                     N_("Install that version or a later one, then restore.")},
    [FAULT_OTHER_SCHEMA] = {"other_schema", N_("The backup was made by a version whose tables are not known here."),
                            N_("Restore it with the version that made it, then upgrade.")},
    [FAULT_OTHER_KEYS] = {"other_keys", N_("The keys of the mission that are here are not those of this backup."),
                          N_("Put the copy of the mission's keys in their place first: no backup holds them.")},
    [FAULT_PARTIAL] = {"partial", N_("This file is a list of erasures, not a whole backup."),
                       N_("Give it as --erasures, beside a backup.")},
    [FAULT_ROWS_DIFFER] = {"rows_differ", N_("What was restored is not what was in the mission."),
                           N_("Do not rely on this backup. If the next one says the same, look for a failing disk.")},
    [FAULT_AUDIT] = {"audit", N_("The audit log that was restored has faults."),
                     N_("Run “sanad audit verify” on the mission: it names the rows.")},
    [FAULT_LEDGER] = {"ledger", N_("The ledger that was restored does not add up."),
                      N_("The backup is a true copy; the fault is in the mission. Tell whoever keeps its accounts.")},
    [FAULT_ERASED_READABLE] = {"erased_readable", N_("Somebody whose data were destroyed could be read again."),
                               N_("Tell the person in charge of data protection; do not restore this backup.")},
    [FAULT_OCCUPIED] = {"occupied", N_("There is a mission in this place already."),
                        N_("Restore beside it, look at what is there, then exchange them.")},
    [FAULT_FILE_GONE] = {"file_gone", N_("The file is no longer where it was written, or has another size."),
                         N_("Find out who moved it; make a new backup now.")},
};

const struct fault_entry *fault_entry(enum backup_fault fault) { return &ENTRIES[fault]; }

enum backup_fault fault_of_code(struct text code)
{
    for (int fault = FAULT_NONE; fault < FAULT_COUNT; fault++)
        if (text_is(code, ENTRIES[fault].code))
            return (enum backup_fault)fault;
    return FAULT_INTERRUPTED;
}
