// User management over the wire, on both engines: files in and out, the links of invitations, roles at locations, what
// asks for a fresh proof, acts over everybody a filter finds, and directories that are kept in step from outside.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { Person, join, readFileSync, tempDir, unescapeHtml } from '../lib/entente.mjs';
import { ownServer } from '../lib/own.mjs';
import { provisioner } from './transcript.mjs';

const worlds = new Map();
async function begin(t) {
  const w = await ownServer(t, 'people', { customers: 5 });
  w.as = async (email, password = w.password) => { const p = new Person(w.server); await p.signIn(email, password); return p; };
  w.admin = await w.as('j.lindqvist@harbor.example');
  w.users = '/a/harbor/settings/users';
  w.literal = (id) => (t.engine === 'pg' ? `'${id}'` : `x'${id.replace(/-/g, '')}'`);
  w.userId = (email) => w.query(`SELECT ${t.engine === 'pg' ? 'id' : 'lower(hex(id))'} FROM app_user WHERE sign_in = '${email}'`).replace(/-/g, '').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return w;
}
const world = (t) => { if (!worlds.has(t.engine)) worlds.set(t.engine, begin(t)); return worlds.get(t.engine); };
const text = (res) => unescapeHtml(res.text.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');
const unique = () => `p${randomUUID().replace(/-/g, '').slice(0, 12)}`;
// As the reader's language separates them.
const rows = (csv) => csv.replace(/^\ufeff/, '').trim().split(/\r?\n/).map((l) => [...l.matchAll(/(?:^|[;,])(?:"((?:[^"]|"")*)"|([^;,]*))/g)].map((m) => (m[1] !== undefined ? m[1].replaceAll('""', '"') : m[2])));

// Through the steps of "Add a user".
async function addUser(w, { first = 'Pat', last = unique(), roles = [], who = w.admin, base = w.users, domain = 'harbor.example' } = {}) {
  const local = unique();
  await who.go(`${base}/new`);
  const step = await who.post(`${base}/new`, { first_name: first, last_name: last, sign_in: local, domain }, { follow: false });
  assert.equal(step.status, 303, step.text);
  const draft = step.headers.location.match(/draft=([^&]+)/)[1];
  await who.post(`${base}/new/roles?draft=${draft}`, [['scope', 'account'], ...roles.map((r) => ['roles', r])].reduce((o, [k, v]) => ({ ...o, [k]: v }), {}), { follow: false });
  const made = await who.post(`${base}/new/review?draft=${draft}`, {}, { follow: false });
  assert.equal(made.status, 303, made.text);
  const shown = (await who.go(made.headers.location)).text;
  const password = [...shown.matchAll(/data-copy="[^"]*">([^<]+)</g)].map((m) => unescapeHtml(m[1]).trim())[1];
  const email = `${local}@${domain}`;
  return { email, password, first, last, id: w.userId(email), url: `${base}/${w.userId(email)}` };
}
async function upload(who, path, name, body) {
  await who.go(path);
  const boundary = `b${randomUUID()}`;
  const part = (n, value, more = '') => `--${boundary}\r\nContent-Disposition: form-data; name="${n}"${more}\r\n\r\n${value}\r\n`;
  const all = part('_csrf', who.csrf) + part('_key', randomUUID()) + part('file', body, `; filename="${name}"`) + `--${boundary}--\r\n`;
  return who.go(path, { method: 'POST', headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` }, body: all, follow: false });
}
async function until(what, f) {
  for (const end = Date.now() + 90000; Date.now() < end;) {
    const got = await f();
    if (got) return got;
    await new Promise((r) => setTimeout(r, 100));
  }
  throw new Error(`not in time: ${what}`);
}
// The link of the newest letter to an address.
async function linkTo(w, email, but) {
  const dir = join(w.where.data, 'mail');
  return until(`a letter to ${email}`, () => {
    const mails = existsSync(dir) ? readdirSync(dir).filter((f) => f.endsWith('.eml')).map((f) => readFileSync(join(dir, f), 'utf8')).filter((m) => new RegExp(`^To:.*${email}`, 'm').test(m)) : [];
    const links = mails.map((m) => m.replace(/=\r?\n/g, '').match(/\/invitation\/([\w-]+)/)?.[1]).filter((l) => l && !but?.includes(l));
    return links.length && `/invitation/${links[0]}`;
  });
}
async function invite(w, email, roles = 'referrals_admin') {
  await w.admin.go(`${w.users}/invite`);
  const res = await w.admin.post(`${w.users}/invite`, { emails: email, roles, scope: 'account', language: 'en' }, { follow: false });
  assert.equal(res.status, 303, res.text);
  return linkTo(w, email);
}
const accept = async (w, link, fields = {}) => {
  const p = new Person(w.server);
  await p.go(link);
  return { p, res: await p.post(link, { first_name: 'Rae', last_name: 'Okafor', password: 'seven blue kettles sing', again: 'seven blue kettles sing', ...fields }) };
};
const PAST = 1000000;

export const tests = [
  { name: 'an export holds what the filter shows, all of it, and no formula', async run(t) {
    const w = await world(t), last = unique();
    for (let i = 0; i < 3; i++) await addUser(w, { first: i ? `Pat${i}` : '=1+1', last, roles: ['sales_agent'] });
    await addUser(w, { first: 'Lee', last, roles: ['report_viewer'] });
    const res = await w.admin.go(`${w.users}/export?q=${last}&role=sales_agent&format=csv`);
    assert.equal(res.status, 200);
    assert.match(res.headers['content-disposition'], /^attachment; filename="users-\d{4}-\d\d-\d\d\.csv"/);
    assert.ok(res.raw.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])));
    const [head, ...found] = rows(res.text);
    assert.deepEqual(head.slice(0, 6), ['Name', 'Sign-in name', 'E-mail', 'Phone', 'Job title', 'Roles']);
    assert.equal(found.length, 3);
    assert.ok(found.every((r) => r[5] === 'Sales agent' && /@harbor\.example$/.test(r[1])), res.text);
    assert.ok(found.some((r) => r[0] === `'=1+1 ${last}`), 'a formula is text');
    const all = rows((await w.admin.go(`${w.users}/export?format=csv`)).text);
    assert.ok(all.length > 20 && all.some((r) => r[0] === 'Jonas Lindqvist'));
    const sheet = await w.admin.go(`${w.users}/export?format=xlsx`);
    assert.equal(sheet.raw.subarray(0, 2).toString(), 'PK');
    // A cell that is a date to the program carries no zone: the heading of the column names the reader's.
    const file = join(tempDir('sheet'), 'users.xlsx');
    writeFileSync(file, sheet.raw);
    const cells = execFileSync('unzip', ['-p', file, 'xl/worksheets/sheet1.xml'], { encoding: 'utf8', maxBuffer: 1 << 26 });
    const headings = [...cells.matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map((m) => m[1]).slice(0, 20);
    assert.ok(headings.some((h) => /^Last seen \(Europe\/[A-Z][a-z]+\)$/.test(h)), headings.join('|'));
    assert.match((await w.admin.go('/a/harbor/settings/activity?op=export_partner_users')).text, /Exported users/);
    const other = await w.as('a.okonjo@harbor.example');
    assert.equal((await other.go(`${w.users}/export?format=csv`)).status, 403);
  } },
  { name: 'the link of an invitation works once, and not when it is late, withdrawn, replaced or somebody else’s', async run(t) {
    const w = await world(t);
    // Once.
    const email = `${unique()}@saltmarsh.example`, link = await invite(w, email);
    const first = await accept(w, link);
    assert.match(first.p.path, /^\/a\/harbor/, first.res.text.slice(0, 500));
    const again = await accept(w, link);
    assert.match(text(again.res), /used already|was accepted/);
    assert.equal((await new Person(w.server).go(link)).status, 404);
    assert.match(text(await w.admin.go(`${w.users}?kind=guest&q=${email.split('@')[0]}`)), /Referrals admin/);
    // Late.
    const late = `${unique()}@saltmarsh.example`, lateLink = await invite(w, late);
    w.query(`UPDATE invitation SET expires_at = ${PAST} WHERE email = '${late}'`);
    const closed = await new Person(w.server).go(lateLink);
    assert.equal(closed.status, 404);
    assert.match(text(closed), /has expired|too old|expired/);
    assert.equal((await accept(w, lateLink)).res.status, 422);
    assert.match(text(await w.admin.go(`${w.users}/invitations?state=expired`)), new RegExp(late));
    // Sent again: the new link opens, the old one does not.
    const id = (await w.admin.go(`${w.users}/invitations?state=expired`)).text.match(new RegExp(`${late}[\\s\\S]*?invitations/([0-9a-f-]{36})/resend`))[1];
    await w.admin.post(`${w.users}/invitations/${id}/resend`, {});
    const renewed = await linkTo(w, late, [lateLink.split('/').pop()]);
    assert.equal((await new Person(w.server).go(lateLink)).status, 404);
    assert.equal((await new Person(w.server).go(renewed)).status, 200);
    // Withdrawn.
    await w.admin.post(`${w.users}/invitations/${id}/withdraw`, {});
    const withdrawn = await new Person(w.server).go(renewed);
    assert.equal(withdrawn.status, 404);
    assert.match(text(withdrawn), /withdrawn/);
    assert.equal((await accept(w, renewed)).res.status, 422);
    // Somebody who signs in already is asked to do so; another person who is signed in cannot take it.
    const mine = await invite(w, 'n.byrne@mooring.example');
    const stranger = await w.as('m.brooks@cobaltpeak.example');
    assert.match(text(await stranger.go(mine)), /This invitation is for n\.byrne@mooring\.example, and you are signed in as m\.brooks@cobaltpeak\.example/);
    assert.equal((await stranger.post(`${mine}/accept`, {}, { follow: false })).status, 422);
    assert.equal((await stranger.go('/a/harbor', { follow: false })).status, 404);
    assert.equal((await accept(w, mine)).res.status, 422, 'no second person of that name');
    const right = await w.as('n.byrne@mooring.example');
    await right.go(mine);
    assert.equal((await right.post(`${mine}/accept`, {}, { follow: false })).headers.location.split('?')[0], '/a/harbor');
    assert.equal((await right.go('/a/harbor')).status, 200);
    assert.equal((await new Person(w.server).go('/invitation/nothing-of-ours')).status, 404);
  } },
  { name: 'a role at one location opens that location and no other; it is taken there', async run(t) {
    const w = await world(t), base = '/a/alder/settings/users';
    const camille = await w.as('c.moreau@alderfinch.example');
    await camille.post('/language', { language: 'en', return: '/' });
    const who = await addUser(w, { who: camille, base, domain: 'alderfinch.example' });
    const page = await camille.go(who.url);
    const paris = page.text.match(/name="locations" value="([0-9a-f-]{36})"[^>]*> <span>Alder &amp; Finch Paris/)[1];
    const bad = await camille.post(`${who.url}/roles`, { roles: 'admin_agent', scope: 'locations', locations: paris });
    assert.equal(bad.status, 422);
    assert.match(text(bad), /holds for the whole company/);
    assert.match(text(await camille.post(`${who.url}/roles`, { roles: 'report_viewer', scope: 'locations', locations: paris })), /1 role is given/);
    assert.match(text(await camille.go(who.url)), /Report viewer .*Alder & Finch Paris/);
    const p = new Person(w.server);
    await p.go('/sign-in');
    await p.post('/sign-in', { email: who.email, password: who.password });
    await p.post('/sign-in/password', { password: 'eleven grey otters swim', again: 'eleven grey otters swim' });
    assert.equal((await p.go('/a/alder-paris', { follow: false })).status, 200);
    assert.equal((await p.go('/a/alder-lille', { follow: false })).status, 404);
    await camille.post(`${who.url}/roles/take`, { role: 'report_viewer', program: '', scope: 'locations', location: paris });
    assert.doesNotMatch(text(await camille.go(who.url)), /Report viewer Reads/);
    assert.match(text(await camille.go(`${base}?q=${who.email.split('@')[0]}`)), /No role here/);
  } },
  { name: 'what is dangerous to people asks for a fresh proof, and does nothing before', async run(t) {
    const w = await world(t);
    const chief = await addUser(w, { roles: ['global_admin'] });
    const acts = [
      [`${chief.url}/reset`, {}], [`${chief.url}/roles`, { roles: 'user_management_admin', scope: 'account' }], [`${chief.url}/roles/take`, { role: 'global_admin', scope: 'account' }],
      [`${chief.url}/remove`, {}], [`${chief.url}/remove-directory`, {}], [`${chief.url}/suspend`, {}], [`${chief.url}/reinstate`, {}], [`${chief.url}/edit`, { first_name: 'X' }],
      [`${w.users}/invite`, { emails: 'x@y.example', roles: 'referrals_admin' }], [`${w.users}/selected/give`, { id: chief.id, roles: 'billing_admin', scope: 'account' }],
      [`${w.users}/selected/take`, { id: chief.id, role: 'global_admin' }], [`${w.users}/selected/suspend`, { id: chief.id }], [`${w.users}/selected/sessions`, { id: chief.id }], [`${chief.url}/sessions/end`, {}], [`${w.users}/selected/reset`, { id: chief.id }],
      [`${w.users}/import/${randomUUID()}/run`, {}], [`${w.users}/credentials/${randomUUID()}/file`, {}],
    ];
    const old = await w.as('j.lindqvist@harbor.example');
    await old.go(w.users);
    w.query(`UPDATE session SET authenticated_at = authenticated_at - 660000000 WHERE user_id = (SELECT id FROM app_user WHERE sign_in = 'j.lindqvist@harbor.example')`);
    const state = () => w.query(`SELECT u.state, u.version, u.first_name, (SELECT count(*) FROM role_grant g WHERE g.user_id = u.id) FROM app_user u WHERE u.id = ${w.literal(chief.id)}`);
    const before = state();
    for (const [path, fields] of acts) {
      const res = await old.post(path, fields, { follow: false });
      assert.equal(res.status, 307, `${path}: ${res.status}`);
      assert.match(res.headers.location, /^\/sign-in\/confirm\?for=/, path);
    }
    assert.equal(state(), before);
    // What only looks goes on; the proof lets the act through.
    assert.equal((await old.go(chief.url)).status, 200);
    w.admin = await w.as('j.lindqvist@harbor.example');
    await w.admin.go(`${chief.url}/reset`);
    assert.match((await w.admin.post(`${chief.url}/reset`, {}, { follow: false })).headers.location, /\/credentials\//);
    // Only a Global admin does it to a Global admin.
    const uma = await w.as('n.haddad@harbor.example');
    await uma.go(w.users);
    for (const [path, fields] of [[`${chief.url}/reset`, {}], [`${chief.url}/suspend`, {}], [`${chief.url}/remove`, {}], [`${chief.url}/roles`, { roles: 'global_admin', scope: 'account' }]]) {
      const res = await uma.post(path, fields, { follow: false });
      assert.ok([403, 409, 422].includes(res.status), `${path}: ${res.status}`);
    }
    await w.admin.post(`${chief.url}/remove-directory`, {});
    assert.match(state(), /^removed/);
  } },
  { name: 'a file of people is checked row by row, imported by a job, and its passwords are downloaded once', async run(t) {
    const w = await world(t), last = unique();
    const template = (await w.admin.go(`${w.users}/import/template`)).text.replace(/^\ufeff/, '').split(/\r?\n/);
    assert.equal(template[0].replaceAll(';', ','), 'firstName,lastName,signIn,email,phone,jobTitle,roles,locations');
    const name = unique(), taken = 'w.li';
    const body = `${template[0].replaceAll(';', ',')}\nAda,${last},${name}1,,+31 10 555 0155,Desk,Sales agent | report_viewer,\nBo,${last},${name}2@harbor.example,bo@desk.example,,,,\n`
      + `,${last},${name}3,,,,,\nCy,${last},${taken},,,,,\nDi,${last},${name}1,,,,,\nEd,${last},x@elsewhere.example,,12,,Grand vizier,\nFay,${last},${name}6,not an address,,,Global admin,Atlantis\n`;
    const sent = await upload(w.admin, `${w.users}/import`, 'team.csv', body);
    assert.equal(sent.status, 303, sent.text);
    const page = sent.headers.location, dry = text(await w.admin.go(page));
    assert.match(dry, /Rows read 7 Can be added 2 With problems 5/);
    for (const said of [/4 .*First name Enter the first name/, /w\.li@harbor\.example is taken/, /The name stands in row 2 too/, /must end with a domain of the directory/, /There is no role Grand vizier/, /This telephone number is too short for/, /Enter an e-mail address/, /no location Atlantis/, /No role: only their own pages open/]) assert.match(dry, said);
    assert.match((await w.admin.go(`${page}/report`)).text, /Grand vizier/);
    assert.equal(w.query(`SELECT count(*) FROM app_user WHERE last_name = '${last}'`), '0', 'nothing is written');
    // Taken between the check and the import: the row is refused then.
    await w.admin.go(page);
    assert.equal((await w.admin.post(`${page}/run`, {}, { follow: false })).status, 303);
    await until('the import', async () => /Download the passwords/.test((await w.admin.go(page)).text));
    const done = text(await w.admin.go(page));
    assert.match(done, /Added 2 Refused 5/);
    assert.equal(w.query(`SELECT count(*) FROM app_user WHERE last_name = '${last}'`), '2');
    assert.equal(w.query(`SELECT length(body) FROM import_file WHERE file_name = 'team.csv'`), '0', 'the file itself is not kept');
    assert.match(text(await w.admin.go(`${w.users}?q=${name}1`)), /Sales agent, Report viewer|Report viewer, Sales agent/);
    // The passwords: to nobody else, once, and they work.
    const form = (await w.admin.go(page)).text.match(/action="([^"]*\/credentials\/[^"]*\/file)"/)[1];
    const other = await w.as('i.carvalho@harbor.example');
    await other.go(w.users);
    assert.doesNotMatch((await other.go(page)).text, /Download the passwords/);
    assert.equal((await other.post(form, {}, { follow: false })).status, 404);
    await w.admin.go(page);
    const file = await w.admin.post(form, {}, { follow: false });
    assert.equal(file.status, 200, file.text);
    assert.match(file.headers['content-disposition'], /temporary-passwords\.csv/);
    assert.match(file.headers['cache-control'], /no-store/);
    const secrets = rows(file.text).slice(1);
    assert.deepEqual(secrets.map((r) => r[1]), [`${name}1@harbor.example`, `${name}2@harbor.example`]);
    assert.equal((await w.admin.post(form, {}, { follow: false })).status, 404);
    assert.doesNotMatch((await w.admin.go(page)).text, /Download the passwords/);
    const p = new Person(w.server);
    await p.go('/sign-in');
    await p.post('/sign-in', { email: secrets[0][1], password: secrets[0][2] });
    assert.equal(p.path, '/sign-in/password');
    // On record, each row its own; not the passwords.
    const log = (await w.admin.go(`/a/harbor/settings/activity?q=${last}`)).text;
    assert.match(log, /Added a user from a file/);
    assert.match((await w.admin.go('/a/harbor/settings/activity?op=refuse_user_row')).text, /Refused a user of a file/);
    assert.ok(!log.includes(secrets[0][2]));
    // Run again: nothing happens twice.
    await w.admin.post(`${page}/run`, {});
    assert.equal(w.query(`SELECT count(*) FROM app_user WHERE last_name = '${last}'`), '2');
    // Another account does not find it.
    const cobalt = await w.as('m.brooks@cobaltpeak.example');
    assert.equal((await cobalt.go(page.replace('/a/harbor/', '/a/cobalt/'))).status, 404);
  } },
  { name: 'files that cannot be read say so', async run(t) {
    const w = await world(t);
    const says = async (body, pattern) => {
      const res = await upload(w.admin, `${w.users}/import`, 'x.csv', body);
      assert.match(text(res.status === 303 ? await w.admin.go(res.headers.location) : res), pattern);
    };
    await says('', /Choose a CSV file that is not empty/);
    await says('name,mail\nx,y\n', /no column firstName/);
    await says('firstName,lastName,signIn\n', /a first line and no rows/);
    await says('firstName,lastName,signIn\n"Ada,L,x\n', /quotation marks of this row do not close/);
    await says(`firstName,lastName,signIn\n${'Ada,L,x\n'.repeat(5001)}`, /more than 5,000 rows/);
  } },
  { name: 'an act over everybody who matches runs as a job, passes over whom the rules protect, and can reset passwords', async run(t) {
    const w = await world(t), last = unique(), n = 205;
    const body = `firstName,lastName,signIn,roles\n${Array.from({ length: n }, (_, i) => `Kit,${last},${last}${i},`).join('\n')}\n`;
    const page = (await upload(w.admin, `${w.users}/import`, 'many.csv', body)).headers.location;
    await w.admin.go(page);
    await w.admin.post(`${page}/run`, {});
    await until('the import', async () => /Download the passwords/.test((await w.admin.go(page)).text));
    const list = await w.admin.go(`${w.users}?q=${last}`);
    assert.match(text(list), /Select everybody who matches, on all pages/);
    const all = await w.admin.go(`${w.users}?q=${last}&all=1`);
    assert.match(text(all), /Everybody who matches is selected, on all pages/);
    const asked = await w.admin.post(`${w.users}/selected`, { all: '1', query: `q=${last}`, do: 'give' });
    assert.match(text(asked), new RegExp(`${n} people get the roles you choose`));
    const bad = await w.admin.post(`${w.users}/selected/give`, { all: '1', query: `q=${last}`, scope: 'account' });
    assert.equal(bad.status, 422);
    assert.match(text(bad), /Choose at least one role/);
    const begun = await w.admin.post(`${w.users}/selected/give`, { all: '1', query: `q=${last}`, roles: 'report_viewer', scope: 'account' }, { follow: false });
    assert.equal(begun.status, 303, begun.text);
    await until('the job', async () => new RegExp(`Done for ${n} people\\.`).test(text(await w.admin.go(begun.headers.location))));
    const holders = () => w.query(`SELECT count(*) FROM role_grant g JOIN app_user u ON u.id = g.user_id WHERE u.last_name = '${last}' AND g.role = 'report_viewer'`);
    assert.equal(holders(), String(n));
    assert.equal(w.query(`SELECT count(*) FROM audit a JOIN app_user u ON u.id = a.target_id WHERE u.last_name = '${last}' AND a.action = 'person.roles.give'`), String(n), 'each is on record');
    // Passwords of many come as a file.
    const reset = await w.admin.post(`${w.users}/selected/reset`, { all: '1', query: `q=${last}` }, { follow: false });
    await until('the resets', async () => /Download the passwords/.test((await w.admin.go(reset.headers.location)).text));
    const form = (await w.admin.go(reset.headers.location)).text.match(/action="([^"]*\/credentials\/[^"]*\/file)"/)[1];
    assert.equal(rows((await w.admin.post(form, {}, { follow: false })).text).length, n + 1);
    // Somebody else's job is not found; who began it and lost the roles changes nobody.
    const other = await w.as('i.carvalho@harbor.example');
    assert.equal((await other.go(begun.headers.location)).status, 404);
    // Suspending them all: out of the filter while the job runs, and nobody is forgotten.
    const suspended = await w.admin.post(`${w.users}/selected/suspend`, { all: '1', query: `q=${last}&status=unseen`, reason: 'Season is over' }, { follow: false });
    await until('the job', async () => new RegExp(`Done for ${n} people\\.`).test(text(await w.admin.go(suspended.headers.location))));
    assert.equal(w.query(`SELECT count(*) FROM app_user WHERE last_name = '${last}' AND state = 'suspended'`), String(n));
    // Few enough are shown one by one.
    assert.match(text(await w.admin.post(`${w.users}/selected`, { all: '1', query: 'q=lindqvist', do: 'suspend' })), /Jonas Lindqvist .*This is you/);
  } },
  { name: 'an address that mail does not reach is told on the person’s page and among the invitations', async run(t) {
    const w = await world(t), email = `${unique()}@nowhere.example`;
    const who = await addUser(w);
    assert.doesNotMatch(text(await w.admin.go(who.url)), /Mail has not reached/);
    await invite(w, email);
    for (const address of [who.email, email]) w.query(`INSERT INTO mail_suppression (address, since, reason, answer) VALUES ('${address}', 1700000000000000, 'refused', '550 no such person')`);
    assert.match(text(await w.admin.go(who.url)), /Mail has not reached this address since 14 Nov 2023: its server refused it/);
    assert.match(text(await w.admin.go(`${w.users}/invitations`)), new RegExp(`${email}.{0,80}Mail does not reach this address`));
  } },
  { name: 'where a provisioning client keeps the directory, nobody is made, renamed or suspended by hand', async run(t) {
    const w = await world(t), base = '/a/cobalt/settings/users';
    const maya = await w.as('m.brooks@cobaltpeak.example');
    const before = await addUser(w, { who: maya, base, domain: 'cobaltpeak.example', roles: ['sales_agent'] });
    const client = await provisioner(w.server, maya, 'People sync');
    const made = (await client.call('POST', '/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: `${unique()}@cobaltpeak.example`, name: { givenName: 'Sky', familyName: 'Sync' } })).json();
    const list = await maya.go(base);
    assert.match(text(list), /Managed by your directory/);
    assert.doesNotMatch(list.text, /users\/new"/);
    assert.doesNotMatch(list.text, /users\/import"/);
    for (const url of [before.url, `${base}/${made.id}`]) {
      const page = await maya.go(url);
      assert.match(text(page), /Managed by your directory/);
      for (const gone of ['/edit"', '/suspend"', '/reinstate"']) assert.ok(!page.text.includes(gone), gone);
      const refused = async (path, fields) => {
        const res = await maya.post(`${url}${path}`, fields, { follow: false });
        assert.equal(res.status, 409, `${path}: ${res.status}`);
        assert.match(text(res), /managed by your directory/);
      };
      await refused('/edit', { first_name: 'New', last_name: 'Name', email: 'new@cobaltpeak.example', version: '1' });
      await refused('/suspend', {});
      await refused('/reinstate', {});
      await refused('/remove-directory', {});
      assert.equal((await maya.go(`${url}/edit`)).status, 409);
      assert.doesNotMatch((await maya.go(`${url}/remove`)).text, /Remove from the directory/);
      // Roles are given and taken here.
      assert.match(text(await maya.post(`${url}/roles`, { roles: 'report_viewer', scope: 'account' })), /1 role is given/);
    }
    assert.equal((await maya.go(`${base}/new`)).status, 409);
    assert.equal((await maya.go(`${base}/import`)).status, 409);
    const direct = await maya.post(`${base}/new`, { first_name: 'By', last_name: 'Hand', sign_in: unique(), domain: 'cobaltpeak.example' }, { follow: false });
    assert.equal(direct.status, 422);
    assert.match(text(direct), /managed by your directory/);
    assert.match(text(await maya.post(`${base}/selected`, { id: before.id, do: 'suspend' })), /managed by your directory/);
  } },
];
