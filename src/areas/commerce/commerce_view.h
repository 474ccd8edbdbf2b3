/* Models of the pages of subscriptions, orders and carts. */
#pragma once
#include "app/view.h"

/* The life of a subscription as a line 240 wide: term, what of it is over, days to cancel free, today, its end. */
/* A row of a list of subscriptions as the subscription that the words are made of. */
#define SUBSCRIPTION_OF_ROW(R)                                                                                         \
    ((Subscription){.id = (R)->id,                                                                                     \
                    .friendly_name = (R)->friendly_name,                                                               \
                    .title = (R)->title,                                                                               \
                    .quantity = (R)->quantity,                                                                         \
                    .currency = (R)->currency,                                                                         \
                    .term = (R)->term,                                                                                 \
                    .cycle = (R)->cycle,                                                                               \
                    .unit_price = (R)->unit_price,                                                                     \
                    .state = (R)->state,                                                                               \
                    .since = (R)->since,                                                                               \
                    .renews = (R)->renews,                                                                             \
                    .trial = (R)->trial,                                                                               \
                    .usage = (R)->usage,                                                                               \
                    .started_at = (R)->started_at,                                                                     \
                    .term_from = (R)->term_from,                                                                       \
                    .ends_at = (R)->ends_at,                                                                           \
                    .refund_until = (R)->refund_until,                                                                 \
                    .due_at = (R)->due_at})

typedef struct LifeView {
    Msg title, left, right;
    Str term, past, free, late, now, end; /* drawing paths; empty: not drawn */
    bool stops, left_strong, right_strong, drawn;
} LifeView;
typedef struct SubscriptionLine {
    Str name, amount, each;
    Url url;
    Msg terms; /* "1 year, each month" */
    int64_t quantity;
    bool usage;
    StateView state;
    LifeView life;
} SubscriptionLine;
typedef struct SubscriptionsView {
    const CustomerFrame *frame;
    bool may_buy, filtered;
    Url shop_url, clear_url;
    FieldView q, state;
    ExportView export;
    SortView by_name, by_newest;
    const SubscriptionLine *rows;
    size_t rows_n;
    PagerView pager;
    EmptyView empty;
} SubscriptionsView;
/* All that the account sells, whatever customer's. */
typedef struct SellingLine {
    SubscriptionLine s;
    Str id, customer;
} SellingLine;
typedef struct SellingView {
    ShellView *shell;
    bool filtered, may_change, all;
    Url clear_url, ask_url, all_url, page_url;
    Str query;
    Msg all_offer;
    FieldView q, state, product, renews, ends, act;
    ExportView export;
    SortView by_name, by_newest;
    const SellingLine *rows;
    size_t rows_n;
    PagerView pager;
    EmptyView empty;
} SellingView;
typedef struct BulkReasonLine {
    Str why;
    int64_t n;
} BulkReasonLine;
typedef struct BulkCostLine {
    Msg cycle;
    Str currency, before, after;
} BulkCostLine;
typedef struct BulkAskView {
    ShellView *shell;
    FormView form;
    FieldView quantity;
    bool asks_quantity, can;
    const HiddenField *keep;
    size_t keep_n;
    Msg changes, same, refused, note;
    const BulkReasonLine *reasons;
    size_t reasons_n;
    const BulkCostLine *costs;
    size_t costs_n;
    Msg submit;
    Url cancel;
    Msg more; /* the figures are of a part; unset: of all */
} BulkAskView;
typedef struct BulkResultLine {
    Str name, customer, why;
    Url url;
    StateView state;
    Msg what;
} BulkResultLine;
typedef struct BulkView {
    ShellView *shell;
    bool has_progress, can_undo, filtered, ended;
    ProgressView progress;
    Msg what;
    FactView facts[4];
    size_t facts_n;
    FieldView state;
    Url clear_url, undo_url, list_url;
    ExportView export;
    const BulkResultLine *rows;
    size_t rows_n;
    PagerView pager;
} BulkView;
typedef struct NextLine {
    Date on;
    Msg what, line;
} NextLine;
typedef struct SubscriptionAct {
    Msg label;
    Url url;
} SubscriptionAct;
typedef struct SubscriptionView {
    const CustomerFrame *frame;
    Str name;
    StateView state;
    LifeView life;
    const NextLine *next;
    size_t next_n;
    FactView facts[4];
    size_t facts_n;
    FactView pairs[16];
    size_t pairs_n;
    SubscriptionAct acts[6]; /* the first is the main one */
    size_t acts_n;
    Url order_url, base_url;
    Str order, base;
    const EventView *events;
    size_t events_n;
    const SubscriptionLine *addons;
    size_t addons_n;
} SubscriptionView;
/* What an act would do, line by line. */
typedef struct EffectLine {
    Msg what;
    Str before, after, amount;
} EffectLine;
typedef struct ChangeView {
    const CustomerFrame *frame;
    Msg title;
    FormView form;
    FieldView name, quantity, renews, next_quantity, next_term, to, term;
    bool has_name, has_quantity, has_renews, has_next, has_to;
    Msg note, submit;
    Url cancel;
    /* after the first step */
    bool review, danger;
    const HiddenField *keep;
    size_t keep_n;
    const EffectLine *effects;
    size_t effects_n;
} ChangeView;

