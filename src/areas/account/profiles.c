/* What each side of an account says of it: the partner profile, the developer's account details, and the profiles of
 * the directories behind it. Each names a primary contact, and is saved apart from the others. */
#include "areas/account/pages.h"

#include "app/audit.h"
#include "app/demo.h"
#include "app/program.h"
#include "app/rights.h"
#include "app/standing.h"
#include "areas/home/home.h"
#include "areas/identity/identity.h"
#include "areas/partners/partners.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/account_html.h"
#include "gen/account_q.h"
#include "ui/field.h"
#include "ui/shell.h"

enum { LOCATIONS_SHOWN = 50, MEMBERSHIP_NAME_MAX = 40 };

static Err programs_of_side(AccountCtx a, unsigned side, const ProgramLine **ret, size_t *ret_n)
{
    AccountProgramsRow *rows;
    size_t n;
    Programs all;
    TRY(q_account_programs(a, NULL, &rows, &n));
    TRY(programs_load(a.ctx, &all));
    ProgramLine *list = arena_array(a.ctx->arena, ProgramLine, n);
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        const Program *p = programs_find(&all, rows[i].program);
        if (p && (p->side & side)) {
            Buf since = buf_on_arena(a.ctx->arena, BUF_MAX_SMALL);
            fmt_date(&since, a.ctx->locale, date_in_zone(a.ctx->tz, rows[i].since), DATE_SHORT);
            list[(*ret_n)++] = (ProgramLine){.name = programs_name(&all, p->id), .since = buf_str(&since)};
        }
    }
    *ret = list;
    return OK;
}

static ContactView contact_view(Ctx *ctx, Str first, Str last, Str email, Str phone)
{
    ContactView c = {.email = email, .phone = phone};
    if (email.n) {
        c.name = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(first), S_ARG(last));
    }
    return c;
}

/* Nobody was ever named: version 0. */
static Err contact_get(AccountCtx a, Str kind, AccountContactGetRow *ret)
{
    *ret = (AccountContactGetRow){0};
    Err err = q_account_contact_get(a, &(AccountContactGetArgs){.kind = kind}, ret);
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err fill_contact(AccountCtx a, Str kind, const Perm *edit, const char *edit_path, ContactView *ret)
{
    AccountContactGetRow c;
    TRY(contact_get(a, kind, &c));
    *ret = contact_view(a.ctx, c.first_name, c.last_name, c.email, c.phone);
    if (ctx_may(a.ctx, edit)) {
        ret->edit = home_path(a.ctx, edit_path);
    }
    return OK;
}

/* --- the partner's and the developer's --- */

static Err fill_locations(AccountCtx a, PartnerProfileView *v)
{
    AccountLocationsRow *rows;
    size_t n;
    TRY(q_account_locations(a, NULL, &rows, &n));
    LocationLine *list = arena_array(a.ctx->arena, LocationLine, n);
    v->more_locations = n > LOCATIONS_SHOWN;
    v->locations_n = num_min_size(n, LOCATIONS_SHOWN);
    for (size_t i = 0; i < v->locations_n; i++) {
        list[i] = (LocationLine){.name = rows[i].name,
                                 .city = rows[i].city,
                                 .country = country_name(a.ctx->arena, a.ctx->locale, rows[i].country),
                                 .membership_id = rows[i].partner_id};
    }
    v->locations = list;
    return OK;
}

Err partner_profile_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    AccountProfileRow p;
    TRY(q_account_profile(a, NULL, &p));
    PartnerProfileView *v = arena_new(ctx->arena, PartnerProfileView);
    *v = (PartnerProfileView){
        .shell =
            settings_sub_shell(ctx, MSG("Partner settings"), "/a/{account}/settings/partner", MSG("Partner profile")),
        .membership_id = p.partner_id,
        .name = p.name,
        .place = MSG2("{city}, {country}", "city", p.city, "country", country_name(ctx->arena, ctx->locale, p.country)),
        .kind = identity_account_kind(p.kind),
        .state = machine_state_view(&PARTNER_ACCOUNT, READER_PARTNER, standing_id(ctx->account.standing)),
        .since = p.created_at};
    if (ctx_may(ctx, &ACCOUNT_COMPANY_VIEW)) {
        v->company = home_path(ctx, "/a/{account}/settings/company");
    }
    TRY(identity_membership_name(ctx, &v->membership_label));
    TRY(programs_of_side(a, SIDE_PARTNER, &v->programs, &v->programs_n));
    TRY(fill_locations(a, v));
    TRY(fill_contact(a, S("partner"), &ACCOUNT_PARTNER_PROFILE_EDIT, "/a/{account}/settings/partner-profile/contact",
                     &v->contact));
    RENDER(ctx, 200, partner_profile, v);
    return OK;
}

