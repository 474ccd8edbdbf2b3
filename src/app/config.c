/* Configuration: the table of keys, and reading them from file, environment and flags, in that order of precedence. */
#include "app/config.h"
#include "base/num.h"
#include "base/time.h"
#include "base/utf8.h"
#include "http/net.h"
#include "os/os.h"
#include <ctype.h>
#include <limits.h>
#include <stddef.h>

#define KEY(NAME, TYPE, INITIAL, MIN, MAX, CHOICES, DOC)                                                               \
    {                                                                                                                  \
#NAME, TYPE, INITIAL, MIN, MAX, CHOICES, DOC, offsetof(Config, NAME)                                           \
    }
const ConfigKey CONFIG_KEYS[] = {
    KEY(data, CONFIG_TEXT, "var", 0, 0, NULL, "Folder of the database, files and this configuration."),
    KEY(database, CONFIG_TEXT, "", 0, 0, NULL, "postgres://user@host/name; empty: SQLite in the data folder."),
    KEY(address, CONFIG_TEXT, "127.0.0.1", 0, 0, NULL,
        "Address to listen on; \"::\" for all, \"unix:/path\" for a socket file."),
    KEY(port, CONFIG_INT, "8080", 0, 65535, NULL, "Port to listen on; 0: any free one."),
    KEY(tls_cert, CONFIG_TEXT, "", 0, 0, NULL, "PEM file of the certificate and its chain; empty: plain HTTP."),
    KEY(tls_key, CONFIG_TEXT, "", 0, 0, NULL, "PEM file of the certificate's key."),
    KEY(trusted_proxies, CONFIG_TEXT, "", 0, 0, NULL,
        "Addresses or networks whose X-Forwarded-For and -Proto count, by commas."),
    KEY(public_url, CONFIG_TEXT, "", 0, 0, NULL,
        "Address that people use, such as https://partners.example.com; empty: from the request."),
    KEY(passkey_domain, CONFIG_TEXT, "", 0, 0, NULL,
        "Domain that passkeys are made for: the host of public_url or one above it, such as example.com; empty: the "
        "host."),
    KEY(loops, CONFIG_INT, "0", 0, 256, NULL, "Threads that read and answer; 0: one a core."),
    KEY(workers, CONFIG_INT, "0", 0, 1024, NULL, "Threads that run longer reads; 0: twice the cores."),
    KEY(pool, CONFIG_INT, "8", 1, 1000, NULL, "PostgreSQL connections for writing."),
    KEY(connections_max, CONFIG_INT, "4096", 16, 1000000, NULL, "Open client connections; above it: 503."),
    KEY(header_max, CONFIG_SIZE, "16K", 1024, 1 << 20, NULL, "Bytes of a request's line and header; above it: 431."),
    KEY(upload_max, CONFIG_SIZE, "64M", 1 << 16, INT64_C(1) << 34, NULL,
        "Bytes of an upload, where its page does not take less; above it: 413."),
    KEY(document_max, CONFIG_SIZE, "10M", 1 << 16, 48 << 20, NULL,
        "Bytes of one document that somebody sends with a form; a larger one is refused with its reason."),
    KEY(scan_socket, CONFIG_TEXT, "", 0, 0, NULL,
        "Virus scanner (clamd) that is asked about every document: unix:/run/clamav/clamd.ctl or 127.0.0.1:3310; "
        "empty: none."),
    KEY(scan_command, CONFIG_TEXT, "", 0, 0, NULL,
        "Command that gets every document on standard input and exits with 0 (clean) or 1 (found, with what on its "
        "first line); empty: none."),
    KEY(scan_timeout_ms, CONFIG_INT, "30000", 100, 600000, NULL,
        "How long the virus scanner may take; after it the document is refused."),
    KEY(header_timeout_ms, CONFIG_INT, "10000", 100, 600000, NULL,
        "A request's header must be whole within this time."),
    KEY(keepalive_timeout_ms, CONFIG_INT, "75000", 0, 3600000, NULL, "An idle connection is closed after this time."),
    KEY(stop_grace_ms, CONFIG_INT, "10000", 0, 600000, NULL, "How long a stop waits for requests in flight."),
    KEY(cache_bytes, CONFIG_SIZE, "8M", 1 << 16, INT64_C(1) << 36, NULL, "SQLite: page cache of a connection."),
    KEY(keyring, CONFIG_TEXT, "", 0, 0, NULL,
        "File of the master key, outside the data folder; empty: beside it, <data>.keys."),
    KEY(keyring_command, CONFIG_TEXT, "", 0, 0, NULL, "Command that prints the master key; wins over keyring."),
    KEY(mail_dir, CONFIG_TEXT, "", 0, 0, NULL, "Folder that gets each mail as a file instead of sending it."),
    KEY(smtp_url, CONFIG_TEXT, "", 0, 0, NULL,
        "smtp://host:587 or smtps://host:465; empty: mail waits in mail_dir, or <data>/mail."),
    KEY(smtp_user, CONFIG_TEXT, "", 0, 0, NULL, "Sign-in name at the mail server."),
    KEY(smtp_password, CONFIG_SECRET, "", 0, 0, NULL, "Password at the mail server."),
    KEY(smtp_tls, CONFIG_CHOICE, "auto", 0, 0, "auto required off",
        "TLS to smtp://: auto takes it where it is offered and insists on it with a password; smtps:// always has it."),
    KEY(smtp_ca, CONFIG_TEXT, "", 0, 0, NULL,
        "PEM file of the authority that signed the mail server's certificate; empty: the system's."),
    KEY(mail_from, CONFIG_TEXT, "Entente <no-reply@localhost>", 0, 0, NULL, "Sender of all mail."),
    KEY(mail_bounce_address, CONFIG_TEXT, "", 0, 0, NULL,
        "Where undeliverable mail comes back, as bounces@mail.example.com; a mark is added: bounces+MARK@..."),
    KEY(mail_bounce_dir, CONFIG_TEXT, "", 0, 0, NULL,
        "Maildir of that address, looked through every minute; empty: `entente mail bounce` gets it from a pipe."),
    KEY(mail_days, CONFIG_INT, "90", 1, 3650, NULL, "How long it is kept that a mail was sent; its words never are."),
    KEY(session_hours, CONFIG_INT, "12", 1, 720, NULL, "Longest life of a sign-in."),
    KEY(session_idle_minutes, CONFIG_INT, "120", 5, 43200, NULL, "A sign-in ends after this time without use."),
    KEY(step_up_minutes, CONFIG_INT, "10", 1, 1440, NULL,
        "How long after a sign-in dangerous acts need no new proof that it is you."),
    KEY(require_pkce, CONFIG_BOOL, "false", 0, 0, NULL,
        "Whether every application that signs people in must send a PKCE challenge; false: public clients, and those "
        "that are set so."),
    KEY(scim_scan_max, CONFIG_INT, "20000", 500, 10000000, NULL,
        "Resources that one filter of a provisioning client may look at, where no index narrows it."),
    KEY(sign_in_limit_per_minute, CONFIG_INT, "120", 1, 100000, NULL,
        "Attempts to sign in a minute and network address; always on."),
    KEY(page_limit_per_minute, CONFIG_INT, "0", 0, 1000000, NULL, "Pages a minute and session; 0: no limit."),
    KEY(api_limit_per_minute, CONFIG_INT, "0", 0, 1000000, NULL, "API requests a minute and application; 0: no limit."),
    KEY(write_limit_per_minute, CONFIG_INT, "0", 0, 1000000, NULL,
        "Changing API requests a minute and application; 0: no limit."),
    KEY(migration_limit, CONFIG_INT, "-1", -1, 1000000, NULL,
        "Migrations that a partner may begin on the API in five minutes; 0: no limit; -1: 100, and none in sandboxes."),
    KEY(migration_check_limit, CONFIG_INT, "-1", -1, 1000000, NULL,
        "Checks whether a subscription can migrate, of a partner and customer in five minutes; 0: no limit; -1: 450, "
        "and "
        "none in sandboxes."),
    KEY(outgoing_networks, CONFIG_TEXT, "", 0, 0, NULL,
        "Private networks that calls to identity providers and other servers may reach, such as 10.20.0.0/16, by "
        "commas."),
    KEY(dns_server, CONFIG_TEXT, "", 0, 0, NULL,
        "Name server, such as 10.0.0.53 or 127.0.0.1:5353, that is asked whether an organization owns a domain; empty: "
        "the system's."),
    KEY(log_level, CONFIG_CHOICE, "info", 0, 0, "info warn error", "Least important line that is logged."),
    KEY(file_days, CONFIG_INT, "7", 1, 3650, NULL, "How long made exports are kept."),
    KEY(jobs, CONFIG_BOOL, "true", 0, 0, NULL, "Whether serve also runs jobs; false where `entente work` does."),
    KEY(sandbox, CONFIG_CHOICE, "auto", 0, 0, "auto yes no",
        "Whether the API does what it does in sandboxes only, such as deleting a customer; auto: in the demo's world."),
    KEY(sandbox_domain, CONFIG_TEXT, "", 0, 0, NULL,
        "Partners' sandboxes are hosts below it, such as sandbox.example.com; empty: \"sandbox.\" before the host of "
        "public_url, or localhost where there is none."),
    KEY(sandboxes_max, CONFIG_INT, "20", 0, 1000, NULL, "Partners' sandboxes that may exist here; 0: none."),
    KEY(test_clock, CONFIG_TEXT, "", 0, 0, NULL,
        "Business time for tests, such as 2026-11-21T05:46:00Z: it stands still there; empty: the real one."),
};
const size_t CONFIG_KEYS_N = COUNT_OF(CONFIG_KEYS);
_Static_assert(COUNT_OF(CONFIG_KEYS) <= COUNT_OF(((Config *)0)->from), "Config.from is parallel to CONFIG_KEYS");

