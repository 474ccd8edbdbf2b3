// An account made at enrollment is set up by more than one person.
import assert from 'node:assert/strict';
import { mouse } from '../lib/hands.mjs';
import { HOMES, enroll, fresh } from '../lib/life.mjs';
import { word } from '../lib/words.mjs';
import { addUser } from './people.test.mjs';
import { asStaff, firstSignIn } from './partners.test.mjs';

const words = async (page) => (await page.locator('main').textContent()).replace(/\s+/g, ' ');
const press = (page, name) => page.locator('main').getByRole('button', { name, exact: true }).first().click();
const fill = async (page, values) => { for (const [name, value] of Object.entries(values)) await page.locator(`main [name="${name}"]`).fill(value); };
const day = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);

export const tests = [
  { name: 'SC115 a second admin completes the set-up that the one who enrolled began: support details, invoices, primary contact, tax exemption', async run(t) {
    const at = HOMES.en, name = `${fresh().replace(/^./, (c) => c.toUpperCase())} Mills`, email = `ada.byron@${fresh()}.example`;
    const page = await t.open({ anonymous: true });
    const { slug } = await enroll(t, { page, hand: mouse, at, say: word('en'), email, name });
    const desk = await asStaff(t);
    await desk.goto('/operator/work?kind=enrollment');
    await desk.locator('main').getByRole('link', { name, exact: true }).first().click();
    await press(desk, 'Approve the enrollment');

    // Begun: who enrolled says whom customers ask, and adds a colleague.
    await page.goto(`/a/${slug}`);
    assert.match(await words(page), /Say whom your customers ask for help.*Say where invoices go/);
    await page.locator('main').getByRole('link', { name: 'Say whom your customers ask for help' }).click();
    await fill(page, { email: 'help@mills.example', phone: '+31 10 555 0123' });
    await press(page, 'Save');
    await page.goto(`/a/${slug}`);
    assert.doesNotMatch(await words(page), /Say whom your customers ask for help/);
    const who = await addUser(page, slug, { first: 'Grace', roles: ['global_admin'] });

    // Completed by the colleague, from what the home page says is left.
    const second = await firstSignIn(t, who);
    await second.goto(`/a/${slug}`);
    assert.doesNotMatch(await words(second), /Say whom your customers ask for help/, 'what is done is not asked of the second one');
    await t.shot(second, 'setup-second');
    await second.locator('main').getByRole('link', { name: 'Say where invoices go' }).click();
    await fill(second, { company_name: `${name} B.V.`, line1: at.line1, city: at.city, postal_code: at.postal_code, first_name: 'Grace', last_name: who.last, email: who.email });
    await press(second, 'Save');
    await second.locator('[role=status]', { hasText: 'saved' }).waitFor({ timeout: 5000 }).catch(async () => assert.fail((await words(second)).slice(-1500)));
    await second.goto(`/a/${slug}/settings/partner-profile`);
    await second.getByRole('link', { name: 'Change the primary contact' }).click();
    await second.getByLabel('Sign-in name').fill(who.email);
    await press(second, 'Save');
    await second.locator('[role=status]', { hasText: 'The primary contact is saved' }).waitFor();
    await second.goto(`/a/${slug}/settings/payout/exemptions/new`);
    await second.locator('[name=country]').selectOption('NL');
    await fill(second, { number: 'NL-2026-1', from: day(-10), until: day(200) });
    await second.locator('input[type=file]').setInputFiles({ name: 'exemption.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n') });
    await press(second, 'Send');
    await second.locator('[role=status]', { hasText: 'The certificate is sent' }).waitFor();

    // And there for the first one.
    await page.goto(`/a/${slug}`);
    assert.doesNotMatch(await words(page), /Say where invoices go|Say whom your customers/);
    await page.goto(`/a/${slug}/settings/partner-profile`);
    assert.match(await words(page), new RegExp(`Grace ${who.last}`));
    await page.goto(`/a/${slug}/settings/payout/exemptions`);
    assert.match(await words(page), /NL-2026-1.*Pending decision/);
    assert.deepEqual(await t.axe(page), []);
    await t.shot(page, 'setup-completed');
    await page.goto(`/a/${slug}/settings/billing-profile`);
    assert.match(await words(page), new RegExp(at.line1));
  } },
];
