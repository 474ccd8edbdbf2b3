// The business profile, and the partner search that everybody opens.
import assert from 'node:assert/strict';

export const tests = [
  { name: 'SC079 a partner writes a profile, looks at the preview, publishes it, and a visitor finds it without signing in', async run(t) {
    const page = await t.open({ account: 'mooring', role: 'global_admin' });
    await t.language(page, 'en');
    await page.goto('/a/mooring/settings/business');
    await page.locator('[name=country]').selectOption('MT');
    await page.locator('main').getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('link', { name: 'Write the profile' }).click();
    await page.locator('[name=name]').fill('Mooring Valletta');
    await page.locator('main').getByRole('button', { name: 'Save the draft' }).click();
    assert.match(await page.locator('main').textContent(), /Say in a few sentences/);
    assert.equal(await page.locator('[name=name]').inputValue(), 'Mooring Valletta');
    await page.locator('[name=about]').fill('Help for island firms.');
    await page.locator('[name=city]').fill('Valletta');
    await page.locator('[name=email]').fill('malta@mooring.example');
    await page.locator('main').getByRole('button', { name: 'Save the draft' }).click();
    await page.locator('[role=status]', { hasText: 'Nobody outside sees it' }).waitFor();
    await t.shot(page, 'business-draft');
    const visitor = await t.open({ anonymous: true });
    await visitor.goto('/find-a-partner?q=valletta');
    assert.match(await visitor.locator('main').textContent(), /No partner matches/);
    await page.getByRole('link', { name: 'Preview as customers see it' }).click();
    assert.match(await page.locator('main').textContent(), /preview of the draft[\s\S]*Help for island firms/);
    await page.getByRole('link', { name: 'Back to the profile' }).click();
    await page.locator('main').getByRole('button', { name: 'Publish', exact: true }).click();
    await page.locator('[role=status]', { hasText: 'The profile is published' }).waitFor();
    await visitor.goto('/find-a-partner');
    await t.shot(visitor, 'find-a-partner');
    await visitor.locator('[name=q]').fill('valletta');
    await visitor.locator('main').getByRole('button', { name: 'Search' }).click();
    await visitor.getByRole('link', { name: 'Mooring Valletta' }).click();
    assert.match(await visitor.locator('main').textContent(), /malta@mooring\.example/);
    await t.shot(visitor, 'found-partner');
    await page.locator('main').getByRole('button', { name: 'Unpublish' }).click();
    await page.locator('[role=status]', { hasText: 'not found any more' }).waitFor();
  } },
  { name: 'SC079 the partner search on a phone, in French, dark and without script', async run(t) {
    const page = await t.open({ anonymous: true, width: 360, dark: true, script: false, locale: 'fr-FR' });
    await page.goto('/find-a-partner?country=FR');
    assert.match(await page.locator('main').textContent(), /Trouver un partenaire[\s\S]*Alder & Finch/);
    await t.noScroll(page);
    await t.shot(page, 'find-phone-dark-fr');
  } },
];
