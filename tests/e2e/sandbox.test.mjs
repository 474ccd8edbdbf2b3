// The integration sandbox in the browser: made, opened beside the main house, removed.
import assert from 'node:assert/strict';

// Makes the sandbox of harbor and enters it in a tab beside.
async function enter(t, page) {
  await page.goto('/a/harbor/settings/sandbox/make');
  await page.getByLabel('Sign-in name').fill('claire@harbor.example');
  await page.locator('main').locator('form button.btn-primary').click();
  await page.getByRole('heading', { name: 'Keep these now' }).waitFor();
  const [address, admin, password] = await page.locator('[data-copy]').allTextContents();
  const inside = await page.context().newPage();
  await inside.goto(`${address}/sign-in`);
  await inside.getByLabel('Work e-mail').fill(admin);
  await inside.locator('input[name=password]').fill(password);
  await inside.locator('form button[type=submit].btn-primary').first().click();
  await inside.waitForURL(/sign-in\/password/);
  await inside.locator('input[name=password]').fill('nine quiet herons at dusk');
  await inside.locator('input[name=again]').fill('nine quiet herons at dusk');
  await inside.locator('main form button[type=submit].btn-primary').first().click();
  await inside.waitForURL(/\/a\/[^/]+/);
  return inside;
}
// A client of the API that lives in the page: the sandbox's name is known to browsers alone.
async function client(inside, base) {
  return inside.evaluate(async (base) => {
    const form = (o) => new URLSearchParams(o).toString(), type = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const send = async (path, fields) => {
      const page = new DOMParser().parseFromString(await (await fetch(path.replace(/\/roles$/, ''))).text(), 'text/html');
      return fetch(path, { method: 'POST', headers: type, body: form({ _csrf: page.querySelector('[name=_csrf]').value, _key: crypto.randomUUID(), ...fields }) });
    };
    const app = await send(`${base}/settings/applications/new`, { name: 'Tries', kind: 'server', app_only: '1', sign_in: 'https://tries.example/back', scopes: 'user_impersonation' });
    const client_id = app.url.match(/applications\/([0-9a-f-]{36})/)[1], of = `${base}/settings/applications/${client_id}`;
    await send(`${of}/roles`, { role: 'admin_agent' });
    const client_secret = (await (await send(`${of}/secrets/new`, { name: 'one', days: '90' })).text()).match(/data-copy="">([^<]+)</)[1];
    const tenant = (await (await fetch(of)).text()).match(/([0-9a-f-]{36})\/oauth2/)[1];
    const token = (await (await fetch(`/${tenant}/oauth2/token`, { method: 'POST', headers: type, body: form({ grant_type: 'client_credentials', client_id, client_secret, resource: 'https://graph.windows.net' }) })).json()).access_token;
    return { token };
  }, base);
}

