// Passkeys in Chromium with its virtual authenticator (DevTools domain WebAuthn). The partner center is opened as
// "localhost": browsers give passkeys to names only, and to http only there.
import assert from 'node:assert/strict';

const at = (t) => `http://localhost:${t.server.port}`;

// A page of its own with an authenticator: a phone or a laptop (ctap2, recognizes its owner) unless said otherwise.
async function device(t, more = {}, options = {}) {
  const page = await t.open({ anonymous: true, ...options });
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
async function add(t, page, name) {
  await page.goto(`${at(t)}/me/passkeys/add`);
  await page.locator('input[name=name]').fill(name);
  await page.locator('form[data-passkey] button').click();
}
const names = (page) => page.locator('main table th[scope=row] a').allTextContents();

export const tests = [
  { name: 'a passkey is added, named, renamed and removed', async run(t) {
    const d = await device(t);
    await password(t, d.page, t.user('harbor', 'incentives_user'));
    await d.page.goto(`${at(t)}/me/passkeys`);
    await t.shot(d.page, 'passkeys-none');
    await d.page.getByRole('link', { name: 'Add a passkey' }).click();
    assert.match(await d.page.locator('input[name=name]').inputValue(), /Chrome on Linux/);
    await t.shot(d.page, 'passkeys-add');
    await add(t, d.page, 'Blue laptop');
    await d.page.getByText('The passkey Blue laptop is added.').waitFor();
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
  } },
  { name: 'a device that has a passkey of mine already says so', async run(t) {
    const d = await device(t);
    await password(t, d.page, t.user('harbor', 'helpdesk_agent'));
    await add(t, d.page, 'First');
    await d.page.getByText('The passkey First is added.').waitFor();
    await add(t, d.page, 'Second');
    await d.page.getByText('This device has a passkey for you already.').waitFor();
    assert.equal((await d.credentials()).length, 1);
  } },
];
