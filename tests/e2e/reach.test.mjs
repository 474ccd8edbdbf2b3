// What the account area leads to: each thing is found from there and done there.
import assert from 'node:assert/strict';

const words = (page) => page.locator('main').textContent();
const side = (page, name) => page.locator('nav.side-menu').getByRole('link', { name, exact: true });
// Opens a section from the side menu of Account settings.
const open = async (page, account, name) => {
  await page.goto(`/a/${account}/settings`);
  await side(page, name).click();
  await page.locator('h1', { hasText: name }).waitFor();
};

export const tests = [
  { name: 'SC043 SC044 learning profile, access, programs and tax exemptions, and the tasks of profile, users and roles, are reached from Account settings', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'global_admin' });
    await t.language(page, 'en');
    for (const [name, there] of [['My learning', /earning/], ['My access', /role/i], ['Programs', /Northlight/], ['Tax exemptions', /exemption/i]]) {
      await open(page, 'harbor', name);
      assert.match(await words(page), there, name);
    }
    await open(page, 'harbor', 'Company profile');
    await page.locator('main').getByRole('link', { name: 'Edit', exact: true }).first().click();
    await page.locator('main [name=name]').waitFor();
    await open(page, 'harbor', 'User management');
    assert.ok(await page.locator('main a[href$="/settings/users/new"]').count() > 0, 'users are created there');
    await page.locator('main table tbody a').first().click();
    assert.match(await words(page), /Roles/);
    await open(page, 'harbor', 'Roles');
  } },
  { name: 'SC123 in French the account area covers the company profile, the catalogue, bank and tax, roles and permissions', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'global_admin' });
    await t.language(page, 'fr');
    try {
      await page.goto('/a/harbor/settings');
      for (const path of ['settings/company', 'settings/payout', 'settings/roles', 'settings/permissions']) {
        const link = page.locator(`nav.side-menu a[href="/a/harbor/${path}"]`);
        await link.click();
        await page.waitForURL(`**/${path}`);
        assert.equal(await page.locator('html').getAttribute('lang'), 'fr-FR');
      }
      await page.locator('nav.pane a[href="/a/harbor/pricing"]').click();
      await page.locator('main a[href="/a/harbor/pricing/items"]').first().click();
      await page.locator('main table').waitFor();
      await t.shot(page, 'catalogue-fr');
    } finally {
      await t.language(page, 'en');
    }
  } },
  { name: 'SC080 the price list of the current month is read and taken as a file', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'global_admin' });
    await t.language(page, 'en');
    await page.goto('/a/harbor/pricing');
    await page.locator('main a[href="/a/harbor/pricing/items"]').first().click();
    await page.locator('main table').waitFor();
    const file = await page.locator('main a[href*="export"][href*="csv"], main a[href*="format=csv"]').first().getAttribute('href');
    const got = await page.request.get(file);
    assert.equal(got.status(), 200);
    assert.match(await got.text(), /EUR/);
  } },
  { name: 'SC082 from home the tasks with the vendor, with customers and with other partners are reached without leaving', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'global_admin' });
    await t.language(page, 'en');
    for (const [path, there] of [['support', /support/i], ['customers', /Add customer/], ['settings/links', /link/i]]) {
      await page.goto('/a/harbor');
      if (path.startsWith('settings')) await page.locator('nav a[href="/a/harbor/settings"]').first().click();
      await page.locator(`nav a[href="/a/harbor/${path}"]`).first().click();
      await page.waitForURL(`**/a/harbor/${path}`);
      assert.match(await words(page), there, path);
    }
  } },
];
