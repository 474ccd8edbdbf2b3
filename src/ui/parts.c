/* See parts.h. Floating point is not needed: coordinates are thousandths in 64 bits. */
#include "ui/parts.h"
#include "base/num.h"

Str state_class(StateView s)
{
    switch (s.kind) {
    case STATE_GOOD:
        return S("state-good");
    case STATE_WAIT:
        return S("state-wait");
    case STATE_WARN:
        return S("state-warn");
    case STATE_BAD:
        return S("state-bad");
    case STATE_OFF:
        return S("state-off");
    }
    return S("");
}

Str state_card_class(StateView s)
{
    return s.kind == STATE_WARN ? S("card-warn") : s.kind == STATE_BAD ? S("card-stop") : S("");
}

Str notice_class(NoticeView n)
{
    switch (n.kind) {
    case NOTICE_INFO:
        return S("notice-note");
    case NOTICE_GOOD:
        return S("notice-good");
    case NOTICE_WARN:
        return S("notice-warn");
    case NOTICE_BAD:
        return S("notice-bad");
    }
    return S("");
}

Str notice_icon(NoticeView n)
{
    switch (n.kind) {
    case NOTICE_INFO:
        return S("info");
    case NOTICE_GOOD:
        return S("check");
    case NOTICE_WARN:
    case NOTICE_BAD:
        return S("warning");
    }
    return S("");
}

Str step_class(StepView s)
{
    switch (s.state) {
    case STEP_TODO:
    case STEP_CURRENT:
        return S("");
    case STEP_DONE:
        return S("done");
    case STEP_BAD:
        return S("bad");
    }
    return S("");
}

Str field_type(const FieldView *f)
{
    switch (f->kind) {
    case FIELD_EMAIL:
        return S("email");
    case FIELD_TEL:
        return S("tel");
    case FIELD_PASSWORD:
        return S("password");
    case FIELD_SEARCH:
        return S("search");
    case FIELD_DATE:
        return S("date");
    case FIELD_TIME:
        return S("time");
    case FIELD_FILE:
        return S("file");
    case FIELD_HIDDEN:
        return S("hidden");
    /* Not type=number: it drops what it cannot read and scrolls under the pointer; inputmode brings the digits. */
    case FIELD_NUMBER:
    case FIELD_TEXT:
    case FIELD_TEXTAREA:
    case FIELD_SELECT:
    case FIELD_RADIO:
    case FIELD_CHECKBOX:
        return S("text");
    }
    return S("text");
}

Str field_id(const FieldView *f) { return str_empty(f->id) ? f->name : f->id; }
bool field_is_group(const FieldView *f) { return f->kind == FIELD_RADIO; }

Msg error_title(const ErrorView *v)
{
    if (msg_is_set(v->title)) {
        return v->title;
    }
    switch (v->status) {
    case 403:
        return MSG("You cannot open this page");
    case 404:
        return MSG("There is no such page");
    case 409:
        return MSG("Somebody else changed this meanwhile");
    case 413:
        return MSG("That is too large");
    case 429:
        return MSG("Too many requests");
    case 503:
        return MSG("The service is busy");
    default:
        break;
    }
    return v->status >= 500 ? MSG("Something went wrong on our side") : MSG("This could not be done");
}

Msg error_what(const ErrorView *v)
{
    if (msg_is_set(v->what)) {
        return v->what;
    }
    switch (v->status) {
    case 404:
        return MSG("The address may be mistyped, or what stood here was removed or belongs to another account.");
    case 409:
        return MSG("Nothing of yours was saved. Compare both versions and choose.");
    case 429:
        return MSG("Wait a moment, then try again.");
    case 503:
        return MSG("Nothing was changed. Try again in a few seconds.");
    default:
        break;
    }
    return v->status >= 500 ? MSG("Nothing was changed. The request id below helps support to find the cause.")
                            : (Msg){0};
}

int percent(int64_t done, int64_t total)
{
    if (total <= 0) {
        return 0;
    }
    return (int)(num_clamp_i64(done, 0, total) * (__int128)100 / total);
}

int64_t seconds_since(Time start, Time now)
{
    return time_is_set(start) && now.us > start.us ? time_diff(now, start) / TIME_SECOND : 0;
}

int64_t series_max(const int64_t *v, size_t n)
{
    int64_t max = n ? v[0] : 0;
    for (size_t i = 1; i < n; i++) {
        max = v[i] > max ? v[i] : max;
    }
    return max;
}

int64_t series_min(const int64_t *v, size_t n)
{
    int64_t min = n ? v[0] : 0;
    for (size_t i = 1; i < n; i++) {
        min = v[i] < min ? v[i] : min;
    }
    return min;
}

/* a * b / c without overflow on the way; c > 0. */
static int64_t scale(int64_t a, int64_t b, int64_t c) { return (int64_t)((__int128)a * b / c); }

enum { MICRO_W = 120, MICRO_H = 32, MICRO_TOP = 4, MICRO_LINE_H = 25, MICRO_GAP = 3 };

PathLine micro_line(const int64_t *v, size_t n)
{
    return (PathLine){v, n, series_min(v, n), series_max(v, n), 0, MICRO_TOP, MICRO_W, MICRO_LINE_H};
}

