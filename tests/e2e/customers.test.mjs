// The Customers workspace from a person's chair: add, find, edit, export, import, in English and French, with and without script.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Application } from '../lib/entente.mjs';

// Syllables, because the rules of names warn of the same letter three times in a row.
const unique = () => `${[...randomUUID().replace(/-/g, '').slice(0, 10)].map((c, i) => (i % 2 ? 'aeiou'[parseInt(c, 16) % 5] : 'bdfgklmnprstvz'[parseInt(c, 16) % 14])).join('')}.example`;
const fillByName = async (page, values) => {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`main [name="${name}"]`).first();
    const tag = await field.evaluate((e) => e.tagName);
    if (tag === 'SELECT') await field.selectOption(value); else await field.fill(value);
  }
};
const primary = (page) => page.locator('main form .btn-primary[type=submit]').first();

async function addCustomer(page, account, name) {
  const domain = unique();
  await page.goto(`/a/${account}/customers`);
  await page.locator('.page-head a.btn-primary').click();
  await fillByName(page, { companyName: name, country: 'US', domain, addressLine1: '1 Harbor Way', city: 'Redlands', state: 'CA', postalCode: '92373', phoneNumber: '2065550100' });
  await primary(page).click();
  await fillByName(page, { firstName: 'Ada', lastName: 'Moore', email: 'ada.moore@buyer.example' });
  await primary(page).click();
  await primary(page).click();
  await page.locator('h1').filter({ hasText: name }).waitFor();
  return domain;
}

