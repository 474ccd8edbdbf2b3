// Legal info: read, changed by the country's rules, refused with what was probably meant.
import assert from 'node:assert/strict';

export const tests = [
  { name: 'SC033 legal address and primary contact are set by the rules of the country, and a near miss is answered with what was meant', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'global_admin' });
    await page.goto('/a/harbor/settings/legal');
    assert.match(await page.locator('main').textContent(), /Harbor Systems B\.V\.[\s\S]*3011 WH/);
    await t.shot(page, 'legal');
    await page.goto('/a/harbor/settings/legal/edit');
    await page.locator('[name=postal_code]').fill('3O11wh');
    await page.locator('main').getByRole('button', { name: 'Save', exact: true }).click();
    assert.match(await page.locator('main').textContent(), /Did you mean 3011 WH\?/);
    await t.shot(page, 'legal-refused');
    await page.locator('[name=postal_code]').fill('3012ab');
    await page.locator('main').getByRole('button', { name: 'Save', exact: true }).click();
    await page.locator('[role=status]', { hasText: 'Legal info is saved' }).waitFor();
    assert.match(await page.locator('main').textContent(), /3012 AB/);
  } },
];
