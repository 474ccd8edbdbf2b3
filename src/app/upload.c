/* See upload.h. */
#include "app/upload.h"
#include "app/kernel.h"
#include "app/problem.h"
#include "base/num.h"
#include "base/utf8.h"
#include "os/os.h"

enum { DOCUMENT_MAX = 10 << 20, SCAN_MS = 30000, PIECE = 1 << 20, SHOWN_MAX = 60 };

size_t upload_document_max(const Ctx *ctx)
{
    size_t max = ctx->app->options.document_max;
    return max ? max : DOCUMENT_MAX;
}

static Str size_text(Ctx *ctx, uint64_t n)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_bytes(&b, ctx->locale, (int64_t)n);
    return buf_str(&b);
}

/* "PDF, PNG or JPEG", in the reader's language. */
static Str kinds_text(Ctx *ctx, unsigned kinds)
{
    Str names[CONTENT_KINDS];
    size_t n = 0;
    for (unsigned k = 0; k < CONTENT_KINDS; k++) {
        if (kinds & 1U << k) {
            names[n++] = tr(ctx->locale, NULL, content_name((ContentKind)k));
        }
    }
    if (n < 2) {
        return n ? names[0] : S("");
    }
    Msg both = MSG2("{some} or {last}", "some", str_join(ctx->arena, names, n - 1, S(", ")), "last", names[n - 1]);
    return msg_text(ctx->arena, ctx->locale, &both);
}

static Str word(Ctx *ctx, const char *text) { return tr(ctx->locale, NULL, text); }

static Msg wrong_kind(Ctx *ctx, const UploadRule *rule, Str name, const char *is)
{
    Str kinds = kinds_text(ctx, rule->kinds);
    return is ? (Msg){.id = TR("{file} is {kind} by its content. Save or scan it as {kinds} and send that."),
                      .args = {{"file", name}, {"kind", word(ctx, is)}, {"kinds", kinds}}}
              : MSG2("What {file} is cannot be told from its content. Save or scan it as {kinds} and send that.",
                     "file", name, "kinds", kinds);
}

/* What is wrong with it, for whoever sent it; unset: nothing. */
static Msg fault_text(Ctx *ctx, const UploadRule *rule, Str name, const Content *c)
{
    switch (c->fault) {
    case CONTENT_FINE:
        return rule->kinds & 1U << c->kind ? (Msg){0} : wrong_kind(ctx, rule, name, content_name(c->kind));
    case CONTENT_EMPTY:
        return MSG1("{file} is empty. Open it to see whether it was saved whole, then send it again.", "file", name);
    case CONTENT_OTHER:
        return wrong_kind(ctx, rule, name, c->other);
    case CONTENT_MARKUP:
        return MSG2("{file} holds a web page, an SVG drawing or a script, which is not taken. Print it to a PDF file "
                    "and send that: {kinds} are taken.",
                    "file", name, "kinds", kinds_text(ctx, rule->kinds));
    case CONTENT_MIXED:
        return MSG2("{file} is two files in one: inside is {kind} too. Print or save the document anew and send that.",
                    "file", name, "kind", word(ctx, c->other));
    case CONTENT_ACTIVE:
        return MSG1("{file} holds scripts, programs or other files. Print it to a new PDF file and send that.", "file",
                    name);
    case CONTENT_DAMAGED:
        return MSG1("{file} is damaged or was cut short. Save or scan it anew and send that.", "file", name);
    case CONTENT_HUGE:
        return MSG1("{file} would become far too large once unpacked. Save it with fewer pixels and send that.", "file",
                    name);
    }
    return (Msg){0};
}

