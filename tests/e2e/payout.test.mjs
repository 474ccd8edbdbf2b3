// Bank and tax profiles from both sides: entered by the rules of the country, sent back, corrected, approved.
import assert from 'node:assert/strict';

const main = (page) => page.locator('main');
const text = (page) => main(page).textContent();
const press = (page, name) => main(page).getByRole('button', { name, exact: true }).first().click();

async function enterBank(t, page, name, iban) {
  await page.goto('/a/harbor/settings/payout/bank/new');
  await main(page).getByLabel('Country of the bank').selectOption('NL');
  await press(page, 'Continue');
  await page.locator('[name=name]').fill(name);
  await page.locator('[name=currency]').selectOption('EUR');
  await page.locator('[name=bank]').fill('Maasbank');
  await page.locator('[name=bic]').fill('ABNANL2A');
  await page.locator('[name=holder]').fill('Harbor Systems');
  await page.locator('[name=iban]').fill(iban);
  await press(page, 'Save and send for validation');
}

async function decide(t, name, decision, reason) {
  const desk = await t.open({ account: 'northlight', role: 'operator_finance' });
  await t.language(desk, 'en');
  await desk.goto('/operator/payout?kind=bank');
  await t.shot(desk, 'payout-desk');
  await desk.locator('tr', { hasText: name }).locator('th a').first().click();
  await main(desk).getByLabel(decision, { exact: true }).check();
  await desk.locator('[name=reason]').fill(reason);
  await press(desk, 'Decide');
  await desk.locator('[role=status]', { hasText: 'The decision is made' }).waitFor();
  await t.shot(desk, `payout-desk-${decision.replaceAll(' ', '-').toLowerCase()}`);
  return desk;
}

