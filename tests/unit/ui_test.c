/* src/ui: every component with a sample model; texts are escaped, addresses are what they must be. With UI_GALLERY=DIR
 * the pages are written there, to be looked at in a browser (assets beside them under DIR/assets). */
#include "app/area.h"
#include "gen/ui_html.h"
#include "ui/asset.h"
#include "ui/menus.h"
#include "ui/parts.h"
#include "unit.h"

#define LIST_OF(a) (a), sizeof(a) / sizeof((a)[0])
#define EVIL S_INIT("<b>\"x\"&'y'")
#define EVIL_SAFE "&lt;b&gt;&quot;x&quot;&amp;&#39;y&#39;"

static Buf page;

static Out out_in(Arena *a, const char *tag)
{
    assert_ok(i18n_init());
    page = buf_on_arena(a, BUF_MAX_PAGE);
    return (Out){.b = &page,
                 .locale = locale_get(str_from(tag)),
                 .tz = S("Europe/Paris"),
                 .csrf = S("token-1"),
                 .form_key = S("key-1"),
                 .now = time_from_civil((Civil){2025, 11, 21, 9, 44, 0, 0})};
}

static Str shown(void) { return buf_str(&page); }

static void need(Str part)
{
    if (str_find(shown(), part) < 0) {
        print_error("not in the page: %.*s\n%.*s\n", S_ARG(part), S_ARG(shown()));
        fail();
    }
}
#define assert_has(part) need(S(part))
#define assert_has_not(part) assert_true(str_find(shown(), S(part)) < 0)

/* --- a believable shell --- */

static const NavLink CUSTOMER_PAGES[] = {
    {.label = {.id = "All customers"}, .url = {S_INIT("/a/harbor/customers")}, .current = true},
    {.label = {.id = "Requests"}, .url = {S_INIT("/a/harbor/customers/requests")}},
};
static const NavLink NAV_TOP[] = {{.label = {.id = "Home"}, .url = {S_INIT("/a/harbor")}, .icon = S_INIT("home")}};
static const NavLink NAV_SELL[] = {
    {.label = {.id = "Customers"},
     .url = {S_INIT("/a/harbor/customers")},
     .icon = S_INIT("customers"),
     .current = true,
     .open = true,
     .sub = CUSTOMER_PAGES,
     .sub_n = 2},
    {.label = {.id = "Pricing"}, .url = {S_INIT("/a/harbor/pricing")}, .icon = S_INIT("pricing")},
};
static const NavLink NAV_HELP[] = {
    {.label = {.id = "Help and support"}, .url = {S_INIT("/a/harbor/help")}, .icon = S_INIT("support")}};
static const NavGroup NAV[] = {{.links = NAV_TOP, .links_n = 1},
                               {.title = {.id = "Sell"}, .links = NAV_SELL, .links_n = 2},
                               {.title = {.id = "Get help"}, .links = NAV_HELP, .links_n = 1}};
static const AccountChoice ACCOUNTS[] = {
    {S_INIT("Harbor Systems"), S_INIT("Indirect provider, Rotterdam"), {S_INIT("/switch/1")}, true, S_INIT("harbor")},
    {S_INIT("Harbor Systems Nordics"),
     S_INIT("Direct-bill partner, Aarhus"),
     {S_INIT("/switch/2")},
     false,
     S_INIT("nordics")},
};
static const PanelItem NOTICES[] = {
    {.icon = S_INIT("warning"),
     .text = {.id = "Accept the partner agreement, version 4.2"},
     .url = {S_INIT("/n/1")},
     .sub = {.id = "Mandatory, due 28 Nov"},
     .at = {1763711000000000},
     .unread = true},
    {.icon = S_INIT("download"),
     .text = {.id = "Your export is ready"},
     .url = {S_INIT("/n/2")},
     .at = {1763611000000000}},
};
static const PanelItem HELP[] = {{.text = {.id = "Find your way around"}, .url = {S_INIT("/help/shell")}}};
static const NavLink PROFILE[] = {
    {.label = {.id = "My profile"}, .url = {S_INIT("/me")}, .icon = S_INIT("profile")},
    {.label = {.id = "My access"}, .url = {S_INIT("/me/access")}, .icon = S_INIT("key")},
    {.label = {.id = "Language and theme"}, .url = {S_INIT("/me/preferences")}, .icon = S_INIT("globe")},
};
static const Crumb CRUMBS[] = {{.label = {.id = "Customers"}, .url = {S_INIT("/a/harbor/customers")}}, {.text = EVIL}};
static const NoticeView BANNERS[] = {{.kind = NOTICE_WARN,
                                      .text = {.id = "Sandbox: nothing here is billed."},
                                      .action = {.id = "Leave the sandbox"},
                                      .action_url = {S_INIT("/leave")}}};

static const MenuLinks LINKS = {.nav = NAV, .nav_n = 3, .profile = PROFILE, .profile_n = 3};

