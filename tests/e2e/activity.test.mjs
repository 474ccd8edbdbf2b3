// The activity log from a person's chair: find what was done, see what it changed, take it away as a file; with and without
// script, in French, on a phone, and on the vendor's desk.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

const word = () => [...randomUUID().replace(/-/g, '').slice(0, 8)].map((c, i) => (i % 2 ? 'aeiou'[parseInt(c, 16) % 5] : 'bdfgklmnprstvz'[parseInt(c, 16) % 14])).join('');
const log = (account, query = '') => `/a/${account}/settings/activity${query}`;
const rows = (page) => page.locator('main table.activity > tbody > tr:not(.why-row)');

// A change with a before and an after, by the person's own hand.
async function move(page, account, city) {
  await page.goto(`/a/${account}/settings/company/edit`);
  const before = await page.locator('[name=city]').inputValue();
  await page.locator('[name=city]').fill(city);
  await page.locator('main form .btn-primary[type=submit]').click();
  await page.locator('main').filter({ hasText: city }).first().waitFor();
  return before;
}

export const tests = [
  { name: 'what was just changed stands first, opens in place, and has a page of its own', async run(t) {
    const page = await t.open({ account: 'cobalt' });
    await page.goto('/');
    const account = new URL(page.url()).pathname.split('/')[2];
    const city = `Port ${word()}`;
    const before = await move(page, account, city);
    await page.goto(`/a/${account}/settings`);
    await page.locator('.side-menu a', { hasText: 'Activity log' }).click();
    const first = rows(page).first();
    assert.match(await first.textContent(), /Changed the company profile/);
    const details = page.locator('tr.why-row').first();
    assert.equal(await details.locator('.why-body').isVisible(), false);
    await details.locator('summary').click();
    assert.equal(await details.locator('.diff-old').textContent(), before);
    assert.equal(await details.locator('.diff-new').textContent(), city);
    assert.match(await details.textContent(), /127\.0\.0\.1/);
    assert.match(await details.textContent(), /Chrome, Linux/);
    assert.deepEqual(await t.axe(page), []);
    await t.shot(page, 'journey-activity-open');
    await first.locator('a').first().click();
    await page.locator('h1', { hasText: 'Changed the company profile' }).waitFor();
    assert.ok((await page.locator('main').textContent()).includes(city));
    await t.shot(page, 'journey-activity-entry');
    await page.locator('a', { hasText: 'All that this person did' }).click();
    await page.waitForURL(/who=/);
    assert.ok(await rows(page).count() >= 1);
    await page.goBack();
    await page.locator('h1', { hasText: 'Changed the company profile' }).waitFor();
  } },
  { name: 'filters stand in the address, as chips that can be taken away, and are kept as a view', async run(t) {
    const page = await t.open();
    await page.goto(log(t.account));
    await page.locator('#period').selectOption('all');
    await page.locator('#op').selectOption('add_customer');
    await page.locator('#customer').fill('pico');
    await page.locator('form.filters button[type=submit]').click();
    await page.waitForURL(/op=add_customer/);
    assert.equal(await rows(page).count(), 1);
    assert.match(await rows(page).first().textContent(), /Pico Energy/);
    assert.equal(await page.locator('.chip').filter({ has: page.locator('b') }).count(), 3);
    await page.locator('.chip', { hasText: 'Customer:' }).click();
    await page.waitForURL((u) => !u.searchParams.has('customer'));
    assert.ok(await rows(page).count() > 5);
    // One person's and one customer's, by their links in the rows.
    await rows(page).filter({ hasText: 'Amara Okonjo' }).first().locator('td a').last().click();
    await page.waitForURL(/who=[0-9a-f-]{36}/);
    assert.equal(await page.locator('#who').isVisible(), false, 'the chip stands for the field');
    await page.goto(log(t.account, '?op=add_customer&period=1y'));
    await page.locator('summary', { hasText: 'Save view' }).click();
    const name = `Added ${word()}`;
    await page.locator('#view-name').fill(name);
    await page.locator('.panel form:has(#view-name) button').click();
    await page.locator('ul[aria-label="Saved views"] a', { hasText: name }).waitFor();
    await page.goto(log(t.account));
    await page.locator('ul[aria-label="Saved views"] a', { hasText: name }).click();
    await page.waitForURL(/period=1y/);
  } },
  { name: 'columns and rows are chosen; the list pages in order of time, both ways', async run(t) {
    const page = await t.open();
    await page.goto(log(t.account, '?period=all&size=10&cols=who&cols=address&cols=device&cols=request'));
    const heads = await page.locator('table.activity > thead th').allTextContents();
    assert.deepEqual(heads.map((h) => h.trim()), ['Time', 'Action', 'Person', 'Address', 'Device', 'Request']);
    const times = async () => (await page.locator('table.activity > tbody > tr:not(.why-row) > td time').evaluateAll((l) => l.map((x) => x.getAttribute('datetime'))));
    const first = await times();
    assert.deepEqual(first, [...first].sort().reverse());
    await page.locator('a[rel=next]').click();
    await page.waitForURL(/after=/);
    const second = await times();
    assert.ok(second[0] <= first[first.length - 1]);
    await page.goto(log(t.account, '?period=all&size=10'));
    await page.locator('th a.sort').click();
    await page.waitForURL(/sort=at/);
    const oldest = await times();
    assert.deepEqual(oldest, [...oldest].sort());
  } },
  { name: 'what the filters select is taken away as CSV and as a spreadsheet', async run(t) {
    const page = await t.open();
    await page.goto(log(t.account, '?period=all&op=update_company_info'));
    const n = await rows(page).count();
    assert.ok(n >= 2);
    await page.locator('summary', { hasText: 'Export' }).click();
    for (const kind of ['csv', 'xlsx']) {
      const href = await page.locator(`.panel a[href*="format=${kind}"]`).getAttribute('href');
      const res = await page.request.get(href);
      assert.equal(res.status(), 200);
      assert.match(res.headers()['content-disposition'], /attachment; filename="activity-\d{4}-\d\d-\d\d\./);
      const body = await res.body();
      if (kind === 'csv') {
        const lines = body.toString().trim().split('\n');
        assert.equal(lines.length, n + 1);
        assert.match(lines[1], /Building, floor or department: 2nd floor/);
      } else assert.equal(body.subarray(0, 2).toString(), 'PK');
    }
  } },
  { name: 'the log works without script, in French, on a phone', async run(t) {
    const page = await t.open({ account: 'alder', script: false, locale: 'fr-FR', width: 360, height: 740 });
    await t.language(page, 'fr');
    await page.goto('/');
    const account = new URL(page.url()).pathname.split('/')[2];
    await page.goto(log(account, '?period=all&op=update_company_info'));
    assert.match(await page.title(), /^Journal d’activité/);
    assert.ok(await t.noScroll(page) <= 0);
    const details = page.locator('tr.why-row').first();
    await details.locator('summary').click();
    assert.match(await details.textContent(), /Avant/);
    assert.ok(await details.locator('.why-body').isVisible());
    assert.ok(await t.noScroll(page) <= 0, 'opened too');
    await t.shot(page, 'journey-activity-fr-360');
    await page.locator('#period').selectOption('7d');
    await page.locator('form.filters button[type=submit]').click();
    await page.waitForURL(/period=7d/);
    const csv = await (await page.request.get(log(account, '/export?period=all&op=update_company_info&format=csv'))).text();
    assert.match(csv, /Modification du profil d’entreprise d’un client/);
    await t.language(page, 'en');
  } },
  { name: 'one’s own activity is on the profile, and all of it behind a link', async run(t) {
    const page = await t.open({ anonymous: true });
    await t.signIn(page, t.user('estrella'));
    await page.goto('/me');
    assert.match(await page.locator('section:has(#recent-h)').textContent(), /Signed in to the partner center/);
    await page.locator('section:has(#recent-h) a', { hasText: 'All activity' }).click();
    await page.waitForURL(/\/me\/activity$/);
    assert.match(await page.locator('main table').textContent(), /127\.0\.0\.1/);
    await page.locator('a', { hasText: 'Show personal settings too' }).click();
    await page.waitForURL(/own=1/);
  } },
  { name: 'a customer’s page tells its history from the same log', async run(t) {
    const page = await t.open();
    await page.goto(`/a/${t.account}/customers?q=elm+street`);
    await page.locator('table th[scope=row] a').first().click();
    const history = page.locator('section:has(#hist-h) .events');
    assert.match(await history.textContent(), /Changed a customer's company profile/);
    await history.locator('a', { hasText: "Changed a customer's company profile" }).first().click();
    await page.waitForURL(/settings\/activity\//);
    assert.match(await page.locator('main').textContent(), /2nd floor/);
  } },
  { name: 'the vendor chooses whose log to read, exports it, and erases a person from all', async run(t) {
    const page = await t.open({ account: 'northlight', role: 'operator_admin' });
    await page.goto('/operator/partners/estrella');
    await page.locator('main').getByRole('link', { name: 'Activity log' }).click();
    await page.waitForURL(/account=estrella/);
    assert.match(await page.locator('main').textContent(), /Of the account Estrella Solo\./);
    await page.goto('/operator/activity');
    await page.locator('#account').fill('harb');
    await page.locator('form.filters button[type=submit]').click();
    await page.locator('main', { hasText: 'Of the account Harbor Systems.' }).waitFor();
    const csv = await page.request.get('/operator/activity/export?account=harbor&period=all&op=add_customer&format=csv');
    assert.equal(csv.status(), 200);
    assert.ok((await csv.text()).trim().split('\n').length > 10);
    await page.goto('/operator/activity/manage');
    await page.locator('[name=person]').fill('nobody@nowhere.example');
    await page.locator('main .btn-danger').click();
    await page.locator('.error-summary a').first().waitFor();
    assert.equal(await page.locator('[name=person]').inputValue(), 'nobody@nowhere.example');
    assert.deepEqual(await t.axe(page), []);
    await page.locator('[name=person]').fill('z.novak@harbor.example');
    await page.locator('[name=confirm]').fill('ERASE');
    await page.locator('main .btn-danger').click();
    await page.locator('[role=status]', { hasText: /lost (its|their) details/ }).first().waitFor();
  } },
];
