/* Posting, reversing, closing. */
#include "areas/ledger/entry.h"
#include "gen/ledger_q.h"

static Date month_of(Time at)
{
    int year, month, day;
    date_ymd(date_of(at), &year, &month, &day);
    return date_from_ymd(year, month, 1);
}

static LedgerHead head_of(AccountCtx a, LedgerCause cause, Id reverses)
{
    return (LedgerHead){.account = a.ctx->account_id,
                        .created_at = a.ctx->wall,
                        .posted_at = a.ctx->now,
                        .cause = cause,
                        .reverses = reverses};
}

/* Whether the cause was posted: then its entry, if it says the same; id and times are those of the first posting. */
static Err posted_before(AccountCtx a, LedgerHead head, const LedgerRow *rows, size_t n, Id *ret_entry)
{
    LedgerEntryByCauseRow there;
    TRY(q_ledger_entry_by_cause(
        a, &(LedgerEntryByCauseArgs){.cause_kind = head.cause.kind, .cause_id = head.cause.id, .part = head.cause.part},
        &there));
    head.id = there.id;
    head.created_at = there.created_at;
    head.posted_at = there.posted_at;
    Digest content = entry_content_begin(a.ctx->arena, &head);
    for (size_t i = 0; i < n; i++) {
        content = entry_content_add(content, &rows[i]);
    }
    if (!str_eq(digest_str(&content), there.content)) {
        return problem(a.ctx, ERR_CONFLICT, MSG("This was posted already, with other amounts"),
                       MSG("Reverse the entry that is there, and post under a new cause."));
    }
    *ret_entry = there.id;
    return OK;
}

/* The next place in a month that is open; nobody else writes into the month until the unit ends. */
static Err take_period(AccountCtx a, Date period, LedgerPeriodTakeRow *ret)
{
    static const Digest NOTHING = {{0}};
    TRY(q_ledger_period_add(a, &(LedgerPeriodAddArgs){.period = period, .head = digest_str(&NOTHING)}, NULL));
    Err err = q_ledger_period_take(a, &(LedgerPeriodTakeArgs){.period = period}, ret);
    return err != ERR_NOT_FOUND ? err
                                : problem(a.ctx, ERR_CONFLICT, MSG("This month of the ledger is closed"),
                                          MSG("Post it in the month that is open."));
}

static Err store_rows(AccountCtx a, Date period, int64_t number, const LedgerRow *rows, size_t n)
{
    LedgerSums sums = ledger_sums(a.ctx->arena, LEDGER_ENTRY_SUMS_MAX);
    for (size_t i = 0; i < n; i++) {
        const LedgerRow *r = &rows[i];
        TRY(ledger_sums_add(&sums, r));
        TRY(q_ledger_posting_add(a,
                                 &(LedgerPostingAddArgs){.period = period,
                                                         .number = number,
                                                         .place = (int64_t)i + 1,
                                                         .kind = r->kind,
                                                         .debit = r->debit,
                                                         .credit = r->credit,
                                                         .currency = r->currency,
                                                         .amount = r->amount,
                                                         .source_kind = r->source_kind,
                                                         .source_id = r->source_id},
                                 NULL));
    }
    for (size_t i = 0; i < sums.n; i++) {
        const LedgerSum *s = &sums.all[i];
        TRY(q_ledger_balance_add(
            a,
            &(LedgerBalanceAddArgs){
                .period = period, .book = s->book, .currency = s->currency, .debit = s->debit, .credit = s->credit},
            NULL));
    }
    return OK;
}

static Err store(AccountCtx a, LedgerHead head, const LedgerRow *rows, size_t n, Id *ret_entry)
{
    Ctx *ctx = a.ctx;
    Date period = month_of(ctx->now);
    LedgerPeriodTakeRow place;
    TRY(take_period(a, period, &place));
    head.id = ctx_new_id(ctx);
    Digest content = entry_content_begin(ctx->arena, &head);
    for (size_t i = 0; i < n; i++) {
        content = entry_content_add(content, &rows[i]);
    }
    Digest chain = entry_chain(entry_digest_of(place.head), content);
    TRY(q_ledger_entry_add(a,
                           &(LedgerEntryAddArgs){.period = period,
                                                 .number = place.entries,
                                                 .id = head.id,
                                                 .cause_kind = head.cause.kind,
                                                 .cause_id = head.cause.id,
                                                 .part = head.cause.part,
                                                 .reverses_id = head.reverses,
                                                 .content = digest_str(&content),
                                                 .chain = digest_str(&chain)},
                           NULL));
    TRY(store_rows(a, period, place.entries, rows, n));
    TRY(q_ledger_period_head(a, &(LedgerPeriodHeadArgs){.period = period, .head = digest_str(&chain)}, NULL));
    *ret_entry = head.id;
    return OK;
}

