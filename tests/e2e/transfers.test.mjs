// Subscriptions go from one partner of a customer to another.
import assert from 'node:assert/strict';

const main = (page) => page.locator('main');
const words = async (page) => (await main(page).textContent()).replace(/\s+/g, ' ');
async function customer(page, account) {
  await page.goto(`/a/${account}/customers?q=Transalpin`);
  await main(page).getByRole('link', { name: 'Transalpin Machines', exact: true }).click();
  await page.waitForURL(/customers\/[0-9a-f-]{36}/);
  return new URL(page.url()).pathname.match(/^\/a\/[^/]+\/customers\/[0-9a-f-]{36}/)[0];
}

export const tests = [
  { name: 'I5-TRANSFER a partner asks another for subscriptions, which chooses what goes on a phone in French; both see what moved', async run(t) {
    const page = await t.open({ account: 'cobalt', role: 'admin_agent' });
    await t.language(page, 'en');
    const at = await customer(page, 'cobalt');
    await main(page).getByRole('link', { name: 'Transfers', exact: true }).click();
    await page.waitForURL(/\/transfers$/);
    assert.match(await words(page), /Alder & Finch\s*From the other partner to this account\s*Rejected/);
    await t.shot(page, 'transfers');
    assert.deepEqual(await t.axe(page), []);
    await page.getByRole('link', { name: 'Ask for subscriptions' }).click();
    await page.waitForURL(/\/take$/);
    await page.getByRole('button', { name: 'Ask the other partner' }).click();
    await page.locator('.error-summary', { hasText: 'Enter the number of the other partner' }).waitFor();
    const giver = await t.open({ account: 'alder', role: 'admin_agent', width: 360, height: 740, dark: true, script: false });
    await t.language(giver, 'en');
    const given = (await customer(giver, 'alder'));
    await giver.goto(`${given}/transfers`);
    await main(giver).locator('tbody a').first().click(); /* the demo's: Cobalt rejected it */
    assert.match(await words(giver), /ask again in January/);
    assert.match(await words(giver), /Hugo Lefèvre/);
    assert.doesNotMatch(await words(giver), /Ethan Cole/, "the other side's people are its own affair");
    await giver.goto('/a/alder/settings/identifiers');
    const number = (await words(giver)).match(/\d{7}/)[0];
    await page.getByLabel('Number of the other partner').fill(number);
    await page.getByLabel('Number of the reseller').fill('99999999');
    await page.getByRole('button', { name: 'Ask the other partner' }).click();
    await page.locator('.error-summary', { hasText: 'No partner has this number' }).waitFor();
    await page.getByLabel('Number of the reseller').fill('');
    await page.getByLabel('Message').fill('We have run their office since May.');
    await t.shot(page, 'transfer-ask');
    await page.getByRole('button', { name: 'Ask the other partner' }).click();
    await page.locator('[role=status]', { hasText: 'The other partner is asked' }).waitFor();
    await t.shot(page, 'transfer-asked');
    assert.deepEqual(await t.axe(page), []);
    assert.match(await words(page), /Asked by/);
    const one = new URL(page.url()).pathname.replace('/a/cobalt/', '/a/alder/');
    await giver.goto(one);
    await t.language(giver, 'fr');
    await giver.goto(one);
    await t.shot(giver, 'transfer-answer-fr-360');
    assert.ok(await t.noScroll(giver) <= 0);
    assert.match(await words(giver), /Accepter et transférer/);
    const ticks = giver.locator('main input[type=checkbox]');
    assert.ok(await ticks.count() > 0, 'Alder sells something to the customer');
    const chosen = await giver.locator('main label.option').first().textContent();
    for (const tick of (await ticks.all()).slice(1)) await tick.uncheck();
    await giver.getByRole('button', { name: 'Accepter et transférer' }).click();
    await giver.locator('[role=status]', { hasText: 'Les abonnements ont été transférés' }).waitFor();
    await t.shot(giver, 'transfer-done-fr-360');
    await t.language(giver, 'en');
    await page.reload();
    assert.match(await words(page), /Completed/);
    assert.ok((await words(page)).includes(chosen.trim().replace(/ \(\d+\)$/, '')));
    await t.shot(page, 'transfer-done');
    assert.deepEqual(await t.axe(page), []);
    await main(page).locator('table a').first().click();
    await page.waitForURL(/\/subscriptions\//);
    assert.match(await words(page), /Came from another partner: Alder & Finch/);
    await page.goto(`${at}/transfers`);
    await main(page).getByRole('link', { name: 'Transfer subscriptions away' }).click();
    await page.waitForURL(/\/give$/);
    await t.shot(page, 'transfer-give');
    assert.deepEqual(await t.axe(page), []);
  } },
];
