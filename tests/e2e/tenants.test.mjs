// Tenants: a directory is tied by its own administrator's consent, and removed with all access.
import assert from 'node:assert/strict';

const words = (page) => page.locator('main').textContent();
const said = (page, text) => page.locator('[role=status]', { hasText: text }).waitFor();
const press = (page, name) => page.locator('main').getByRole('button', { name, exact: true }).click();

export const tests = [
  { name: 'Tenants: a developer asks for the directory of a partner, its administrator confirms on a phone, in French and without script, and the directory is removed again', async run(t) {
    const page = await t.open({ account: 'quayside', role: 'owner' });
    await t.language(page, 'en');
    await page.goto('/a/quayside/settings/tenants');
    assert.match(await words(page), /harbor\.example[\s\S]*Associate a tenant/);
    await page.getByLabel('Domain of the directory').fill('nobody.example');
    await page.getByLabel('Message').fill('Your people test our add-on.');
    await press(page, 'Ask the directory');
    assert.match(await words(page), /No partner's directory has this domain/);
    assert.equal(await page.getByLabel('Message').inputValue(), 'Your people test our add-on.');
    await t.shot(page, 'tenants-refused');
    await page.getByLabel('Domain of the directory').fill('mooring.example');
    await press(page, 'Ask the directory');
    await said(page, 'You are told when there is an answer');
    await t.shot(page, 'tenant-request-asked');

    const theirs = await t.open({ account: 'mooring', role: 'global_admin', width: 360, dark: true, script: false });
    await t.language(theirs, 'fr');
    await theirs.goto('/a/mooring/settings/tenants');
    await theirs.locator('main').getByRole('link', { name: 'Quayside Software' }).click();
    assert.match(await words(theirs), /Your people test our add-on/);
    await t.shot(theirs, 'tenant-request-phone-dark-fr');
    await theirs.locator('form[action$="/confirm"] button').click();
    await theirs.locator('[role=status]').waitFor();
    await t.language(theirs, 'en');

    await page.goto('/a/quayside/settings/tenants');
    await t.shot(page, 'tenants-two');
    await page.locator('main').getByRole('link', { name: 'Mooring IT' }).first().click();
    assert.match(await words(page), /All its people and groups lose their roles/);
    await t.shot(page, 'tenant-one');
    await press(page, 'Remove the directory');
    await said(page, 'Its people have no access to this account any more');
    assert.doesNotMatch(await page.locator('main table').first().textContent(), /mooring\.example/);
  } },
];
