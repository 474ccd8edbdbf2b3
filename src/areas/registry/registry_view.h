/* Models of the vendor's page of the company registry. */
#pragma once
#include "areas/registry/registry.h"

typedef struct RegistryCount {
    Str country;
    int64_t n;
    Time updated;
    Url url;
} RegistryCount;
typedef struct RegistryView {
    ShellView *shell;
    Url action, import_url;
    FieldView country, text;
    const RegistryCount *counts;
    size_t counts_n;
    const RegistryLine *lines;
    size_t lines_n;
    bool asked, more; /* more: only the first are shown */
} RegistryView;
