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
    assert.match(await words(page), /Northlight Bazaar/);
    const lost = await page.goto('/a/quayside/settings/partner');
    assert.equal(lost.status(), 403);
    assert.match(await words(page), /the account is in no program of partners/);
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
    assert.match(partner, /Guild ID/);
    assert.equal((await page.goto(`/a/${t.account}/settings/developer`)).status(), 403);
    assert.match(await words(page), /the account is in no program of developers/);
    const other = await t.open({ account: 'quayside', role: 'owner' });
    await other.goto('/');
    await other.locator('summary[aria-label="Settings"]').click();
    const theirs = other.locator('details.menu[open] .panel');
    assert.match(await theirs.textContent(), /Developer settings/);
    assert.doesNotMatch(await theirs.textContent(), /Partner settings/);
  } },
  { name: 'SC064 partner and developer settings list different sections, in the pane, the gear, the search and by address', async run(t) {
    const sections = async (page) => (await page.locator('nav.side-menu a').allTextContents()).map((x) => x.trim());
    const found = async (page, at, text) => {
      await page.goto(`/a/${at}/search?q=${encodeURIComponent(text)}`);
      return page.locator('main').getByRole('link', { name: text, exact: true }).count();
    };
    const partner = await t.open();
    await partner.goto(`/a/${t.account}/settings/partner`);
    const theirs = await sections(partner);
    const listed = await words(partner);
    const developer = await t.open({ account: 'quayside', role: 'owner' });
    await developer.goto('/a/quayside/settings/developer');
    const others = await sections(developer);
    assert.ok(theirs.includes('Partner profile') && !theirs.includes('Account details'), theirs.join());
    assert.ok(others.includes('Account details') && !others.includes('Partner profile'), others.join());
    for (const both of ['Overview', 'User management', 'View permissions', 'Company profile', 'Directory profile']) {
      assert.ok(theirs.includes(both) && others.includes(both), both);
    }
    assert.match(listed, /For these programs[^]*Partner profile[^]*For the whole account/);
    assert.match(await words(developer), /For these programs[^]*Account details[^]*For the whole account/);
    await t.shot(developer, 'settings-developer');
    await developer.locator('summary[aria-label="Settings"]').click();
    assert.doesNotMatch(await developer.locator('details.menu[open] .panel').textContent(), /Partner profile/);
    assert.equal(await found(partner, t.account, 'Partner profile'), 1);
    assert.equal(await found(partner, t.account, 'Account details'), 0);
    assert.equal(await found(developer, 'quayside', 'Account details'), 1);
    assert.equal(await found(developer, 'quayside', 'Partner profile'), 0);
    // The address of the other side is refused, and why says the same.
    assert.equal((await developer.goto('/a/quayside/settings/partner-profile')).status(), 403);
    assert.match(await words(developer), /It belongs to the partner side of settings/);
    await developer.goto('/a/quayside/settings/why?permission=account.partner_profile');
    assert.match(await words(developer), /It belongs to the partner side of settings/);
    assert.match(await words(developer), /Programs that bring it: [^]*Referrals/);
    await t.shot(developer, 'settings-side-why');
  } },
  { name: 'SC066 a developer finds the membership number on the Account settings details page', async run(t) {
    const page = await t.open({ account: 'quayside', role: 'owner' });
    await page.goto('/a/quayside/settings');
    await page.locator('nav.side-menu').getByRole('link', { name: 'Account details' }).click();
    assert.match(await words(page), /Guild ID\s*4400\d{3}/);
    assert.match(await words(page), /Doris Kramer/);
    await t.shot(page, 'developer-details');
  } },
  { name: 'SC067 a partner finds the membership number on the Partner profile page', async run(t) {
    const page = await t.open();
    await page.goto(`/a/${t.account}/settings`);
    await page.locator('nav.side-menu').getByRole('link', { name: 'Partner profile' }).click();
    assert.match(await words(page), /Guild ID\s*4400\d{3}/);
    await t.shot(page, 'partner-profile');
    // Its contact is saved apart from everything else; a name that is nobody's is said at the field.
    await page.getByRole('link', { name: 'Change the primary contact' }).click();
    await page.getByLabel('Sign-in name').fill('nobody@harbor.example');
    await page.getByRole('button', { name: 'Save' }).click();
    assert.match(await words(page), /Nobody of this account signs in with this name/);
    assert.equal(await page.getByLabel('Sign-in name').inputValue(), 'nobody@harbor.example');
    await page.getByLabel('Sign-in name').fill('T.Wojcik@harbor.example');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('[role=status]', { hasText: 'The primary contact is saved' }).waitFor();
    assert.match(await words(page), /Tomasz Wójcik/);
  } },
  { name: 'SC039 the directory profile shows the directory id, the company name, the default domain and the primary contact', async run(t) {
    const page = await t.open();
    await page.goto(`/a/${t.account}/settings`);
    await page.locator('nav.side-menu').getByRole('link', { name: 'Directory profile' }).click();
    const seen = await words(page);
    assert.match(seen, /Directory ID\s*[0-9a-f]{8}-[0-9a-f]{4}-/);
    assert.match(seen, /Company name\s*Harbor Systems/);
    assert.match(seen, /Default domain\s*harbor\.example/);
    assert.match(seen, /Primary contact\s*Jonas Lindqvist, j\.lindqvist@harbor\.example/);
    await t.shot(page, 'directory-profile');
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
