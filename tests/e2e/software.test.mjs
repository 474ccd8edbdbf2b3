// Software and keys of a customer: what was bought, its key, and what is left to set up.
import assert from 'node:assert/strict';

const main = (page) => page.locator('main');

export const tests = [
  { name: 'software of a customer stands with its key, is activated and leaves a certificate', async run(t) {
    const page = await t.open({ account: 'alder', role: 'global_admin' });
    await t.language(page, 'en');
    await page.goto('/a/alder/customers');
    await main(page).locator('table th[scope=row] a').nth(16).click();
    await page.locator('nav.tabs').getByRole('link', { name: 'Software and keys', exact: true }).click();
    await main(page).getByText('No software yet').waitFor();
    const at = new URL(page.url()).pathname.replace(/\/software$/, '');
    for (const code of ['NLFOLIO00011', 'TKFORMS00013']) {
      await page.goto(`${at}/products/${code}`);
      await main(page).getByLabel('Quantity', { exact: true }).fill('2');
      await main(page).locator('section form').getByRole('button').click();
      await page.locator('[role=status]', { hasText: 'It is in the cart' }).waitFor();
    }
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.locator('[role=status]', { hasText: 'orders are placed' }).waitFor();

    await page.goto(`${at}/software`);
    assert.equal(await main(page).locator('tbody tr').count(), 2);
    await t.shot(page, 'software');
    assert.deepEqual(await t.axe(page), []);
    await main(page).getByLabel('State').selectOption('active');
    await main(page).getByRole('button', { name: 'Apply' }).click();
    await main(page).getByText('Nothing matches.').waitFor();
    await page.goto(`${at}/software?q=folio`);
    await main(page).getByRole('link', { name: 'Northlight Folio Desktop', exact: true }).click();
    const key = (await main(page).locator('code').innerText()).trim();
    assert.match(key, /^[A-Z0-9]{5}(-[A-Z0-9]{5}){4}$/);
    await t.shot(page, 'software-one');
    assert.deepEqual(await t.axe(page), []);
    const [file] = await Promise.all([page.waitForEvent('download'), main(page).getByRole('link', { name: 'Download the license certificate' }).click()]);
    const { readFileSync } = await import('node:fs');
    assert.ok(readFileSync(await file.path(), 'utf8').includes(key));
    await main(page).getByRole('button', { name: 'Mark as activated' }).click();
    await page.locator('[role=status]', { hasText: 'It is marked as activated' }).waitFor();
    await main(page).getByText('Nothing is left to do.').waitFor();
    assert.equal(await main(page).getByRole('button', { name: 'Mark as activated' }).count(), 0);

    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${at}/software`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    await t.shot(page, 'software-360');
    await page.emulateMedia({ colorScheme: 'dark' });
    await t.shot(page, 'software-dark');
  } },
  { name: "the customer's purchase order is attached to an order, nothing is lost by a mistake, and it is given back", async run(t) {
    const page = await t.open({ account: 'alder', role: 'global_admin' });
    await t.language(page, 'en');
    await page.goto('/a/alder/customers');
    await main(page).locator('table th[scope=row] a').first().click();
    await page.locator('nav.tabs').getByRole('link', { name: 'Orders', exact: true }).click();
    await main(page).locator('table th[scope=row] a').first().click();
    await main(page).getByRole('link', { name: 'Attach documents' }).click();
    await main(page).getByLabel('Price for the customer').fill('a lot');
    await main(page).getByLabel('Address of the tender').fill('https://tenders.example/7');
    await main(page).getByLabel('The order is part of a tender').check();
    await main(page).getByRole('button', { name: 'Attach the documents' }).click();
    await main(page).getByRole('link', { name: "Choose the customer's purchase order" }).waitFor();
    assert.equal(await main(page).getByLabel('Price for the customer').inputValue(), 'a lot');
    assert.equal(await main(page).getByLabel('The order is part of a tender').isChecked(), true);
    await t.shot(page, 'documents');
    assert.deepEqual(await t.axe(page), []);
    await main(page).getByLabel('Price for the customer').fill('1,156.87');
    await main(page).getByLabel('Purchase order').setInputFiles({ name: 'PO 7.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n') });
    await main(page).getByRole('button', { name: 'Attach the documents' }).click();
    await page.locator('[role=status]', { hasText: 'The documents are attached' }).waitFor();
    await t.shot(page, 'order-documents');
    assert.deepEqual(await t.axe(page), []);
    await main(page).getByText('https://tenders.example/7').waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), main(page).getByRole('link', { name: 'PO 7.pdf' }).click()]);
    assert.equal(file.suggestedFilename(), 'PO 7.pdf');
  } },
];
