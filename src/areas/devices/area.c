/* Devices: what the kernel must know of this area. */
#include "app/area.h"
#include "areas/devices/api.h"
#include "areas/devices/devices.h"
#include "areas/devices/pages.h"

#define SELLERS "csp_direct csp_provider csp_reseller"
const Perm DEVICES_VIEW = PERM("devices.view", N_("View customers' devices"),
                               "global_admin admin_agent sales_agent user_management_admin", .programs = SELLERS);
const Perm DEVICES_MANAGE = PERM("devices.manage", N_("Upload customers' devices and keep their policies"),
                                 "global_admin admin_agent sales_agent", .programs = SELLERS);
static const Perm *const PERMS[] = {&DEVICES_VIEW, &DEVICES_MANAGE};

#define V "/v1/customers/{customer}"
#define P "/a/{account}/customers/{customer}/devices"
#define WIRE .kind = ROUTE_API, .api_area = "devices"
static const Route ROUTES[] = {
    ROUTE("GET", V "/policies", &DEVICES_VIEW, NULL, MODE_READ, api_device_policies, WIRE,
          .shape_out = &API_DEVICE_POLICY, .list = true, .summary = "List a customer's configuration policies"),
    ROUTE("POST", V "/policies", &DEVICES_MANAGE, "device.policy.add", MODE_WRITE, api_device_policy_add, WIRE,
          .shape_in = &API_DEVICE_POLICY_NEW, .shape_out = &API_DEVICE_POLICY, .answers = "200",
          .summary = "Create a configuration policy"),
    ROUTE("GET", V "/policies/{policy}", &DEVICES_VIEW, NULL, MODE_READ, api_device_policy_get, WIRE,
          .shape_out = &API_DEVICE_POLICY, .summary = "Get a configuration policy"),
    ROUTE("PUT", V "/policies/{policy}", &DEVICES_MANAGE, "device.policy.save", MODE_WRITE, api_device_policy_put, WIRE,
          .shape_in = &API_DEVICE_POLICY_NEW, .shape_out = &API_DEVICE_POLICY,
          .summary = "Replace a configuration policy"),
    ROUTE("DELETE", V "/policies/{policy}", &DEVICES_MANAGE, "device.policy.delete", MODE_WRITE,
          api_device_policy_delete, WIRE, .summary = "Delete a configuration policy"),
    ROUTE("GET", V "/deviceBatches", &DEVICES_VIEW, NULL, MODE_READ, api_device_batches, WIRE,
          .shape_out = &API_DEVICE_BATCH, .list = true, .summary = "List a customer's device batches"),
    ROUTE("POST", V "/deviceBatches", &DEVICES_MANAGE, "device.batch.add", MODE_WRITE, api_device_batch_add, WIRE,
          .body_max = DEVICES_BODY_MAX, .shape_in = &API_DEVICE_BATCH_NEW, .answers = "202",
          .summary = "Upload devices as a new batch; the work is asynchronous"),
    ROUTE("GET", V "/deviceBatches/{batch}/devices", &DEVICES_VIEW, NULL, MODE_READ, api_devices, WIRE,
          .shape_out = &API_DEVICE, .list = true, .summary = "List the devices of a batch"),
    ROUTE("POST", V "/deviceBatches/{batch}/devices", &DEVICES_MANAGE, "device.batch.more", MODE_WRITE, api_devices_add,
          WIRE, .body_max = DEVICES_BODY_MAX, .shape_in = &API_DEVICE_UPDATES, .answers = "202",
          .summary = "Upload further devices of a batch, as a bare array"),
    ROUTE("PUT", V "/deviceBatches/{batch}/devices/{device}", &DEVICES_MANAGE, "device.save", MODE_WRITE,
          api_device_put, WIRE, .shape_in = &API_DEVICE_IN, .shape_out = &API_DEVICE,
          .summary = "Give a device a policy, or none"),
    ROUTE("PATCH", V "/deviceBatches/{batch}/devices/{device}", &DEVICES_MANAGE, "device.save", MODE_WRITE,
          api_device_put, WIRE, .shape_in = &API_DEVICE_IN, .shape_out = &API_DEVICE,
          .summary = "Give a device a policy, or none"),
    ROUTE("DELETE", V "/deviceBatches/{batch}/devices/{device}", &DEVICES_MANAGE, "device.delete", MODE_WRITE,
          api_device_delete, WIRE, .summary = "Delete a device"),
    ROUTE("PATCH", V "/DevicePolicyUpdates", &DEVICES_MANAGE, "device.policies", MODE_WRITE, api_device_policy_updates,
          WIRE, .body_max = DEVICES_BODY_MAX, .shape_in = &API_DEVICE_UPDATES, .answers = "202",
          .summary = "Give policies to devices; the work is asynchronous"),
    ROUTE("GET", V "/batchJobStatus/{tracking}", &DEVICES_VIEW, NULL, MODE_READ, api_device_upload, WIRE,
          .shape_out = &API_DEVICE_UPLOAD, .summary = "How far an upload of devices is"),

    ROUTE("GET", P, &DEVICES_VIEW, NULL, MODE_READ, page_devices, .summary = "A customer's devices and policies"),
    ROUTE("GET", P "/export", &DEVICES_VIEW, NULL, MODE_READ, page_devices_export,
          .summary = "A customer's devices as a file"),
    ROUTE("GET", P "/policies/new", &DEVICES_MANAGE, NULL, MODE_READ, page_device_policy_new,
          .summary = "The form of a new policy"),
    ROUTE("POST", P "/policies/new", &DEVICES_MANAGE, "device.policy.add", MODE_WRITE, page_device_policy_add,
          .summary = "Add a policy"),
    ROUTE("GET", P "/policies/{policy}", &DEVICES_VIEW, NULL, MODE_READ, page_device_policy, .summary = "One policy"),
    ROUTE("POST", P "/policies/{policy}", &DEVICES_MANAGE, "device.policy.save", MODE_WRITE, page_device_policy_save,
          .summary = "Save a policy"),
    ROUTE("POST", P "/policies/{policy}/delete", &DEVICES_MANAGE, "device.policy.delete", MODE_WRITE,
          page_device_policy_delete, .summary = "Delete a policy"),
    ROUTE("GET", P "/import", &DEVICES_MANAGE, NULL, MODE_READ, page_devices_files, .summary = "Files of devices"),
    ROUTE("POST", P "/import", &DEVICES_MANAGE, "devices.file", MODE_WRITE, page_devices_upload, .upload = true,
          .body_max = IMPORT_BYTES_MAX + (64 << 10), .summary = "Check a file"),
    ROUTE("GET", P "/import/template", &DEVICES_MANAGE, NULL, MODE_READ, page_devices_template),
    ROUTE("GET", P "/import/{import}", &DEVICES_MANAGE, NULL, MODE_READ, page_devices_file),
    ROUTE("POST", P "/import/{import}/run", &DEVICES_MANAGE, "devices.import.start", MODE_WRITE, page_devices_run,
          .summary = "Import a file"),
    ROUTE("GET", P "/import/{import}/report", &DEVICES_MANAGE, NULL, MODE_READ, page_devices_report),
    ROUTE("GET", P "/{device}", &DEVICES_VIEW, NULL, MODE_READ, page_device, .summary = "One device"),
    ROUTE("POST", P "/{device}/policy", &DEVICES_MANAGE, "device.save", MODE_WRITE, page_device_policy_give,
          .summary = "Give a device a policy, or none"),
    ROUTE("POST", P "/{device}/delete", &DEVICES_MANAGE, "device.delete", MODE_WRITE, page_device_delete,
          .summary = "Delete a device"),
};

