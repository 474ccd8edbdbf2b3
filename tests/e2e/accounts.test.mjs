// Which account am I in: the picker, directories, and the two sides of settings.
import assert from 'node:assert/strict';

const profile = async (page) => { await page.locator('details.menu[name=shell] > summary', { hasText: 'Your profile' }).click(); };
const words = (page) => page.locator('main').textContent();

export const tests = [
  { name: 'SC004 SC070 somebody in two accounts finds the picker in the profile menu and in the pane', async run(t) {
    const page = await t.open({ role: 'mpn_partner_admin' });
    await page.goto('/');
    await profile(page);
    const open = page.locator('details.menu[open] .panel');
    assert.match(await open.textContent(), /Switch account/);
    assert.match(await open.textContent(), /Quayside Software/);
    await t.shot(page, 'accounts-picker');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('nav.pane details.pane-account').count(), 1);
  } },
  { name: 'SC005 somebody in one account sees no picker', async run(t) {
    const page = await t.open({ role: 'billing_admin' });
    await page.goto('/');
    assert.equal(await page.getByText('Switch account').count(), 0);
    assert.equal(await page.getByText('Switch directory').count(), 0);
  } },
  { name: 'SC006 SC071 choosing an account changes everything to that account, says so once, and its programs show', async run(t) {
    const page = await t.open({ role: 'mpn_partner_admin' });
    await page.goto('/');
    await profile(page);
    await page.locator('details.menu[open]').getByRole('button', { name: /Quayside Software/ }).click();
    await page.locator('[role=status]', { hasText: 'You now work for Quayside Software' }).waitFor();
    assert.match(page.url(), /\/a\/quayside/);
    await page.reload();
    assert.equal(await page.locator('[role=status]', { hasText: 'You now work for' }).count(), 0);
    // A page of the account left behind offers to switch rather than showing or failing.
    await page.goto(`/a/${t.account}/settings`);
    assert.match(await words(page), /Harbor Systems/);
    assert.equal(await page.getByRole('button', { name: /Switch/ }).count() > 0, true);
    await page.goto('/a/quayside/settings/developer');
    assert.match(await words(page), /Marketplace/);
    const lost = await page.goto('/a/quayside/settings/partner');
    assert.equal(lost.status(), 404);
    await page.goto('/accounts');
    await t.shot(page, 'accounts-all');
    await page.getByRole('button', { name: 'Work for Harbor Systems' }).click();
    await page.locator('[role=status]', { hasText: 'You now work for Harbor Systems' }).waitFor();
  } },
  { name: 'SC112 somebody of two directories switches; the context changes', async run(t) {
    const page = await t.open({ account: 'mooring', role: 'sales_agent' });
    await page.goto('/');
    await profile(page);
    const panel = page.locator('details.menu[open] .panel');
    assert.match(await panel.textContent(), /Switch directory/);
    await panel.getByRole('button', { name: /alderfinch\.example/ }).click();
    await page.locator('[role=status]', { hasText: 'You now act in the directory Alder & Finch' }).waitFor();
    assert.match(page.url(), /\/a\/alder/);
    await t.shot(page, 'directory-switched');
    await profile(page);
    await page.locator('details.menu[open] .panel').getByRole('button', { name: /mooring\.example/ }).click();
    assert.match(page.url(), /\/a\/mooring/);
  } },
  { name: 'SC054 SC055 SC056 SC121 the gear offers partner or developer settings by the programs of the account', async run(t) {
    const page = await t.open();
    await page.goto('/');
    await page.locator('summary[aria-label="Settings"]').click();
    const gear = page.locator('details.menu[open] .panel');
    assert.match(await gear.textContent(), /Partner settings/);
    assert.doesNotMatch(await gear.textContent(), /Developer settings/);
    await gear.getByRole('link', { name: 'Partner settings' }).click();
    const partner = await words(page);
    assert.match(partner, /Referrals/);
    assert.match(partner, /Partner ID/);
    assert.equal((await page.goto(`/a/${t.account}/settings/developer`)).status(), 404);
    const other = await t.open({ account: 'quayside', role: 'owner' });
    await other.goto('/');
    await other.locator('summary[aria-label="Settings"]').click();
    const theirs = other.locator('details.menu[open] .panel');
    assert.match(await theirs.textContent(), /Developer settings/);
    assert.doesNotMatch(await theirs.textContent(), /Partner settings/);
  } },
  { name: 'SC001 SC008 Account settings is a page of its own that says what remains to be set up', async run(t) {
    const page = await t.open();
    await page.goto('/');
    await page.locator('summary[aria-label="Settings"]').click();
    await page.locator('details.menu[open]').getByRole('link', { name: 'Account settings' }).first().click();
    assert.match(await words(page), /Still to do/);
    for (const name of ['My profile', 'My access', 'My preferences', 'Company profile', 'View permissions']) {
      assert.ok(await page.getByRole('link', { name }).count() > 0, name);
    }
  } },
];
