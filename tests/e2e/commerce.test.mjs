// What a partner's people do for one customer: choose, order, change with a look at what it does, cancel.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const main = (page) => page.locator('main');
const status = (page, text) => page.locator('[role=status]', { hasText: text }).waitFor();
/* The nth customer of an account, by its page. */
async function customer(page, account, nth) {
  await page.goto(`/a/${account}/customers`);
  await main(page).locator('table th[scope=row] a').nth(nth).click();
  await page.locator('nav.tabs').waitFor();
  return new URL(page.url()).pathname;
}

export const tests = [
  { name: 'SC090 from products to an order, and what becomes of the subscription', async run(t) {
    const page = await t.open({ account: 'alder', role: 'global_admin' });
    await t.language(page, 'en');
    const at = await customer(page, 'alder', 14);
    await page.locator('nav.tabs').getByRole('link', { name: 'Subscriptions' }).click();
    await page.getByRole('link', { name: 'Add products' }).first().click();
    await t.shot(page, 'shelf');
    assert.deepEqual(await t.axe(page), []);
    await main(page).getByRole('link', { name: 'Northlight Desk', exact: true }).click();
    const plan = main(page).locator('section').filter({ has: page.getByRole('heading', { name: 'Northlight Desk Plus', exact: true }) });
    await plan.getByLabel('Quantity', { exact: true }).fill('many');
    await plan.getByRole('button').click();
    await main(page).locator('.error', { hasText: 'whole number' }).first().waitFor();
    const again = main(page).locator('section').filter({ has: page.locator('.error') });
    await again.getByLabel('Quantity', { exact: true }).fill('25');
    await again.getByLabel('Price of one, term and billing').selectOption({ value: 'P1Y monthly' });
    await t.shot(page, 'plans');
    await again.getByRole('button').click();
    await status(page, 'It is in the cart');
    await main(page).locator('input[name=quantity_0]').fill('30');
    await page.getByRole('button', { name: 'Update quantities' }).click();
    await status(page, 'up to date');
    assert.equal(await main(page).locator('input[name=quantity_0]').inputValue(), '30');
    await t.shot(page, 'cart');
    assert.deepEqual(await t.axe(page), []);
    await page.getByRole('button', { name: 'Place the order' }).click();
    await status(page, 'The order is placed');
    await t.shot(page, 'order');
    await main(page).getByRole('link', { name: 'Northlight Desk Plus', exact: true }).click();
    await main(page).getByText('Free cancellation ends').waitFor();
    await t.shot(page, 'subscription');
    assert.deepEqual(await t.axe(page), []);

    await page.getByRole('link', { name: 'Change seats or renewal' }).click();
    await page.getByLabel('Seats now').fill('1');
    await page.getByRole('button', { name: 'Show what changes' }).click();
    await main(page).locator('td', { hasText: /^1$/ }).waitFor(); // within the seven days all may go but one
    await page.goto(`${at}/subscriptions`);
    await main(page).locator('table th[scope=row] a', { hasText: 'Northlight Desk Plus' }).click();
    await main(page).locator('.facts', { hasText: '30' }).waitFor(); // to look is not to change
    await page.getByRole('link', { name: 'Change seats or renewal' }).click();
    await page.getByLabel('Seats now').fill('40');
    await page.getByLabel('Seats of the next term').fill('20');
    await page.getByRole('button', { name: 'Show what changes' }).click();
    await main(page).getByText(/10 more seats for \d+ of \d+ days/).waitFor();
    await t.shot(page, 'change-review');
    assert.deepEqual(await t.axe(page), []);
    await page.getByRole('button', { name: 'Change the subscription' }).click();
    await status(page, 'The subscription is changed');
    await main(page).getByText('Seats changed from 30 to 40').waitFor();
    await main(page).getByText(/With 20 seats/).waitFor();

    await page.locator('summary', { hasText: 'More' }).last().click();
    await page.getByRole('link', { name: 'Suspend', exact: true }).click();
    await page.getByRole('button', { name: 'Suspend the subscription' }).click();
    await status(page, 'suspended');
    await page.getByRole('link', { name: 'Make active again' }).click();
    await page.getByRole('button', { name: 'Make the subscription active again' }).click();
    await status(page, 'active again');
    await page.locator('summary', { hasText: 'More' }).last().click();
    await page.getByRole('link', { name: 'Cancel for a full refund' }).click();
    await main(page).getByText('Given back').waitFor();
    await page.getByRole('button', { name: 'Cancel the subscription' }).click();
    await status(page, 'cancelled');
    await page.goto(`${at}/subscriptions?state=deleted`);
    await main(page).locator('.state', { hasText: 'Deleted' }).first().waitFor();
    await t.shot(page, 'subscriptions');
    assert.deepEqual(await t.axe(page), []);
  } },
  { name: 'SC090 people of a customer: added, licensed, given a role, deleted and restored', async run(t) {
    const page = await t.open({ account: 'alder', role: 'global_admin' });
    await t.language(page, 'en');
    const at = await customer(page, 'alder', 0);
    await page.locator('nav.tabs').getByRole('link', { name: 'Users and licenses' }).click();
    await t.shot(page, 'customer-users');
    assert.deepEqual(await t.axe(page), []);
    await page.getByRole('link', { name: 'Add a user' }).click();
    await page.getByRole('button', { name: 'Add the user' }).click();
    await main(page).locator('.error-summary', { hasText: 'Enter a value' }).waitFor();
    await page.getByLabel('Display name').fill('Ada Lark');
    await page.getByLabel('Sign-in name').fill('ada.lark');
    await page.getByRole('button', { name: 'Add the user' }).click();
    await status(page, 'The user is added');
    await main(page).locator('input[name=licence]').first().check();
    await page.getByRole('button', { name: 'Save licenses' }).click();
    await status(page, 'licenses are saved');
    assert.ok(await main(page).locator('input[name=licence]').first().isChecked());
    await page.getByLabel('User Administrator').check();
    await page.getByRole('button', { name: 'Save roles' }).click();
    await status(page, 'roles are saved');
    assert.ok(await page.getByLabel('User Administrator').isChecked());
    await main(page).getByLabel('Temporary password').fill('short');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await main(page).locator('.error', { hasText: '8 characters' }).first().waitFor();
    await t.shot(page, 'customer-user');
    await page.evaluate(() => scrollTo(0, 0)); // the bar at the top lies over what the error has scrolled under it
    assert.deepEqual(await t.axe(page), []);
    await page.getByRole('button', { name: 'Delete the user' }).click();
    await status(page, 'The user is deleted');
    await page.goto(`${at}/users?deleted=1`);
    await main(page).getByRole('link', { name: 'Ada Lark' }).click();
    await page.getByRole('button', { name: 'Restore the user' }).click();
    await status(page, 'restored');
    assert.ok(!await main(page).locator('input[name=licence]').first().isChecked());
  } },
  { name: 'SC090 people of a customer from a file: what each row makes before anything is written, passwords once', async run(t) {
    const page = await t.open({ account: 'alder', role: 'global_admin' });
    await t.language(page, 'en');
    const at = await customer(page, 'alder', 0);
    await page.goto(`${at}/users`);
    const sku = await main(page).locator('section[aria-labelledby=pools-h] .sub').first().textContent();
    await page.getByRole('link', { name: 'Import from a file' }).click();
    await page.getByRole('button', { name: 'Check the file' }).click();
    await main(page).locator('.error-summary', { hasText: 'Choose a CSV file' }).waitFor();
    const template = await (await page.request.get(`${at}/users/import/template`)).text();
    const head = template.replace(/^\ufeff/, '').split(/\r?\n/)[0].replaceAll(';', ',');
    const rows = ['Bea Finch,Bea,Finch,bea.finch,NL,,' + sku + ',Global Reader', 'Col Wren,,,col.wren,,,,', 'Dee Rook,,,dee.rook,NL,,Nothing at all,'];
    await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from([head, ...rows, ''].join('\n')) });
    await page.getByRole('button', { name: 'Check the file' }).click();
    await main(page).getByText('The customer has no license Nothing at all').waitFor();
    await main(page).locator('section[aria-labelledby=plan-h] td', { hasText: new RegExp(`, ${sku}, Global Reader$`) }).waitFor();
    await t.shot(page, 'customer-users-import-checked');
    assert.deepEqual(await t.axe(page), []);
    const file = page.url();
    await page.getByRole('button', { name: 'Add 2 users' }).click();
    await page.goto(`${at}/users`); // it may be left
    await page.goto(file);
    const passwords = page.getByRole('button', { name: 'Download the passwords' });
    await passwords.waitFor();
    await t.shot(page, 'customer-users-import-done');
    const [saved] = await Promise.all([page.waitForEvent('download'), passwords.click()]);
    assert.match(readFileSync(await saved.path(), 'utf8'), /bea\.finch@/);
    await page.goto(file);
    await main(page).getByRole('link', { name: 'Bea Finch' }).waitFor();
    assert.equal(await passwords.count(), 0);
    await page.setViewportSize({ width: 360, height: 740 });
    assert.ok(await t.noScroll(page) <= 0);
    await main(page).getByRole('link', { name: 'Bea Finch' }).click();
    await page.getByLabel('Global Reader').waitFor();
    assert.ok(await page.getByLabel('Global Reader').isChecked());
    assert.ok(await main(page).locator('input[name=licence]').first().isChecked());
  } },
  { name: 'devices of a customer: a policy, devices from a file, each with its policy, deleted', async run(t) {
    const page = await t.open({ account: 'alder', role: 'global_admin' });
    await t.language(page, 'en');
    const at = await customer(page, 'alder', 1);
    await page.locator('nav.tabs').getByRole('link', { name: 'Devices' }).click();
    await page.getByRole('link', { name: 'Add a policy' }).click();
    await page.getByRole('button', { name: 'Save the policy' }).click();
    await main(page).locator('.error', { hasText: 'Choose at least one setting' }).first().waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Field staff');
    await page.getByLabel('Skip the privacy settings').check();
    await page.getByRole('button', { name: 'Save the policy' }).click();
    await status(page, 'The policy is saved');
    await page.getByRole('link', { name: 'Upload a file' }).click();
    const template = await (await page.request.get(`${at}/devices/import/template`)).text();
    const head = template.replace(/^\ufeff/, '').split(/\r?\n/)[0].replaceAll(';', ',');
    const rows = ['Autumn,SN-1,,,Desk 14,Northlight,field staff', 'Autumn,SN-2,,,Desk 14,Northlight,', 'Autumn,sn-1,,,desk 14,northlight,', 'Autumn,SN-4,,,,,'];
    await page.locator('input[type=file]').setInputFiles({ name: 'devices.csv', mimeType: 'text/csv', buffer: Buffer.from([head, ...rows, ''].join('\n')) });
    await page.getByRole('button', { name: 'Check the file' }).click();
    await main(page).getByText('The device stands in row 2 too').waitFor();
    await main(page).getByText('The device is not known by this').waitFor();
    await main(page).locator('section[aria-labelledby=plan-h] td', { hasText: 'Autumn, Field staff' }).waitFor();
    await t.shot(page, 'devices-checked');
    await page.getByRole('button', { name: 'Add 2 devices' }).click();
    await main(page).getByRole('link', { name: 'SN-2' }).click();
    await page.getByLabel('Policy').selectOption({ label: 'Field staff' });
    await page.getByRole('button', { name: 'Save the policy' }).click();
    await status(page, 'policy is saved');
    await t.shot(page, 'device');
    assert.deepEqual(await t.axe(page), []);
    await page.goto(`${at}/devices?q=autumn`);
    assert.equal(await main(page).locator('section[aria-labelledby=devices-h] tbody tr', { hasText: 'Field staff' }).count(), 2);
    await t.shot(page, 'devices');
    assert.deepEqual(await t.axe(page), []);
    await main(page).getByRole('link', { name: 'Field staff' }).click();
    await page.getByRole('button', { name: 'Delete the policy' }).click();
    await status(page, 'The policy is deleted');
    await main(page).getByRole('link', { name: 'SN-1' }).click();
    assert.equal(await page.getByLabel('Policy').inputValue(), 'none');
    await page.getByRole('button', { name: 'Delete the device' }).click();
    await status(page, 'The device is deleted');
    assert.equal(await main(page).locator('section[aria-labelledby=devices-h] tbody tr').count(), 1);
    const phone = await t.open({ account: 'alder', role: 'global_admin', width: 360, height: 740, dark: true, script: false });
    await t.language(phone, 'fr');
    for (const rest of ['/devices', '/devices/import', '/devices/policies/new']) {
      await phone.goto(at + rest);
      assert.ok(await t.noScroll(phone) <= 0, rest);
      await t.shot(phone, `fr-360${rest.replaceAll('/', '-')}`);
    }
  } },
  { name: 'subscriptions on a phone, in French, dark and without script', async run(t) {
    const page = await t.open({ account: 'alder', role: 'global_admin', width: 360, height: 740, dark: true, script: false });
    await t.language(page, 'fr');
    const at = await customer(page, 'alder', 0);
    for (const rest of ['/subscriptions', '/orders', '/products', '/cart', '/users', '/users/new', '/users/import']) {
      await page.goto(at + rest);
      assert.ok(await t.noScroll(page) <= 0, rest);
      await t.shot(page, `fr-360${rest.replace('/', '-')}`);
    }
    await page.goto(`${at}/subscriptions`);
    await main(page).locator('table th[scope=row] a').first().click();
    await main(page).getByText('Historique').first().waitFor();
    assert.ok(await t.noScroll(page) <= 0);
    await t.shot(page, 'fr-360-subscription');
    // A cart with a line, and a name as long as one may be and without a space.
    await page.goto(`${at}/products`);
    await main(page).getByRole('link', { name: 'Northlight Desk', exact: true }).click();
    await main(page).locator('section', { has: page.getByRole('heading', { name: 'Northlight Desk Plus', exact: true }) }).getByRole('button').click();
    await main(page).locator('input[name=quantity_0]').waitFor();
    assert.ok(await t.noScroll(page) <= 0, 'cart');
    await t.shot(page, 'fr-360-cart-line');
    await page.goto(`${at}/subscriptions?state=active`);
    await main(page).locator('table th[scope=row] a').first().click();
    await page.goto(`${page.url().split('?')[0]}/change`);
    await page.locator('input[name=friendlyName]').fill('q'.repeat(200));
    for (let i = 0; i < 2; i++) await page.locator('form:has(input[name=friendlyName]) button[type=submit]').last().click();
    await main(page).locator('h2', { hasText: 'qqqq' }).first().waitFor();
    assert.ok(await t.noScroll(page) <= 0, 'long name');
  } },
  { name: 'I5-BULK many subscriptions: what would happen in figures, a task that can be left, its result and the way back', async run(t) {
    const page = await t.open({ account: 'alder', role: 'admin_agent' });
    await t.language(page, 'en');
    await page.goto('/a/alder/subscriptions?state=active&renews=yes&size=25');
    await main(page).locator('tbody tr').first().waitFor();
    await t.shot(page, 'selling');
    assert.deepEqual(await t.axe(page), []);
    // Words are looked for in the names of customers, of products and of subscriptions, each alone.
    const row = main(page).locator('tbody tr').first();
    const [sold, line] = [await row.locator('th a').first().innerText(), await row.innerText()];
    const customer = await row.locator('th .sub').first().innerText();
    for (const word of [sold, customer]) {
      await page.goto(`/a/alder/subscriptions?q=${encodeURIComponent(word.split(' ')[0].toLowerCase())}&size=250`);
      assert.ok((await main(page).locator('tbody tr').allInnerTexts()).some((x) => x.includes(sold) && x.includes(customer)), `${word} in ${line}`);
    }
    await page.goto('/a/alder/subscriptions?q=nobodyhasthis');
    assert.equal(await main(page).locator('tbody tr').count(), 0);
    await page.goto('/a/alder/subscriptions?state=active&renews=yes&size=25');
    const [file] = await Promise.all([page.waitForEvent('download'), (async () => {
      await main(page).locator('summary', { hasText: 'Export' }).click();
      await main(page).getByRole('link', { name: 'CSV' }).click();
    })()]);
    assert.match(readFileSync(await file.path(), 'utf8'), /Customer/);
    await page.locator('td.pick input').nth(0).check();
    await page.locator('td.pick input').nth(1).check();
    await page.locator('.batch select').selectOption('add');
    await t.shot(page, 'selling-picked');
    await page.locator('.batch button[type=submit]').click();
    await main(page).locator('.error', { hasText: 'whole number' }).first().waitFor();
    await page.getByLabel('Seats to add to each').fill('2');
    await page.getByRole('button', { name: 'Show what would happen' }).click();
    await main(page).getByText('Nothing has changed yet').waitFor();
    await t.shot(page, 'bulk-ask');
    assert.deepEqual(await t.axe(page), []);
    await page.getByRole('link', { name: 'Back to the subscriptions' }).click();
    await page.locator('td.pick input').nth(0).check();
    const name = await main(page).locator('tbody th a').first().textContent();
    await page.locator('.batch select').selectOption('stop');
    await page.locator('.batch button[type=submit]').click();
    await page.getByRole('button', { name: 'Change 1 subscription' }).click();
    await main(page).locator('[role=status]', { hasText: /^Done/ }).waitFor({ timeout: 60000 });
    await main(page).locator('tbody tr', { hasText: name }).getByText('Auto-renew is off').waitFor();
    await t.shot(page, 'bulk-done');
    assert.deepEqual(await t.axe(page), []);
    await page.getByRole('button', { name: 'Set auto-renew back' }).click();
    await main(page).locator('[role=status]', { hasText: /^Done/ }).waitFor({ timeout: 60000 });
    await main(page).locator('tbody tr', { hasText: name }).getByText('Auto-renew is on').waitFor();
    const done = page.url();
    const phone = await t.open({ account: 'alder', role: 'admin_agent', width: 360, height: 740, dark: true, script: false });
    await t.language(phone, 'fr');
    for (const at of ['/a/alder/subscriptions', done]) {
      await phone.goto(at);
      await t.shot(phone, at === done ? 'bulk-fr-360' : 'selling-fr-360');
      assert.ok(await t.noScroll(phone) <= 0, at);
    }
  } },
];
