// Partner accounts from the vendor's desk: adding one, its first admin signing in, suspending and reinstating, and looking at
// its pages; as the partner sees each of it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

const fresh = () => [...randomUUID().replace(/-/g, '').slice(0, 10)].map((c, i) => (i % 2 ? 'aeiou'[parseInt(c, 16) % 5] : 'bdfgklmnprstvz'[parseInt(c, 16) % 14])).join('');
const words = (page) => page.locator('main').textContent();
const primary = (page) => page.locator('main form .btn-primary[type=submit]').first();
const fill = async (page, values) => { for (const [name, value] of Object.entries(values)) await page.locator(`main [name="${name}"]`).fill(value); };
const good = async (t, page, name) => { await t.shot(page, `partners-${name}`); assert.deepEqual(await t.axe(page), [], name); assert.ok(await t.noScroll(page) <= 0, name); };

export async function asStaff(t, options = {}) {
  const page = await t.open({ anonymous: true, ...options });
  const who = t.demo.portal.find((x) => [].concat(x.roles).join(' ').includes('operator_admin'));
  await t.signIn(page, who);
  if (options.locale === 'fr-FR') await t.language(page, 'fr');
  return page;
}

// Through the steps of "Add partner account"; gives what the last page says.
export async function addPartner(t, page, { how = 'password', seen = async () => {} } = {}) {
  const name = `${fresh().replace(/^./, (c) => c.toUpperCase())} Works`, domain = `${fresh()}.example`, email = `ada@${domain}`;
  await page.goto('/operator/partners');
  await page.locator('.page-head a.btn-primary').click();
  await fill(page, { name, city: 'Lille', domain: 'no domain' });
  await page.locator('select[name=country]').selectOption('FR');
  await page.locator('select[name=kind]').selectOption('direct');
  await seen('company');
  await primary(page).click();
  assert.match(await words(page), /example\.com/, 'the domain is refused with an example');
  assert.equal(await page.locator('input[name=city]').inputValue(), 'Lille', 'nothing is lost');
  await fill(page, { domain });
  await primary(page).click();
  await fill(page, { first_name: 'Ada', last_name: 'Roux', email });
  await page.locator(`input[name=how][value=${how}]`).check();
  await page.locator('input[name=mfa][value=encouraged]').check();
  await seen('admin');
  await primary(page).click();
  await seen('review');
  await page.locator('main form .btn-primary[type=submit]').last().click();
  await seen('done');
  const [, password] = (await page.locator('main [data-copy]').allTextContents()).map((x) => x.trim());
  return { name, email, password, slug: name.toLowerCase().replace(' ', '-') };
}

export async function firstSignIn(t, who, options = {}) {
  const page = await t.open({ anonymous: true, ...options });
  await page.goto('/sign-in');
  await fill(page, { email: who.email, password: who.password });
  await page.locator('main button[type=submit]').first().click();
  await page.waitForURL('**/sign-in/password');
  who.password = `${fresh()} kettles on ${fresh()}`;
  await fill(page, { password: who.password, again: who.password });
  await primary(page).click();
  await page.waitForURL((url) => !/sign-in\/password/.test(url.pathname));
  if (/second-factor/.test(page.url())) await page.locator('main form[action="/sign-in/later"] button').click();
  await page.waitForURL((url) => !/sign-in/.test(url.pathname));
  return page;
}

