/* Requests for support: the partner's side and the vendor's desk. The only header other areas may include. */
#pragma once
#include "app/area.h"
#include "app/machine.h"
#include "app/page.h"
#include "app/upload.h"

extern const Perm SUPPORT_USE, SUPPORT_COLLEAGUES, SUPPORT_DESK, SUPPORT_SETTINGS;
extern const Machine SUPPORT_REQUEST;

/* Of the work queue: requests to which an answer is owed. ref: the number. */
#define SUPPORT_WORK "support_request"
MUST_USE Err support_assigned(OperatorCtx o, const Id *subjects, size_t n, Id who);

/* The job that closes what waits for an answer too long. */
#define SUPPORT_LAPSE "support.lapse"
MUST_USE Err support_lapse_step(Ctx *ctx, JobRun *job, JobNext *ret_next);

enum {
    SUPPORT_SUMMARY_MAX = 200,
    SUPPORT_TEXT_MAX = 5000,
    SUPPORT_PHONE_MAX = 40,
    SUPPORT_MESSAGES_MAX = 500,
    SUPPORT_FILES_MAX = 100 /* of one request */
};

/* Documents that come with a message (app/upload.h); NULL: none. Taken outside the unit, kept inside it. */
extern const UploadRule SUPPORT_FILES; /* field "files" */
typedef struct SupportFiles {
    const Upload *files;
    size_t n;
} SupportFiles;

/* What a request can be about; the wire calls them support topics. Stable ids. */
typedef struct SupportWorkspace {
    const char *id, *name, *about;
    const char *areas; /* folders whose pages lead here with it filled in, by spaces */
} SupportWorkspace;
extern const SupportWorkspace SUPPORT_WORKSPACES[];
extern const size_t SUPPORT_WORKSPACES_N;
const SupportWorkspace *support_workspace(Str id); /* NULL: none */
/* The one that the pages of an area belong to; the portal itself else. */
const SupportWorkspace *support_workspace_of_area(Str area);

typedef struct SupportWord {
    const char *id, *name;
} SupportWord;
extern const SupportWord SUPPORT_PROBLEMS[], SUPPORT_SEVERITIES[];
extern const size_t SUPPORT_PROBLEMS_N, SUPPORT_SEVERITIES_N;
Msg support_problem_name(Str id);
Msg support_severity_name(Str id);
Msg support_severity_short(Str id); /* "A: critical": for lists */

/* When an answer is due that is owed from now on: so many hours of the support hours (settings). */
MUST_USE Err support_due(Ctx *ctx, Str severity, Time *ret);
/* The same with all given: hours of work from `from`, which are those from open to close, Monday to Friday, in tz. */
typedef struct SupportHours {
    int64_t open, close; /* 0 to 24, of the day */
    Str tz;
} SupportHours;
/* Those of the settings. */
MUST_USE Err support_hours(Ctx *ctx, SupportHours *ret);
Time support_after_hours(const SupportHours *h, Time from, int64_t hours);

typedef struct SupportNew {
    Str summary, workspace, problem, severity, details, email, phone;
    Str partner_ref; /* the account's number or a location's; empty: the account's */
    Str language;    /* in which the desk answers; empty: the one they read in */
    Id customer_id;  /* nil: about no customer */
    SupportFiles files;
} SupportNew;
/* Makes it, with its first message. ERR_INVALID with problems of the fields of these names. */
MUST_USE Err support_create(AccountCtx a, SupportNew *in, Id *ret_id);
/* Only what stands before the details: summary, workspace, problem. */
void support_check_start(Ctx *ctx, SupportNew *in);

typedef struct SupportRequest {
    Id account_id, id, creator_id, customer_id, assigned_id;
    int64_t version;
    Str number, creator_name, state, reason, severity, workspace, problem, language, summary, email, phone, last_by,
        partner_ref;
    bool owed;
    Time created_at, due_at, answered_at, escalated_at, last_at, closed_at;
    Str public_id;                /* of its account, for addresses */
    Str account_name, partner_id; /* of the desk's only */
} SupportRequest;
/* One that whoever asks may see: their own, or a colleague's where that is allowed. ERR_NOT_FOUND with a problem. */
MUST_USE Err support_find(AccountCtx a, Id id, SupportRequest *ret);
/* Of those, newest change first. */
typedef struct SupportWanted {
    Id customer_id; /* nil: of all */
    Str state;      /* empty: any */
    int64_t max, skip;
} SupportWanted;
MUST_USE Err support_list(AccountCtx a, const SupportWanted *w, SupportRequest **ret, size_t *ret_n);
/* How many these are, whatever max and skip say; past 10,000 the answer is 10,001. */
MUST_USE Err support_count(AccountCtx a, const SupportWanted *w, int64_t *ret);
/* May they see those of colleagues? The permission, and the vendor lets them. */
MUST_USE Err support_sees_all(AccountCtx a, bool *ret);
MUST_USE Err support_desk_find(OperatorCtx o, Id id, SupportRequest *ret);

/* The partner's acts. text: of the field "text". */
MUST_USE Err support_answer(AccountCtx a, const SupportRequest *r, Str text, const SupportFiles *files);
MUST_USE Err support_close(AccountCtx a, const SupportRequest *r);
MUST_USE Err support_reopen(AccountCtx a, const SupportRequest *r, Str text, const SupportFiles *files);
MUST_USE Err support_escalate(AccountCtx a, const SupportRequest *r);

/* The vendor's. how: "answer", "ask", "note", "close", "reopen". */
MUST_USE Err support_desk_say(OperatorCtx o, const SupportRequest *r, Str how, Str text, const SupportFiles *files);
typedef struct SupportTransfer {
    Id assigned_id; /* nil: nobody */
    Str workspace, severity;
    int64_t version;
} SupportTransfer;
MUST_USE Err support_desk_transfer(OperatorCtx o, const SupportRequest *r, const SupportTransfer *t);

Err support_demo(DemoCtx *demo);