Err developer_details_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    AccountProfileRow p;
    TRY(q_account_profile(a, NULL, &p));
    DeveloperDetailsView *v = arena_new(ctx->arena, DeveloperDetailsView);
    *v = (DeveloperDetailsView){
        .shell = settings_sub_shell(ctx, MSG("Developer settings"), "/a/{account}/settings/developer",
                                    MSG("Account details")),
        .membership_id = p.partner_id,
        .name = p.name,
        .country = country_name(ctx->arena, ctx->locale, p.country),
        .kind = identity_account_kind(p.kind),
        .state = machine_state_view(&PARTNER_ACCOUNT, READER_PARTNER, standing_id(ctx->account.standing)),
        .since = p.created_at};
    TRY(identity_membership_name(ctx, &v->membership_label));
    TRY(programs_of_side(a, SIDE_DEVELOPER, &v->programs, &v->programs_n));
    TRY(fill_contact(a, S("developer"), &ACCOUNT_DEVELOPER_DETAILS_EDIT,
                     "/a/{account}/settings/developer-details/contact", &v->contact));
    RENDER(ctx, 200, developer_details, v);
    return OK;
}

/* --- the directory's --- */

static Err may_edit_directory(AccountCtx a, Id directory, bool *ret, Str *ret_keeper)
{
    *ret = false;
    return ctx_may(a.ctx, &ACCOUNT_DIRECTORY_EDIT) ? rights_runs_directory(a, directory, ret, ret_keeper) : OK;
}

Err directory_profile_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    AccountDirectoriesRow *rows;
    size_t n;
    TRY(q_account_directories(a, NULL, &rows, &n));
    DirectoryLine *list = arena_array(ctx->arena, DirectoryLine, n);
    for (size_t i = 0; i < n; i++) {
        bool may;
        Str keeper = S(""), id = id_text(ctx->arena, rows[i].id);
        TRY(may_edit_directory(a, rows[i].id, &may, &keeper));
        list[i] = (DirectoryLine){
            .id = id,
            .name = rows[i].name,
            .domain = rows[i].default_domain,
            .country = country_name(ctx->arena, ctx->locale, rows[i].country),
            .contact = contact_view(ctx, rows[i].first_name, rows[i].last_name, rows[i].email, rows[i].phone),
            .first = rows[i].is_first == 1};
        if (may) {
            list[i].contact.edit = url_with(
                ctx->arena, home_path(ctx, "/a/{account}/settings/directory-profile/contact"), S("directory"), id);
        }
    }
    DirectoryProfileView *v = arena_new(ctx->arena, DirectoryProfileView);
    *v = (DirectoryProfileView){
        .shell = settings_shell(ctx, MSG("Directory profile")), .directories = list, .directories_n = n};
    RENDER(ctx, 200, directory_profile, v);
    return OK;
}

/* --- naming the contact --- */

/* Which contact a form is about. */
typedef struct ContactOf {
    Str kind; /* "partner", "developer"; empty: of the directory */
    Id directory_id;
    const char *profile, *path; /* the page it stands on, and its form's */
    Msg title;
    int64_t version; /* as it is now */
    Str name, sign_in;
} ContactOf;

