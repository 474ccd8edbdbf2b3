/* Configuration of the process: one file `entente.conf` (key = value), then environment ENTENTE_KEY, then flags --key.
 * Every key is declared once in config.c with its type, default, range and documentation; an unknown key stops the
 * start with its line. Not for settings of an account or of the vendor: those are app/setting.h. */
#pragma once
#include "base/buf.h"

typedef enum ConfigType {
    CONFIG_TEXT,
    CONFIG_SECRET /* never printed */,
    CONFIG_INT,
    CONFIG_BOOL,
    CONFIG_SIZE /* bytes; K, M, G */,
    CONFIG_CHOICE
} ConfigType;
typedef enum ConfigFrom { CONFIG_DEFAULT, CONFIG_FILE, CONFIG_ENVIRONMENT, CONFIG_FLAG } ConfigFrom;

typedef struct Config { /* the effective values; strings live as long as the arena given to config_load; terminated */
    Str data;           /* data folder */
    Str database;       /* empty: SQLite at <data>/entente.db; else postgres://... */
    Str address;
    int64_t port;
    Str tls_cert, tls_key;
    Str trusted_proxies;
    Str passkey_domain;
    Str public_url;  /* "https://partners.example.com"; empty: from the Host header */
    int64_t loops;   /* 0: one a core */
    int64_t workers; /* threads that run reading units; 0: twice the cores */
    int64_t pool;    /* PostgreSQL connections of this process */
    int64_t connections_max;
    int64_t header_max, upload_max;
    int64_t document_max; /* bytes of one document that somebody sends with a form */
    Str scan_socket, scan_command;
    int64_t scan_timeout_ms;
    int64_t header_timeout_ms, keepalive_timeout_ms, stop_grace_ms;
    int64_t cache_bytes; /* SQLite page cache of a connection */
    Str keyring;         /* file; empty: <data>.keys beside the data folder */
    Str keyring_command;
    Str mail_dir; /* each mail becomes a file there; wins over smtp_url */
    Str smtp_url, smtp_user, smtp_password, mail_from;
    Str smtp_tls /* auto required off */, smtp_ca;
    Str mail_bounce_address, mail_bounce_dir;
    int64_t mail_days;
    int64_t session_hours, session_idle_minutes, step_up_minutes, scim_scan_max;
    int64_t sign_in_limit_per_minute, page_limit_per_minute, api_limit_per_minute, write_limit_per_minute; /* 0: off */
    int64_t migration_limit,
        migration_check_limit; /* in five minutes; 0: off; -1: the documented one, none in sandboxes */
    Str outgoing_networks;
    Str dns_server;    /* "127.0.0.1:5353"; empty: the system's */
    Str log_level;     /* info warn error */
    int64_t file_days; /* how long made exports stay */
    bool require_pkce;
    bool jobs;          /* serve runs jobs too */
    Str sandbox;        /* auto yes no */
    Str sandbox_domain; /* partners' sandboxes are hosts below it; empty: by public_url, or localhost */
    int64_t sandboxes_max;
    Str test_clock;      /* business time for tests: ISO time, or empty */
    ConfigFrom from[64]; /* parallel to CONFIG_KEYS */
} Config;

typedef struct ConfigKey {
    const char *name; /* "keepalive_timeout_ms"; flag --keepalive-timeout-ms; ENTENTE_KEEPALIVE_TIMEOUT_MS */
    ConfigType type;
    const char *initial;
    int64_t min, max;    /* INT and SIZE */
    const char *choices; /* CHOICE: "debug info warn error" */
    const char *doc;
    size_t offset;
} ConfigKey;
extern const ConfigKey CONFIG_KEYS[];
extern const size_t CONFIG_KEYS_N;

typedef struct ConfigFlag {
    const char *name, *value;
} ConfigFlag; /* name without --, hyphens or underscores */
/* Reads everything. The file is --config, or ENTENTE_CONFIG, or <data>/entente.conf when it is there, or
 * /etc/entente/entente.conf. environ_: as in main. ret_why: file, line and what to do. ERR_INVALID, ERR_NOT_FOUND. */
MUST_USE Err config_load(Arena *a, const ConfigFlag *flags, size_t flags_n, const char *const *environ_, Config *ret,
                         char ret_why[512]);
/* The configuration of this process, set once by main before anything starts; NULL in tests that set none. */
void config_use(const Config *c);
const Config *config_of_process(void);
/* "partners.example.com" of "https://partners.example.com:8443/"; empty when there is none. */
Str config_url_host(Str url);
/* Defaults only, over a data folder: for tests. */
Config config_default(Arena *a, Str data);
/* NULL when there is no such key. Hyphens and underscores are the same. */
const ConfigKey *config_key(Str name);
/* One key from text, range tested. */
MUST_USE Err config_set(Arena *a, Config *c, const ConfigKey *key, Str value, char ret_why[512]);
/* `key = value` lines with where each comes from; secrets as "(set)". */
void config_write(Buf *b, const Config *c);
/* The same with documentation, defaults and ranges: the reference page and the sample file. */
void config_write_reference(Buf *b);
/* What to open: the URL, or the SQLite file's path. */
Str config_database(Arena *a, const Config *c);
Str config_keyring(Arena *a, const Config *c);
