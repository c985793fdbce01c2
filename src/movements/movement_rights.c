#include "movements/movements.h"

struct right movement_read = {"movement.read", N_("See journeys"), 0};
struct right movement_write = {"movement.write", N_("Prepare and book journeys"), 0};
struct right traveller_read = {"traveller.read", N_("See who travels"), 0, ROWS_CASES};
struct right departure_mark = {"departure.mark", N_("Mark who left on the day of departure"), 0, ROWS_CASES};
struct right manifest_print = {"manifest.print", N_("Print the manifest of a flight"), 0, ROWS_CASES};
struct right arrival_read = {"arrival.read", N_("See the persons who arrive at the own office"), 0, ROWS_ARRIVALS};
struct right arrival_confirm = {"arrival.confirm", N_("Confirm that a person arrived"), 0, ROWS_ARRIVALS};
struct right arrival_assess = {"arrival.assess", N_("Assess persons who arrived at the own office"), 0, ROWS_ARRIVALS};
struct right receiving_choose = {"receiving.choose", N_("Choose the office that receives a journey"), 0};

/* The manifest holds the numbers of travel documents: who hands it to the airline, nobody else.  A receiving office
   sees its arrivals and nothing else: it is named here, and nowhere else but for its own account. */
const struct grant movement_grants[] = {
    {ROLE_OPERATIONS, &movement_read, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &movement_write, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &traveller_read, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &departure_mark, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &manifest_print, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &receiving_choose, SCOPE_MISSION},
    {ROLE_SUPERVISOR, &movement_read, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &traveller_read, SCOPE_ORGANISATION},
    {ROLE_CASEWORKER, &movement_read, SCOPE_ORGANISATION},
    {ROLE_CASEWORKER, &traveller_read, SCOPE_OFFICE},
    {ROLE_PROTECTION, &movement_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &traveller_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &movement_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &traveller_read, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &movement_read, SCOPE_ORGANISATION},
    {ROLE_RECEIVING_OFFICE, &arrival_read, SCOPE_OFFICE},
    {ROLE_RECEIVING_OFFICE, &arrival_confirm, SCOPE_OFFICE},
    {ROLE_RECEIVING_OFFICE, &arrival_assess, SCOPE_OFFICE},
};
const size_t movement_grant_count = sizeof movement_grants / sizeof *movement_grants;
