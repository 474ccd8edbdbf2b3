/* SMTP by libcurl. Its trace tells which command each answer is for, and that decides what a refusal means. */
#include "app/smtp.h"
#include "base/num.h"
#include <curl/curl.h>
#include <pthread.h>

enum { CONNECT_S = 20, SEND_S = 60, ANSWER_MAX = 400 };

static pthread_once_t CURL_ONCE = PTHREAD_ONCE_INIT;
static void curl_begin(void) { (void)curl_global_init(CURL_GLOBAL_DEFAULT); }

/* --- what an answer means --- */

Str smtp_enhanced(Str answer)
{
    Str word;
    while (str_split(&answer, ' ', &word)) {
        bool shape = word.n >= 5 && (word.p[0] == '4' || word.p[0] == '5') && word.p[1] == '.';
        size_t dots = 0;
        for (size_t i = 1; i < word.n && shape; i++) {
            dots += word.p[i] == '.';
            shape = word.p[i] == '.' || (word.p[i] >= '0' && word.p[i] <= '9');
        }
        if (shape && dots == 2) {
            return word;
        }
    }
    return S("");
}

/* Of RFC 3463: bad addresses (5.1) but those of the sender, mailboxes that are closed (5.2.0, 5.2.1), and hosts that
 * are not there (5.4.4). A full mailbox or a policy says nothing about whether somebody lives there. */
static bool is_of_address(Str stage, int code, Str enhanced)
{
    if (enhanced.n == 0) {
        return str_eq(stage, S("RCPT")) && (code == 550 || code == 551 || code == 553);
    }
    if (str_starts(enhanced, S("5.1."))) {
        return !str_eq(enhanced, S("5.1.7")) && !str_eq(enhanced, S("5.1.8"));
    }
    return str_eq(enhanced, S("5.2.0")) || str_eq(enhanced, S("5.2.1")) || str_eq(enhanced, S("5.4.4"));
}

SmtpOutcome smtp_outcome(Str stage, int code, Str answer)
{
    bool of_mail = str_eq(stage, S("RCPT")) || str_eq(stage, S("DATA")) || str_eq(stage, S("."));
    if (code < 500 || !of_mail) {
        return SMTP_LATER; /* the server, the connection, the sign-in there or the sender: ours to mend */
    }
    return is_of_address(stage, code, smtp_enhanced(answer)) ? SMTP_NO_SUCH_ADDRESS : SMTP_REFUSED;
}

/* --- the conversation, as libcurl traces it --- */

typedef struct Talk {
    char stage[8], refused_stage[8];
    char answer[ANSWER_MAX + 1], refusal[ANSWER_MAX + 1];
    int code; /* of the refusal; 0: none */
} Talk;

/* Adds a line of an answer, without its end. */
static void note(char out[ANSWER_MAX + 1], Str line)
{
    size_t have = strlen(out);
    line = str_trim(line);
    if (have && have < ANSWER_MAX) {
        out[have++] = ' ';
    }
    for (size_t i = 0; i < line.n && have < ANSWER_MAX; i++) {
        unsigned char c = (unsigned char)line.p[i];
        out[have++] = c < 0x20 || c == 0x7F ? ' ' : (char)c;
    }
    out[have] = 0;
}

/* "550-5.1.1 ..." gives 550; 0 for what is no answer. */
static int code_of(Str line)
{
    int64_t code;
    return line.n >= 3 && str_to_i64(str_sub(line, 0, 3), &code) == OK && code >= 200 && code < 600 ? (int)code : 0;
}

/* The last refusal counts: an earlier one (STARTTLS, a way to sign in) was got over. */
static void hear(Talk *t, Str line)
{
    int code = code_of(line);
    bool more = code >= 400 && code == t->code && str_eq(str_from(t->stage), str_from(t->refused_stage));
    if (!code) {
        return;
    }
    if (code < 400) {
        t->answer[0] = 0;
        note(t->answer, line);
    } else if (more) { /* a further line of the same answer */
        note(t->refusal, str_skip(line, num_min_size(4, line.n)));
    } else {
        t->code = code;
        memcpy(t->refused_stage, t->stage, sizeof t->stage);
        t->refusal[0] = 0;
        note(t->refusal, line);
    }
}

