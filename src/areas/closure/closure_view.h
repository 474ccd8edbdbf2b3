/* Model of the page on which an account is deleted. */
#pragma once
#include "app/machine.h"
#include "app/view.h"

typedef struct ClosureBlockLine {
    Msg why, action;
    Url url;
} ClosureBlockLine;
typedef struct ClosureView {
    ShellView *shell;
    bool asked; /* ever: card and history are there */
    bool waiting;
    StateCard card;
    const StateEvent *history;
    size_t history_n;
    const ClosureBlockLine *blocks;
    size_t blocks_n;
    Str number;
    Msg membership, days;
    Url data;
    FormView form, keep;
    FieldView typed, body;
} ClosureView;
