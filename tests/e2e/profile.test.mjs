// Organization profile: where invoices go, whom to call, the numbers to share.
import assert from 'node:assert/strict';

const saved = (page, text) => page.locator('[role=status]', { hasText: text }).waitFor();
const save = (page) => page.locator('main').getByRole('button', { name: 'Save', exact: true }).click();

export const tests = [
  { name: 'SC036 SC040 the bill-to address is changed by who may, the next invoice carries it and earlier versions stay', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'global_admin' });
    await t.language(page, 'en');
    await page.goto('/a/harbor/settings/billing-profile');
    assert.match(await page.locator('main').textContent(), /Postbus 2117[\s\S]*PO-2026-0311[\s\S]*Wijnhaven 21/);
    await t.shot(page, 'billing-profile');
    await page.goto('/a/harbor/settings/billing-profile/edit');
    await page.locator('[name=line1]').fill('Maaskade 7');
    await page.locator('[name=postal_code]').fill('3O71xx');
    await save(page);
    assert.match(await page.locator('main').textContent(), /Did you mean 3071 XX\?/);
    assert.equal(await page.locator('[name=line1]').inputValue(), 'Maaskade 7');
    await t.shot(page, 'billing-profile-refused');
    await page.locator('[name=postal_code]').fill('3071 XX');
    await save(page);
    await saved(page, 'The billing profile is saved');
    assert.match(await page.locator('main').textContent(), /Maaskade 7[\s\S]*Postbus 2117/);
  } },
  { name: 'SC046 SC048 contacts stand on one page, and the security contact is named there', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'global_admin' });
    await t.language(page, 'en');
    await page.goto('/a/harbor/settings/contacts');
    assert.match(await page.locator('main').textContent(), /Noor van Dijk/);
    await t.shot(page, 'contacts');
    await page.goto('/a/harbor/settings/contacts/security');
    await page.locator('[name=email]').fill('soc@harborsystems.example');
    await save(page);
    await saved(page, 'The security contact is saved');
    assert.match(await page.locator('main').textContent(), /soc@harborsystems\.example/);
  } },
  { name: 'SC037 SC038 identifiers are copied to share, and the number in sales is changed', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'global_admin' });
    await t.language(page, 'en');
    await page.goto('/a/harbor/settings/identifiers');
    assert.match(await page.locator('main').textContent(), /stands in sales/);
    await t.shot(page, 'identifiers');
    await page.goto('/a/harbor/settings/identifiers/sales');
    const options = await page.locator('[name=location] option').count();
    await page.locator('[name=location]').selectOption({ index: options - 1 });
    await t.shot(page, 'identifiers-sales');
    await save(page);
    assert.match(await page.locator('main').textContent(), /stands in sales|Sales carry the number of a location/);
  } },
  { name: 'SC038 a provider sees the link with its reseller with its states, on a phone, in French, dark', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'admin_agent', width: 360, dark: true });
    await t.language(page, 'fr');
    await page.goto('/a/harbor/settings/links');
    await page.getByRole('link', { name: 'Mooring IT' }).first().click();
    await page.locator('main', { hasText: 'Les deux partenaires ont donné leur accord' }).waitFor();
    await t.shot(page, 'link-phone-dark-fr');
    await t.language(page, 'en');
  } },
  { name: 'SC032 SC034 SC035 legal info shows the number, programs with their states and the qualifications that the vendor granted', async run(t) {
    const desk = await t.open({ account: 'northlight', role: 'operator_admin' });
    await t.language(desk, 'en');
    await desk.goto('/operator/partners/harbor');
    await desk.getByRole('link', { name: 'Qualifications', exact: true }).click();
    await desk.locator('[name=qualification][value=education]').check();
    await t.shot(desk, 'qualifications-desk');
    await save(desk);
    await saved(desk, 'The qualifications are saved');
    const page = await t.open({ account: 'harbor', role: 'global_admin' });
    await t.language(page, 'en');
    await page.goto('/a/harbor/settings/legal?tab=reseller');
    await page.locator('main', { hasText: 'Sells to schools' }).waitFor();
    assert.match(await page.locator('main').textContent(), /44\d{5}[\s\S]*Active[\s\S]*Security contact/);
    await t.shot(page, 'legal-reseller');
    const other = await t.open({ account: 'mooring', role: 'global_admin', width: 360, dark: true });
    await t.language(other, 'fr');
    await other.goto('/a/mooring/settings/legal?tab=reseller');
    await other.locator('main', { hasText: 'Qualifications du revendeur' }).waitFor();
    assert.doesNotMatch(await other.locator('main').textContent(), /Vend aux écoles/);
    await t.shot(other, 'legal-reseller-phone-dark-fr');
    await t.language(other, 'en');
  } },
  { name: 'LO001 LO002 a business location is added with its number, refused with what was typed, and closed', async run(t) {
    const page = await t.open({ account: 'alder', role: 'global_admin' });
    await t.language(page, 'en');
    await page.goto('/a/alder/settings/locations');
    await page.locator('main', { hasText: 'Alder & Finch Lille' }).waitFor();
    await t.shot(page, 'locations');
    await page.getByRole('link', { name: 'Add a location' }).click();
    await page.locator('[name=country]').selectOption('BE');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('[name=name]').fill('Alder & Finch Gent');
    await page.locator('[name=line1]').fill('Kaai 3');
    await page.locator('[name=postal_code]').fill('9000');
    await save(page);
    await page.locator('main', { hasText: 'Enter the town or city' }).first().waitFor();
    assert.equal(await page.locator('[name=line1]').inputValue(), 'Kaai 3');
    await t.shot(page, 'location-refused');
    await page.locator('[name=city]').fill('Gent');
    await save(page);
    await saved(page, 'has its own number');
    await page.setViewportSize({ width: 360, height: 780 });
    const own = page.url();
    await t.language(page, 'fr');
    await page.goto(own);
    await page.locator('main', { hasText: 'Fermer l’emplacement' }).waitFor();
    await t.shot(page, 'location-phone-fr');
    await t.language(page, 'en');
    await page.goto(own);
    await page.locator('main').getByRole('button', { name: 'Close the location' }).click();
    await saved(page, 'The location is closed');
    const file = await page.request.get('/a/alder/settings/locations/export?format=csv&state=closed');
    assert.match(await file.text(), /Alder & Finch Gent.*9000/);
  } },
];
