/* A person's own passkeys: the list, adding, renaming, removing. What browsers are asked, and what they answer, is in
 * passkey.c; proving with one is in passkey_prove.c. */
#include "areas/identity/pages.h"
#include "areas/identity/passkey.h"
#include "areas/identity/passkey_view.h"

#include "app/audit.h"
#include "app/unit.h"
#include "base/utf8.h"
#include "gen/identity_html.h"
#include "gen/identity_q.h"
#include "ui/shell.h"

Err passkey_json(Ctx *ctx, Str json)
{
    ctx->out.body = json;
    ctx->out.content_type = S("application/json; charset=utf-8");
    return OK;
}

/* Bytes as browsers send them; empty when it is not that. */
static Str form_bytes(Ctx *ctx, const char *name)
{
    Str bytes;
    return base64url_decode(ctx->arena, ctx_form(ctx, str_from(name)), &bytes) == OK ? bytes : S("");
}

PasskeyAnswer passkey_answer(Ctx *ctx)
{
    return (PasskeyAnswer){.id = form_bytes(ctx, "id"),
                           .client_data = form_bytes(ctx, "client_data"),
                           .data = form_bytes(ctx, "data"),
                           .signature = form_bytes(ctx, "signature"),
                           .user_handle = form_bytes(ctx, "user_handle"),
                           .object = form_bytes(ctx, "object")};
}

/* Account settings, Passkeys, the page. */
static ShellView *inner_shell(Ctx *ctx, Msg title)
{
    ShellView *v = my_shell(ctx, title);
    Crumb *crumbs = arena_array(ctx->arena, Crumb, v->crumbs_n + 1);
    memcpy(crumbs, v->crumbs, (v->crumbs_n - 1) * sizeof *crumbs);
    crumbs[v->crumbs_n - 1] = (Crumb){.label = MSG("Passkeys"), .url = url_static("/me/passkeys")};
    crumbs[v->crumbs_n] = v->crumbs[v->crumbs_n - 1];
    v->crumbs = crumbs;
    v->crumbs_n++;
    return v;
}

static PasskeyLine line_of(Ctx *ctx, const PasskeyOneRow *p)
{
    PasskeySite site = passkey_site(ctx);
    bool blocked = str_eq(p->state, S("blocked")), here = str_eq(p->domain, site.domain);
    return (PasskeyLine){
        .name = p->name,
        .state = {.kind = blocked ? STATE_BAD : STATE_OFF, .label = blocked ? MSG("Blocked") : MSG("Other address")},
        .usable = !blocked && here,
        .portable = p->portable,
        .alone = p->discoverable,
        .added = p->created_at,
        .used = p->used_at,
        .url = url_fmt(ctx->arena, "/me/passkeys/%i", p->id),
    };
}

Err passkeys_page(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    PasskeyListRow *rows = NULL;
    size_t n = 0;
    TRY(q_passkey_list(s, NULL, &rows, &n));
    PasskeyLine *lines = arena_array(ctx->arena, PasskeyLine, n);
    for (size_t i = 0; i < n; i++) {
        lines[i] = line_of(ctx, &(PasskeyOneRow){.id = rows[i].id,
                                                 .name = rows[i].name,
                                                 .state = rows[i].state,
                                                 .domain = rows[i].domain,
                                                 .created_at = rows[i].created_at,
                                                 .used_at = rows[i].used_at,
                                                 .portable = rows[i].portable,
                                                 .discoverable = rows[i].discoverable});
    }
    PasskeysView *v = arena_new(ctx->arena, PasskeysView);
    *v = (PasskeysView){.shell = my_shell(ctx, MSG("Passkeys")),
                        .why_not = passkey_site(ctx).why_not,
                        .lines = lines,
                        .lines_n = n,
                        .full = n >= PASSKEYS_MAX};
    RENDER(ctx, 200, passkeys, v);
    return OK;
}

static FieldView name_field(Ctx *ctx, Str value)
{
    FieldView f = text_field(ctx, S("name"), value, MSG("Name"));
    f.hint = MSG("So that you know it in the list: the device or the key that keeps it.");
    f.max_length = PASSKEY_NAME_MAX;
    f.autocomplete = S("off");
    return f;
}

static Str checked_name(Ctx *ctx)
{
    Str name = str_trim(ctx_form(ctx, S("name")));
    if (name.n == 0) {
        problem_field(ctx, S("name"), MSG("Give the passkey a name."));
    } else if (utf8_count(name) > PASSKEY_NAME_MAX) {
        problem_field(ctx, S("name"),
                      MSG1("Use at most {n} characters.", "n", str_fmt(ctx->arena, "%d", PASSKEY_NAME_MAX)));
    }
    return name;
}

static PasskeyAddView *add_view(Ctx *ctx, Str name, const PasskeyRefusal *why)
{
    static const Str names[] = {S_INIT("name")};
    PasskeyAddView *v = arena_new(ctx->arena, PasskeyAddView);
    *v = (PasskeyAddView){
        .shell = inner_shell(ctx, MSG("Add a passkey")),
        .why_not = passkey_site(ctx).why_not,
        .errors = error_summary(ctx, names, COUNT_OF(names)),
        .name = name_field(ctx, name),
    };
    if (why) {
        v->problem = why->what;
        v->hint = why->hint;
    }
    v->shell->failed = why || v->errors.links_n;
    return v;
}

