// Referrals settings: preferences and routing.
import assert from 'node:assert/strict';

const words = (page) => page.locator('main').textContent();
const press = async (page, name) => { await Promise.all([page.waitForNavigation(), page.locator('main').getByRole('button', { name, exact: true }).click()]); };

export const tests = [
  { name: 'SC030 preferences and routing of referrals are set, and rules are put in order', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'referrals_admin' });
    await t.language(page, 'en');
    await page.goto('/a/harbor/settings/referrals');
    await t.shot(page, 'referrals');
    const before = await page.locator('main table tbody tr').count();
    await page.locator('[name=per_week]').fill('many');
    await press(page, 'Save');
    assert.match(await words(page), /Enter a whole number, 0 to 10,000/);
    assert.equal(await page.locator('[name=per_week]').inputValue(), 'many');
    await page.locator('[name=per_week]').fill('9');
    await page.locator('[name=solutions]').selectOption(['security', 'data']);
    await press(page, 'Save');
    assert.match(await words(page), /Takes referrals/);
    assert.equal(await page.locator('[name=per_week]').inputValue(), '9');
    await page.locator('main').getByRole('link', { name: 'Add a rule' }).click();
    await page.locator('[name=countries]').selectOption(['NL']);
    await page.locator('[name=person]').fill('nobody@harbor.example');
    await press(page, 'Save');
    assert.match(await words(page), /Nobody of your people who can sign in has this name/);
    await t.shot(page, 'referrals-rule-refused');
    await page.locator('[name=person]').fill('');
    await press(page, 'Save');
    const rows = page.locator('main table tbody tr');
    assert.equal(await rows.count(), before + 1);
    await Promise.all([page.waitForNavigation(), rows.nth(before).getByRole('button', { name: /^Up/ }).click()]);
    assert.match(await rows.nth(before - 1).textContent(), /Nobody in particular/);
    await Promise.all([page.waitForNavigation(), rows.nth(before - 1).getByRole('button', { name: /^Remove/ }).click()]);
    assert.equal(await rows.count(), before);
  } },
  { name: 'referrals settings on a phone, in French, dark and without script', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'referrals_admin', width: 360, height: 740, locale: 'fr-FR', script: false, dark: true });
    await t.language(page, 'fr');
    try {
      for (const [path, name] of [['/a/harbor/settings/referrals', 'settings'], ['/a/harbor/settings/referrals/rules/new', 'rule']]) {
        await page.goto(path);
        assert.ok(await t.noScroll(page) <= 0, path);
        await t.shot(page, `referrals-fr-${name}`);
      }
      await page.goto('/a/harbor/settings/referrals');
      await page.locator('main table tbody a').first().click();
      assert.equal(await page.locator('main').getByRole('button', { name: 'Monter', exact: true }).count(), 1);
      assert.ok(await t.noScroll(page) <= 0);
      await t.shot(page, 'referrals-fr-one');
    } finally { await t.language(page, 'en'); }
  } },
  { name: 'the vendor sees on the page of a partner which referrals it takes', async run(t) {
    const desk = await t.open({ anonymous: true });
    await t.signIn(desk, t.demo.portal.find((x) => [].concat(x.roles).join(' ').includes('operator_admin')));
    await desk.goto('/operator/partners/harbor');
    assert.match(await words(desk), /Referrals settings[\s\S]*Takes referrals[\s\S]*Belgium, Germany, Luxembourg, Netherlands/);
    await t.shot(desk, 'referrals-desk');
    await desk.goto('/operator/partners/cobalt');
    assert.match(await words(desk), /Takes no referrals/);
    await desk.goto('/operator/privacy');
    await desk.locator('[name=archive_days]').fill('0');
    await press(desk, 'Save');
    assert.match(await words(desk), /Enter a whole number, 1 to 30/);
    await t.shot(desk, 'privacy-rules');
  } },
];
