/* See calendar.h. */
#include "areas/support/calendar.h"

enum { LINE_BYTES = 74 };

/* A line, cut between characters and continued behind a space (RFC 5545, 3.1). */
static void line(Buf *b, Str text)
{
    for (size_t room = LINE_BYTES; text.n > room; room = LINE_BYTES - 1) {
        size_t n = room;
        while (n > 1 && ((unsigned char)text.p[n] & 0xC0) == 0x80) {
            n--;
        }
        buf_add(b, str_sub(text, 0, n));
        buf_add(b, S("\r\n "));
        text = str_skip(text, n);
    }
    buf_add(b, text);
    buf_add(b, S("\r\n"));
}

static void text_line(Buf *b, Arena *a, const char *name, Str value)
{
    Buf l = buf_on_arena(a, BUF_MAX_SMALL);
    buf_fmt(&l, "%s:", name);
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.p[i];
        if (c == '\n') {
            buf_add(&l, S("\\n"));
        } else if (c >= 0x20 && c != 0x7F) {
            if (c == '\\' || c == ';' || c == ',') {
                buf_addc(&l, '\\');
            }
            buf_addc(&l, (char)c);
        }
    }
    line(b, buf_str(&l));
}

static void time_line(Buf *b, Arena *a, const char *name, Time t)
{
    Civil c = time_civil(t);
    line(b, str_fmt(a, "%s:%04d%02d%02dT%02d%02d%02dZ", name, (int)c.year, c.month, c.day, c.hour, c.minute, c.second));
}

/* A parameter's value cannot hold a quote, and nothing of it may end the line. */
static Str quoted(Arena *a, Str s)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x20 && s.p[i] != '"' && s.p[i] != 0x7F) {
            buf_addc(&b, s.p[i]);
        }
    }
    return buf_str(&b);
}

Str calendar_write(Arena *a, const CalendarEvent *e)
{
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    line(&b, S("BEGIN:VCALENDAR"));
    line(&b, S("VERSION:2.0"));
    line(&b, S("PRODID:-//Entente//Support//EN"));
    line(&b, e->cancelled ? S("METHOD:CANCEL") : S("METHOD:PUBLISH"));
    line(&b, S("BEGIN:VEVENT"));
    text_line(&b, a, "UID", e->uid);
    line(&b, str_fmt(a, "SEQUENCE:%lld", (long long)e->sequence));
    time_line(&b, a, "DTSTAMP", e->stamp);
    time_line(&b, a, "DTSTART", e->starts);
    time_line(&b, a, "DTEND", e->ends);
    text_line(&b, a, "SUMMARY", e->summary);
    text_line(&b, a, "LOCATION", e->place);
    line(&b, str_concat(a, S("URL:"), quoted(a, e->url)));
    line(&b, str_fmt(a, "ORGANIZER;CN=\"%.*s\":mailto:%.*s", S_ARG(quoted(a, e->organizer_name)),
                     S_ARG(quoted(a, e->organizer))));
    line(&b, e->cancelled ? S("STATUS:CANCELLED") : e->tentative ? S("STATUS:TENTATIVE") : S("STATUS:CONFIRMED"));
    line(&b, S("END:VEVENT"));
    line(&b, S("END:VCALENDAR"));
    return buf_str(&b);
}
