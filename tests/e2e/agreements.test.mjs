// Agreements as files.
import assert from 'node:assert/strict';

export const tests = [
  { name: 'SC021 an agreement is taken as a PDF from the list of agreements and from its own page', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'global_admin' });
    await t.language(page, 'en');
    await page.goto('/a/harbor/settings/agreements');
    const link = page.locator('main table').getByRole('link', { name: /as PDF$/ }).first();
    await t.shot(page, 'agreements');
    const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
    assert.equal(file.suggestedFilename(), 'agreement.pdf');
    const got = await page.request.get(await link.getAttribute('href'));
    assert.equal(got.headers()['content-type'], 'application/pdf');
    const bytes = await got.body();
    assert.equal(bytes.subarray(0, 5).toString(), '%PDF-');
    await page.locator('main table th a').first().click();
    await page.getByRole('link', { name: 'Download as PDF' }).waitFor();
    const phone = await t.open({ account: 'harbor', role: 'global_admin', width: 360, dark: true, script: false });
    await phone.goto('/a/harbor/settings/agreements');
    await t.shot(phone, 'agreements-phone-dark');
  } },
];