static Err post_rows(AccountCtx a, LedgerHead head, const LedgerRow *rows, size_t n, Id *ret_entry)
{
    Err err = posted_before(a, head, rows, n, ret_entry);
    return err == ERR_NOT_FOUND ? store(a, head, rows, n, ret_entry) : err;
}

Err ledger_post(AccountCtx a, LedgerCause cause, const LedgerPosting *postings, size_t n, Id *ret_entry)
{
    if (n == 0 || n > LEDGER_POSTINGS_MAX || !cause.kind.n) {
        return ERR_INVALID;
    }
    LedgerRow *rows = arena_array(a.ctx->arena, LedgerRow, n);
    for (size_t i = 0; i < n; i++) {
        const LedgerPosting *p = &postings[i];
        Currency known;
        if (p->amount.minor <= 0 || (unsigned)p->kind >= LEDGER_KIND_N ||
            currency_parse(str_from(p->amount.cur.code), &known) != OK) {
            return ERR_INVALID;
        }
        const LedgerBooks *books = &LEDGER_KINDS[p->kind];
        rows[i] = (LedgerRow){.kind = books->kind,
                              .debit = books->debit,
                              .credit = books->credit,
                              .currency = str_from(p->amount.cur.code),
                              .amount = p->amount.minor,
                              .source_kind = p->source_kind,
                              .source_id = p->source_id};
    }
    return post_rows(a, head_of(a, cause, ID_NIL), rows, n, ret_entry);
}

Err ledger_reverse(AccountCtx a, Id entry, Id *ret_entry)
{
    LedgerEntryGetRow e;
    LedgerPostingsOfRow *there;
    size_t n;
    TRY(q_ledger_entry_get(a, &(LedgerEntryGetArgs){.id = entry}, &e));
    TRY(q_ledger_postings_of(
        a, &(LedgerPostingsOfArgs){.period = e.period, .number = e.number, .most = LEDGER_POSTINGS_MAX}, &there, &n));
    LedgerRow *rows = arena_array(a.ctx->arena, LedgerRow, n);
    for (size_t i = 0; i < n; i++) {
        rows[i] = (LedgerRow){.kind = there[i].kind,
                              .debit = there[i].credit,
                              .credit = there[i].debit,
                              .currency = there[i].currency,
                              .amount = there[i].amount,
                              .source_kind = there[i].source_kind,
                              .source_id = there[i].source_id};
    }
    return post_rows(a, head_of(a, (LedgerCause){S("reversal"), entry, S("")}, entry), rows, n, ret_entry);
}

Err ledger_close(AccountCtx a, Date period)
{
    static const Digest NOTHING = {{0}};
    Ctx *ctx = a.ctx;
    LedgerPeriodsOpenRow open;
    int64_t changed;
    if (month_of(time_of_date(period)).days != period.days) {
        return ERR_INVALID;
    }
    if (month_of(ctx->now).days <= period.days) {
        return problem(ctx, ERR_CONFLICT, MSG("This month is not over"), MSG("Close it when the next one has begun."));
    }
    TRY(q_ledger_periods_open(a, &(LedgerPeriodsOpenArgs){.last = date_add_months(period, -1)}, &open));
    if (open.n > 0) {
        return problem(ctx, ERR_CONFLICT, MSG("An earlier month of the ledger is open"), MSG("Close that one first."));
    }
    TRY(q_ledger_period_add(a, &(LedgerPeriodAddArgs){.period = period, .head = digest_str(&NOTHING)}, NULL));
    TRY(q_ledger_period_close(a, &(LedgerPeriodCloseArgs){.period = period}, &changed));
    return changed ? OK
                   : problem(ctx, ERR_CONFLICT, MSG("This month of the ledger is closed"),
                             MSG("What was wrong in it is reversed in the month that is open."));
}

Err ledger_book_sum(AccountCtx a, Str book, Currency currency, Date period, int64_t *ret_minor)
{
    LedgerBookSumRow sum;
    TRY(q_ledger_book_sum(a, &(LedgerBookSumArgs){.period = period, .book = book, .currency = str_from(currency.code)},
                          &sum));
    *ret_minor = sum.debit - sum.credit;
    return OK;
}