static Err of_account(AccountCtx a, Str kind, const char *profile, const char *path, ContactOf *ret)
{
    AccountContactGetRow c;
    TRY(contact_get(a, kind, &c));
    *ret = (ContactOf){.kind = kind,
                       .profile = profile,
                       .path = path,
                       .title = str_eq(kind, S("partner")) ? MSG("Partner profile") : MSG("Account details"),
                       .version = c.version,
                       .sign_in = c.sign_in,
                       .name = contact_view(a.ctx, c.first_name, c.last_name, c.email, c.phone).name};
    return OK;
}

static Err of_directory(AccountCtx a, Str directory, ContactOf *ret)
{
    Ctx *ctx = a.ctx;
    AccountDirectoriesRow *rows;
    size_t n;
    Id id = ID_NIL;
    TRY(q_account_directories(a, NULL, &rows, &n));
    *ret = (ContactOf){.profile = "/a/{account}/settings/directory-profile",
                       .path = "/a/{account}/settings/directory-profile/contact",
                       .title = MSG("Directory profile")};
    if (!directory.n && n) {
        directory = id_text(ctx->arena, rows[0].id);
    }
    bool known = id_parse(directory, &id) == OK, found = false;
    for (size_t i = 0; i < n && known; i++) {
        if (id_eq(rows[i].id, id)) {
            found = true;
            ret->directory_id = id;
            ret->version = rows[i].version;
            ret->sign_in = rows[i].sign_in;
            ret->name = contact_view(ctx, rows[i].first_name, rows[i].last_name, rows[i].email, S("")).name;
        }
    }
    if (!found) {
        return problem(ctx, ERR_NOT_FOUND, MSG("The account has no such directory."),
                       MSG("Choose it on the page Directory profile."));
    }
    bool runs;
    Str keeper = S("");
    TRY(rights_runs_directory(a, id, &runs, &keeper));
    return runs ? OK
                : problem(ctx, ERR_FORBIDDEN, MSG1("The directory is kept by {account}.", "account", keeper),
                          MSG("Ask a Global admin there."));
}

static ContactFormView *contact_form(AccountCtx a, const ContactOf *of, Str typed)
{
    static const Str NAMES[] = {S_INIT("person")};
    Ctx *ctx = a.ctx;
    ContactFormView *v = arena_new(ctx->arena, ContactFormView);
    *v = (ContactFormView){
        .shell = settings_sub_shell(ctx, of->title, of->profile, MSG("Primary contact")),
        .form = {.action = home_path(ctx, of->path), .errors = ui_errors(ctx, NAMES, 1), .version = of->version},
        .person = ui_field(ctx, S("person"), typed, MSG("Sign-in name")),
        .directory = id_is_nil(of->directory_id) ? S("") : id_text(ctx->arena, of->directory_id),
        .back = home_path(ctx, of->profile)};
    v->person.kind = FIELD_EMAIL;
    v->person.optional = true;
    v->person.max_length = 254;
    v->person.hint = MSG("Somebody who signs in for this account, such as name@company.example. Empty: nobody.");
    v->shell->failed = v->form.errors.links_n > 0;
    return v;
}

/* The person that was typed; ID_NIL: nobody. ERR_INVALID with a problem when there is no such person here. */
static Err person_typed(AccountCtx a, const ContactOf *of, Str typed, Id *ret, Str *ret_name)
{
    Ctx *ctx = a.ctx;
    *ret = ID_NIL;
    *ret_name = S("");
    if (!typed.n) {
        return OK;
    }
    AccountPersonNamedRow *rows;
    size_t n;
    TRY(q_account_person_named(a, &(AccountPersonNamedArgs){.name = str_lower_ascii(ctx->arena, typed)}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (id_is_nil(of->directory_id) || id_eq(rows[i].directory_id, of->directory_id)) {
            *ret = rows[i].id;
            *ret_name = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(rows[i].first_name), S_ARG(rows[i].last_name));
            return OK;
        }
    }
    problem_field(ctx, S("person"),
                  id_is_nil(of->directory_id)
                      ? MSG("Nobody of this account signs in with this name. Look it up in User management.")
                      : MSG("Nobody of this directory signs in with this name. Look it up in User management."));
    return OK;
}

