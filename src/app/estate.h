/* Partners' sandboxes: further houses beside the main one in the same process, each with a database, files, keys, jobs
 * and an audit chain of its own (spec architecture.md, "A sandbox"). A sandbox is reached by a host of its own,
 * LABEL.DOMAIN, so that browsers keep its cookies apart and no path of the portal or the API differs.
 *
 * A sandbox is a folder <data>/sandboxes/LABEL with a SQLite database, whatever the main house's engine; its key ring
 * is derived from the main one. What the folder holds decides what is served: nothing here reads the main database. */
#pragma once
#include "app/app.h"

typedef struct Estate Estate;
typedef struct House House;
enum { ESTATE_LABEL_MAX = 40 };

typedef struct EstateConfig {
    Str domain; /* "sandbox.example.com", "localhost" */
    Str scheme; /* of the addresses shown: "https" */
    int port;   /* shown when it is not the scheme's own */
    unsigned max;
} EstateConfig;
/* After app_open of a serving house and before the server starts; sets main->estate. */
MUST_USE Err estate_open(App *main, const EstateConfig *config, char ret_why[256]);
/* The port that the server has got, and opening the sandboxes there are, on a thread of its own: a request for one that
 * is not open yet is told to come again in a moment. */
void estate_begin(App *main, int port);
/* Before app_close of the main house, after the server's stop. */
void estate_close(App *main);
/* What http_server_start gets: requests go to the house of their Host. */
HttpApp estate_http(App *main);

/* a-z, 0-9 and hyphens inside, at most ESTATE_LABEL_MAX. */
bool estate_label_fits(Str label);
/* "https://harbor.sandbox.example.com". */
Str estate_url(Arena *a, const App *main, Str label);
unsigned estate_count(const App *main);
unsigned estate_max(const App *main);
bool estate_is_open(const App *main, Str label);
/* Bytes of its database. */
int64_t estate_size(const App *main, Str label);

/* Whoever makes, removes or renews a sandbox holds its label meanwhile: false when somebody else does. What is noted of
 * a sandbox as being under way while nobody holds its label was cut off. */
MUST_USE bool estate_hold(App *main, Str label);
void estate_release(App *main, Str label);
bool estate_is_held(const App *main, Str label);

typedef struct EstateNew {
    Str label, name; /* name: the company's, for the mark on each page */
    /* Fills the empty database, in a house that serves nobody yet; what it leaves undone is removed again. */
    Err (*fill)(App *sandbox, void *arg);
    void *arg;
} EstateNew;
/* Outside units, some seconds at most. ERR_CONFLICT: there is one; ERR_LIMIT: there are as many as may be; else what
 * fill or the opening said, in ret_why too. */
MUST_USE Err estate_make(App *main, const EstateNew *n, char ret_why[256]);
/* Ends it with everything in it; requests in flight are answered first. ERR_NOT_FOUND; ERR_BUSY: they took too long. */
MUST_USE Err estate_remove(App *main, Str label);
/* Runs fn in the open sandbox. ERR_NOT_FOUND: not open. */
MUST_USE Err estate_visit(App *main, Str label, Err (*fn)(App *sandbox, void *arg), void *arg);
