/* Files for the bank (ISO 20022 pain.001.001.09) and what the bank says of them (pain.002, or camt.054 where it returns
 * payments). The numbers of partners' accounts are opened while a file is made, and the file is kept sealed. */
#include "areas/earnings/earnings.h"

#include "app/audit.h"
#include "app/setting.h"
#include "app/unit.h"
#include "crypt/crypt.h"
#include "gen/earnings_q.h"

enum { BANK_NAME_MAX = 140, BANK_TEXT_MAX = 140, REPORT_MAX = 2000, XML_DEPTH = 32, REASON_TEXT_MAX = 200 };

/* --- writing --- */

/* A character that XML 1.0 has no place for is left out; the banks' rules allow no more than text. */
static void text(Buf *b, Str s, size_t max)
{
    for (size_t i = 0, n = 0; i < s.n && n < max; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '&') {
            buf_add(b, S("&amp;"));
        } else if (c == '<') {
            buf_add(b, S("&lt;"));
        } else if (c == '>') {
            buf_add(b, S("&gt;"));
        } else if (c >= 0x20) {
            buf_addc(b, (char)c);
        }
        n += (c & 0xc0) != 0x80; /* characters, not bytes */
        if (n == max) {
            while (i + 1 < s.n && ((unsigned char)s.p[i + 1] & 0xc0) == 0x80) {
                buf_addc(b, s.p[++i]);
            }
        }
    }
}
static void element(Buf *b, const char *name, Str value, size_t max)
{
    buf_fmt(b, "<%s>", name);
    text(b, value, max);
    buf_fmt(b, "</%s>", name);
}
/* With all digits of the currency: 1200.50, 7000. */
static void amount(Buf *b, int64_t minor, Currency cur)
{
    int digits = currency_digits(cur);
    int64_t unit = 1;
    for (int i = 0; i < digits; i++) {
        unit *= 10;
    }
    buf_fmt(b, "%lld", (long long)(minor / unit));
    if (digits) {
        buf_fmt(b, ".%0*lld", digits, (long long)(minor % unit));
    }
}
static void sums(Buf *b, const BankOrder *o)
{
    int64_t sum = 0;
    for (size_t i = 0; i < o->n; i++) {
        sum += o->list[i].amount.minor;
    }
    buf_fmt(b, "<NbOfTxs>%zu</NbOfTxs><CtrlSum>", o->n);
    amount(b, sum, o->list[0].amount.cur);
    buf_add(b, S("</CtrlSum>"));
}
static void agent(Buf *b, const char *name, const BankTransfer *t)
{
    if (!t->bic.n && !t->code.n) {
        return;
    }
    buf_fmt(b, "<%s><FinInstnId>", name);
    if (t->bic.n) {
        element(b, "BICFI", t->bic, 11);
    } else {
        buf_add(b, S("<ClrSysMmbId>"));
        element(b, "MmbId", t->code, 35);
        buf_add(b, S("</ClrSysMmbId>"));
    }
    buf_fmt(b, "</FinInstnId></%s>", name);
}
static void transfer(Buf *b, const BankTransfer *t)
{
    buf_add(b, S("<CdtTrfTxInf><PmtId>"));
    element(b, "InstrId", t->number, 35);
    element(b, "EndToEndId", t->number, 35);
    buf_fmt(b, "</PmtId><Amt><InstdAmt Ccy=\"%s\">", t->amount.cur.code);
    amount(b, t->amount.minor, t->amount.cur);
    buf_add(b, S("</InstdAmt></Amt>"));
    agent(b, "CdtrAgt", t);
    buf_add(b, S("<Cdtr>"));
    element(b, "Nm", t->holder, BANK_NAME_MAX);
    buf_add(b, S("</Cdtr><CdtrAcct><Id>"));
    if (t->iban.n) {
        element(b, "IBAN", t->iban, 34);
    } else {
        buf_add(b, S("<Othr>"));
        element(b, "Id", t->account, 34);
        buf_add(b, S("</Othr>"));
    }
    buf_add(b, S("</Id></CdtrAcct><RmtInf>"));
    element(b, "Ustrd", t->remittance, BANK_TEXT_MAX);
    buf_add(b, S("</RmtInf></CdtTrfTxInf>\n"));
}

/* Euros to IBANs go as SEPA transfers; what else there is, as the bank does it, each side bearing its own costs. */
static bool is_sepa(const BankOrder *o)
{
    for (size_t i = 0; i < o->n; i++) {
        if (!o->list[i].iban.n || strcmp(o->list[i].amount.cur.code, "EUR") != 0) {
            return false;
        }
    }
    return true;
}

