/* Devices of a CSV file: what is wrong with a row, the device that it makes in its batch, and the pages of the files.
 */
#include "ui/import.h"
#include "areas/customers/customers.h"
#include "areas/devices/pages.h"
#include "base/map.h"
#include "ui/shell.h"

enum { COL_BATCH, COL_SERIAL, COL_KEY, COL_HASH, COL_MODEL, COL_MAKER, COL_POLICY, COLS };
static const ImportColumn COLUMNS[COLS] = {
    [COL_BATCH] = {"batchId", N_("Batch"), true},         [COL_SERIAL] = {"serialNumber", N_("Serial number"), false},
    [COL_KEY] = {"productKey", N_("Product key"), false}, [COL_HASH] = {"hardwareHash", N_("Hardware hash"), false},
    [COL_MODEL] = {"modelName", N_("Model"), false},      [COL_MAKER] = {"oemManufacturerName", N_("Maker"), false},
    [COL_POLICY] = {"policy", N_("Policy"), false},
};

typedef struct Others { /* what rows are compared with */
    Map known;          /* what a device is known by: the row that has it */
    Map policies;       /* folded name: its row */
} Others;
typedef struct Line {
    DeviceFacts facts;
    Str batch;
    Id policy_id;
} Line;

static Err begin(AccountCtx a, void **ret)
{
    Others *o = arena_new(a.ctx->arena, Others);
    DevicePoliciesRow *rows;
    size_t n;
    o->known = map_on_arena(a.ctx->arena, 256);
    o->policies = map_on_arena(a.ctx->arena, 32);
    *ret = o;
    TRY(q_device_policies(a, NULL, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        map_put(&o->policies, fold_search(a.ctx->arena, rows[i].name), &rows[i]);
    }
    return OK;
}

static void check_policy(Ctx *ctx, Others *o, Str name, Line *l, ImportRow *row)
{
    const DevicePoliciesRow *policy = name.n ? map_get(&o->policies, fold_search(ctx->arena, name)) : NULL;
    row->makes = l->batch;
    if (policy) {
        l->policy_id = policy->id;
        row->makes = str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(l->batch), S_ARG(policy->name));
    } else if (name.n) {
        problem_field(ctx, S("policy"), MSG1("The customer has no policy {name}.", "name", name));
    }
}

static Err check(AccountCtx a, void *state, const Str *cells, ImportRow *row)
{
    Ctx *ctx = a.ctx;
    Others *o = state;
    Line *l = arena_new(ctx->arena, Line);
    Str problem;
    *l = (Line){.facts = {.serial_number = cells[COL_SERIAL],
                          .product_key = cells[COL_KEY],
                          .hardware_hash = cells[COL_HASH],
                          .model = cells[COL_MODEL],
                          .maker = cells[COL_MAKER]},
                .batch = cells[COL_BATCH]};
    row->what = l;
    row->name = l->facts.serial_number.n ? l->facts.serial_number : l->facts.product_key;
    device_batch_check_name(ctx, l->batch);
    check_policy(ctx, o, cells[COL_POLICY], l, row);
    TRY(device_check(a, &l->facts, &problem));
    if (problem.n) {
        problem_field(ctx, S("serialNumber"), MSG_OF(device_problem_text(problem)));
        return OK;
    }
    Str as = device_known_as(ctx->arena, &l->facts);
    ImportRow *earlier = map_get(&o->known, as);
    if (earlier) {
        problem_field(
            ctx, S("serialNumber"),
            MSG1("The device stands in row {row} too", "row", str_fmt(ctx->arena, "%lld", (long long)earlier->line)));
    } else {
        map_put(&o->known, as, row);
    }
    return OK;
}

static Err make(AccountCtx a, const ImportFile *file, ImportRow *row, Id *ret_id)
{
    (void)file;
    const Line *l = row->what;
    Str problem;
    TRY(device_make(a, l->batch, &l->facts, l->policy_id, ret_id, &problem));
    if (problem.n) { /* uploaded since the check of this step */
        problem_field(a.ctx, S("serialNumber"), MSG_OF(device_problem_text(problem)));
    }
    return problem_check(a.ctx);
}

const ImportKind DEVICES_FILE = {.kind = "devices.import",
                                 .action = "device.import",
                                 .refused = "device.import.refused",
                                 .end = "devices.import.done",
                                 .columns = COLUMNS,
                                 .columns_n = COLS,
                                 .of_customer = true,
                                 .begin = begin,
                                 .check = check,
                                 .make = make};

/* --- the pages --- */

static const char *const EXAMPLE[] = {"Autumn laptops", "NL-4711-0815", "", "", "Desk 14", "Northlight", ""};

static Url at(Ctx *ctx, const char *rest)
{
    return (Url){str_concat(ctx->arena, devices_url(ctx, "/import").s, str_from(rest))};
}
static Url thing(Ctx *ctx, Id id)
{
    return (Url){str_fmt(ctx->arena, "%.*s/%.*s", S_ARG(devices_url(ctx, "").s), S_ARG(id_text(ctx->arena, id)))};
}
static ShellView *shell(Ctx *ctx, Str file_name)
{
    CustomerFrame *frame;
    Crumb devices = {.label = MSG("Devices"), .url = devices_url(ctx, "")};
    Crumb files = {.label = MSG("Upload devices"), .url = at(ctx, "")};
    Msg title = file_name.n ? MSG1("{name}", "name", file_name) : MSG("Upload devices");
    if (customer_frame_view((AccountCtx){ctx}, title, file_name.n ? &files : &devices, &frame) != OK) {
        return shell_view(ctx, title, &devices, 1);
    }
    return frame->shell;
}
static Msg add(int64_t n) { return MSGN("Add {n} device", "Add {n} devices", n); }

static const ImportPages PAGES = {
    .kind = &DEVICES_FILE,
    .title = N_("Upload devices"),
    .about = N_("A CSV file with one device a row, in the batch that it names. A device is known by its hardware hash, "
                "or its product key, or its serial number with maker and model. The file is checked first; nothing is "
                "written before you say so."),
    .task = N_("Upload of a customer's devices"),
    .what = N_("Device"),
    .file_name = "devices.csv",
    .template_name = "devices-template.csv",
    .example = EXAMPLE,
    .add = add,
    .at = at,
    .thing = thing,
    .shell = shell};

Err page_devices_files(AccountCtx a) { return import_page_files(a, &PAGES); }
Err page_devices_template(AccountCtx a) { return import_page_template(a, &PAGES); }
Err page_devices_upload(AccountCtx a) { return import_page_upload(a, &PAGES); }
Err page_devices_file(AccountCtx a) { return import_page_file(a, &PAGES); }
Err page_devices_run(AccountCtx a) { return import_page_run(a, &PAGES); }
Err page_devices_report(AccountCtx a) { return import_page_report(a, &PAGES); }
Err devices_import_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    return import_step(ctx, job, ret_next, &DEVICES_FILE);
}
