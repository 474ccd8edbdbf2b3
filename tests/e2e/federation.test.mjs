// Sign-in at an organization's own provider, as people meet it.
import assert from 'node:assert/strict';
import { ownServer } from '../lib/own.mjs';
import { startProvider } from '../lib/openid.mjs';

const SECRET = 'a-secret-of-the-test-with-enough-letters';
const DOMAIN = 'alderfinch.example';

export const tests = [
  { name: 'an organization sets up its own provider, tests it, sends its people there', async run(t) {
    const directory = t.demo.api.find((a) => /alder/i.test(a.account)).tenant;
    const op = await startProvider({ people: { ada: { email: `ada@${DOMAIN}`, email_verified: true, given_name: 'Ada', family_name: 'Byron' } } });
    try {
      op.clients = [{ client_id: 'entente', client_secret: SECRET, redirect_uris: [`${t.server.base}/sign-in/at/${directory}/callback`], post_logout_redirect_uris: [`${t.server.base}/sign-in`], grant_types: ['authorization_code'], response_types: ['code'] }];
      op.restart();
      const page = await t.open({ account: 'alder' });
      // Signed in before the provider is on: the sign-in page asks for the address first from then on.
      const others = { dark: await t.open({ account: 'alder', dark: true }), narrow: await t.open({ account: 'alder', width: 360 }) };
      await page.goto('/');
      const settings = page.url().match(/\/a\/[^/]+/)[0];
      await t.language(page, 'en');
      await page.goto(`${settings}/settings/sign-in`);
      assert.deepEqual(await t.axe(page), []);
      await t.shot(page, 'federation-empty');
      await page.getByRole('link', { name: 'Set up a provider' }).first().click();
      await page.getByLabel('Name of the provider').fill('Contoso');
      await page.getByLabel('Issuer').fill('not an address');
      await page.locator('main form button[type=submit]').last().click();
      await page.locator('.error-summary').waitFor();
      assert.equal(await page.getByLabel('Name of the provider').inputValue(), 'Contoso', 'what was typed is kept');
      await t.shot(page, 'federation-form-wrong');
      assert.deepEqual(await t.axe(page), []);
      await page.getByLabel('Issuer').fill(op.issuer);
      await page.getByLabel('Client ID').fill('entente');
      await page.locator('input[name=secret]').fill(SECRET);
      await page.locator('input[name=domains][value="' + DOMAIN + '"]').check();
      await page.locator('input[name=jit]').check();
      await page.locator('main form button[type=submit]').last().click();
      await page.getByText('Saved. Test the connection').waitFor();
      await page.getByRole('button', { name: 'Test the connection' }).click();
      await page.getByText('can be used as it is set up').waitFor();
      await t.shot(page, 'federation-report');
      assert.deepEqual(await t.axe(page), []);
      await page.goBack();
      await page.getByRole('button', { name: 'Switch on' }).click();
      await page.getByText('switched on').first().waitFor();
      for (const name of Object.keys(others)) {
        const other = others[name];
        await other.goto(page.url());
        await t.shot(other, `federation-settings-${name}`);
        assert.deepEqual(await t.axe(other), []);
        assert.equal(await t.noScroll(other), 0, name);
      }
      await t.shot(page, 'federation-settings');

      const ada = await t.open({ anonymous: true, script: false, width: 360 });
      op.next = 'ada';
      await ada.goto('/sign-in');
      await ada.locator('input[type=email], input[name=user]').first().fill(`ada@${DOMAIN}`);
      await ada.locator('main form button[type=submit]').first().click();
      await t.shot(ada, 'federation-sign-in');
      assert.match(await ada.textContent('body'), /Continue at Contoso/);
      await t.language(page, 'fr');
      await others.narrow.goto(`${settings}/settings/sign-in`);
      await t.shot(others.narrow, 'federation-settings-fr');
      assert.deepEqual(await t.axe(others.narrow), []);
      assert.equal(await t.noScroll(others.narrow), 0, 'in French');
      await others.narrow.locator('button[value=off]').click();
      await others.narrow.getByText('est désactivée').first().waitFor();
    } finally {
      op.stop();
    }
  } },
  { name: 'people come in through the provider, passwords go, and signing out ends both', async run(t) {
    const { demo, server } = await ownServer({ engine: 'sqlite' }, 'federation-journey');
    const { base: at } = server;
    const directory = demo.api.find((a) => /alder/i.test(a.account)).tenant;
    const op = await startProvider({ people: {
      camille: { email: `c.moreau@${DOMAIN}`, email_verified: true },
      ada: { email: `ada@${DOMAIN}`, email_verified: true, given_name: 'Ada', family_name: 'Byron', locale: 'fr' },
    } });
    op.form = true;
    try {
      op.clients = [{ client_id: 'entente', client_secret: SECRET, redirect_uris: [`${server.base}/sign-in/at/${directory}/callback`], post_logout_redirect_uris: [`${server.base}/sign-in`], grant_types: ['authorization_code'], response_types: ['code'] }];
      op.restart();
      const admin = await t.open({ base: at, anonymous: true });
      await t.signIn(admin, { email: `c.moreau@${DOMAIN}`, password: demo.portal[0].password });
      await t.language(admin, 'en');
      await admin.goto('/');
      const base = `${admin.url().match(/\/a\/[^/]+/)[0]}/settings/sign-in`;
      await admin.goto(`${base}/provider`);
      await admin.getByLabel('Name of the provider').fill('Contoso');
      await admin.getByLabel('Issuer').fill(op.issuer);
      await admin.getByLabel('Client ID').fill('entente');
      await admin.locator('input[name=secret]').fill(SECRET);
      await admin.locator(`input[name=domains][value="${DOMAIN}"]`).check();
      await admin.locator('input[name=jit]').check();
      await admin.locator('main form button[type=submit]').last().click();
      await admin.getByText('Saved. Test the connection').waitFor();
      await admin.getByRole('button', { name: 'Switch on' }).click();
      await admin.getByText('switched on').first().waitFor();

      // Somebody who runs the directory comes in through the provider: script off, 360 px.
      const enter = async (page, who) => {
        op.next = { id: who };
        await page.goto('/sign-in');
        await page.locator('input[name=email]').fill(op.people[who].email);
        await page.locator('main form button[type=submit]').first().click();
        await page.getByRole('link', { name: /Contoso/ }).first().click();
        await page.getByRole('button', { name: `Sign in as ${who}` }).click();
        await page.waitForURL(/\/(a|home|operator|sign-in)\b/);
      };
      const camille = await t.open({ base: at, anonymous: true, script: false, width: 360 });
      await enter(camille, 'camille');
      await t.shot(camille, 'federation-in');
      assert.match(camille.url(), /\/a\//);

      // Passwords go. Before a sensitive act who came in without being asked proves their presence at the provider.
      await admin.goto(base);
      await t.shot(admin, 'federation-before-enforcing');
      await admin.locator('select[name=break_glass]').selectOption({ index: 1 }).catch(() => {});
      await admin.locator('button[value=enforce]').click();
      await admin.getByText(/passwords/i).first().waitFor();
      await t.shot(admin, 'federation-enforced');
      assert.deepEqual(await t.axe(admin), []);
      await camille.goto(`${base}/domains`);
      assert.equal(await t.noScroll(camille), 0);
      await camille.getByLabel('Domain', { exact: true }).fill('alder-finch.example');
      await camille.getByRole('button', { name: 'Add', exact: true }).click();
      await camille.waitForURL(/confirm/);
      await t.shot(camille, 'federation-confirm');
      await camille.getByRole('link', { name: /Contoso/ }).first().click();
      await camille.getByRole('link', { name: /Contoso/ }).first().click();
      await camille.getByRole('button', { name: 'Sign in as camille' }).click();
      await camille.waitForURL(/domains/);
      await t.shot(camille, 'federation-after-confirm');

      // A new person, in French, on a phone.
      const ada = await t.open({ base: at, anonymous: true, width: 360, locale: 'fr-FR' });
      op.next = { id: 'ada' };
      await ada.goto('/sign-in');
      await ada.locator('input[name=email]').fill(`ada@${DOMAIN}`);
      await ada.locator('main form button[type=submit]').first().click();
      await t.shot(ada, 'federation-sign-in-fr');
      assert.match(await ada.textContent('main'), /Continuer/);
      assert.equal(await ada.locator('input[type=password]').count(), 0, 'no password is asked for any more');
      assert.equal(await t.noScroll(ada), 0);
      assert.deepEqual(await t.axe(ada), []);
      await ada.getByRole('link', { name: /Contoso/ }).first().click();
      await ada.getByRole('button', { name: 'Sign in as ada' }).click();
      await ada.getByText('Vous n’appartenez à aucun compte partenaire').waitFor(); /* no rule gives a new person a role */
      await t.shot(ada, 'federation-in-fr');
      assert.equal((await ada.locator('html').getAttribute('lang')).slice(0, 2), 'fr');

      // Out: here and there.
      await ada.goto('/me');
      await ada.locator('form[action*="sign-out"] button').first().evaluate((b) => b.form.requestSubmit(b));
      await ada.waitForURL(/\/sign-out\/at/);
      await t.shot(ada, 'federation-out-fr');
      assert.equal(await t.noScroll(ada), 0);
      await ada.locator('main a[href*="session/end"]').click();
      await ada.getByRole('button', { name: 'Sign out' }).waitFor(); /* the provider's own page asks */
      assert.ok(op.calls.some((c) => /session\/end/.test(c)), 'the provider is told');
      assert.deepEqual([...admin.problems, ...ada.problems], []);
    } finally {
      op.stop();
      await server.stop();
    }
  } },
  { name: 'a directory sees its domains, adds one and learns how to prove it', async run(t) {
    const page = await t.open({ account: 'alder' });
    await page.goto('/');
    const base = `${page.url().match(/\/a\/[^/]+/)[0]}/settings/sign-in`;
    await t.language(page, 'en');
    await page.goto(base);
    await page.getByRole('link', { name: /omains/ }).first().click();
    await page.waitForURL(/\/domains$/);
    await page.getByLabel('Domain', { exact: true }).fill('not a domain');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.locator('.error-summary').waitFor();
    assert.equal(await page.getByLabel('Domain', { exact: true }).inputValue(), 'not a domain');
    await t.shot(page, 'domains-wrong');
    await page.getByLabel('Domain', { exact: true }).fill('Alder-Finch.example.');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('heading', { name: 'alder-finch.example' }).waitFor();
    await t.shot(page, 'domains');
    assert.deepEqual(await t.axe(page), []);
    const narrow = await t.open({ account: 'alder', width: 360, dark: true, script: false });
    await t.language(page, 'fr');
    await narrow.goto(`${base}/domains`);
    await t.shot(narrow, 'domains-fr');
    assert.equal(await t.noScroll(narrow), 0);
    const staff = await t.open({ account: 'northlight', role: 'operator_admin', dark: true, width: 360 });
    await t.language(staff, 'en');
    await staff.goto('/operator/domains');
    await staff.getByText('alder-finch.example').first().waitFor();
    await t.shot(staff, 'domains-vendor');
    assert.deepEqual(await t.axe(staff), []);
    assert.equal(await t.noScroll(staff), 0);
    await staff.getByRole('button', { name: 'Decline alder-finch.example' }).click();
    await staff.getByText('declined, and the person is told').waitFor();
    await t.language(page, 'en');
  } },
];
