/* The addresses of identity/. */
#include "identity/identity_pages.h"

const struct route identity_routes[] = {
    {METHOD_GET, "/sign-in", ROUTE_READ, sign_in_get, .open_to_all = true, .purpose = "page to sign in"},
    {METHOD_POST, "/sign-in", ROUTE_SLOW, sign_in_post, .open_to_all = true, .purpose = "checks a password"},
    {METHOD_GET, "/sign-in/second-factor", ROUTE_READ, sign_in_again, .open_to_all = true,
     .purpose = "leads to the page to sign in"},
    {METHOD_POST, "/sign-in/second-factor", ROUTE_SLOW, second_factor_post, .open_to_all = true,
     .purpose = "checks a code of the second factor"},
    {METHOD_GET, "/sign-in/recovery", ROUTE_READ, sign_in_again, .open_to_all = true,
     .purpose = "leads to the page to sign in"},
    {METHOD_POST, "/sign-in/recovery", ROUTE_SLOW, recovery_post, .open_to_all = true,
     .purpose = "checks a recovery code"},
    {METHOD_POST, "/sign-out", ROUTE_WRITE, sign_out_post, .open_to_all = true, .purpose = "ends the session"},
    {METHOD_GET, "/account", ROUTE_READ, account_get, &own_account, .purpose = "one's own account"},
    {METHOD_POST, "/account", ROUTE_WRITE, account_post, &own_account, .purpose = "one's language"},
    {METHOD_GET, ACCOUNT_PASSWORD, ROUTE_READ, account_password_get, &own_account, .purpose = "form of a new password"},
    {METHOD_POST, ACCOUNT_PASSWORD, ROUTE_SLOW, account_password_post, &own_account,
     .purpose = "changes one's password"},
    {METHOD_GET, ACCOUNT_SECOND_FACTOR, ROUTE_READ, account_second_factor_get, &own_account,
     .purpose = "one's second factor"},
    {METHOD_POST, ACCOUNT_SECOND_FACTOR, ROUTE_WRITE, account_second_factor_post, &own_account,
     .purpose = "sets up the second factor"},
    {METHOD_POST, ACCOUNT_SECOND_FACTOR "/remove", ROUTE_SLOW, second_factor_remove_post, &own_account,
     .purpose = "removes the second factor"},
    {METHOD_POST, ACCOUNT_SECOND_FACTOR "/codes", ROUTE_SLOW, recovery_codes_post, &own_account,
     .purpose = "makes new recovery codes"},
    {METHOD_GET, "/account/tokens", ROUTE_READ, account_tokens_get, &own_account, .purpose = "one's API tokens"},
    {METHOD_POST, "/account/tokens", ROUTE_WRITE, account_tokens_post, &own_account, .purpose = "makes an API token"},
    {METHOD_POST, "/account/tokens/{id}/revoke", ROUTE_WRITE, token_revoke_post, &own_account,
     .purpose = "revokes an API token"},
};
const size_t identity_route_count = sizeof identity_routes / sizeof *identity_routes;
