// Verification: an account's checks on both sides, from a question of the vendor to its acceptance.
import assert from 'node:assert/strict';

const main = (page) => page.locator('main');
const words = async (page) => (await main(page).textContent()).replace(/\s+/g, ' ');
const press = (page, name) => main(page).getByRole('button', { name, exact: true }).first().click();
const PDF = '%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n';

export const tests = [
  { name: 'SC073 a check says where it stands; the account answers with a document, the vendor reads it and accepts, without script', async run(t) {
    const page = await t.open({ account: 'quayside', role: 'owner', script: false });
    await t.language(page, 'en');
    await page.goto('/a/quayside/settings/legal');
    assert.match(await words(page), /Verification.*Pending\s*2 of 3 checks are accepted.*Employment of the primary contact\s*More is needed.*not named on the company's site/);
    await t.shot(page, 'verification-legal');
    await page.goto('/a/quayside/settings/verification');
    await t.shot(page, 'verification');
    await main(page).getByRole('link', { name: 'Fix now' }).click();
    await page.locator('[name=documents]').setInputFiles({ name: 'letter.html.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<html><script>1</script>') });
    await page.locator('[name=note]').fill('The letter is of this week.');
    await press(page, 'Submit again');
    assert.match(await page.locator('.error-summary').textContent(), /letter\.html\.pdf holds a web page/);
    assert.equal(await page.locator('[name=note]').inputValue(), 'The letter is of this week.');
    await t.shot(page, 'verification-refused');
    await page.locator('[name=documents]').setInputFiles({ name: 'letter.pdf', mimeType: 'application/pdf', buffer: Buffer.from(PDF) });
    await page.locator('[name=kind]').selectOption({ label: 'Proof of employment' });
    await press(page, 'Submit again');
    assert.match(await words(page), /With the vendor.*letter\.pdf/);
    await t.shot(page, 'verification-check');

    const desk = await t.open({ account: 'northlight', role: 'operator_verification', script: false });
    await t.language(desk, 'en');
    await desk.goto('/operator/verification?kind=employment');
    await t.shot(desk, 'verification-queue');
    await main(desk).getByRole('link', { name: 'Quayside Software' }).click();
    assert.match(await words(desk), /Felix Brandt.*letter\.pdf.*The letter is of this week/);
    await t.shot(desk, 'verification-desk');
    await main(desk).getByLabel('Reject', { exact: true }).check();
    await press(desk, 'Decide');
    assert.match(await desk.locator('.error-summary').textContent(), /Choose what the account has to do.*Say in a sentence/s);
    await main(desk).getByLabel('Accept', { exact: true }).check();
    await press(desk, 'Decide');
    assert.match(await words(desk), /Accepted/);
    await page.goto('/a/quayside/settings/verification');
    assert.match(await words(page), /3 of 3 checks are accepted/);
  } },
  { name: 'verification at 360 px, dark and in French, on both sides', async run(t) {
    const page = await t.open({ account: 'mooring', role: 'global_admin', width: 360, dark: true });
    await t.language(page, 'fr');
    for (const path of ['legal', 'verification']) {
      await page.goto(`/a/mooring/settings/${path}`);
      assert.match(await words(page), /Société.*Chez le fournisseur/);
      assert.equal(await t.noScroll(page), 0, path);
      assert.deepEqual(await t.axe(page), [], path);
      await t.shot(page, `verification-360-${path}`);
    }
    await main(page).getByRole('link', { name: 'Voir le contrôle, envoyer un complément' }).first().click();
    assert.equal(await t.noScroll(page), 0);
    assert.deepEqual(await t.axe(page), []);
    await t.shot(page, 'verification-360-check');
    await t.language(page, 'en');
    const desk = await t.open({ account: 'northlight', role: 'operator_admin', width: 360, dark: true });
    await t.language(desk, 'fr');
    for (const path of ['', '/settings']) {
      await desk.goto(`/operator/verification${path}`);
      assert.equal(await t.noScroll(desk), 0, path);
      assert.deepEqual(await t.axe(desk), [], path);
      await t.shot(desk, `verification-360-desk${path.replace('/', '-')}`);
    }
    await desk.goto('/operator/verification');
    await main(desk).getByRole('link', { name: 'Mooring IT' }).first().click();
    assert.equal(await t.noScroll(desk), 0);
    assert.deepEqual(await t.axe(desk), []);
    await t.shot(desk, 'verification-360-desk-check');
    await t.language(desk, 'en');
  } },
];
