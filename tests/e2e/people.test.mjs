// User management from an administrator's chair, and from that of the people it is done to.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { entente, join } from '../lib/entente.mjs';

const fresh = () => [...randomUUID().replace(/-/g, '').slice(0, 10)].map((c, i) => (i % 2 ? 'aeiou'[parseInt(c, 16) % 5] : 'bdfgklmnprstvz'[parseInt(c, 16) % 14])).join('');
const words = (page) => page.locator('main').textContent();
const button = (page, name) => page.locator('main').getByRole('button', { name, exact: true });
const primary = (page) => page.locator('main form .btn-primary[type=submit]').first();
const users = (account) => `/a/${account}/settings/users`;
const fill = async (page, values) => { for (const [name, value] of Object.entries(values)) await page.locator(`main [name="${name}"]`).fill(value); };
const looksGood = async (t, page, name) => { await t.shot(page, `people-${name}`); assert.deepEqual(await t.axe(page), [], name); };

// Signed in just now: nothing asks again who is there.
async function asAdmin(t, { account = 'harbor', role = 'global_admin', ...options } = {}) {
  const page = await t.open({ anonymous: true, ...options });
  await t.signIn(page, t.user(account, role));
  return page;
}

// Through the three steps of "Add a user". Gives what the page with the credentials says, once.
export async function addUser(page, account, { first = 'Zoë', last = fresh().replace(/^./, (c) => c.toUpperCase()), roles = [], seen } = {}) {
  const local = fresh();
  await page.goto(users(account));
  await page.locator('.page-head a.btn-primary').click();
  await fill(page, { first_name: first, last_name: last, sign_in: local });
  await seen?.('who');
  await primary(page).click();
  for (const role of roles) await page.locator(`input[name=roles][value=${role}]`).check();
  await seen?.('roles');
  await primary(page).click();
  await seen?.('review');
  await primary(page).click();
  await page.waitForURL(/credentials/);
  await seen?.('credentials');
  const [email, password] = (await page.locator('main td [data-copy]').allTextContents()).map((x) => x.trim());
  assert.ok(email.startsWith(`${local}@`), email);
  return { email, password, first, last, name: `${first} ${last}` };
}
async function type(page, who) {
  await page.goto('/sign-in');
  await page.fill('input[name=email]', who.email);
  await page.fill('input[name=password]', who.password);
  await page.locator('main button[type=submit]').first().click();
}
// The first sign-in: the temporary password opens nothing but the page that replaces it.
async function firstSignIn(t, who, options = {}) {
  const page = await t.open({ anonymous: true, ...options });
  await type(page, who);
  await page.waitForURL('**/sign-in/password');
  who.password = `${fresh()} kettles on ${fresh()}`;
  await fill(page, { password: who.password, again: who.password });
  await primary(page).click();
  await page.waitForURL((url) => !/sign-in/.test(url.pathname));
  return page;
}
const openPerson = async (page, account, who) => {
  await page.goto(`${users(account)}?q=${encodeURIComponent(who.email)}`);
  await page.locator('table th[scope=row] a', { hasText: who.last }).click();
  await page.locator('h1', { hasText: who.name }).waitFor();
};
const tiles = async (page, account) => { await page.goto(`/a/${account}`); return (await page.locator('.tiles .tile h3 a').allTextContents()).map((x) => x.trim()); };
const status = async (page, path) => (await page.request.get(path)).status();
// What the permissions of the signed-in person are, by their ids.
const permissions = async (page, account) => { await page.goto(`/a/${account}/settings/permissions`); return (await page.locator('main tbody th .sub').allTextContents()).map((x) => x.trim()).filter((x) => /^[a-z_]+\.[a-z_]+$/.test(x)); };

