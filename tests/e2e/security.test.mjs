// Promises of docs/security/asvs.tsv that only a browser can show.
import assert from 'node:assert/strict';
import { makePerson } from './signin.test.mjs';

export const tests = [
  { name: 'password fields hide what is typed, take what is pasted, and are named for password managers', async run(t) {
    const door = await t.open({ anonymous: true }), inside = await t.open();
    await door.goto('/sign-in');
    await inside.goto('/me/password');
    for (const [page, name, kind] of [[door, 'password', 'current-password'], [inside, 'current', 'current-password'], [inside, 'password', 'new-password'], [inside, 'again', 'new-password']]) {
      const field = page.locator(`input[name=${name}]`);
      assert.equal(await field.getAttribute('type'), 'password', name);
      assert.equal(await field.getAttribute('autocomplete'), kind, name);
      assert.equal(await field.getAttribute('maxlength'), null, `${name}: nothing is cut`);
      const taken = await field.evaluate((f) => {
        f.focus();
        const data = new DataTransfer();
        data.setData('text/plain', 'pasted words of a manager');
        const stopped = !f.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        if (!stopped) document.execCommand('insertText', false, 'pasted words of a manager'); // what the browser does next
        return f.value;
      });
      assert.equal(taken, 'pasted words of a manager', name);
    }
    assert.match(await door.locator('input[name=email]').getAttribute('autocomplete'), /^username/);
  } },
  { name: 'every page behind sign-in shows the way to sign out', async run(t) {
    const page = await t.open({ anonymous: true });
    await t.signIn(page, makePerson(t, { account: 'harbor' }));
    for (const path of ['/', `/a/${t.account}/customers`, `/a/${t.account}/settings`, `/a/${t.account}/help`, '/me/action-center/notifications', '/me', '/me/sessions', '/me/passkeys', `/a/${t.account}/no-such-page`]) {
      await page.goto(path);
      const out = page.locator('form[action="/sign-out"] button');
      assert.ok(await out.count() >= 1, `${path} has no way to sign out`);
      await page.locator('header.topbar details.menu summary').last().click();
      assert.ok(await out.first().isVisible(), `${path}: it is in the menu of the person`);
    }
    await page.locator('form[action="/sign-out"] button').first().click();
    await page.waitForURL(/\/sign-in/);
    await page.goto('/me');
    assert.match(page.url(), /\/sign-in/);
  } },
];