static char key_char(char c) { return c == '-' ? '_' : (char)tolower((unsigned char)c); }

static bool name_eq(const char *key, Str name)
{
    size_t i = 0;
    for (; i < name.n && key[i]; i++) {
        if (key_char(name.p[i]) != key[i]) {
            return false;
        }
    }
    return i == name.n && !key[i];
}

const ConfigKey *config_key(Str name)
{
    for (size_t i = 0; i < CONFIG_KEYS_N; i++) {
        if (name_eq(CONFIG_KEYS[i].name, name)) {
            return &CONFIG_KEYS[i];
        }
    }
    return NULL;
}

/* --- One value. */

__attribute__((format(printf, 2, 3))) static Err refuse(char why[512], const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(why, 512, fmt, ap);
    va_end(ap);
    return ERR_INVALID;
}

static Err number(const ConfigKey *key, Str value, int64_t *ret, char why[512])
{
    Str digits = value;
    int64_t unit = 1;
    if (key->type == CONFIG_SIZE && value.n) {
        char last = (char)toupper((unsigned char)value.p[value.n - 1]);
        unit = last == 'K' ? 1 << 10 : last == 'M' ? 1 << 20 : last == 'G' ? 1 << 30 : 1;
        digits = unit > 1 ? str_trim(str_sub(value, 0, value.n - 1)) : value;
    }
    int64_t v;
    if (str_to_i64(digits, &v) != OK || !num_mul_i64(v, unit, &v)) {
        return refuse(why, "%s must be a whole number%s, not \"%.*s\"", key->name,
                      key->type == CONFIG_SIZE ? " with K, M or G" : "", S_ARG(str_sub(value, 0, 80)));
    }
    if (v < key->min || v > key->max) {
        return refuse(why, "%s must be %lld to %lld, not %lld", key->name, (long long)key->min, (long long)key->max,
                      (long long)v);
    }
    *ret = v;
    return OK;
}

