// A company enrolls itself: from the front page to the approved account, wide in English, and in French on a phone's
// width by the keyboard only and without script.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
const fresh = () => [...randomUUID().replace(/-/g, '').slice(0, 10)].map((c, i) => (i % 2 ? 'aeiou'[parseInt(c, 16) % 5] : 'bdfgklmnprstvz'[parseInt(c, 16) % 14])).join('');
const main = (page) => page.locator('main');
const words = async (page) => (await main(page).textContent()).replace(/\s+/g, ' ');
const press = (page, name) => main(page).getByRole('button', { name, exact: true }).first().click();
const good = async (t, page, name) => { await t.shot(page, `enroll-${name}`); assert.deepEqual(await t.axe(page), [], name); assert.ok(await t.noScroll(page) <= 0, name); };
// axe needs timers, which a page without script has not.
const seen = async (t, page, name) => { await t.shot(page, `enroll-${name}`); assert.ok(await t.noScroll(page) <= 0, name); };
const fill = async (page, values) => { for (const [name, value] of Object.entries(values)) await page.locator(`main [name="${name}"]`).fill(value); };

// The newest mail to an address that holds what is looked for, as text.
export async function mailTo(t, email, holds) {
  const dir = join(t.where.data, 'mail');
  for (const end = Date.now() + 20000; Date.now() < end; await sleep(150)) {
    const mails = (existsSync(dir) ? readdirSync(dir).filter((f) => f.endsWith('.eml')).sort() : [])
      .map((f) => readFileSync(join(dir, f), 'utf8')).filter((m) => new RegExp(`^To:.*${email}`, 'm').test(m))
      .map((m) => Buffer.from(m.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, x) => String.fromCharCode(parseInt(x, 16))), 'latin1').toString('utf8')).filter((m) => holds.test(m));
    if (mails.length) return mails.at(-1);
  }
  assert.fail(`no mail to ${email} with ${holds}`);
}
const codeOf = (mail) => mail.match(/\b(\d{6})\b/)[1];
export const linkOf = (mail, path) => mail.match(new RegExp(`https?://[^\\s"<]*(${path}[^\\s"<]+)`))[1];

async function asDesk(t) {
  const desk = await t.open({ account: 'northlight', role: 'operator_admin' });
  await t.language(desk, 'en');
  return desk;
}