// Each kind of work, its role, what the role lets do and what belongs to other kinds.
const KINDS = [
  { work: 'customers', role: 'admin_agent', may: 'customers.tag' },
  { work: 'selling', role: 'sales_agent', may: 'customers.add' },
  { work: 'billing', role: 'billing_admin', may: 'billing.manage' },
  { work: 'business profiles', role: 'business_profile_admin', may: 'referrals.profiles' },
  { work: 'referrals', role: 'referrals_user', may: 'referrals.deals_own' },
  { work: 'incentives', role: 'incentives_user', may: 'incentives.claim_create' },
  { work: 'support', role: 'helpdesk_agent', may: 'customers.support_request' },
];

// The matrix: who holds a permission, and whether its workspace is there yet.
const matrix = () => entente(['roles']).stdout.trim().split('\n').map((l) => l.split('\t')).map(([id, roles, more = '']) => ({ id, roles: (roles || '').split(' '), planned: more.startsWith('planned=') }));

async function oneForEachKind(t, admin, options) {
  const people = [], all = matrix();
  for (const kind of KINDS) people.push({ ...kind, who: await addUser(admin, t.account, { first: 'Kim', roles: [kind.role] }) });
  for (const p of people) {
    const page = await firstSignIn(t, p.who, options);
    const held = await permissions(page, t.account);
    const theirs = all.filter((x) => x.roles.includes(p.role) || x.roles.includes('*') || x.roles.includes('default_user'));
    for (const id of held) assert.ok(theirs.some((x) => x.id === id), `${p.work} may ${id} too`);
    // What the work is about: there now, or with the workspace that brings it.
    const about = all.find((x) => x.id === p.may);
    assert.ok(about.roles.includes(p.role), `${p.may} is for ${about.roles}`);
    assert.equal(held.includes(p.may), !about.planned, `${p.work}: ${p.may}`);
    for (const other of KINDS) if (other.role !== p.role && !all.find((x) => x.id === other.may).roles.includes(p.role)) assert.ok(!held.includes(other.may), `${p.work} may ${other.may} too`);
    assert.equal(await status(page, `/a/${t.account}/customers`), all.find((x) => x.id === 'customers.view').roles.includes(p.role) ? 200 : 403, p.work);
    assert.equal(await status(page, users(t.account)), 403, `${p.work}: only admins manage users`);
    await page.context().close();
  }
}

