#include "lib/buyer.h"

NewCustomer buyer(void)
{
    PostalAddress at = {.line1 = S("1 Harbor Way"),
                        .city = S("Redmond"),
                        .state = S("WA"),
                        .postal_code = S("98052"),
                        .country = S("US"),
                        .phone = S("2065550100")};
    return (NewCustomer){.company = {.name = S("Buyer"), .domain = S("buyer.example"), .address = at},
                         .billing = {.company_name = S("Buyer"),
                                     .first_name = S("Ada"),
                                     .last_name = S("Moore"),
                                     .email = S("ada@elsewhere.example"),
                                     .culture = S("en-US"),
                                     .language = S("en"),
                                     .address = at},
                         .silent_user = true};
}
