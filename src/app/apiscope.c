/* The list is made once from the areas' routes. */
#include "app/apiscope.h"
#include "app/kernel.h"

enum { AREA_BITS = 64 };
static struct {
    ApiScope all[1 + 2 * AREA_BITS];
    char names[2 * AREA_BITS][40];
    size_t n;
    uint64_t areas; /* those that have scopes */
} scopes;           /* const after the first use */
static pthread_once_t scopes_once = PTHREAD_ONCE_INIT;

static bool has_api(const Area *area)
{
    for (size_t i = 0; i < area->routes_n; i++) {
        if (route_is_api_path(str_from(area->routes[i].path))) {
            return true;
        }
    }
    return false;
}

static void add(const Area *area, size_t at, bool writes)
{
    char *name = scopes.names[2 * at + writes];
    snprintf(name, sizeof scopes.names[0], "%s.%s", area->name, writes ? "write" : "read");
    scopes.all[scopes.n++] = (ApiScope){.name = str_from(name), .area = area->title, .writes = writes};
}

static void make(void)
{
    scopes.all[scopes.n++] = (ApiScope){.name = S(API_SCOPE_ALL), .writes = true};
    for (size_t i = 0; i < AREAS_N && i < AREA_BITS; i++) {
        if (has_api(AREAS[i])) {
            scopes.areas |= UINT64_C(1) << i;
            add(AREAS[i], i, false);
            add(AREAS[i], i, true);
        }
    }
}

static void ready(void) { (void)pthread_once(&scopes_once, make); }

size_t api_scopes(const ApiScope **ret)
{
    ready();
    *ret = scopes.all;
    return scopes.n;
}

const ApiScope *api_scope_find(Str name)
{
    ready();
    for (size_t i = 0; i < scopes.n; i++) {
        if (str_eq_nocase(scopes.all[i].name, name)) {
            return &scopes.all[i];
        }
    }
    return NULL;
}

static void set_add(ApiScopeSet *s, Str name)
{
    if (str_eq_nocase(name, S(API_SCOPE_ALL))) {
        s->read = s->write = ~UINT64_C(0);
    }
    for (size_t i = 0; i < AREAS_N && i < AREA_BITS; i++) {
        uint64_t bit = UINT64_C(1) << i;
        if (!(scopes.areas & bit)) {
            continue;
        }
        bool write = str_eq_nocase(name, str_from(scopes.names[2 * i + 1]));
        s->write |= write ? bit : 0;
        s->read |= write || str_eq_nocase(name, str_from(scopes.names[2 * i])) ? bit : 0;
    }
}

ApiScopeSet api_scope_set(Str names)
{
    ready();
    ApiScopeSet s = {0};
    Str name;
    while (str_split(&names, ' ', &name)) {
        if (name.n) {
            set_add(&s, name);
        }
    }
    return s;
}

ApiScopeSet api_scope_both(ApiScopeSet x, ApiScopeSet y) { return (ApiScopeSet){x.read & y.read, x.write & y.write}; }

Str api_scope_names(Arena *a, ApiScopeSet s)
{
    ready();
    if (s.read == ~UINT64_C(0) && s.write == ~UINT64_C(0)) {
        return S(API_SCOPE_ALL);
    }
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    for (size_t i = 0; i < AREAS_N && i < AREA_BITS; i++) {
        uint64_t bit = UINT64_C(1) << i & scopes.areas;
        if ((s.read | s.write) & bit) {
            buf_fmt(&b, "%s%s", b.n ? " " : "", scopes.names[2 * i + (s.write & bit ? 1 : 0)]);
        }
    }
    return buf_str(&b);
}

static int place(const char *area)
{
    for (size_t i = 0; area && i < AREAS_N && i < AREA_BITS; i++) {
        if (AREAS[i]->name == area || strcmp(AREAS[i]->name, area) == 0) {
            return (int)i;
        }
    }
    return -1;
}

bool api_scope_allows(ApiScopeSet s, const char *area, bool writes)
{
    ready();
    int i = place(area);
    if (i < 0 || !(scopes.areas >> i & 1)) {
        return true;
    }
    return ((writes ? s.write : s.read) >> i & 1) != 0;
}

Str api_scope_needed(Arena *a, const char *area, bool writes)
{
    return str_fmt(a, "%s.%s", area, writes ? "write" : "read");
}
