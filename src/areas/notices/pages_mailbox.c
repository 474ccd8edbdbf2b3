/* The mailbox of a demo or sandbox: mail that would have been sent, read by whom it is for or who caused it. In an
 * installation that sends mail these pages are not there. */
#include "areas/notices/mailbox.h"
#include "areas/notices/pages.h"

#include "app/mail.h"
#include "crypt/crypt.h"
#include "gen/notices_html.h"
#include "gen/notices_q.h"
#include "os/os.h"
#include "ui/mail.h"
#include "ui/shell.h"

enum { MESSAGE_MAX = 4 << 20, PARTS_MAX = 200 };

static Err must_be_there(Ctx *ctx)
{
    return mailbox_is_there(ctx) ? OK
                                 : problem(ctx, ERR_NOT_FOUND, MSG("There is no mailbox here: mail is sent."),
                                           MSG("Look into your own mailbox."));
}

static Err read_file(Ctx *ctx, Id id, BoxMessage *ret)
{
    const char *dir = mail_folder(ctx->arena, ctx->app);
    const char *path = str_z(ctx->arena, str_fmt(ctx->arena, "%s/%.*s.eml", dir, S_ARG(id_text(ctx->arena, id))));
    Str bytes;
    TRY(os_read_file(ctx->arena, path, MESSAGE_MAX, &bytes));
    return mailbox_read(ctx->arena, bytes, ret);
}

Err mailbox_page(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    BoxView *v = arena_new(ctx->arena, BoxView);
    PageAsk ask = {.order = NOTICE_MAILBOX_BY_NEWEST,
                   .descending = true,
                   .size = 50,
                   .after = ctx_query(ctx, S("after")),
                   .before = ctx_query(ctx, S("before"))};
    NoticeMailboxRow *rows;
    PageInfo page;
    size_t n;
    TRY(must_be_there(ctx));
    TRY(q_notice_mailbox(s, NULL, &ask, &rows, &n, &page));
    BoxRow *list = arena_array(ctx->arena, BoxRow, n + 1);
    for (size_t i = 0; i < n; i++) {
        BoxMessage m;
        if (read_file(ctx, rows[i].id, &m) == OK) { /* the others wait, or are held back */
            list[v->rows_n++] = (BoxRow){.to = rows[i].to_address,
                                         .subject = m.subject,
                                         .url = url_fmt(ctx->arena, "/mailbox/%s", id_text(ctx->arena, rows[i].id)),
                                         .at = rows[i].created_at};
        }
    }
    Crumb crumbs[2] = {{.label = MSG("Action Center"), .url = url_static(CENTER)}, {.label = MSG("Mailbox")}};
    v->shell = shell_view(ctx, MSG("Mailbox"), crumbs, 2);
    v->rows = list;
    v->pager = (PagerView){.has_next = page.next.n > 0,
                           .has_previous = page.previous.n > 0,
                           .next = url_with(ctx->arena, url_static("/mailbox"), S("after"), page.next),
                           .previous = url_with(ctx->arena, url_static("/mailbox"), S("before"), page.previous)};
    RENDER(ctx, 200, mailbox, v);
    return OK;
}

static Err one_mail(SelfCtx s, NoticeMailboxOneRow *ret, BoxMessage *ret_message)
{
    Ctx *ctx = s.ctx;
    NoticeMailboxOneArgs args;
    TRY(must_be_there(ctx));
    TRY(ctx_param_id(ctx, S("mail"), &args.id));
    Err err = q_notice_mailbox_one(s, &args, ret);
    if (err == OK) {
        err = read_file(ctx, args.id, ret_message);
    }
    return err == ERR_NOT_FOUND ? problem(ctx, err, MSG("This mail is not in your mailbox."),
                                          MSG("It may still wait to be sent. Reload in a moment."))
                                : err;
}

/* Up to where an address of the text ends. */
static size_t link_length(Str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] > ' ' && s.p[n] < 127 && !strchr("<>\"'", s.p[n])) {
        n++;
    }
    return n;
}

/* Links in the text lead here whatever host they name: the demo may be reached under another. */
static const BoxPart *parts_of(Ctx *ctx, Str text, size_t *ret_n)
{
    BoxPart *parts = arena_array(ctx->arena, BoxPart, PARTS_MAX);
    Str base = mail_link(ctx, (Url){S("")}).s;
    size_t n = 0;
    for (ptrdiff_t at; n + 2 < PARTS_MAX && base.n && (at = str_find(text, base)) >= 0;) {
        Str link = str_sub(str_skip(text, (size_t)at), 0, link_length(str_skip(text, (size_t)at)));
        Str path = str_skip(link, base.n);
        parts[n++] = (BoxPart){.text = str_sub(text, 0, (size_t)at)};
        bool ours = path.n && path.p[0] == '/' && !(path.n > 1 && path.p[1] == '/');
        parts[n++] = (BoxPart){.text = link, .url = ours ? (Url){path} : (Url){S("")}}; /* checked: a path of ours */
        text = str_skip(text, (size_t)at + link.n);
    }
    parts[n++] = (BoxPart){.text = text};
    *ret_n = n;
    return parts;
}

Err mailbox_mail_page(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    NoticeMailboxOneRow row;
    BoxMessage m;
    TRY(one_mail(s, &row, &m));
    BoxMailView *v = arena_new(ctx->arena, BoxMailView);
    Crumb crumbs[2] = {{.label = MSG("Mailbox"), .url = url_static("/mailbox")}, {.text = m.subject}};
    v->shell = shell_view(ctx, (Msg){0}, crumbs, 2);
    v->shell->title_text = m.subject;
    v->subject = m.subject;
    v->from = m.from;
    v->to = m.to;
    v->at = row.created_at;
    v->parts = parts_of(ctx, m.text, &v->parts_n);
    v->html = url_fmt(ctx->arena, "/mailbox/%s/html", id_text(ctx->arena, row.id));
    RENDER(ctx, 200, mailbox_mail, v);
    return OK;
}

/* The letter as a mail program shows it. Only its own style is let through the policy. */
Err mailbox_letter(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    NoticeMailboxOneRow row;
    BoxMessage m;
    TRY(one_mail(s, &row, &m));
    Str style = letter_style().s;
    Str inner = str_sub(style, 7, style.n - 15); /* without <style> and </style> */
    Digest d = digest_sha256(inner);
    Str hash = base64_encode(ctx->arena, digest_str(&d));
    ctx_header(ctx, S("Content-Security-Policy"),
               str_fmt(ctx->arena,
                       "default-src 'none'; style-src 'sha256-%.*s'; base-uri 'none'; form-action 'none'; "
                       "frame-ancestors 'none'",
                       S_ARG(hash)));
    ctx->out.body = m.html;
    ctx->out.content_type = S("text/html; charset=utf-8");
    return OK;
}
