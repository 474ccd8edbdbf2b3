/* What a User-Agent says, in a few words. Order matters, since browsers name each other. */
#include "app/agent.h"
#include "base/buf.h"
#include "base/num.h"
#include "base/utf8.h"

enum { AGENT_MAX = 60 };

typedef struct Mark {
    Str mark, name;
} Mark;

static Str first_of(Str agent, const Mark *marks, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_find(agent, marks[i].mark) >= 0) {
            return marks[i].name;
        }
    }
    return S("");
}

Str agent_browser(Str agent)
{
    static const Mark BROWSERS[] = {
        {S_INIT("Edg/"), S_INIT("Edge")},        {S_INIT("OPR/"), S_INIT("Opera")},
        {S_INIT("Firefox/"), S_INIT("Firefox")}, {S_INIT("Chrome/"), S_INIT("Chrome")},
        {S_INIT("Safari/"), S_INIT("Safari")},   {S_INIT("curl/"), S_INIT("curl")},
    };
    return first_of(agent, BROWSERS, COUNT_OF(BROWSERS));
}

Str agent_platform(Str agent)
{
    static const Mark PLATFORMS[] = {
        {S_INIT("Windows"), S_INIT("Windows")}, {S_INIT("iPhone"), S_INIT("iPhone")},
        {S_INIT("iPad"), S_INIT("iPad")},       {S_INIT("Android"), S_INIT("Android")},
        {S_INIT("Mac OS X"), S_INIT("macOS")},  {S_INIT("CrOS"), S_INIT("ChromeOS")},
        {S_INIT("Linux"), S_INIT("Linux")},
    };
    return first_of(agent, PLATFORMS, COUNT_OF(PLATFORMS));
}

/* A program's name as it gives it, up to the first blank. */
static Str own_word(Str agent)
{
    Str word = str_trim(agent);
    ptrdiff_t blank = str_find_char(word, ' ');
    word = utf8_prefix(blank > 0 ? str_sub(word, 0, (size_t)blank) : word, AGENT_MAX);
    return utf8_valid(word) && !utf8_has_control(word) ? word : S("");
}

Str agent_short(Arena *a, Str agent)
{
    Str browser = agent_browser(agent), platform = agent_platform(agent);
    if (browser.n == 0 || str_eq(browser, S("curl"))) {
        return own_word(agent);
    }
    return platform.n ? str_fmt(a, "%.*s, %.*s", S_ARG(browser), S_ARG(platform)) : browser;
}
