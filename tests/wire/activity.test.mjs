// The activity log across processes: what a command did, what a client sent from where.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Person, entente } from '../lib/entente.mjs';
import { newCustomer } from './api.test.mjs';

const unique = () => `a${randomUUID().replace(/-/g, '').slice(0, 14)}`;
const admin = async (t) => (await t.world.who('page harbor global_admin')).person;
const log = async (p, query = '') => (await p.go(`/a/${p.account}/settings/activity${query}`)).text;
const where = (t) => ['--data', t.where.data, ...(t.where.database ? ['--database', t.where.database] : [])];

export const tests = [
  { name: 'SC023 adding a customer is recorded with time, customer, action and user', async run(t) {
    const app = (await t.world.who('api harbor')).app;
    const domain = `${unique()}.example`;
    const made = (await app.call('POST', '/v1/customers', JSON.stringify(newCustomer(domain)), { 'User-Agent': 'ledger-sync/2.1 (test)' })).json();
    const p = await admin(t);
    const html = await log(p, `?customer=${made.id}`);
    assert.match(html, /Added a customer/);
    assert.ok(html.includes(made.companyProfile.companyName));
    assert.match(html, /ledger-sync\/2\.1/, 'through what program');
    assert.match(html, /<dt>Address<\/dt><dd>127\.0\.0\.1<\/dd>/, 'from where');
    assert.match(html, /By a program, with the API/);
    assert.match(html, /<time datetime="20/);
    // The same on the wire.
    const filter = encodeURIComponent(JSON.stringify({ Field: 'CustomerId', Value: made.id, Operator: 'equals' }));
    const records = (await app.call('GET', `/v1/auditrecords?filter=${filter}`)).json();
    assert.equal(records.items[0].operationType, 'add_customer');
    assert.equal(records.items[0].customerName, made.companyProfile.companyName);
    assert.equal(JSON.parse(records.items[0].resourceNewValue).domain, domain);
  } },
  { name: 'SC025 resetting a password is recorded, without the password', async run(t) {
    const email = `${unique()}@harbor.example`;
    entente(['user', 'add', email, '--account', 'harbor', '--roles', 'report_viewer', '--first-name', 'Ruth', '--last-name', 'Reset', ...where(t)]);
    const said = entente(['user', 'reset-password', email, ...where(t)]).stdout;
    const html = await log(await admin(t), `?op=reset_partner_user_password&q=${encodeURIComponent(email)}`);
    assert.match(html, /Reset a password/);
    assert.match(html, /Command line/);
    assert.match(await log(await admin(t), `?op=create_partner_user&q=${encodeURIComponent(email)}`), /Report viewer/, 'adding them, with the roles by their names');
    const secret = said.split(/\s+/).find((w) => w.length >= 12 && !w.includes('@') && /[0-9-]/.test(w));
    assert.ok(secret && !html.includes(secret), 'the password is not in the log');
  } },
  { name: 'dates of audit records are read as clients send them', async run(t) {
    const app = (await t.world.who('api harbor')).app;
    const now = new Date(Date.now() - 20 * 86400e3);
    const iso = now.toISOString().slice(0, 10);
    const dayOfYear = Math.floor((Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()) - Date.UTC(now.getUTCFullYear(), 0, 0)) / 86400e3);
    const joda = `${iso.slice(0, 8)}${dayOfYear}`;
    const american = `${now.getUTCMonth() + 1}/${now.getUTCDate()}/${now.getUTCFullYear()} 12:00:00 AM`;
    const counts = [];
    for (const date of [iso, joda, american, `${iso}T00:00:00Z`, `${iso}T00:00:00.0000000Z`]) {
      const res = await app.call('GET', `/v1/auditrecords?startDate=${encodeURIComponent(date)}&size=500`);
      assert.equal(res.status, 200, `${date}: ${res.text}`);
      counts.push(res.json().totalCount);
    }
    // 12:00 AM is midnight, and so are all the others.
    assert.equal(new Set(counts).size, 1, counts.join(' '));
    const end = await app.call('GET', `/v1/auditrecords?endDate=${iso}&size=500`);
    assert.ok(end.json().items.every((x) => x.operationDate.slice(0, 10) <= iso));
  } },
  { name: 'a day that is none is said at its field and stays there', async run(t) {
    const p = await admin(t);
    const page = await log(p, '?from=2026-13-45');
    assert.match(page, /name="from"[^>]*value="2026-13-45"|value="2026-13-45"[^>]*name="from"/);
    assert.match(page, /id="from-e"/);
    assert.match(page, /<details class="menu" open>/);
    assert.doesNotMatch(page, /id="to-e"/);
  } },
  { name: 'a large export is made by a job, told by a notification, and holds every row', async run(t) {
    const p = await admin(t);
    await p.go(`/a/${p.account}/settings/activity`);
    const res = await p.post(`/a/${p.account}/settings/activity/export`, { query: 'period=all&op=add_customer', format: 'csv' }, { follow: false });
    assert.equal(res.status, 303);
    const page = res.headers.location;
    const until = Date.now() + 30000;
    let html;
    do html = (await p.go(page)).text; while (!html.includes(`${page}/file`) && Date.now() < until);
    const file = (await p.go(`${page}/file`)).text;
    const direct = (await p.go(`/a/${p.account}/settings/activity/export?period=all&op=add_customer&format=csv`)).text;
    assert.equal(file, direct, 'the same as the file made at once');
    assert.ok(file.trim().split('\n').length > 20);
    assert.match(await log(p, '?op=export_activity_log'), /Exported the activity log/);
    const other = (await t.world.who('page harbor admin_agent')).person;
    assert.equal((await other.go(`${page}/file`)).status, 404, 'the file is its maker’s');
  } },
  { name: 'a person is erased by the command, and the chains hold', async run(t) {
    const email = `${unique()}@harbor.example`, name = unique();
    entente(['user', 'add', email, '--account', 'harbor', '--roles', 'report_viewer', '--first-name', 'Erika', '--last-name', name, ...where(t)]);
    const before = await log(await admin(t), `?q=${encodeURIComponent(email)}`);
    assert.ok(before.includes(name));
    const asked = entente(['audit', 'erase', email, ...where(t)], { mayFail: true });
    assert.equal(asked.status, 1);
    assert.match(asked.stderr, /cannot be undone; give --yes/);
    assert.match(entente(['audit', 'erase', email, '--yes', ...where(t)]).stdout, /^[1-9]\d* entries lost their details/);
    assert.match(await log(await admin(t), `?q=${encodeURIComponent(email)}`), /Nothing matches/);
    const after = await log(await admin(t), '?op=create_partner_user');
    assert.ok(!after.includes(name) && !after.includes(email));
    assert.match(await log(await admin(t), '?op=erase_audit_details'), /Erased what the activity log says of a person/);
    const nobody = entente(['audit', 'erase', 'nobody@nowhere.example', '--yes', ...where(t)], { mayFail: true });
    assert.match(nobody.stderr, /nobody signs in as nobody@nowhere\.example/);
    assert.match(entente(['verify', 'audit', ...where(t)]).stdout, /^audit: holds/);
  } },
];
