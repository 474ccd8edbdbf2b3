// Help + support from both sides: a partner asks, the vendor's desk asks back, answers and closes; as each of them sees it.
import assert from 'node:assert/strict';

const words = (page) => page.locator('main').textContent();
const good = async (t, page, name) => { await t.shot(page, `support-${name}`); assert.deepEqual(await t.axe(page), [], name); assert.ok(await t.noScroll(page) <= 0, name); };
const send = (page) => page.locator('#answer [type=submit]').click();

async function asStaff(t, options = {}) {
  const page = await t.open({ anonymous: true, ...options });
  await t.signIn(page, t.demo.portal.find((x) => [].concat(x.roles).join(' ').includes('operator_admin')));
  if (options.locale === 'fr-FR') await t.language(page, 'fr');
  return page;
}

async function ask(page, summary, seen = async () => {}) {
  await page.locator('select[name=problem]').selectOption('howto');
  await page.locator('input[name=summary]').fill(summary);
  await seen('start');
  await page.locator('main form .btn-primary').click();
  await seen('solutions');
  await page.locator('main form .btn-primary').click();
  await page.locator('.error-summary').waitFor(); // details are asked for
  await page.locator('textarea[name=details]').fill('I looked at the page and do not see where.\nWhat do I do?');
  await page.locator('input[name=severity][value=critical]').check();
  await seen('details');
  await page.locator('main form .btn-primary').click();
  await page.waitForURL('**/support/requests/*');
  return page.url().split('/').pop();
}

