/* Words for the audit chain: what the areas and the kernel declare, found by its stable id, and the check at the start
 * that nothing is missing. */
#include "app/kernel.h"
#include "base/json.h"

/* The kinds of things that the wire API knows; areas add theirs in .audit_resources. */
static const AuditWord RESOURCES[] = {
    {"customer", N_("Customer")},
    {"customer_user", N_("Customer user")},
    {"order", N_("Order")},
    {"subscription", N_("Subscription")},
    {"license", N_("Licence")},
    {"third_party_add_on", N_("Third-party add-on")},
    {"mpn_association", N_("Partner ID association")},
    {"transfer", N_("Transfer")},
    {"application", N_("Application")},
    {"application_credential", N_("Key of an application")},
    {"partner_user", N_("Partner user")},
    {"partner_relationship", N_("Relationship between partners")},
    {"partner_customer_dap", N_("Delegated administration")},
    {"customer_directory_role", N_("Role in a customer's directory")},
    {"referral", N_("Referral")},
    {"software_key", N_("Software key")},
    {"software_download_link", N_("Software download")},
    {"spending_limit", N_("Spending limit")},
    {"invoice", N_("Invoice")},
    {"agreement", N_("Agreement")},
    {"partner_customer_relationship", N_("Relationship with a customer")},
    {"self_serve_policy", N_("Self-service policy")},
    {"granular_admin_relationship", N_("Granular admin relationship")},
    {"granular_admin_access_assignment", N_("Granular admin access")},
    {"credit", N_("Credit")},
    {"software_page", N_("Software page")},
    {"device", N_("Device")},
    {"policy", N_("Policy")},
    /* What every partner center has beside. */
    {"account", N_("Partner account")},
    {"session", N_("Session")},
    {"preference", N_("Personal setting")},
    {"export", N_("Export")},
    {"installation", N_("Installation")},
    {"address", N_("E-mail address")},
};

static const AuditAction ACTIONS[] = {
    AUDIT("audit.erase", "erase_audit_details", "installation", N_("Erased what the activity log says of a person")),
    AUDIT("audit.expire", "expire_audit_details", "installation", N_("Erased old details from the activity log")),
    AUDIT("audit.seal", "seal_audit", "installation", N_("Sealed the ends of the activity log's chains")),
    AUDIT("installation.demo", "make_demo", "installation", N_("Began the demo"), .no_diff = "makes an empty world"),
    AUDIT("sign_in.refused", "refuse_sign_in", "session", N_("Refused sign-ins"), .no_diff = "nothing was changed"),
    AUDIT("sign_in.refused.password", "refuse_sign_in", "session", N_("Sign-in with a wrong password"),
          .no_diff = "nothing was changed"),
    AUDIT("sign_in.refused.locked", "refuse_sign_in", "session", N_("Sign-in while it waits after wrong tries"),
          .no_diff = "nothing was changed"),
    AUDIT("sign_in.refused.suspended", "refuse_sign_in", "session", N_("Sign-in of somebody who is suspended"),
          .no_diff = "nothing was changed"),
    AUDIT("sign_in.refused.code", "refuse_sign_in", "session", N_("Sign-in with a wrong second factor"),
          .no_diff = "nothing was changed"),
    AUDIT("sign_in.refused.passkey", "refuse_sign_in", "session", N_("Sign-in with a passkey that does not hold"),
          .no_diff = "nothing was changed"),
    AUDIT("sign_in.refused.provider", "refuse_sign_in", "session",
          N_("Sign-in by the organization’s provider, of somebody who is not let in"),
          .no_diff = "nothing was changed"),
    AUDIT("mail.refused", "stop_mail_to_address", "address", N_("Stopped mail to an address: its server refused it"),
          .no_diff = "the server's answer stands in the list of addresses"),
    AUDIT("mail.bounce", "stop_mail_to_address", "address", N_("Took in a mail that came back"),
          .no_diff = "the report stands in the list of addresses"),
};

/* --- finding --- */

typedef struct Declared {
    const AuditAction *rows;
    size_t n;
} Declared;

/* The kernel's rows are those of "area" AREAS_N. */
static Declared declared_by(size_t area)
{
    return area < AREAS_N ? (Declared){AREAS[area]->audit_actions, AREAS[area]->audit_actions_n}
                          : (Declared){ACTIONS, COUNT_OF(ACTIONS)};
}