typedef struct OrderLine {
    Str title;
    Url url;
    int64_t quantity;
    Msg terms;
    Str each, amount;
} OrderLine;
typedef struct OrderRow {
    Str id, amount, what;
    Url url;
    Time at;
    Msg cycle;
    StateView state;
    int64_t lines_n;
} OrderRow;
typedef struct OrdersView {
    const CustomerFrame *frame;
    bool may_buy, filtered;
    Url shop_url, clear_url;
    FieldView state;
    ExportView export;
    const OrderRow *rows;
    size_t rows_n;
    PagerView pager;
    EmptyView empty;
} OrdersView;
typedef struct DocumentLine {
    Str name, size;
    Msg kind;
    Url url;
    Time at;
} DocumentLine;
typedef struct OrderView {
    const CustomerFrame *frame;
    Str id, total;
    StateView state;
    FactView facts[5];
    size_t facts_n;
    const OrderLine *lines;
    size_t lines_n;
    FactView paid[4];
    size_t paid_n;
    const DocumentLine *documents;
    size_t documents_n;
    bool may_attach;
    Url attach_url;
} OrderView;
typedef struct DocumentsView {
    const CustomerFrame *frame;
    FormView form;
    FieldView price, currency, ordered, tender, link, tendered;
    Url cancel;
} DocumentsView;

typedef struct ShelfLine {
    Str title, description, group;
    Msg type;
    Url url;
    bool pinned;
} ShelfLine;
typedef struct ShelfView {
    const CustomerFrame *frame;
    Url clear_url, cart_url;
    int64_t cart_n; /* lines in the open cart */
    bool filtered;
    FieldView q, type;
    Msg market;
    const ShelfLine *rows;
    size_t rows_n;
    PagerView pager;
    EmptyView empty;
} ShelfView;
typedef struct PlanOffer {
    Str id, title, description, item_id;
    Msg segment;
    bool trial, addon, chosen; /* chosen: its form failed */
    FieldView quantity, term, base;
    bool has_base;
} PlanOffer;
typedef struct PlansView {
    const CustomerFrame *frame;
    Str title;
    Url action, back, cart_url;
    int64_t cart_n;
    ErrorSummary errors;
    const PlanOffer *plans;
    size_t plans_n;
} PlansView;
typedef struct CartLineView {
    Str title, each, amount, number;
    Msg terms, error;
    FieldView quantity;
} CartLineView;
typedef struct CartTotal {
    Msg cycle;
    Str amount;
} CartTotal;
typedef struct CartView {
    const CustomerFrame *frame;
    bool fine, may_buy;
    Url action, order_url, shop_url, agreements_url;
    Msg why; /* nothing can be ordered for this customer now; unset: it can */
    const CartLineView *lines;
    size_t lines_n;
    const CartTotal *totals;
    size_t totals_n;
    Time expires;
    EmptyView empty;
} CartView;

typedef struct SoftwareLine {
    Str name, product, key;
    Url url;
    int64_t quantity;
    StateView state;
    Msg next;
} SoftwareLine;
typedef struct SoftwareView {
    const CustomerFrame *frame;
    bool may_buy, filtered;
    Url shop_url, clear_url;
    FieldView q, state;
    ExportView export;
    const SoftwareLine *rows;
    size_t rows_n;
    PagerView pager;
    EmptyView empty;
} SoftwareView;
typedef struct SoftwareOneView {
    const CustomerFrame *frame;
    Str name, key;
    StateView state;
    FactView facts[4];
    size_t facts_n;
    Msg next;
    bool may_activate;
    Url activate_url, certificate_url, subscription_url;
    FormView form;
} SoftwareOneView;