static ShellView sample_shell(Arena *a, const Out *o)
{
    return (ShellView){
        .title = MSG("Customers"),
        .workspace = MSG("Customers"),
        .product = S("Entente"),
        .vendor = S("Northlight Cloud"),
        .version = S("1.0"),
        .signed_in = true,
        .theme = S(""),
        .account_name = S("Harbor Systems"),
        .accounts = ACCOUNTS,
        .accounts_n = 2,
        .user_name = S("Amara Okonjo"),
        .user_initials = S("AO"),
        .user_roles = S("Admin agent, Sales agent"),
        .menus = menus_draw(a, o->locale, &LINKS, false),
        .crumbs = CRUMBS,
        .crumbs_n = 2,
        .notices = NOTICES,
        .notices_n = 2,
        .unread = 3,
        .help = HELP,
        .help_n = 1,
        .home_url = url_static("/a/harbor"),
        .search_url = url_static("/a/harbor/search"),
        .suggest_url = url_static("/a/harbor/suggest"),
        .menu_url = url_static("/a/harbor/menu"),
        .notices_url = url_static("/a/harbor/notifications"),
        .help_url = url_static("/help"),
        .settings_url = url_static("/a/harbor/settings"),
        .signout_url = url_static("/sign-out"),
        .lang = S("en-GB"),
        .dir = S("ltr"),
    };
}