export const tests = [
  { name: 'SC016 a user is added; the temporary password, shown once, lets in once and has to be replaced', async run(t) {
    const admin = await asAdmin(t);
    const who = await addUser(admin, t.account, { first: 'Zoë', roles: ['sales_agent'], seen: (step) => looksGood(t, admin, `add-${step}`) });
    const once = admin.url();
    await admin.goto(once);
    assert.match(await words(admin), /shown once and are not kept/);
    const page = await t.open({ anonymous: true });
    await type(page, who);
    await page.waitForURL('**/sign-in/password');
    await page.goto(`/a/${t.account}`);
    assert.match(page.url(), /\/sign-in/, 'a temporary password opens nothing');
    await page.context().close();
    const temporary = who.password;
    const own = await firstSignIn(t, who);
    assert.ok((await tiles(own, t.account)).includes('Customers'));
    const again = await t.open({ anonymous: true });
    await type(again, { ...who, password: temporary });
    assert.match(await words(again), /do not belong together/);
    await openPerson(admin, t.account, who);
    assert.match(await words(admin), /Sales agent/);
    await looksGood(t, admin, 'person');
  } },
  { name: 'SC017 a name and roles are edited; both show and take effect', async run(t) {
    const admin = await asAdmin(t);
    const who = await addUser(admin, t.account, { first: 'Ada', roles: ['referrals_user'] });
    const own = await firstSignIn(t, who);
    assert.equal(await status(own, `/a/${t.account}/customers`), 403);
    await openPerson(admin, t.account, who);
    await admin.locator('.page-head').getByRole('link', { name: 'Edit' }).click();
    await fill(admin, { first_name: '' });
    await button(admin, 'Save').click();
    assert.match(await admin.locator('.error-summary').textContent(), /Enter the first name/);
    await looksGood(t, admin, 'edit-failed');
    await fill(admin, { first_name: 'Adélaïde', job_title: 'Service desk' });
    await button(admin, 'Save').click();
    await admin.locator('h1', { hasText: `Adélaïde ${who.last}` }).waitFor();
    assert.match(await words(admin), /Service desk/);
    await own.goto('/me');
    assert.match(await own.locator('body').getAttribute('data-acting'), /^Adélaïde /);
    await admin.locator('summary', { hasText: 'Give a role' }).click();
    await admin.locator('input[name=roles][value=sales_agent]').check();
    await button(admin, 'Give the roles').click();
    await admin.locator('[role=status]', { hasText: '1 role is given' }).waitFor();
    assert.equal(await status(own, `/a/${t.account}/customers`), 200);
    await admin.getByRole('button', { name: /^Take Sales agent/ }).click();
    await admin.locator('[role=status]', { hasText: 'The role is taken' }).waitFor();
    assert.equal(await status(own, `/a/${t.account}/customers`), 403);
  } },
  { name: 'SC018 somebody who is removed is out at once and can no longer sign in', async run(t) {
    const admin = await asAdmin(t);
    const who = await addUser(admin, t.account, { first: 'Otto', roles: ['sales_agent'] });
    const own = await firstSignIn(t, who);
    await openPerson(admin, t.account, who);
    await admin.locator('.page-head summary', { hasText: 'More' }).click();
    await admin.locator('.page-head').getByRole('link', { name: 'Remove' }).click();
    await looksGood(t, admin, 'remove');
    await admin.locator('main').getByRole('button', { name: /^Remove from the directory/ }).click();
    await admin.locator('[role=status]', { hasText: 'removed from the directory' }).waitFor();
    await own.goto(`/a/${t.account}/customers`);
    assert.match(own.url(), /\/sign-in/, 'the session is ended');
    await type(own, who);
    assert.match(await words(own), /do not belong together/);
    await admin.goto(`${users(t.account)}?q=${encodeURIComponent(who.email)}`);
    assert.match(await words(admin), /No user matches/);
    await looksGood(t, admin, 'none');
  } },
  { name: 'SC019 roles that are ticked for a user change their access at once', async run(t) {
    const admin = await asAdmin(t);
    const who = await addUser(admin, t.account, { first: 'Ivo' });
    const own = await firstSignIn(t, who);
    const before = await tiles(own, t.account);
    await openPerson(admin, t.account, who);
    for (const role of ['sales_agent', 'billing_admin']) await admin.locator(`input[name=roles][value=${role}]`).check();
    await t.shot(admin, 'people-assign');
    await button(admin, 'Give the roles').click();
    await admin.locator('[role=status]', { hasText: '2 roles are given' }).waitFor();
    const after = await tiles(own, t.account);
    assert.ok(!before.includes('Customers') && after.includes('Customers'), `${before} | ${after}`);
    await looksGood(t, admin, 'person-roles');
  } },
  { name: 'SC049 each kind of work has its user, who can do only that work', async run(t) { await oneForEachKind(t, await asAdmin(t), {}); } },
  { name: 'SC050 a Global admin and an account admin manage the account', async run(t) {
    const admin = await asAdmin(t);
    for (const [role, name] of [['global_admin', 'Global admin'], ['account_admin', 'Account admin']]) {
      const who = await addUser(admin, t.account, { first: 'Gil', roles: [role] });
      await openPerson(admin, t.account, who);
      assert.match(await words(admin), new RegExp(name));
      const own = await firstSignIn(t, who);
      assert.equal(await status(own, users(t.account)), 200);
      const colleague = await addUser(own, t.account, { first: 'Ugo', roles: ['default_user'] });
      await openPerson(own, t.account, colleague);
      assert.ok((await tiles(own, t.account)).includes('Account settings'));
      // Both are guarded; they are taken back, so that other tests find the admins they expect.
      await openPerson(admin, t.account, who);
      await admin.getByRole('button', { name: new RegExp(`^Take ${name}`) }).click();
      await admin.locator('[role=status]', { hasText: 'The role is taken' }).waitFor();
      assert.equal(await status(own, users(t.account)), 404, 'who holds nothing here is a stranger');
      await own.context().close();
    }
  } },
  { name: 'SC076 an administrator resets a forgotten password: the temporary one is shown once, sessions end', async run(t) {
    const admin = await asAdmin(t);
    const who = await addUser(admin, t.account, { first: 'Bea', roles: ['report_viewer'] });
    const own = await firstSignIn(t, who);
    const old = { ...who };
    await openPerson(admin, t.account, who);
    await admin.locator('.page-head').getByRole('link', { name: 'Reset password' }).click();
    await looksGood(t, admin, 'reset');
    await button(admin, 'Reset the password').click();
    await admin.waitForURL(/credentials/);
    await looksGood(t, admin, 'credentials');
    const page = admin.url();
    who.password = (await admin.locator('main td [data-copy]').allTextContents())[1].trim();
    await admin.goto(page);
    assert.match(await words(admin), /shown once and are not kept/);
    await own.goto('/me');
    assert.match(own.url(), /\/sign-in/, 'the session is ended');
    await type(own, old);
    assert.match(await words(own), /do not belong together/);
    await firstSignIn(t, who);
  } },
  { name: 'SC104 the list filtered by admin type names the admins with their e-mail', async run(t) {
    const admin = await t.open();
    await admin.goto(users(t.account));
    await looksGood(t, admin, 'list');
    await admin.locator('select[name=family]').selectOption({ label: 'Manages the account' });
    await button(admin, 'Apply').click();
    await admin.waitForURL(/family=admin/);
    const rows = await admin.locator('main tbody tr').allTextContents();
    assert.ok(rows.some((r) => /Jonas Lindqvist/.test(r) && /j\.lindqvist@harbor\.example/.test(r) && /Global admin/.test(r)), rows.join('\n'));
    assert.ok(rows.every((r) => !/Amara Okonjo/.test(r)), 'agents are no admins');
    await looksGood(t, admin, 'admins');
  } },
  { name: 'SC114 roles have their French names, and give what their English ones give', async run(t) {
    const admin = await asAdmin(t, { account: 'alder', locale: 'fr-FR' });
    await t.language(admin, 'fr');
    await admin.goto(users('alder'));
    const options = await admin.locator('select[name=role] option').allTextContents();
    for (const name of ['Agent d’administration', 'Administrateur général', 'Administrateur des utilisateurs']) assert.ok(options.includes(name), name);
    const who = await addUser(admin, 'alder', { first: 'Gaëlle', roles: ['user_management_admin', 'admin_agent'] });
    await openPerson(admin, 'alder', who);
    assert.match(await words(admin), /Administrateur des utilisateurs/);
    assert.match(await words(admin), /Agent d’administration/);
    await looksGood(t, admin, 'person-fr');
    const own = await firstSignIn(t, who, { locale: 'fr-FR' });
    assert.equal(await status(own, users('alder')), 200, 'manages accounts');
    assert.equal(await status(own, '/a/alder/customers'), 200, 'manages customers');
  } },
  { name: 'SC116 the same in French: each kind of work has its user, who can do only that work', async run(t) {
    const admin = await asAdmin(t, { locale: 'fr-FR' });
    await t.language(admin, 'fr');
    try { await oneForEachKind(t, admin, { locale: 'fr-FR' }); } finally { await t.language(admin, 'en'); }
  } },
  { name: 'SC120 without a role only personal pages open; with one its tasks appear', async run(t) {
    const admin = await asAdmin(t);
    const who = await addUser(admin, t.account, { first: 'Nil' });
    const own = await firstSignIn(t, who);
    for (const path of ['/me', '/me/preferences', '/me/sign-in']) assert.equal(await status(own, path), 200, path);
    for (const path of ['', '/customers', '/pricing', '/settings/users', '/settings/activity', '/settings/applications']) assert.equal(await status(own, `/a/${t.account}${path}`), 404, path);
    await own.goto('/');
    await looksGood(t, own, 'home-without-role');
    await openPerson(admin, t.account, who);
    assert.match(await words(admin), /No role here: only their own pages open/);
    await admin.locator('input[name=roles][value=sales_agent]').check();
    await button(admin, 'Give the roles').click();
    await admin.locator('[role=status]', { hasText: '1 role is given' }).waitFor();
    assert.ok((await tiles(own, t.account)).includes('Customers'));
    for (const path of ['customers', 'pricing']) assert.equal(await status(own, `/a/${t.account}/${path}`), 200, path);
  } },
  { name: 'SC125 the help list of the page leads to adding a user, who holds the roles that were chosen', async run(t) {
    const admin = await asAdmin(t);
    await admin.goto(users(t.account));
    await admin.locator('summary[aria-label="Help"]').click();
    const panel = admin.locator('details.menu[open] .panel');
    await t.shot(admin, 'people-help');
    await panel.getByRole('link', { name: 'Manage users' }).waitFor();
    await panel.getByRole('link', { name: 'Add a user with their roles' }).click();
    await admin.locator('h1', { hasText: 'Add a user' }).waitFor();
    const local = fresh(), last = fresh();
    await fill(admin, { first_name: 'Help', last_name: last, sign_in: local });
    await primary(admin).click();
    for (const role of ['report_viewer', 'referrals_user']) await admin.locator(`input[name=roles][value=${role}]`).check();
    await primary(admin).click();
    await primary(admin).click();
    await admin.waitForURL(/credentials/);
    await admin.goto(`${users(t.account)}?q=${local}`);
    const row = await admin.locator('main tbody tr').first().textContent();
    assert.match(row, /Report viewer/);
    assert.match(row, /Referrals user/);
    // Whoever may not add is not offered it.
    const other = await t.open({ role: 'compliance_admin' });
    await other.goto(users(t.account));
    await other.locator('summary[aria-label="Help"]').click();
    await other.locator('details.menu[open] .panel').getByRole('link', { name: 'Manage users' }).waitFor();
  } },
  { name: 'SC126 a role that is given brings its tile, one that is taken removes it; only an admin can', async run(t) {
    const admin = await asAdmin(t);
    const who = await addUser(admin, t.account, { first: 'Ole', roles: ['report_viewer'] });
    const own = await firstSignIn(t, who);
    assert.ok(!(await tiles(own, t.account)).includes('Customers'));
    await openPerson(admin, t.account, who);
    const person = admin.url();
    await admin.locator('summary', { hasText: 'Give a role' }).click();
    await admin.locator('input[name=roles][value=helpdesk_agent]').check();
    await button(admin, 'Give the roles').click();
    await admin.locator('[role=status]', { hasText: '1 role is given' }).waitFor();
    assert.ok((await tiles(own, t.account)).includes('Customers'));
    await admin.getByRole('button', { name: /^Take Helpdesk agent/ }).click();
    await admin.locator('[role=status]', { hasText: 'The role is taken' }).waitFor();
    assert.ok(!(await tiles(own, t.account)).includes('Customers'));
    const agent = await t.open({ role: 'sales_agent' });
    assert.equal(await status(agent, person), 403);
    await agent.goto(`/a/${t.account}/customers`);
    const token = await agent.locator('input[name=_csrf]').first().inputValue();
    const tried = await agent.request.post(`${new URL(person).pathname}/roles`, { form: { _csrf: token, roles: 'helpdesk_agent', scope: 'account' } });
    assert.equal(tried.status(), 403);
    assert.ok(!(await tiles(own, t.account)).includes('Customers'));
  } },
  { name: 'the same works at 360 px without script in French, and a mistake loses nothing', async run(t) {
    const admin = await asAdmin(t, { account: 'alder', script: false, locale: 'fr-FR', width: 360, height: 740 });
    await t.language(admin, 'fr');
    await admin.goto(users('alder'));
    assert.ok(await t.noScroll(admin) <= 0);
    await t.shot(admin, 'people-list-360-fr');
    await admin.locator('.page-head a.btn-primary').click();
    await fill(admin, { first_name: 'Éloïse', last_name: '', sign_in: 'élo ise' });
    await primary(admin).click();
    assert.equal(await admin.locator('.error-summary a').count(), 2);
    assert.equal(await admin.locator('[name=first_name]').inputValue(), 'Éloïse');
    assert.equal(await admin.locator('[name=sign_in]').inputValue(), 'élo ise');
    assert.match(await admin.title(), /^Erreur/);
    assert.ok(await t.noScroll(admin) <= 0);
    await t.shot(admin, 'people-add-error-360-fr');
    const who = await addUser(admin, 'alder', { first: 'Éloïse', roles: ['report_viewer'] });
    assert.ok(await t.noScroll(admin) <= 0);
    await t.shot(admin, 'people-credentials-360-fr');
    await openPerson(admin, 'alder', who);
    for (const rest of ['', '/groups', '/sign-ins', '/activity', '/suspend', '/reset', '/remove', '/edit']) {
      await admin.goto(new URL(admin.url()).pathname.replace(/(users\/[0-9a-f-]{36}).*/, `$1${rest}`));
      assert.ok(await t.noScroll(admin) <= 0, rest);
      await t.shot(admin, `people-person${rest.replace('/', '-')}-360-fr`);
    }
  } },
  { name: 'several are ticked: a page says what happens to whom, and why not to the others', async run(t) {
    const admin = await asAdmin(t);
    const last = fresh();
    const a = await addUser(admin, t.account, { first: 'Ann', last }), b = await addUser(admin, t.account, { first: 'Ben', last });
    await admin.goto(`${users(t.account)}?q=${last}`);
    for (const box of await admin.locator('td.pick input').all()) await box.check();
    await t.shot(admin, 'people-picked');
    await admin.locator('.batch').getByRole('button', { name: 'Give roles' }).click();
    assert.match(await words(admin), /2 people get the roles you choose/);
    await looksGood(t, admin, 'batch');
    await admin.locator('input[name=roles][value=report_viewer]').check();
    await button(admin, 'Give the roles').click();
    await admin.locator('[role=status]', { hasText: 'Done for 2 people' }).waitFor();
    await openPerson(admin, t.account, a);
    assert.match(await words(admin), /Report viewer/);
    await openPerson(admin, t.account, b);
    assert.match(await words(admin), /Report viewer/);
  } },
  { name: 'people come from a file: every problem before anything is written, progress that can be left, passwords once', async run(t) {
    const admin = await asAdmin(t);
    const last = fresh(), name = fresh();
    await admin.goto(users(t.account));
    await admin.locator('.page-head summary', { hasText: 'More ways' }).click();
    await admin.locator('.page-head').getByRole('link', { name: 'Import from a file' }).click();
    await looksGood(t, admin, 'import');
    await primary(admin).click();
    assert.match(await admin.locator('.error-summary').textContent(), /Choose a CSV file that is not empty/);
    const template = await (await admin.request.get(await admin.locator('main a[href$="/template"]').getAttribute('href'))).text();
    const head = template.replace(/^\ufeff/, '').split(/\r?\n/)[0].replaceAll(';', ',');
    await admin.locator('input[type=file]').setInputFiles({ name: 'team.csv', mimeType: 'text/csv', buffer: Buffer.from(`${head}\nAda,${last},${name}1,,,Desk,Sales agent | Report viewer,\nBo,${last},${name}2,,,,,\nCy,${last},w.li,,,,Emperor,\n`) });
    await primary(admin).click();
    assert.match(await words(admin), /w\.li@harbor\.example is taken/);
    assert.match(await words(admin), /There is no role Emperor/);
    await looksGood(t, admin, 'import-checked');
    const page = admin.url();
    await button(admin, 'Add 2 users').click();
    await admin.goto(users(t.account)); // it may be left
    await admin.goto(page);
    await admin.locator('main', { hasText: 'Download the passwords' }).waitFor();
    await looksGood(t, admin, 'import-done');
    const [file] = await Promise.all([admin.waitForEvent('download'), button(admin, 'Download the passwords').click()]);
    const lines = readFileSync(await file.path(), 'utf8').trim().split(/\r?\n/);
    assert.equal(lines.length, 3);
    await admin.goto(page);
    assert.equal(await button(admin, 'Download the passwords').count(), 0);
    await admin.setViewportSize({ width: 360, height: 740 });
    assert.ok(await t.noScroll(admin) <= 0);
    await t.shot(admin, 'people-import-done-360');
    const [, email, password] = lines[1].split(/[;,]/).map((x) => x.replace(/^"|"$/g, ''));
    await firstSignIn(t, { email, password });
  } },
  { name: 'everybody who matches is chosen in words and without script, and asked about before', async run(t) {
    const page = await asAdmin(t, { script: false, width: 360, height: 740 });
    await page.goto(`${users(t.account)}?size=25`);
    await page.locator('td.pick input').first().check();
    await page.locator('.batch a', { hasText: 'Select everybody, on all pages' }).click();
    assert.ok(await t.noScroll(page) <= 0);
    await t.shot(page, 'people-all-360');
    await page.locator('.batch').getByRole('button', { name: 'End sessions' }).click();
    assert.match(await words(page), /signed out everywhere, now/);
    assert.ok(await t.noScroll(page) <= 0);
    await t.shot(page, 'people-all-asked-360');
  } },
  { name: 'a group made by hand is handed over to the provisioning client, said before and after, and taken back', async run(t) {
    const sql = (text) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', join(t.where.data, 'entente.db'), text]).toString().trim();
    const groups = '/a/cobalt/settings/groups';
    const page = await asAdmin(t, { account: 'cobalt' });
    try {
      await page.goto(`${groups}/new`);
      await fill(page, { name: `Bookkeepers ${fresh()}` });
      await primary(page).click();
      await page.waitForURL(/groups\/[0-9a-f-]{36}/);
      const group = new URL(page.url()).pathname;
      assert.equal(await page.getByRole('link', { name: 'Hand over' }).count(), 0, 'nobody would keep it');
      sql(`INSERT INTO provisioning (directory_id, since, state) SELECT directory_id, 1, 'on' FROM account WHERE public_id = 'cobalt'`);
      await page.goto(group);
      await looksGood(t, page, 'group-by-hand');
      await page.getByRole('link', { name: 'Hand over' }).click();
      assert.match(await words(page), /The client decides who its members are/);
      await looksGood(t, page, 'group-hand-over');
      const views = async (name) => {
        for (const [as, how] of [['360', { width: 360, script: false }], ['dark', { dark: true }], ['fr', { locale: 'fr-FR' }]]) {
          const p = await asAdmin(t, { account: 'cobalt', ...how });
          if (as === 'fr') await t.language(p, 'fr');
          await p.goto(name === 'kept' ? group : `${group}/hand-over`);
          await t.shot(p, `people-group-${name}-${as}`);
          assert.ok(await t.noScroll(p) <= 0);
          if (as === 'fr') await t.language(p, 'en');
        }
      };
      await views('hand-over');
      await button(page, 'Hand the group over').click();
      assert.match(await page.locator('.said').textContent(), /keeps the group from now on/);
      assert.match(await words(page), /Made here, and kept by the provisioning client since/);
      assert.equal(await page.getByRole('link', { name: 'Rename' }).count(), 0);
      await looksGood(t, page, 'group-kept');
      await views('kept');
      await button(page, 'Take it back').click();
      assert.match(await page.locator('.said').textContent(), /yours again/);
      assert.equal(await page.getByRole('link', { name: 'Rename' }).count(), 1);
      await page.goto('/a/cobalt/settings/activity');
      assert.match(await words(page), /Took a group back from the provisioning client/);
    } finally {
      sql(`DELETE FROM provisioning WHERE directory_id = (SELECT directory_id FROM account WHERE public_id = 'cobalt')`);
    }
  } },
];
