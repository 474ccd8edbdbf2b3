// The Action Center as people use it: what they were told and have to do, what they are mailed and where; the vendor's
// announcements and stopped addresses; the mailbox of a demo.
import assert from 'node:assert/strict';

const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
// Goes to the page again until something holds: jobs tell and mail a moment later.
async function until(page, path, holds, what) {
  for (const end = Date.now() + 20000; Date.now() < end; await sleep(200)) {
    await page.goto(path);
    if (await holds()) return;
  }
  assert.fail(`not in time: ${what}`);
}
const main = (page) => page.locator('main');
const said = (page) => page.locator('main [role=status]').first().textContent();
const press = (page, name, within = main(page)) => within.getByRole('button', { name, exact: true }).first().click();
const inRow = (page, row, name) => page.locator('tbody tr', { hasText: row }).getByRole('button', { name }).click();
// The newest mail of this title in the demo's mailbox, opened.
async function openMail(page, title) {
  await until(page, '/mailbox', async () => await page.getByRole('link', { name: title }).count() > 0, `mail "${title}"`);
  await page.getByRole('link', { name: title }).first().click();
}

export const tests = [
  { name: 'SC087 the Action Center shows actions, notifications and preferences, and the address for notices can be changed', async run(t) {
    const page = await t.open({ role: 'admin_agent' });
    await page.goto('/me/action-center');
    for (const tab of ['Actions', 'Notifications', 'Notices and mail']) assert.ok(await main(page).getByRole('link', { name: new RegExp(`^${tab}`) }).count(), tab);
    // Actions: a recommended one is archived and put back.
    await page.goto('/me/action-center/actions');
    await inRow(page, 'Choose what you are mailed', /^Archive/);
    assert.match(await said(page), /1 notification is archived/);
    await page.goto('/me/action-center/actions?show=archived');
    await inRow(page, 'Choose what you are mailed', /^Put back/);
    // Notifications: one is read, all are, one is archived and found again by the filter.
    await page.goto('/me/action-center/notifications');
    const rows = await page.locator('tbody tr').count();
    await page.locator('tbody').getByRole('button', { name: /^Mark as read/ }).first().click();
    assert.match(await said(page), /1 notification is marked as read/);
    await press(page, 'Mark all as read');
    assert.equal(await page.locator('tbody').getByRole('button', { name: /^Mark as read/ }).count(), 0);
    await page.locator('tbody tr', { hasText: 'Welcome to the partner center' }).locator('input[type=checkbox]').check();
    await press(page, 'Archive', page.locator('.batch'));
    await main(page).getByText('1 notification is archived').waitFor();
    assert.equal(await page.locator('tbody tr').count(), rows - 1);
    await page.locator('select[name=show]').selectOption('archived');
    await press(page, 'Apply');
    assert.match(await page.locator('tbody').textContent(), /Welcome to the partner center/);
    const file = await page.request.get('/me/action-center/notifications/export?format=csv&show=archived');
    assert.match(await file.text(), /Welcome to the partner center/);
    // Preferences: what is mailed, and the hour.
    await page.goto('/me/action-center/preferences');
    await page.getByLabel('Finished tasks').selectOption('digest');
    await page.getByLabel('Hour of the daily digest').selectOption('17');
    await press(page, 'Save');
    assert.match(await said(page), /Your choices are saved/);
    assert.equal(await page.getByLabel('Finished tasks').inputValue(), 'digest');
    assert.equal(await page.getByLabel('Hour of the daily digest').inputValue(), '17');
    assert.equal(await page.getByLabel('Security of your sign-in').count(), 0, 'cannot be switched off');
    await page.goto('/me/action-center/actions?show=done');
    assert.match(await main(page).textContent(), /Choose what you are mailed/, 'choosing was the action');
    // Another address: nothing changes before the link is followed and its button pressed.
    await page.goto('/me/action-center/preferences');
    await page.getByLabel('Another address').fill('abeni');
    await press(page, 'Send the link');
    assert.match(await page.locator('.error-summary').textContent(), /Enter an e-mail address/);
    assert.equal(await page.getByLabel('Another address').inputValue(), 'abeni', 'what was typed stays');
    await page.getByLabel('Another address').fill('abeni@home.example');
    await press(page, 'Send the link');
    assert.match(await main(page).textContent(), /abeni@home\.example waits to be confirmed/);
    await openMail(page, 'Confirm this address for your notices');
    const link = await page.locator('.letter-text a').first().getAttribute('href');
    await page.goto(link);
    await press(page, 'Confirm this address');
    assert.match(await main(page).textContent(), /Your notices go to abeni@home\.example, which you have confirmed/);
    await page.goto(link);
    assert.match(await main(page).textContent(), /This address is confirmed/, 'the link says so when it is used again');
    await openMail(page, 'The address for your notices was changed');
    assert.match(await main(page).textContent(), /a\.okonjo@harbor\.example/, 'the old address is told');
    await page.goto('/me/action-center/preferences');
    await press(page, 'Use the sign-in address again');
    assert.match(await main(page).textContent(), /Your notices go to your sign-in address/);
  } },
  { name: 'SC108 the bell opens with the newest notices, announcements among them, and says how many are unread', async run(t) {
    const page = await t.open({ account: 'mooring' }); // nobody else tells them anything, so the announcement stays among the newest
    await until(page, '/me/action-center', async () => /closed for an hour/.test(await page.locator('.panel-notices').textContent()), 'the announcement is told');
    const bell = page.locator('summary', { has: page.locator('.badge') });
    const before = Number(await page.locator('.badge').first().textContent());
    assert.ok(before >= 2);
    await bell.first().click();
    const panel = page.locator('.panel-notices');
    await panel.waitFor({ state: 'visible' });
    assert.match(await panel.textContent(), /The center is closed for an hour on Sunday/);
    for (const name of ['All notifications', 'Actions', 'Notices and mail']) assert.ok(await panel.getByRole('link', { name }).isVisible(), name);
    await panel.getByRole('link', { name: 'The center is closed for an hour on Sunday' }).click();
    await page.waitForURL(/\/me\/announcements\//);
    assert.match(await main(page).textContent(), /from 04:00 to 05:00 UTC/);
    await until(page, '/me/action-center', async () => Number(await page.locator('.badge').first().textContent().catch(() => '0')) === before - 1, 'followed is read');
    await page.goto('/');
    assert.match(await main(page).textContent(), /Announcements/);
    const harbor = await t.open();
    await harbor.goto('/');
    assert.match(await main(harbor).locator('section', { has: harbor.locator('#pending') }).textContent(), /Choose what you are mailed/);
  } },
  { name: 'what a person is mailed can be chosen in French, on a phone, without script', async run(t) {
    const page = await t.open({ account: 'alder', role: 'global_admin', script: false, width: 360, height: 740 });
    await t.language(page, 'fr'); /* whatever language another journey left */
    await page.goto('/me/action-center/preferences');
    assert.equal((await page.locator('html').getAttribute('lang')).slice(0, 2), 'fr');
    await page.getByLabel('Annonces').selectOption('off');
    await press(page, 'Enregistrer');
    assert.match(await said(page), /Vos choix sont enregistrés/);
    assert.equal(await page.getByLabel('Annonces').inputValue(), 'off');
    assert.ok(await t.noScroll(page) <= 0);
    await page.goto('/me/action-center/notifications');
    await page.locator('tbody').getByRole('button', { name: /^Marquer comme lu/ }).first().click();
    assert.match(await said(page), /1 notification est marquée comme lue/);
    await openMail(page, 'Bienvenue dans l’Espace partenaires');
    assert.match(await page.locator('.letter-text').textContent(), /Bonjour Camille,/);
    await t.shot(page, 'notices-mail-fr-360');
  } },
  { name: 'a mail stops its kind by a link in it, without signing in', async run(t) {
    const page = await t.open({ role: 'billing_admin' });
    await openMail(page, 'Welcome to the partner center');
    const link = await page.locator('.letter-text a[href^="/stop-mail/"]').getAttribute('href');
    const nobody = await t.open({ anonymous: true });
    await nobody.goto(link);
    assert.match(await main(nobody).textContent(), /Stop all mail of the kind “Your account”\?/);
    assert.deepEqual(await t.axe(nobody), []);
    await press(nobody, 'Stop this mail');
    assert.match(await main(nobody).textContent(), /You get no mail of the kind “Your account” any more/);
    await page.goto('/me/action-center/preferences');
    assert.equal(await page.getByLabel('Your account').inputValue(), 'off');
    assert.equal((await nobody.goto(`${link}x`)).status(), 404);
  } },
  { name: 'the vendor writes an announcement in both languages, looks at it, publishes it for some and withdraws it', async run(t) {
    const operator = await t.open({ account: 'northlight', role: 'operator_admin' });
    await operator.goto('/operator/announcements/new');
    await press(operator, 'Save the draft');
    assert.match(await operator.locator('.error-summary').textContent(), /Enter the title \(English\)/);
    assert.deepEqual(await t.axe(operator), []);
    const fill = async (name, text) => operator.locator(`[name=${name}]`).fill(text);
    await fill('title_en', 'Price list of the spring');
    await fill('body_en', 'It holds from March.\nLook at Pricing.');
    await fill('title_fr', 'Tarifs du printemps');
    await fill('body_fr', 'Valables à partir de mars.');
    await operator.getByLabel('Direct-bill partner').check();
    await press(operator, 'Save the draft');
    assert.match(await main(operator).textContent(), /As partners read it.*Price list of the spring.*It holds from March\..*Tarifs du printemps/s);
    await t.shot(operator, 'notices-announcement-preview');
    assert.deepEqual(await t.axe(operator), []);
    await press(operator, 'Publish');
    assert.match(await said(operator), /The announcement is published/);
    const french = await t.open({ account: 'alder', role: 'admin_agent' }); // a direct partner
    await until(french, '/me/action-center/notifications', async () => /Tarifs du printemps/.test(await main(french).textContent()), 'told in French');
    await french.goto('/');
    await main(french).getByRole('link', { name: 'Tarifs du printemps' }).click();
    assert.match(await main(french).textContent(), /Valables à partir de mars\./);
    assert.deepEqual(await t.axe(french), []);
    const url = french.url();
    const provider = await t.open(); // no direct partner
    await provider.goto('/me/action-center/notifications');
    assert.doesNotMatch(await main(provider).textContent(), /Price list of the spring/);
    assert.equal((await provider.goto(url)).status(), 404);
    await press(operator, 'Withdraw');
    assert.match(await said(operator), /withdrawn/);
    await until(french, '/me/action-center/notifications', async () => !/Tarifs du printemps/.test(await main(french).textContent()), 'taken back');
    assert.equal((await french.goto(url)).status(), 404);
  } },
  { name: 'mail to an address is stopped by the vendor; the person is told why in the bell, an admin sees it, and it is lifted', async run(t) {
    const operator = await t.open({ account: 'northlight', role: 'operator_admin' });
    await operator.goto('/operator/mail/stopped');
    await press(operator, 'Stop mail');
    assert.match(await operator.locator('.error-summary').textContent(), /Enter an e-mail address/);
    await operator.locator('input[name=address]').fill('w.li@harbor.example');
    await operator.locator('input[name=why]').fill('The mailbox was taken over');
    await press(operator, 'Stop mail');
    assert.match(await said(operator), /Mail to w\.li@harbor\.example is stopped/);
    assert.deepEqual(await t.axe(operator), []);
    const person = await t.open({ role: 'helpdesk_agent' });
    await person.goto('/me/action-center/actions');
    assert.match(await main(person).textContent(), /Mail does not reach w\.li@harbor\.example.*Mandatory/s);
    const admin = await t.open();
    await admin.goto(`/a/${t.account}/settings/mail`);
    assert.match(await main(admin).textContent(), /w\.li@harbor\.example.*The mailbox was taken over/s);
    assert.deepEqual(await t.axe(admin), []);
    await person.goto('/me/action-center/preferences');
    assert.match(await main(person).textContent(), /The vendor stopped mail to it\..*The mailbox was taken over/s);
    await t.shot(person, 'notices-stopped');
    assert.deepEqual(await t.axe(person), []);
    await press(person, 'This address works again');
    assert.match(await said(person), /Mail goes to this address again/);
    await person.goto('/me/action-center/actions');
    assert.doesNotMatch(await main(person).textContent(), /Mail does not reach/);
    await admin.goto(`/a/${t.account}/settings/mail`);
    assert.match(await main(admin).textContent(), /All mail arrives/);
  } },
  { name: 'the vendor sends a test mail and sees what became of it', async run(t) {
    const operator = await t.open({ account: 'northlight', role: 'operator_admin' });
    await operator.goto('/operator/mail');
    await operator.locator('input[name=to]').fill('somebody@far.example');
    await press(operator, 'Send a test mail');
    assert.match(await said(operator), /waits to be sent/);
    await until(operator, '/operator/mail?state=sent', async () => /somebody@far\.example/.test(await main(operator).textContent()), 'sent');
    await openMail(operator, 'Mail from your partner center works');
    await operator.getByRole('link', { name: 'As a mail program shows it' }).click();
    assert.match(await operator.locator('h1').textContent(), /Mail from your partner center works/);
    await t.shot(operator, 'notices-letter');
    assert.deepEqual(await t.axe(operator), []);
  } },
  { name: 'nobody reads another person’s mail in the mailbox', async run(t) {
    const mine = await t.open();
    await openMail(mine, 'Welcome to the partner center');
    const url = mine.url();
    const other = await t.open({ role: 'account_admin' });
    assert.equal((await other.goto(url)).status(), 404);
    assert.equal((await other.goto(`${url}/html`)).status(), 404);
  } },
];