static Err boolean(const ConfigKey *key, Str value, bool *ret, char why[512])
{
    bool yes = str_eq_nocase(value, S("true")) || str_eq_nocase(value, S("yes")) || str_eq_nocase(value, S("on")) ||
               str_eq(value, S("1")) || value.n == 0;
    bool no = str_eq_nocase(value, S("false")) || str_eq_nocase(value, S("no")) || str_eq_nocase(value, S("off")) ||
              str_eq(value, S("0"));
    if (!yes && !no) {
        return refuse(why, "%s must be true or false, not \"%.*s\"", key->name, S_ARG(str_sub(value, 0, 80)));
    }
    *ret = yes;
    return OK;
}

static Err choice(Arena *a, const ConfigKey *key, Str value, Str *ret, char why[512])
{
    Str rest = str_from(key->choices), word;
    while (str_split(&rest, ' ', &word)) {
        if (str_eq_nocase(word, value)) {
            *ret = str_from(str_z(a, word));
            return OK;
        }
    }
    return refuse(why, "%s must be one of: %s; not \"%.*s\"", key->name, key->choices, S_ARG(str_sub(value, 0, 80)));
}

Err config_set(Arena *a, Config *c, const ConfigKey *key, Str value, char ret_why[512])
{
    void *to = (char *)c + key->offset;
    switch (key->type) {
    case CONFIG_TEXT:
    case CONFIG_SECRET:
        if (!utf8_valid(value) || utf8_has_control(value)) {
            return refuse(ret_why, "%s holds characters that cannot be used", key->name);
        }
        *(Str *)to = str_from(str_z(a, value));
        return OK;
    case CONFIG_INT:
    case CONFIG_SIZE:
        return number(key, value, to, ret_why);
    case CONFIG_BOOL:
        return boolean(key, value, to, ret_why);
    case CONFIG_CHOICE:
        return choice(a, key, value, to, ret_why);
    }
    return ERR_INTERNAL;
}