export const tests = [
  { name: 'time travel: a subscription is ordered, the clock is turned to its renewal, and it has renewed; a fault is shown and the call is looked at', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'global_admin' });
    await t.language(page, 'en');
    const inside = await enter(t, page), at = new URL(inside.url()), base = at.pathname.match(/^\/a\/[^/]+/)[0], own = at.origin + base;
    const { token } = await client(inside, base);
    const call = (method, path, body, headers = {}) => inside.evaluate(async ([method, path, body, headers]) => {
      const res = await fetch(path, { method, body: body && JSON.stringify(body), headers });
      const got = await res.text();
      return { status: res.status, text: got, json: got ? JSON.parse(got) : null };
    }, [method, path, body, { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers }]);
    const place = { country: 'US', state: 'WA', city: 'Redmond', addressLine1: '1 Harbor Way', postalCode: '98052', firstName: 'A', lastName: 'B', phoneNumber: '4255550101' };
    const made = await call('POST', '/v1/customers', { companyProfile: { domain: 'timed.example', companyName: 'Timed' }, billingProfile: { email: 'a@timed.example', culture: 'en-US', language: 'en', companyName: 'Timed', defaultAddress: place } });
    assert.equal(made.status, 201, made.text);
    const order = await call('POST', `/v1/customers/${made.json.id}/orders`, { billingCycle: 'monthly', lineItems: [{ lineItemNumber: 0, offerId: 'NLDESK000001:0001:AVDESK000001', quantity: 3, termDuration: 'P1Y' }] });
    assert.equal(order.status, 201, order.text);
    const subscription = `/v1/customers/${made.json.id}/subscriptions/${order.json.lineItems[0].subscriptionId}`;
    const year = async () => +(await call('GET', subscription)).json.commitmentEndDate.slice(0, 4);
    const first = await year();
    await inside.goto(`${own}/settings/sandbox`);
    await t.shot(inside, 'sandbox-clock-before');
    await inside.getByRole('button', { name: 'To the next renewal' }).click();
    await inside.locator('[role=status]', { hasText: 'The clock is turned' }).waitFor();
    assert.match(await inside.locator('main').textContent(), /What happened last[\s\S]*Renewed\s*1/);
    assert.equal(await year(), first + 1);
    await t.shot(inside, 'sandbox-clock-after');
    assert.deepEqual(await t.axe(inside), []);
    await inside.getByRole('link', { name: 'Faults' }).click();
    await inside.getByLabel('Address').fill('/v1/customers/**');
    await inside.getByLabel('What happens').selectOption('throttle');
    await inside.getByLabel('How much').fill('7');
    await inside.getByRole('button', { name: 'Add', exact: true }).click();
    await inside.locator('[role=status]', { hasText: 'The fault is added' }).waitFor();
    assert.equal((await call('GET', subscription)).status, 429);
    await t.shot(inside, 'sandbox-faults');
    assert.deepEqual(await t.axe(inside), []);
    await inside.goto(`${own}/settings/sandbox/calls?status=refused`);
    await t.shot(inside, 'sandbox-calls');
    assert.deepEqual(await t.axe(inside), []);
    await inside.getByRole('link', { name: `GET ${subscription}` }).first().click();
    assert.match(await inside.locator('main').textContent(), /Retry-After: 7[\s\S]*curl -i -X GET/);
    await t.shot(inside, 'sandbox-call');
    await page.goto('/a/harbor/settings/sandbox');
    assert.match(await page.locator('main').textContent(), /Its clock[\s\S]*Renewed\s*1/);
    await t.shot(page, 'sandbox-main');
    await inside.setViewportSize({ width: 360, height: 740 });
    for (const [path, name] of [['', 'clock'], ['/faults', 'faults'], ['/calls', 'calls']]) {
      await inside.goto(`${own}/settings/sandbox${path}`);
      assert.ok(await t.noScroll(inside) <= 0, name);
      await t.shot(inside, `sandbox-${name}-360`);
    }
    await page.goto('/a/harbor/settings/sandbox/remove');
    await page.getByRole('button', { name: 'Remove the sandbox' }).click();
    await page.locator('[role=status]', { hasText: 'The sandbox is removed' }).waitFor();
  } },
  { name: 'SC028 a Global admin makes the sandbox, opens it in the same browser without losing the own session, and removes it', async run(t) {
    const author = await t.open({ account: 'northlight', role: 'operator_admin', script: false });
    await t.language(author, 'en');
    await author.goto('/operator/agreements/new'); // what somebody of the vendor wrote goes along, its writer does not
    for (const [name, text] of [['number', '2031.9'], ['from', '2031-09-01'], ['title_en', 'Later words'], ['title_fr', 'Mots futurs'], ['body_en', 'Later.'], ['body_fr', 'Plus tard.']]) await author.locator(`[name=${name}]`).fill(text);
    await author.getByLabel('Publisher agreement').check();
    await author.getByRole('button', { name: 'Save the draft' }).click();
    await author.getByText('Later words').first().waitFor();
    const page = await t.open({ account: 'alder', role: 'global_admin' });
    await t.language(page, 'en');
    await page.goto('/a/alder/settings/sandbox');
    assert.match(await page.locator('main').textContent(), /No sandbox yet/);
    await t.shot(page, 'sandbox-none');
    await page.getByRole('link', { name: 'Make the sandbox' }).click();
    await page.getByLabel('Sign-in name').fill('claire@alder.example');
    await t.shot(page, 'sandbox-make');
    await page.locator('main').getByRole('button', { name: 'Make the sandbox' }).click();
    await page.getByRole('heading', { name: 'Keep these now' }).waitFor();
    await t.shot(page, 'sandbox-keys');
    const [address, admin, password] = await page.locator('[data-copy]').allTextContents();
    const inside = await page.context().newPage();
    await inside.goto(`${address}/sign-in`);
    assert.match(await inside.locator('body').textContent(), /Sandbox of Alder & Finch/);
    await t.shot(inside, 'sandbox-door');
    await inside.getByLabel('Work e-mail').fill(admin);
    await inside.locator('input[name=password]').fill(password);
    await inside.locator('form button[type=submit].btn-primary').first().click();
    await inside.waitForURL(/sign-in\/password/);
    await inside.locator('input[name=password]').fill('nine quiet herons at dusk');
    await inside.locator('input[name=again]').fill('nine quiet herons at dusk');
    await inside.locator('main form button[type=submit].btn-primary').first().click();
    await inside.waitForURL(/\/a\/alder-finch/);
    assert.match(await inside.locator('.banners').textContent(), /Sandbox of Alder & Finch: for trying things out/);
    await t.shot(inside, 'sandbox-home');
    assert.deepEqual(await t.axe(inside), []);
    await page.goto('/a/alder/settings/sandbox');
    assert.match(await page.locator('main').textContent(), /Your sandbox[\s\S]*Open/);
    await t.shot(page, 'sandbox');
    await page.getByRole('link', { name: 'Remove', exact: true }).click();
    await page.getByRole('button', { name: 'Remove the sandbox' }).click();
    await page.locator('[role=status]', { hasText: 'The sandbox is removed' }).waitFor();
  } },
  { name: 'the sandbox pages on a phone, in French, dark and without script', async run(t) {
    const page = await t.open({ account: 'alder', role: 'global_admin', width: 360, height: 740, dark: true, script: false });
    await t.language(page, 'fr');
    await page.goto('/a/alder/settings/sandbox');
    assert.match(await page.locator('main').textContent(), /Pas encore de bac à sable/);
    assert.ok(await t.noScroll(page) <= 0);
    await t.shot(page, 'sandbox-fr-360');
    await page.getByRole('link', { name: 'Créer le bac à sable' }).click();
    await page.locator('[name=first_name]').fill('');
    await page.locator('main form button[type=submit]').first().click();
    assert.match(await page.locator('main').textContent(), /Saisissez un prénom/);
    assert.ok(await t.noScroll(page) <= 0);
    await t.shot(page, 'sandbox-make-fr-360');
  } },
];
