// Sign-in at an organization's own provider, as people meet it.
import assert from 'node:assert/strict';
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
];
