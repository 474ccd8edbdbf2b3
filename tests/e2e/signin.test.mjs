// Signing in as people do it: second factors, a forgotten password, the account's rule, a proof before a dangerous act,
// several people in one browser. Each journey makes a person of its own.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { addPerson, join, readFileSync, totp } from '../lib/entente.mjs';

export const makePerson = (t, who) => addPerson(t.where, who);

const submit = (page, name) => page.locator('main').getByRole('button', { name, exact: true }).click();
async function type(page, who) {
  await page.goto('/sign-in');
  await page.fill('input[name=email]', who.email);
  await page.fill('input[name=password]', who.password);
  await submit(page, 'Sign in');
}
const keyOnPage = async (page) => { await page.locator('details.reveal summary').click(); return (await page.locator('details.reveal [data-copy]').textContent()).trim(); };
const codesOnPage = async (page) => (await page.locator('.codes pre').textContent()).trim().split('\n');
// What lies under an open menu is covered by it, and cannot be aimed at until it is closed.
const looksGood = async (t, page, name, { menu = false } = {}) => { await t.shot(page, name); assert.deepEqual((await t.axe(page)).filter((v) => !menu || !/^target-size: .*obscured/.test(v)), [], name); };

function mailsTo(t, email) {
  const dir = join(t.where.data, 'mail');
  if (!existsSync(dir)) return [];
  return readdirSync(dir).filter((f) => f.endsWith(".eml")).map((f) => readFileSync(join(dir, f), 'utf8')).filter((m) => new RegExp(`^To:.*${email}`, 'm').test(m))
    .map((m) => m.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, h) => String.fromCharCode(parseInt(h, 16))));
}
async function mailWith(t, email, pattern) {
  for (const end = Date.now() + 20000; Date.now() < end;) {
    const found = mailsTo(t, email).map((m) => m.match(pattern)).find(Boolean);
    if (found) return found;
    await new Promise((r) => setTimeout(r, 100));
  }
  throw new Error(`no mail to ${email} with ${pattern}: ${mailsTo(t, email).length} mails`);
}
// What the server's own clock would do in eleven minutes.
const sql = (t, statement) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', join(t.where.data, 'entente.db'), statement]).toString().trim();
const makeProofsOld = (t, who) => sql(t, `UPDATE session SET authenticated_at = authenticated_at - 660000000 WHERE user_id = (SELECT id FROM app_user WHERE sign_in = '${who.email}')`);