export const tests = [
  { name: 'a partner asks for help from a page, the desk asks back, answers and closes, and the partner reopens', async run(t) {
    const partner = await t.open({ account: 'harbor', role: 'helpdesk_agent' });
    await partner.goto('/a/harbor/customers');
    await partner.locator('summary[aria-label=Help]').click();
    await partner.getByRole('link', { name: 'Contact support' }).click();
    assert.equal(await partner.locator('select[name=workspace]').inputValue(), 'customers', 'filled in from the page one came from');
    const summary = `Where do I import customers from a file? ${Date.now()}`;
    const id = await ask(partner, summary, (name) => good(t, partner, `new-${name}`));
    for (const answer of ['What this means', 'Why it is so', 'What happens next', 'Who has to act', 'By when']) assert.ok((await words(partner)).includes(answer), answer);
    await good(t, partner, 'one');

    const desk = await asStaff(t);
    await desk.goto('/operator/support/settings');
    await good(t, desk, 'settings');
    await desk.goto('/operator/support?severity=critical&language=en');
    await good(t, desk, 'queue');
    const file = await desk.request.get('/operator/support/export?severity=critical&format=csv');
    assert.equal(file.status(), 200);
    assert.ok((await file.text()).includes(summary), 'the export holds what the queue shows');
    await desk.getByRole('link', { name: summary }).click();
    await desk.getByRole('button', { name: 'Take it' }).click();
    await desk.locator('select[name=how]').selectOption('note');
    await desk.locator('textarea[name=text]').fill('Only for us.');
    await send(desk);
    await desk.locator('select[name=how]').selectOption('ask');
    await desk.locator('textarea[name=text]').fill('How large is the file?');
    await send(desk);
    await good(t, desk, 'desk');

    await partner.goto('/me/action-center/actions');
    await partner.locator('main').getByRole('link', { name: /Answer the question/ }).first().click();
    assert.equal(partner.url().split('/').pop(), id);
    assert.match(await words(partner), /Waiting for your answer[\s\S]*How large is the file\?/);
    assert.doesNotMatch(await words(partner), /Only for us/);
    await good(t, partner, 'asked');
    await partner.locator('textarea[name=text]').fill('300 rows.');
    await send(partner);

    await desk.goto(`/operator/support/${id}`);
    await desk.locator('select[name=how]').selectOption('close');
    await desk.locator('textarea[name=text]').fill('Customers, Import from a file.');
    await send(desk);
    await partner.goto('/a/harbor/support');
    await good(t, partner, 'list');
    await partner.getByRole('link', { name: summary }).click();
    assert.match(await words(partner), /Closed[\s\S]*Import from a file/);
    await partner.locator('textarea[name=text]').fill('The page says I may not.');
    await partner.locator('#reopen [type=submit]').click();
    assert.match(await words(partner), /Waiting for support[\s\S]*The page says I may not/);
    await partner.getByRole('button', { name: 'Close the request' }).click();
    assert.match(await words(partner), /Closed/);
  } },
  { name: 'both sides on a phone, in French, dark and without script', async run(t) {
    const partner = await t.open({ account: 'alder', role: 'global_admin', width: 360, height: 740, locale: 'fr-FR', script: false, dark: true });
    await t.language(partner, 'fr');
    await partner.goto('/a/alder/support/new?from=catalog');
    const id = await ask(partner, `Où sont les listes de prix ? ${Date.now()}`, async (name) => { await t.shot(partner, `support-fr-new-${name}`); assert.ok(await t.noScroll(partner) <= 0, name); });
    assert.match(await words(partner), /En attente du support[\s\S]*Le support du fournisseur/);
    assert.ok(await t.noScroll(partner) <= 0);
    await t.shot(partner, 'support-fr-one');
    const desk = await asStaff(t, { width: 360, height: 740, locale: 'fr-FR', script: false });
    try {
      await desk.goto('/operator/support?language=fr');
      assert.ok(await t.noScroll(desk) <= 0);
      await t.shot(desk, 'support-fr-queue');
      await desk.goto(`/operator/support/${id}`);
      await desk.locator('textarea[name=text]').fill('Dans l’espace Tarification.');
      await send(desk);
      assert.match(await words(desk), /Dans l’espace Tarification/);
      assert.ok(await t.noScroll(desk) <= 0);
      await t.shot(desk, 'support-fr-desk');
    } finally { await t.language(desk, 'en'); }
    await partner.goto(`/a/alder/support/requests/${id}`);
    assert.match(await words(partner), /Dans l’espace Tarification/);
  } },
  { name: 'files with messages and an appointment, on a phone and in French', async run(t) {
    const partner = await t.open({ account: 'harbor', role: 'helpdesk_agent' });
    await t.language(partner, 'en');
    await partner.goto('/a/harbor/support/new?from=customers');
    const id = await ask(partner, `The list is cut off ${Date.now()}`);
    await partner.locator('textarea[name=text]').fill('What it looks like is in the file.');
    await partner.locator('input[name=files]').setInputFiles({ name: 'page.txt', mimeType: 'text/plain', buffer: Buffer.from('<html><script>1</script></html>') });
    await send(partner);
    assert.match(await words(partner), /page\.txt/, 'refused with its name');
    assert.equal(await partner.locator('textarea[name=text]').inputValue(), 'What it looks like is in the file.');
    await partner.locator('input[name=files]').setInputFiles({ name: 'list.txt', mimeType: 'text/plain', buffer: Buffer.from('Alder\nBirch\n') });
    await send(partner);
    const link = partner.getByRole('link', { name: 'list.txt' });
    const file = await partner.request.get(await link.getAttribute('href'));
    assert.equal(await file.text(), 'Alder\nBirch\n');
    assert.match(file.headers()['content-disposition'], /^attachment/);
    await good(t, partner, 'files');

    await partner.getByRole('link', { name: 'Propose an appointment' }).click();
    const day = new Date(Date.now() + 7 * 86400000);
    while ([0, 6].includes(day.getUTCDay())) day.setUTCDate(day.getUTCDate() + 1);
    await partner.locator('input[name=date]').fill(day.toISOString().slice(0, 10));
    await partner.locator('input[name=time]').fill('03:00');
    await partner.locator('input[name=place]').fill('+33 1 23 45 67 89');
    await partner.locator('main form .btn-primary').click();
    assert.match(await words(partner), /can be reached Monday to Friday/);
    await good(t, partner, 'appointment-refused');
    await partner.locator('input[name=time]').fill('11:00');
    await partner.locator('main form .btn-primary').click();
    await partner.waitForURL('**/appointments/*');
    for (const answer of ['What this means', 'Why it is so', 'What happens next', 'Who has to act', 'By when']) assert.ok((await words(partner)).includes(answer), answer);
    assert.match(await words(partner), /Your time[\s\S]*Time of the support desk/);
    await good(t, partner, 'appointment');
    const place = partner.url().split('/').pop();

    const desk = await asStaff(t, { width: 360, height: 740, locale: 'fr-FR', script: false });
    try {
      await desk.goto(`/operator/support/${id}`);
      assert.ok(await t.noScroll(desk) <= 0);
      await desk.goto(`/operator/support/appointments/${place}`);
      assert.ok(await t.noScroll(desk) <= 0);
      await t.shot(desk, 'support-fr-appointment');
      await desk.getByRole('button', { name: 'Accepter l’heure' }).click();
      assert.match(await words(desk), /Confirmé/);
    } finally { await t.language(desk, 'en'); }
    await partner.reload();
    assert.match(await words(partner), /Confirmed/);
    const calendar = await partner.request.get(await partner.getByRole('link', { name: 'Calendar file' }).getAttribute('href'));
    assert.match(await calendar.text(), /BEGIN:VCALENDAR[\s\S]*STATUS:CONFIRMED/);
  } },
  { name: 'a request about a customer is opened on its page, seen there and answered', async run(t) {
    const page = await t.open({ account: 'alder', role: 'global_admin' });
    await t.language(page, 'en');
    await page.goto('/a/alder/customers');
    const link = page.locator('main table th[scope=row] a').nth(2), name = (await link.textContent()).trim();
    await link.click();
    await page.locator('nav.tabs').getByRole('link', { name: 'Support requests' }).click();
    const at = new URL(page.url()).pathname;
    await page.locator('main', { hasText: 'No support request about this customer yet' }).waitFor();
    await page.getByRole('link', { name: 'Contact support' }).click();
    await page.locator('main', { hasText: name }).waitFor();
    await page.getByRole('button', { name: 'Review solutions' }).click();
    await page.locator('.error-summary').waitFor();
    await page.getByLabel('Kind of problem').selectOption({ index: 1 });
    await page.getByLabel('The problem in one sentence').fill('Their seats do not come');
    await page.getByRole('button', { name: 'Review solutions' }).click();
    await page.getByLabel('Details').fill('Ordered, paid, not there.');
    await page.getByRole('button', { name: 'Create support request' }).click();
    await page.locator('main .facts, main dl', { hasText: name }).first().waitFor();
    await page.goto(at);
    await page.getByRole('link', { name: 'Their seats do not come' }).waitFor();
    await t.shot(page, 'support-customer');
    assert.deepEqual(await t.axe(page), []);
    await page.goto(`${at}?state=closed`);
    await page.locator('main', { hasText: 'No request is in this state' }).waitFor();
    await page.goto(at);
    await page.getByRole('link', { name: 'Their seats do not come' }).click();
    await page.getByLabel('Your message').fill('One more thing.');
    await page.locator('form#answer button[type=submit], form[action$="/answer"] button[type=submit]').first().click();
    await page.locator('main', { hasText: 'One more thing.' }).waitFor();
    const phone = await t.open({ account: 'alder', role: 'global_admin', width: 360, height: 740, dark: true, script: false });
    await t.language(phone, 'fr');
    await phone.goto(at);
    assert.ok(await t.noScroll(phone) <= 0);
    await t.shot(phone, 'support-customer-fr-360');
  } },
  { name: 'the support desk shows what is late by the clock of its severity, in list, counts and file', async run(t) {
    const page = await t.open({ account: 'northlight', role: 'operator_support' });
    await t.language(page, 'en');
    await page.goto('/operator/support?answer=late');
    const rows = page.locator('main .list tbody tr');
    const n = await rows.count();
    for (let i = 0; i < n; i++) { assert.match(await rows.nth(i).textContent(), /Late/); }
    const counted = (await page.locator('main dl.facts a.state-bad').allTextContents()).reduce((sum, s) => sum + Number(s.match(/\d+/)[0]), 0);
    assert.equal(counted, n, 'the counts are those of the list');
    assert.ok(n > 0, 'the demo has one that is late');
    await t.shot(page, 'support-late');
    await page.goto('/operator/support');
    assert.ok(await rows.count() > n, 'without the filter there are more');
    await page.locator('main dl.facts a.state-bad').first().click();
    assert.match(page.url(), /severity=[a-z]+&answer=late/);
    const file = await page.request.get('/operator/support/export?answer=late&format=csv');
    assert.equal((await file.text()).trim().split('\n').length - 1, n);
  } },
];
