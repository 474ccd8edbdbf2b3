/* Models of the pages of partner accounts. */
#pragma once
#include "app/machine.h"
#include "app/view.h"

typedef struct StandingView {
    ShellView *shell;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
} StandingView;
typedef struct PartnerView {
    ShellView *shell;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
} PartnerView;
