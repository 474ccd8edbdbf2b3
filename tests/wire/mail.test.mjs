// Mail by a real SMTP server: TLS and sign-in, refusals for now and for good, a process killed between the server's answer
// and our commit, mail that comes back.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { BIN, Person, entente, join, request, serve, tempDir, enroll } from '../lib/entente.mjs';
import { mailServer, refusal } from '../lib/mailserver.mjs';

const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
async function until(what, f, ms = 15000) {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(25)) { const v = await f(); if (v) return v; }
  throw new Error(`${what}: not within ${ms} ms`);
}
function certificate() {
  const dir = tempDir('mail');
  const cert = join(dir, 'cert.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', join(dir, 'key.pem'), '-out', cert], { stdio: 'ignore' });
  return { file: cert, cert: execFileSync('cat', [cert]), key: execFileSync('cat', [join(dir, 'key.pem')]) };
}
// A new installation, and the question of its database.
function place(t) {
  const where = { data: join(tempDir('mail'), 'd') };
  if (t.engine === 'pg') {
    const url = new URL(t.where.database);
    const name = `mail_${randomUUID().replace(/-/g, '').slice(0, 12)}`;
    execFileSync('psql', ['-q', '-h', url.hostname, '-p', url.port, '-U', url.username, '-d', 'postgres', '-c', `CREATE DATABASE ${name}`]);
    where.database = `postgres://${url.username}@${url.host}/${name}`;
  }
  const sql = (text) => (where.database
    ? execFileSync('psql', ['-At', '-d', where.database, '-c', text], { encoding: 'utf8' })
    : execFileSync('sqlite3', ['-cmd', '.timeout 5000', join(where.data, 'entente.db'), text], { encoding: 'utf8' })).trim();
  return { where, sql };
}
const PASSWORD = 'seven lamps along the harbour wall';
// Sets the installation up and asks for the mail that proves mail works.
async function setUp(s, email = 'odile@northlight.example') {
  const p = new Person(s);
  const link = (await until('the link', () => s.log().match(/(\/setup\/\S+)/)))[1];
  await p.go(link);
  const done = await p.post(link, { vendor_name: 'Northlight', public_url: 'https://partners.northlight.example', country: 'FR', languages: 'fr', currencies: 'EUR', first_name: 'Odile', last_name: 'Perrin', email, password: PASSWORD, again: PASSWORD, test_mail: 'on' });
  assert.equal(done.status, 200);
  return p;
}
const from = ['--mail-from', 'Northlight <no-reply@northlight.example>'];

