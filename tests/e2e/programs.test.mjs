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
  { name: 'SC020 SC068 SC069 SC122 a partner finds a program with its requirements, mends what is missing, enrolls, is asked, answers and is in; the vendor decides', async run(t) {
    const page = await t.open({ account: 'estrella', role: 'global_admin' });
    await page.goto('/a/estrella/settings/programs');
    assert.match(await words(page), /For partners.*Northlight Guild.*Active.*For developers.*Northlight Studio/);
    await t.shot(page, 'partner-programs');
    assert.deepEqual(await t.axe(page), []);
    await main(page).getByRole('link', { name: 'Northlight Hardware', exact: true }).click();
    assert.match(await words(page), /The company profile is complete.*is missing\..*Complete the company profile.*Who may: .*You can enroll when/);
    assert.equal(await main(page).getByRole('button', { name: 'Enroll', exact: true }).count(), 0);
    await t.shot(page, 'partner-program-missing');
    await main(page).getByRole('link', { name: 'Complete the company profile' }).click();
    await page.getByLabel('E-mail').fill('ayuda@estrella.example');
    await page.getByLabel('Phone').fill('+34 955 55 01 00');
    await press(page, 'Save');
    await page.goto('/a/estrella/settings/programs/hardware');
    await press(page, 'Enroll');
    assert.match(await words(page), /Pending.*The application is with the vendor/);
    const desk = await t.open({ account: 'northlight', role: 'operator_verification' });
    await desk.goto('/operator/enrollments');
    assert.match(await words(desk), /Estrella Solo.*Northlight Hardware.*Pending/);
    await t.shot(desk, 'enrollments');
    assert.deepEqual(await t.axe(desk), []);
    await desk.getByRole('link', { name: 'Estrella Solo' }).click();
    await main(desk).getByRole('button', { name: /^Say what is missing/ }).click();
    assert.match(await desk.locator('.error-summary').textContent(), /has to be able to act on it/);
    await desk.getByLabel('Note for the partner').fill('The certificate ended in May.');
    await main(desk).getByRole('button', { name: /^Say what is missing/ }).click();
    await main(desk).getByLabel('Ask', { exact: true }).check();
    await press(desk, 'Decide');
    assert.match(await words(desk), /Write the reason/);
    await desk.getByLabel('Reason for the partner').fill('Register a certificate that is in date and write its number.');
    await press(desk, 'Decide');
    await t.shot(desk, 'enrollment-desk');
    assert.deepEqual(await t.axe(desk), []);
    await page.goto('/me/action-center/actions');
    await main(page).getByRole('link', { name: /Northlight Hardware: the vendor asks you something/ }).first().click();
    assert.match(await words(page), /Waits for an answer.*Register a certificate that is in date.*The certificate ended in May\./);
    await page.getByLabel('Your answer').fill('It is number 4711.');
    await t.shot(page, 'partner-program-asked');
    await press(page, 'Send the answer');
    await desk.goto('/operator/enrollments/estrella/hardware');
    assert.match(await words(desk), /It is number 4711\./);
    await main(desk).getByRole('button', { name: /^Confirm/ }).click();
    await main(desk).getByLabel('Qualify', { exact: true }).check();
    await press(desk, 'Decide');
    await page.goto('/a/estrella/settings/programs/hardware');
    assert.match(await words(page), /In the program.*Everything that the program asks for is met/);
    await t.shot(page, 'partner-program-in');
    await page.goto('/a/estrella');
    await page.locator('summary[aria-label="Settings"]').click();
    assert.match(await page.locator('details.menu[open] .panel').first().textContent(), /Developer settings/, 'SC068: one more program, more settings');
    const french = await t.open({ account: 'alder', role: 'global_admin', locale: 'fr-FR', width: 360, dark: true, script: false });
    await t.language(french, 'fr');
    for (const path of ['', '/hardware', '/csp_direct', '/csp_reseller']) {
      await french.goto(`/a/alder/settings/programs${path}`);
      assert.equal(await t.noScroll(french), 0, path);
      await t.shot(french, `partner-programs-fr-360${path.replace(/[^a-z]+/g, '-')}`);
    }
    assert.match(await words(french), /Un compte inscrit au programme Northlight Vente, facturation directe ne peut pas/);
  } },
];
