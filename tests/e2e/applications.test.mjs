// Applications as people meet them: registered in the portal, allowed, connected, taken back.
import assert from 'node:assert/strict';
import http from 'node:http';
import { createHash, randomBytes } from 'node:crypto';

const API = 'https://api.partnercenter.microsoft.com';
const form = (o) => Object.entries(o).map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`).join('&');
const json = async (t, path, fields) => (await fetch(`${t.server.base}${path}`, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: form(fields) })).json();
const client = (t, account = 'harbor') => t.demo.clients.find((c) => c.key === account);

// The application's own address: remembers what it was sent.
async function listener() {
  const got = [];
  const server = http.createServer((req, res) => {
    const parts = [];
    req.on('data', (d) => parts.push(d));
    req.on('end', () => { if (!/favicon/.test(req.url)) got.push({ method: req.method, url: new URL(req.url, 'http://localhost'), body: Buffer.concat(parts).toString() }); res.setHeader('Content-Type', 'text/html'); res.end('<!doctype html><html lang="en"><title>App</title><h1>The application</h1>'); });
  });
  await new Promise((r) => server.listen(0, 'localhost', r));
  return { got, base: `http://localhost:${server.address().port}`, close: () => new Promise((r) => { server.closeAllConnections(); server.close(r); }) };
}
function request(c, redirect_uri, more = {}) {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, path: `/${c.tenant}/oauth2/v2.0/authorize?${form({ client_id: c.client_id, response_type: 'code', redirect_uri, scope: `openid profile offline_access ${API}/user_impersonation`, state: 'a state', code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256', ...more })}` };
}