Str bank_order_xml(Arena *a, const BankOrder *o)
{
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    bool sepa = is_sepa(o);
    BankTransfer debtor = {.bic = o->debtor_bic};
    buf_add(&b, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document "
                  "xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\"><CstmrCdtTrfInitn>\n<GrpHdr>"));
    element(&b, "MsgId", o->message_id, 35);
    element(&b, "CreDtTm", time_iso(a, (Time){o->made.us / TIME_SECOND * TIME_SECOND}), 30);
    sums(&b, o);
    buf_add(&b, S("<InitgPty>"));
    element(&b, "Nm", o->initiator, BANK_NAME_MAX);
    buf_add(&b, S("</InitgPty></GrpHdr>\n<PmtInf>"));
    element(&b, "PmtInfId", o->message_id, 35);
    buf_add(&b, S("<PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>"));
    sums(&b, o);
    if (sepa) {
        buf_add(&b, S("<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>"));
    }
    buf_add(&b, S("<ReqdExctnDt>"));
    element(&b, "Dt", date_iso(a, o->on), 10);
    buf_add(&b, S("</ReqdExctnDt><Dbtr>"));
    element(&b, "Nm", o->debtor, BANK_NAME_MAX);
    buf_add(&b, S("</Dbtr><DbtrAcct><Id>"));
    element(&b, "IBAN", o->debtor_iban, 34);
    buf_add(&b, S("</Id></DbtrAcct>"));
    if (debtor.bic.n) {
        agent(&b, "DbtrAgt", &debtor);
    } else { /* the standard has it needed; this is how it says that the IBAN names the bank */
        buf_add(&b, S("<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>"));
    }
    buf_fmt(&b, "<ChrgBr>%s</ChrgBr>\n", sepa ? "SLEV" : "SHAR");
    for (size_t i = 0; i < o->n; i++) {
        transfer(&b, &o->list[i]);
    }
    buf_add(&b, S("</PmtInf></CstmrCdtTrfInitn></Document>\n"));
    return buf_str(&b);
}

/* --- making one --- */

typedef struct Making {
    Str currency;
    FileDueRow *rows;
    size_t n;
    BankTransfer *list;
    BankOrder order;
    Id file_id;
    int64_t total;
    FileDone done;
} Making;

static Err read_transfer(Ctx *ctx, const FileDueRow *r, BankTransfer *ret)
{
    AccountCtx a = account_of(ctx, r->account_id);
    PayoutProfile bank;
    Str number;
    TRY(payout_find(a, r->bank_id, false, &bank));
    TRY(payout_reveal(ctx, r->account_id, r->bank_id, &number));
    bool iban = str_eq(bank.form, S("iban"));
    ptrdiff_t space = iban ? -1 : str_find_char(number, ' ');
    *ret = (BankTransfer){.number = r->number,
                          .holder = bank.holder,
                          .country = bank.country,
                          .iban = iban ? number : S(""),
                          .account = iban ? S("") : str_skip(number, (size_t)(space + 1)),
                          .code = space > 0 ? str_sub(number, 0, (size_t)space) : S(""),
                          .bic = bank.bic,
                          .remittance = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(r->number), S_ARG(r->program))};
    return currency_parse(r->currency, &ret->amount.cur);
}

static Err read_due(Ctx *ctx, void *arg)
{
    Making *m = arg;
    BankOrder *o = &m->order;
    TRY(setting_text(ctx, ID_NIL, S("earnings.debtor"), &o->debtor));
    TRY(setting_text(ctx, ID_NIL, S("earnings.debtor_iban"), &o->debtor_iban));
    TRY(setting_text(ctx, ID_NIL, S("earnings.debtor_bic"), &o->debtor_bic));
    if (!o->debtor.n || !o->debtor_iban.n) {
        return problem(ctx, ERR_CONFLICT, MSG("The vendor's own bank account is not entered"),
                       MSG("Enter holder and IBAN under Payment settings, then make the file."));
    }
    TRY(q_file_due((OperatorCtx){ctx}, &(FileDueArgs){.currency = m->currency}, &m->rows, &m->n));
    if (!m->n) {
        return problem(ctx, ERR_CONFLICT, MSG("No payment in this currency waits for a file"),
                       MSG("Release a payment run first, or look at payments that wait for a tax invoice."));
    }
    m->list = arena_array(ctx->arena, BankTransfer, m->n);
    m->total = 0;
    for (size_t i = 0; i < m->n; i++) {
        TRY(read_transfer(ctx, &m->rows[i], &m->list[i]));
        m->list[i].amount.minor = m->rows[i].net;
        m->total += m->rows[i].net;
    }
    (void)account_of(ctx, ID_NIL);
    return OK;
}

