// Passkeys in Chromium with its virtual authenticator (DevTools domain WebAuthn). The partner center is opened as
// "localhost": browsers give passkeys to names only, and to http only there.
import assert from 'node:assert/strict';
import http from 'node:http';
import { makePerson } from './signin.test.mjs';

const at = (t) => `http://localhost:${t.server.port}`;

// A page of its own with an authenticator: a phone or a laptop (ctap2, recognizes its owner) unless said otherwise. The
// virtual one answers at once, also the quiet question behind the field of the name, so that is left out unless autofill.
async function device(t, more = {}, { autofill = false } = {}) {
  const page = await t.open({ anonymous: true });
  if (!autofill) await page.addInitScript(() => { if ('PublicKeyCredential' in window) PublicKeyCredential.isConditionalMediationAvailable = async () => false; });
  const client = await page.context().newCDPSession(page);
  await client.send('WebAuthn.enable');
  const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true, ...more } });
  return { page, client, id: authenticatorId, credentials: async () => (await client.send('WebAuthn.getCredentials', { authenticatorId })).credentials };
}
async function password(t, page, who) {
  await page.goto(`${at(t)}/sign-in`);
  await page.locator('input[name=email]').fill(who.email);
  await page.locator('input[name=password]').fill(who.password);
  await page.locator('form[action="/sign-in"] button[type=submit]').click();
  await page.waitForURL(/\/(a|operator)\b/);
}
async function signOut(t, d) {
  await d.page.context().clearCookies();
  await d.page.goto(`${at(t)}/sign-in`);
}
const byButton = (d) => d.page.getByRole('button', { name: 'Sign in with a passkey' }).click();
async function tryAdd(t, page, name) {
  await page.goto(`${at(t)}/me/passkeys/add`);
  await page.locator('input[name=name]').fill(name);
  await page.locator('form[data-passkey] button').click();
}
async function add(t, page, name) {
  await tryAdd(t, page, name);
  await page.getByText(`The passkey ${name} is added.`).waitFor();
  const kept = page.getByRole('link', { name: 'I have kept them' });
  if (await kept.count()) await kept.click(); // the first factor brings recovery codes
  await page.waitForURL(/\/me\/passkeys$/);
}
const names = (page) => page.locator('main table th[scope=row] a').allTextContents();

