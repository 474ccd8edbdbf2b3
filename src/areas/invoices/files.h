/* Reconciliation files: the documented columns, by the names that they have there, in any language. */
#pragma once
#include "app/export_job.h"

enum { INVOICE_FILES = 4 };
typedef struct InvoiceFile {
    const char *word, *name; /* of the address; N_() */
    ExportList list;
} InvoiceFile;
extern const InvoiceFile INVOICE_FILE[INVOICE_FILES];
