/* The catalogues of translations, embedded in the program: one GNU .mo image a language, made by the build from po/. */
#pragma once
#include <stddef.h>

typedef struct Catalogue {
    const char *language; /* "fr" */
    const unsigned char *bytes;
    size_t n;
} Catalogue;
extern const Catalogue CATALOGUES[];
extern const size_t CATALOGUES_N;
