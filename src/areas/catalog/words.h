/* The catalogue's words and how people read them. */
#pragma once
#include "app/ctx.h"

typedef struct Word {
    const char *word, *label;
} Word;
extern const Word TYPES[6], SEGMENTS[4], TERMS[4], CYCLES[5];
/* NULL: a word that is not among them. */
const char *catalog_label(const Word *words, size_t n, Str word);
/* A word that is new is shown as it is. */
Msg catalog_said(const Word *words, size_t n, Str word);
#define LABEL(WORDS, WORD) catalog_label((WORDS), COUNT_OF(WORDS), (WORD))
#define SAID(WORDS, WORD) catalog_said((WORDS), COUNT_OF(WORDS), (WORD))