static void from(Config *c, const ConfigKey *key, ConfigFrom where) { c->from[key - CONFIG_KEYS] = where; }

Config config_default(Arena *a, Str data)
{
    Config c = {.port = 0};
    char why[512];
    for (size_t i = 0; i < CONFIG_KEYS_N; i++) {
        if (config_set(a, &c, &CONFIG_KEYS[i], str_from(CONFIG_KEYS[i].initial), why) != OK) {
            abort(); /* a default outside its own range: the table is wrong */
        }
    }
    if (data.n) {
        c.data = str_from(str_z(a, data));
    }
    return c;
}

static const Config *OF_PROCESS;
void config_use(const Config *c) { OF_PROCESS = c; }
const Config *config_of_process(void) { return OF_PROCESS; }

/* --- The three sources. */

/* The key most like a word that is none, for "did you mean". */
static const char *nearest(Str name)
{
    const char *best = NULL;
    size_t best_score = 0;
    for (size_t i = 0; i < CONFIG_KEYS_N; i++) {
        const char *key = CONFIG_KEYS[i].name;
        size_t score = 0, k = 0;
        for (size_t n = 0; n < name.n && key[k]; n++) {
            for (size_t look = k; look < k + 3 && key[look]; look++) {
                if (key[look] == key_char(name.p[n])) {
                    score++;
                    k = look + 1;
                    break;
                }
            }
        }
        if (score * 3 >= 2 * (strlen(key) > name.n ? strlen(key) : name.n) && score > best_score) {
            best_score = score;
            best = key;
        }
    }
    return best;
}

static Err unknown(char why[512], const char *where, Str name)
{
    const char *like = nearest(name);
    return refuse(why, "%s: there is no key \"%.*s\"%s%s%s `entente config --reference` lists all keys.", where,
                  S_ARG(str_sub(name, 0, 60)), like ? "; did you mean \"" : "", like ? like : "", like ? "\"?" : ".");
}

static Str unquoted(Str value)
{
    bool quoted = value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"';
    return quoted ? str_sub(value, 1, value.n - 2) : value;
}

static Err set_named(Arena *a, Config *c, const ConfigKey *key, Str value, ConfigFrom where, const char *place,
                     char why[512])
{
    char inner[512];
    Err err = config_set(a, c, key, value, inner);
    if (err != OK) {
        return refuse(why, "%s: %.400s.", place, inner);
    }
    from(c, key, where);
    return OK;
}

static Err read_file(Arena *a, Config *c, const char *path, char why[512])
{
    Str text;
    Err err = os_read_file(a, path, 1 << 20, &text);
    if (err != OK) {
        return refuse(why, "The configuration file %.300s cannot be read (%s).", path, err_name(err)), err;
    }
    text = str_starts(text, S("\xEF\xBB\xBF")) ? str_skip(text, 3) : text;
    Str line;
    for (size_t n = 1; str_split(&text, '\n', &line); n++) {
        char place[400];
        snprintf(place, sizeof place, "%.300s, line %zu", path, n);
        line = str_trim(line);
        if (line.n == 0 || line.p[0] == '#') {
            continue;
        }
        ptrdiff_t eq = str_find_char(line, '=');
        if (eq < 0) {
            return refuse(why, "%s: \"%.*s\" is not of the form key = value.", place, S_ARG(str_sub(line, 0, 60)));
        }
        Str name = str_trim(str_sub(line, 0, (size_t)eq));
        const ConfigKey *key = config_key(name);
        if (!key) {
            return unknown(why, place, name);
        }
        TRY(set_named(a, c, key, unquoted(str_trim(str_skip(line, (size_t)eq + 1))), CONFIG_FILE, place, why));
    }
    return OK;
}

