// The end of an account: its deletion with a waiting time, and a merge that both companies and the vendor want.
import assert from 'node:assert/strict';
import { addPartner, asStaff, firstSignIn } from './partners.test.mjs';
import { untranslated, word } from '../lib/words.mjs';

const words = (page) => page.locator('main').textContent();
const said = (page, text) => page.locator('[role=status]', { hasText: text }).waitFor();
const press = (page, name) => page.locator('main').getByRole('button', { name, exact: true }).click();

// What is in the way of a deletion is programs: each is left on its own page.
async function leavePrograms(page, at, programs) {
  await page.goto(at);
  for (let i = 0; i < 20 && await page.locator('main section[aria-labelledby=ask] a').count(); i++) {
    await page.locator('main section[aria-labelledby=ask] a', { hasText: 'Programs' }).first().click();
    assert.ok(page.url().endsWith(new URL(programs, page.url()).pathname));
    const left = page.locator('main article').filter({ has: page.locator('.state', { hasText: /^\s*(Active|Restricted|Qualified|Pending)/ }) }).filter({ hasNotText: 'Northlight Guild' });
    await left.first().getByRole('link').first().click();
    await press(page, 'Leave the program');
    await page.goto(at);
  }
}

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
  { name: 'Merge, from the invitation to the end: both agree, the vendor merges, and the invited company is a location of the other, in French on its side', async run(t) {
    const desk = await asStaff(t);
    const one = await addPartner(t, desk), two = await addPartner(t, desk);
    const page = await firstSignIn(t, one), other = await firstSignIn(t, two, { width: 360, height: 740, locale: 'fr-FR' });
    const say = word('fr');
    await t.language(other, 'fr');
    await other.goto(`/a/${two.slug}/settings/identifiers`);
    const number = (await words(other)).match(/\d{7}/)[0];
    await page.goto(`/a/${one.slug}/settings/merge`);
    await page.getByLabel('The partner\'s number').fill(number);
    await page.getByLabel('Message').fill('We bought the company in May.');
    await press(page, 'Invite to merge');
    await said(page, 'You are told when there is an answer');
    // Told: the invited side comes from its actions.
    await other.goto('/me/action-center/actions');
    await other.locator('main a[href*="/settings/merge/"]').first().click();
    assert.ok((await words(other)).includes('We bought the company in May.'));
    assert.deepEqual(await untranslated(other), []);
    await t.shot(other, 'merge-whole-asked-fr-360');
    await press(other, say('Accept the merge'));
    await page.goto('/me/action-center/actions');
    await page.locator('main a[href*="/settings/merge/"]').first().click();
    await press(page, 'Confirm the merge');
    assert.equal(await page.locator('.error-summary').count(), 1, 'the number is asked for');
    await page.locator('main [name=number]').fill(number);
    await press(page, 'Confirm the merge');
    await said(page, 'The vendor decides');
    await desk.goto('/operator/work?kind=account_merge');
    await desk.locator('main table a', { hasText: one.name }).first().click();
    await t.shot(desk, 'merge-whole-desk');
    await press(desk, 'Merge the two accounts');
    for (const [side, state] of [[page, 'Merged'], [other, say('Merged')]]) {
      await side.reload();
      assert.ok((await words(side)).includes(state), state);
    }
    await page.goto(`/a/${one.slug}/settings/locations`);
    assert.match(await words(page), new RegExp(two.name));
    assert.deepEqual(await t.axe(page), []);
    await t.shot(page, 'merge-whole-locations');
    await page.goto(`/a/${one.slug}/settings/merge`);
    assert.match(await words(page), new RegExp(`${two.name}[\\s\\S]*Merged`));
    // A location merges with nobody: its page says so in words, not as a button that is refused.
    await other.goto(`/a/${two.slug}/settings/merge`);
    await t.shot(other, 'merge-whole-location-fr-360');
    assert.equal(await other.locator('main form').count(), 0);
    assert.ok((await words(other)).includes(one.name));
    assert.equal(await t.noScroll(other), 0);
  } },
  { name: 'Deletion, from what is in the way to the waiting time: it is put right from the page, asked for, kept, and asked for again', async run(t) {
    const desk = await asStaff(t), who = await addPartner(t, desk), page = await firstSignIn(t, who), at = `/a/${who.slug}/settings/delete-account`;
    await page.goto(at);
    await t.shot(page, 'delete-account-whole-1');
    await leavePrograms(page, at, `/a/${who.slug}/settings/programs`);
    const number = (await words(page)).match(/\d{7}/)[0];
    await press(page, 'Delete the account');
    assert.equal(await page.locator('.error-summary li').count(), 2, 'a reason and the number');
    assert.deepEqual(await t.axe(page), []);
    await page.locator('main [name=body]').fill('The company ends with the year.');
    await page.locator('main [name=number]').fill(number);
    await press(page, 'Delete the account');
    assert.match(await words(page), /To be deleted[\s\S]*Keep the account/);
    await t.shot(page, 'delete-account-whole-2');
    await press(page, 'Keep the account');
    assert.match(await words(page), /Taken back/);
    await page.locator('main [name=body]').fill('It does end.');
    await page.locator('main [name=number]').fill(number);
    await press(page, 'Delete the account');
    assert.match(await words(page), /To be deleted/);
    await page.goto('/me/action-center/notifications');
    assert.match(await words(page), new RegExp(`${who.name} is to be deleted`));
  } },
];
