// The company registry: the vendor brings a file, a company is found by whoever enters legal facts, the reviewer sees the match.
import assert from 'node:assert/strict';

const main = (page) => page.locator('main');
const words = async (page) => (await main(page).textContent()).replace(/\s+/g, ' ');
const press = (page, name) => main(page).getByRole('button', { name, exact: true }).first().click();
const FILE = 'country,registrationNumber,legalName,addressLine1,city,postalCode\nFR,443061841,Tissages du Rhône SA,5 quai Perrache,Lyon,69002\nFR,443061842,Faute de frappe,,,\nFR,552008443,Alder & Finch SAS,12 rue Mercière,Lyon,69002\n';

export const tests = [
  { name: 'RG001 the vendor brings a register as a file after a dry run, a partner finds the company, the reviewer sees what differs, without script', async run(t) {
    const desk = await t.open({ account: 'northlight', role: 'operator_verification', script: false });
    await t.language(desk, 'en');
    await desk.goto('/operator/registry');
    assert.match(await words(desk), /What is kept.*France/);
    await t.shot(desk, 'registry');
    await main(desk).getByRole('link', { name: 'Import from a file' }).first().click();
    await desk.locator('[name=file]').setInputFiles({ name: 'lyon.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) });
    await main(desk).locator('form button[type=submit]').first().click();
    assert.match(await words(desk), /There is Alder & Finch SAS with this number; the row takes its place/);
    await t.shot(desk, 'registry-dry-run');
    await press(desk, 'Import 2 companies');
    for (let i = 0; i < 40 && !/Tissages/.test(await words(desk)); i++) { await desk.goto('/operator/registry?country=FR&company=rhone+tiss'); await new Promise((r) => setTimeout(r, 150)); }
    assert.match(await words(desk), /Tissages du Rhône SA.*443 061 841.*5 quai Perrache/);
    await t.shot(desk, 'registry-found');

    const page = await t.open({ account: 'alder', role: 'global_admin', script: false });
    await t.language(page, 'en');
    await page.goto('/a/alder/settings/legal/edit');
    await main(page).locator('[name=company]').fill('tissages');
    await press(page, 'Look up');
    await t.shot(page, 'registry-look-up');
    await main(page).getByRole('link', { name: /Use this company/ }).click();
    assert.equal(await page.locator('[name=legal_name]').inputValue(), 'Tissages du Rhône SA');
    assert.equal(await page.locator('[name=registration_id]').inputValue(), '443 061 841');
    await t.shot(page, 'registry-filled');
    await page.locator('[name=phone]').fill('04 55');
    await press(page, 'Save');
    assert.match(await words(page), /too short for France\. Enter one like \+33/);
    await t.shot(page, 'phone-refused');

    await desk.goto('/operator/verification?kind=business');
    await main(desk).getByRole('link', { name: 'Mooring IT' }).click();
    assert.match(await words(desk), /Company registry.*Differs.*4 Flood Street.*18 Shop Street/);
    await t.shot(desk, 'registry-match');
  } },
  { name: 'RG002 the registry and the look-up at 360 px, dark and in French', async run(t) {
    const desk = await t.open({ account: 'northlight', role: 'operator_admin', width: 360, dark: true });
    await t.language(desk, 'fr');
    try {
      for (const path of ['?country=FR', '?country=FR&company=zzz', '/import']) {
        await desk.goto(`/operator/registry${path}`);
        assert.match(await words(desk), /Importer|Registre/);
        assert.equal(await t.noScroll(desk), 0, path);
        assert.deepEqual(await t.axe(desk), [], path);
        await t.shot(desk, `registry-360-${path.replace(/\W/g, '') || 'page'}`);
      }
    } finally { await t.language(desk, 'en'); }
    const page = await t.open({ account: 'mooring', role: 'global_admin', width: 360, dark: true });
    await t.language(page, 'fr');
    await page.goto('/a/mooring/settings/legal/edit?company=mooring');
    assert.match(await words(page), /Chercher l’entreprise dans le registre.*Mooring IT Limited/);
    assert.equal(await t.noScroll(page), 0);
    assert.deepEqual(await t.axe(page), []);
    await t.shot(page, 'registry-360-look-up');
    await page.locator('[name=phone]').fill('091');
    await main(page).locator('form[method=post] button[type=submit]').first().click();
    assert.match(await words(page), /\+353/);
    await t.shot(page, 'phone-360-refused');
  } },
];