static const AuditAction *find(Str word, bool by_operation)
{
    for (size_t i = 0; i <= AREAS_N; i++) {
        Declared d = declared_by(i);
        for (size_t k = 0; k < d.n; k++) {
            const char *have = by_operation ? d.rows[k].operation : d.rows[k].action;
            if (str_eq(word, str_from(have))) {
                return &d.rows[k];
            }
        }
    }
    return NULL;
}

const AuditAction *audit_action_find(Str action) { return find(action, false); }
const AuditAction *audit_operation_find(Str operation) { return find(operation, true); }

static const AuditWord *word_in(const AuditWord *words, size_t n, Str id)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(id, str_from(words[i].id))) {
            return &words[i];
        }
    }
    return NULL;
}

const char *audit_resource_label(Str resource)
{
    const AuditWord *word = word_in(RESOURCES, COUNT_OF(RESOURCES), resource);
    for (size_t i = 0; i < AREAS_N && !word; i++) {
        word = word_in(AREAS[i]->audit_resources, AREAS[i]->audit_resources_n, resource);
    }
    return word ? word->label : NULL;
}

const char *audit_field_label(Str member)
{
    const AuditWord *word = NULL;
    for (size_t i = 0; i < AREAS_N && !word; i++) {
        word = word_in(AREAS[i]->audit_fields, AREAS[i]->audit_fields_n, member);
    }
    return word ? word->label : NULL;
}

const char *audit_value_label(Str member, Str value)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->audit_values_n; k++) {
            const AuditValue *v = &AREAS[i]->audit_values[k];
            if (str_eq(member, str_from(v->member)) && str_eq(value, str_from(v->value))) {
                return v->label;
            }
        }
    }
    return NULL;
}

size_t audit_actions_all(Arena *a, const AuditAction *const **ret)
{
    size_t n = 0, at = 0;
    for (size_t i = 0; i <= AREAS_N; i++) {
        n += declared_by(i).n;
    }
    const AuditAction **all = arena_array(a, const AuditAction *, n + 1);
    for (size_t i = 0; i <= AREAS_N; i++) {
        Declared d = declared_by(i);
        for (size_t k = 0; k < d.n; k++) {
            all[at++] = &d.rows[k];
        }
    }
    *ret = all;
    return n;
}

/* --- the check at the start --- */

static Err refuse(char why[256], const char *who, const char *action, const char *what)
{
    snprintf(why, 256, "%s: audit action \"%s\" %s", who, action, what);
    return ERR_INVALID;
}

static Err row_check(const AuditAction *row, char why[256])
{
    if (!row->operation || !*row->operation || !row->text || !*row->text || !row->resource) {
        return refuse(why, ".audit_actions", row->action, "needs an operation, a resource and a text");
    }
    if (!audit_resource_label(str_from(row->resource))) {
        return refuse(why, ".audit_actions", row->action, "names a resource that has no label in .audit_resources");
    }
    return audit_action_find(str_from(row->action)) == row
               ? OK
               : refuse(why, ".audit_actions", row->action, "is declared twice");
}

static const char MISSING[] = "is not declared: add AUDIT(action, operation, resource, text) to the area's "
                              ".audit_actions (app/audit.h)";

static Err jobs_check(const Area *area, char why[256])
{
    for (size_t i = 0; i < area->jobs_n; i++) {
        const JobKind *job = &area->jobs[i];
        if (!job->outside && !audit_action_find(str_from(job->kind))) {
            return refuse(why, "job", job->kind, MISSING);
        }
    }
    return OK;
}

Err audit_actions_check(Arena *a, char why[256])
{
    const AuditAction *const *rows = NULL;
    size_t rows_n = audit_actions_all(a, &rows);
    for (size_t i = 0; i < rows_n; i++) {
        TRY(row_check(rows[i], why));
    }
    const RouteInfo *routes = NULL;
    size_t routes_n = routes_all(a, &routes);
    for (size_t i = 0; i < routes_n; i++) {
        const Route *r = routes[i].route;
        if (r->action && !audit_action_find(str_from(r->action))) {
            return refuse(why, str_z(a, str_fmt(a, "%s %s", r->method, r->path)), r->action, MISSING);
        }
    }
    for (size_t i = 0; i < AREAS_N; i++) {
        TRY(jobs_check(AREAS[i], why));
    }
    return OK;
}

/* --- what changed --- */

Str audit_json(Arena *a, const AuditField *fields, size_t n)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    for (size_t i = 0; i < n; i++) {
        if (fields[i].value.n) {
            json_key(&j, str_from(fields[i].name));
            json_str(&j, fields[i].value);
        }
    }
    json_obj_end(&j);
    return buf_str(&b);
}
