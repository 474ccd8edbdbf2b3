// Legal info: read, changed by the country's rules, refused with what was probably meant.
import assert from 'node:assert/strict';

export const tests = [
  { name: 'SC033 legal address and primary contact are set by the rules of the country, and a near miss is answered with what was meant', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'global_admin' });
    await t.language(page, 'en');
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
  { name: 'whoever corrects what the vendor rejected is led to submit it again, and reads that the vendor looks at it', async run(t) {
    const desk = await t.open({ account: 'northlight', role: 'operator_verification', script: false });
    await t.language(desk, 'en');
    const main = (page) => page.locator('main');
    const words = async (page) => (await main(page).textContent()).replace(/\s+/g, ' ');
    await desk.goto('/operator/verification?kind=business');
    await main(desk).getByRole('link', { name: 'Mooring IT' }).first().click();
    await main(desk).getByLabel('Reject', { exact: true }).check();
    await main(desk).locator('[name=wants]').selectOption('data');
    await main(desk).locator('[name=reason]').fill('The street is not the one that the register has.');
    await main(desk).getByRole('button', { name: 'Decide', exact: true }).click();
    const page = await t.open({ account: 'mooring', role: 'global_admin', script: false });
    await t.language(page, 'en');
    await page.goto('/a/mooring/settings/legal/edit');
    await page.locator('[name=line2]').fill('Second floor');
    await main(page).getByRole('button', { name: 'Save', exact: true }).click();
    assert.match(page.url(), /settings\/verification\/[0-9a-f-]{36}/);
    assert.match(await page.locator('body').textContent(), /Legal info is saved\. Submit it again here/);
    await t.shot(page, 'legal-submit-again');
    await main(page).getByRole('button', { name: 'Submit again', exact: true }).click();
    assert.match(await words(page), /With the vendor/);
    assert.match(await words(page), /By when/i);
    await t.shot(page, 'legal-submitted-again');
  } },
];
