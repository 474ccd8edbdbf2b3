// The end of an account: its deletion with a waiting time, and a merge that both companies and the vendor want.
import assert from 'node:assert/strict';

const words = (page) => page.locator('main').textContent();
const said = (page, text) => page.locator('[role=status]', { hasText: text }).waitFor();
const press = (page, name) => page.locator('main').getByRole('button', { name, exact: true }).click();

export const tests = [
  { name: 'Deletion: what is in the way stands on the page with the way to put it right, on a phone, in French, dark, without script', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'global_admin', width: 360, dark: true, script: false });
    await t.language(page, 'fr');
    await page.goto('/a/harbor/settings/delete-account');
    await page.locator('main a[href="/a/harbor/customers"]').first().waitFor();
    assert.equal(await page.locator('main form [name=number]').count(), 0);
    await t.shot(page, 'delete-account-blocked-phone-dark-fr');
    await t.language(page, 'en');
  } },
  { name: 'Merge: one company invites the other, which accepts; the first confirms by the number, and the vendor refuses with a reason that both read', async run(t) {
    const page = await t.open({ account: 'cobalt', role: 'global_admin' });
    await t.language(page, 'en');
    const other = await t.open({ account: 'alder', role: 'global_admin', width: 360 });
    await t.language(other, 'en');
    await other.goto('/a/alder/settings/identifiers');
    const number = (await words(other)).match(/\d{7}/)[0];
    await page.goto('/a/cobalt/settings/merge');
    assert.match(await words(page), /There was no merge yet[\s\S]*Does not move/);
    await page.getByLabel('The partner\'s number').fill(number);
    await page.getByLabel('Message').fill('We bought Alder & Finch in May.');
    await press(page, 'Invite to merge');
    await said(page, 'You are told when there is an answer');
    const address = new URL(page.url()).pathname.replace('/a/cobalt/', '/a/alder/');
    await t.shot(page, 'merge-invited');
    await other.goto(address);
    await t.shot(other, 'merge-answer-phone');
    await press(other, 'Accept the merge');
    await said(other, 'The other company confirms it next');
    await page.reload();
    await page.locator('main [name=number]').fill(number);
    await press(page, 'Confirm the merge');
    await said(page, 'The vendor decides');
    const desk = await t.open({ account: 'northlight', role: 'operator_admin' });
    await t.language(desk, 'en');
    await desk.goto('/operator/work?kind=account_merge');
    await desk.locator('main table a', { hasText: 'Cobalt Peak' }).first().click();
    await t.shot(desk, 'merge-desk');
    await desk.locator('[name=reason]').fill('Send the contract of sale first.');
    await press(desk, 'Refuse the merge');
    await said(desk, 'Both companies read your reason');
    for (const side of [page, other]) {
      await side.reload();
      assert.match(await words(side), /Refused[\s\S]*Send the contract of sale first/);
    }
  } },
];
