// The reconciliation demonstration: from the balance to an invoice, to how one of its amounts came about, and its files, whose sums are
// the invoice's.
import assert from 'node:assert/strict';

const cents = (text) => Math.round(Number(text.replace(/[^0-9.-]/g, '')) * 100);
// RFC 4180: quoted cells may hold the separator.
function table(text) {
  const rows = text.replace(/^\ufeff/, '').trim().split(/\r?\n/).map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map((m) => m[1] ?? m[2]));
  return rows.slice(1).map((r) => Object.fromEntries(rows[0].map((h, i) => [h, r[i]])));
}

export const tests = [
  { name: 'SC089 the reconciliation demonstration: an invoice and its files are downloaded, and their sums agree', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'global_admin' });
    await t.language(page, 'en');
    await page.goto('/a/harbor');
    await page.locator('main a', { hasText: 'Billing' }).first().waitFor();
    await page.goto('/a/harbor/billing');
    await page.locator('h1', { hasText: 'Billing' }).waitFor();
    // The clock's run makes the documents of months that are over soon after the server has begun.
    for (let i = 0; i < 60 && !await page.locator('h2', { hasText: 'Invoiced by month' }).count(); i++) {
      await page.waitForLoadState('networkidle');
      await page.reload();
    }
    await page.locator('h2', { hasText: 'Invoiced by month' }).waitFor();
    await t.shot(page, 'overview');
    assert.deepEqual(await t.axe(page), []);
    await page.locator('nav.tabs a', { hasText: 'Invoices' }).click();
    await page.locator('h1', { hasText: 'Invoices' }).waitFor();
    await page.getByLabel('Document', { exact: true }).selectOption('invoice');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.locator('main thead a', { hasText: 'Total' }).click();
    await page.locator('main th[aria-sort=descending]', { hasText: 'Total' }).waitFor();
    await t.shot(page, 'list');
    assert.deepEqual(await t.axe(page), []);
    const total = cents(await page.locator('main tbody tr').first().locator('td.num').first().textContent());
    await page.locator('main tbody th a').first().click();
    await page.locator('h2', { hasText: 'Reconciliation files' }).waitFor();
    await t.shot(page, 'invoice');
    assert.deepEqual(await t.axe(page), []);
    const at = page.url().split('?')[0];
    let sum = 0, lines = 0;
    for (const [kind, column] of [['license', 'TotalForCustomer'], ['usage', 'PostTaxTotal'], ['reconciliation', 'Total']]) {
      const file = await page.request.get(`${at}/files/${kind}?format=csv`);
      assert.equal(file.status(), 200);
      for (const row of table(await file.text())) { sum += cents(row[column]); lines++; }
    }
    assert.equal(sum, total, 'the files add up to the invoice');
    assert.ok(lines >= 1);
    const pdf = await page.request.get(`${at}/document`);
    assert.equal((await pdf.body()).subarray(0, 5).toString(), '%PDF-');
    await page.locator('section[aria-labelledby=lines-h] tbody th a').first().click();
    await page.locator('h1', { hasText: 'How this amount came about' }).waitFor();
    assert.match(await page.locator('main').textContent(), /Entry of the ledger\s*\d{4}-\d\d \/ \d+/);
    await t.shot(page, 'explain');
    assert.deepEqual(await t.axe(page), []);
    await page.goto('/a/harbor/billing/estimates');
    await page.locator('h1', { hasText: 'Estimates' }).waitFor();
    await t.shot(page, 'estimates');
    assert.deepEqual(await t.axe(page), []);
    const list = await page.request.get('/a/harbor/billing/invoices/export?format=csv');
    assert.match(await list.text(), /G0000/);
  } },
  { name: 'invoices on a phone, in French, dark and without script', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'global_admin', width: 360, height: 740, dark: true, script: false });
    await t.language(page, 'fr');
    for (const [path, name] of [['/a/harbor/billing', 'overview'], ['/a/harbor/billing/invoices', 'list'], ['/a/harbor/billing/estimates', 'estimates']]) {
      await page.goto(path);
      await page.locator('h1').waitFor();
      assert.ok(await t.noScroll(page) <= 0, path);
      await t.shot(page, `${name}-fr-360`);
    }
    await page.goto('/a/harbor/billing/invoices?sort=total&document=invoice');
    await page.locator('main tbody th a').first().click();
    await page.locator('#lines-h').waitFor();
    assert.ok(await t.noScroll(page) <= 0);
    await t.shot(page, 'invoice-fr-360');
    await page.locator('section[aria-labelledby=lines-h] tbody th a').first().click();
    await page.locator('main .card').first().waitFor();
    assert.ok(await t.noScroll(page) <= 0);
    await t.shot(page, 'explain-fr-360');
    await t.language(page, 'en'); // as the next finds this person
  } },
];