static Err keep_file(Ctx *ctx, void *arg)
{
    Making *m = arg;
    OperatorCtx o = {ctx};
    Id stored;
    TRY(file_publish(ctx,
                     &(FilePublish){.done = &m->done,
                                    .name = str_fmt(ctx->arena, "%.*s.xml", S_ARG(m->order.message_id)),
                                    .content_type = S("application/xml"),
                                    .expires_at = TIME_NONE},
                     &stored));
    TRY(q_file_add(o,
                   &(FileAddArgs){.id = m->file_id,
                                  .created_name = ctx->actor.name,
                                  .currency = m->currency,
                                  .message_id = m->order.message_id,
                                  .payments = (int64_t)m->n,
                                  .total = m->total,
                                  .stored_id = stored},
                   NULL));
    for (size_t i = 0; i < m->n; i++) {
        int64_t changed;
        TRY(q_payment_filed(
            account_of(ctx, m->rows[i].account_id),
            &(PaymentFiledArgs){.id = m->rows[i].id, .file_id = m->file_id, .version = m->rows[i].version}, &changed));
        if (!changed) {
            (void)account_of(ctx, ID_NIL);
            return problem(ctx, ERR_CONFLICT, MSG("A payment changed while the file was made"),
                           MSG("Nothing was kept. Make the file again."));
        }
    }
    (void)account_of(ctx, ID_NIL);
    ctx->audit.target_kind = S("payment_file");
    ctx->audit.target_id = m->file_id;
    ctx->audit.target_name = m->order.message_id;
    ctx->audit.after =
        AUDIT_JSON(ctx->arena, {"currency", m->currency}, {"payments", str_fmt(ctx->arena, "%zu", m->n)});
    return OK;
}

Err bank_file_make(OperatorCtx o, Str currency, Id *ret_id)
{
    Ctx *ctx = o.ctx;
    Making m = {.currency = currency, .file_id = ctx_new_id(ctx)};
    FileStage *stage;
    TRY(unit_run(ctx, MODE_READ, NULL, read_due, &m));
    Str id = id_text(ctx->arena, m.file_id);
    m.order.message_id = str_fmt(ctx->arena, "EN%.*s", S_ARG(str_sub(id, id.n - 12, 12)));
    m.order.initiator = m.order.debtor;
    m.order.made = ctx->wall;
    m.order.on = date_of(ctx->now);
    m.order.list = m.list;
    m.order.n = m.n;
    Str xml = bank_order_xml(ctx->arena, &m.order);
    TRY(file_stage(ctx, ID_NIL, &stage));
    Err err = file_stage_write(stage, xml);
    if (err != OK) {
        file_stage_abandon(stage);
        return err;
    }
    TRY(file_stage_finish(stage, ctx->arena, &m.done));
    TRY(unit_run(ctx, MODE_WRITE, "payments.file", keep_file, &m));
    *ret_id = m.file_id;
    return OK;
}

Err bank_file_settle(OperatorCtx o, Id id)
{
    Ctx *ctx = o.ctx;
    FileOneRow f;
    Id job;
    int64_t changed;
    TRY(q_file_one(o, &(FileOneArgs){.id = id}, &f));
    TRY(q_file_settle(o, &(FileSettleArgs){.id = id}, &changed));
    ctx->audit.target_kind = S("payment_file");
    ctx->audit.target_id = id;
    ctx->audit.target_name = f.message_id;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"state", f.state});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"state", S("settling")});
    if (!changed) {
        return problem(ctx, ERR_CONFLICT, MSG("The file was marked as carried out already"),
                       MSG("Look at its payments."));
    }
    return job_enqueue(ctx,
                       &(JobAsk){.kind = "payments.settle",
                                 .key = id_text(ctx->arena, id),
                                 .user_id = ctx->actor.user_id,
                                 .total = f.payments},
                       &job);
}

/* --- reading what the bank says --- */

