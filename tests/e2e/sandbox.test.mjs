// The integration sandbox in the browser: made, opened beside the main house, removed.
import assert from 'node:assert/strict';

export const tests = [
  { name: 'SC028 a Global admin makes the sandbox, opens it in the same browser without losing the own session, and removes it', async run(t) {
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
