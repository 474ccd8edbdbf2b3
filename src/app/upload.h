/* Documents that people send with a form: looked at (app/content.h), asked about at the virus scanner where there is
 * one, streamed into the account's sealed files (app/file.h), and given back as a download only.
 *
 *     static const UploadRule DOCUMENTS = {.field = "documents", .kinds = CONTENT_DOCUMENTS, .files_max = 5};
 *     ROUTE("POST", PAGE "/send", &MAY, "legal.save", MODE_OUTSIDE, thing_send, UPLOAD_ROUTE),
 *
 *     Err thing_send(AccountCtx a) {                       // outside any unit: a file takes longer than one may
 *         Upload *files; size_t n;
 *         Err err = upload_take(a.ctx, &DOCUMENTS, a.ctx->account_id, &files, &n);   // problem_field("documents", ...)
 *         ...
 *         TRY(unit_run(a.ctx, MODE_WRITE, "legal.save", save, &what));   // in it: upload_publish, and a row that names
 * it
 *
 * The page has {{ call field(...) }} of upload_field, in a form with .upload = true. */
#pragma once
#include "app/content.h"
#include "app/file.h"
#include "app/view.h"

enum { UPLOAD_FILES_MAX = 10, UPLOAD_BODY_MAX = 64 << 20 };
/* For the row of a route that takes documents. */
#define UPLOAD_ROUTE .upload = true, .body_max = UPLOAD_BODY_MAX

typedef struct UploadRule {
    const char *field; /* of the form */
    unsigned kinds;    /* CONTENT_DOCUMENTS, or bits 1 << CONTENT_TEXT and so on */
    size_t files_max;  /* 0: one */
    bool needed;
} UploadRule;
typedef struct Upload {
    FileDone done;
    ContentKind kind;
    Str name; /* cleaned */
} Upload;
/* Outside units, on a worker. Every file of the field; what is wrong with any of them becomes the field's problem, in
 * the reader's language, and nothing is kept: ERR_INVALID. */
MUST_USE Err upload_take(Ctx *ctx, const UploadRule *rule, Id account_id, Upload **ret, size_t *ret_n);
/* Inside the WRITE unit that writes the row which names it. Kept until file_remove. */
MUST_USE Err upload_publish(Ctx *ctx, const Upload *u, Id *ret_file_id);
/* In a MODE_OUTSIDE handler, when the caller has found that this reader may have this file: as an attachment, never in
 * place. ERR_NOT_FOUND with a problem. */
MUST_USE Err upload_send(Ctx *ctx, Id account_id, Id file_id);
/* The field with what may be sent as its hint. */
FieldView upload_field(Ctx *ctx, const UploadRule *rule, Msg label);
/* Bytes of one document: the setting document_max. */
size_t upload_document_max(const Ctx *ctx);