/* The scanner's word; a scanner that fails is no reason to take the file. */
static Msg scan_text(Ctx *ctx, Str name, Str bytes)
{
    const AppOptions *o = &ctx->app->options;
    int ms = o->scan_timeout_ms ? (int)o->scan_timeout_ms : SCAN_MS;
    char what[OS_SCAN_WORD_MAX] = "";
    OsScan got = OS_SCAN_CLEAN;
    if (o->scan_socket && *o->scan_socket) {
        got = os_scan_socket(o->scan_socket, bytes, ms, what);
    }
    if (got == OS_SCAN_CLEAN && o->scan_command && *o->scan_command) {
        got = os_scan_command(o->scan_command, bytes, ms, what);
    }
    if (got == OS_SCAN_CLEAN) {
        return (Msg){0};
    }
    Str said = utf8_repair(ctx->arena, str_copy(ctx->arena, str_from(what)));
    if (got == OS_SCAN_FAILED) {
        log_line(ctx->app, "error", S("virus scanner failed"), said);
        return MSG1("{file} could not be checked for viruses, and was not kept. Send it again in some minutes; if it "
                    "goes on, tell the vendor that its virus scanner does not answer.",
                    "file", name);
    }
    log_line(ctx->app, "warn", S("virus scanner found"), said);
    return MSG2("The virus scanner found something in {file}: {what}. It was not kept. Clean your computer, make the "
                "document anew and send that.",
                "file", name, "what", said);
}

/* Its name as it can be shown in a message. */
static Str shown_name(Ctx *ctx, Str filename, const Content *c)
{
    Str name = content_clean_name(ctx->arena, filename, c->kind);
    if (c->fault == CONTENT_FINE) {
        return name;
    }
    /* Refused: as it was called, without an ending of ours. */
    Str ending = str_from(content_ending(c->kind));
    name.n -= str_ends(filename, ending) ? 0 : ending.n + 1;
    return utf8_prefix(name, SHOWN_MAX);
}

static Err keep(Ctx *ctx, Id account_id, Str bytes, Upload *ret)
{
    FileStage *stage;
    TRY(file_stage(ctx, account_id, &stage));
    while (bytes.n) {
        Str piece = str_sub(bytes, 0, PIECE);
        Err err = file_stage_write(stage, piece);
        if (err != OK) {
            file_stage_abandon(stage);
            return err;
        }
        bytes = str_skip(bytes, piece.n);
    }
    return file_stage_finish(stage, ctx->arena, &ret->done);
}

/* One file: its problem, or where it ends. */
static Msg look(Ctx *ctx, const UploadRule *rule, Str filename, Str *bytes, Upload *ret)
{
    size_t max = upload_document_max(ctx);
    Content c = bytes->n > max ? (Content){.fault = CONTENT_HUGE, .kind = CONTENT_TEXT} : content_look(*bytes);
    Str shown = shown_name(ctx, filename, &c);
    if (bytes->n > max) {
        return (Msg){
            .id = TR("{file} has {size}; at most {max} are taken. Scan it with fewer pixels or in grey, or split "
                     "it."),
            .args = {{"file", shown}, {"size", size_text(ctx, bytes->n)}, {"max", size_text(ctx, max)}}};
    }
    Msg wrong = fault_text(ctx, rule, shown, &c);
    if (msg_is_set(wrong)) {
        return wrong;
    }
    *bytes = str_of(bytes->p, c.n);
    *ret = (Upload){.kind = c.kind, .name = content_clean_name(ctx->arena, filename, c.kind)};
    return scan_text(ctx, shown, *bytes);
}

