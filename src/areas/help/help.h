/* Finding: pages by their title, help topics by their text, records by the search index. */
#pragma once
#include "app/area.h"
#include "app/ctx.h"
#include "gen/help.h"

/* The topic in the actor's language, or in English; NULL when there is none of that name. */
const HelpTopic *help_topic(Ctx *ctx, Str topic);
/* All topics in the actor's language; returns how many, at most max. */
size_t help_topics(Ctx *ctx, const HelpTopic **ret, size_t max);

typedef struct Found {
    Str title, line, icon;
    Url url;
} Found;
typedef struct FoundGroup {
    Msg title;
    const Found *items;
    size_t items_n;
} FoundGroup;
enum { FOUND_GROUPS_MAX = 16 };
/* At most max items a group; groups without items are left out. whole_text: also the text of help topics. */
typedef struct FindAsk {
    Str text;
    size_t max;
    bool whole_text;
} FindAsk;
MUST_USE Err find_all(AccountCtx a, const FindAsk *ask, FoundGroup ret[FOUND_GROUPS_MAX], size_t *ret_n);
/* Does every word of text begin some word of `in`? Both folded. */
bool words_begin(Str text_folded, Str in_folded);
