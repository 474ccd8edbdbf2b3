/* The demo: a billing profile that moved house once, and a security contact. */
#include "areas/profile/demo.h"
#include "areas/profile/profile.h"

typedef struct Moved {
    DemoCtx *demo;
    int days_ago;
    BillTo to;
} Moved;

static Err demo_bill_to(Ctx *ctx, void *arg)
{
    const Moved *m = arg;
    demo_at(ctx, time_add(m->demo->start, -m->days_ago * TIME_DAY));
    AccountCtx a = account_of(ctx, demo_get(m->demo, S("account/harbor")));
    ctx->actor.user_id = demo_get(m->demo, S("user/j.lindqvist"));
    BillToSaved now;
    TRY(bill_to_get(a, &now));
    return bill_to_save(a, &now, &m->to);
}

static Err demo_security(Ctx *ctx, void *arg)
{
    DemoCtx *d = arg;
    demo_at(ctx, time_add(d->start, -41 * TIME_DAY));
    AccountCtx a = account_of(ctx, demo_get(d, S("account/harbor")));
    ctx->actor.user_id = demo_get(d, S("user/j.lindqvist"));
    return security_contact_save(a, &(SecurityContact){0},
                                 &(SecurityContact){.first_name = S("Noor"),
                                                    .middle_name = S("van"),
                                                    .last_name = S("Dijk"),
                                                    .email = S("security@harborsystems.example"),
                                                    .phone = S("+31 10 555 0199")});
}

Err profile_demo(DemoCtx *demo)
{
    BillTo b = {.company_name = S("Harbor Systems B.V."),
                .address = {S("Wijnhaven 21"), S(""), S("Rotterdam"), S(""), S("3011 WH")},
                .first_name = S("Mila"),
                .last_name = S("de Boer"),
                .email = S("payables@harborsystems.example"),
                .phone = S("+31 10 555 0140"),
                .po_number = S(""),
                .tax_id = S("NL004495445B01")};
    TRY(demo_unit(demo, "profile.billing", demo_bill_to, &(Moved){demo, 96, b}));
    b.address = (Address){S("Postbus 2117"), S("Accounts payable"), S("Rotterdam"), S(""), S("3000 CC")};
    b.po_number = S("PO-2026-0311");
    TRY(demo_unit(demo, "profile.billing", demo_bill_to, &(Moved){demo, 23, b}));
    return demo_unit(demo, "profile.security_contact", demo_security, demo);
}