static bool name_is(Str tag, const char *name)
{
    ptrdiff_t colon = str_find_char(tag, ':');
    return str_eq(colon >= 0 ? str_skip(tag, (size_t)colon + 1) : tag, str_from(name));
}
static Str unescaped(Arena *a, Str s)
{
    static const struct {
        Str from;
        char to;
    } NAMED[] = {{S_INIT("&amp;"), '&'},
                 {S_INIT("&lt;"), '<'},
                 {S_INIT("&gt;"), '>'},
                 {S_INIT("&quot;"), '"'},
                 {S_INIT("&apos;"), '\''}};
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    for (size_t i = 0; i < s.n;) {
        size_t k = 0;
        while (k < COUNT_OF(NAMED) && !str_starts(str_skip(s, i), NAMED[k].from)) {
            k++;
        }
        buf_addc(&b, k < COUNT_OF(NAMED) ? NAMED[k].to : s.p[i]);
        i += k < COUNT_OF(NAMED) ? NAMED[k].from.n : 1;
    }
    return buf_str(&b);
}

/* Why a bank did not take or keep a payment, in plain words, by its code (ISO 20022, external code set 4.1). */
static Str reason_text(Arena *a, Str code, Str more)
{
    static const struct {
        const char *code, *text;
    } KNOWN[] = {{"AC01", "The account number is wrong."},
                 {"AC04", "The account is closed."},
                 {"AC06", "The account is blocked."},
                 {"AG01", "The account does not take such payments."},
                 {"AM04", "The vendor's account did not cover the payment."},
                 {"BE01", "The holder is not the one that the bank knows."},
                 {"BE04", "The address of the holder is missing."},
                 {"MS03", "The bank gives no reason."},
                 {"RC01", "The BIC of the bank is wrong."},
                 {"RR04", "The bank may not carry it out by law."}};
    Str said = S("");
    for (size_t i = 0; i < COUNT_OF(KNOWN); i++) {
        said = str_eq(str_from(KNOWN[i].code), code) ? str_from(KNOWN[i].text) : said;
    }
    more = str_sub(more, 0, more.n < REASON_TEXT_MAX ? more.n : REASON_TEXT_MAX);
    Str out = str_fmt(a, "%.*s%s%.*s%s%.*s", S_ARG(code), code.n && (said.n || more.n) ? ": " : "", S_ARG(said),
                      said.n && more.n ? " " : "", S_ARG(more));
    return str_trim(out).n ? str_trim(out) : S("The bank gives no reason.");
}

typedef struct Reading {
    Arena *a;
    Str path[XML_DEPTH];
    size_t depth;
    BankStatus *list;
    size_t n;
    bool inside;
    Str number, status, code, more;
} Reading;
static bool within(const Reading *r, const char *name)
{
    for (size_t i = 0; i < r->depth; i++) {
        if (name_is(r->path[i], name)) {
            return true;
        }
    }
    return false;
}
static Err opened(Reading *r, Str tag)
{
    if (r->depth == XML_DEPTH) {
        return ERR_PARSE;
    }
    r->path[r->depth++] = tag;
    if (name_is(tag, "TxInfAndSts") || name_is(tag, "TxDtls")) {
        r->inside = true;
        r->number = r->status = r->code = r->more = S("");
    } else if (r->inside && name_is(tag, "RtrInf")) {
        r->status = S("RTRN");
    }
    return OK;
}
static Err closed(Reading *r, Str tag)
{
    if (!r->depth || !str_eq(r->path[r->depth - 1], tag)) {
        return ERR_PARSE;
    }
    r->depth--;
    if (r->inside && (name_is(tag, "TxInfAndSts") || name_is(tag, "TxDtls"))) {
        r->inside = false;
        if (r->number.n && r->status.n) {
            if (r->n == REPORT_MAX) {
                return ERR_TOO_LARGE;
            }
            r->list[r->n++] = (BankStatus){r->number, r->status, reason_text(r->a, r->code, r->more)};
        }
    }
    return OK;
}
static void said(Reading *r, Str value)
{
    value = str_trim(value);
    if (!r->inside || !value.n || !r->depth) {
        return;
    }
    Str tag = r->path[r->depth - 1];
    value = unescaped(r->a, value);
    if (name_is(tag, "OrgnlEndToEndId") || name_is(tag, "EndToEndId")) {
        r->number = value;
    } else if (name_is(tag, "TxSts")) {
        r->status = value;
    } else if (name_is(tag, "Cd") && within(r, "Rsn")) {
        r->code = value;
    } else if (name_is(tag, "AddtlInf")) {
        r->more = value;
    }
}

/* Elements and text only: no document type, no processing but the first line, no comments inside. What is not balanced
 * is refused, so that half a file is never taken. */
