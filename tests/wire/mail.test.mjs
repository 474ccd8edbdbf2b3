// Mail by a real SMTP server: TLS and sign-in, refusals for now and for good, a process killed between the server's answer
// and our commit, mail that comes back.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Person, join, serve, tempDir } from '../lib/entente.mjs';
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
];