export const tests = [
  { name: 'SC045 a visitor enrolls with a work e-mail, is refused other addresses, goes on by the mail on another device, and the vendor approves', async run(t) {
    const domain = `${fresh()}.example`, email = `ada.byron@${domain}`, name = `${fresh().replace(/^./, (c) => c.toUpperCase())} Looms`;
    const page = await t.open({ anonymous: true });
    await page.goto('/');
    await good(t, page, 'front');
    await page.getByRole('link', { name: 'Enroll your company' }).click();
    for (const [address, why] of [['ada@gmail.com', /Anybody can have an address at gmail\.com/], ['ada@tresor.gouv.fr', /belongs to a government/], [`info@${domain}`, /several people read/], ['ada', /Enter your work e-mail/]]) {
      await fill(page, { email: address });
      await press(page, 'Send me a code');
      assert.match(await words(page), why);
      assert.equal(await page.locator('input[name=email]').inputValue(), address, 'nothing is lost');
    }
    await good(t, page, 'refused');
    await fill(page, { email });
    await press(page, 'Send me a code');
    assert.match(await words(page), /A mail is on its way to/);
    await good(t, page, 'code');
    const mail = await mailTo(t, email, /Code|code/);
    await fill(page, { code: codeOf(mail) === '000000' ? '111111' : '000000' });
    await press(page, 'Continue');
    assert.match(await words(page), /This is not the code/);
    await fill(page, { code: ` ${codeOf(mail).slice(0, 3)} ${codeOf(mail).slice(3)} ` });
    await press(page, 'Continue');
    await page.waitForURL('**/company');
    await press(page, 'Continue');
    assert.match(await words(page), /There are 3 things to fix/);
    await fill(page, { name });
    await page.locator('select[name=country]').selectOption('NL');
    await page.locator('input[name=kind][value=reseller]').check();
    await good(t, page, 'company');
    await press(page, 'Continue');
    await page.waitForURL('**/legal');

    // Interrupted: the same goes on elsewhere, by the link in the mail.
    const other = await t.open({ anonymous: true });
    await other.goto(linkOf(mail, '/enroll/'));
    await other.waitForURL('**/legal');
    assert.equal(await other.locator('input[name=legal_name]').inputValue(), name, 'nothing is asked twice');
    await fill(other, { legal_name: `${name} B.V.`, line1: 'Wijnhaven 3', city: 'Rotterdam', postal_code: '3O11 wh', registration_id: '24417902', tax_id: '' });
    await press(other, 'Continue');
    assert.match(await words(other), /Did you mean 3011 WH\?/);
    await good(t, other, 'legal-refused');
    await fill(other, { postal_code: '3011wh' });
    await press(other, 'Continue');
    await other.waitForURL('**/contact');
    await fill(other, { first_name: 'Ada', last_name: 'Byron', job_title: 'Managing director', phone: '+31 10 555 0123' });
    await press(other, 'Continue');
    assert.match(await words(other), /Only somebody who may bind the company/);
    await other.locator('input[name=authority]').check();
    await good(t, other, 'contact');
    await press(other, 'Continue');
    await other.waitForURL('**/review');
    assert.match(await words(other), /3011 WH/);
    await press(other, 'Send the enrollment');
    assert.match(await other.locator('.error-summary').textContent(), /Confirm that/);
    await other.locator('input[name=read]').check();
    await good(t, other, 'review');
    await press(other, 'Send the enrollment');
    assert.match(await words(other), /Your enrollment is sent.*link to choose a password/);
    await good(t, other, 'sent');

    // The first Global admin comes in and reads how it stands, with work e-mail and business information.
    const first = await mailTo(t, email, /sign-in\/reset/);
    await other.goto(linkOf(first, '/sign-in/reset/'));
    const password = `${fresh()} kettles on ${fresh()}`;
    await fill(other, { password, again: password });
    await main(other).locator('form button[type=submit]').first().click();
    await other.waitForURL((url) => !/reset/.test(url.pathname));
    if (/sign-in/.test(other.url())) await main(other).locator('form[action="/sign-in/later"] button').click();
    await other.goto('/');
    const slug = new URL(other.url()).pathname.split('/')[2];
    await other.goto(`/a/${slug}/settings/enrollment`);
    for (const answer of ['What this means', 'Why it is so', 'What happens next', 'Who has to act', 'By when']) assert.ok((await words(other)).includes(answer), answer);
    assert.match(await words(other), new RegExp(`Waits for approval.*${email.replace('.', '\\.')}.*Managing director.*${name} B\\.V\\..*24417902`));
    await good(t, other, 'own');

    const desk = await asDesk(t);
    await desk.goto('/operator/work?kind=enrollment');
    await main(desk).getByRole('link', { name }).first().click();
    assert.match(await words(desk), new RegExp(`${name}.*Ada Byron`));
    await good(t, desk, 'desk');
    await press(desk, 'Refuse the enrollment');
    assert.match(await desk.locator('.error-summary').textContent(), /able to act on it/);
    await press(desk, 'Approve the enrollment');
    assert.match(await words(desk), /is a partner now[\s\S]*Approved/);
    await other.goto(`/a/${slug}/settings/enrollment`);
    assert.match(await words(other), /Approved/);
    await other.goto(`/a/${slug}/settings/programs`);
    await mailTo(t, email, /is a partner now/);

    // A colleague need not enroll the company again, and strangers are told nothing.
    const colleague = await t.open({ anonymous: true });
    await colleague.goto('/enroll');
    await fill(colleague, { email: `grace@${domain}` });
    await press(colleague, 'Send me a code');
    assert.doesNotMatch(await words(colleague), new RegExp(name));
    await fill(colleague, { code: codeOf(await mailTo(t, `grace@${domain}`, /code/)) });
    await press(colleague, 'Continue');
    await press(colleague, 'Ask its administrators');
    assert.match(await words(colleague), /Your administrators are asked/);
    await good(t, colleague, 'asked');
    await mailTo(t, email, /grace@.*asks to join/s);
    const again = await t.open({ anonymous: true });
    await again.goto('/enroll');
    await fill(again, { email });
    await press(again, 'Send me a code');
    assert.match(await words(again), /A mail is on its way to/, 'the page says nothing of who is known');
    await mailTo(t, email, /You have an account here already/);
  } },
  { name: 'a company enrolls in French on a phone by the keyboard only, and without script', async run(t) {
    const domain = `${fresh()}.example`, email = `eloise.moreau@${domain}`, name = `Ateliers ${fresh()}`;
    const page = await t.open({ anonymous: true, width: 360, height: 740, locale: 'fr-FR', script: false });
    // Only keys: the field is reached by the Tab key, and what is sent is sent by Enter.
    const reach = async (selector) => {
      for (let i = 0; i < 60; i++) {
        if (await page.evaluate((wanted) => !!document.activeElement?.matches(wanted), selector)) return;
        await page.keyboard.press('Tab');
      }
      assert.fail(`${selector} is not reached by the Tab key`);
    };
    const type = async (selector, text) => { await reach(selector); await page.keyboard.press('Control+A'); await page.keyboard.type(text); };
    const enter = async (holds) => { await page.keyboard.press('Enter'); await page.waitForURL(holds); };
    await page.goto('/');
    assert.match(await words(page), /Inscrire votre entreprise/);
    await seen(t, page, 'fr-front');
    await reach('main a[href="/enroll"]');
    await enter('**/enroll');
    await type('input[name=email]', 'eloise@orange.fr');
    await page.keyboard.press('Enter');
    await page.locator('.error-summary').waitFor();
    await seen(t, page, 'fr-refused');
    await type('input[name=email]', email);
    await enter(/\/enroll\/[\w-]{20,}$/);
    await type('input[name=code]', codeOf(await mailTo(t, email, /\b\d{6}\b/)));
    await enter('**/company');
    await type('input[name=name]', name);
    await reach('select[name=country]');
    await page.keyboard.type('France');
    await reach('input[name=kind]');
    await page.keyboard.press('Space');
    await seen(t, page, 'fr-company');
    await reach('main form button.btn-primary');
    await enter('**/legal');
    await type('input[name=line1]', '12 quai Rambaud');
    await type('input[name=city]', 'Lyon');
    await type('input[name=postal_code]', '69002');
    await type('input[name=registration_id]', '552008443');
    await seen(t, page, 'fr-legal');
    await enter('**/contact');
    await type('input[name=first_name]', 'Éloïse');
    await type('input[name=last_name]', 'Moreau');
    await type('input[name=job_title]', 'Gérante');
    await reach('input[name=authority]');
    await page.keyboard.press('Space');
    await seen(t, page, 'fr-contact');
    await enter('**/review');
    await reach('input[name=read]');
    await page.keyboard.press('Space');
    await seen(t, page, 'fr-review');
    await enter(/\/enroll\/[\w-]{20,}$/);
    assert.match(await words(page), /Votre inscription est envoyée/);
    await seen(t, page, 'fr-sent');
    assert.match(await mailTo(t, email, /sign-in\/reset/), /mot de passe/);

    const desk = await asDesk(t);
    await desk.goto('/operator/company-enrollments?state=submitted');
    await main(desk).getByRole('link', { name }).click();
    await desk.locator('textarea[name=reason]').fill('Envoyez un extrait Kbis de moins de trois mois.');
    await press(desk, 'Refuse the enrollment');
    assert.match(await words(desk), /Refused[\s\S]*Kbis/);
    await mailTo(t, email, /Kbis/);
  } },
  { name: 'the vendor sets who can enroll, writes words on addresses and invites a company', async run(t) {
    const desk = await asDesk(t), domain = `${fresh()}.example`, email = `lin@${domain}`;
    await desk.goto('/operator/company-enrollments');
    await good(t, desk, 'list');
    await main(desk).getByRole('link', { name: 'Rules of enrollment' }).click();
    await good(t, desk, 'rules');
    await fill(desk, { word: domain });
    await press(desk, 'Add to the list');
    assert.match(await words(desk), /Say from where you know it/);
    await fill(desk, { source: 'Its own sign-up page' });
    await press(desk, 'Add to the list');
    assert.match(await words(desk), new RegExp(`${domain} is in the list`));
    const page = await t.open({ anonymous: true });
    await page.goto('/enroll');
    await fill(page, { email });
    await press(page, 'Send me a code');
    assert.match(await words(page), /Anybody can have an address at/);
    await main(desk).getByRole('button', { name: `Remove ${domain}` }).click();
    await desk.locator('input[name="enrollment.days"]').fill('0');
    await main(desk).getByRole('button', { name: 'Save', exact: true }).click();
    assert.match(await words(desk), /Enter a whole number from 1 to 90/);

    await desk.goto('/operator/company-enrollments/invite');
    await fill(desk, { emails: `${email}\nnobody` });
    await press(desk, 'Send the invitations');
    assert.match(await words(desk), /nobody is not an e-mail address/);
    await fill(desk, { emails: email });
    await press(desk, 'Send the invitations');
    assert.match(await words(desk), /1 invitation is on its way/);
    await good(t, desk, 'invite');
    await page.goto(linkOf(await mailTo(t, email, /invites your company/), '/enroll/'));
    await page.waitForURL('**/company');
    await press(page, 'Delete what I have entered');
    assert.match(await words(page), /What you had entered is deleted/);
  } },
  { name: 'the vendor imports partners and their people after a dry run, and invites them in waves', async run(t) {
    const desk = await asDesk(t), domain = `${fresh()}.example`, name = `${fresh()} works`;
    await desk.goto('/operator/partners');
    await main(desk).getByRole('link', { name: 'Import from a file' }).click();
    await good(t, desk, 'import');
    const head = 'company,country,city,domain,kind,firstName,lastName,email,language,role\n';
    const upload = async (rows) => {
      await desk.goto('/operator/partners/import');
      await desk.locator('input[type=file]').setInputFiles({ name: 'partners.csv', mimeType: 'text/csv', buffer: Buffer.from(head + rows.join('\n')) });
      await main(desk).locator('form button[type=submit]').first().click();
    };
    const row = (who, at = domain, as = '') => `${name},NL,Delft,${domain},reseller,${who},Bos,${who}@${at},en,${as}`;
    await upload([row('ada'), row('eve', domain, 'Emperor')]);
    assert.match(await words(desk), /There is no role Emperor/);
    await good(t, desk, 'import-dry');
    await upload([row('ada'), row('eve', domain, 'Sales agent')]);
    assert.match(await words(desk), /A person more of a company that is there/);
    await press(desk, 'Import 2 people with their companies');
    for (const end = Date.now() + 20000; Date.now() < end && !/Imported|added/i.test(await words(desk)); await sleep(300)) await desk.reload();
    await good(t, desk, 'import-done');
    await desk.goto('/operator/partners/waves?show=waiting');
    assert.match(await words(desk), new RegExp(`ada@${domain}`));
    await fill(desk, { 'partners.wave_size': '0' });
    await press(desk, 'Send the first wave');
    assert.match(await words(desk), /Enter a whole number from 1 to 200/);
    await fill(desk, { 'partners.wave_size': '100' });
    await press(desk, 'Send the first wave');
    await mailTo(t, `ada@${domain}`, /sign-in\/reset/);
    await mailTo(t, `eve@${domain}`, /sign-in\/reset/);
    await desk.goto('/operator/partners/waves');
    assert.match(await words(desk), new RegExp(`eve@${domain}.*Has not come`));
    await good(t, desk, 'waves');
    await press(desk, 'Pause');
    assert.match(await words(desk), /No more waves leave until you go on/);
    const file = await desk.request.get(await main(desk).getByRole('link', { name: 'Export' }).getAttribute('href'));
    assert.match(await file.text(), new RegExp(`ada@${domain}`));
  } },
];
