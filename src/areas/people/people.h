/* People of an account: lists, one person, what roles to give, credentials that are shown once. Rules only. */
#pragma once
#include "app/page.h"
#include "app/program.h"
#include "app/rights.h"
#include "gen/people_q.h"

/* --- where people come from --- */
enum { PEOPLE_DIRECTORIES_MAX = 20, PEOPLE_LOCATIONS_MAX = 500, PEOPLE_CUSTOM_MAX = 1100 };
typedef struct PeoplePlace { /* a directory or a location */
    Id id;
    Str name, domain; /* domain: of a directory; a location has its city there */
} PeoplePlace;
typedef struct PeopleWorld {
    PeoplePlace *directories;
    size_t directories_n; /* the account's own first */
    PeoplePlace *locations;
    size_t locations_n; /* of a global account */
    Id parent_id;       /* of a location */
    Id *accounts;
    size_t accounts_n; /* the account, its global account, its locations */
    Programs programs;
} PeopleWorld;
MUST_USE Err people_world(AccountCtx a, PeopleWorld *ret);
const PeoplePlace *people_place(const PeoplePlace *places, size_t n, Id id);

/* --- the list --- */
typedef struct PeopleAsk {
    Str q, role, family, status, kind, access, cols;
    Id directory, location; /* ID_NIL: all */
    uint32_t order;
    bool descending, compact;
    int size;
    Str after, before;
} PeopleAsk;
/* From an address, or from the text of a stored query. Words that mean nothing are left out. */
void people_ask_of_request(Ctx *ctx, PeopleAsk *ret);
/* With the columns and rows a page that the reader keeps. */
MUST_USE Err people_ask_with_own(AccountCtx a, PeopleAsk *ret);
void people_ask_of_query(Ctx *ctx, Str query, PeopleAsk *ret);
Str people_query(Ctx *ctx, const PeopleAsk *ask); /* "q=x&role=y", no cursor */
bool people_filtered(const PeopleAsk *ask);
/* A page over all directories of the account that the question is about. */
MUST_USE Err people_read(AccountCtx a, const PeopleWorld *w, const PeopleAsk *ask, const PageAsk *page,
                         PeopleListRow **ret, size_t *ret_n, PageInfo *ret_page);
/* How a directory's part of the list is found best (people_find.c). */
enum { PEOPLE_FEW = 500 };
/* Behind every word, and behind all that begin with what it is put to the end of. */
#define PEOPLE_WORD_HIGH S("\xF4\x8F\xBF\xBF")
typedef enum PeopleWay {
    PEOPLE_NOBODY,
    PEOPLE_LISTED,
    PEOPLE_GATHERED,
    PEOPLE_GATHERED_LATE /* many filters are better asked of those only that come first */
} PeopleWay;
/* args: kind, state and directory are set; the rest is set for people_list, or gathered for people_gathered. */
MUST_USE Err people_way(AccountCtx a, const PeopleWorld *w, const PeopleAsk *ask, PeopleListArgs *args,
                        PeopleGatheredArgs *gathered, PeopleWay *ret);
typedef enum PersonStatus { PERSON_IS_ACTIVE, PERSON_IS_NEW, PERSON_IS_SUSPENDED, PERSON_IS_REMOVED } PersonStatus;
/* By both states: of the person at home, and of the membership here. */
PersonStatus people_status(Str user_state, Str member_state, Time last_seen);
/* Roles of each row as one text in the reader's language: "Admin agent, Report viewer (Lille)". */
MUST_USE Err people_roles(AccountCtx a, const PeopleWorld *w, const PeopleListRow *rows, size_t n, Str *ret);
Str people_role_name(Ctx *ctx, Str role, Str custom_name);
/* What each row's person can prove beside a password. */
typedef struct PersonFactor {
    Msg label;
    bool missing;
} PersonFactor;
MUST_USE Err people_factors(AccountCtx a, const PeopleListRow *rows, size_t n, PersonFactor *ret);
/* The account's own roles and the vendor's of these names, in whatever case: "custom:<id>", empty where there is none.
 */
