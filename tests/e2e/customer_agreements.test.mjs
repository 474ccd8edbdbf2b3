// A customer's agreement: sent as a link, accepted by the person on a phone without script, and recorded by the partner.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { linkOf, mailTo } from './enrollment.test.mjs';

const main = (page) => page.locator('main');
const words = async (page) => (await main(page).textContent()).replace(/\s+/g, ' ');
const fill = async (page, values) => { for (const [name, value] of Object.entries(values)) await page.locator(`main [name="${name}"]`).fill(value); };
const press = (page, name) => main(page).getByRole('button', { name, exact: true }).first().click();
const good = async (t, page, name) => { await t.shot(page, `cagree-${name}`); assert.deepEqual(await t.axe(page), [], name); assert.ok(await t.noScroll(page) <= 0, name); };

export const tests = [
  { name: 'I5-AGREE a link is sent, accepted by the customer on a phone in French, and an acceptance is recorded beside it', async run(t) {
    const page = await t.open({ account: 'harbor', role: 'admin_agent' });
    await page.goto('/a/harbor/customers');
    const customers = await page.locator('table th[scope=row] a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    let at;
    for (const one of customers) {
      await page.goto(at = `${one}/agreements`);
      if (/Not accepted/.test(await words(page))) break;
    }
    assert.match(await words(page), /Not accepted.*send a link.*Nothing was accepted yet/);
    await good(t, page, 'none');

    const email = `ada.${randomUUID().slice(0, 8)}@elsewhere.example`;
    await main(page).getByRole('link', { name: 'Send a link' }).click();
    await fill(page, { firstName: 'Ada', lastName: '', email: 'nobody' });
    await press(page, 'Send the link');
    assert.match(await words(page), /Enter the last name of the person.*Enter an e-mail address/);
    assert.equal(await page.locator('[name=firstName]').inputValue(), 'Ada', 'nothing is lost');
    await good(t, page, 'refused');
    await fill(page, { lastName: 'Moore', email });
    await press(page, 'Send the link');
    await page.locator('[role=status]', { hasText: `on its way to ${email}` }).waitFor();
    assert.match(await words(page), /Waits for the customer.*Until then nothing can be ordered.*Ada Moore/);
    await good(t, page, 'waits');

    const link = linkOf(await mailTo(t, email, /accept-agreement/), '/accept-agreement/');
    const phone = await t.open({ anonymous: true, width: 360, height: 740, script: false, locale: 'fr-FR', dark: true });
    await phone.goto(link);
    assert.match(await words(phone), /Contrat client Northlight.*Harbor Systems/);
    await t.shot(phone, 'cagree-accept-360-fr-dark');
    assert.ok(await t.noScroll(phone) <= 0);
    await main(phone).locator('form[method=post] [type=submit].btn-primary').click();
    assert.equal(await phone.locator('[aria-invalid=true], .error').first().isVisible(), true, 'reading is to be confirmed');
    await main(phone).getByRole('checkbox').check();
    await main(phone).locator('form[method=post] [type=submit].btn-primary').click();
    await main(phone).getByRole('heading', { level: 1, name: /est accepté/ }).waitFor();
    await t.shot(phone, 'cagree-accepted-360-fr-dark');

    await page.goto(at);
    assert.match(await words(page), /Accepted.*by a link.*Northlight customer agreement.*Ada Moore.*Accepted by the customer/);
    assert.doesNotMatch(await words(page), /Links sent/);
    await main(page).getByRole('link', { name: 'Record an acceptance' }).click();
    await fill(page, { firstName: 'Ben', lastName: 'Moore', email, phoneNumber: '+31 10 555 0199', dateAgreed: '2099-01-01' });
    await press(page, 'Record the acceptance');
    assert.match(await words(page), /lies in the future/);
    await fill(page, { dateAgreed: '1900-01-01' });
    await press(page, 'Record the acceptance');
    assert.match(await words(page), /in force since/);
    const day = new Date(Date.now() - 86400000).toISOString().slice(0, 10);
    await fill(page, { dateAgreed: day });
    await press(page, 'Record the acceptance');
    await page.locator('[role=status]', { hasText: 'The acceptance is recorded' }).waitFor();
    assert.match(await words(page), new RegExp(`Ben Moore.*${Number(day.slice(8))} .*${day.slice(0, 4)}.*Recorded by your company.*Ada Moore`));
    await good(t, page, 'recorded');
    await mailTo(t, email, /recorded/);
    await main(page).getByRole('link', { name: 'Read the customer agreement' }).click();
    await main(page).getByRole('heading', { level: 1, name: 'Northlight customer agreement' }).waitFor();
    await good(t, page, 'text');
  } },
];
