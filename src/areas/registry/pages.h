/* Handlers of the company registry's pages, its file and its command. */
#pragma once
#include "app/import.h"
#include "areas/registry/registry.h"

#define REGISTRY_PAGE "/operator/registry"
extern const ImportKind REGISTRY_FILE;
Err registry_list_page(OperatorCtx o);
Err registry_imports_page(OperatorCtx o);
Err registry_import_template(OperatorCtx o);
Err registry_import_upload(OperatorCtx o);
Err registry_import_page(OperatorCtx o);
Err registry_import_run(OperatorCtx o);
Err registry_import_report(OperatorCtx o);
MUST_USE Err registry_import_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
int registry_import(CommandRun *run);
MUST_USE Err registry_demo(DemoCtx *demo);