export const tests = [
  { name: 'SC041 a bank profile is entered, refused by the rule, saved, sent back with a reason, corrected and approved', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'incentives_admin' });
    await t.language(page, 'en');
    await page.goto('/a/harbor/settings/payout');
    assert.match(await text(page), /Main account[\s\S]*Approved/);
    await t.shot(page, 'payout');
    await page.goto('/a/harbor/settings/payout/bank/new');
    await t.shot(page, 'payout-bank-start');
    await enterBank(t, page, 'Journey account', 'NL91ABNA0417164301');
    assert.match(await text(page), /This IBAN does not hold/);
    assert.equal(await page.locator('[name=holder]').inputValue(), 'Harbor Systems');
    await t.shot(page, 'payout-bank-refused');
    assert.deepEqual(await t.axe(page), []);
    await page.locator('[name=iban]').fill('NL91ABNA0417164300');
    await press(page, 'Save and send for validation');
    await page.locator('[role=status]', { hasText: 'The profile is saved' }).waitFor();
    assert.match(await text(page), /Pending validation[\s\S]*•••• 4300/);
    await decide(t, 'Journey account', 'Ask for a correction', 'The holder is Harbor Systems B.V.');
    await page.reload();
    assert.match(await text(page), /Action required[\s\S]*The holder is Harbor Systems B\.V\./);
    await t.shot(page, 'payout-bank-asked');
    await page.getByRole('link', { name: 'Change', exact: true }).first().click();
    await page.locator('[name=holder]').fill('Harbor Systems B.V.');
    await press(page, 'Save and send for validation');
    await page.locator('[role=status]', { hasText: 'The profile is saved' }).waitFor();
    const desk = await decide(t, 'Journey account', 'Approve', '');
    await press(desk, 'Show the number');
    assert.match(await text(desk), /NL91ABNA0417164300/);
    await t.shot(desk, 'payout-desk-number');
    await page.reload();
    assert.match(await text(page), /Approved[\s\S]*•••• 4300/);
    await t.shot(page, 'payout-bank-approved');
  } },
  { name: 'SC042 a tax and a bank profile are assigned to a program, unapproved ones are refused, and the list tells what is missing', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'incentives_admin' });
    await t.language(page, 'en');
    await page.goto('/a/harbor/settings/payout/assignment');
    assert.match(await text(page), /Guild[\s\S]*Not needed[\s\S]*Referrals[\s\S]*No profiles assigned/);
    await t.shot(page, 'payout-assignment');
    await page.locator('tr', { hasText: 'Referrals' }).filter({ hasText: 'Harbor Systems' }).first().getByRole('link').click();
    const pick = async (name, label) => page.locator(`[name=${name}]`).selectOption({ label });
    await pick('tax', 'United States, for incentives (Approved)');
    await pick('bank', 'Sterling account (Pending validation)');
    await page.locator('[name=currency]').selectOption('GBP');
    await press(page, 'Submit');
    assert.match(await text(page), /Sterling account waits for the vendor's validation/);
    await t.shot(page, 'payout-assign-refused');
    assert.deepEqual(await t.axe(page), []);
    await pick('bank', 'Main account (Approved)');
    await page.locator('[name=currency]').selectOption('EUR');
    await press(page, 'Submit');
    await page.locator('[role=status]', { hasText: 'The profiles are assigned' }).waitFor();
    assert.match(await page.locator('tr', { hasText: 'Referrals' }).first().textContent(), /Main account, EUR[\s\S]*Assigned/);
    await t.shot(page, 'payout-assigned');
  } },
  { name: 'SC047 a tax exemption is filed with its document and the vendor accepts it', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'global_admin' });
    await t.language(page, 'en');
    await page.goto('/a/harbor/settings/payout/exemptions');
    await t.shot(page, 'exemptions');
    await main(page).getByRole('link', { name: 'File a tax exemption' }).first().click();
    const number = `DE-${Date.now()}`;
    await page.locator('[name=country]').selectOption('DE');
    await page.locator('[name=number]').fill(number);
    const day = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);
    await page.locator('[name=from]').fill(day(-10));
    await page.locator('[name=until]').fill(day(200));
    await press(page, 'Send');
    assert.match(await text(page), /There is 1 thing to fix/);
    await t.shot(page, 'exemption-refused');
    assert.deepEqual(await t.axe(page), []);
    await page.locator('input[type=file]').setInputFiles({ name: 'freistellung.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n') });
    await press(page, 'Send');
    await page.locator('[role=status]', { hasText: 'The certificate is sent' }).waitFor();
    assert.match(await text(page), /Pending decision[\s\S]*Germany/);
    await t.shot(page, 'exemption');
    const desk = await t.open({ account: 'northlight', role: 'operator_finance' });
    await t.language(desk, 'en');
    await desk.goto('/operator/payout/exemptions');
    await t.shot(desk, 'exemptions-desk');
    await desk.locator('tr', { hasText: number }).locator('th a').click();
    await main(desk).getByLabel('Accept', { exact: true }).check();
    await press(desk, 'Decide');
    await desk.locator('[role=status]', { hasText: 'The decision is made' }).waitFor();
    await t.shot(desk, 'exemption-desk');
    await page.reload();
    assert.match(await text(page), /Accepted/);
  } },
  { name: 'a tax exemption on a phone, in French, dark and without script', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'global_admin', locale: 'fr-FR', width: 360, height: 740, dark: true, script: false });
    await t.language(page, 'fr');
    for (const path of ['', '/new']) {
      await page.goto(`/a/harbor/settings/payout/exemptions${path}`);
      assert.ok(await t.noScroll(page) <= 0);
      await t.shot(page, `exemptions${path.replace('/', '-')}-fr-360`);
    }
    await t.language(page, 'en');
  } },
  { name: 'a decision on a page from before a change decides nothing, on a phone, in French, dark and without script', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'incentives_admin' });
    await t.language(page, 'en');
    await enterBank(t, page, 'Swapped account', 'NL91ABNA0417164300');
    await page.locator('[role=status]', { hasText: 'The profile is saved' }).waitFor();
    const desk = await t.open({ account: 'northlight', role: 'operator_finance', locale: 'fr-FR', width: 360, height: 740, dark: true, script: false });
    await t.language(desk, 'fr');
    await desk.goto('/operator/payout?kind=bank');
    await desk.locator('tr', { hasText: 'Swapped account' }).locator('th a').first().click();
    await page.getByRole('link', { name: 'Change', exact: true }).first().click();
    await page.locator('[name=holder]').fill('Somebody Else Ltd');
    await press(page, 'Save and send for validation');
    await page.locator('[role=status]', { hasText: 'The profile is saved' }).waitFor();
    await main(desk).getByLabel('Approuver', { exact: true }).check();
    await desk.locator('[name=reason]').fill('Comparé avec le relevé');
    await press(desk, 'Décider');
    assert.match(await text(desk), /Somebody Else Ltd[\s\S]*a été modifié depuis que vous l’avez regardé[\s\S]*Modifié pendant l’attente/);
    assert.equal(await desk.locator('[name=reason]').inputValue(), 'Comparé avec le relevé');
    await t.shot(desk, 'payout-desk-changed-fr-360');
    assert.ok(await t.noScroll(desk) <= 0);
    await press(desk, 'Décider');
    assert.match(await text(desk), /La décision est prise/);
    await t.language(desk, 'en');
  } },
  { name: 'a tax profile is signed on a phone, in French, dark and without script', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'incentives_admin', locale: 'fr-FR', width: 360, height: 740, dark: true, script: false });
    await t.language(page, 'fr');
    await page.goto('/a/harbor/settings/payout/tax/new');
    await main(page).getByLabel('Pays d’imposition').selectOption('FR');
    await press(page, 'Continuer');
    await t.shot(page, 'payout-tax-form-fr-360');
    assert.ok(await t.noScroll(page) <= 0);
    await page.locator('[name=name]').fill('Déclaration du trajet');
    await page.locator('[name=number]').fill('40303265045');
    await page.locator('[name=treaty]').check();
    await page.locator('[name=signed_by]').fill('Sanne de Vries');
    await press(page, 'Enregistrer et envoyer pour validation');
    assert.match(await text(page), /Cochez la case/);
    await t.shot(page, 'payout-tax-refused-fr-360');
    await page.locator('[name=declared]').check();
    await press(page, 'Enregistrer et envoyer pour validation');
    assert.match(await text(page), /En attente de validation[\s\S]*W-8BEN-E/);
    await t.shot(page, 'payout-tax-fr-360');
    assert.ok(await t.noScroll(page) <= 0);
    await page.goto('/a/harbor/settings/payout');
    await t.shot(page, 'payout-fr-360');
    assert.ok(await t.noScroll(page) <= 0);
    await t.language(page, 'en');
  } },
];