static Err read_environment(Arena *a, Config *c, const char *const *environ_, char why[512])
{
    for (; environ_ && *environ_; environ_++) {
        Str line = str_from(*environ_);
        ptrdiff_t eq = str_find_char(line, '=');
        if (eq < 0 || !str_starts(line, S("ENTENTE_"))) {
            continue;
        }
        Str name = str_sub(line, 8, (size_t)eq - 8);
        const ConfigKey *key = config_key(name);
        if (key) { /* ENTENTE_SEED and the like belong to scripts around us: not refused */
            char place[100];
            snprintf(place, sizeof place, "Environment variable %.*s", (int)(eq > 60 ? 60 : eq), line.p);
            TRY(set_named(a, c, key, str_skip(line, (size_t)eq + 1), CONFIG_ENVIRONMENT, place, why));
        }
    }
    return OK;
}

static Err read_flags(Arena *a, Config *c, const ConfigFlag *flags, size_t flags_n, char why[512])
{
    for (size_t i = 0; i < flags_n; i++) {
        const ConfigKey *key = config_key(str_from(flags[i].name));
        if (key) { /* others are the command's own options */
            char place[100];
            snprintf(place, sizeof place, "Option --%.60s", flags[i].name);
            TRY(set_named(a, c, key, str_from(flags[i].value), CONFIG_FLAG, place, why));
        }
    }
    return OK;
}

static const char *environment(const char *const *environ_, const char *name)
{
    size_t n = strlen(name);
    for (; environ_ && *environ_; environ_++) {
        if (strncmp(*environ_, name, n) == 0 && (*environ_)[n] == '=') {
            return *environ_ + n + 1;
        }
    }
    return NULL;
}

/* The file that was asked for, or the first usual one that is there; NULL: none. */
static const char *file_path(Arena *a, const Config *c, const ConfigFlag *flags, size_t flags_n,
                             const char *const *environ_)
{
    for (size_t i = 0; i < flags_n; i++) {
        if (strcmp(flags[i].name, "config") == 0) {
            return flags[i].value;
        }
    }
    const char *named = environment(environ_, "ENTENTE_CONFIG");
    if (named) {
        return named;
    }
    const char *beside = str_z(a, str_fmt(a, "%.*s/entente.conf", S_ARG(c->data)));
    if (os_exists(beside)) {
        return beside;
    }
    return os_exists("/etc/entente/entente.conf") ? "/etc/entente/entente.conf" : NULL;
}

Str config_url_host(Str url)
{
    ptrdiff_t mark = str_find(url, S("://"));
    Str host = mark > 0 ? str_skip(url, (size_t)mark + 3) : S("");
    for (size_t i = 0; i < host.n; i++) {
        if (host.p[i] == ':' || host.p[i] == '/') {
            return str_sub(host, 0, i);
        }
    }
    return host;
}

Err config_load(Arena *a, const ConfigFlag *flags, size_t flags_n, const char *const *environ_, Config *ret,
                char ret_why[512])
{
    Config c = config_default(a, S(""));
    TRY(read_environment(a, &c, environ_, ret_why)); /* to know the data folder, in which the file may lie */
    TRY(read_flags(a, &c, flags, flags_n, ret_why));
    const char *path = file_path(a, &c, flags, flags_n, environ_);
    if (path) {
        c = config_default(a, S(""));
        TRY(read_file(a, &c, path, ret_why));
        TRY(read_environment(a, &c, environ_, ret_why));
        TRY(read_flags(a, &c, flags, flags_n, ret_why));
    }
    if (c.dns_server.n && !os_dns_server_ok(c.dns_server)) {
        return refuse(ret_why, "dns_server must be an address such as 10.0.0.53 or 127.0.0.1:5353.");
    }
    if (!net_list_ok(c.outgoing_networks)) {
        return refuse(ret_why, "outgoing_networks must be networks such as 10.20.0.0/16, by commas.");
    }
    if ((c.tls_cert.n == 0) != (c.tls_key.n == 0)) {
        return refuse(ret_why, "tls_cert and tls_key go together: set both or none.");
    }
    if (c.database.n && !str_starts(c.database, S("postgres://")) && !str_starts(c.database, S("postgresql://"))) {
        return refuse(ret_why,
                      "database must begin with postgres://; for SQLite leave it empty and set data, the folder.");
    }
    if (c.passkey_domain.n && !str_eq(config_url_host(c.public_url), c.passkey_domain) &&
        !str_ends(config_url_host(c.public_url), str_concat(a, S("."), c.passkey_domain))) {
        return refuse(ret_why, "passkey_domain must be the host of public_url or a domain above it, not \"%.*s\".",
                      S_ARG(str_sub(c.passkey_domain, 0, 80)));
    }
    Time t;
    if (c.test_clock.n && time_parse(c.test_clock, &t) != OK) {
        return refuse(ret_why, "test_clock must be a time such as 2026-11-21T05:46:00Z, not \"%.*s\".",
                      S_ARG(str_sub(c.test_clock, 0, 60)));
    }
    *ret = c;
    return OK;
}