export const tests = [
  { name: 'the vendor adds a partner account, its admin signs in, is suspended, reads why, and is reinstated', async run(t) {
    const staff = await asStaff(t);
    const who = await addPartner(t, staff, { seen: (name) => good(t, staff, `add-${name}`) });
    const admin = await firstSignIn(t, who);
    await admin.goto(`/a/${who.slug}/customers`);
    assert.equal(await admin.locator('.banner').count(), 0);
    assert.equal(await admin.locator('main a[href$="/customers/add"]').count() > 0, true, 'may sell');

    await staff.goto(`/operator/partners?q=${who.name.split(' ')[0]}`);
    await staff.locator('main th[scope=row] a').click();
    await good(t, staff, 'one');
    await staff.locator('.page-head').getByRole('link', { name: 'Suspend' }).click();
    await primary(staff).or(staff.locator('main form .btn-danger')).first().click();
    assert.match(await words(staff), /Write the reason/);
    await staff.locator('textarea[name=reason]').fill('Invoice 2026-09 is 61 days overdue. Pay it.');
    await good(t, staff, 'suspend');
    await staff.locator('main form .btn-danger').click();
    assert.match(await words(staff), /Suspended[\s\S]*61 days overdue/);

    await admin.goto(`/a/${who.slug}/customers`);
    assert.match(await admin.locator('.banner').textContent(), /suspended[\s\S]*See why/);
    assert.equal(await admin.locator('main a[href$="/customers/add"]').count(), 0, 'no button that would be refused');
    await good(t, admin, 'suspended-customers');
    assert.equal((await admin.goto(`/a/${who.slug}/customers/add`)).status(), 403);
    assert.match(await words(admin), /suspended the account[\s\S]*Account standing/);
    await admin.locator('.banner a').click();
    for (const answer of ['What this means', 'Why it is so', 'What happens next', 'Who has to act', 'By when']) assert.ok((await words(admin)).includes(answer), answer);
    assert.match(await words(admin), /61 days overdue/);
    await good(t, admin, 'standing');

    await staff.locator('.page-head').getByRole('link', { name: 'Reinstate' }).click();
    await staff.locator('main form [type=submit]').first().click();
    await admin.goto(`/a/${who.slug}/customers`);
    assert.equal(await admin.locator('.banner').count(), 0);
    await admin.goto(`/a/${who.slug}/settings/activity`);
    assert.match(await words(admin), /Reinstated the account[\s\S]*Suspended the account/);
  } },
  { name: 'the same on a phone, in French and without script', async run(t) {
    const staff = await asStaff(t, { width: 360, height: 740, locale: 'fr-FR', script: false });
    try {
    const who = await addPartner(t, staff, { how: 'invite', seen: async (name) => t.shot(staff, `partners-fr-add-${name}`) });
    assert.match(await words(staff), /est désormais partenaire[\s\S]*est en route/);
    await staff.goto(`/operator/partners/${who.slug}`);
    await staff.locator('.page-head').getByRole('link', { name: 'Restreindre' }).click();
    await staff.locator('textarea[name=reason]').fill('Chiffre d’affaires sous le seuil.');
    await staff.locator('main form [type=submit]').first().click();
    assert.match(await words(staff), /Restreint[\s\S]*sous le seuil/);
    assert.ok(await t.noScroll(staff) <= 0);
    await t.shot(staff, 'partners-fr-one');
    await staff.goto('/operator/partners?state=restricted');
    assert.match(await words(staff), new RegExp(who.name));
    assert.ok(await t.noScroll(staff) <= 0);
    await t.shot(staff, 'partners-fr-list');
    } finally { await t.language(staff, 'en'); }
  } },
  { name: 'the vendor looks at a partner’s pages, is told so on each, and can change nothing', async run(t) {
    const staff = await asStaff(t);
    assert.equal((await staff.goto('/a/cobalt')).status(), 404);
    await staff.goto('/operator/partners/cobalt');
    await staff.getByRole('button', { name: 'View as partner' }).click();
    await staff.waitForURL('**/a/cobalt');
    for (const path of ['/a/cobalt', '/a/cobalt/customers', '/a/cobalt/settings/users', '/a/cobalt/settings/company']) {
      assert.equal((await staff.goto(path)).status(), 200, path);
      assert.match(await staff.locator('.banner').textContent(), /as the vendor/, path);
    }
    await good(t, staff, 'viewing');
    assert.equal(await staff.locator('main').getByRole('link', { name: 'Edit' }).count(), 0, 'no door that would refuse');
    assert.equal((await staff.goto('/a/cobalt/settings/company/edit')).status(), 403);
    assert.match(await words(staff), /nothing can be changed here/);
    assert.equal((await staff.request.get('/a/cobalt/customers/export?format=csv')).status(), 403);
    await staff.goto('/a/cobalt');
    await staff.locator('.banner a').click();
    await staff.getByRole('button', { name: 'Stop viewing as partner' }).click();
    assert.equal((await staff.goto('/a/cobalt')).status(), 404);
  } },
  { name: 'the list of partner accounts is filtered, sorted and saved as a file', async run(t) {
    const staff = await asStaff(t);
    await staff.goto('/operator/partners');
    await staff.locator('select[name=kind]').selectOption('direct');
    await staff.locator('form.filters button[type=submit]').click();
    assert.match(await words(staff), /Cobalt Peak/);
    assert.doesNotMatch(await words(staff), /Mooring IT/);
    await staff.locator('thead').getByRole('link', { name: 'Account' }).click();
    assert.match(staff.url(), /kind=direct/);
    const file = await staff.request.get('/operator/partners/export?kind=direct&format=csv');
    assert.equal(file.status(), 200);
    const text = await file.text();
    assert.match(text, /Cobalt Peak/);
    assert.doesNotMatch(text, /Mooring IT/);
  } },
  { name: 'a suspended partner asks to be reinstated, and the vendor answers from the work queue', async run(t) {
    const staff = await asStaff(t);
    const who = await addPartner(t, staff);
    await staff.goto(`/operator/partners/${who.slug}/move/suspended`);
    await staff.locator('textarea[name=reason]').fill('Invoice 2026-09 is 61 days overdue. Pay it.');
    await staff.locator('main form .btn-danger').click();
    const admin = await firstSignIn(t, who);
    await admin.goto(`/a/${who.slug}/settings/standing`);
    await good(t, admin, 'ask');
    await admin.locator('main form.narrow [type=submit]').click();
    assert.match(await words(admin), /Write what you have put right/);
    await admin.locator('textarea[name=body]').fill('Paid on Monday, payment 88120.');
    await admin.locator('main form.narrow [type=submit]').click();
    assert.match(await words(admin), /88120[\s\S]*Waits for an answer[\s\S]*The vendor answers by/);
    await good(t, admin, 'asked');

    await staff.goto('/operator/work?kind=account_request&whose=free');
    assert.match(await words(staff), new RegExp(who.name));
    await good(t, staff, 'work');
    await staff.locator('main th[scope=row] a', { hasText: who.name }).focus();
    await staff.keyboard.press('a');
    await staff.locator('[role=status]', { hasText: 'yours now' }).first().waitFor();
    await staff.goto('/operator/work?whose=mine');
    await staff.keyboard.press('j');
    await staff.locator('main th[scope=row] a', { hasText: who.name }).focus();
    await staff.keyboard.press('Enter');
    await staff.waitForURL('**/account-requests/**');
    await good(t, staff, 'request');
    await staff.getByRole('button', { name: 'Decline the request' }).click();
    assert.match(await words(staff), /Write the reason/);
    await staff.locator('textarea[name=reason]').fill('Half of it is still open.');
    await staff.getByRole('button', { name: 'Decline the request' }).click();
    await staff.waitForURL('**/operator/work**');

    await admin.goto(`/a/${who.slug}/settings/standing`);
    assert.match(await words(admin), /Declined[\s\S]*Half of it is still open/);
    await admin.locator('textarea[name=body]').fill('The rest is paid, payment 88121.');
    await admin.locator('main form.narrow [type=submit]').click();
    await staff.goto('/operator/work?kind=account_request');
    await staff.locator('main th[scope=row] a', { hasText: who.name }).click();
    await staff.getByRole('button', { name: 'Accept and reinstate' }).click();
    await admin.goto(`/a/${who.slug}/settings/standing`);
    assert.equal(await admin.locator('.banner').count(), 0);
    assert.match(await words(admin), /Active/);
  } },
  { name: 'the work queue on a phone, in French and without script: rows are taken by ticking them', async run(t) {
    const staff = await asStaff(t, { width: 360, height: 740, locale: 'fr-FR', script: false });
    try {
      const who = await addPartner(t, staff);
      await staff.goto(`/operator/partners/${who.slug}/move/restricted`);
      await staff.locator('textarea[name=reason]').fill('Chiffre d’affaires sous le seuil.');
      await staff.locator('main form [type=submit]').first().click();
      const admin = await firstSignIn(t, who);
      await admin.goto(`/a/${who.slug}/settings/standing`);
      await admin.locator('textarea[name=body]').fill('Le seuil est atteint.');
      await admin.locator('main form.narrow [type=submit]').click();
      await staff.goto('/operator/work?whose=free');
      assert.match(await words(staff), /File de travail/);
      assert.ok(await t.noScroll(staff) <= 0);
      await staff.locator('main tr', { hasText: who.name }).locator('.pick input').check();
      await t.shot(staff, 'partners-fr-work');
      await staff.getByRole('button', { name: 'Prendre en charge' }).click();
      assert.match(await staff.locator('[role=status]').first().textContent(), /désormais à vous/);
    } finally { await t.language(staff, 'en'); }
  } },
];