static void say(Talk *t, Str line)
{
    size_t n = 0;
    while (n < line.n && n < sizeof t->stage - 1 && line.p[n] > ' ') {
        n++;
    }
    if (n) {
        memcpy(t->stage, line.p, n);
        t->stage[n] = 0;
    }
}

/* Secrets pass here (AUTH): only the first word of what is said is kept, and only as the name of a stage. */
static int trace(CURL *curl, curl_infotype type, char *data, size_t size, void *arg)
{
    (void)curl;
    Talk *t = arg;
    Str rest = str_of(data, size), line;
    if (type == CURLINFO_HEADER_OUT) {
        say(t, rest);
    } else if (type == CURLINFO_DATA_OUT) {
        memcpy(t->stage, ".", 2);
    } else if (type == CURLINFO_HEADER_IN) {
        while (str_split(&rest, '\n', &line)) {
            hear(t, line);
        }
    }
    return 0;
}

static size_t feed(char *to, size_t size, size_t count, void *arg)
{
    Str *rest = arg;
    size_t n = num_min_size(size * count, rest->n);
    memcpy(to, rest->p, n);
    *rest = str_skip(*rest, n);
    return n;
}
static size_t drop(char *p, size_t size, size_t count, void *arg)
{
    (void)p;
    (void)arg;
    return size * count;
}

static long tls_of(const Config *c)
{
    if (str_eq(c->smtp_tls, S("required")) || (str_eq(c->smtp_tls, S("auto")) && c->smtp_user.n)) {
        return (long)CURLUSESSL_ALL; /* a password never in the clear */
    }
    return str_eq(c->smtp_tls, S("off")) ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_TRY;
}

static void set_up(CURL *curl, Arena *a, const Config *c)
{
    curl_easy_setopt(curl, CURLOPT_URL, str_z(a, c->smtp_url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, tls_of(c));
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SEND_S);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    if (c->smtp_ca.n) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, str_z(a, c->smtp_ca));
    }
    if (c->smtp_user.n) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, str_z(a, c->smtp_user));
        curl_easy_setopt(curl, CURLOPT_PASSWORD, str_z(a, c->smtp_password));
    }
}

static Str angled(Arena *a, Str address) { return str_fmt(a, "<%.*s>", S_ARG(address)); }

SmtpResult smtp_send(Arena *a, const Config *c, Str envelope_from, Str to, Str message)
{
    (void)pthread_once(&CURL_ONCE, curl_begin);
    CURL *curl = curl_easy_init();
    if (!curl) {
        return (SmtpResult){SMTP_LATER, 0, S("there is too little memory")};
    }
    struct curl_slist *rcpt = curl_slist_append(NULL, str_z(a, angled(a, to)));
    char why[CURL_ERROR_SIZE] = "";
    Talk talk = {0};
    set_up(curl, a, c);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, str_z(a, angled(a, envelope_from)));
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, rcpt);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, feed);
    curl_easy_setopt(curl, CURLOPT_READDATA, &message);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, trace);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &talk);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    CURLcode code = curl_easy_perform(curl);
    curl_slist_free_all(rcpt);
    curl_easy_cleanup(curl);
    if (code == CURLE_OK) {
        return (SmtpResult){SMTP_SENT, 250, str_copy(a, str_from(talk.answer))};
    }
    if (talk.code) {
        Str refusal = str_copy(a, str_from(talk.refusal));
        return (SmtpResult){smtp_outcome(str_from(talk.refused_stage), talk.code, refusal), talk.code, refusal};
    }
    return (SmtpResult){SMTP_LATER, 0, str_copy(a, str_from(why[0] ? why : curl_easy_strerror(code)))};
}