export const tests = [
  { name: 'a customer is added step by step, its first password shown once, and found at once', async run(t) {
    const page = await t.open({ account: 'cobalt' });
    await page.goto('/');
    const account = new URL(page.url()).pathname.split('/')[2];
    const name = `Juniper ${unique().slice(0, 9)} Works`;
    const domain = await addCustomer(page, account, name);
    const text = await page.locator('main').textContent();
    assert.ok(text.includes(domain));
    const url = page.url();
    await t.shot(page, 'journey-welcome');
    await page.goto(url);
    assert.match(await page.locator('main').textContent(), /shown once/);
    await page.goto(`/a/${account}/customers?q=${encodeURIComponent(`${name.split(' ')[1].slice(0, 5)} juni`)}`);
    assert.equal(await page.locator('table th[scope=row] a').filter({ hasText: name }).count(), 1);
    // The same customer through the API.
    const app = new Application(t.server, t.demo.api.find((a) => a.account.startsWith('Cobalt')));
    const filter = encodeURIComponent(JSON.stringify({ Field: 'CompanyName', Value: name, Operator: 'starts_with' }));
    const list = (await app.call('GET', `/v1/customers?filter=${filter}`)).json();
    assert.equal(list.items.length, 1);
    assert.equal(list.items[0].companyProfile.companyName, name);
  } },
  { name: 'the country filter offers the countries that customers are in, and the one asked for', async run(t) {
    const page = await t.open();
    await page.goto('/');
    const account = new URL(page.url()).pathname.split('/')[2];
    const offered = async (query) => {
      await page.goto(`/a/${account}/customers${query}`);
      return page.locator('select[name=country] option').evaluateAll((all) => all.map((o) => o.value).filter(Boolean));
    };
    const first = await offered('?state=all');
    assert.ok(first.length > 2 && first.length < 100, `${first.length} countries`);
    for (const country of first) {
      await page.goto(`/a/${account}/customers?state=all&country=${country}`);
      assert.ok(await page.locator('table th[scope=row] a').count(), `nobody in ${country}`);
    }
    assert.ok(!first.includes('AQ'));
    assert.deepEqual((await offered('?country=AQ')).filter((c) => !first.includes(c)), ['AQ']);
    assert.equal(await page.locator('select[name=country]').inputValue(), 'AQ');
  } },
  { name: 'what the address asks for in vain is said above the list, in French, too', async run(t) {
    for (const [tag, words] of [['en', ['Country: "XX" is nothing this list knows', 'State: "lost" is', 'Customer since, from: "2026-13-45" is']], ['fr', ['Pays : « XX » n’est rien que cette liste connaisse']]]) {
      const page = await t.open({ account: 'alder', width: 360, height: 740, script: false });
      await t.language(page, tag); // whatever language another journey left
      await page.goto('/');
      const account = new URL(page.url()).pathname.split('/')[2];
      await page.goto(`/a/${account}/customers?country=XX&state=lost&from=2026-13-45`);
      for (const w of words) assert.ok((await page.locator('.notice-warn').textContent()).includes(w), await page.locator('.notice-warn').textContent());
      assert.ok(await page.locator('table tbody tr').count() > 0, 'the list is there');
      await t.shot(page, `customers-in-vain-${tag}`);
      await page.goto(`/a/${account}/customers?state=active&country=&kind=`);
      assert.equal(await page.locator('.notice-warn').count(), 0);
    }
  } },
  { name: 'the same works without script and in French, and nothing typed is lost on a mistake', async run(t) {
    const page = await t.open({ account: 'alder', script: false, locale: 'fr-FR', width: 360, height: 740 });
    await page.goto('/');
    const account = new URL(page.url()).pathname.split('/')[2];
    await page.goto(`/a/${account}/customers`);
    await page.locator('.page-head a.btn-primary').click();
    await fillByName(page, { companyName: 'Boulangerie Érable', country: 'FR', domain: unique(), addressLine1: '3 rue des Lilas', city: '' });
    await primary(page).click();
    await page.locator('.error-summary a').first().waitFor();
    assert.equal(await page.locator('[name=companyName]').inputValue(), 'Boulangerie Érable');
    assert.match(await page.title(), /^(Error|Erreur)/);
    assert.ok(await t.noScroll(page) <= 0);
    await t.shot(page, 'journey-error-fr-360');
    await fillByName(page, { city: 'Lyon', postalCode: '69002' });
    await primary(page).click();
    await fillByName(page, { firstName: 'Éloïse', lastName: 'Moreau', email: 'eloise@acheteur.example' });
    await primary(page).click();
    await primary(page).click();
    await page.locator('h1').filter({ hasText: 'Boulangerie Érable' }).waitFor();
  } },
  { name: 'the billing profile is edited; a save on an old version shows both and loses nothing', async run(t) {
    const page = await t.open({ account: 'cobalt' });
    await page.goto('/');
    const account = new URL(page.url()).pathname.split('/')[2];
    await addCustomer(page, account, `Cobalt ${unique().slice(0, 9)} Freight`);
    await page.locator('main a', { hasText: /^Open/ }).first().click();
    const customer = page.url().match(/customers\/([0-9a-f-]{36})/)[1];
    const edit = `/a/${account}/customers/${customer}/billing`;
    const other = await t.open({ account: 'cobalt' });
    for (const p of [page, other]) await p.goto(edit);
    await page.locator('[name=city]').fill('Irvine');
    await primary(page).click();
    await page.locator('[role=status]').filter({ hasText: /saved/i }).first().waitFor();
    await other.locator('[name=city]').fill('Tustin');
    await primary(other).click();
    const text = await other.locator('main').textContent();
    assert.ok(text.includes('Irvine'), 'what the other saved is shown');
    assert.ok((await other.locator('[name=city]').inputValue()) === 'Tustin' || text.includes('Tustin'), 'what was typed is kept');
    other.problems.length = 0;
  } },
  { name: 'the list sorts, filters and pages by its address, and Back works', async run(t) {
    const page = await t.open();
    await page.goto(`/a/${t.account}/customers?size=10`);
    const names = () => page.locator('table th[scope=row] a').allTextContents();
    const first = await names();
    await page.getByRole('link', { name: /next/i }).last().click();
    await page.waitForURL(/after=/);
    const second = await names();
    assert.ok(second.every((n) => !first.includes(n)));
    await page.goBack();
    assert.deepEqual(await names(), first);
    await page.locator('th a.sort').first().click();
    const down = await names();
    assert.notDeepEqual(down, first);
    await page.locator('[name=country]').selectOption({ index: 1 });
    await page.locator('form.filters button[type=submit]').click();
    await page.waitForURL(/country=/);
    assert.ok(await page.locator('.chip').count() >= 1 || /No customer matches/.test(await page.locator('main').textContent()));
  } },
  { name: 'columns, density and a saved view are kept for the person', async run(t) {
    const page = await t.open();
    await page.goto(`/a/${t.account}/customers?sort=-created`);
    await page.locator('summary', { hasText: 'Save view' }).click();
    await page.locator('[name=name][maxlength="40"]').fill(`Newest ${unique().slice(0, 5)}`);
    await page.locator('.panel form:has(#view-name) button').click();
    const chip = page.locator('ul[aria-label="Saved views"] a').last();
    await chip.waitFor();
    await page.goto(`/a/${t.account}/customers`);
    await page.locator('ul[aria-label="Saved views"] a').last().click();
    await page.waitForURL(/sort=-created/);
  } },
  { name: 'what the list shows is exported as CSV and as a spreadsheet', async run(t) {
    const page = await t.open();
    await page.goto(`/a/${t.account}/customers`);
    for (const kind of ['csv', 'xlsx']) {
      const href = await page.locator(`a[href*="${kind}"]`).first().getAttribute('href');
      const res = await page.request.get(href);
      assert.equal(res.status(), 200);
      const body = await res.body();
      assert.match(res.headers()['content-disposition'], /attachment/);
      if (kind === 'csv') assert.ok(body.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) && body.toString().split('\n').length > 3);
      else assert.equal(body.subarray(0, 2).toString(), 'PK');
    }
  } },
  { name: 'a file is checked row by row before anything is written, then imported', async run(t) {
    const page = await t.open({ account: 'cobalt' });
    await page.goto('/');
    const account = new URL(page.url()).pathname.split('/')[2];
    await page.goto(`/a/${account}/customers`);
    await page.locator('.page-head a[href$="/import"]').click();
    const template = await page.request.get(await page.locator('main a[href*="template"]').first().getAttribute('href'));
    assert.equal(template.status(), 200);
    const head = (await template.body()).toString('utf8').replace(/^\ufeff/, '').split(/\r?\n/)[0];
    const separator = head.includes(';') ? ';' : ',';
    const columns = head.split(separator).map((c) => c.trim());
    const value = (name, good) => ({ companyName: good ? `Imported ${name.split('.')[0]} Mills` : '', domain: name, country: 'US', addressLine1: '1 Way', city: 'Redlands', state: 'CA', postalCode: '92373', phoneNumber: '2065550100', firstName: 'Ada', lastName: 'Moore', email: `ada@${name}`, culture: 'en-US' });
    const good = unique();
    const row = (v) => columns.map((c) => v[c] ?? '').join(separator);
    await page.locator('input[type=file]').setInputFiles({ name: 'customers.csv', mimeType: 'text/csv', buffer: Buffer.from(`${head}\n${row(value(good, true))}\n${row(value(unique(), false))}\n`) });
    await primary(page).click();
    const text = await page.locator('main').textContent();
    assert.match(text, /company name/i, 'the problem of the second row is named');
    await t.shot(page, 'journey-import');
    await primary(page).click();
    // The progress page follows the job by itself and ends at the report.
    await page.locator('main').filter({ hasText: /Download the report|report/i }).waitFor();
    const found = () => page.locator('table th[scope=row] a').count();
    const until = Date.now() + 15000;
    do await page.goto(`/a/${account}/customers?q=${good.split('.')[0]}`); while (await found() === 0 && Date.now() < until);
    assert.equal(await found(), 1);
  } },
  { name: 'every page of Customers prints without the shell', async run(t) {
    const page = await t.open();
    await page.goto(`/a/${t.account}/customers`);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('header.topbar').isVisible(), false);
    assert.ok(readFileSync);
  } },
  { name: 'a name of 200 characters, from right to left or with marks of HTML, breaks no page', async run(t) {
    const page = await t.open({ account: 'cobalt', width: 360, height: 740 });
    await page.goto('/');
    const account = new URL(page.url()).pathname.split('/')[2];
    const name = `<b>Ω&"</b> 🚢 שלום עולם ${'Northlightharbor'.repeat(12)}`.slice(0, 190);
    await addCustomer(page, account, name);
    const customer = page.url().match(/customers\/([0-9a-f-]{36})/)[1];
    const places = ['', '/account', '/activity', '/company', '/billing', '/end'].map((x) => `/a/${account}/customers/${customer}${x}`);
    for (const place of [...places, `/a/${account}/customers?q=northlightharbor`, `/a/${account}/search?q=northlightharbor`, `/a/${account}`]) {
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 740 });
        await page.goto(place);
        assert.ok(await t.noScroll(page) <= 0, `${place} is ${await t.noScroll(page)} px too wide at ${width}`);
        assert.equal(await page.locator('main b:has-text("Ω")').count(), 0, 'the name is text');
      }
    }
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`/a/${account}/customers`);
    for (const words of ['Columns', 'Save view', 'Export']) {
      await page.locator('.bar summary', { hasText: words }).click();
      const box = await page.locator('.bar details[open] > .panel').boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= 360, `${words}: ${JSON.stringify(box)}`);
      await page.locator('.bar summary', { hasText: words }).click();
    }
  } },
  { name: 'all that match are selected in words, tagged after a question by a task, and found by the tag', async run(t) {
    const page = await t.open();
    await page.goto(`/a/${t.account}/customers?size=25&sort=-created`);
    await page.locator('td.pick input').first().check();
    const offer = page.locator('.batch a', { hasText: /^Select all/ });
    const n = Number((await offer.innerText()).replace(/\D/g, ''));
    assert.ok(n > 25, `${n} match`);
    await offer.click();
    assert.equal(await page.locator('.batch strong').innerText(), `All ${n} customers that match are selected`.replace(String(n), n.toLocaleString('en-GB')));
    assert.equal(await page.locator('td.pick input:checked:disabled').count(), 25);
    assert.deepEqual(await t.axe(page), []);
    await t.shot(page, 'journey-select-all');
    const tag = `round ${unique().slice(0, 6)}`;
    await page.locator('.batch [name=tag]').fill(tag);
    await page.locator('.batch button[value=tag]').click();
    await page.locator('h1', { hasText: 'Add a tag to all that match?' }).waitFor();
    assert.match(await page.locator('main').textContent(), new RegExp(`${tag} is added to ${n.toLocaleString('en-GB')} customers`));
    assert.deepEqual(await t.axe(page), []);
    await t.shot(page, 'journey-tag-all');
    await primary(page).click();
    await page.locator('main [role=status]', { hasText: /^Done/ }).waitFor({ timeout: 60000 });
    await t.shot(page, 'journey-tagging');
    await page.goto(`/a/${t.account}/customers?size=25&tag=${encodeURIComponent(tag)}`);
    assert.equal(await page.locator('tbody tr').count(), 25);
    /* The last that was added has it too. */
    await page.goto(`/a/${t.account}/customers?size=25&tag=${encodeURIComponent(tag)}&sort=created`);
    assert.equal(await page.locator('tbody tr').count(), 25);
  } },
  { name: 'all that match are chosen and exported at 360 px in French without script; back is one link', async run(t) {
    const page = await t.open({ script: false, locale: 'fr-FR', width: 360, height: 740 });
    await t.language(page, 'fr');
    await page.goto(`/a/${t.account}/customers?size=25&country=DE`);
    assert.ok(await t.noScroll(page) <= 0);
    await t.shot(page, 'journey-list-360');
    await page.locator('td.pick input').first().check();
    await page.locator('.batch a[href*="all=1"]').click();
    assert.ok(await t.noScroll(page) <= 0);
    await t.shot(page, 'journey-select-all-360');
    const [file] = await Promise.all([page.waitForEvent('download'), page.locator('.batch button[value=csv]').click()]);
    const rows = readFileSync(await file.path(), 'utf8').trim().split('\n');
    assert.ok(rows.length > 26, `${rows.length} lines`);
    assert.ok(rows.slice(1).every((r) => /[;,]"?DE"?[;,]/.test(r)), 'only those that match');
    await page.locator('.batch a', { hasText: 'Effacer' }).click();
    assert.equal(await page.locator('td.pick input:checked').count(), 0);
    await t.language(page, 'en');
  } },
];
