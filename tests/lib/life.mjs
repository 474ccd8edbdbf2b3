// The whole life of a partner, both sides in the portal: enrolled, verified with a rejection that is mended, signed, in
// programs of both sides of settings, paid out to, with staff, helped, suspended and reinstated. Who does it, in which language,
// by mouse or by keys, at which width, is the caller's.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mailTo, linkOf } from '../e2e/enrollment.test.mjs';
import { untranslated, word } from './words.mjs';

export const fresh = () => [...randomUUID().replace(/-/g, '').slice(0, 10)].map((c, i) => (i % 2 ? 'aeiou'[parseInt(c, 16) % 5] : 'bdfgklmnprstvz'[parseInt(c, 16) % 14])).join('');
const text = async (page) => (await page.locator('main').textContent()).replace(/\s+/g, ' ');
const holds = async (page, ...wanted) => {
  const all = await text(page), own = page.locator('main .error-summary, main .stack').first();
  for (const w of wanted) assert.ok(all.includes(w), `"${w}" on ${page.url()}: ${(await own.count() ? await own.innerText() : all).slice(0, 800)}`);
};

const fill = async (hand, page, values) => { for (const [n, v] of Object.entries(values)) await hand.fill(page, n, v); };

// Where companies of the two languages are.
export const HOMES = {
  en: { country: 'NL', name: 'Looms', legal: 'B.V.', line1: 'Wijnhaven 3', city: 'Rotterdam', postal_code: '3011 WH', wrong: '24417902', right: '24417903', tax_id: 'NL004495445B01', first: 'Ada', last: 'Byron', job: 'Managing director', iban: 'NL91ABNA0417164300', bic: 'ABNANL2A', locale: 'en-GB', reseller: 'Northlight Sell, reseller', developer: 'Northlight Bazaar', partner_agreement: 'Northlight partner agreement', publisher_agreement: 'Northlight publisher agreement', tax_name: 'Tax of 2026', tax_number: 'NL004495445B01', bank_name: 'Account at Maasbank' },
  fr: { country: 'FR', name: 'Métiers', legal: 'SAS', line1: '12 quai Rambaud', city: 'Lyon', postal_code: '69002', wrong: '552008443', right: '732829320', tax_id: 'FR40303265045', first: 'Éloïse', last: 'Moreau', job: 'Gérante', iban: 'FR1420041010050500013M02606', bic: 'PSSTFRPPXXX', locale: 'fr-FR', reseller: 'Northlight Vente, revendeur', developer: 'Northlight Bazar', partner_agreement: 'Contrat de partenariat Northlight', publisher_agreement: 'Contrat d’éditeur Northlight', tax_name: 'Impôt de 2026', tax_number: '40303265045', bank_name: 'Compte chez Maasbank' },
};

