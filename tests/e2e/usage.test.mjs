// Usage and budgets in the browser.
import assert from 'node:assert/strict';

export const tests = [
  { name: "a customer's usage is read by day and resource, and its budget set, corrected and removed", async run(t) {
    const page = await t.open({ account: 'harbor', role: 'admin_agent' });
    await t.language(page, 'en');
    await page.goto('/a/harbor/usage');
    await page.locator('h1', { hasText: 'Usage' }).waitFor();
    await t.shot(page, 'all');
    const last = new Date(); // the running month may be a day old: the one before was used as well
    last.setUTCDate(0);
    const month = last.toISOString().slice(0, 7);
    await page.getByLabel('Month', { exact: true }).selectOption(month);
    await page.getByRole('button', { name: 'Apply' }).click();
    assert.match(page.url(), new RegExp(`month=${month}`));
    await page.locator('main thead a', { hasText: 'Used' }).click();
    await page.locator('main th[aria-sort=descending]', { hasText: 'Used' }).waitFor();
    await page.locator('main tbody th a').first().click();
    await page.locator('h2', { hasText: 'Cost by day' }).waitFor();
    assert.ok(await page.locator('main svg rect.f1').count() >= 28, 'a bar each day');
    assert.match(await page.locator('main').textContent(), /web-1/);
    await t.shot(page, 'customer');
    assert.deepEqual(await t.axe(page), []);
    await page.getByLabel(/^Budget in EUR/).fill('much');
    await page.getByLabel('Tell people first at this percentage').fill('120');
    await page.getByRole('button', { name: 'Save the budget' }).click();
    await page.locator('main .error', { hasText: 'Write an amount in figures' }).first().waitFor();
    assert.equal(await page.getByLabel('Tell people first at this percentage').inputValue(), '120', 'nothing is lost');
    await page.getByLabel(/^Budget in EUR/).fill('50,000.50');
    await page.getByRole('button', { name: 'Save the budget' }).click();
    await page.locator('main .error', { hasText: 'from 1 to 99' }).first().waitFor();
    await page.getByLabel('Tell people first at this percentage').fill('70');
    await page.getByRole('button', { name: 'Save the budget' }).click();
    await page.locator('[role=status]', { hasText: 'The budget is set' }).waitFor();
    await page.locator('main .state', { hasText: 'Within the budget' }).waitFor();
    assert.match(await page.getByLabel(/^Budget in EUR/).inputValue(), /^50000[.,]5$/);
    await t.shot(page, 'budget');
    await page.getByRole('button', { name: 'Remove the budget' }).click();
    await page.locator('main .state', { hasText: 'No budget' }).waitFor();
    const at = page.url().split('?')[0];
    const file = await page.request.get(`${at}/export?month=${month}&format=csv`);
    assert.match(await file.text(), /web-1.shop.Northlight\.Compute\/servers/);
  } },
  { name: 'usage on a phone, in French, dark and without script', async run(t) {
    const page = await t.open({ account: 'alder', role: 'global_admin', width: 360, height: 740, dark: true, script: false });
    await t.language(page, 'fr');
    await page.goto('/a/alder/usage');
    await page.locator('h1', { hasText: 'Utilisation' }).waitFor();
    assert.ok(await t.noScroll(page) <= 0);
    await t.shot(page, 'all-fr-360');
    await page.locator('main tbody th a').first().click();
    await page.locator('h2', { hasText: 'Coût par jour' }).waitFor();
    assert.ok(await t.noScroll(page) <= 0);
    await t.shot(page, 'customer-fr-360');
  } },
];