export const tests = [
  { name: 'an authenticator app is added, asked for at the next sign-in, and a recovery code lets in once', async run(t) {
    const who = makePerson(t);
    const page = await t.open({ anonymous: true });
    await type(page, who);
    await page.goto('/me/sign-in');
    await looksGood(t, page, 'my-sign-in-none');
    await page.locator('main').getByRole('link', { name: 'Add an authenticator app' }).click();
    await looksGood(t, page, 'add-app');
    const key = await keyOnPage(page);
    await page.fill('input[name=code]', '000000');
    await submit(page, 'Add');
    assert.match(await page.locator('.error-summary').textContent(), /not right/);
    const again = await keyOnPage(page);
    assert.equal(again, key, 'the same picture after a mistake');
    const first = totp(key);
    await page.fill('input[name=code]', first);
    await page.fill('input[name=app_name]', 'Blue phone');
    await submit(page, 'Add');
    await looksGood(t, page, 'recovery-codes');
    const codes = await codesOnPage(page);
    assert.equal(codes.length, 10);
    assert.match(codes[0], /^[0-9a-z]{6}(-[0-9a-z]{6}){3}$/);
    await page.getByRole('link', { name: 'I have kept them' }).click();
    assert.match(await page.locator('main').textContent(), /Blue phone/);
    await looksGood(t, page, 'my-sign-in-app');
    // The next sign-in, in another browser.
    const other = await t.open({ anonymous: true });
    await type(other, who);
    await other.waitForURL('**/sign-in/code');
    await looksGood(t, other, 'code');
    await other.goto('/me');
    assert.match(other.url(), /\/sign-in/, 'a password alone opens nothing');
    await other.goto('/sign-in/code');
    await other.fill('input[name=code]', first);
    await submit(other, 'Continue');
    assert.match(await other.locator('.error-summary').textContent(), /used already/);
    await other.fill('input[name=code]', totp(key, 30)); // a phone that is half a minute fast
    await submit(other, 'Continue');
    await other.waitForURL(/\/a\/estrella/);
    await other.goto('/me/sessions');
    assert.match(await other.locator('main').textContent(), /Password and authenticator app/);
    await looksGood(t, other, 'sessions');
    // Without the phone.
    const third = await t.open({ anonymous: true });
    await type(third, who);
    await third.fill('input[name=code]', codes[3].toUpperCase().replace(/-/g, ' '));
    await submit(third, 'Continue');
    await third.waitForURL(/\/a\/estrella/);
    await third.goto('/me/sign-in');
    assert.match(await third.locator('main').textContent(), /9 codes are left/);
    const fourth = await t.open({ anonymous: true });
    await type(fourth, who);
    await fourth.fill('input[name=code]', codes[3]);
    await submit(fourth, 'Continue');
    assert.match(await fourth.locator('.error-summary').textContent(), /used already/);
    await mailWith(t, who.email, /recovery code of yours was used/);
    await mailWith(t, who.email, /browser we have not seen before/);
    // And off again.
    await third.locator('main table').getByRole('button', { name: /Remove/ }).click();
    assert.match(await third.locator('.said').textContent(), /is removed/);
    const last = await t.open({ anonymous: true });
    await type(last, who);
    await last.waitForURL(/\/a\/estrella/);
  } },
  { name: 'SC009 a forgotten password is chosen anew by the link in a mail, once, and the old one opens nothing', async run(t) {
    const who = makePerson(t);
    const there = await t.open({ anonymous: true });
    await type(there, who);
    await there.waitForURL(/\/a\/estrella/);
    const page = await t.open({ anonymous: true, script: false });
    await page.goto('/sign-in');
    await page.getByRole('link', { name: /Forgotten/ }).click();
    await t.shot(page, 'forgot');
    await page.fill('input[name=email]', 'nobody.at.all@estrella.example');
    await submit(page, 'Send the link');
    const unknown = (await page.locator('main').textContent()).replace('nobody.at.all@estrella.example', 'X');
    await page.goto('/sign-in/forgot');
    await page.fill('input[name=email]', who.email);
    await submit(page, 'Send the link');
    assert.equal((await page.locator('main').textContent()).replace(who.email, 'X'), unknown, 'the same answer for every name');
    await t.shot(page, 'forgot-sent');
    const [, path] = await mailWith(t, who.email, /https?:\/\/[^/\s"]+(\/sign-in\/reset\/[\w-]+)/);
    await page.goto(path);
    await t.shot(page, 'reset');
    await page.fill('input[name=password]', 'passwordpassword');
    await page.fill('input[name=again]', 'passwordpassword');
    await submit(page, 'Save and sign in');
    assert.match(await page.locator('.error-summary').textContent(), /first that anybody would try/);
    const chosen = 'four amber lanterns by the weir';
    await page.fill('input[name=password]', chosen);
    await page.fill('input[name=again]', chosen);
    await submit(page, 'Save and sign in');
    await page.waitForURL(/\/a\/estrella/);
    await page.goto(path);
    assert.match(await page.locator('main').textContent(), /does not hold any more/);
    await t.shot(page, 'reset-over');
    await there.goto('/me');
    assert.match(there.url(), /sign-in/, 'the session of before is ended');
    const old = await t.open({ anonymous: true });
    await type(old, who);
    assert.match(await old.locator('main').textContent(), /do not belong together/);
    await mailWith(t, who.email, /password was changed by a link/);
  } },
  { name: 'Overview sums up how one signs in and leads to each part; the reminder of a second factor is put off, without script and in French', async run(t) {
    const who = makePerson(t);
    const page = await t.open({ anonymous: true });
    await type(page, who);
    await page.waitForURL(/\/a\/estrella/);
    const reminder = page.locator('section[aria-labelledby=mfa-reminder]');
    assert.equal(await reminder.count(), 1, 'on home');
    await t.shot(page, 'second-factor-reminder');
    await page.goto('/a/estrella/settings');
    assert.equal(await reminder.count(), 1, 'on Overview');
    const card = page.locator('section[aria-labelledby=sign-in-card]');
    assert.match(await card.textContent(), /Second factor\s*None[^]*Passkeys\s*None[^]*Signed in in 1 browser/);
    for (const [link, at] of [['Add a second factor', /\/me\/sign-in$/], ['Add a passkey', /\/me\/passkeys$/], ['See where', /\/me\/sessions$/], ['Change password', /\/me\/password$/]]) {
      await card.getByRole('link', { name: link }).click();
      assert.match(page.url(), at);
      await page.goBack();
    }
    for (const link of ['View permissions', 'Open my profile', 'Change preferences', 'See my access']) assert.equal(await page.locator('main').getByRole('link', { name: link, exact: true }).count() > 0, true, link);
    await t.shot(page, 'overview');
    const plain = await t.open({ anonymous: true, script: false, width: 360, height: 800, locale: 'fr-FR' });
    await plain.goto('/sign-in');
    await plain.fill('input[name=email]', who.email);
    await plain.fill('input[name=password]', who.password);
    await plain.locator('main button[type=submit]').first().click();
    await plain.waitForURL(/\/a\/estrella/);
    await t.language(plain, 'fr');
    await plain.goto('/a/estrella/settings');
    await t.shot(plain, 'overview-narrow-french');
    await plain.getByRole('button', { name: 'Me le rappeler plus tard' }).click();
    assert.match(plain.url(), /\/a\/estrella\/settings$/);
    assert.match(await plain.locator('[role=status]').first().textContent(), /Le rappel revient dans 14 jours/);
    assert.equal(await plain.locator('section[aria-labelledby=mfa-reminder]').count(), 0);
    await plain.goto('/a/estrella');
    assert.equal(await plain.locator('section[aria-labelledby=mfa-reminder]').count(), 0);
  } },
  { name: 'SC009 the password is changed from Overview, and the old one stops working', async run(t) {
    const who = makePerson(t);
    const page = await t.open({ anonymous: true });
    await type(page, who);
    await page.waitForURL(/\/a\/estrella/);
    await page.goto('/a/estrella/settings');
    assert.match(await page.locator('main').textContent(), /How you sign in[^]*Password\s*Last changed/);
    await page.locator('section[aria-labelledby=sign-in-card]').getByRole('link', { name: 'Change password' }).click();
    await page.fill('input[name=current]', who.password);
    await page.fill('input[name=password]', 'six copper kettles on a ledge');
    await page.fill('input[name=again]', 'six copper kettles on a ledge');
    await submit(page, 'Change password');
    assert.match(await page.locator('.said').textContent(), /is changed/);
    const old = await t.open({ anonymous: true });
    await type(old, who);
    assert.match(await old.locator('main').textContent(), /do not belong together/);
    await type(old, { ...who, password: 'six copper kettles on a ledge' });
    await old.waitForURL(/\/a\/estrella/);
  } },
  { name: 'a rule asks for a second factor from a day on: put off until then, set up on the way in after it', async run(t) {
    const who = makePerson(t);
    const admin = await t.open({ account: 'estrella', role: 'global_admin' });
    const rules = '/a/estrella/settings/sign-in-rules';
    const day = (n) => new Date(Date.now() + n * 86400000).toISOString().slice(0, 10);
    const setRule = async (policy, from) => {
      await admin.goto(rules);
      await admin.check(`input[name=policy][value=${policy}]`);
      if (from) await admin.fill('input[name=from]', from);
      await submit(admin, 'Save');
      if (/confirm/.test(admin.url())) { await admin.fill('input[name=password]', t.user('estrella', 'global_admin').password); await submit(admin, 'Confirm'); }
      assert.match(await admin.locator('.said').textContent(), /rule is saved/);
    };
    const row = async () => { await admin.goto(rules); return (await admin.locator('main tr', { hasText: who.email }).textContent()).replace(/\s+/g, ' '); };
    try {
      await admin.goto(rules);
      await looksGood(t, admin, 'sign-in-rules');
      assert.match(await row(), /Disabled/);
      await setRule('required', day(7));
      assert.match(await row(), /Enabled/);
      const page = await t.open({ anonymous: true });
      await type(page, who);
      await page.waitForURL('**/sign-in/second-factor');
      await looksGood(t, page, 'enroll-grace');
      await submit(page, 'Not now');
      await page.waitForURL(/\/a\/estrella/);
      await page.goto('/me/sign-in');
      assert.match(await page.locator('main .notice').textContent(), /asks for a second factor/);
      await setRule('required', day(0));
      const late = await t.open({ anonymous: true, script: false });
      await type(late, who);
      await late.waitForURL('**/sign-in/second-factor');
      assert.equal(await late.getByRole('button', { name: 'Not now' }).count(), 0);
      await t.shot(late, 'enroll-required');
      await late.locator('details.reveal summary').click();
      const key = (await late.locator('details.reveal [data-copy]').textContent()).trim();
      await late.fill('input[name=code]', totp(key));
      await submit(late, 'Add it and go on');
      assert.equal((await codesOnPage(late)).length, 10);
      const beside = await late.context().newPage();
      await beside.goto('/me');
      assert.match(beside.url(), /sign-in/, 'not signed in yet');
      await beside.close();
      await submit(late, 'I have kept them, go on');
      await late.waitForURL(/\/a\/estrella/);
      const again = await t.open({ anonymous: true });
      await type(again, who);
      await again.fill('input[name=code]', totp(key, 30));
      await submit(again, 'Continue');
      await again.waitForURL(/\/a\/estrella/);
      assert.match(await row(), /Enforced/);
      await again.goto('/me/sign-in');
      await again.locator('main table').getByRole('button', { name: /Remove/ }).click();
      assert.match(await again.locator('main').textContent(), /your only second factor/);
      await admin.goto(rules);
      await admin.locator('main tr', { hasText: who.email }).getByRole('button', { name: /Take off/ }).click();
      assert.match(await admin.locator('.said').textContent(), /no second factor any more/);
      await again.goto('/me');
      assert.match(again.url(), /sign-in/, 'their sessions are ended');
    } finally {
      await setRule('encouraged');
    }
    await admin.locator('main tr', { hasText: who.email }).getByRole('button', { name: /Ask for it/ }).click();
    assert.match(await row(), /Enabled.*asked for by name/);
    const one = await t.open({ anonymous: true });
    await type(one, who);
    await one.waitForURL('**/sign-in/second-factor');
    await admin.locator('main tr', { hasText: who.email }).getByRole('button', { name: /Stop asking/ }).click();
    assert.match(await row(), /Disabled/);
  } },
  { name: 'somebody whose sign-ins were refused sees them in their own activity, their administrators under the filter of the log', async run(t) {
    const who = makePerson(t, { account: 'harbor', roles: 'admin_agent' }), log = '/a/harbor/settings/activity';
    const page = await t.open({ anonymous: true });
    for (const password of ['wrong herons at noon', 'wrong herons at one']) {
      await type(page, { ...who, password });
      await page.locator('main').getByText('do not belong together').waitFor();
    }
    await type(page, who);
    await page.waitForURL(/\/a\/harbor/);
    const admin = await t.open();
    for (const end = Date.now() + 30000; Date.now() < end;) {
      await admin.goto(`${log}?outcome=refused&op=refuse_sign_in`);
      if (await admin.locator('main').getByText(who.email).count()) break; /* other people's may be there before */
      await admin.waitForTimeout(250);
    }
    assert.match(await admin.locator('main').textContent(), new RegExp(who.email));
    assert.match(await admin.locator('main').textContent(), /Refused sign-ins/);
    await looksGood(t, admin, 'refused-sign-ins');
    await page.goto('/me/activity');
    assert.match(await page.locator('main').textContent(), /Refused: Sign-in with a wrong password/);
    await looksGood(t, page, 'my-refused-sign-ins');
    for (const [name, how] of [['360', { width: 360 }], ['dark', { dark: true }], ['fr', { locale: 'fr-FR' }]]) {
      const p = await t.open(how);
      if (name === 'fr') await t.language(p, 'fr');
      await p.goto(`${log}?outcome=refused&op=refuse_sign_in`);
      await t.shot(p, `refused-sign-ins-${name}`);
      assert.ok(await t.noScroll(p) <= 0);
      if (name === 'fr') await t.language(p, 'en');
    }
  } },
  { name: 'an account lets sessions rest less than the installation, and everybody sees it', async run(t) {
    const who = makePerson(t, { account: 'cobalt', roles: 'global_admin' }), rules = '/a/cobalt/settings/sign-in-rules';
    const page = await t.open({ anonymous: true });
    await type(page, who);
    await page.waitForURL(/\/a\/cobalt/);
    try {
      await page.goto(rules);
      await page.fill('input[name=idle]', '3');
      await page.fill('input[name=hours]', '4');
      await submit(page, 'Save how long');
      assert.match(await page.locator('.error-summary').textContent(), /whole number from 5 to 120/);
      assert.equal(await page.inputValue('input[name=hours]'), '4', 'what was typed stays');
      await page.fill('input[name=idle]', '15');
      await submit(page, 'Save how long');
      assert.match(await page.locator('.said').textContent(), /open now, too/);
      assert.match(await page.locator('main').textContent(), /after 4 hours, and after 15 minutes without use/);
      await looksGood(t, page, 'session-rules');
      await page.goto('/me/sessions');
      assert.match(await page.locator('main table').textContent(), /Ends after 15 minutes without use/);
      await looksGood(t, page, 'sessions-limits');
      // Twenty minutes later, without script.
      const other = await t.open({ anonymous: true, script: false });
      await type(other, who);
      await other.waitForURL(/\/a\/cobalt/);
      sql(t, `UPDATE session SET seen_at = seen_at - 1200000000 WHERE user_id = (SELECT id FROM app_user WHERE sign_in = '${who.email}') AND created_at = (SELECT max(created_at) FROM session)`);
      await other.goto('/a/cobalt');
      assert.match(other.url(), /\/sign-in/);
      await page.goto('/me/sessions');
      assert.match(await page.locator('main table').textContent(), /Over: asks to sign in again/);
      await t.shot(page, 'sessions-over');
      for (const [name, path, how] of [['rules', rules, { width: 360 }], ['rules-dark', rules, { dark: true }], ['list', '/me/sessions', { width: 360 }], ['list-dark', '/me/sessions', { dark: true }]]) {
        const p = await t.open({ anonymous: true, ...how });
        await type(p, who);
        await p.waitForURL(/\/a\/cobalt/);
        await p.goto(path);
        await t.shot(p, `session-limits-${name}`);
        assert.ok(await p.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} scrolls sideways`);
      }
      await t.language(page, 'fr');
      for (const path of [rules, '/me/sessions']) { await page.goto(path); await t.shot(page, `session-limits-fr${path === rules ? '' : '-list'}`); }
    } finally {
      sql(t, `UPDATE account SET session_idle_minutes = 0, session_hours = 0 WHERE public_id = 'cobalt'`);
    }
  } },
  { name: 'a dangerous act asks who is there, keeps what was sent, and does it after the proof', async run(t) {
    const who = makePerson(t, { roles: 'global_admin' });
    for (const script of [true, false]) {
      const page = await t.open({ anonymous: true, script });
      await type(page, who);
      await page.waitForURL(/\/a\/estrella/);
      const rules = '/a/estrella/settings/sign-in-rules';
      await page.goto(rules);
      makeProofsOld(t, who);
      await page.check(`input[name=policy][value=${script ? 'off' : 'encouraged'}]`);
      await submit(page, 'Save');
      assert.match(await page.locator('h1').textContent(), /Confirm that it is you/);
      await t.shot(page, 'confirm');
      if (script) assert.deepEqual(await t.axe(page), []);
      await page.fill('input[name=password]', 'not this one at all');
      await submit(page, 'Confirm');
      assert.match(await page.locator('.error-summary').textContent(), /not your current password/);
      await page.fill('input[name=password]', who.password);
      await submit(page, 'Confirm');
      await page.waitForURL(`**${rules}`);
      assert.match(await page.locator('.said').textContent(), /rule is saved/);
      assert.ok(await page.isChecked(`input[name=policy][value=${script ? 'off' : 'encouraged'}]`), 'what was sent was done');
      // A page, and the way back.
      makeProofsOld(t, who);
      await page.goto('/me/sign-in/app');
      assert.match(page.url(), /confirm\?return/);
      await page.fill('input[name=password]', who.password);
      await submit(page, 'Confirm');
      await page.waitForURL('**/me/sign-in/app');
    }
  } },
  { name: 'SC111 the profile menu signs in with a different account; both stay, each page says as whom, forms do not mix', async run(t) {
    const [a, b] = [makePerson(t, { first: 'Ana', last: 'Ruiz' }), makePerson(t, { account: 'cobalt', first: 'Luc', last: 'Petit' })];
    const page = await t.open({ anonymous: true });
    await type(page, a);
    await page.waitForURL(/\/a\/estrella/);
    await page.goto('/me');
    const old = await page.context().newPage(); // Ana's tab
    await old.goto('/me');
    await page.locator('.topbar details.menu').last().locator('summary').click();
    await t.shot(page, 'profile-menu-one');
    await page.getByRole('link', { name: 'Sign in with a different account' }).click();
    await t.shot(page, 'sign-in-beside');
    await page.fill('input[name=email]', b.email);
    await page.fill('input[name=password]', b.password);
    await submit(page, 'Sign in');
    await page.waitForURL(/\/a\/cobalt/);
    await page.bringToFront();
    assert.match(await page.locator('.banners').textContent(), /You act as Luc Petit for Cobalt Peak/);
    await page.locator('.topbar details.menu').last().locator('summary').click();
    assert.match(await page.locator('.topbar details[open]').textContent(), /Also signed in here[\s\S]*Ana Ruiz/);
    await looksGood(t, page, 'profile-menu-two', { menu: true });
    assert.match(await old.locator('#acting-changed').textContent(), /You act as Luc Petit in this browser now; this page is still Ana Ruiz/);
    await old.fill('input[name=first_name]', 'Mixed');
    await old.locator('main form').getByRole('button', { name: 'Save' }).click();
    assert.match(await old.locator('main').textContent(), /belongs to another sign-in/);
    assert.equal(await old.locator('main input[value=Mixed]').count(), 0, 'not offered to be sent as the wrong person');
    await old.bringToFront();
    await t.shot(old, 'foreign-form');
    await page.bringToFront();
    await page.goto('/me');
    assert.equal(await page.inputValue('input[name=first_name]'), 'Luc');
    await page.locator('.topbar details.menu').last().locator('summary').click();
    await page.locator('.topbar details[open]').getByRole('button', { name: /Ana Ruiz/ }).click();
    await page.waitForURL(/\/a\/estrella/);
    assert.match(await page.locator('.banners').textContent(), /You act as Ana Ruiz/);
    await page.locator('.topbar details.menu').last().locator('summary').click();
    await page.locator('.topbar details[open]').getByRole('button', { name: 'Sign out Ana Ruiz' }).click();
    await page.waitForURL(/\/a\/cobalt/);
    assert.match(await page.locator('.said').textContent(), /You act as Luc Petit now/);
    assert.equal(await page.locator('.banners').count(), 0);
    const small = await t.open({ anonymous: true, width: 360, height: 740 });
    await small.context().addCookies(await page.context().cookies());
    await small.goto('/sign-in?other=1');
    await small.fill('input[name=email]', a.email);
    await small.fill('input[name=password]', a.password);
    await submit(small, 'Sign in');
    await small.waitForURL(/\/a\/estrella/);
    assert.ok(await t.noScroll(small) <= 0);
    await looksGood(t, small, 'two-people-360');
  } },
];