Err passkey_add_page(SelfCtx s)
{
    PasskeyAddView *v = add_view(s.ctx, device_name(s.ctx), NULL);
    RENDER(s.ctx, 200, passkey_add, v);
    return OK;
}

Err passkey_add_options(SelfCtx s)
{
    Str json;
    TRY(passkey_options_create(s, &json));
    return passkey_json(s.ctx, json);
}

Err passkey_add_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    Str name = checked_name(ctx);
    PasskeyAnswer answer = passkey_answer(ctx);
    PasskeyRefusal why = {0};
    if (problem_check(ctx) != OK) {
        PasskeyAddView *v = add_view(ctx, name, NULL);
        return RENDER_FAILED(ctx, passkey_add, v);
    }
    if (answer.client_data.n == 0) {
        why.what = MSG("Your browser sent no passkey.");
        why.hint = MSG("Allow scripts for this site and try again. Your password goes on to work without them.");
        PasskeyAddView *v = add_view(ctx, name, &why);
        return RENDER_FAILED(ctx, passkey_add, v);
    }
    Err err = passkey_register(s, &answer, name, str_eq(ctx_form(ctx, S("discoverable")), S("1")),
                               ctx_form(ctx, S("transports")), &why);
    if (err == ERR_INVALID) {
        PasskeyAddView *v = add_view(ctx, name, &why);
        return RENDER_FAILED(ctx, passkey_add, v);
    }
    TRY(err);
    Msg said = MSG1("The passkey {name} is added.", "name", name);
    Factors have;
    TRY(factors_of(system_of(ctx), ctx->actor.user_id, &have));
    if (have.recovery_left == 0) { /* a first factor: without codes a lost device would shut its owner out */
        Str *codes = arena_array(ctx->arena, Str, RECOVERY_CODES);
        TRY(recovery_make(system_of(ctx), ctx->actor.user_id, codes));
        return recovery_show(s, codes, RECOVERY_CODES, said, "/me/passkeys");
    }
    ctx_redirect(ctx, url_static("/me/passkeys"), said);
    return OK;
}

static Err find_one(SelfCtx s, PasskeyOneRow *ret)
{
    Ctx *ctx = s.ctx;
    Id id;
    TRY(ctx_param_id(ctx, S("passkey"), &id));
    Err err = q_passkey_one(s, &(PasskeyOneArgs){.id = id}, ret);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("There is no such passkey."), MSG("Look at your list of passkeys."));
    }
    ctx->audit.target_kind = S("passkey");
    ctx->audit.target_id = id;
    ctx->audit.target_name = ret->name;
    return err;
}

static PasskeyEditView *edit_view(Ctx *ctx, const PasskeyOneRow *p, Str name)
{
    static const Str names[] = {S_INIT("name")};
    PasskeyEditView *v = arena_new(ctx->arena, PasskeyEditView);
    *v = (PasskeyEditView){
        .shell = inner_shell(ctx, MSG1("Passkey {name}", "name", p->name)),
        .form = {.action = url_fmt(ctx->arena, "/me/passkeys/%i", p->id),
                 .errors = error_summary(ctx, names, COUNT_OF(names)),
                 .version = p->version},
        .name = name_field(ctx, name),
        .line = line_of(ctx, p),
        .remove = url_fmt(ctx->arena, "/me/passkeys/%i/remove", p->id),
    };
    v->shell->failed = v->form.errors.links_n > 0;
    return v;
}

Err passkey_edit_page(SelfCtx s)
{
    PasskeyOneRow p;
    TRY(find_one(s, &p));
    PasskeyEditView *v = edit_view(s.ctx, &p, p.name);
    RENDER(s.ctx, 200, passkey_edit, v);
    return OK;
}

Err passkey_edit_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    PasskeyOneRow p;
    int64_t version = 0, changed = 0;
    TRY(find_one(s, &p));
    Str name = checked_name(ctx);
    if (str_to_i64(ctx_form(ctx, S("version")), &version) != OK || version != p.version) {
        problem_field(ctx, S("name"), MSG("This passkey was changed meanwhile. Look at it and save again."));
    }
    if (problem_check(ctx) != OK) {
        PasskeyEditView *v = edit_view(ctx, &p, name);
        return RENDER_FAILED(ctx, passkey_edit, v);
    }
    TRY(q_passkey_rename(s, &(PasskeyRenameArgs){.name = name, .id = p.id, .version = version}, &changed));
    if (changed == 0) {
        return ERR_STALE;
    }
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"passkeyName", p.name});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"passkeyName", name});
    ctx_redirect(ctx, url_static("/me/passkeys"), MSG1("The passkey is called {name} now.", "name", name));
    return OK;
}

Err passkey_remove_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    PasskeyOneRow p;
    TRY(find_one(s, &p));
    TRY(passkey_remove(s, p.id, p.name));
    ctx_redirect(ctx, url_static("/me/passkeys"),
                 MSG1("The passkey {name} is removed. Delete it on your device too.", "name", p.name));
    return OK;
}