export const tests = [
  { name: 'the page of an application with a long name fits a phone', async run(t) {
    const page = await t.open({ account: 'estrella', width: 360, height: 740 });
    await page.goto('/');
    await page.goto(`/a/${new URL(page.url()).pathname.split('/')[2]}/settings/applications/new`);
    await page.locator('main input[name=name]').fill('Nightly reconciliation export of customers for the finance department in Spain');
    await page.locator('main form button[type=submit].btn-primary').first().click();
    await page.waitForURL(/applications\/[0-9a-f-]{36}/);
    assert.ok(await t.noScroll(page) <= 0, `${await t.noScroll(page)} px too wide`);
  } },
  { name: 'words as long as a line leave lists of applications and tokens on a phone, and a button as long wraps', async run(t) {
    const long = `Nightly ${'W'.repeat(60)}`;
    for (const who of ['estrella', 'alder']) { /* English, French */
      const page = await t.open({ account: who, width: 360, height: 740 });
      const fits = async () => assert.ok(await t.noScroll(page) <= 0, `${who} ${page.url()}: ${await t.noScroll(page)} px too wide`);
      await page.goto('/');
      const account = new URL(page.url()).pathname.split('/')[2];
      await page.goto(`/a/${account}/settings/applications/new`);
      await page.locator('main input[name=name]').fill(long);
      await page.locator('main form button[type=submit].btn-primary').first().click();
      await page.waitForURL(/applications\/[0-9a-f-]{36}/);
      await fits();
      await page.goto(`/a/${account}/settings/applications`);
      await fits();
      await page.locator('.actions .btn').first().evaluate((e, word) => { e.textContent = word; }, long);
      await fits();
      await page.goto('/me/tokens/new');
      await page.locator('main input[name=name]').fill(long);
      await page.locator('main input[name=scopes]').first().check();
      await page.locator('main form button[type=submit].btn-primary').first().click();
      await page.locator('code[data-copy]').first().waitFor();
      await fits();
      await page.goto('/me/tokens');
      await fits();
      await t.shot(page, `tokens-long-${who}-360`);
      await page.goto('/me/applications');
      await fits();
    }
  } },
  { name: 'SC027 an application is registered, gets a secret that is shown once, and calls the API with it', async run(t) {
    const page = await t.open();
    await page.goto(`/a/${t.account}/settings/applications`);
    await page.getByRole('link', { name: 'Register an application' }).first().click();
    await page.getByLabel('Name').fill('Night import');
    await page.getByLabel('What it is for').fill('Reads our customers every night');
    await page.getByLabel('Redirect addresses').fill('ftp://nowhere.example');
    await page.getByRole('button', { name: 'Register' }).click();
    await page.locator('.error-summary').waitFor();
    assert.match(await page.locator('.error-summary').textContent(), /ftp:\/\/nowhere\.example/);
    assert.equal(await page.getByLabel('Name').inputValue(), 'Night import', 'what was typed is kept');
    await page.getByLabel('Redirect addresses').fill('https://import.harbor.example/done');
    await page.getByRole('button', { name: 'Register' }).click();
    await page.waitForURL(/applications\/[0-9a-f-]{36}$/);
    assert.equal(await page.locator('h1').textContent(), 'Night import');
    const [clientId, tenant] = await page.locator('section[aria-labelledby=ids] code[data-copy]').allTextContents();
    const app = page.url();
    await page.getByLabel('Role', { exact: true }).selectOption({ label: 'Admin agent' });
    await page.getByRole('button', { name: 'Give' }).click();
    await page.getByText('The role is given.').waitFor();
    await page.getByRole('link', { name: 'Make a secret' }).click();
    await page.getByLabel('Name').fill('import host');
    await page.getByRole('button', { name: 'Make the secret' }).click();
    const secret = await page.locator('section[aria-labelledby=once] code[data-copy]').first().textContent();
    await t.shot(page, 'application-secret-once');
    assert.deepEqual(await t.axe(page), []);
    await page.getByRole('link', { name: 'I have copied it' }).click();
    assert.ok(!(await page.content()).includes(secret), 'not shown again');
    await t.shot(page, 'application');
    const got = await json(t, `/${tenant}/oauth2/v2.0/token`, { grant_type: 'client_credentials', client_id: clientId, client_secret: secret, scope: `${API}/.default` });
    const res = await fetch(`${t.server.base}/v1/customers?size=2`, { headers: { Authorization: `Bearer ${got.access_token}` } });
    assert.equal(res.status, 200);
    assert.equal((await res.json()).items.length, 2);
    await page.goto(`${app}/remove`);
    await page.getByRole('button', { name: 'Remove the application' }).click();
    await page.locator('.error-summary').waitFor();
    await page.getByLabel(/type the name/).fill('Night import');
    await page.getByRole('button', { name: 'Remove the application' }).click();
    await page.getByText('“Night import” is removed.').waitFor();
    assert.equal((await fetch(`${t.server.base}/v1/customers?size=2`, { headers: { Authorization: `Bearer ${got.access_token}` } })).status, 401);
  } },
  { name: 'SC127 App management leads to the guide that sets API access up', async run(t) {
    const page = await t.open();
    await page.goto(`/a/${t.account}/settings/applications`);
    await page.getByRole('link', { name: 'Set up API access' }).first().click();
    assert.equal((await page.locator('h1').textContent()).trim(), 'Set up API access');
    assert.ok(await page.locator('pre').count() >= 4, 'examples to copy');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy' }).first().click();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /grant_type=client_credentials/);
    assert.deepEqual(await t.axe(page), []);
    await t.shot(page, 'api-access-help');
  } },
  { name: 'a person signs in, allows an application, and is back in it; a web application does not ask the next time, a program on a device does', async run(t) {
    const c = client(t), app = await listener();
    try {
      const who = t.user('harbor', 'incentives_admin');
      const page = await t.open({ anonymous: true });
      const first = request(c, app.base);
      await page.goto(first.path);
      await page.locator('input[name=email]').fill(who.email);
      await page.locator('input[name=password]').fill(who.password);
      await page.locator('main button[type=submit]').first().click();
      await page.getByRole('heading', { name: /Allow “Harbor command line”/ }).waitFor();
      await t.shot(page, 'consent');
      assert.deepEqual(await t.axe(page), []);
      assert.match(await page.locator('main').textContent(), /Keep this access while you are away/);
      await page.getByRole('button', { name: 'Allow', exact: true }).click();
      await page.getByRole('heading', { name: 'The application' }).waitFor();
      assert.equal(app.got[0].url.searchParams.get('state'), 'a state');
      const token = await json(t, `/${c.tenant}/oauth2/v2.0/token`, { grant_type: 'authorization_code', client_id: c.client_id, code: app.got[0].url.searchParams.get('code'), redirect_uri: app.base, code_verifier: first.verifier });
      assert.ok(token.access_token && token.refresh_token && token.id_token);
      // Any program of the device could say that it is this one: it asks again, and says why.
      await page.goto(request(c, app.base).path);
      await page.getByText('another program could pass for it').waitFor();
      await t.shot(page, 'consent-again');
      assert.deepEqual(await t.axe(page), []);
      await page.getByRole('button', { name: 'Allow', exact: true }).click();
      await page.getByRole('heading', { name: 'The application' }).waitFor();
      assert.equal(app.got.length, 2);
      // A web application is asked about once. Signed out and in again, the way back follows the sign-in form, which no
      // redirect may leave.
      const web = t.demo.api.find((a) => a.account === 'Harbor Systems'), back = `${app.base}/signed-in`;
      await page.goto(request(web, back).path);
      await page.getByRole('button', { name: 'Allow', exact: true }).click();
      await page.getByRole('heading', { name: 'The application' }).waitFor();
      await page.goto('/me');
      await page.context().clearCookies();
      await page.goto(request(web, back).path);
      await page.locator('input[name=email]').fill(who.email);
      await page.locator('input[name=password]').fill(who.password);
      await page.locator('main button[type=submit]').first().click();
      await page.getByRole('heading', { name: 'The application' }).waitFor();
      assert.equal(app.got.length, 4);
      for (const [name, how] of [['360', { width: 360 }], ['dark', { dark: true }], ['fr', { locale: 'fr-FR' }]]) {
        const p = await t.open({ role: 'incentives_admin', ...how });
        if (name === 'fr') await t.language(p, 'fr');
        await p.goto(request(c, app.base).path);
        await t.shot(p, `consent-again-${name}`);
        assert.ok(await t.noScroll(p) <= 0);
        if (name === 'fr') await t.language(p, 'en');
      }
      const admin = await t.open();
      await admin.goto(`/a/${t.account}/settings/applications/new`);
      await t.shot(admin, 'application-new-pkce');
      assert.deepEqual(await t.axe(admin), []);
      // Taken back: what it had has ended, and it has to ask again.
      await page.goto('/me/applications');
      await t.shot(page, 'my-applications');
      await page.locator('main tr, main li, main section', { hasText: 'Harbor command line' }).getByRole('button', { name: /Take back/ }).first().click();
      await page.getByText('cannot act in your name any more').waitFor();
      const again = await json(t, `/${c.tenant}/oauth2/v2.0/token`, { grant_type: 'refresh_token', client_id: c.client_id, refresh_token: token.refresh_token });
      assert.equal(again.error, 'invalid_grant');
    } finally { await app.close(); }
  } },
  { name: 'an answer by form sends itself, and without script by its button', async run(t) {
    const c = client(t), app = await listener();
    try {
      for (const script of [true, false]) {
        const page = await t.open({ role: 'admin_agent', script });
        await page.goto(request(c, app.base, { response_mode: 'form_post' }).path);
        const allow = page.getByRole('button', { name: 'Allow', exact: true });
        if (await allow.count()) await allow.click();
        if (!script) await page.getByRole('button', { name: 'Go on' }).click();
        await page.getByRole('heading', { name: 'The application' }).waitFor();
        const last = app.got.at(-1);
        assert.equal(last.method, 'POST');
        assert.ok(new URLSearchParams(last.body).get('code'));
      }
    } finally { await app.close(); }
  } },
  { name: 'a device is connected on a phone, in French, without script; the page warns of codes that others send', async run(t) {
    const c = client(t);
    const device = await json(t, `/${c.tenant}/oauth2/v2.0/devicecode`, { client_id: c.client_id, scope: `offline_access ${API}/.default` });
    const page = await t.open({ role: 'billing_admin', width: 360, height: 740, script: false });
    await t.language(page, 'fr');
    await page.goto(new URL(device.verification_uri).pathname);
    assert.match(await page.locator('main').textContent(), /ne vous enverra jamais de code/);
    await t.shot(page, 'device-fr-360');
    await page.locator('input[name=code]').fill('xxxx');
    await page.locator('main button[type=submit]').click();
    await page.locator('.error-summary').waitFor();
    await page.locator('input[name=code]').fill(device.user_code.toLowerCase());
    await page.locator('main button[type=submit]').click();
    await page.getByRole('heading', { name: /Connecter/ }).waitFor();
    await t.shot(page, 'device-consent-fr-360');
    assert.ok(await t.noScroll(page) <= 0);
    await page.locator('button[value=allow]').click();
    await page.getByText(/est connecté/).waitFor();
    await t.language(page, 'en');
    const got = await json(t, `/${c.tenant}/oauth2/v2.0/token`, { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: c.client_id, device_code: device.device_code });
    assert.ok(got.access_token, JSON.stringify(got));
  } },
  { name: 'a person makes a service token, calls the API with it, and revokes it', async run(t) {
    const page = await t.open({ role: 'sales_agent' });
    await page.goto('/me/tokens');
    await page.getByRole('link', { name: 'Make a service token' }).click();
    await page.getByRole('button', { name: 'Make the token' }).click();
    await page.locator('.error-summary').waitFor();
    await t.shot(page, 'service-token-errors');
    assert.deepEqual(await t.axe(page), []);
    await page.getByLabel('Name').fill('nightly export');
    await page.getByRole('checkbox', { name: /See: Customers customers/ }).check();
    await page.getByRole('button', { name: 'Make the token' }).click();
    const token = await page.locator('section[aria-labelledby=once] code[data-copy]').first().textContent();
    assert.match(token, /^entente_st_[0-9A-Za-z]{38}$/);
    const call = async () => (await fetch(`${t.server.base}/v1/customers?size=1`, { headers: { Authorization: `Bearer ${token}` } })).status;
    assert.equal(await call(), 200);
    await page.getByRole('link', { name: 'I have copied it' }).click();
    await page.getByRole('button', { name: /Revoke/ }).first().click();
    await page.getByText('The token is revoked.').waitFor();
    assert.equal(await call(), 401);
  } },
];
