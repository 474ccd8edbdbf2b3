/* Models of the pages of webhooks. */
#pragma once
#include "app/view.h"

typedef struct EventChoice {
    Str name;
    bool chosen;
} EventChoice;
typedef struct DeliveryLine {
    Str event, answer;
    Time at;
    StateView state;
    int64_t tries;
    Url url;
} DeliveryLine;
typedef struct WebhooksView {
    ShellView *shell;
    FormView form;
    FieldView url;
    Msg events_error;
    bool token_header, may_manage, registered, paused;
    const EventChoice *events;
    size_t events_n;
    Url certificate, test, pause, resume;
    const DeliveryLine *deliveries;
    size_t deliveries_n;
    bool filtered;
    Url clear_url;
    FieldView state, event;
    ExportView export;
    PagerView pager;
} WebhooksView;
typedef struct TryLine {
    Time at;
    Str code, answer;
} TryLine;
typedef struct DeliveryView {
    ShellView *shell;
    const FactView *facts;
    size_t facts_n;
    Msg means;
    Str body;
    bool may_again;
    Url again;
    const TryLine *tries;
    size_t tries_n;
} DeliveryView;