Err upload_take(Ctx *ctx, const UploadRule *rule, Id account_id, Upload **ret, size_t *ret_n)
{
    Str field = str_from(rule->field), names[UPLOAD_FILES_MAX], bytes[UPLOAD_FILES_MAX], more, rest;
    size_t max = rule->files_max ? num_min_size(rule->files_max, UPLOAD_FILES_MAX) : 1, n = 0;
    Upload *all = arena_array(ctx->arena, Upload, UPLOAD_FILES_MAX);
    Err err = OK;
    while (n < max && (err = ctx_upload_nth(ctx, field, n, &names[n], &bytes[n])) == OK) {
        n++;
    }
    *ret = all;
    *ret_n = 0;
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    if (n == max && ctx_upload_nth(ctx, field, n, &more, &rest) == OK) {
        problem_field(ctx, field, MSGN("Send {n} file at most.", "Send {n} files at most.", (int64_t)max));
        return ERR_INVALID;
    }
    if (!n && rule->needed) {
        problem_field(ctx, field, MSG("Choose a file."));
        return ERR_INVALID;
    }
    for (size_t i = 0; i < n; i++) {
        Msg wrong = look(ctx, rule, names[i], &bytes[i], &all[i]);
        if (msg_is_set(wrong)) {
            problem_field(ctx, field, wrong);
            return ERR_INVALID;
        }
    }
    for (size_t i = 0; i < n; i++) {
        TRY(keep(ctx, account_id, bytes[i], &all[i]));
    }
    *ret_n = n;
    return OK;
}

Err upload_publish(Ctx *ctx, const Upload *u, Id *ret)
{
    return file_publish(ctx,
                        &(FilePublish){.done = &u->done,
                                       .name = u->name,
                                       .content_type = str_from(content_type(u->kind)),
                                       .expires_at = TIME_NONE},
                        ret);
}

typedef struct Find {
    Id account_id, file_id;
    FileInfo info;
} Find;
static Err find_unit(Ctx *ctx, void *arg)
{
    Find *f = arg;
    Id was = ctx->account_id;
    Err err = file_find(account_of(ctx, f->account_id), f->file_id, &f->info);
    ctx->account_id = was;
    return err == ERR_NOT_FOUND
               ? problem(ctx, err, MSG("This file is not there any more."), MSG("Reload the page that led here."))
               : err;
}

/* The type that goes out is one of ours, whatever a row says. */
static Str type_out(Str stored)
{
    for (unsigned k = 0; k < CONTENT_KINDS; k++) {
        if (str_eq(stored, str_from(content_type((ContentKind)k)))) {
            return str_from(content_type((ContentKind)k));
        }
    }
    return S("application/octet-stream");
}

Err upload_send(Ctx *ctx, Id account_id, Id file_id)
{
    Find f = {.account_id = account_id, .file_id = file_id};
    int fd;
    TRY(unit_run(ctx, MODE_READ, NULL, find_unit, &f));
    TRY(file_open_plain(ctx, &f.info, &fd));
    ctx->out.file_fd = fd;
    ctx->out.file_size = (uint64_t)f.info.size;
    ctx->out.file_name = f.info.name;
    ctx->out.content_type = type_out(f.info.content_type);
    return OK;
}

FieldView upload_field(Ctx *ctx, const UploadRule *rule, Msg label)
{
    static const char *const ACCEPT[CONTENT_KINDS] = {".pdf,application/pdf", ".png,image/png", ".jpg,.jpeg,image/jpeg",
                                                      ".txt,.log,.csv,text/plain"};
    Buf accept = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (unsigned k = 0; k < CONTENT_KINDS; k++) {
        if (rule->kinds & 1U << k) {
            buf_fmt(&accept, "%s%s", accept.n ? "," : "", ACCEPT[k]);
        }
    }
    Str kinds = kinds_text(ctx, rule->kinds), size = size_text(ctx, upload_document_max(ctx)),
        name = str_from(rule->field);
    Msg hint = MSG2("{kinds}, at most {size}.", "kinds", kinds, "size", size);
    if (rule->files_max > 1) {
        hint = (Msg){.id = TR("{kinds}, at most {size} each and {count} files."),
                     .args = {{"kinds", kinds},
                              {"size", size},
                              {"count", str_fmt(ctx->arena, "%zu", num_min_size(rule->files_max, UPLOAD_FILES_MAX))}}};
    }
    return (FieldView){.kind = FIELD_FILE,
                       .name = name,
                       .label = label,
                       .hint = hint,
                       .error = problem_of_field(ctx, name),
                       .optional = !rule->needed,
                       .multiple = rule->files_max > 1,
                       .accept = buf_str(&accept)};
}