MUST_USE Err people_custom_of_names(AccountCtx a, const Str *names, size_t n, Str *ret);
/* The same by the role alone; a custom one is looked up. */
MUST_USE Err people_role_named(AccountCtx a, Str role, Str *ret);
/* Roles that count as one admin type. */
size_t people_family_roles(Str family, Str *ret, size_t max);

/* --- one person --- */
/* ERR_NOT_FOUND with a problem when nobody of the account's directories has this id. Sets ctx->audit's target. */
MUST_USE Err person_get(AccountCtx a, Id user_id, PersonGetRow *ret);
Str person_name(Arena *a, Str first, Str last);
/* All that they hold themselves by the account's directories, for the audit: "admin_agent (Harbor Systems)". */
MUST_USE Err person_roles_text(AccountCtx a, Id user_id, Str *ret);
/* Whether there is a role at all that the actor may give: one made for the account has the permission, and no role to
 * give, as giving goes by built-in roles. */
bool people_may_give(Ctx *ctx);
/* A field can have several problems: each stands in the summary, the first at the field. */
void people_problem(Ctx *ctx, const char *field, Msg message);
/* Problem of the field prefix + "sign_in": not a name, not of the directory's domains, or somebody else's. */
MUST_USE Err person_check_sign_in(AccountCtx a, Str prefix, Id directory_id, Str sign_in, Id but_user_id);
/* The home of a person: managed here, or by their own organization (problem: ERR_CONFLICT). */
bool person_at_home(const PersonGetRow *p);
/* Not removed: from the directory here, or everywhere. */
MUST_USE Err person_must_be_there(Ctx *ctx, const PersonGetRow *p);
MUST_USE Err person_must_be_at_home(Ctx *ctx, const PersonGetRow *p);

/* Where a provisioning client keeps a directory in step, its people are neither made, renamed, suspended nor removed by
 * hand. Is it so for the directory; for a person whose home it is (problem: ERR_CONFLICT); for the account's own
 * directory, to which people are added (the same). */
MUST_USE Err people_managed(AccountCtx a, Id directory_id, bool *ret);
MUST_USE Err person_must_be_ours(AccountCtx a, Id user_id, Id directory_id);
MUST_USE Err people_must_be_ours(AccountCtx a);
MUST_USE Err people_are_ours(AccountCtx a, bool *ret);
/* In a job: from here on with what this person may do in the account now; none who are gone or suspended. */
MUST_USE Err people_act_as(AccountCtx a, Id user_id);

/* --- what roles to give --- */
enum { PLAN_ROLES_MAX = 40, PLAN_LOCATIONS_MAX = 50 };
typedef struct RolePlan {
    Str roles[PLAN_ROLES_MAX];
    size_t roles_n;
    Str scope; /* "account", "locations" or "directory" */
    Id locations[PLAN_LOCATIONS_MAX];
    size_t locations_n;
    Str program; /* empty: all */
    Str own;     /* names of own roles as they were written; those that are there stand in roles too */
} RolePlan;
/* Problems of the fields "roles", "scope", "locations", "program". */
MUST_USE Err plan_check(AccountCtx a, const PeopleWorld *w, const RolePlan *plan, bool guest, bool must_have_one);
/* Gives what is not held yet, and says how many that were. Also tells the person. */
MUST_USE Err plan_give(AccountCtx a, const RolePlan *plan, Id user_id, Id directory_id, Str origin, int64_t *ret_given);
/* Stored as texts: role ids and location ids with spaces between. */
Str plan_roles_text(Arena *a, const RolePlan *plan);
Str plan_locations_text(Arena *a, const RolePlan *plan);
void plan_parse(Str roles, Str scope, Str locations, Str program, RolePlan *ret);
/* "Admin agent, Sales agent" and "Whole company". */
MUST_USE Err plan_role_names(AccountCtx a, const RolePlan *plan, Str *ret);
Str plan_scope_name(Ctx *ctx, const PeopleWorld *w, const RolePlan *plan);