static const NavEntry CUSTOMER_NAV[] = {{.label = N_("Devices"), .path = P, .perm = &DEVICES_VIEW, .order = 60}};

static const JobKind JOBS[] = {{.kind = "devices.upload",
                                .title = N_("Upload of devices"),
                                .step = devices_upload_step,
                                .outside = true,
                                .attempts_max = 5},
                               {.kind = "devices.import",
                                .title = N_("Upload of a customer's devices"),
                                .step = devices_import_step,
                                .outside = true,
                                .attempts_max = 5,
                                .visible = true,
                                .page = P "/import/{key}"}};

#define LINES .no_diff = "each device and what became of it stands in the upload's list"
static const AuditAction AUDITED[] = {
    AUDIT("device.policy.add", "policy_created", "policy", N_("Created a policy for devices")),
    AUDIT("device.policy.save", "policy_updated", "policy", N_("Changed a policy for devices")),
    AUDIT("device.policy.delete", "policy_deleted", "policy", N_("Deleted a policy for devices")),
    AUDIT("device.batch.add", "devices_upload_to_new_batch_attempted", "device", N_("Uploaded a batch of devices")),
    AUDIT("device.batch.more", "devices_upload_to_existing_batch_attempted", "device",
          N_("Uploaded devices to a batch")),
    AUDIT("device.policies", "devices_update_attempted", "device", N_("Gave policies to devices")),
    AUDIT("device.save", "device_updated", "device", N_("Changed a device")),
    AUDIT("device.delete", "device_deleted", "device", N_("Deleted a device")),
    AUDIT("device.import", "devices_upload", "device", N_("Added a device from a file")),
    AUDIT("device.import.refused", "refuse_device_row", "device", N_("Refused a device of a file"),
          .no_diff = "the row and its problem stand in the report"),
    AUDIT("devices.file", "upload_device_file", "import", N_("Uploaded a file of devices"), LINES),
    AUDIT("devices.import.start", "import_devices", "import", N_("Began to add devices from a file"), LINES),
    AUDIT("devices.import.done", "import_devices", "import", N_("Finished adding devices from a file"), LINES),
    AUDIT("devices.work", "work_off_devices", "device", N_("Worked off uploaded devices"), LINES, .quiet = true),
};
static const AuditWord AUDIT_FIELDS[] = {{"category", N_("Category")}, {"description", N_("Description")},
                                         {"settings", N_("Settings")}, {"devices", N_("Devices")},
                                         {"policy", N_("Policy")},     {"serialNumber", N_("Serial number")},
                                         {"model", N_("Model")}};
static const AuditValue AUDIT_VALUES[] = {{"category", "none", N_("None")}, {"category", "o_o_b_e", N_("First start")}};
static const char *const NEEDS[] = {"customers", NULL};

const Area area_devices = {
    .name = "devices",
    .title = N_("Devices"),
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .customer_nav = LIST(CUSTOMER_NAV),
    .help = "devices",
    .jobs = LIST(JOBS),
    .audit_actions = LIST(AUDITED),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_values = LIST(AUDIT_VALUES),
    .customer_gone = devices_customer_gone,
};
