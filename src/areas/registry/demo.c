/* The demo's register: some companies of the countries that the demo's partners are of, one of them at an older
 * address. */
#include "app/demo.h"
#include "app/audit.h"
#include "app/unit.h"
#include "areas/registry/pages.h"

static const RegistryCompany COMPANIES[] = {
#define COMPANY(COUNTRY, NUMBER, NAME, LINE, CITY, POSTAL)                                                             \
    {                                                                                                                  \
        .country = S_INIT(COUNTRY), .number = S_INIT(NUMBER), .legal_name = S_INIT(NAME), .line1 = S_INIT(LINE),       \
        .city = S_INIT(CITY), .postal_code = S_INIT(POSTAL)                                                            \
    }
    COMPANY("NL", "24417902", "Harbor Systems B.V.", "Wijnhaven 21", "Rotterdam", "3011 WH"),
    COMPANY("NL", "30155512", "Vecht Textiel B.V.", "Oudegracht 8", "Utrecht", "3511 AB"),
    COMPANY("IE", "514882", "Mooring IT Limited", "18 Shop Street", "Galway", "H91 E2X8"),
    COMPANY("FR", "552 008 443", "Alder & Finch SAS", "12 rue Mercière", "Lyon", "69002"),
    COMPANY("FR", "732 829 320", "Filatures de la Saône SARL", "3 quai Saint-Vincent", "Lyon", "69001"),
    COMPANY("DE", "HRB 118822", "Quayside Software GmbH", "Am Kaiserkai 9", "Hamburg", "20457"),
};

static Err fill(Ctx *ctx, void *arg)
{
    (void)arg;
    for (size_t i = 0; i < COUNT_OF(COMPANIES); i++) {
        RegistryCompany c = COMPANIES[i];
        bool added;
        TRY(registry_put(ctx, &c, &added));
    }
    ctx->audit.target_kind = S("registry");
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"added", str_fmt(ctx->arena, "%zu", COUNT_OF(COMPANIES))});
    return OK;
}

Err registry_demo(DemoCtx *demo) { return demo_unit(demo, "registry.import", fill, NULL); }