export const tests = [
  { name: 'mail goes out by STARTTLS and sign-in, its certificate checked, in plain text and HTML', async run(t) {
    const tls = certificate();
    const mail = await mailServer({ tls, user: 'entente', password: 'sea-glass' });
    const { where, sql } = place(t);
    const args = [...from, '--smtp-url', mail.url, '--smtp-user', 'entente', '--smtp-password', 'sea-glass'];
    const first = await serve(where, { args }); // the authority is unknown
    await setUp(first);
    await until('the failure', () => /mail server: .*certificate/i.test(first.log()));
    assert.equal(mail.auths.length, 0, 'no password to a server that cannot prove who it is');
    await first.stop();
    sql("UPDATE job SET run_at = created_at WHERE kind = 'mail.send'");
    const s = await serve(where, { args: [...args, '--smtp-ca', tls.file] });
    const m = await mail.next();
    assert.deepEqual(mail.auths.map((a) => a.secure), [true]);
    assert.equal(m.secure, true);
    assert.deepEqual([m.from, m.to], ['no-reply@northlight.example', ['odile@northlight.example']]);
    assert.match(m.subject, /partner center works/);
    assert.ok(m.text.includes('partner center') && m.html.includes('<h1>'), 'both forms');
    assert.match(m.id, /^<.+@northlight\.example>$/);
    await until('the row', () => sql('SELECT state FROM mail') === 'sent');
    await s.stop();
    await mail.close();
  } },
  { name: 'a wrong password at the mail server keeps the mail; the right one sends it', engine: 'sqlite', async run(t) {
    const tls = certificate();
    const mail = await mailServer({ tls, user: 'entente', password: 'sea-glass', secure: true });
    const { where, sql } = place(t);
    const args = (password) => [...from, '--smtp-url', mail.url, '--smtp-ca', tls.file, '--smtp-user', 'entente', '--smtp-password', password];
    const first = await serve(where, { args: args('wrong') });
    await setUp(first);
    await until('the failure', () => /535/.test(first.log()));
    assert.doesNotMatch(first.log(), /wrong"/, 'the password is not logged');
    await first.stop();
    assert.equal(sql('SELECT state FROM mail'), 'waiting');
    sql("UPDATE job SET run_at = created_at WHERE kind = 'mail.send'");
    const s = await serve(where, { args: args('sea-glass') });
    await mail.next();
    await s.stop();
    await mail.close();
  } },
  { name: 'a server that refuses for now gets the same mail again, with the same Message-ID', async run(t) {
    const mail = await mailServer();
    const { where, sql } = place(t);
    const ids = [];
    mail.onMail = (m) => { ids.push(m.id); if (ids.length < 3) throw refusal(451, '4.3.0 Try again later'); };
    const s = await serve(where, { args: [...from, '--smtp-url', mail.url] });
    await setUp(s);
    await until('the first try', () => ids.length === 1);
    await until('it waits', () => sql("SELECT state FROM job WHERE kind = 'mail.send'") === 'waiting');
    await mail.next();
    assert.equal(new Set(ids).size, 1);
    assert.equal(ids.length, 3);
    await s.stop();
    await mail.close();
  } },
  { name: 'killed between the answer and the commit, it sends the same mail once more', async run(t) {
    const mail = await mailServer();
    const { where, sql } = place(t);
    const args = [...from, '--smtp-url', mail.url];
    const s = await serve(where, { args });
    let frozen;
    mail.onMail = () => { if (!frozen) { frozen = true; s.child.kill('SIGSTOP'); } }; // it will never read the 250
    await setUp(s).catch(() => {}); // the page may be lost with the process
    const one = await mail.next();
    await s.kill();
    assert.equal(sql('SELECT state FROM mail'), 'waiting');
    sql("UPDATE job SET lease_until = created_at WHERE kind = 'mail.send'"); // two minutes later
    const again = await serve(where, { args });
    const two = await mail.next();
    assert.equal(two.id, one.id);
    assert.equal(two.headers.date, one.headers.date);
    await until('the row', () => sql('SELECT state FROM mail') === 'sent');
    await again.stop();
    await mail.close();
  } },
  { name: 'an address refused for good is not written to again, until it is lifted', async run(t) {
    const mail = await mailServer();
    const { where, sql } = place(t);
    let tries = 0;
    mail.onRecipient = () => { tries++; throw refusal(550, '5.1.1 No such user here'); };
    const s = await serve(where, { args: [...from, '--smtp-url', mail.url] });
    await setUp(s, 'nobody@northlight.example');
    await until('the refusal', () => sql('SELECT state FROM mail') === 'refused');
    assert.equal(sql('SELECT address FROM mail_suppression'), 'nobody@northlight.example');
    assert.match(sql('SELECT answer FROM mail_suppression'), /5\.1\.1 No such user here/);
    assert.equal(sql("SELECT count(*) FROM audit WHERE action = 'mail.refused'"), '1');
    assert.equal(tries, 1);
    await s.stop();
    await mail.close();
  } },
  { name: 'a mail refused for its content is lost, its address is not', engine: 'sqlite', async run(t) {
    const mail = await mailServer();
    const { where, sql } = place(t);
    mail.onMail = () => { throw refusal(554, '5.7.1 Looks like spam'); };
    const s = await serve(where, { args: [...from, '--smtp-url', mail.url] });
    await setUp(s);
    await until('the refusal', () => sql('SELECT state FROM mail') === 'failed');
    assert.match(sql('SELECT answer FROM mail'), /5\.7\.1/);
    assert.equal(sql('SELECT count(*) FROM mail_suppression'), '0');
    await s.stop();
    await mail.close();
  } },
  { name: 'another address is confirmed by the mailed link: once, in time, by its button only', async run(t) {
    const mail = await mailServer();
    const { where, sql } = place(t);
    const s = await serve(where, { args: [...from, '--smtp-url', mail.url] });
    const p = await setUp(s);
    await mail.next();
    await enroll(p); // staff have a second factor before anything else
    await p.go('/me/action-center/preferences');
    await p.post('/me/action-center/address', { email: 'odile@home.example' });
    const asked = await mail.next((m) => m.to[0] === 'odile@home.example');
    assert.match(asked.text, /https:\/\/partners\.northlight\.example\/confirm-address\//, 'links begin with the public address');
    const path = new URL(asked.text.match(/https:\S+confirm-address\S+/)[0]).pathname;
    const nobody = new Person(s); // another browser, signed out
    assert.match((await nobody.go(path)).text, /odile@home\.example/);
    assert.equal(sql("SELECT count(*) FROM notice_person WHERE email <> ''"), '0', 'following it changes nothing');
    assert.match((await nobody.post(path, {})).text, /This address is confirmed/);
    assert.equal(sql('SELECT email FROM notice_person'), 'odile@home.example');
    assert.equal((await nobody.post(path, {})).status, 409, 'once');
    assert.match((await mail.next((m) => m.subject === 'The address for your notices was changed')).to[0], /^odile@northlight\.example$/);
    await p.go('/me/action-center/preferences');
    await p.post('/me/action-center/address', { email: 'odile@sea.example' });
    const late = new URL((await mail.next((m) => m.to[0] === 'odile@sea.example')).text.match(/https:\S+confirm-address\S+/)[0]).pathname;
    sql("UPDATE notice_address_check SET expires_at = created_at WHERE outcome = 'waiting'");
    const old = await nobody.go(late);
    assert.equal(old.status, 410);
    assert.match(old.text, /This link is too old/);
    assert.equal((await nobody.post(late, {})).status, 409);
    assert.equal((await nobody.go(`${path}x`)).status, 404);
    await s.stop();
    await mail.close();
  } },
  { name: 'mail that comes back is taken in from a Maildir and from a pipe, and mail to that address stops until it is lifted', async run(t) {
    const mail = await mailServer();
    const { where, sql } = place(t);
    const back = join(tempDir('mail'), 'back');
    mkdirSync(join(back, 'new'), { recursive: true });
    const args = [...from, '--smtp-url', mail.url, '--mail-bounce-address', 'bounces@mail.northlight.example', '--mail-bounce-dir', back];
    const report = (to, status) => `Return-Path: <>\r\nDelivered-To: ${to}\r\nSubject: Undelivered\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.far.example\r\n\r\nFinal-Recipient: rfc822; x\r\nAction: failed\r\nStatus: ${status}\r\nDiagnostic-Code: smtp; 550 ${status} Nobody of that name\r\n--b--\r\n`;
    const first = await serve(where, { args });
    const p = await setUp(first);
    const one = await mail.next();
    assert.match(one.from, /^bounces\+[0-9a-f]{32}\.[0-9a-f]{16}@mail\.northlight\.example$/);
    await enroll(p); // staff have a second factor before anything else, and are told of it
    await mail.next();
    await until('all is sent', () => sql("SELECT count(*) FROM mail WHERE state <> 'sent'") === '0');
    writeFileSync(join(back, 'new', '1.mx'), report(one.from, '5.1.1'));
    await first.stop();
    sql("UPDATE job SET run_at = created_at WHERE kind = 'mail.bounces'"); // a minute later
    const s = await serve(where, { args });
    p.server = s;
    await until('the bounce', () => sql('SELECT address FROM mail_suppression') === 'odile@northlight.example');
    assert.deepEqual(readdirSync(join(back, 'new')), []);
    assert.deepEqual(readdirSync(join(back, 'cur')), ['1.mx:2,S']);
    await p.go('/operator/mail');
    await p.post('/operator/mail/test', { to: 'odile@northlight.example' });
    await until('it is held', () => sql("SELECT count(*) FROM mail WHERE state = 'held'") === '1');
    assert.match((await p.go('/me/action-center/preferences')).text, /Nobody of that name/);
    await p.post('/me/action-center/address/lift', {});
    await p.post('/operator/mail/test', { to: 'odile@northlight.example' });
    const two = await mail.next();
    const data = ['--data', where.data, ...(where.database ? ['--database', where.database] : [])];
    const pipe = (input) => entente(['mail', 'bounce', ...data], { input, mayFail: true });
    assert.equal(pipe(report(two.from.replace(/[0-9a-f]@/, 'x@'), '5.1.1')).status, 1, 'a forged mark');
    assert.match(pipe(report(two.from, '5.1.1')).stdout, /taken/);
    assert.equal(sql('SELECT count(*) FROM mail_suppression'), '1');
    assert.match(entente(['mail', 'lift', 'Odile@Northlight.example', ...data]).stdout, /mail goes to odile@northlight\.example again/);
    assert.match(entente(['mail', 'lift', 'odile@northlight.example', ...data]).stdout, /was not stopped/);
    await s.stop();
    await mail.close();
  } },
  { name: 'entente mail test prints what the mail server says', engine: 'sqlite', async run() {
    const mail = await mailServer();
    const ok = await new Promise((done) => execFile(BIN, ['mail', 'test', 'ann@far.example', '--smtp-url', mail.url], (e, out) => done({ e, out })));
    assert.equal(ok.e, null);
    assert.match(ok.out, /took it: 250/);
    assert.equal((await mail.next()).to[0], 'ann@far.example');
    mail.onRecipient = () => { throw refusal(550, '5.1.1 No such user here'); };
    const no = await new Promise((done) => execFile(BIN, ['mail', 'test', 'ann@far.example', '--smtp-url', mail.url], (e, out, err) => done({ e, err })));
    assert.equal(no.e.code, 1);
    assert.match(no.err, /did not take it: 550 5\.1\.1 No such user here/);
    await mail.close();
    assert.equal(entente(['mail', 'test', 'nonsense'], { mayFail: true }).status, 2);
    assert.match(entente(['mail', 'test', 'a@b.example'], { mayFail: true }).stderr, /smtp_url is empty/);
  } },
  { name: 'one click in a mail program stops its kind, without a session (RFC 8058)', async run(t) {
    const who = t.demo.portal.find((x) => /j\.smit@/.test(x.email));
    const p = new Person(t.server);
    await p.signIn(who.email, who.password);
    const mail = await until('the welcome mail', async () => (await p.go('/mailbox')).text.match(/\/mailbox\/[0-9a-f-]{36}(?="[^>]*>Welcome)/));
    const path = (await p.go(mail[0])).text.match(/href="(\/stop-mail\/[^"]+)"/)[1];
    const click = (target) => request(t.server, { method: 'POST', path: target, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click' });
    assert.equal((await click(`${path}x`)).status, 404, 'a forged link');
    assert.equal((await click(path.replace('.account.', '.tasks.'))).status, 404, 'another kind');
    assert.equal((await click(path)).status, 303);
    assert.equal((await click(path)).status, 303, 'twice does no harm');
    assert.match((await p.go('/me/action-center/preferences')).text, /name="account">\s*<option value="now">[^<]*<\/option>\s*<option value="digest">[^<]*<\/option>\s*<option value="off" selected>/);
  } },
];
