/* The demo's applications that people sign in to: one on a server, one on people's devices, and one that its maker
 * offers to other organizations. The applications themselves that work alone are identity's. */
#include "areas/authority/authority.h"

#include "app/demo.h"
#include "gen/app_q.h"
#include "gen/authority_q.h"

typedef struct DemoApp {
    const char *account, *directory, *name, *about, *redirect;
    bool public_client, multi_tenant;
} DemoApp;
static const DemoApp APPS[] = {
    {"harbor", "harbor", "Harbor command line", "Scripts of our administrators, run on their own machines",
     "http://localhost", true, false},
    {"alder", "alder", "Alder desk", "Shows customers and their subscriptions on the desks of our sales team",
     "http://localhost", true, false},
    {"quayside", "harbor", "Quayside panel", "A control panel for partners, made by Quayside Software",
     "https://panel.quayside.example/signed-in", false, true},
};

static Err make(Ctx *ctx, void *arg)
{
    DemoCtx *d = arg;
    SystemCtx s = system_of(ctx);
    for (size_t i = 0; i < COUNT_OF(APPS); i++) {
        const DemoApp *app = &APPS[i];
        NewClient n = {.id = ctx_new_id(ctx),
                       .account_id = demo_get(d, str_fmt(ctx->arena, "account/%s", app->account)),
                       .directory_id = demo_get(d, str_fmt(ctx->arena, "directory/%s", app->directory)),
                       .name = str_from(app->name),
                       .about = str_from(app->about),
                       .scopes = S("user_impersonation"),
                       .public_client = app->public_client,
                       .multi_tenant = app->multi_tenant,
                       .app_only = !app->public_client};
        TRY(authority_add_application(s, &n));
        TRY(authority_add_redirect(s, n.account_id, n.id, S("sign_in"), str_from(app->redirect)));
        ActorAccountRow account;
        TRY(q_actor_account(s, &(ActorAccountArgs){.id = n.account_id}, &account));
        DemoClient client = {.name = n.name,
                             .account = account.name,
                             .key = str_from(app->account),
                             .tenant = id_text(ctx->arena, n.directory_id),
                             .client_id = id_text(ctx->arena, n.id),
                             .redirect_uri = str_from(app->redirect)};
        demo_add_client(d, &client);
        demo_put(d, str_fmt(d->arena, "client/%s", app->account), n.id);
    }
    return OK;
}

/* The integrations that identity made can be signed in to as well. */
static Err make_web(Ctx *ctx, void *arg)
{
    static const char *const KEYS[] = {"harbor", "alder", "cobalt", "estrella"};
    DemoCtx *d = arg;
    SystemCtx s = system_of(ctx);
    for (size_t i = 0; i < COUNT_OF(KEYS); i++) {
        Id app = demo_get(d, str_fmt(ctx->arena, "application/%s", KEYS[i]));
        Id account = demo_get(d, str_fmt(ctx->arena, "account/%s", KEYS[i]));
        if (!id_is_nil(app)) {
            TRY(authority_add_redirect(s, account, app, S("sign_in"), S("http://localhost/signed-in")));
            TRY(authority_add_redirect(s, account, app, S("sign_out"), S("http://localhost/signed-out")));
        }
    }
    return OK;
}

Err authority_demo(DemoCtx *demo);
Err authority_demo(DemoCtx *demo)
{
    TRY(demo_unit(demo, "demo.clients", make, demo));
    return demo_unit(demo, "demo.clients", make_web, demo);
}
