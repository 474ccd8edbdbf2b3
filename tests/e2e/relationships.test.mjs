// A company that buys from one partner accepts another by the link in the drafted text.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Application } from '../lib/entente.mjs';

const main = (page) => page.locator('main');
const text = (page) => main(page).textContent();
const press = (page, name) => main(page).getByRole('button', { name, exact: true }).first().click();

// A company that Cobalt brings here, with the name and password of its first user.
async function company(t) {
  const app = new Application(t.server, t.demo.api.find((a) => a.account.startsWith('Cobalt')));
  const mark = randomUUID().slice(0, 8);
  const made = await app.call('POST', '/v1/customers', JSON.stringify({ companyProfile: { domain: `lantern-${mark}.example` }, billingProfile: { culture: 'en-US', language: 'en', email: 'rosa@elsewhere.example', companyName: `Lantern ${mark}`, defaultAddress: { firstName: 'Rosa', lastName: 'Vega', addressLine1: '1 Main Street', city: 'Denver', state: 'CO', postalCode: '80202', country: 'US' } } }));
  assert.equal(made.status, 201, made.text);
  return { id: made.json().id, name: `Lantern ${mark}`, user: made.json().userCredentials.userName, password: made.json().userCredentials.password };
}

export const tests = [
  { name: 'a company accepts a relationship by the link in the drafted text and becomes a customer', async run(t) {
    const made = await company(t);
    const page = await t.open({ account: 'alder', role: 'admin_agent' });
    await t.language(page, 'en');
    await page.goto('/a/alder/customers/requests/new');
    await press(page, 'Draft the text');
    assert.match(await text(page), /Enter the name of the company/);
    assert.deepEqual(await t.axe(page), []);
    await page.locator('[name=company]').fill(made.name);
    await page.locator('[name=email]').fill(made.user);
    await page.locator('[name=rights][value=delegated]').check();
    await page.locator('[name=message]').fill('As agreed on the telephone.');
    await t.shot(page, 'relationship-new');
    await press(page, 'Draft the text');
    await page.waitForURL(/requests\/[0-9a-f-]{36}$/);
    const link = (await main(page).locator('pre').textContent()).match(/\/relationship\/\S+/)[0];
    await t.shot(page, 'relationship-draft');
    const visitor = await t.open({ anonymous: true, locale: 'fr-FR', width: 360, height: 740, dark: true, script: false });
    await visitor.goto(link);
    assert.ok(await t.noScroll(visitor) <= 0);
    await t.shot(visitor, 'relationship-answer-fr-360');
    await visitor.locator('[name=signIn]').fill(made.user);
    await visitor.locator('[name=password]').fill('guessed');
    await visitor.locator('button[value=accept]').click();
    await visitor.locator('.error-summary').waitFor();
    await t.shot(visitor, 'relationship-answer-refused');
    await visitor.locator('[name=password]').fill(made.password);
    await visitor.locator('button[value=accept]').click();
    await visitor.locator('[name=password]').waitFor({ state: 'detached' });
    await page.reload();
    assert.match(await text(page), /Accepted[\s\S]*Rosa Vega/);
    await t.shot(page, 'relationship-accepted');
    await main(page).getByRole('link', { name: 'Open the customer' }).click();
    assert.match(await text(page), new RegExp(made.name));
    await page.goto('/a/alder/customers/requests');
    assert.match(await text(page), new RegExp(`${made.name}[\\s\\S]*Accepted`));
    await t.shot(page, 'relationship-requests');
  } },
  { name: 'an admin relationship is asked for, approved by the customer on its page and ended with a reason', async run(t) {
    const page = await t.open({ account: 'cobalt', role: 'global_admin' });
    await t.language(page, 'en');
    const made = await company(t);
    await page.goto('/');
    const account = new URL(page.url()).pathname.split('/')[2];
    await page.goto(`/a/${account}/customers/${made.id}/admin`);
    await t.shot(page, 'granular-none');
    await main(page).getByRole('link', { name: 'Request an admin relationship' }).first().click();
    await press(page, 'Draft the text');
    assert.match(await text(page), /Choose at least one role/);
    assert.deepEqual(await t.axe(page), []);
    await page.locator('[name=name]').fill(`Night desk ${made.name}`);
    await page.locator('[name=days]').fill('90');
    await main(page).getByLabel('Helpdesk Administrator', { exact: true }).check();
    await t.shot(page, 'granular-new');
    await press(page, 'Draft the text');
    await page.waitForURL(/admin-relationships\/[0-9a-f-]{36}$/);
    const link = (await main(page).locator('pre').textContent()).match(/\/admin-relationship\/\S+/)[0];
    const visitor = await t.open({ anonymous: true, locale: 'fr-FR', width: 360, height: 740, dark: true, script: false });
    await visitor.goto(link);
    assert.ok(await t.noScroll(visitor) <= 0);
    await t.shot(visitor, 'granular-answer-fr-360');
    await visitor.locator('[name=signIn]').fill(made.user);
    await visitor.locator('[name=password]').fill(made.password);
    await visitor.locator('button[value=approve]').click();
    await visitor.locator('button[value=end]').waitFor();
    await page.reload();
    assert.match(await text(page), /Active[\s\S]*Rosa Vega/);
    await t.shot(page, 'granular-active');
    await page.locator('[name=reason]').fill('The work is done.');
    await press(page, 'End the admin relationship');
    await page.locator('[name=reason]').waitFor({ state: 'detached' });
    assert.match(await text(page), /Terminated[\s\S]*The work is done\./);
    await page.goto(`/a/${account}/admin-relationships`);
    assert.match(await text(page), new RegExp(`Night desk ${made.name}`));
    await t.shot(page, 'granular-all');
  } },
];
