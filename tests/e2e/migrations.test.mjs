// Subscriptions of the older kind become ones of the newer.
import assert from 'node:assert/strict';

const main = (page) => page.locator('main');
const words = async (page) => (await main(page).textContent()).replace(/\s+/g, ' ');

export const tests = [
  { name: 'I5-MIGRATION subscriptions of the older kind: what would happen line by line, begun and planned, on a phone in French without scripts', async run(t) {
    const page = await t.open({ account: 'alder', role: 'sales_agent' });
    await t.language(page, 'en');
    await page.goto('/a/alder/customers');
    await page.locator('nav').getByRole('link', { name: 'Migrations', exact: true }).first().click();
    await page.waitForURL(/\/migrations$/);
    assert.match(await words(page), /Northlight Desk Basic \(older kind\)/);
    await t.shot(page, 'migrations');
    assert.deepEqual(await t.axe(page), []);
    const rows = main(page).locator('tbody tr:has(input[type=checkbox])', { hasText: 'Older kind' });
    const count = await rows.count();
    assert.ok(count >= 3, `the demo has ${count} to choose from`);
    for (let i = 0; i < count; i++) await rows.nth(i).locator('input[type=checkbox]').check();
    await page.getByRole('button', { name: 'Show what would happen' }).click();
    await page.getByRole('heading', { name: 'What would happen' }).waitFor();
    const effect = await words(page);
    assert.match(effect, /can migrate; the others say why not/);
    assert.match(effect, /nothing of the newer kind in its place yet/);
    assert.match(effect, /Add-on:\s*Northlight Post Archive/);
    assert.match(effect, /Nothing has changed yet/);
    await t.shot(page, 'migration-effect');
    assert.deepEqual(await t.axe(page), []);
    await main(page).getByRole('button', { name: /^Migrate \d+ subscription/ }).click();
    await page.waitForURL(/\/migrations\/history\?batch=/);
    assert.match(await words(page), /0 of \d+ have come to their end/);
    await t.shot(page, 'migration-progress');
    assert.deepEqual(await t.axe(page), []);
    const [file] = await Promise.all([page.waitForEvent('download'), (async () => { await main(page).getByText('Export', { exact: true }).first().click(); await main(page).getByRole('link', { name: 'CSV' }).click(); })()]);
    assert.match(file.suggestedFilename(), /migrations.*\.csv/);
    await main(page).locator('tbody a').first().click();
    await page.waitForURL(/\/history\/[0-9a-f-]{36}$/);
    assert.match(await words(page), /The subscription is still the old one/);
    await t.shot(page, 'migration-one');
    assert.deepEqual(await t.axe(page), []);

    const phone = await t.open({ account: 'cobalt', role: 'admin_agent', width: 360, height: 740, dark: true, script: false });
    await t.language(phone, 'fr');
    await phone.goto('/a/cobalt/migrations');
    await t.shot(phone, 'migrations-fr-360');
    assert.ok(await t.noScroll(phone) <= 0);
    await main(phone).locator('tbody tr:has(input[type=checkbox])', { hasText: 'Ancien type' }).filter({ hasText: 'Standard' }).first().locator('input[type=checkbox]').check();
    await phone.getByLabel('Quand').selectOption('renewal');
    await phone.getByRole('button', { name: 'Montrer ce qui se passerait' }).click();
    assert.match(await words(phone), /Cela commence au renouvellement de chacun/);
    await t.shot(phone, 'migration-effect-fr-360');
    assert.ok(await t.noScroll(phone) <= 0);
    await main(phone).getByRole('button', { name: /^Prévoir 1 migration/ }).click();
    await phone.waitForURL(/\/migrations\/schedules$/);
    await t.shot(phone, 'migration-plans-fr-360');
    assert.ok(await t.noScroll(phone) <= 0);
    await main(phone).locator('tbody a').first().click();
    await phone.waitForURL(/\/schedules\/[0-9a-f-]{36}$/);
    await phone.getByLabel('Quand').selectOption('day');
    await phone.getByLabel('Jour').fill('2020-01-01');
    await phone.getByRole('button', { name: 'Enregistrer' }).click();
    await phone.locator('.error-summary', { hasText: 'avant la fin de la période en cours' }).waitFor();
    await t.shot(phone, 'migration-plan-fr-360');
    assert.ok(await t.noScroll(phone) <= 0);
    await phone.getByRole('button', { name: 'Annuler ce qui est prévu' }).click();
    await phone.locator('[role=status]', { hasText: 'Ce qui était prévu est annulé' }).waitFor();
    assert.match(await words(phone), /Annul/);
    await t.language(phone, 'en');
  } },
];
