// Several decisions at once in the queues of the vendor's staff: what will happen is shown, then done, and said.
import assert from 'node:assert/strict';

const main = (page) => page.locator('main');
const text = async (page) => (await main(page).textContent()).replace(/\s+/g, ' ');
const desk = async (t, more = {}) => {
  const page = await t.open({ account: 'northlight', role: 'operator_verification', ...more });
  await t.language(page, more.locale === 'fr-FR' ? 'fr' : 'en');
  return page;
};
const pick = async (page, n) => { for (let i = 0; i < n; i++) { await main(page).locator('tbody input[name=id]').nth(i).check(); } };
const act = (page, to) => main(page).locator(`button[name=do][value=${to}]`).click();
const QUEUE = '/operator/customer-qualifications';
const row = (page, name) => main(page).locator('tbody tr', { hasText: name }).locator('input[name=id]').first();
// Partners say of customers what they are; what is asked for waits in the vendor's queue.
async function asked(t, n) {
  const page = await t.open({ account: 'alder', role: 'admin_agent' }), staff = await desk(t);
  await t.language(page, 'en');
  await page.goto('/a/alder/customers');
  const links = (await page.locator('tbody th a').evaluateAll((all) => all.map((a) => [a.textContent, a.getAttribute('href').replace(/\?.*/, '')])));
  const names = [];
  for (const [name, href] of links) {
    if (names.length === n) { break; }
    await page.goto(`${href}/qualifications`);
    const form = main(page).locator('[name=segment]');
    if (!(await form.count())) { continue; }
    await main(page).getByLabel('Education', { exact: true }).check();
    await form.selectOption('k12');
    await page.locator('[name=website]').fill('www.school.example');
    await main(page).getByRole('button', { name: 'Ask for the qualification', exact: true }).first().click();
    if (!/\/qualifications\/[0-9a-f-]{36}$/.test(page.url())) { continue; }
    await staff.goto(`${QUEUE}?state=review`); // another test may have asked for this customer, and it was decided
    if (await row(staff, name.trim()).count()) { names.push(name.trim()); }
  }
  assert.equal(names.length, n);
  return names;
}
const LISTS = [['/operator/company-enrollments?state=submitted', 'approved', 'refused'], ['/operator/enrollments', 'qualified', 'rejected'], ['/operator/payout/exemptions', 'approved', 'rejected'], ['/operator/customer-qualifications', 'approved', 'denied']];

export const tests = [
  { name: 'several qualifications are looked at and denied at once, without JavaScript, and two people do not decide twice', async run(t) {
    const names = await asked(t, 3);
    const page = await desk(t, { script: false }), other = await desk(t);
    await page.goto(`${QUEUE}?state=review`);
    for (const name of names) { await row(page, name).check(); }
    await act(page, 'denied');
    assert.match(await text(page), /Nothing has been changed yet/);
    for (const name of names) { assert.ok((await text(page)).includes(name)); }
    assert.match(await text(page), /Becomes: ?Denied/);
    await t.shot(page, 'several-look');
    await main(page).locator('form .btn-primary').click(); /* no reason */
    assert.match(await main(page).locator('.error-summary').textContent(), /Write the reason/);
    /* Meanwhile somebody else decides on the first. */
    await other.goto(QUEUE);
    await row(other, names[0]).check();
    await act(other, 'approved');
    await main(other).getByRole('button', { name: 'Accept 1 of them' }).click();
    assert.match(await text(other), /1 done\. The partner is told\./);
    await t.shot(other, 'several-done');
    assert.deepEqual(await t.axe(other), []);
    await main(page).locator('[name=reason]').fill('Send an extract of the register that is younger than three months.');
    await main(page).locator('form .btn-primary').click();
    assert.match(await text(page), /2 done, 1 not done\./);
    assert.match(await text(page), new RegExp(`${names[0]}.*Approved.*Not done\\. It does not wait any more`));
    await t.shot(page, 'several-mixed');
    await main(page).getByRole('link', { name: 'Back to the queue' }).click();
    assert.match(page.url(), /customer-qualifications\?state=review/, 'back at the list as it was');
    assert.equal(await row(page, names[1]).count(), 0);
  } },
  { name: 'a list of decisions that is sent twice is done once and says so', async run(t) {
    const page = await desk(t);
    const [name] = await asked(t, 1);
    await page.goto(QUEUE);
    await row(page, name).check();
    await act(page, 'approved');
    const form = await page.evaluate(() => Object.fromEntries(new FormData(document.querySelector('main form'))));
    const action = await page.evaluate(() => document.querySelector('main form').action);
    for (let i = 0; i < 2; i++) {
      const said = await page.request.post(action, { form, headers: { origin: new URL(action).origin } });
      const body = await said.text();
      assert.equal(said.status(), 200, body);
      assert.match(body, i ? /You had decided so already/ : /1 done/);
    }
  } },
  { name: 'the buttons for several decisions stand in the queues and fit a phone, in French and dark', async run(t) {
    let seen = 0;
    await asked(t, 1);
    for (const [path, yes, no] of LISTS) {
      const phone = await t.open({ account: 'northlight', role: 'operator_verification', locale: 'fr-FR', width: 360, height: 740, dark: true, script: false });
      await t.language(phone, 'fr');
      await phone.goto(path);
      const rows = await main(phone).locator('tbody input[name=id]').count();
      if (!rows) { continue; }
      seen++;
      assert.equal(await main(phone).locator(`button[name=do][value=${no}]`).count(), 1, path);
      await pick(phone, rows);
      await act(phone, yes);
      await t.shot(phone, `several-${yes}-${path.split('/')[2].replace(/\?.*/, '')}-360-fr`);
      assert.ok(await t.noScroll(phone) <= 0, path);
    }
    assert.ok(seen >= 2, `rows in ${seen} queues`);
  } },
  { name: 'the week of a queue is seen whole on a phone, with the newest day named', async run(t) {
    for (const width of [360, 1280]) {
      const page = await desk(t, { width, height: 800 });
      await page.goto('/operator/work');
      const chart = main(page).locator('section.chart > svg').filter({ visible: true });
      assert.equal(await chart.count(), 1);
      const { left, right } = await chart.evaluate((e) => e.getBoundingClientRect());
      assert.ok(left >= 0 && right <= width, `${left} to ${right} of ${width}`);
      assert.equal(await chart.locator('rect').count(), 14, 'seven days, two series');
      const days = await main(page).locator('section.chart details th[scope=row]').allTextContents();
      const shown = await chart.locator('text[text-anchor=middle]').allTextContents();
      assert.equal(shown.at(-1), days.at(-1), 'the newest day has its name');
      assert.equal(shown.length, width === 360 ? 4 : 7);
      assert.ok(await chart.locator('text').first().evaluate((e) => e.getBoundingClientRect().height) >= 9);
      await t.shot(page, `week-${width}`);
    }
  } },
];