Err bank_report_read(Arena *a, Str xml, BankStatus **ret, size_t *ret_n)
{
    Reading r = {.a = a, .list = arena_array(a, BankStatus, REPORT_MAX)};
    size_t i = 0;
    bool any = false;
    while (i < xml.n) {
        ptrdiff_t open = str_find_char(str_skip(xml, i), '<');
        if (open < 0) {
            break;
        }
        said(&r, str_sub(xml, i, (size_t)open));
        i += (size_t)open + 1;
        ptrdiff_t end = str_find_char(str_skip(xml, i), '>');
        if (end < 1) {
            return ERR_PARSE;
        }
        Str tag = str_sub(xml, i, (size_t)end);
        i += (size_t)end + 1;
        if (tag.p[0] == '?') {
            continue;
        }
        if (tag.p[0] == '!') {
            return ERR_PARSE;
        }
        bool close = tag.p[0] == '/', alone = tag.p[tag.n - 1] == '/';
        tag = close ? str_skip(tag, 1) : alone ? str_sub(tag, 0, tag.n - 1) : tag;
        size_t n = 0;
        while (n < tag.n && (unsigned char)tag.p[n] > ' ') {
            n++;
        }
        tag = str_sub(tag, 0, n);
        any = true;
        if (!close) {
            TRY(opened(&r, tag));
        }
        if (close || alone) {
            TRY(closed(&r, tag));
        }
    }
    *ret = r.list;
    *ret_n = r.n;
    return any && r.depth == 0 ? OK : ERR_PARSE;
}

/* What a status does to a payment that stands in a state; NULL: nothing. */
static const char *led_to(Str state, const BankStatus *s)
{
    bool on_way = str_has_word(S("in_progress reprocessing"), state);
    if (on_way && str_has_word(S("ACSC ACCC"), s->status)) {
        return "sent";
    }
    if (on_way && str_eq(s->status, S("RJCT"))) {
        return str_starts(s->reason, S("AM")) ? "failed" : "rejected_bank";
    }
    return str_eq(state, S("sent")) && str_eq(s->status, S("RTRN")) ? "reversed" : NULL;
}

static Err take_status(OperatorCtx o, const BankStatus *s, BankReport *ret)
{
    Ctx *ctx = o.ctx;
    PaymentOfNumberRow p;
    Err err = q_payment_of_number(o, &(PaymentOfNumberArgs){.number = s->number}, &p);
    if (err == ERR_NOT_FOUND) {
        ret->unknown++;
        return OK;
    }
    TRY(err);
    const char *to = led_to(p.state, s);
    if (!to) {
        return OK; /* on its way still, or said before */
    }
    bool good = strcmp(to, "sent") == 0;
    TRY(payment_move(ctx, &(PaymentHappening){.account_id = p.account_id,
                                              .id = p.id,
                                              .to = str_from(to),
                                              .reason = good ? S("") : s->reason,
                                              .bank_says = good ? S("") : s->reason,
                                              .mover = MOVER_VENDOR}));
    TRY(audit_also(ctx, good ? "payments.sent" : "payments.returned"));
    *(good ? &ret->sent : &ret->returned) += 1;
    return OK;
}

Err bank_report_take(OperatorCtx o, Str name, Str bytes, BankReport *ret)
{
    Ctx *ctx = o.ctx;
    BankStatus *list;
    size_t n;
    int64_t added;
    Id id = ctx_new_id(ctx);
    Digest digest = digest_sha256(bytes);
    *ret = (BankReport){0};
    if (bank_report_read(ctx->arena, bytes, &list, &n) != OK) {
        problem_field(ctx, S("report"),
                      MSG("This is not a whole pain.002 or camt file of at most 2,000 payments. Get it from the bank "
                          "again and send it as it is."));
        return problem_check(ctx);
    }
    TRY(q_report_add(
        o, &(ReportAddArgs){.id = id, .created_name = ctx->actor.name, .name = name, .digest = digest_str(&digest)},
        &added));
    if (!added) {
        ret->again = true;
        ctx->audit.skip = true;
        return OK;
    }
    for (size_t i = 0; i < n; i++) {
        TRY(take_status(o, &list[i], ret));
    }
    (void)account_of(ctx, ID_NIL);
    ctx->audit.target_kind = S("payment_file");
    ctx->audit.target_id = id;
    ctx->audit.target_name = name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"sent", str_fmt(ctx->arena, "%lld", (long long)ret->sent)},
                                  {"returned", str_fmt(ctx->arena, "%lld", (long long)ret->returned)},
                                  {"unknown", str_fmt(ctx->arena, "%lld", (long long)ret->unknown)});
    return q_report_count(
        o, &(ReportCountArgs){.id = id, .sent = ret->sent, .returned = ret->returned, .unknown = ret->unknown}, NULL);
}
