// Prices in the browser: lists of a month, two months beside each other, one plan through time, and the vendor's desk.
import assert from 'node:assert/strict';

const day = (ahead) => new Date(Date.now() + ahead * 86400000).toISOString().slice(0, 10);
const month = (ahead) => { const d = new Date(); d.setUTCDate(1); d.setUTCMonth(d.getUTCMonth() + ahead); return d.toISOString().slice(0, 7); };
const HEAD = 'ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,BillingPlan,Market,Currency,UnitPrice,PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,EndofSaleDate,Tags,ERP Price';
const row = (market, currency, price, from, sku = '0003') => `Desk,NLDESK000001,${sku},Plus,Northlight,,Licenses,P1Y,Monthly,${market},${currency},${price},,,${from},,,,`;

export const tests = [
  { name: 'SC097 a price list is read by month, market and section, taken as a file, compared, and a plan followed through time', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'admin_agent' });
    await t.language(page, 'en');
    await page.goto('/a/harbor/pricing/lists');
    await page.locator('h1', { hasText: 'Price lists' }).waitFor();
    await page.locator('.notice', { hasText: 'can be looked at already' }).waitFor();
    await t.shot(page, 'list');
    assert.deepEqual(await t.axe(page), []);
    await page.getByLabel('Kind of change', { exact: true }).selectOption('CHG');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.locator('main tbody tr', { hasText: 'Northlight Desk Plus' }).first().waitFor();
    assert.equal(await page.locator('main tbody tr', { hasText: 'Northlight Desk Basic' }).count(), 0);
    await page.locator('.notice a', { hasText: 'Look at them' }).click();
    await page.locator('h2', { hasText: 'a preview' }).waitFor();
    assert.match(page.url(), new RegExp(`month=${month(1)}`));
    const href = await page.locator('a.panel-link', { hasText: 'CSV' }).first().getAttribute('href');
    const file = await (await page.request.get(href)).text();
    assert.equal(file.replace('\uFEFF', '').split(/\r?\n/)[0], HEAD);
    const xlsx = await page.request.get(href.replace('format=csv', 'format=xlsx'));
    assert.equal((await xlsx.body()).subarray(0, 2).toString(), 'PK');
    await page.goto(`/a/harbor/pricing/lists/compare?month=${month(1)}`);
    await page.locator('main tbody tr', { hasText: 'Northlight Prism Premium' }).first().waitFor();
    assert.match(await page.locator('main').textContent(), /\+5\s%/);
    await t.shot(page, 'compare');
    assert.deepEqual(await t.axe(page), []);
    await page.goto('/a/harbor/pricing/lists?q=Prism+Premium');
    await page.locator('main tbody tr', { hasText: '1 year' }).getByRole('link').first().click();
    await page.locator('h2', { hasText: 'Price of one for the term' }).waitFor();
    assert.ok(await page.locator('main tbody tr', { hasText: 'To come' }).count() === 1);
    await t.shot(page, 'history');
    assert.deepEqual(await t.axe(page), []);
    for (const [path, words] of [['matrix', 'Offer matrix'], ['rates', 'Exchange rates'], ['promotions', 'Promotions'], ['margins', 'Marketplace margins']]) {
      await page.goto(`/a/harbor/pricing/${path}`);
      await page.locator('h1', { hasText: words }).waitFor();
      await t.shot(page, path);
      assert.deepEqual(await t.axe(page), [], path);
    }
  } },
  { name: 'the pages of prices on a phone, in French, dark and without script', async run(t) {
    const page = await t.open({ account: 'alder', role: 'global_admin', width: 360, height: 740, dark: true, script: false });
    await t.language(page, 'fr');
    for (const path of ['lists', `lists/compare?month=${month(1)}`, 'matrix', 'rates', 'promotions', 'margins']) {
      await page.goto(`/a/alder/pricing/${path}`);
      await page.locator('main h1').waitFor();
      assert.ok(await t.noScroll(page) <= 0, path);
      await t.shot(page, `${path.split('?')[0].replace('/', '-')}-fr-360`);
    }
    await page.goto('/a/alder/pricing/lists');
    await page.locator('main tbody th a').first().click();
    await page.locator('main svg').first().waitFor();
    assert.ok(await t.noScroll(page) <= 0);
    await t.language(page, 'en'); // as the next finds this person
  } },
  { name: 'the vendor brings a file: every problem is named by row, then it goes live, is seen, and is withdrawn', async run(t) {
    const desk = await t.open({ account: 'northlight', role: 'operator_admin' });
    await t.language(desk, 'en');
    await desk.goto('/operator/price-lists');
    await desk.locator('h1', { hasText: 'Prices' }).waitFor();
    await t.shot(desk, 'desk');
    assert.deepEqual(await t.axe(desk), []);
    const settled = async () => { for (let i = 0; i < 100 && await desk.locator('#progress').count(); i++) await desk.reload(); };
    const bring = async (name, rows) => {
      await desk.goto('/operator/price-lists');
      await desk.getByLabel('File of prices').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from([HEAD, ...rows].join('\r\n') + '\r\n') });
      await desk.getByRole('button', { name: 'Check the file' }).click();
      await desk.locator('h1', { hasText: name }).waitFor();
      await settled();
    };
    await bring('bad.csv', [row('FR', 'EUR', '100.001', day(70)), row('ZZ', 'EUR', '100', day(70)), row('FR', 'QQQ', 'x', day(-3)), row('FR', 'EUR', '1', day(70), '0999'),
      row('JP', 'JPY', '10.5', day(70)), row('FR', 'EUR', '300', day(80)), row('FR', 'EUR', '301', day(80))]);
    await desk.locator('.state', { hasText: 'Not usable' }).first().waitFor();
    const wrong = await desk.locator('main').textContent();
    for (const word of [/2UnitPrice100\.001 has more decimals/, /3MarketThere is no market ZZ/, /4CurrencyThere is no currency QQQ/, /4UnitPricex is not a price/, /4EffectiveStartDate.*begun already/, /5ProductIdThere is no SKU NLDESK000001:0999/, /6UnitPrice10\.5/, /8EffectiveStartDateThe dates or units lie over those of row 7/]) {
      assert.match(wrong.replace(/\s*\n\s*/g, ''), word);
    }
    await t.shot(desk, 'desk-problems');
    assert.deepEqual(await t.axe(desk), []);
    await bring('good.csv', [row('FR', 'EUR', '300', day(70)), row('FR', 'EUR', '250', day(100))]);
    await desk.locator('.state', { hasText: 'Draft' }).first().waitFor();
    await t.shot(desk, 'desk-draft');
    assert.deepEqual(await t.axe(desk), []);
    await desk.locator('main').getByRole('link', { name: 'Add a price' }).click();
    await t.shot(desk, 'desk-row');
    await desk.getByRole('button', { name: 'Add the price' }).click();
    await desk.locator('main .error').first().waitFor();
    await desk.goBack();
    await desk.goBack();
    await desk.getByRole('button', { name: 'Publish' }).click();
    for (let i = 0; i < 40 && !(await desk.locator('main', { hasText: 'Partners see it' }).count()); i++) await desk.reload();
    await t.shot(desk, 'desk-live');
    const page = await t.open({ account: 'harbor', role: 'admin_agent' });
    await page.goto(`/a/harbor/pricing/lists/item/NLDESK000001/0003?country=FR&plan=AVDESK000003+EUR+P1Y+monthly`);
    assert.match(await page.locator('main').textContent(), /300[.,]00/);
    await desk.getByRole('button', { name: 'Withdraw the list' }).click();
    for (let i = 0; i < 40 && !(await desk.locator('main', { hasText: 'None of its prices' }).count()); i++) await desk.reload();
    await page.reload();
    assert.doesNotMatch(await page.locator('main').textContent(), /300[.,]00/);
    for (const path of ['exchange-rates', 'promotions']) {
      await desk.goto(`/operator/${path}`);
      await desk.locator('main h1').waitFor();
      await t.shot(desk, `desk-${path}`);
      assert.deepEqual(await t.axe(desk), [], path);
    }
    await desk.goto('/operator/exchange-rates');
    await desk.getByLabel('File of rates').setInputFiles({ name: 'rates.csv', mimeType: 'text/csv', buffer: Buffer.from(`CurrencyCode,USDPerUnit,Date\nEUR,1.2,${day(300)}\nQQQ,1,${day(300)}\n`) });
    await desk.getByRole('button', { name: 'Enter the rates' }).click();
    await desk.locator('main', { hasText: 'There is no currency QQQ' }).waitFor();
  } },
];
