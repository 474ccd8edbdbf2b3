/* The public partner search: everybody's, without signing in; looked up at most so often from one network. */
#include "app/phone.h"
#include "app/program.h"
#include "app/unit.h"
#include "areas/business/pages.h"
#include "areas/identity/identity.h"
#include "base/utf8.h"
#include "gen/business_html.h"
#include "ui/field.h"

enum { ABOUT_SHORT = 220, ASK_MAX = 100 };

Err business_card(Ctx *ctx, Id account_id, Str country, const BusinessText *t, BusinessCard *ret)
{
    BusinessProgramsRow *rows;
    Programs all;
    size_t n;
    TRY(q_business_programs(system_of(ctx), &(BusinessProgramsArgs){.account_id = account_id}, &rows, &n));
    TRY(programs_load(ctx, &all));
    Msg *programs = arena_array(ctx->arena, Msg, n + 1);
    for (size_t i = 0; i < n; i++) {
        programs[i] = programs_name(&all, rows[i].program);
    }
    *ret = (BusinessCard){.name = t->name,
                          .about = t->about,
                          .place = str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(t->city),
                                           S_ARG(country_name(ctx->arena, ctx->locale, country))),
                          .email = t->email,
                          .phone = phone_shown(ctx->arena, ctx->account.country, t->phone),
                          .website = t->website,
                          .mail_url = url_mail(ctx->arena, t->email),
                          .phone_url = url_phone(ctx->arena, t->phone),
                          .website_url = url_external(ctx->arena, t->website),
                          .programs = programs,
                          .programs_n = n};
    return OK;
}

static Err country_field(Ctx *ctx, Str chosen, FieldView *ret)
{
    BusinessCountriesRow *rows;
    size_t n;
    TRY(q_business_countries(system_of(ctx), NULL, &rows, &n));
    OptionView *options = arena_array(ctx->arena, OptionView, n + 1);
    options[0] = (OptionView){.value = S(""), .label = MSG("All countries"), .selected = !chosen.n};
    for (size_t i = 0; i < n; i++) {
        options[i + 1] = (OptionView){.value = rows[i].country,
                                      .text = country_name(ctx->arena, ctx->locale, rows[i].country),
                                      .selected = str_eq(rows[i].country, chosen)};
    }
    *ret = ui_select(ctx, S("country"), MSG("Country"), options, n + 1);
    return OK;
}

static Err program_field(Ctx *ctx, Str chosen, FieldView *ret)
{
    Programs all;
    TRY(programs_load(ctx, &all));
    OptionView *options = arena_array(ctx->arena, OptionView, all.n + 1);
    size_t n = 0;
    options[n++] = (OptionView){.value = S(""), .label = MSG("All programs"), .selected = !chosen.n};
    for (size_t i = 0; i < all.n; i++) {
        if (str_eq(all.list[i].state, S("published"))) {
            options[n++] = (OptionView){.value = all.list[i].id,
                                        .label = programs_name(&all, all.list[i].id),
                                        .selected = str_eq(all.list[i].id, chosen)};
        }
    }
    *ret = ui_select(ctx, S("program"), MSG("Program"), options, n);
    return OK;
}

static Url with(Ctx *ctx, Url u, const char *name, Str value)
{
    return value.n ? url_with(ctx->arena, u, str_from(name), value) : u;
}

static Url asked_url(Ctx *ctx, const FindAsk *ask, const char *way, Str cursor)
{
    Url u = with(ctx, url_static("/find-a-partner"), "q", ask->q);
    u = with(ctx, with(ctx, u, "country", ask->country), "program", ask->program);
    return with(ctx, u, way, cursor);
}

/* One paragraph of plain text, cut between characters. */
static Str in_short(Arena *a, Str about)
{
    Str cut = utf8_prefix(about, ABOUT_SHORT);
    return cut.n < about.n ? str_concat(a, cut, S("…")) : about;
}

Err find_page(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    FindAsk ask = {.q = utf8_prefix(str_trim(ctx_query(ctx, S("q"))), ASK_MAX),
                   .country = ctx_query(ctx, S("country")),
                   .program = ctx_query(ctx, S("program")),
                   .after = ctx_query(ctx, S("after")),
                   .before = ctx_query(ctx, S("before"))};
    BusinessFindRow *rows;
    PageInfo info;
    FindView *v = arena_new(ctx->arena, FindView);
    TRY(business_search(ctx, &ask, &rows, &v->lines_n, &info));
    FindLine *lines = arena_array(ctx->arena, FindLine, v->lines_n + 1);
    for (size_t i = 0; i < v->lines_n; i++) {
        lines[i] = (FindLine){.name = rows[i].shown_name,
                              .place = str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(rows[i].shown_city),
                                               S_ARG(country_name(ctx->arena, ctx->locale, rows[i].country))),
                              .about = in_short(ctx->arena, rows[i].shown_about),
                              .url = url_fmt(ctx->arena, "/find-a-partner/%i", rows[i].id)};
    }
    v->lines = lines;
    v->door = door_view(ctx, MSG("Find a partner"));
    v->action = v->all = url_static("/find-a-partner");
    v->asked = ask.q.n || ask.country.n || ask.program.n;
    v->q = ui_field(ctx, S("q"), ask.q, MSG("Name, place or words"));
    v->q.kind = FIELD_SEARCH;
    v->q.optional = true;
    TRY(country_field(ctx, ask.country, &v->country));
    TRY(program_field(ctx, ask.program, &v->program));
    v->previous = info.previous.n ? asked_url(ctx, &ask, "before", info.previous) : (Url){{0}};
    v->next = info.next.n ? asked_url(ctx, &ask, "after", info.next) : (Url){{0}};
    RENDER(ctx, 200, find, v);
    return OK;
}

Err found_page(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Id id;
    BusinessShownRow r;
    TRY(ctx_param_id(ctx, S("listing"), &id));
    Err err = q_business_shown(system_of(ctx), &(BusinessShownArgs){.id = id}, &r);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("This partner has no public profile any more."),
                       MSG("Search again: there may be others."));
    }
    TRY(err);
    BusinessText t = {r.shown_name, r.shown_about, r.shown_city, r.shown_email, r.shown_phone, r.shown_website};
    FoundView *v = arena_new(ctx->arena, FoundView);
    *v = (FoundView){.door = door_view(ctx, MSG1("{name}", "name", r.shown_name)),
                     .back = url_static("/find-a-partner")};
    TRY(business_card(ctx, r.account_id, r.country, &t, &v->listing));
    RENDER(ctx, 200, find_one, v);
    return OK;
}
