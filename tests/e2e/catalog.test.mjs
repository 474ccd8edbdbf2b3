// What is on sale and the account's own order of it, in the browser.
import assert from 'node:assert/strict';

const names = (page) => page.locator('main table th[scope=row] a').allTextContents();

export const tests = [
  { name: "SC119 the account's most important products come first where products are chosen", async run(t) {
    const page = await t.open({ account: 'cobalt', role: 'global_admin' });
    await t.language(page, 'en');
    await page.goto('/a/cobalt/pricing/items');
    const before = await names(page);
    assert.ok(before.length > 5, 'the demo sells several products');
    await t.shot(page, 'items');
    const [first, second, third] = before;
    await page.getByRole('link', { name: 'Customize the catalogue' }).click();
    await t.shot(page, 'arrange');
    await page.getByRole('button', { name: `Move ${third} to the top`, exact: true }).click();
    await page.locator('[role=status]', { hasText: 'saved' }).waitFor();
    await page.getByRole('button', { name: `Hide ${second}`, exact: true }).click();
    await page.locator('tr', { hasText: second }).locator('.state', { hasText: 'Hidden' }).waitFor();
    await page.getByRole('button', { name: `Pin ${before[4]}`, exact: true }).click();
    await page.locator('tr', { hasText: before[4] }).locator('.state', { hasText: 'Pinned' }).waitFor();
    await page.locator('main').getByRole('link', { name: first, exact: true }).click();
    await page.getByLabel('Position', { exact: true }).fill('none');
    await page.getByLabel(/^Group/).fill('Everyday');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.locator('main .error', { hasText: 'Write a place as a number' }).first().waitFor();
    await page.getByLabel('Position', { exact: true }).fill('2');
    await t.shot(page, 'arrange-one');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.locator('tr', { hasText: first }).locator('td', { hasText: 'Everyday' }).waitFor();
    await t.shot(page, 'arranged');
    assert.deepEqual(await t.axe(page), []);
    await page.goto('/a/cobalt/pricing/items');
    assert.deepEqual((await names(page)).slice(0, 3), [before[4], third, first], 'pinned, then the account\'s order; the hidden one is away');
    assert.ok(!(await names(page)).includes(second));
    await page.goto('/a/cobalt/customers');
    await page.locator('main table th[scope=row] a').first().click();
    await page.locator('nav.tabs').getByRole('link', { name: 'Subscriptions' }).click();
    await page.getByRole('link', { name: 'Add products' }).first().click();
    await page.locator('main h2', { hasText: 'Add products' }).waitFor();
    assert.deepEqual((await names(page)).slice(0, 3), [before[4], third, first], 'the same order where a customer is sold something');
    await page.goto('/a/cobalt/pricing/items?group=Everyday');
    assert.deepEqual(await names(page), [first]);
    await page.locator('main').getByRole('link', { name: first, exact: true }).click();
    await page.getByLabel('Market', { exact: true }).selectOption('DE');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.locator('main td', { hasText: '€' }).first().waitFor();
    await t.shot(page, 'item');
    assert.deepEqual(await t.axe(page), []);
  } },
  { name: 'the catalogue on a phone, in French, dark and without script', async run(t) {
    const page = await t.open({ account: 'alder', role: 'global_admin', width: 360, height: 740, dark: true, script: false });
    await t.language(page, 'fr');
    await page.goto('/a/alder/pricing/items');
    assert.match(await page.locator('h1').textContent(), /Produits en vente/);
    assert.ok(await t.noScroll(page) <= 0);
    await t.shot(page, 'items-fr-360');
    const [first, second] = await names(page);
    await page.locator('main').getByRole('link', { name: first, exact: true }).click();
    assert.match(await page.locator('main').textContent(), /€/);
    assert.ok(await t.noScroll(page) <= 0);
    await t.shot(page, 'item-fr-360');
    await page.goto('/a/alder/pricing/arrange');
    await page.getByRole('button', { name: `Monter ${second}`, exact: true }).click();
    assert.deepEqual((await names(page)).slice(0, 2), [second, first]);
    assert.ok(await t.noScroll(page) <= 0);
    await t.shot(page, 'arrange-fr-360');
  } },
];