static Err contact_put(AccountCtx a, const ContactOf *of, Id person)
{
    Id by = a.ctx->actor.user_id;
    if (of->kind.n) {
        return q_account_contact_put(a, &(AccountContactPutArgs){.kind = of->kind, .updated_by = by, .user_id = person},
                                     NULL);
    }
    return q_account_directory_contact_put(
        a, &(AccountDirectoryContactPutArgs){.directory_id = of->directory_id, .updated_by = by, .user_id = person},
        NULL);
}

static Err contact_post(AccountCtx a, const ContactOf *of)
{
    Ctx *ctx = a.ctx;
    Str typed = str_trim(ctx_form(ctx, S("person"))), name;
    Id person;
    TRY(person_typed(a, of, typed, &person, &name));
    int64_t version = 0;
    bool fresh = (str_to_i64(ctx_form(ctx, S("version")), &version) == OK ? version : 0) == of->version;
    if (!fresh) {
        problem_field(ctx, S("person"),
                      of->name.n
                          ? MSG1("Somebody named {name} meanwhile. Save again to put yours over it.", "name", of->name)
                          : MSG("Somebody took the contact away meanwhile. Save again to put yours."));
    }
    if (problem_check(ctx) != OK) {
        ContactFormView *v = contact_form(a, of, typed);
        return RENDER_FAILED(ctx, account_contact, v);
    }
    TRY(contact_put(a, of, person));
    ctx->audit.target_kind = id_is_nil(of->directory_id) ? S("account") : S("directory");
    ctx->audit.target_id = id_is_nil(of->directory_id) ? ctx->account_id : of->directory_id;
    ctx->audit.target_name = ctx->account.name;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"primaryContact", of->name});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"primaryContact", name});
    ctx_redirect(ctx, home_path(ctx, of->profile), MSG("The primary contact is saved."));
    return OK;
}

static Err contact_page(AccountCtx a, const ContactOf *of)
{
    ContactFormView *v = contact_form(a, of, of->sign_in);
    RENDER(a.ctx, 200, account_contact, v);
    return OK;
}

static Err of_partner(AccountCtx a, ContactOf *ret)
{
    return of_account(a, S("partner"), "/a/{account}/settings/partner-profile",
                      "/a/{account}/settings/partner-profile/contact", ret);
}

static Err of_developer(AccountCtx a, ContactOf *ret)
{
    return of_account(a, S("developer"), "/a/{account}/settings/developer-details",
                      "/a/{account}/settings/developer-details/contact", ret);
}

Err partner_contact_page(AccountCtx a)
{
    ContactOf of;
    TRY(of_partner(a, &of));
    return contact_page(a, &of);
}

Err partner_contact_post(AccountCtx a)
{
    ContactOf of;
    TRY(of_partner(a, &of));
    return contact_post(a, &of);
}

Err developer_contact_page(AccountCtx a)
{
    ContactOf of;
    TRY(of_developer(a, &of));
    return contact_page(a, &of);
}

Err developer_contact_post(AccountCtx a)
{
    ContactOf of;
    TRY(of_developer(a, &of));
    return contact_post(a, &of);
}

Err directory_contact_page(AccountCtx a)
{
    ContactOf of;
    TRY(of_directory(a, ctx_query(a.ctx, S("directory")), &of));
    return contact_page(a, &of);
}

Err directory_contact_post(AccountCtx a)
{
    ContactOf of;
    TRY(of_directory(a, ctx_form(a.ctx, S("directory")), &of));
    return contact_post(a, &of);
}

/* --- the vendor's word for the number --- */

/* A field for each language that the portal speaks. */
typedef struct Words {
    const Str *tags, *names;
    Str *words;
    size_t n;
} Words;

static Words words_start(Ctx *ctx)
{
    Words w = {0};
    w.tags = locale_languages(&w.n, &w.names);
    w.words = arena_array(ctx->arena, Str, w.n);
    return w;
}

static Err words_stored(Ctx *ctx, Words *w)
{
    for (size_t i = 0; i < w->n; i++) {
        TRY(identity_membership_get(ctx, w->tags[i], &w->words[i]));
    }
    return OK;
}

static Str words_field(Ctx *ctx, const Words *w, size_t i) { return str_concat(ctx->arena, S("name_"), w->tags[i]); }

