// Access: what is granted and why, whom to ask, asking, deciding.
import assert from 'node:assert/strict';

const text = (page) => page.locator('main').textContent();

export const tests = [
  { name: 'SC100 My access from home lists the workspaces of the organization, granted and not', async run(t) {
    const page = await t.open({ role: 'referrals_user' });
    await page.goto('/');
    await page.getByRole('link', { name: 'See my access' }).first().click();
    const rows = page.locator('table tbody tr');
    const states = await rows.locator('.state').allTextContents();
    assert.ok(states.some((s) => s.trim() === 'Granted') && states.some((s) => s.trim() === 'Not granted'), states.join());
    await t.shot(page, 'access-my-access');
  } },
  { name: 'SC014 SC015 choosing a workspace that one lacks names whom to ask, what it is for and how to start', async run(t) {
    const page = await t.open({ role: 'referrals_user' });
    await page.goto(`/a/${t.account}/my-access`);
    await page.getByRole('link', { name: 'Customers' }).first().click();
    const words = await text(page);
    assert.match(words, /None of your roles gives it/);
    assert.match(words, /Sales agent/);
    assert.match(words, /Jonas Lindqvist/);
    assert.match(words, /j\.lindqvist@harbor\.example/);
    assert.equal(await page.getByRole('link', { name: 'Read how it works' }).count(), 1);
    await t.shot(page, 'access-workspace');
  } },
  { name: 'SC102 a request for access reaches the named admin, who grants the least powerful role; the page opens at once', async run(t) {
    const page = await t.open({ role: 'report_viewer' });
    await page.goto(`/a/${t.account}/customers`);
    assert.match(await text(page), /Who can give it/);
    await t.shot(page, 'access-refused');
    await page.getByRole('link', { name: 'Request access' }).click();
    await page.getByLabel('What do you need it for?').fill('');
    await page.getByRole('button', { name: 'Send the request' }).click();
    assert.match(await text(page), /Say what you need it for/);
    await t.shot(page, 'access-ask-failed');
    await page.getByLabel('What do you need it for?').fill('Quarter end: I check renewals with Amara.');
    await page.getByRole('button', { name: 'Send the request' }).click();
    assert.match(await text(page), /What happens next/);
    const own = page.url();
    const admin = await t.open();
    await admin.goto(`/a/${t.account}/settings/access-requests`);
    await admin.locator('table tbody tr', { hasText: 'View customers' }).first().getByRole('link').first().click();
    assert.match(await text(admin), /Quarter end/);
    const first = admin.locator('input[name=role]').first();
    assert.ok(await first.isChecked(), 'the least powerful role is chosen');
    await t.shot(admin, 'access-decide');
    await admin.getByRole('button', { name: 'Grant', exact: true }).click();
    await admin.locator('[role=status]', { hasText: 'Access is given' }).waitFor();
    await page.goto(own);
    assert.match(await text(page), /You hold|A role was given/);
    const res = await page.goto(`/a/${t.account}/customers`);
    assert.equal(res.status(), 200);
  } },
  { name: 'a declined request says why; the person can ask again, in French without script', async run(t) {
    const page = await t.open({ role: 'incentives_user', locale: 'fr-FR', script: false });
    await t.language(page, 'fr');
    await page.goto(`/a/${t.account}/my-access/request?permission=customers.view`);
    await page.locator('textarea[name=reason]').fill('Pour voir');
    await page.locator('form.narrow button[type=submit]').click();
    const own = page.url();
    const admin = await t.open();
    await admin.goto(`/a/${t.account}/settings/access-requests/${own.split('/').pop()}`);
    await admin.getByLabel('Answer').fill('Ask Amara for the list instead.');
    await admin.getByRole('button', { name: 'Decline the request' }).click();
    await page.goto(own);
    const words = await text(page);
    assert.match(words, /Refusée/);
    assert.match(words, /Ask Amara/);
    assert.match(words, /Demander à nouveau/);
    await t.shot(page, 'access-declined-fr');
    await t.language(page, 'en');
  } },
  { name: "SC103 SC010 one's own roles are under the gear, Account settings, View permissions", async run(t) {
    const page = await t.open({ role: 'sales_agent' });
    await page.goto(`/a/${t.account}/settings`);
    await page.getByRole('link', { name: 'View permissions' }).first().click();
    assert.match(await text(page), /Sales agent/);
    assert.match(await text(page), /The role (Sales|Admin) agent gives it/);
    await page.getByRole('link', { name: /^All \d+/ }).click();
    assert.match(await text(page), /Not granted/);
  } },
  { name: 'an administrator compares two people: side by side with why, differences only, taken away as a file', async run(t) {
    const page = await t.open({ role: 'account_admin' });
    await page.goto(`/a/${t.account}/settings/permissions`);
    await page.getByRole('link', { name: 'Compare with somebody else' }).click();
    await page.getByLabel('Sign-in name of one person').fill('a.okonjo@harbor.example');
    await page.getByLabel('Sign-in name of the other').fill('a.okonjo@harbor.example');
    await page.getByRole('button', { name: 'Compare' }).click();
    assert.match(await page.locator('main').textContent(), /Choose somebody else/);
    await page.getByLabel('Sign-in name of the other').fill('w.li@harbor.example');
    await page.getByRole('button', { name: 'Compare' }).click();
    const main = page.locator('main');
    assert.match(await main.textContent(), /Amara Okonjo[^]*Admin agent, Sales agent[^]*Wen Li[^]*Helpdesk agent/);
    const row = main.locator('tr', { hasText: 'customers.add' });
    assert.match(await row.textContent(), /differs[^]*Granted\s*The role Admin agent gives it\.[^]*Not granted\s*None of this person's roles gives it/);
    assert.equal(await main.locator('tr', { hasText: 'customers.view' }).count(), 1);
    await t.shot(page, 'compare');
    await page.getByRole('link', { name: /^Differences \d+/ }).click();
    assert.equal(await main.locator('tr', { hasText: 'customers.view' }).count(), 0);
    assert.equal(await row.count(), 1);
    assert.deepEqual(await t.axe(page), []);
    await main.getByText('Export', { exact: true }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), main.getByRole('link', { name: /CSV/ }).click()]);
    assert.match(download.suggestedFilename(), /^permissions-compared/);
    await row.getByRole('link', { name: /None of this person/ }).click();
    assert.match(await main.textContent(), /Wen Li/);
    const narrow = await t.open({ role: 'account_admin', width: 360, height: 740, dark: true });
    await narrow.goto(`/a/${t.account}/settings/permissions/compare?first=a.okonjo@harbor.example&second=w.li@harbor.example&show=differences`);
    assert.ok(await t.noScroll(narrow) <= 0);
    await t.shot(narrow, 'compare-narrow-dark');
  } },
];
