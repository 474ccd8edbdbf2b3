/* See mailbox.h. Each table says where its rows come from. */
#include "app/mailbox.h"

/* Domains at which the provider itself offers free or household mailboxes, from the providers' own sign-up pages. */
static const char CONSUMER[] =
    "126.com 163.com aol.com bigpond.com bluewin.ch btinternet.com comcast.net fastmail.com free.fr freenet.de "
    "gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hey.com hotmail.co.uk hotmail.com hotmail.de "
    "hotmail.es hotmail.fr hotmail.it icloud.com inbox.lv interia.pl laposte.net libero.it live.co.uk live.com live.fr "
    "live.nl mac.com mail.com mail.ru me.com msn.com naver.com o2.pl onet.pl orange.fr outlook.com outlook.de "
    "outlook.es outlook.fr outlook.it posteo.de proton.me protonmail.com qq.com rediffmail.com rocketmail.com "
    "seznam.cz sfr.fr sina.com t-online.de telenet.be terra.com.br tutanota.com uol.com.br verizon.net virgilio.it "
    "wanadoo.fr web.de wp.pl yahoo.ca yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.de yahoo.es yahoo.fr "
    "yahoo.it yandex.com yandex.ru ymail.com ziggo.nl zoho.com";

/* Suffixes that registries keep for states, from their registration policies: IANA root zone (gov, mil, int), and of
 * the countries their registries' second-level lists. */
static const char GOVERNMENT[] =
    "gov mil int admin.ch bund.de europa.eu gc.ca go.id go.jp go.ke go.kr go.th gob.ar gob.bo gob.cl gob.ec gob.es "
    "gob.mx gob.pe gob.ve gouv.fr gouv.qc.ca gov.ar gov.au gov.az gov.br gov.by gov.cn gov.co gov.cy gov.eg gov.gr "
    "gov.hk gov.hu gov.ie gov.il gov.in gov.it gov.kz gov.lv gov.ma gov.mt gov.my gov.ng gov.ph gov.pk gov.pl gov.pt "
    "gov.ro gov.rs gov.ru gov.sa gov.scot gov.sg gov.si gov.sk gov.tr gov.tw gov.ua gov.uk gov.vn gov.wales gov.za "
    "govern.ad govt.nz gub.uy mil.br mil.co mil.in mil.kr mil.pl mil.tr mil.uk mod.uk nic.in overheid.nl parliament.uk "
    "police.uk rijksoverheid.nl";

/* RFC 2142 (mailbox names for common services), and the names that portal-workflows.md section 1 refuses. */
static const char ROLES[] =
    "abuse accounting accounts admin administrator billing contact email enquiries ftp hello help hostmaster hr "
    "info inquiries it jobs legal mail mailer-daemon marketing news newsletter no-reply noc noreply office "
    "orders postmaster press purchasing root sales secretary security service support sysadmin team usenet uucp "
    "webmaster www";

Str mailbox_domain(Str email)
{
    ptrdiff_t at = str_rfind_char(email, '@');
    return at < 0 ? S("") : str_skip(email, (size_t)at + 1);
}

Str mailbox_local(Str email)
{
    ptrdiff_t at = str_rfind_char(email, '@');
    return at < 0 ? email : str_sub(email, 0, (size_t)at);
}

bool mailbox_under(Str domain, Str suffix)
{
    return str_eq(domain, suffix) || (domain.n > suffix.n && domain.p[domain.n - suffix.n - 1] == '.' &&
                                      str_eq(str_skip(domain, domain.n - suffix.n), suffix));
}

MailboxKind mailbox_kind(Str domain)
{
    Str rest = str_from(GOVERNMENT), one;
    if (str_has_word(str_from(CONSUMER), domain)) {
        return MAILBOX_CONSUMER;
    }
    while (str_split(&rest, ' ', &one)) {
        if (mailbox_under(domain, one)) {
            return MAILBOX_GOVERNMENT;
        }
    }
    return MAILBOX_WORK;
}

bool mailbox_is_role(Str local)
{
    ptrdiff_t plus = str_find_char(local, '+');
    return str_has_word(str_from(ROLES), plus > 0 ? str_sub(local, 0, (size_t)plus) : local);
}