/* --- new people and their credentials --- */
typedef struct PersonNew {
    Str first_name, last_name, sign_in, email, phone, job_title, locale;
    Id directory_id;
    Str origin;
} PersonNew;
/* Problems of fields that begin with prefix. The sign-in name must be free and of the directory's domains. */
MUST_USE Err person_check_new(AccountCtx a, Str prefix, PersonNew *n);
void person_check_facts(Ctx *ctx, Str prefix, PersonNew *n);
MUST_USE Err person_make(AccountCtx a, const PersonNew *n, Str password_hash, Id *ret_id);
typedef struct Credential {
    Id user_id;
    Str name, sign_in, password;
} Credential;
enum { CREDENTIALS_MAX = 5000 };
MUST_USE Err credential_keep(AccountCtx a, Id batch_id, const Credential *c);
/* Those of a batch, for whoever made it, forgotten in this unit. None: ret_n is 0. */
MUST_USE Err credentials_take(AccountCtx a, Id batch_id, Credential **ret, size_t *ret_n);
/* On the page of a file that is imported, when there are any: the button to `at`, which sends them. */
struct ImportFileView;
MUST_USE Err credentials_offer(AccountCtx a, Id batch_id, Url at, struct ImportFileView *v);
/* The same as a file that is downloaded once; ERR_NOT_FOUND with a problem. */
MUST_USE Err credentials_send(AccountCtx a, Id batch_id);
/* How many of a batch its maker can still see. */
MUST_USE Err credentials_left(AccountCtx a, Id batch_id, int64_t *ret);
/* Whether the actor may reset this person's password; never their own. */
MUST_USE Err person_check_reset(AccountCtx a, Id user_id);
/* A new temporary password: kept as credential, sessions end, the person is told. */
MUST_USE Err person_reset_password(AccountCtx a, const PersonGetRow *p, Id batch_id);

/* --- what is done to people --- */
/* Takes all their own grants of the role in the account, its locations and, when it reaches further, the directory. */
MUST_USE Err person_take_role(AccountCtx a, Id user_id, Str role, bool *ret_changed);
MUST_USE Err person_tell_taken(AccountCtx a, Id user_id, Str role);
MUST_USE Err person_suspend(AccountCtx a, Id user_id, Id directory_id, Str reason, bool *ret_changed);
MUST_USE Err person_reinstate(AccountCtx a, Id user_id, Id directory_id, bool *ret_changed);
typedef struct PersonLeaves { /* what goes when somebody is removed */
    int64_t roles, roles_elsewhere, groups, groups_here, sessions;
    Str elsewhere; /* name of another account where they hold a role */
} PersonLeaves;
MUST_USE Err person_leaves(AccountCtx a, const PersonGetRow *p, PersonLeaves *ret);
/* From the account with its locations; and from the directory, which ends the sign-in (at home). */
MUST_USE Err person_remove_here(AccountCtx a, const PersonGetRow *p);
MUST_USE Err person_remove_directory(AccountCtx a, const PersonGetRow *p, Str reason);

/* --- groups --- */
/* May the reader change who is in it: not kept by provisioning, and every role of it is theirs to give. */
MUST_USE Err group_check_members(AccountCtx a, const GroupGetRow *g);
/* A role of a member's own that a group's would stand in place of: only who may take it may do that. person: their
 * name; empty: of several. */
MUST_USE Err group_check_displaced(AccountCtx a, Str role, Str person);
MUST_USE Err group_join(AccountCtx a, Id group_id, Id user_id, bool *ret_changed);
MUST_USE Err group_leave(AccountCtx a, Id group_id, Id user_id, bool *ret_changed);