static MembershipView *membership_view(Ctx *ctx, const Words *w)
{
    Crumb *crumb = arena_new(ctx->arena, Crumb);
    crumb->label = MSG("Membership number");
    FieldView *fields = arena_array(ctx->arena, FieldView, w->n);
    Str *names = arena_array(ctx->arena, Str, w->n);
    for (size_t i = 0; i < w->n; i++) {
        names[i] = words_field(ctx, w, i);
        fields[i] =
            ui_field(ctx, names[i], w->words[i], MSG1("Name of the number, {language}", "language", w->names[i]));
        fields[i].optional = true;
        fields[i].max_length = MEMBERSHIP_NAME_MAX;
    }
    MembershipView *v = arena_new(ctx->arena, MembershipView);
    *v = (MembershipView){.shell = shell_view(ctx, MSG("Membership number"), crumb, 1),
                          .form = {.action = url_static("/operator/membership"), .errors = ui_errors(ctx, names, w->n)},
                          .fields = fields,
                          .fields_n = w->n};
    v->shell->failed = v->form.errors.links_n > 0;
    return v;
}

Err membership_page(OperatorCtx o)
{
    Words w = words_start(o.ctx);
    TRY(words_stored(o.ctx, &w));
    MembershipView *v = membership_view(o.ctx, &w);
    RENDER(o.ctx, 200, account_membership, v);
    return OK;
}

/* "en: Guild number, fr: Numéro de guilde". */
static Str words_said(Ctx *ctx, const Words *w)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < w->n; i++) {
        if (w->words[i].n) {
            buf_fmt(&b, "%s%.*s: %.*s", b.n ? ", " : "", S_ARG(w->tags[i]), S_ARG(w->words[i]));
        }
    }
    return buf_str(&b);
}

Err membership_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Words before = words_start(ctx), typed = words_start(ctx);
    TRY(words_stored(ctx, &before));
    for (size_t i = 0; i < typed.n; i++) {
        Str field = words_field(ctx, &typed, i);
        typed.words[i] = str_trim(ctx_form(ctx, field));
        if (utf8_count(typed.words[i]) > MEMBERSHIP_NAME_MAX || utf8_has_control(typed.words[i])) {
            problem_field(ctx, field, MSG("Enter at most 40 characters."));
        }
    }
    if (problem_check(ctx) != OK) {
        MembershipView *v = membership_view(ctx, &typed);
        return RENDER_FAILED(ctx, account_membership, v);
    }
    for (size_t i = 0; i < typed.n; i++) {
        TRY(identity_membership_put(ctx, typed.tags[i], typed.words[i]));
    }
    ctx->audit.target_kind = S("installation");
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"membershipName", words_said(ctx, &before)});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"membershipName", words_said(ctx, &typed)});
    ctx_redirect(ctx, url_static("/operator/membership"), MSG("The name is saved. Partners see it at once."));
    return OK;
}

/* --- the demo --- */

static Err demo_contacts(Ctx *ctx, void *arg)
{
    DemoCtx *d = arg;
    static const struct {
        const char *account, *kind, *person;
    } NAMED[] = {{"account/harbor", "partner", "user/i.carvalho"}, {"account/quayside", "developer", "user/d.kramer"}};
    for (size_t i = 0; i < COUNT_OF(NAMED); i++) {
        AccountCtx a = account_of(ctx, demo_get(d, str_from(NAMED[i].account)));
        AccountContactPutArgs args = {.kind = str_from(NAMED[i].kind),
                                      .user_id = demo_get(d, str_from(NAMED[i].person))};
        TRY(q_account_contact_put(a, &args, NULL));
    }
    AccountCtx harbor = account_of(ctx, demo_get(d, S("account/harbor")));
    AccountDirectoryContactPutArgs args = {.directory_id = demo_get(d, S("directory/harbor")),
                                           .user_id = demo_get(d, S("user/j.lindqvist"))};
    return q_account_directory_contact_put(harbor, &args, NULL);
}

Err account_demo(DemoCtx *demo) { return demo_unit(demo, "demo.contacts", demo_contacts, demo); }
