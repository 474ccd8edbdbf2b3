/* Small pure helpers of the components: which class, which type, which coordinate. No markup is made here. */
#pragma once
#include "app/area.h"
#include "app/out.h"
#include "app/view.h"

static inline bool url_is_set(Url u) { return u.s.n != 0; }

/* "state-good" */
Str state_class(StateView s);
/* "card-warn" where somebody has to act, "card-stop" where it is refused; else empty. */
Str state_card_class(StateView s);
Str notice_class(NoticeView n);
Str notice_icon(NoticeView n);
Str step_class(StepView s);

/* "email" for FIELD_EMAIL; of kinds that are an <input>. */
Str field_type(const FieldView *f);
Str field_id(const FieldView *f);
bool field_is_group(const FieldView *f); /* radio buttons: a fieldset with a legend */
Msg error_title(const ErrorView *v);     /* the view's own, or by status */
Msg error_what(const ErrorView *v);

/* 0 to 100; 0 when total is not positive. */
int percent(int64_t done, int64_t total);
int64_t seconds_since(Time start, Time now);

/* One bar or point of a series, in thousandths of the box's units. */
typedef struct Mark {
    int64_t x, y, w, h;
} Mark;
int64_t series_max(const int64_t *v, size_t n);
int64_t series_min(const int64_t *v, size_t n);
PathLine micro_line(const int64_t *v, size_t n); /* box 120 by 32 */
Mark micro_end(const int64_t *v, size_t n);      /* the dot at its end */
Mark micro_bar(const int64_t *v, size_t n, size_t i);
int64_t micro_meter(const int64_t *v, size_t n); /* width of done (v[0]) of total (v[1]) */

/* Charts: a box of 960 by 250 with room for labels, five grid lines at round numbers. */
typedef struct ChartScale {
    int64_t lo, hi, step;
    int right;     /* where the grid ends */
    size_t labels; /* at most so many below */
} ChartScale;
ChartScale chart_scale(const ChartView *c, bool from_zero);
/* The same in a box of 340 by 250: what a phone shows whole. */
ChartScale chart_scale_narrow(const ChartView *c, bool from_zero);
typedef struct ChartLines {
    int64_t values[8];
    size_t n;
} ChartLines;
ChartLines chart_lines(ChartScale s);
int64_t chart_y(ChartScale s, int64_t v);
int64_t chart_x(const ChartView *c, size_t i);
PathLine chart_path(const ChartView *c, const ChartSeries *s, ChartScale scale);
/* Counted from the last, which is the newest. */
bool chart_shows_label(const ChartView *c, ChartScale scale, size_t i);
Mark chart_bar(const ChartView *c, ChartScale scale, size_t series, size_t i);

/* Page sizes offered by the pager. */
extern const int PAGER_SIZES[];
enum { PAGER_SIZES_N = 4 };
static inline bool step_current(StepView s) { return s.state == STEP_CURRENT || s.state == STEP_BAD; }
/* Of links that are all on the way to the page, the longest is the page: "Overview" is not current on "Users". */
static inline bool link_is_page(const NavLink *links, size_t n, const NavLink *l)
{
    for (size_t i = 0; l->current && i < n; i++) {
        if (links[i].current && links[i].url.s.n > l->url.s.n) {
            return false;
        }
    }
    return l->current;
}
