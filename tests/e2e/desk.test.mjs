// The vendor's lists and queues: columns and views of the list of partners, and what every queue has in the same way.
import assert from 'node:assert/strict';

const main = (page) => page.locator('main');
const words = (page) => page.locator('main').textContent();
const QUEUES = ['verification', 'enrollments', 'company-enrollments', 'support', 'customer-qualifications', 'payout', 'payout/exemptions', 'work'];
const admin = (t, options = {}) => t.open({ account: 'northlight', role: 'operator_admin', ...options });

export const tests = [
  { name: 'the list of partner accounts has columns, density and views of each person', async run(t) {
    const page = await admin(t);
    await page.goto('/operator/partners?kind=reseller');
    await main(page).locator('summary', { hasText: 'Columns' }).click();
    await main(page).getByLabel('Place', { exact: true }).uncheck();
    await main(page).getByLabel('Name in addresses').check();
    await t.shot(page, 'desk-partners-columns');
    await main(page).locator('details[open] button', { hasText: 'Apply' }).click();
    assert.match(page.url(), /cols=/);
    assert.match(page.url(), /kind=reseller/, 'filters stay');
    const heads = await main(page).locator('thead th').allTextContents();
    assert.ok(heads.some((x) => /Name in addresses/.test(x)) && !heads.some((x) => /Place/.test(x)), heads.join());
    await main(page).locator('summary', { hasText: 'Save view' }).click();
    await main(page).getByLabel('Save this view as').fill('Resellers');
    await main(page).locator('details[open] button', { hasText: /^Save$/ }).click();
    assert.match(await words(page), /View Resellers is saved/);
    await page.goto('/operator/partners');
    await main(page).getByRole('link', { name: 'Resellers', exact: true }).click();
    assert.match(page.url(), /kind=reseller/);
    await main(page).getByRole('link', { name: 'Compact' }).click();
    assert.equal(await main(page).locator('[data-density=compact]').count(), 1);
    await t.shot(page, 'desk-partners-view');
    assert.deepEqual(await t.axe(page), []);
    await page.goto('/operator/partners?kind=reseller&cols=name,state,address');
    await main(page).getByRole('link', { name: 'Resellers', exact: true }).click();
    await main(page).locator('summary', { hasText: 'Save view' }).click();
    await main(page).getByRole('button', { name: 'Remove view Resellers' }).click();
    assert.equal(await main(page).getByRole('link', { name: 'Resellers', exact: true }).count(), 0);
  } },
  { name: 'every queue has a chart of the week with its table, filters by whose it is, and no sideways scroll', async run(t) {
    for (const look of [{}, { width: 360, dark: true }]) {
      const page = await admin(t, look);
      if (look.width) await t.language(page, 'fr');
      for (const queue of QUEUES) {
        await page.goto(`/operator/${queue}`);
        assert.equal(await main(page).locator('section.chart svg[role=img]:visible').count(), 1, queue);
        assert.equal(await main(page).locator('section.chart table tbody tr').count(), 7, queue);
        assert.ok(await main(page).locator('select[name=whose], select[name=assigned]').count(), queue);
        assert.ok(await t.noScroll(page) <= 0, queue);
        assert.deepEqual(await t.axe(page), [], queue);
        await t.shot(page, `desk-${look.width ? '360-' : ''}${queue.replace('/', '-')}`);
      }
      if (look.width) await t.language(page, 'en');
    }
  } },
  { name: 'a row of a queue is taken by its keys and given back without script', async run(t) {
    const page = await admin(t);
    await page.goto('/operator/payout');
    const who = () => main(page).locator('tbody tr').first().locator('td[data-label="Who works on it"]').textContent();
    assert.match(await who(), /Nobody yet/);
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    assert.equal(await main(page).locator('tbody input[name=id]:checked').count(), 1);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('a')]);
    assert.match(page.url(), /\/operator\/payout$/);
    assert.match(await words(page), /1 is yours now/);
    assert.doesNotMatch(await who(), /Nobody yet/);
    const bare = await admin(t, { script: false });
    await bare.goto('/operator/payout?whose=mine');
    await main(bare).locator('tbody input[name=id]').first().check();
    await main(bare).getByRole('button', { name: 'Release' }).click();
    assert.match(bare.url(), /\/operator\/payout\?whose=mine$/);
    assert.match(await words(bare), /1 is released/);
  } },
  { name: 'every queue gives what it shows as a file', async run(t) {
    const page = await admin(t);
    for (const queue of QUEUES) {
      for (const format of ['csv', 'xlsx']) {
        const file = await page.request.get(`/operator/${queue}/export?format=${format}`);
        assert.equal(file.status(), 200, queue);
        assert.match(file.headers()['content-disposition'], new RegExp(`\\.${format}"`), queue);
      }
    }
  } },
];
