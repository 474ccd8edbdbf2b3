// Shared services: the account's own tenant, bought for, changed, cancelled, at its own cost.
import assert from 'node:assert/strict';

const words = (page) => page.locator('main').textContent();
const said = (page, text) => page.locator('[role=status]', { hasText: text }).waitFor();
const press = (page, name) => page.locator('main').getByRole('button', { name, exact: true }).click();

export const tests = [
  { name: 'SC022 a seller makes its own tenant, buys a subscription, changes and cancels it, and its cost is on the invoice of the account itself', async run(t) {
    const page = await t.open({ account: 'alder', role: 'admin_agent' });
    await t.language(page, 'en');
    await page.goto('/a/alder/settings/shared-services');
    await page.getByLabel('Domain of the tenant').fill('alderfinch.example');
    await press(page, 'Make the tenant');
    assert.match(await words(page), /belongs to a company that is here already/);
    await page.getByLabel('Domain of the tenant').fill('own.alderfinch.example');
    await press(page, 'Make the tenant');
    await said(page, 'The tenant is made');
    await page.getByLabel('What to buy').selectOption({ index: 1 });
    await page.getByLabel('How many').fill('3');
    await press(page, 'Buy');
    await said(page, 'Its cost is on the account\'s own invoice');
    assert.match(await words(page), /On the account's own invoice[\s\S]*€/);
    await t.shot(page, 'shared-services');
    const row = page.locator('main table a').first();
    await row.click();
    await page.getByLabel('How many').fill('many');
    await press(page, 'Save');
    assert.match(await words(page), /as a whole number/);
    await page.getByLabel('How many').fill('5');
    await press(page, 'Save');
    await said(page, 'The subscription is changed');
    await t.shot(page, 'shared-service');
    const phone = await t.open({ account: 'alder', role: 'admin_agent', width: 360, dark: true, script: false });
    await t.language(phone, 'fr');
    await phone.goto(new URL(page.url()).pathname);
    await t.shot(phone, 'shared-service-phone-dark-fr');
    await phone.locator('form[action$="/cancel"] button').click();
    await phone.locator('[role=status]').waitFor();
    await t.language(phone, 'en');
    await page.goto('/a/alder/settings/shared-services');
    assert.match(await words(page), /Cancelled/);
    assert.doesNotMatch(await words(page), /On the account's own invoice/);
  } },
];