// From the front page to the first sign-in.
export async function enroll(t, { page, hand, at, say, email, name, seen = async () => {} }) {
  await page.goto('/');
  await hand.follow(page, say('Enroll your company'));
  await fill(hand, page, { email });
  await hand.press(page, say('Send me a code'));
  await seen(page, 'code');
  await fill(hand, page, { code: (await mailTo(t, email, /\b\d{6}\b/)).match(/\b(\d{6})\b/)[1] });
  await hand.press(page, say('Continue'));
  await fill(hand, page, { name });
  await hand.select(page, 'country', at.country);
  await hand.check(page, 'kind', 'reseller');
  await seen(page, 'company');
  await hand.press(page, say('Continue'));
  await fill(hand, page, { legal_name: `${name} ${at.legal}`, line1: at.line1, city: at.city, postal_code: at.postal_code, registration_id: at.wrong, tax_id: at.tax_id });
  await hand.press(page, say('Continue'));
  await fill(hand, page, { first_name: at.first, last_name: at.last, job_title: at.job });
  await hand.check(page, 'authority');
  await hand.press(page, say('Continue'));
  await hand.check(page, 'read');
  await seen(page, 'review');
  await hand.press(page, say('Send the enrollment'));
  await seen(page, 'sent');

  await page.goto(linkOf(await mailTo(t, email, /sign-in\/reset/), '/sign-in/reset/'));
  const password = `${fresh()} kettles on ${fresh()}`;
  await fill(hand, page, { password, again: password });
  await seen(page, 'password');
  await hand.press(page, await page.locator('main form button[type=submit]').first().textContent().then((x) => x.trim()));
  await page.waitForLoadState();
  if (/sign-in/.test(page.url())) { await seen(page, 'factor'); await hand.press(page, (await page.locator('main form[action="/sign-in/later"] button').textContent()).trim()); }
  await page.waitForURL(/\/a\//);
  const slug = new URL(page.url()).pathname.split('/')[2];
  await seen(page, 'home');
  return { slug, password };
}

export async function life(t, { language, hand, name: label, width = 1280, height = 900, dark = false }) {
  const at = HOMES[language], other = language === 'en' ? 'fr' : 'en', say = word(language), told = word(other);
  const look = { width, height, dark };
  const domain = `${fresh()}.example`, email = `${language === 'en' ? 'ada.byron' : 'eloise.moreau'}@${domain}`, name = `${fresh().replace(/^./, (c) => c.toUpperCase())} ${at.name}`;
  const person = `${at.first} ${at.last}`;
  let shots = 0;
  // What any page has to be.
  const seen = async (page, what) => {
    await t.shot(page, `${label}-${String(++shots).padStart(2, '0')}-${what}`);
    assert.ok(await t.noScroll(page) <= 0, `${what}: ${await t.noScroll(page)} px too wide`);
    assert.deepEqual(await t.axe(page), [], what);
    if ((await page.locator('html').getAttribute('lang')).startsWith('fr')) assert.deepEqual(await untranslated(page), [], what);
  };
  const press = (page, what, scope) => hand.press(page, (page === desk ? told : say)(what), scope);
  const follow = (page, what, scope) => hand.follow(page, (page === desk ? told : say)(what), scope);

  // --- the desk is at work in the other language ---
  const desk = await t.open({ account: 'northlight', role: 'operator_admin', locale: HOMES[other].locale, ...look });
  await t.language(desk, other);
  // From the work queue to what a partner waits for.
  const work = async (kind) => {
    await desk.goto('/operator/work');
    await hand.follow(desk, name, `main tr:has-text("${told(kind)}")`);
  };
  const page = await t.open({ anonymous: true, locale: at.locale, ...look });
  const settings = async (title) => {
    if (width < 600) {
      await page.goto('/');
      await follow(page, 'Account settings');
      await hand.open(page, 'main details.side-select > summary');
      await follow(page, title, 'main details.side-select');
    } else {
      await hand.open(page, `summary[aria-label="${say('Settings')}"]`);
      await follow(page, 'Account settings', 'details.menu[open]');
      await follow(page, title, 'nav.side-menu');
    }
  };

  const sign = async (title, agreement) => {
    await follow(page, title);
    await hand.follow(page, agreement);
    await hand.check(page, 'read');
    await seen(page, 'sign');
    await press(page, 'Accept and sign');
    await holds(page, say('Signed by'), person);
  };

  try {
    const { slug, password } = await enroll(t, { page, hand, at, say, email, name, seen });

    await work('Company enrollments');
    await seen(desk, 'desk-enrollment');
    await press(desk, 'Approve the enrollment');
    await holds(desk, told('Approved'));

    // --- verify: the address is proved already, the company is rejected, mended, accepted ---
    await settings('Legal info');
    await holds(page, say('{accepted} of {all} checks are accepted', { accepted: 1, all: 3 }));
    await seen(page, 'legal');
    await work('Company checks');
    await seen(desk, 'desk-check');
    await hand.check(desk, 'to', 'rejected');
    await hand.select(desk, 'wants', 'data');
    await fill(hand, desk, { reason: other === 'en' ? 'The register has another number. Enter the one it has.' : 'Le registre a un autre numéro. Indiquez celui qu’il a.' });
    await press(desk, 'Decide');
    await holds(desk, told('Rejected'));

    await settings('Legal info');
    await holds(page, say('Rejected'), say('Fix now'));
    await seen(page, 'rejected');
    await hand.follow(page, new RegExp(`^${say('Fix now')}`));
    await seen(page, 'fix');
    await follow(page, 'Correct legal info');
    await fill(hand, page, { registration_id: at.right });
    await press(page, 'Save'); // leads to the check that was rejected
    await press(page, 'Submit again');
    await holds(page, say('With the vendor'));
    for (const kind of ['Company checks', 'Employment checks']) {
      await work(kind);
      await hand.check(desk, 'to', 'accepted');
      await press(desk, 'Decide');
      await holds(desk, told('Accepted'));
    }
    await settings('Legal info');
    await holds(page, say('{accepted} of {all} checks are accepted', { accepted: 3, all: 3 }));
    await seen(page, 'verified');

    // --- sign and sell: the program of resellers, by the vendor's decision ---
    await settings('Programs');
    await seen(page, 'programs');
    await hand.follow(page, at.reseller);
    await follow(page, 'Complete the company profile');
    await seen(page, 'company-profile');
    await fill(hand, page, { email: `hello@${domain}`, phone: '+31 10 555 0123' });
    await press(page, 'Save');
    await settings('Programs');
    await hand.follow(page, at.reseller);
    await fill(hand, page, { tax_id: at.tax_id });
    await seen(page, 'apply');
    await press(page, 'Enroll');
    await holds(page, say('Pending'));
    await work('Applications to programs');
    await seen(desk, 'desk-application');
    await hand.check(desk, 'to', 'qualified');
    await press(desk, 'Decide');
    await settings('Programs');
    await hand.follow(page, at.reseller);
    await holds(page, say('Qualified'));
    await seen(page, 'qualified');
    await sign('Read and sign the agreement', at.partner_agreement);
    await settings('Programs');
    await hand.follow(page, at.reseller);
    await holds(page, say('In the program'));

    // --- publish: the program of developers, at once ---
    await settings('Programs');
    await hand.follow(page, at.developer);
    await press(page, 'Enroll');
    await sign('Read and sign the agreement', at.publisher_agreement);
    await settings('Programs');
    await hand.follow(page, at.developer);
    await holds(page, say('In the program'));
    await seen(page, 'in-programs');

    // --- pay-out and tax ---
    await settings('Payout and tax profiles');
    await follow(page, 'New tax profile');
    await seen(page, 'tax-start');
    await hand.select(page, 'country', at.country);
    await press(page, 'Continue');
    await fill(hand, page, { name: at.tax_name, holder: `${name} ${at.legal}`, number: at.tax_number, signed_by: person });
    await hand.check(page, 'declared');
    await seen(page, 'tax');
    await press(page, 'Save and send for validation');
    await holds(page, say('Pending validation'));
    await settings('Payout and tax profiles');
    await follow(page, 'New bank profile');
    await hand.select(page, 'country', at.country);
    await press(page, 'Continue');
    await fill(hand, page, { name: at.bank_name, bank: 'Maasbank', bic: at.bic, holder: `${name} ${at.legal}`, iban: at.iban });
    await hand.select(page, 'currency', 'EUR');
    await seen(page, 'bank');
    await press(page, 'Save and send for validation');
    await holds(page, say('Pending validation'));
    for (let i = 0; i < 2; i++) {
      await work('Bank and tax profiles');
      await seen(desk, 'desk-payout');
      await hand.check(desk, 'to', 'approved');
      await press(desk, 'Decide');
      await holds(desk, told('Approved'));
    }
    await settings('Payout and tax profiles');
    assert.equal((await text(page)).split(say('Approved')).length - 1, 2, 'both are approved');
    await seen(page, 'payout');

    // --- staff ---
    await settings('User management');
    await seen(page, 'users');
    const guest = `lin@${fresh()}.example`;
    await hand.open(page, `.page-head summary:has-text("${say('More ways')}")`);
    await follow(page, 'Invite from outside');
    await fill(hand, page, { emails: guest });
    await hand.check(page, 'roles', 'developer');
    await seen(page, 'invite');
    await press(page, 'Send the invitations');
    const invited = await t.open({ anonymous: true, locale: HOMES[other].locale, ...look });
    await invited.goto(linkOf(await mailTo(t, guest, /\/invitation\//), '/invitation/'));
    await seen(invited, 'invited');
    await fill(hand, invited, { first_name: 'Lin', last_name: 'Chen', password, again: password });
    await hand.press(invited, (await invited.locator('main form button[type=submit]').first().textContent()).trim());
    await invited.waitForLoadState();
    if (/sign-in/.test(invited.url())) await hand.press(invited, (await invited.locator('main form[action="/sign-in/later"] button').textContent()).trim());
    await invited.waitForURL(/\/a\//);
    await seen(invited, 'staff-home');
    await settings('User management');
    await holds(page, 'Lin Chen');

    // --- help ---
    await page.goto('/');
    await follow(page, 'Help + support');
    await follow(page, 'Contact support');
    const summary = language === 'en' ? `Where do I import customers? ${name}` : `Où importer des clients ? ${name}`;
    await hand.select(page, 'problem', 'howto');
    await fill(hand, page, { summary });
    await seen(page, 'ask');
    await press(page, 'Review solutions');
    await fill(hand, page, { details: language === 'en' ? 'I do not see where.' : 'Je ne vois pas où.' });
    await hand.check(page, 'severity', 'minimal');
    await seen(page, 'ask-details');
    await press(page, 'Create support request');
    await holds(page, say('Waiting for support'));
    await work('Support requests');
    await press(desk, 'Take it');
    const answer = language === 'en' ? 'Customers, Import from a file.' : 'Clients, Importer depuis un fichier.';
    await hand.select(desk, 'how', 'close');
    await fill(hand, desk, { text: answer });
    await seen(desk, 'desk-support');
    await press(desk, 'Send', '#answer');
    await page.goto('/');
    await follow(page, 'Help + support');
    await hand.follow(page, summary);
    await holds(page, answer, say('Closed'));
    await seen(page, 'answered');

    // --- suspended, and back ---
    await desk.goto('/operator/partners');
    await fill(hand, desk, { q: name.split(' ')[0] });
    await press(desk, 'Apply');
    await hand.follow(desk, name);
    await seen(desk, 'desk-partner');
    await follow(desk, 'Suspend', '.page-head');
    const reason = other === 'en' ? 'Invoice 2026-09 is 61 days overdue. Pay it.' : 'La facture 2026-09 est en retard de 61 jours. Payez-la.';
    await fill(hand, desk, { reason });
    await seen(desk, 'desk-suspend');
    await press(desk, 'Suspend');
    await holds(desk, told('Suspended'), reason);
    await page.goto('/');
    await hand.follow(page, say('See why and what to do'), '.banner');
    await holds(page, reason);
    await seen(page, 'suspended');
    await fill(hand, page, { body: language === 'en' ? 'Paid on Monday, payment 88120.' : 'Payée lundi, paiement 88120.' });
    await press(page, 'Send the request');
    await seen(page, 'asked');
    await work('Account requests');
    await seen(desk, 'desk-request');
    await press(desk, 'Accept and reinstate');
    await settings('Account standing');
    await holds(page, say('Active'));
    assert.equal(await page.locator('.banner').count(), 0, 'nothing stands in the way any more');
    await seen(page, 'reinstated');
  } finally { await t.language(desk, 'en'); }
}
