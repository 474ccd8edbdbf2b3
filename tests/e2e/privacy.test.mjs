// Personal data: archives of one's own and of the account.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const words = (page) => page.locator('main').textContent();
const press = async (page, name) => { await Promise.all([page.waitForNavigation(), page.locator('main').getByRole('button', { name, exact: true }).click()]); };

// The archive is made in the background: the page says when it is there.
async function archive(page, label) {
  for (let i = 0; i < 60; i++) {
    if (await page.locator('main').getByRole('link', { name: label, exact: true }).count()) break;
    await page.waitForTimeout(250);
    await page.reload();
  }
  const [got] = await Promise.all([page.waitForEvent('download'), page.locator('main').getByRole('link', { name: label, exact: true }).click()]);
  return got.path();
}
const inside = (zip) => execFileSync('python3', ['-c', 'import zipfile,sys\nz=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None\nfor n in z.namelist(): print(n)', zip], { encoding: 'utf8' }).trim().split('\n');

export const tests = [
  { name: 'a person gets an archive of their own data, an admin that of the account and of one of its people', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'global_admin' });
    await t.language(page, 'en');
    await page.goto('/me');
    await page.locator('main').getByRole('link', { name: 'A copy of your data' }).click();
    await t.shot(page, 'privacy-me');
    await press(page, 'Make the archive');
    const mine = await archive(page, 'Download the archive');
    await t.shot(page, 'privacy-me-job');
    const names = inside(mine);
    assert.ok(names.includes('index.html') && names.includes('data/app_user.csv') && names.includes('data/session.json'), names.join(' '));
    assert.ok(!names.some((n) => /recovery_code|password_link/.test(n)), names.join(' '));
    assert.ok(readFileSync(mine).subarray(0, 2).equals(Buffer.from('PK')));

    await page.goto('/a/harbor/settings/data');
    await t.shot(page, 'privacy-account');
    await press(page, 'Make the archive');
    const account = inside(await archive(page, 'Download the archive'));
    for (const n of ['data/account.csv', 'data/app_user.json', 'data/audit.csv', 'data/customer_access.csv']) assert.ok(account.includes(n), `${n}: ${account.join(' ')}`);

    await page.goto('/a/harbor/settings/data');
    await page.locator('[name=person]').fill('nobody@nowhere.example');
    await press(page, 'Make the person\'s archive');
    assert.match(await words(page), /Nobody of your directory signs in by this name/);
    assert.equal(await page.locator('[name=person]').inputValue(), 'nobody@nowhere.example');
  } },
  { name: 'archives of personal data on a phone, in French, dark and without script', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'global_admin', width: 360, height: 740, locale: 'fr-FR', script: false, dark: true });
    await t.language(page, 'fr');
    try {
      for (const [path, name] of [['/me/data', 'me'], ['/a/harbor/settings/data', 'account']]) {
        await page.goto(path);
        assert.ok(await t.noScroll(page) <= 0, path);
        await t.shot(page, `privacy-fr-${name}`);
      }
      await page.goto('/me/data');
      await press(page, 'Faire l’archive');
      assert.match(await words(page), /Archive de données personnelles/);
      assert.ok(await t.noScroll(page) <= 0);
      await t.shot(page, 'privacy-fr-job');
    } finally { await t.language(page, 'en'); }
  } },
  { name: 'a person asks to be erased, is declined with a reason, asks again and takes it back', async run(t) {
    const admin = await t.open({ account: 'harbor', role: 'global_admin' });
    await t.language(admin, 'en');
    const person = await t.open({ account: 'harbor', role: 'sales_agent' });
    await t.language(person, 'en');
    const ask = async (why) => {
      await person.goto('/me/data');
      await person.locator('[name=reason]').fill(why);
      await press(person, 'Ask to be erased');
      assert.match(await words(person), /Waits for a decision[\s\S]*A Global admin of the account decides/);
    };
    const open = async () => {
      await admin.goto('/a/harbor/settings/data');
      await admin.locator('main table').last().locator('tbody a').first().click();
      await admin.waitForLoadState();
    };
    await person.goto('/me/data');
    await t.shot(person, 'privacy-erase-ask');
    await ask('I am leaving the company.');
    await t.shot(person, 'privacy-erase-asked');
    await open();
    assert.match(await words(admin), /I am leaving the company\.[\s\S]*What would be kept, and why/);
    await t.shot(admin, 'privacy-erase-decide');
    await press(admin, 'Decline the request');
    assert.match(await words(admin), /reason/i);
    await admin.locator('[name=reason]').fill('An audit of your orders runs until Friday.');
    await press(admin, 'Decline the request');
    await person.goto('/me/data');
    assert.match(await words(person), /Declined[\s\S]*An audit of your orders runs until Friday\./);
    await t.shot(person, 'privacy-erase-declined');
    await ask('Friday is over.');
    await press(person, 'Withdraw the request');
    assert.equal(await person.locator('[name=reason]').count(), 1);
  } },
  { name: 'asking to be erased on a phone, in French, dark and without script', async run(t) {
    const page = await t.open({ account: 'alder', role: 'global_admin', width: 360, height: 740, locale: 'fr-FR', script: false, dark: true });
    await t.language(page, 'fr');
    try {
      await page.goto('/me/data');
      await press(page, 'Demander l’effacement');
      assert.match(await words(page), /En attente d’une décision/);
      assert.ok(await t.noScroll(page) <= 0);
      await t.shot(page, 'privacy-fr-asked');
      await page.goto('/a/alder/settings/data');
      assert.ok(await t.noScroll(page) <= 0);
      await t.shot(page, 'privacy-fr-list');
      await page.locator('main table').last().locator('tbody a').first().click();
      assert.match(await words(page), /Ce qui serait conservé, et pourquoi/);
      assert.ok(await t.noScroll(page) <= 0);
      await t.shot(page, 'privacy-fr-decide');
      await page.goto('/me/data');
      await press(page, 'Retirer la demande');
    } finally { await t.language(page, 'en'); }
  } },
];
