/* An appointment as a calendar file (RFC 5545): one event, for any calendar program. Pure. */
#pragma once
#include "base/buf.h"
#include "base/time.h"

typedef struct CalendarEvent {
    Str uid, summary, place, url, organizer_name, organizer; /* organizer: an e-mail address */
    Time starts, ends, stamp;
    int64_t sequence; /* raised with each change: calendars keep the newest */
    bool cancelled, tentative;
} CalendarEvent;
/* Lines of at most 75 bytes ended by CRLF; texts escaped, so that nothing typed begins a line of its own. */
Str calendar_write(Arena *a, const CalendarEvent *e);
