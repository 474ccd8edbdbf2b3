// What a customer is said to be: asked for by the partner, denied and approved by the vendor.
import assert from 'node:assert/strict';

const main = (page) => page.locator('main');
const text = (page) => main(page).textContent();
const press = (page, name) => main(page).getByRole('button', { name, exact: true }).first().click();

async function firstCustomer(page) {
  await page.goto('/a/alder/customers');
  return (await page.locator('tbody th a').first().getAttribute('href')).replace(/\?.*/, '');
}

export const tests = [
  { name: 'a qualification of a customer is asked for, denied with a reason, asked for again and approved', async run(t) {
    const page = await t.open({ account: 'alder', role: 'admin_agent' });
    await t.language(page, 'en');
    const customer = await firstCustomer(page);
    await page.goto(`${customer}/qualifications`);
    await t.shot(page, 'qualifications-none');
    await press(page, 'Ask for the qualification');
    assert.match(await text(page), /Choose what the customer is/);
    await t.shot(page, 'qualifications-refused');
    assert.deepEqual(await t.axe(page), []);
    await main(page).getByLabel('Education', { exact: true }).check();
    await page.locator('[name=segment]').selectOption('k12');
    await page.locator('[name=website]').fill('www.school.example');
    await press(page, 'Ask for the qualification');
    await page.waitForURL(/\/a\/alder\/qualifications\/[0-9a-f-]{36}$/);
    assert.match(await text(page), /In review[\s\S]*www\.school\.example/);
    await t.shot(page, 'qualification');
    const id = new URL(page.url()).pathname.split('/').pop();
    const desk = await t.open({ account: 'northlight', role: 'operator_verification' });
    await t.language(desk, 'en');
    await desk.goto('/operator/customer-qualifications');
    await t.shot(desk, 'qualifications-desk');
    const decide = async (decision, reason) => {
      await desk.goto(`/operator/customer-qualifications/${id}`);
      await main(desk).getByLabel(decision, { exact: true }).check();
      await desk.locator('[name=reason]').fill(reason);
      await press(desk, 'Decide');
      await desk.locator('[role=status]', { hasText: 'The decision is made' }).waitFor();
    };
    await decide('Deny', 'The pages are those of a shop.');
    await t.shot(desk, 'qualification-desk');
    await page.reload();
    assert.match(await text(page), /Denied[\s\S]*The pages are those of a shop\./);
    await main(page).getByRole('link', { name: 'Ask again' }).click();
    await page.locator('[name=segment]').selectOption('higher');
    await press(page, 'Ask for the qualification');
    await page.waitForURL(/\/a\/alder\/qualifications\/[0-9a-f-]{36}$/);
    await decide('Approve', '');
    await page.goto(`${customer}/qualifications`);
    assert.match(await text(page), /Education[\s\S]*Approved/);
    await desk.goto('/operator/customer-qualifications/codes');
    await t.shot(desk, 'validation-codes');
    const phone = await t.open({ account: 'alder', role: 'admin_agent', locale: 'fr-FR', width: 360, height: 740, dark: true, script: false });
    await t.language(phone, 'fr');
    for (const path of [`${customer}/qualifications`, `/a/alder/qualifications/${id}`]) {
      await phone.goto(path);
      assert.ok(await t.noScroll(phone) <= 0);
      await t.shot(phone, `qualification-fr-360-${path.length}`);
    }
    await t.language(phone, 'en');
  } },
];