export const tests = [
  { name: 'a passkey is added, named, renamed and removed', async run(t) {
    const d = await device(t), who = makePerson(t, { account: 'harbor', roles: 'incentives_user' });
    await password(t, d.page, who);
    await d.page.goto(`${at(t)}/me/passkeys`);
    await t.shot(d.page, 'passkeys-none');
    await d.page.getByRole('link', { name: 'Add a passkey' }).click();
    assert.match(await d.page.locator('input[name=name]').inputValue(), /Chrome on Linux/);
    await t.shot(d.page, 'passkeys-add');
    await add(t, d.page, 'Blue laptop');
    assert.deepEqual(await names(d.page), ['Blue laptop']);
    const [made] = await d.credentials();
    assert.equal(made.rpId, 'localhost');
    assert.equal(made.isResidentCredential, true);
    await t.shot(d.page, 'passkeys-one');
    assert.deepEqual(await t.axe(d.page), []);
    await d.page.getByRole('link', { name: 'Blue laptop' }).click();
    await d.page.locator('input[name=name]').fill('Red laptop');
    await t.shot(d.page, 'passkeys-edit');
    assert.deepEqual(await t.axe(d.page), []);
    await d.page.getByRole('button', { name: 'Save' }).click();
    await d.page.getByText('The passkey is called Red laptop now.').waitFor();
    await d.page.getByRole('link', { name: 'Red laptop' }).click();
    await d.page.getByRole('button', { name: 'Remove' }).click();
    await d.page.getByText('The passkey Red laptop is removed.').first().waitFor();
    assert.deepEqual(await names(d.page), []);
    const elsewhere = await t.open({ anonymous: true });
    await password(t, elsewhere, who);
    await d.page.getByRole('button', { name: 'End all other sessions' }).click();
    await d.page.waitForURL(/\/me\/sessions/);
    await elsewhere.goto(`${at(t)}/me`);
    assert.match(elsewhere.url(), /\/sign-in/, 'the sessions of before can be ended after a change');
  } },
  { name: 'a device that has a passkey of mine already says so', async run(t) {
    const d = await device(t);
    await password(t, d.page, makePerson(t, { account: 'harbor', roles: 'helpdesk_agent' }));
    await add(t, d.page, 'First');
    await tryAdd(t, d.page, 'Second');
    await d.page.getByText('This device has a passkey for you already.').waitFor();
    assert.equal((await d.credentials()).length, 1);
  } },
  { name: 'a passkey signs in without name and password, and the list says when', async run(t) {
    const who = makePerson(t, { account: 'harbor', roles: 'report_viewer' }), d = await device(t);
    await password(t, d.page, who);
    await add(t, d.page, 'My phone');
    await signOut(t, d);
    await d.page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
    await t.shot(d.page, 'passkeys-sign-in');
    assert.deepEqual(await t.axe(d.page), []);
    await byButton(d);
    await d.page.waitForURL(/\/a\/harbor/);
    await d.page.goto(`${at(t)}/me/passkeys`);
    assert.match(await d.page.locator('main table td').last().textContent(), /now|ago|second|minute/);
  } },
  { name: 'the passkey is offered in the field of the name, and leads where the person was going', async run(t) {
    const who = makePerson(t, { account: 'harbor', roles: 'executive_report_viewer' }), d = await device(t);
    await password(t, d.page, who);
    await add(t, d.page, 'My phone');
    await signOut(t, d);
    assert.equal(await d.page.locator('input[name=email]').getAttribute('autocomplete'), 'username webauthn');
    const autofill = await device(t, {}, { autofill: true }), [key] = await d.credentials();
    await autofill.client.send('WebAuthn.addCredential', { authenticatorId: autofill.id, credential: { ...key, signCount: 50 } });
    await autofill.page.goto(`${at(t)}/me/sessions`);
    await autofill.page.waitForURL(/\/me\/sessions$/);
  } },
  { name: 'a passkey that was removed is refused, with another way', async run(t) {
    const d = await device(t);
    await password(t, d.page, makePerson(t, { account: 'harbor', roles: 'default_user' }));
    await add(t, d.page, 'Lost phone');
    await d.page.getByRole('link', { name: 'Lost phone' }).click();
    await d.page.getByRole('button', { name: 'Remove' }).click();
    await d.page.getByText('The passkey Lost phone is removed.').first().waitFor();
    assert.equal((await d.credentials()).length, 1, 'the device still has its half');
    await signOut(t, d);
    await byButton(d);
    await d.page.getByText('This passkey is not known here, or was removed.').waitFor();
    await t.shot(d.page, 'passkeys-refused');
    assert.deepEqual(await t.axe(d.page), []);
    await d.page.getByRole('link', { name: 'Try again or choose another way' }).click();
    await d.page.locator('input[name=password]').waitFor();
  } },
  { name: 'of a passkey and its copy neither opens once the counter went backwards', async run(t) {
    const who = makePerson(t, { account: 'harbor', roles: 'incentives_admin' }), d = await device(t);
    await password(t, d.page, who);
    await add(t, d.page, 'Copied phone');
    const [real] = await d.credentials();
    await signOut(t, d);
    await byButton(d);
    await d.page.waitForURL(/\/a\/harbor/);
    const copy = await device(t);
    await copy.client.send('WebAuthn.addCredential', { authenticatorId: copy.id, credential: { ...real, signCount: 0 } });
    await copy.page.goto(`${at(t)}/sign-in`);
    await byButton(copy);
    await copy.page.getByText('This passkey is blocked, because a copy of it seems to be in use.').waitFor();
    await d.page.goto(`${at(t)}/me/passkeys`);
    await d.page.getByText('Blocked', { exact: true }).waitFor();
    await t.shot(d.page, 'passkeys-blocked');
    assert.deepEqual(await t.axe(d.page), []);
    await d.page.goto(`${at(t)}/me/action-center/notifications`);
    await d.page.locator('main').getByText('The passkey Copied phone was blocked').first().waitFor();
  } },
  { name: 'a passkey confirms that it is me before a dangerous act', async run(t) {
    const d = await device(t);
    await password(t, d.page, makePerson(t, { account: 'harbor', roles: 'report_viewer' }));
    await add(t, d.page, 'Work laptop');
    await d.page.goto(`${at(t)}/sign-in/confirm?return=%2Fme%2Fsessions`);
    await t.shot(d.page, 'passkeys-confirm');
    assert.deepEqual(await t.axe(d.page), []);
    await d.page.getByRole('button', { name: 'Use a passkey' }).click();
    await d.page.waitForURL(/\/me\/sessions$/);
  } },
  { name: 'an answer that was made on another origin of the same host is refused', async run(t) {
    const d = await device(t);
    await password(t, d.page, makePerson(t, { account: 'harbor', roles: 'report_viewer' }));
    await add(t, d.page, 'Fished phone');
    await signOut(t, d);
    // Another program on another port: to the browser the same relying party and the same cookies, but another origin.
    const other = http.createServer((_, res) => res.setHeader('Content-Type', 'text/html').end('<!doctype html><title>x</title>'));
    await new Promise((done) => other.listen(0, '127.0.0.1', done));
    try {
      const options = await d.page.evaluate(() => fetch('/sign-in/passkey').then((r) => r.json()));
      await d.page.goto(`http://localhost:${other.address().port}/`);
      const fields = await d.page.evaluate(async (o) => {
        const bytes = (x) => Uint8Array.from(atob(x.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
        const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
        const c = await navigator.credentials.get({ publicKey: { ...o, challenge: bytes(o.challenge), allowCredentials: [] } });
        return { id: text(c.rawId), client_data: text(c.response.clientDataJSON), data: text(c.response.authenticatorData), signature: text(c.response.signature), user_handle: text(c.response.userHandle) };
      }, options);
      await d.page.goto(`${at(t)}/sign-in`);
      await d.page.evaluate((f) => {
        const form = document.querySelector('form[data-passkey]');
        for (const [k, v] of Object.entries(f)) form.elements[k].value = v;
        form.submit();
      }, fields);
      await d.page.getByText('This passkey was used on another site than this one.').waitFor();
      await d.page.goto(`${at(t)}/me`);
      assert.match(d.page.url(), /\/sign-in/, 'nobody is signed in');
    } finally { other.close(); }
  } },
  { name: 'at an address that is a number the pages say that passkeys need a name', async run(t) {
    const page = await t.open({ role: 'global_admin' });
    await page.goto('/me/passkeys/add');
    await page.getByText('Passkeys need an address with a name').waitFor();
    assert.equal(await page.locator('form[data-passkey]').count(), 0);
    const door = await t.open({ anonymous: true });
    await door.goto('/sign-in');
    assert.equal(await door.locator('form[data-passkey]').count(), 0);
  } },
  { name: 'without script the sign-in page keeps its other ways and says why a passkey is not among them', async run(t) {
    const page = await t.open({ anonymous: true, script: false });
    await page.goto(`${at(t)}/sign-in`);
    assert.equal(await page.getByRole('button', { name: 'Sign in with a passkey' }).isVisible(), false);
    // Chromium under test draws no <noscript> when scripts are switched off by DevTools, so its text is looked for instead.
    assert.match(await page.content(), /<noscript><p[^>]*>A passkey can only be used where scripts may run\./);
    await password(t, page, makePerson(t, { account: 'harbor', roles: 'report_viewer' }));
    await page.goto(`${at(t)}/me/passkeys/add`);
    assert.match(await page.content(), /<noscript>.*A passkey can only be added where scripts may run\./);
    await page.locator('form[data-passkey] button').click();
    await page.getByText('Your browser sent no passkey.').waitFor();
  } },
  { name: 'a device that does not recognize its owner says so and the page goes on', async run(t) {
    const who = makePerson(t, { account: 'harbor', roles: 'report_viewer' }), d = await device(t);
    await password(t, d.page, who);
    await add(t, d.page, 'Shy phone');
    await signOut(t, d);
    await d.client.send('WebAuthn.setUserVerified', { authenticatorId: d.id, isUserVerified: false });
    await byButton(d);
    await d.page.getByText('Nothing was confirmed on your device, or it took too long.').waitFor();
    await t.shot(d.page, 'passkeys-cancelled');
    assert.equal(await d.page.getByRole('button', { name: 'Sign in with a passkey' }).getAttribute('aria-busy'), null);
  } },
  { name: 'after the password a passkey is the second factor, or one of the recovery codes it brought', async run(t) {
    const who = makePerson(t, { account: 'harbor' }), d = await device(t);
    await password(t, d.page, who);
    await tryAdd(t, d.page, 'My phone');
    const codes = (await d.page.locator('.codes pre').textContent()).trim().split('\n');
    assert.equal(codes.length, 10);
    await t.shot(d.page, 'passkeys-codes');
    const enter = async (page) => {
      await page.context().clearCookies();
      await page.goto(`${at(t)}/sign-in`);
      await page.locator('input[name=email]').fill(who.email);
      await page.locator('input[name=password]').fill(who.password);
      await page.locator('form[action="/sign-in"] button[type=submit]').click();
      await page.waitForURL(/\/sign-in\/code$/);
    };
    await enter(d.page);
    await t.shot(d.page, 'passkeys-second');
    assert.deepEqual(await t.axe(d.page), []);
    await d.page.getByRole('button', { name: 'Use a passkey' }).click();
    await d.page.waitForURL(/\/a\/harbor/);
    await enter(d.page);
    await d.page.locator('input[name=code]').fill(codes[0]);
    await d.page.getByRole('button', { name: 'Continue' }).click();
    await d.page.waitForURL(/\/a\/harbor/);
  } },
];
