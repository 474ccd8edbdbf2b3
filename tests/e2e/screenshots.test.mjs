// The pictures of docs/screenshots: the seven pages on which people find out who they are here and what they may do, wide,
// with some of them dark, narrow and in French. `node tests/e2e/run.mjs --only screenshots --screenshots` makes them anew.
import assert from 'node:assert/strict';

const PAGES = [
  ['home', '', /Home|Welcome|Good/],
  ['overview', '/settings', /Account settings/],
  ['my-access', '/my-access', /My access/],
  ['user-management', '/settings/users', /User management|Users/],
  ['view-permissions', '/settings/permissions', /permissions/i],
  ['roles', '/settings/roles', /Roles/],
  ['activity-log', '/settings/activity', /Activity log/],
];

export const tests = [
  { name: 'the seven main pages, wide', async run(t) {
    const page = await t.open();
    for (const [name, path, title] of PAGES) {
      const res = await page.goto(`/a/${t.account}${path}`);
      assert.equal(res.status(), 200, path);
      assert.match(await page.locator('h1').first().textContent(), title, path);
      await t.picture(page, name);
    }
  } },
  { name: 'two of them dark, narrow and in French', async run(t) {
    const dark = await t.open({ dark: true });
    await dark.goto(`/a/${t.account}/settings/users`);
    await t.picture(dark, 'user-management-dark');
    const narrow = await t.open({ width: 360, height: 740 });
    await narrow.goto(`/a/${t.account}/my-access`);
    assert.ok(await t.noScroll(narrow) <= 0);
    await t.picture(narrow, 'my-access-narrow');
    const french = await t.open({ role: 'account_admin' });
    await t.language(french, 'fr');
    try {
      await french.goto(`/a/${t.account}/settings`);
      assert.match(await french.locator('html').getAttribute('lang'), /^fr/);
      await t.picture(french, 'overview-fr');
    } finally { await t.language(french, 'en'); }
  } },
];