/* The page as a file of the gallery; addresses of assets are made relative, so that a plain file server shows it. */
static void to_gallery(const char *name)
{
    const char *dir = getenv("UI_GALLERY");
    if (!dir) {
        return;
    }
    char path[512];
    snprintf(path, sizeof path, "%s/%s.html", dir, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fwrite(page.p, 1, page.n, f);
    fclose(f);
    for (size_t i = 0; i < ASSETS_N; i++) {
        snprintf(path, sizeof path, "%s%.*s", dir, S_ARG(ASSETS[i].path));
        f = fopen(path, "wb");
        assert_non_null(f);
        fwrite(ASSETS[i].bytes.p, 1, ASSETS[i].bytes.n, f);
        fclose(f);
    }
}

/* --- printing --- */

static void every_text_is_escaped(void **state)
{
    Out o = out_in(*state, "en");
    Str evil = EVIL;
    OUT(&o, evil);
    assert_str(shown(), EVIL_SAFE);
    buf_clear(&page);
    OUT(&o, MSG1("Hello {name}", "name", evil));
    assert_str(shown(), "Hello " EVIL_SAFE);
    buf_clear(&page);
    OUT(&o, ((Url){S("/a?b=1&c=\"")}));
    assert_str(shown(), "/a?b=1&amp;c=&quot;");
    buf_clear(&page);
    OUT(&o, ((Html){S("<b>")}));
    assert_str(shown(), "<b>");
}

static void values_print_by_their_type_and_locale(void **state)
{
    Out o = out_in(*state, "en");
    OUT(&o, INT64_C(12345));
    OUT(&o, ((Plain){12345}));
    assert_str(shown(), "12,34512345");
    buf_clear(&page);
    OUT(&o, ((Length){12500}));
    OUT(&o, ((Length){-50}));
    OUT(&o, ((Length){3000}));
    assert_str(shown(), "12.5-0.13");
    buf_clear(&page);
    OUT(&o, ((Iso){time_from_civil((Civil){2025, 11, 21, 9, 44, 0, 574139})}));
    OUT(&o, TIME_NONE);
    OUT(&o, DATE_NONE);
    assert_str(shown(), "2025-11-21T09:44:00Z");
    buf_clear(&page);
    static const int64_t v[] = {0, 5, 10};
    OUT(&o, ((PathLine){v, 3, 0, 10, 0, 0, 100, 10}));
    assert_str(shown(), "M0 10L50 5L100 0");
}

static void plurals_count_in_french(void **state)
{
    Out o = out_in(*state, "fr");
    static const ErrorLink one[] = {{.text = {.id = "Enter the name"}, .field = S_INIT("name")}, {.text = {.id = "B"}}};
    error_summary_html(&o, &(ErrorSummary){one, 1});
    assert_has("Il y a 1 point à corriger");
    assert_has("<a href=\"#name\">Enter the name</a>");
    error_summary_html(&o, &(ErrorSummary){one, 2});
    assert_has("Il y a 2 points à corriger");
}

static void a_placeholder_that_is_not_there_stays_visible(void **state)
{
    Out o = out_in(*state, "en");
    static TextSite site = {NULL, "Hello {nobody}, <{name}>", NULL};
    static const Str names[] = {S_INIT("name")};
    OutText text = out_text_begin(&o, &site);
    while (out_text_next(&o, &text, names, 1) >= 0) {
        OUT(&o, S("Wen"));
    }
    assert_str(shown(), "Hello {nobody}, &lt;Wen&gt;");
}

/* --- addresses --- */

static void addresses_encode_their_parts(void **state)
{
    Arena *a = *state;
    assert_str(url_fmt(a, "/a/%s/x?q=%s&n=%d%%20", S("a/b c"), S("é&="), INT64_C(7)).s,
               "/a/a%2Fb%20c/x?q=%C3%A9%26%3D&n=7%20");
    assert_str(url_fmt(a, "%u/users", url_static("/a/b")).s, "/a/b/users");
}

static void a_parameter_is_added_replaced_and_removed(void **state)
{
    Arena *a = *state;
    Url u = url_with(a, url_static("/x"), S("q"), S("a b"));
    assert_str(u.s, "/x?q=a%20b");
    u = url_with(a, u, S("page"), S("2"));
    assert_str(u.s, "/x?q=a%20b&page=2");
    assert_str(url_with(a, u, S("q"), S("c")).s, "/x?page=2&q=c");
    assert_str(url_with(a, u, S("q"), S("")).s, "/x?page=2");
    assert_str(url_with(a, url_static("/x?qq=1#end"), S("q"), S("1")).s, "/x?qq=1&q=1#end");
    assert_str(url_with(a, url_static("/x?q=1"), S("q"), S("")).s, "/x");
}

static void only_web_addresses_of_others_pass(void **state)
{
    Arena *a = *state;
    assert_str(url_external(a, S("javascript:alert(1)")).s, "about:blank");
    assert_str(url_external(a, S(" JaVaScRiPt:x")).s, "about:blank");
    assert_str(url_external(a, S("data:text/html,x")).s, "about:blank");
    assert_str(url_external(a, S("//evil.example")).s, "about:blank");
    assert_str(url_external(a, S("https://a.example/\" onclick=x")).s, "https://a.example/%22%20onclick=x");
    assert_str(url_external(a, S("HTTP://a.example/?q=1&b")).s, "HTTP://a.example/?q=1&b");
}

static void assets_are_found_by_name_and_by_hashed_path(void **state)
{
    (void)state;
    const Asset *css = asset_by_name(S("app.css"));
    assert_non_null(css);
    assert_ptr_equal(asset_by_path(css->path), css);
    assert_true(css->gz.n > 0 && css->br.n > 0 && css->gz.n < css->bytes.n);
    assert_true(str_starts(url_asset(S("app.js")).s, S("/assets/app.")));
    assert_null(asset_by_path(S("/assets/app.css")));
    assert_true(str_find(css->bytes, S("/*")) < 0);
}

/* --- components --- */

static void the_shell_holds_all_its_parts(void **state)
{
    Out o = out_in(*state, "en");
    ShellView v = sample_shell(*state, &o);
    shell_html_open(&o, &v);
    shell_html_close(&o, &v);
    assert_has("<!doctype html><html lang=\"en-GB\" dir=\"ltr\">");
    assert_has("<title>Customers · Customers · Entente</title>");
    assert_has("<a class=\"skip\" href=\"#main\">Skip to content</a>");
    assert_has("Notifications, 3 unread");
    assert_has("aria-current=\"page\">All customers</a>");
    assert_has("<li aria-current=\"page\">" EVIL_SAFE "</li>");
    assert_has("<input type=\"hidden\" name=\"_csrf\" value=\"token-1\">");
    assert_has("Northlight Cloud partner center, running Entente 1.0");
    assert_has_not("data-pane");
    assert_has_not("<b>\"x");
}

static void a_shell_without_a_session_has_no_panels(void **state)
{
    Out o = out_in(*state, "en");
    ShellView v = {.title = MSG("Sign in"),
                   .product = S("Entente"),
                   .home_url = url_static("/"),
                   .lang = S("en"),
                   .dir = S("ltr"),
                   .failed = true,
                   .theme = S("dark")};
    shell_html_open(&o, &v);
    shell_html_close(&o, &v);
    assert_has("<title>Error: Sign in · Entente</title>");
    assert_has("data-theme=\"dark\"");
    assert_has_not("<details");
    assert_has_not("<nav");
    assert_has_not("role=\"search\"");
}

static void a_failed_field_joins_label_hint_and_error(void **state)
{
    Out o = out_in(*state, "en");
    FieldView f = {.kind = FIELD_TEXT,
                   .name = S("domain"),
                   .value = EVIL,
                   .label = MSG("Primary domain"),
                   .hint = MSG("The part after the @."),
                   .error = MSG("There is a space in it"),
                   .optional = true,
                   .width = S("w-16"),
                   .autocomplete = S("off")};
    field_html(&o, &f);
    assert_has("<label for=\"domain\">Primary domain (optional)</label>");
    assert_has("<p class=\"hint\" id=\"domain-h\">The part after the @.</p><p class=\"error\" id=\"domain-e\">");
    assert_has("value=\"" EVIL_SAFE "\"");
    assert_has("aria-invalid=\"true\" aria-describedby=\"domain-h domain-e\"");
}

static void a_password_is_never_sent_back(void **state)
{
    Out o = out_in(*state, "en");
    FieldView f = {.kind = FIELD_PASSWORD,
                   .name = S("password"),
                   .value = S("secret-word"),
                   .label = MSG("Password"),
                   .autocomplete = S("current-password")};
    field_html(&o, &f);
    assert_has("type=\"password\" autocomplete=\"current-password\"");
    assert_has_not("secret-word");
}

static void each_kind_of_field_has_its_control(void **state)
{
    Out o = out_in(*state, "en");
    static const OptionView options[] = {{.value = S_INIT("nl"), .text = S_INIT("Netherlands"), .selected = true},
                                         {.value = S_INIT("be"), .text = S_INIT("Belgium")}};
    FieldView f = {
        .kind = FIELD_SELECT, .name = S("country"), .label = MSG("Country"), .options = options, .options_n = 2};
    field_html(&o, &f);
    assert_has("<option value=\"nl\" selected>Netherlands</option><option value=\"be\">Belgium</option>");
    f.kind = FIELD_RADIO;
    field_html(&o, &f);
    assert_has("<fieldset class=\"field\" id=\"country\" tabindex=\"-1\"><legend>Country</legend>");
    assert_has("<input type=\"radio\" name=\"country\" value=\"nl\" checked>");
    f = (FieldView){.kind = FIELD_CHECKBOX, .name = S("agree"), .label = MSG("I agree"), .checked = true};
    field_html(&o, &f);
    assert_has("<input type=\"checkbox\" id=\"agree\" name=\"agree\" value=\"1\" checked>");
    f = (FieldView){.kind = FIELD_TEXTAREA, .name = S("note"), .label = MSG("Note"), .value = S("\n one")};
    field_html(&o, &f);
    assert_has("rows=\"4\">\n\n one</textarea>");
    f = (FieldView){.kind = FIELD_HIDDEN, .name = S("step"), .value = S("2")};
    field_html(&o, &f);
    assert_has("<input type=\"hidden\" name=\"step\" value=\"2\">");
}

static void a_form_carries_token_key_and_version(void **state)
{
    Out o = out_in(*state, "en");
    FormView f = {.action = url_static("/save"), .version = 1234, .upload = true};
    form_html_open(&o, &f);
    form_html_close(&o, &f);
    assert_has("action=\"/save\" method=\"post\" enctype=\"multipart/form-data\" novalidate data-guard=\"\"");
    assert_has("name=\"_csrf\" value=\"token-1\"><input type=\"hidden\" name=\"_key\" value=\"key-1\">");
    assert_has("name=\"version\" value=\"1234\"");
}

static void a_sorted_column_says_so(void **state)
{
    Out o = out_in(*state, "en");
    sort_th_html(&o, &(SortView){MSG("Seats"), url_static("?sort=seats"), SORT_DOWN, true}, S("num"));
    assert_has("<th scope=\"col\" class=\"num\" aria-sort=\"descending\"><a class=\"sort\" href=\"?sort=seats\">Seats");
    buf_clear(&page);
    sort_th_html(&o, &(SortView){.label = MSG("State")}, S(""));
    assert_str(shown(), "<th scope=\"col\">State</th>");
}

static void a_403_names_permission_and_people(void **state)
{
    Out o = out_in(*state, "en");
    ShellView shell = sample_shell(*state, &o);
    static const AdminLine admins[] = {{.name = S_INIT("Inês Carvalho"), .as = {.id = "Global admin"}}, {.name = EVIL}};
    ErrorView v = {.shell = &shell,
                   .status = 403,
                   .permission = S("incentives.read"),
                   .permission_label = MSG("See incentive claims"),
                   .roles = S("Admin agent, Sales agent"),
                   .holders = S("Incentives admin"),
                   .admins = admins,
                   .admins_n = 2,
                   .request_id = S("0192f3c1-7a4e")};
    error_page_html(&o, &v);
    assert_has("<h1>You cannot open this page</h1>");
    assert_has("The page needs the permission See incentive claims (incentives.read).");
    assert_has("Roles that would do: Incentives admin.");
    assert_has("Your roles: Admin agent, Sales agent.");
    assert_has("<li><span><strong>" EVIL_SAFE "</strong>");
    assert_has("<code>0192f3c1-7a4e</code>");
    to_gallery("error-403");
}

static void each_error_has_its_way_on(void **state)
{
    Out o = out_in(*state, "en");
    ShellView shell = sample_shell(*state, &o);
    error_page_html(&o, &(ErrorView){.shell = &shell, .status = 404});
    assert_has("There is no such page");
    assert_has("id=\"error-search\"");
    to_gallery("error-404");
    buf_clear(&page);
    static const ConflictRow rows[] = {{{.id = "Name"}, S_INIT("Alder Works BV"), S_INIT("Alder Works N.V.")}};
    static const HiddenField keep[] = {{S_INIT("name"), S_INIT("Alder Works BV")}};
    error_page_html(&o, &(ErrorView){.shell = &shell,
                                     .status = 409,
                                     .conflicts = rows,
                                     .conflicts_n = 1,
                                     .other = S("Jonas Lindqvist"),
                                     .keep = keep,
                                     .keep_n = 1,
                                     .retry_url = url_static("/save")});
    assert_has("<td>Alder Works BV</td><td>Alder Works N.V.</td>");
    assert_has("name=\"name\" value=\"Alder Works BV\"");
    to_gallery("error-409");
    buf_clear(&page);
    error_page_html(&o, &(ErrorView){.shell = &shell, .status = 500, .request_id = S("0192f3c1-7a4e")});
    assert_has("Something went wrong on our side");
    to_gallery("error-500");
}

static void progress_can_be_followed_and_left(void **state)
{
    Out o = out_in(*state, "en");
    ShellView shell = sample_shell(*state, &o);
    ProgressView p = {.title = MSG("Export of customers"),
                      .state = MSG("Running"),
                      .done = 450,
                      .total = 1200,
                      .started_by = S("Amara Okonjo"),
                      .started_at = time_add(o.now, -90 * TIME_SECOND),
                      .self = url_static("/jobs/1"),
                      .cancel = url_static("/jobs/1/cancel"),
                      .running = true};
    shell_html_open(&o, &shell);
    progress_html(&o, &p);
    shell_html_close(&o, &shell);
    assert_has("data-poll=\"/jobs/1\"");
    assert_has("Running · 450 of 1,200");
    assert_has("<rect width=\"37\" height=\"6\"/>");
    assert_has("90 seconds");
    to_gallery("progress");
    buf_clear(&page);
    p.running = false;
    p.result = url_static("/files/1");
    progress_html(&o, &p);
    assert_has_not("data-poll");
    assert_has_not("Cancel");
    assert_has("href=\"/files/1\">Open the result</a>");
}

/* --- pictures --- */

static void small_pictures_stay_in_their_box(void **state)
{
    (void)state;
    static const int64_t v[] = {INT64_MIN / 4, 0, INT64_MAX / 4, 7};
    for (size_t n = 1; n <= 4; n++) {
        for (size_t i = 0; i < n; i++) {
            Mark m = micro_bar(v, n, i);
            assert_true(m.x >= 0 && m.x + m.w <= 120000 && m.y >= 0 && m.y + m.h == 32000 && m.h > 0);
        }
        Mark end = micro_end(v, n);
        assert_true(end.y >= 0 && end.y <= 32000);
    }
    assert_int_equal(micro_meter(v + 2, 2), 120000);
    assert_int_equal(percent(1, 0), 0);
    assert_int_equal(percent(5, 3), 100);
}

static void a_chart_has_round_lines_that_hold_all_values(void **state)
{
    (void)state;
    static const int64_t ranges[][2] = {
        {0, 0}, {3488, 4835}, {-17, 5}, {1, 1}, {999999999, 1000000001}, {0, INT64_MAX / 16}};
    for (size_t r = 0; r < sizeof ranges / sizeof ranges[0]; r++) {
        ChartSeries s = {.values = ranges[r], .colour = 1};
        ChartView c = {.n = 2, .series = &s, .series_n = 1};
        for (int zero = 0; zero < 2; zero++) {
            ChartScale sc = chart_scale(&c, zero);
            assert_true(sc.lo <= ranges[r][0] && sc.hi >= ranges[r][1] && sc.hi > sc.lo);
            assert_true(chart_lines(sc).n >= 2 && chart_lines(sc).n <= 7);
            assert_true(!zero || sc.lo <= 0);
            for (int i = 0; i < 2; i++) {
                int64_t y = chart_y(sc, ranges[r][i]);
                assert_true(y >= 14000 && y <= 216000);
            }
        }
    }
}

/* --- whole pages, for the eye --- */

static const int64_t RISE[] = {101, 104, 104, 109, 112, 113, 117, 118, 121, 124, 125, 128};
static const int64_t DONE_OF[] = {64, 70};
static const NavLink TILE_LINKS[] = {{.label = {.id = "Import"}, .url = {S_INIT("/i")}},
                                     {.label = {.id = "Export"}, .url = {S_INIT("/e")}}};
static const TileView TILES[] = {
    {.icon = S_INIT("customers"),
     .title = {.id = "Customers"},
     .url = {S_INIT("/a/harbor/customers")},
     .figure = S_INIT("128"),
     .figure_label = {.id = "active"},
     .line = {.id = "3 wait for the customer agreement"},
     .about = {.id = "Customers, their subscriptions, users and admin relationships."},
     .action = {.id = "Add a customer"},
     .action_url = {S_INIT("/add")},
     .series = RISE,
     .series_n = 12,
     .micro = MICRO_LINE,
     .links = TILE_LINKS,
     .links_n = 2},
    {.icon = S_INIT("pricing"),
     .title = {.id = "Pricing"},
     .url = {S_INIT("/p")},
     .figure = S_INIT("569"),
     .figure_label = {.id = "products"},
     .line = {.id = "723 service plans"},
     .about = {.id = "Products with their service plans."},
     .action = {.id = "Compare prices"},
     .action_url = {S_INIT("/p")},
     .series = RISE,
     .series_n = 12,
     .micro = MICRO_BARS},
    {.icon = S_INIT("membership"),
     .title = {.id = "Membership"},
     .url = {S_INIT("/m")},
     .figure = S_INIT("64"),
     .figure_label = {.id = "of 70 points"},
     .about = {.id = "Capability score."},
     .series = DONE_OF,
     .series_n = 2,
     .micro = MICRO_METER},
};

static void the_home_page_shows_tiles_and_pending_actions(void **state)
{
    Out o = out_in(*state, "en");
    ShellView v = sample_shell(*state, &o);
    v.crumbs_n = 0;
    v.title = MSG("Home");
    v.workspace = (Msg){0};
    PendingAction todo[] = {{MSG("Confirm 2 users without a second factor"), MSG("Security"), url_static("/x"),
                             date_from_ymd(2025, 11, 19), true},
                            {MSG("Accept the partner agreement, version 4.2"),
                             MSG("Needs a Global admin: Jonas Lindqvist"), url_static("/y"),
                             date_from_ymd(2025, 11, 28), false}};
    shell_html_open(&o, &v);
    out_raw(&o, S("<div class=\"page-head\"><h1>Good morning, Amara</h1></div><div class=\"split\"><section "
                  "aria-labelledby=\"ws\"><div class=\"section-head\"><h2 id=\"ws\">Your workspaces</h2></div>"));
    tiles_html(&o, TILES, 3);
    out_raw(&o, S("</section><div class=\"side\"><section aria-labelledby=\"pa\"><div class=\"section-head\"><h2 "
                  "id=\"pa\">Pending actions</h2></div>"));
    todo_html(&o, todo, 2);
    out_raw(&o, S("</section></div></div>"));
    shell_html_close(&o, &v);
    assert_has("<time class=\"todo-day\" datetime=\"2025-11-19\"><b>");
    assert_has("<svg class=\"micro\" viewBox=\"0 0 120 32\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><path "
               "d=\"M0 29L10.9 ");
    to_gallery("home");
}

static void a_list_page_reads_as_a_table(void **state)
{
    Out o = out_in(*state, "en");
    ShellView v = sample_shell(*state, &o);
    v.banners = BANNERS;
    v.banners_n = 1;
    v.status = MSG("Alder Works was added.");
    static const ChipView chips[] = {{{.id = "Market"}, S_INIT("Europe"), {S_INIT("?")}}};
    static const ColumnOption columns[] = {{S_INIT("name"), {.id = "Company"}, true, true},
                                           {S_INIT("seats"), {.id = "Seats"}, true, false}};
    static const HiddenField keep[] = {{S_INIT("q"), EVIL}};
    static const OptionView states[] = {{.label = {.id = "Any state"}},
                                        {.value = S_INIT("active"), .label = {.id = "Active"}}};
    shell_html_open(&o, &v);
    out_raw(&o,
            S("<div class=\"page-head\"><h1>Customers</h1><span class=\"count\">128</span><div class=\"actions\"><a "
              "class=\"btn btn-primary\" href=\"/add\">Add customer</a></div></div><div class=\"list\"><form "
              "class=\"filters\" method=\"get\" action=\"/c\" aria-label=\"Filter customers\">"));
    filter_field_html(
        &o, &(FieldView){
                .kind = FIELD_SEARCH, .name = S("q"), .label = MSG("Company, domain or ID"), .autocomplete = S("off")});
    filter_field_html(&o, &(FieldView){.kind = FIELD_SELECT,
                                       .name = S("status"),
                                       .label = MSG("State"),
                                       .width = S("w-8"),
                                       .options = states,
                                       .options_n = 2});
    out_raw(&o, S("<button class=\"btn\" type=\"submit\">Apply</button></form><div class=\"bar\">"));
    chips_html(&o, chips, 1, url_static("?"));
    columns_html(&o, &(ColumnsView){url_static("/c"), url_static("/c?cols="), columns, 2, keep, 1});
    density_html(&o, &(DensityView){url_static("?density=compact"), false});
    export_menu_html(&o,
                     &(ExportView){url_static("/c.csv"), url_static("/c.xlsx"), MSG("All 41 that match, all pages")});
    out_raw(
        &o,
        S("</div><form method=\"post\" action=\"/c/batch\"><div class=\"batch\" role=\"group\" aria-label=\"Act on "
          "selected customers\"><strong data-picked=\"\">Selected customers</strong><button class=\"btn\" name=\"do\" "
          "value=\"export\">Export</button><button class=\"btn\" type=\"reset\">Clear</button></div><table "
          "class=\"table\"><caption class=\"hide-words\">Customers</caption><thead><tr>"));
    pick_th_html(&o, 12);
    sort_th_html(&o, &(SortView){MSG("Company"), url_static("?sort=-name"), SORT_UP, true}, S(""));
    sort_th_html(&o, &(SortView){.label = MSG("State")}, S(""));
    sort_th_html(&o, &(SortView){MSG("Seats"), url_static("?sort=seats"), SORT_NONE, true}, S("num fold"));
    sort_th_html(&o, &(SortView){MSG("Monthly"), url_static("?sort=value"), SORT_NONE, true}, S("num fold"));
    out_raw(&o, S("</tr></thead><tbody>"));
    for (int i = 0; i < 12; i++) {
        out_raw(&o, S("<tr>"));
        pick_td_html(&o, S("c1"), S("Alder Works"));
        out_raw(&o,
                S("<th scope=\"row\"><a href=\"/c/1\">Alder Works</a><span class=\"sub\">alderworks.example</span><dl "
                  "class=\"folded\"><dt>Seats</dt><dd>411</dd></dl></th><td>"));
        state_html(&o, (StateView){i % 5, MSG("Active")});
        out_raw(&o, S("</td><td class=\"num fold\">"));
        OUT(&o, INT64_C(1411) * i);
        out_raw(&o, S("</td><td class=\"num fold\">"));
        OUT(&o, ((Money){824000 * i, {"EUR"}}));
        out_raw(&o, S("</td></tr>"));
    }
    out_raw(&o, S("</tbody></table></form>"));
    pager_html(&o, &(PagerView){.next = url_static("?after=c11"),
                                .has_next = true,
                                .shown = MSG("12 of 41 shown"),
                                .action = url_static("/c"),
                                .keep = keep,
                                .keep_n = 1,
                                .size = 50});
    out_raw(&o, S("</div>"));
    shell_html_close(&o, &v);
    assert_has("role=\"status\">");
    assert_has("<input type=\"hidden\" name=\"q\" value=\"" EVIL_SAFE "\">");
    assert_has("<option value=\"50\" selected>50</option>");
    assert_has("aria-disabled=\"true\" role=\"link\"");
    to_gallery("list");
}

static void a_failed_form_page_says_what_to_fix(void **state)
{
    Out o = out_in(*state, "fr");
    ShellView v = sample_shell(*state, &o);
    v.failed = true;
    v.lang = S("fr-FR");
    static const ErrorLink links[] = {
        {.text = {.id = "Enter the legal name of the company"}, .field = S_INIT("company")}};
    static const OptionView sizes[] = {{.value = S_INIT("s"), .text = S_INIT("Up to 25 people")},
                                       {.value = S_INIT("m"), .text = S_INIT("26 to 300 people"), .selected = true}};
    static const StepView steps[] = {{.label = {.id = "Relationship"}, .url = {S_INIT("/1")}, .state = STEP_DONE},
                                     {.label = {.id = "Company"}, .state = STEP_BAD},
                                     {.label = {.id = "Review"}}};
    FormView f = {.action = url_static("/save"), .errors = {links, 1}};
    shell_html_open(&o, &v);
    out_raw(&o, S("<div class=\"page-head\"><h1>Add a customer</h1></div><div class=\"split split-menu\">"));
    steps_html(&o, steps, 3);
    form_html_open(&o, &f);
    field_html(&o, &(FieldView){.kind = FIELD_TEXT,
                                .name = S("company"),
                                .label = MSG("Legal name"),
                                .hint = MSG("As in the trade register. It appears on invoices."),
                                .error = MSG("Enter the legal name of the company"),
                                .autocomplete = S("organization")});
    field_html(&o, &(FieldView){.kind = FIELD_EMAIL,
                                .name = S("email"),
                                .label = MSG("E-mail"),
                                .value = S("femke.bos@alderworks.example"),
                                .optional = true,
                                .autocomplete = S("off")});
    field_html(
        &o,
        &(FieldView){
            .kind = FIELD_RADIO, .name = S("size"), .label = MSG("Company size"), .options = sizes, .options_n = 2});
    field_html(&o, &(FieldView){.kind = FIELD_CHECKBOX,
                                .name = S("agree"),
                                .label = MSG("The customer accepted the agreement"),
                                .hint = MSG("You need their written consent.")});
    field_html(&o, &(FieldView){.kind = FIELD_TEXTAREA, .name = S("note"), .label = MSG("Note"), .optional = true});
    field_html(&o, &(FieldView){.kind = FIELD_DATE, .name = S("on"), .label = MSG("Date"), .width = S("w-8")});
    out_raw(&o, S("<div class=\"form-end\"><button class=\"btn btn-primary\" type=\"submit\">Save and "
                  "continue</button><a class=\"btn btn-quiet\" href=\"/c\">Cancel</a></div>"));
    form_html_close(&o, &f);
    out_raw(&o, S("</div>"));
    shell_html_close(&o, &v);
    assert_has("<title>Erreur\u00a0: ");
    assert_has("E-mail (facultatif)");
    assert_has("aria-current=\"step\"");
    to_gallery("form-fr");
}

static void a_detail_page_shows_facts_tabs_events_and_charts(void **state)
{
    Out o = out_in(*state, "en");
    ShellView v = sample_shell(*state, &o);
    Str name = S("Alder Works");
    const FactView facts[] = {{.label = MSG("Domain"), .text = S("alderworks.example")},
                              {.label = MSG("Agreement"), .kind = FACT_TIME, .at = time_add(o.now, -TIME_DAY)},
                              {.label = MSG("State"), .kind = FACT_STATE, .state = {STATE_WARN, MSG("Renewal due")}},
                              {.label = MSG("Tax id")}};
    static const TabView tabs[] = {{{.id = "Overview"}, {S_INIT("/c/1")}, true, -1},
                                   {{.id = "Users"}, {S_INIT("/c/1/users")}, false, 1214}};
    const EventView events[] = {
        {.what = MSG("Billing address changed"), .who = S("Amara Okonjo"), .at = time_add(o.now, -TIME_HOUR)},
        {.what = MSG("Added"), .who = S("Jonas Lindqvist"), .at = time_add(o.now, -40 * TIME_DAY)}};
    Str months[12];
    for (int i = 0; i < 12; i++) {
        months[i] = str_fmt(*state, "M%d", i + 1);
    }
    const ChartSeries series[] = {
        {MSG("sold"), RISE, 6, true},
        {MSG("used"), (const int64_t[]){90, 92, 95, 99, 100, 103, 105, 108, 110, 111, 115, 120}, 1, false}};
    const ChartView chart = {S("seats"),
                             MSG("Seats sold and used"),
                             MSG("Used seats grew from 90 to 120."),
                             MSG("seats"),
                             MSG("Month"),
                             months,
                             12,
                             series,
                             2};
    shell_html_open(&o, &v);
    out_raw(&o, S("<div class=\"page-head\"><h1>Alder Works</h1>"));
    state_fill_html(&o, (StateView){STATE_GOOD, MSG("Active")});
    out_raw(&o, S("</div>"));
    facts_html(&o, facts, 4);
    tabs_html(&o, name, tabs, 2);
    notice_html(&o, &(NoticeView){NOTICE_WARN, MSG("Northlight Vault ends in 9 days."), MSG("Turn renewal on"),
                                  url_static("/r")});
    out_raw(&o, S("<div class=\"stack\">"));
    events_html(&o, events, 2);
    line_chart_html(&o, &chart);
    ChartView bars = chart;
    bars.id = S("bars");
    bar_chart_html(&o, &bars);
    out_raw(&o, S("</div>"));
    copyable_html(&o, S("0192f3c1-7a4e"));
    empty_html(&o, &(EmptyView){MSG("No deals sent yet"), MSG("Nobody has registered one."), MSG("Register a deal"),
                                url_static("/d")});
    shell_html_close(&o, &v);
    assert_has("<span class=\"muted\">Not given</span>");
    assert_has("<span class=\"count\">1,214</span>");
    assert_has("<title>M1: 90 used</title>");
    assert_has("role=\"img\" aria-labelledby=\"seats-t seats-d\"");
    to_gallery("detail");
}

static void the_menu_page_lists_what_the_panels_hold(void **state)
{
    Out o = out_in(*state, "en");
    ShellView v = sample_shell(*state, &o);
    v.title = MSG("Menu");
    v.crumbs_n = 0;
    menu_page_html(&o, &(MenuPageView){&v, LINKS});
    assert_has("<nav class=\"menu-page\" aria-label=\"All workspaces\">");
    assert_has("href=\"/me/access\"");
    assert_has("value=\"nordics\"");
    to_gallery("menu");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(every_text_is_escaped),
        UNIT_TEST(values_print_by_their_type_and_locale),
        UNIT_TEST(plurals_count_in_french),
        UNIT_TEST(a_placeholder_that_is_not_there_stays_visible),
        UNIT_TEST(addresses_encode_their_parts),
        UNIT_TEST(a_parameter_is_added_replaced_and_removed),
        UNIT_TEST(only_web_addresses_of_others_pass),
        UNIT_TEST(assets_are_found_by_name_and_by_hashed_path),
        UNIT_TEST(the_shell_holds_all_its_parts),
        UNIT_TEST(a_shell_without_a_session_has_no_panels),
        UNIT_TEST(a_failed_field_joins_label_hint_and_error),
        UNIT_TEST(a_password_is_never_sent_back),
        UNIT_TEST(each_kind_of_field_has_its_control),
        UNIT_TEST(a_form_carries_token_key_and_version),
        UNIT_TEST(a_sorted_column_says_so),
        UNIT_TEST(a_403_names_permission_and_people),
        UNIT_TEST(each_error_has_its_way_on),
        UNIT_TEST(progress_can_be_followed_and_left),
        UNIT_TEST(small_pictures_stay_in_their_box),
        UNIT_TEST(a_chart_has_round_lines_that_hold_all_values),
        UNIT_TEST(the_home_page_shows_tiles_and_pending_actions),
        UNIT_TEST(a_list_page_reads_as_a_table),
        UNIT_TEST(a_failed_form_page_says_what_to_fix),
        UNIT_TEST(a_detail_page_shows_facts_tabs_events_and_charts),
        UNIT_TEST(the_menu_page_lists_what_the_panels_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