Mark micro_end(const int64_t *v, size_t n)
{
    int64_t lo = series_min(v, n), span = series_max(v, n) - lo;
    int64_t up = n && span > 0 ? scale(v[n - 1] - lo, MICRO_LINE_H * 1000, span) : 0;
    return (Mark){(MICRO_W - 2) * 1000, (MICRO_TOP + MICRO_LINE_H - 2) * 1000 - up, 4000, 4000};
}

Mark micro_bar(const int64_t *v, size_t n, size_t i)
{
    int64_t top = num_max_i64(series_max(v, n), 1);
    int64_t pitch = (MICRO_W + MICRO_GAP) * 1000 / (int64_t)n;
    int64_t h = num_max_i64(scale(num_max_i64(v[i], 0), (MICRO_H - 2) * 1000, top), 500);
    return (Mark){pitch * (int64_t)i, MICRO_H * 1000 - h, pitch - MICRO_GAP * 1000, h};
}

int64_t micro_meter(const int64_t *v, size_t n)
{
    return n < 2 || v[1] <= 0 ? 0 : scale(num_clamp_i64(v[0], 0, v[1]), MICRO_W * 1000, v[1]);
}

enum {
    CHART_LEFT = 56,
    CHART_RIGHT = 868,
    CHART_TOP = 14,
    CHART_BOTTOM = 216,
    CHART_LINES = 5,
    LABELS_MAX = 12,
    NARROW_RIGHT = 336,
    NARROW_LABELS = 4
};

/* 1, 2 or 5 times a power of ten, at least v. */
static int64_t round_step(int64_t v)
{
    int64_t p = 1;
    while (p < v && p <= INT64_MAX / 20) {
        if (2 * p >= v) {
            return 2 * p;
        }
        if (5 * p >= v) {
            return 5 * p;
        }
        p *= 10;
    }
    return p;
}

ChartScale chart_scale(const ChartView *c, bool from_zero)
{
    int64_t lo = INT64_MAX, hi = INT64_MIN;
    for (size_t k = 0; k < c->series_n && c->n; k++) {
        lo = num_min_i64(lo, series_min(c->series[k].values, c->n));
        hi = num_max_i64(hi, series_max(c->series[k].values, c->n));
    }
    if (lo > hi) {
        lo = hi = 0;
    }
    lo = from_zero ? num_min_i64(lo, 0) : lo;
    hi = from_zero ? num_max_i64(hi, 0) : hi;
    int64_t span = 0;
    int64_t step = num_sub_i64(hi, lo, &span) ? round_step(num_max_i64((span + CHART_LINES - 2) / (CHART_LINES - 1), 1))
                                              : INT64_MAX / 8;
    int64_t floor = lo >= 0 ? lo / step * step : -((-lo + step - 1) / step) * step;
    int64_t top = floor;
    while (top < hi || top == floor) {
        top += step;
    }
    return (ChartScale){floor, top, step, CHART_RIGHT, LABELS_MAX};
}

ChartScale chart_scale_narrow(const ChartView *c, bool from_zero)
{
    ChartScale s = chart_scale(c, from_zero);
    s.right = NARROW_RIGHT;
    s.labels = NARROW_LABELS;
    return s;
}

ChartLines chart_lines(ChartScale s)
{
    ChartLines lines = {.n = 0};
    for (int64_t v = s.lo; v <= s.hi && lines.n < COUNT_OF(lines.values); v += s.step) {
        lines.values[lines.n++] = v;
    }
    return lines;
}

int64_t chart_y(ChartScale s, int64_t v)
{
    return CHART_BOTTOM * 1000 - scale(v - s.lo, (CHART_BOTTOM - CHART_TOP) * 1000, s.hi - s.lo);
}

int64_t chart_x(const ChartView *c, size_t i)
{
    return CHART_LEFT * 1000 + (c->n < 2 ? 0 : (CHART_RIGHT - CHART_LEFT) * 1000 * (int64_t)i / (int64_t)(c->n - 1));
}

PathLine chart_path(const ChartView *c, const ChartSeries *s, ChartScale sc)
{
    return (PathLine){
        s->values, c->n, sc.lo, sc.hi, CHART_LEFT, CHART_TOP, CHART_RIGHT - CHART_LEFT, CHART_BOTTOM - CHART_TOP};
}

bool chart_shows_label(const ChartView *c, ChartScale sc, size_t i)
{
    size_t every = (c->n + sc.labels - 1) / sc.labels;
    return every < 2 || (c->n - 1 - i) % every == 0;
}

Mark chart_bar(const ChartView *c, ChartScale sc, size_t series, size_t i)
{
    int64_t pitch = (sc.right - CHART_LEFT) * 1000 / (int64_t)c->n, room = pitch * 7 / 10;
    int64_t w = room / (int64_t)c->series_n;
    int64_t v = c->series[series].values[i], y = chart_y(sc, num_max_i64(v, 0)), zero = chart_y(sc, num_min_i64(v, 0));
    return (Mark){CHART_LEFT * 1000 + pitch * (int64_t)i + (pitch - room) / 2 + w * (int64_t)series, y, w, zero - y};
}

const int PAGER_SIZES[] = {25, 50, 100, 250};
