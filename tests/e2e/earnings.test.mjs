// Payouts from both sides: a partner's workspace, and the desk that notes, pays, and hears of the bank.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';

const main = (page) => page.locator('main');
const text = (page) => main(page).textContent();
const press = (page, name) => main(page).getByRole('button', { name, exact: true }).first().click();
const told = (page, words) => page.locator('[role=status]', { hasText: words }).waitFor();
const partner = async (t) => { const page = await t.open({ account: 'harbor', role: 'incentives_admin' }); await t.language(page, 'en'); return page; };
const desk = async (t, role = 'operator_finance') => { const page = await t.open({ account: 'northlight', role }); await t.language(page, 'en'); return page; };

async function saved(page, press_) {
  const [download] = await Promise.all([page.waitForEvent('download'), press_()]);
  return readFileSync(await download.path(), 'utf8');
}

export const tests = [
  { name: 'SC096 the workspace Payouts opens from its tile, lists payments, and a statement is viewed and downloaded', async run(t) {
    const page = await partner(t);
    await page.goto('/a/harbor');
    await main(page).getByRole('link', { name: 'Payouts', exact: true }).first().click();
    assert.match(await text(page), /Next payments[\s\S]*Latest payments/);
    assert.match(await text(page), /Paid this year/);
    assert.deepEqual(await t.axe(page), []);
    await t.shot(page, 'payouts');
    await main(page).getByRole('link', { name: 'Payments', exact: true }).first().click();
    await t.shot(page, 'payouts-payments');
    assert.deepEqual(await t.axe(page), []);
    await main(page).locator('tbody th a').first().click();
    assert.match(await text(page), /What it pays/);
    await t.shot(page, 'payouts-payment');
    assert.deepEqual(await t.axe(page), []);
    const csv = await saved(page, () => main(page).getByRole('link', { name: 'Statement (CSV)' }).click());
    assert.equal(csv.split('\n')[0].replace('\uFEFF', '').split(/[,;]/).length, 101);
    const [pdf] = await Promise.all([page.waitForEvent('download'), main(page).getByRole('link', { name: 'Statement (PDF)' }).click()]);
    assert.match(readFileSync(await pdf.path(), 'latin1'), /^%PDF/);
    await page.goto('/a/harbor/payouts');
    await main(page).getByRole('link', { name: 'Payout and tax profiles', exact: true }).click();
    assert.match(page.url(), /settings\/payout/);
  } },

  { name: 'what stands in the way is said with the link that mends it; a hold is set and taken back', async run(t) {
    const page = await partner(t);
    await page.goto('/a/harbor/payouts/hold');
    assert.deepEqual(await t.axe(page), []);
    await main(page).getByLabel('Payments of').selectOption('all');
    await main(page).getByRole('radio', { name: 'Hold them' }).check();
    await press(page, 'Save');
    await told(page, 'The payments are on hold.');
    await t.shot(page, 'payouts-hold');
    await page.goto('/a/harbor/payouts');
    assert.match(await text(page), /On hold, as the account asked/);
    await main(page).getByRole('link', { name: 'Put it right' }).first().click();
    await main(page).getByLabel('Payments of').selectOption('all');
    await main(page).getByRole('radio', { name: 'Let them go on' }).check();
    await press(page, 'Save');
    await told(page, 'The payments go on.');
  } },

  { name: 'the transaction history is filtered, its columns chosen, and exported in the documented 101 columns', async run(t) {
    const page = await partner(t);
    await page.goto('/a/harbor/payouts/history?state=sent&cols=program&cols=customer&cols=usd');
    assert.match(await text(page), /Windmill Sails/);
    assert.deepEqual(await t.axe(page), []);
    await t.shot(page, 'payouts-history');
    const res = await page.request.get('/a/harbor/payouts/history/export?state=sent&format=csv');
    const [head, ...rows] = (await res.text()).replace('\uFEFF', '').trim().split('\r\n');
    const names = head.split(/[,;]/);
    assert.equal(names.length, 101);
    assert.deepEqual([names[0], names[4], names[36], names[100]], ['agreementEndDate', 'baselineType', 'lever', 'taxCountry']);
    assert.ok(names.includes('Maturity month') && names.includes('Program Code') && names.includes('tpan'));
    assert.ok(rows.length > 10 && rows.every((r) => r.includes('Sent')));
    const pay = await (await page.request.get('/a/harbor/payouts/payments/export?format=csv')).text();
    assert.equal(pay.split('\r\n')[0].split(/[,;]/).length, 16);
    await main(page).locator('tbody th a').first().click();
    await t.shot(page, 'payouts-transaction');
    assert.deepEqual(await t.axe(page), []);
  } },

  { name: 'it is the same in French, on a phone, in the dark and without script', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'incentives_admin', script: false });
    await t.language(page, 'fr');
    await page.setViewportSize({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const path of ['', '/payments', '/history', '/hold']) {
      await page.goto(`/a/harbor/payouts${path}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360).catch(() => true), path);
      await t.shot(page, `payouts-fr${path.replace('/', '-')}`);
    }
    assert.match(await text(page), /Mettre|paiements/);
    await t.language(page, 'en'); // as the next finds this person
  } },

  { name: 'an earning is entered, a run checked by one and released by another, and the file for the bank holds', async run(t) {
    const first = await desk(t);
    await first.goto('/operator/earnings/new');
    await press(first, 'Enter it');
    assert.match(await text(first), /Enter the partner ID of an account that is open/);
    assert.deepEqual(await t.axe(first), []);
    await t.shot(first, 'earnings-new');
    await first.goto('/operator/earnings');
    await t.shot(first, 'earnings-desk');
    assert.deepEqual(await t.axe(first), []);
    await first.goto('/operator/payments/runs');
    await main(first).locator('tbody th a').first().click();
    assert.match(await text(first), /You began this run, so somebody else has to release it/);
    assert.equal(await main(first).getByRole('button', { name: 'Release these payments' }).count(), 0);
    await t.shot(first, 'payment-run');
    assert.deepEqual(await t.axe(first), []);
    const second = await desk(t, 'operator_admin');
    await second.goto(first.url());
    await press(second, 'Release these payments');
    for (let i = 0; i < 200 && (await text(second)).includes('Being released'); i++) await second.reload();
    assert.equal(await main(second).locator('tbody').last().getByText('Payment made').count(), 2);
    assert.match(await text(second), /Payment made/);
    await second.goto('/operator/payments/files');
    await press(second, 'Make the file');
    await told(second, 'The file is made.');
    await t.shot(second, 'payment-file');
    const xml = await saved(second, () => press(second, 'Download'));
    const check = spawnSync('python3', ['tests/pain001.py', '-'], { input: xml, encoding: 'utf8' });
    assert.equal(check.status, 0, check.stdout + check.stderr);
    assert.ok([...xml.matchAll(/<CdtTrfTxInf>/g)].length >= 2);
    const number = /<EndToEndId>(P\d+)/.exec(xml)[1];
    await second.goto('/operator/payments/files');
    await second.setInputFiles('[name=report]', { name: 'status.xml', mimeType: 'application/xml', buffer: Buffer.from(
      `<Document><CstmrPmtStsRpt><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>${number}</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`) });
    await press(second, 'Take the file');
    await told(second, '1 sent, 0 came back');
    await t.shot(second, 'payment-files');
    assert.deepEqual(await t.axe(second), []);
    await second.goto('/operator/payments');
    await t.shot(second, 'payments-desk');
    assert.deepEqual(await t.axe(second), []);
    await second.goto('/operator/payments/settings');
    assert.deepEqual(await t.axe(second), []);
  } },

  { name: 'a file of earnings is checked row by row before anything is written, then imported', async run(t) {
    const page = await desk(t);
    await page.goto('/operator/earnings/import');
    assert.deepEqual(await t.axe(page), []);
    const head = 'partner,program,kind,amount,currency,earned_on,reference,country,product';
    const good = '4400101,incentives,rebate,125.50,EUR,2026-10-31,FILE-1,NL,Cloud productivity';
    const bad = '4400101,incentives,gift,x,EUR,2026-10-31,FILE-2,NL,Cloud productivity';
    await page.setInputFiles('[name=file]', { name: 'earnings.csv', mimeType: 'text/csv', buffer: Buffer.from([head, good, bad].join('\r\n')) });
    await main(page).locator('form button[type=submit]').first().click();
    assert.match(await text(page), /FILE-2[\s\S]*Write an amount in figures/);
    await t.shot(page, 'earnings-import');
    assert.deepEqual(await t.axe(page), []);
    await press(page, 'Add 1 earning');
    for (let i = 0; i < 200 && !/FILE-1[\s\S]*/.test(await text(page)); i++) await page.reload();
    await page.goto('/operator/earnings?partner=4400101');
    for (let i = 0; i < 100 && !(await text(page)).includes('FILE-1'); i++) await page.reload();
    assert.match(await text(page), /FILE-1[\s\S]*125/);
    assert.doesNotMatch(await text(page), /FILE-2/);
  } },
];
