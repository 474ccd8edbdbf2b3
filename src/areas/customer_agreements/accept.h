/* The rules of acceptances and links. The customer is ctx->customer_id; inside the caller's unit. */
#pragma once
#include "app/page.h"
#include "areas/agreements/agreements.h"
#include "areas/customer_agreements/customer_agreements.h"
#include "areas/customers/customers.h"
#include "gen/customer_agreements_q.h"

enum { AGREEMENT_TWICE = 600061 /* of the wire */, LINK_DAYS = 30, CONTACT_NAME_MAX = 100, CONTACT_EMAIL_MAX = 254 };
extern const Perm AGREEMENT_VERSIONS_VIEW, CUSTOMER_AGREEMENTS_VIEW, CUSTOMER_AGREEMENTS_ATTEST,
    CUSTOMER_AGREEMENTS_RESELLERS, APPLICATION_CONSENTS;

/* The kinds that customers accept, and the words that the wire has for them. */
typedef struct CustomerKind {
    Str id;
    const char *wire, *template_id;
} CustomerKind;
enum { CUSTOMER_KINDS_N = 2 };
extern const CustomerKind CUSTOMER_KINDS[CUSTOMER_KINDS_N];
const CustomerKind *customer_kind(Str id);        /* "customer"; NULL: none */
const CustomerKind *customer_kind_wire(Str word); /* "MicrosoftCustomerAgreement", without case; NULL: none */

typedef enum Agreed {
    AGREED_NOTHING_ASKED, /* the vendor has no version for the customer's country */
    AGREED_NOT_YET,
    AGREED_INVITED,  /* a link is open */
    AGREED_AGAIN,    /* an earlier version was accepted, and the one that holds asks for it again */
    AGREED_ATTESTED, /* the partner has recorded it */
    AGREED_DIRECT    /* the person itself has accepted */
} Agreed;
typedef struct AgreedStanding {
    Agreed agreed;
    const AgreementVersion *versions; /* that hold in the customer's country, the newest first */
    size_t versions_n;
    bool direct; /* any version was ever accepted by the person itself */
} AgreedStanding;
MUST_USE Err agreed_of_customer(AccountCtx a, Str kind, Str country, AgreedStanding *ret);

typedef struct AgreementContact {
    Str first_name, last_name, email, phone; /* phone: may be empty */
} AgreementContact;
/* Problems under path and the wire's names: "firstName", "lastName", "email", "phoneNumber". */
void agreement_contact_check(Ctx *ctx, const char *path, Str country, const AgreementContact *c);

/* The partner records that the customer has accepted the version that holds; the contact is told by mail. ERR_INVALID
 * with problems of the fields and of "dateAgreed"; ERR_CONFLICT (600061) when this contact's acceptance of this version
 * is recorded already. path: of the contact's members. */
MUST_USE Err agreement_attest(AccountCtx a, const Customer *c, Str kind, const char *path, const AgreementContact *who,
                              Time agreed_at);

/* Mails the contact a link to accept by; one that was open holds no longer. */
MUST_USE Err agreement_link_send(AccountCtx a, const Customer *c, Str kind, const AgreementContact *who);
MUST_USE Err agreement_link_withdraw(AccountCtx a, Id id);

/* Behind a link: anybody who has it. */
typedef enum LinkState { LINK_NONE, LINK_OPEN, LINK_EXPIRED, LINK_ACCEPTED, LINK_WITHDRAWN } LinkState;
MUST_USE Err agreement_link_find(SystemCtx s, Str token, CagreeLinkByTokenRow *ret, LinkState *ret_state);
typedef struct LinkAnswer {
    AgreementContact who;
    Str hash; /* of the text that was shown */
    size_t language;
    bool read;
} LinkAnswer;
/* All problems, under the wire's names, "read" among them. */
MUST_USE Err agreement_link_check(Ctx *ctx, Str country, const Agreement *g, const LinkAnswer *answer);
/* Keeps the acceptance as evidence and tells whoever sent the link. */
MUST_USE Err agreement_link_accept(Ctx *ctx, const CagreeLinkByTokenRow *link, const Agreement *g,
                                   const LinkAnswer *answer);
/* The version of a kind that holds in a country, with its texts. ret_there false: none. */
MUST_USE Err agreement_holding(Ctx *ctx, Str kind, Str country, Agreement *ret, bool *ret_there);
/* "/customer-agreements/customer?country=FR": where everybody reads it. */
Url agreement_public_url(Ctx *ctx, Str kind, const char *rest, Str country, Str language);
Str contact_name(Arena *a, const AgreementContact *c);
