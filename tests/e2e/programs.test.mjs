// Programs: the vendor's catalogue, and what partners find in it.
import assert from 'node:assert/strict';

const main = (page) => page.locator('main');
const words = async (page) => (await main(page).textContent()).replace(/\s+/g, ' ');
const press = (page, name) => main(page).getByRole('button', { name, exact: true }).first().click();

export const tests = [
  { name: 'the vendor writes a program, says what it asks for, publishes, orders and retires it; each step works without script and at 360 px', async run(t) {
    const page = await t.open({ account: 'northlight', role: 'operator_admin', script: false });
    await page.goto('/operator/programs');
    assert.match(await words(page), /Northlight Guild.*Northlight Sell, billed directly.*Northlight Studio/);
    await t.shot(page, 'programs-desk');
    await main(page).getByRole('link', { name: 'New program' }).click();
    await press(page, 'Save the draft');
    assert.match(await page.locator('.error-summary').textContent(), /with a letter first.*Enter the text \(English\).*Choose the side of settings/s);
    await page.locator('[name=id]').fill('greenhouse');
    for (const [name, text] of [['name_en', 'Northlight Greenhouse'], ['name_fr', 'Serre Northlight'], ['about_en', 'Grow with us.\nFor small teams.'], ['about_fr', 'Grandissez avec nous.']]) await page.locator(`[name=${name}]`).fill(text);
    await main(page).getByLabel('Developer side').check();
    await main(page).getByLabel('Marketplace', { exact: true }).check();
    await page.locator('[name=countries]').fill('nl, fr');
    await press(page, 'Save the draft');
    assert.match(page.url(), /\/operator\/programs\/greenhouse$/);
    await main(page).getByRole('link', { name: 'Add a requirement' }).click();
    await main(page).getByLabel('Something that our staff confirms').check();
    await press(page, 'Continue');
    await page.locator('[name=text_en]').fill('A lamp is shown');
    await page.locator('[name=text_fr]').fill('Une lampe est montrée');
    await press(page, 'Add');
    await main(page).getByRole('link', { name: 'Add a requirement' }).click();
    await main(page).getByLabel('Another program has been active for some months').check();
    await press(page, 'Continue');
    await main(page).getByLabel('Program').selectOption({ label: 'Northlight Guild' });
    await page.locator('[name=amount]').fill('3');
    await press(page, 'Add');
    assert.match(await words(page), /A lamp is shown.*Confirmed by our staff.*has been in the program Northlight Guild for 3 months/);
    await press(page, 'Publish');
    assert.match(await words(page), /Offered/);
    await t.shot(page, 'program-desk');
    await page.goto('/operator/programs/preview?country=NL');
    assert.match(await words(page), /Northlight Greenhouse/);
    await page.goto('/operator/programs/preview?country=US');
    assert.doesNotMatch(await words(page), /Northlight Greenhouse/);
    await page.goto('/operator/programs');
    await main(page).getByRole('button', { name: 'Move Northlight Greenhouse up' }).first().click();
    assert.match(await words(page), /Northlight Greenhouse.*Northlight Studio/);
    const small = await t.open({ account: 'northlight', role: 'operator_admin', width: 360, dark: true });
    for (const path of ['', '/greenhouse', '/greenhouse/edit', '/greenhouse/requirements/new?kind=months', '/preview?country=FR', '/new']) {
      await small.goto(`/operator/programs${path}`);
      assert.equal(await t.noScroll(small), 0, path);
      assert.deepEqual(await t.axe(small), [], path);
      await t.shot(small, `programs-360${path.replace(/[^a-z]+/g, '-')}`);
    }
    await t.language(small, 'fr');
    await small.goto('/operator/programs/greenhouse');
    assert.match(await words(small), /Serre Northlight.*Une lampe est montrée/);
    await t.shot(small, 'program-desk-french');
    await t.language(small, 'en');
    await page.goto('/operator/programs/greenhouse');
    await press(page, 'Retire');
    await page.goto('/operator/programs/preview?country=NL');
    assert.doesNotMatch(await words(page), /Northlight Greenhouse/);
  } },
];
