/* Letters: the style they carry, and their twin in plain text. */
#include "ui/mail.h"
#include "gen/ui_html.h"

/* The colours of web/css, both themes; widths that hold in a phone's mail program. */
Html letter_style(void)
{
    return (Html){S("<style>"
                    "body{margin:0;padding:24px 12px;background:#f4f4f1;color:#1d1f21;"
                    "font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}"
                    ".letter{max-width:560px;margin:0 auto;padding:28px;background:#fff;border:1px solid #dcdcd6;"
                    "border-radius:6px}"
                    ".from{margin:0 0 20px;font-size:14px;color:#5b5e61}"
                    "h1{margin:0 0 16px;font-size:22px;line-height:1.3}"
                    "p{margin:0 0 16px}"
                    ".go a{display:inline-block;padding:10px 18px;background:#1f4b99;color:#fff;border-radius:4px;"
                    "text-decoration:none}"
                    ".plain{font-size:14px;color:#5b5e61;word-break:break-all}"
                    "ul{margin:0 0 16px;padding:0;list-style:none}"
                    "li{margin:0;padding:12px 0;border-top:1px solid #dcdcd6}"
                    ".sub{display:block;font-size:14px;color:#5b5e61}"
                    "a{color:#1f4b99}"
                    ".why{margin:20px 0 0;padding:16px 0 0;border-top:1px solid #dcdcd6;font-size:13px;color:#5b5e61}"
                    "@media (prefers-color-scheme:dark){"
                    "body{background:#16181a;color:#e8e8e4}"
                    ".letter{background:#1f2224;border-color:#3a3e41}"
                    ".from,.plain,.sub,.why{color:#a9adb0}"
                    "li,.why{border-color:#3a3e41}"
                    "a{color:#9dbcf2}.go a{background:#9dbcf2;color:#10131a}}"
                    "</style>")};
}

Msg letter_why(const Letter *l)
{
    if (!l->to_member) {
        return MSG("If you did not expect this mail, you can ignore it: nothing happens without you.");
    }
    if (l->items_n) {
        return MSG("You get this mail once a day because you chose a daily digest.");
    }
    if (l->category->mandatory) {
        return MSG_OF(l->category->mandatory);
    }
    return MSG1("You get this mail because “{category}” is on in your preferences.", "category",
                tr(l->locale, NULL, l->category->name));
}

static void line(Buf *b, const Locale *l, Msg m)
{
    msg_write(b, l, &m);
    buf_add(b, S("\n"));
}

static void paragraph(Buf *b, const Locale *l, Msg m)
{
    line(b, l, m);
    buf_add(b, S("\n"));
}

static void items(Buf *b, const Letter *letter)
{
    for (size_t i = 0; i < letter->items_n; i++) {
        const LetterItem *x = &letter->items[i];
        buf_add(b, S("* "));
        line(b, letter->locale, x->title);
        if (msg_is_set(x->line)) {
            buf_add(b, S("  "));
            line(b, letter->locale, x->line);
        }
        buf_add(b, S("  "));
        fmt_time(b, letter->locale, letter->tz, x->at);
        buf_add(b, S("\n"));
        if (x->url.s.n) {
            buf_fmt(b, "  %.*s\n", S_ARG(x->url.s));
        }
        buf_add(b, S("\n"));
    }
}

static void due(Buf *b, const Letter *letter)
{
    Arena *a = arena_create(0);
    Buf day = buf_on_arena(a, 256);
    fmt_date(&day, letter->locale, letter->due, DATE_LONG);
    paragraph(b, letter->locale, MSG1("To be done by {date}.", "date", buf_str(&day)));
    arena_destroy(a);
}

static void plain(Buf *b, const Letter *letter)
{
    const Locale *l = letter->locale;
    paragraph(b, l, letter->title);
    if (letter->name.n) {
        paragraph(b, l, MSG1("Hello {name},", "name", letter->name));
    }
    for (size_t i = 0; i < letter->paragraphs_n; i++) {
        paragraph(b, l, letter->paragraphs[i]);
    }
    if (date_is_set(letter->due)) {
        due(b, letter);
    }
    items(b, letter);
    if (letter->link.s.n) {
        line(b, l, letter->action);
        buf_fmt(b, "%.*s\n\n", S_ARG(letter->link.s));
    }
    buf_add(b, S("-- \n"));
    if (letter->account.n) {
        line(b, l, MSG1("Account: {account}", "account", letter->account));
    }
    line(b, l, letter_why(letter));
    if (letter->preferences_url.s.n) {
        line(b, l, MSG("Choose what you are mailed"));
        buf_fmt(b, "%.*s\n", S_ARG(letter->preferences_url.s));
    }
    if (letter->stop_url.s.n) {
        line(b, l, MSG("Stop this kind of mail"));
        buf_fmt(b, "%.*s\n", S_ARG(letter->stop_url.s));
    }
}

void ui_letter(Out *html, Buf *text, const Letter *letter)
{
    letter_html(html, letter);
    plain(text, letter);
}