/* --- Writing. */

static void size_write(Buf *b, int64_t v)
{
    static const struct {
        int64_t unit;
        char letter;
    } UNITS[] = {{1 << 30, 'G'}, {1 << 20, 'M'}, {1 << 10, 'K'}};
    for (size_t i = 0; i < COUNT_OF(UNITS); i++) {
        if (v && v % UNITS[i].unit == 0) {
            buf_add_i64(b, v / UNITS[i].unit);
            buf_addc(b, UNITS[i].letter);
            return;
        }
    }
    buf_add_i64(b, v);
}

/* Without the password that an address may carry. */
static void text_write(Buf *b, Str v)
{
    ptrdiff_t scheme = str_find(v, S("://")), at = str_rfind_char(v, '@');
    ptrdiff_t colon =
        scheme >= 0 && at > scheme ? str_find_char(str_sub(v, (size_t)scheme + 3, (size_t)(at - scheme) - 3), ':') : -1;
    if (colon < 0) {
        buf_add(b, v);
        return;
    }
    buf_add(b, str_sub(v, 0, (size_t)(scheme + 3 + colon + 1)));
    buf_add(b, S("..."));
    buf_add(b, str_skip(v, (size_t)at));
}

static void value_write(Buf *b, const Config *c, const ConfigKey *key)
{
    const void *at = (const char *)c + key->offset;
    switch (key->type) {
    case CONFIG_TEXT:
    case CONFIG_CHOICE:
        text_write(b, *(const Str *)at);
        break;
    case CONFIG_SECRET:
        buf_add(b, ((const Str *)at)->n ? S("(set)") : S(""));
        break;
    case CONFIG_INT:
        buf_add_i64(b, *(const int64_t *)at);
        break;
    case CONFIG_SIZE:
        size_write(b, *(const int64_t *)at);
        break;
    case CONFIG_BOOL:
        buf_add(b, *(const bool *)at ? S("true") : S("false"));
        break;
    }
}

void config_write(Buf *b, const Config *c)
{
    static const char *const FROM[] = {"default", "file", "environment", "option"};
    for (size_t i = 0; i < CONFIG_KEYS_N; i++) {
        size_t start = b->n;
        buf_fmt(b, "%s = ", CONFIG_KEYS[i].name);
        value_write(b, c, &CONFIG_KEYS[i]);
        while (b->n - start < 52) {
            buf_addc(b, ' ');
        }
        buf_fmt(b, " # %s\n", FROM[c->from[i]]);
    }
}

void config_write_reference(Buf *b)
{
    for (size_t i = 0; i < CONFIG_KEYS_N; i++) {
        const ConfigKey *k = &CONFIG_KEYS[i];
        buf_fmt(b, "# %s", k->doc);
        if (k->type == CONFIG_INT || k->type == CONFIG_SIZE) {
            buf_add(b, S(" From "));
            k->type == CONFIG_SIZE ? size_write(b, k->min) : buf_add_i64(b, k->min);
            buf_add(b, S(" to "));
            k->type == CONFIG_SIZE ? size_write(b, k->max) : buf_add_i64(b, k->max);
            buf_addc(b, '.');
        } else if (k->choices) {
            buf_fmt(b, " One of: %s.", k->choices);
        }
        buf_fmt(b, "\n#%s = %s\n\n", k->name, k->initial);
    }
}

Str config_database(Arena *a, const Config *c)
{
    return c->database.n ? c->database : str_from(str_z(a, str_fmt(a, "%.*s/entente.db", S_ARG(c->data))));
}

Str config_keyring(Arena *a, const Config *c)
{
    if (c->keyring.n) {
        return c->keyring;
    }
    /* The folder's real name, so that "." and "../here" find the same ring; one that is not there yet keeps its own. */
    char real[PATH_MAX];
    Str data = realpath(str_z(a, c->data), real) ? str_copy(a, str_from(real)) : c->data;
    while (data.n > 1 && data.p[data.n - 1] == '/') {
        data.n--;
    }
    return str_from(str_z(a, str_fmt(a, "%.*s.keys", S_ARG(data))));
}
