// The program as whoever runs it meets it: every sub-command, its exit codes and words, the start and the end of a server.
import assert from 'node:assert/strict';
import { spawn, spawnSync, execFileSync } from 'node:child_process';
import { cpSync, chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { randomUUID } from 'node:crypto';
import { BIN, ROOT, Application, Person, entente, form, freePort, join, makeDemo, request, serve, tempDir, unescapeHtml, enroll, totp } from '../lib/entente.mjs';
import { smtpCatcher } from '../lib/smtp.mjs';
import { newCustomer } from './api.test.mjs';

const COMMANDS = ['serve', 'work', 'demo', 'import catalog', 'import customers', 'export customers', 'migrate', 'copy', 'user add', 'user reset-password', 'user list', 'backup', 'restore', 'verify', 'config', 'routes', 'roles', 'openapi', 'mail test', 'mail bounce', 'mail lift'];
const sql = (data, text) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', join(data, 'entente.db'), text], { encoding: 'utf8' }).trim();
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
async function until(what, f, ms = 8000) {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(25)) { const v = await f(); if (v) return v; }
  throw new Error(`${what}: not within ${ms} ms`);
}
// Runs the program; asserts its exit code and words.
function run(args, code, words, opt = {}) {
  const r = entente(args, { mayFail: true, ...opt });
  assert.equal(r.status, code, `entente ${args.join(' ')}: exit ${r.status}\n${r.stdout}${r.stderr}`);
  for (const w of [words].flat().filter(Boolean)) assert.match(code === 0 ? r.stdout : r.stderr, w instanceof RegExp ? w : new RegExp(w.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return r;
}
// One small demo for all tests that change or copy a folder.
let kept;
function small() {
  if (!kept) {
    kept = join(tempDir('ops'), 'd');
    makeDemo({ data: kept }, ['--customers', '10']);
  }
  return kept;
}
function copyOf(data) {
  const to = join(tempDir('ops'), 'd');
  cpSync(data, to, { recursive: true });
  cpSync(`${data}.keys`, `${to}.keys`);
  return to;
}
async function emptyPg(t) {
  const url = new URL(t.where.database);
  const name = `ops_${randomUUID().replace(/-/g, '').slice(0, 12)}`;
  execFileSync('psql', ['-q', '-h', url.hostname, '-p', url.port, '-U', url.username, '-d', 'postgres', '-c', `CREATE DATABASE ${name}`]);
  const database = `postgres://${url.username}@${url.host}/${name}`;
  return { database, query: (text) => execFileSync('psql', ['-At', '-d', database, '-c', text], { encoding: 'utf8' }).trim() };
}
const dataArgs = (where) => ['--data', where.data, ...(where.database ? ['--database', where.database] : [])];
const sqliteOnly = (name, f) => ({ name, engine: 'sqlite', run: f });
const pgOnly = (name, f) => ({ name, engine: 'pg', run: f });
const both = (name, f) => ({ name, run: f });

function certificate(dir, name) {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', `/CN=${name}`, '-keyout', join(dir, 'key.pem'), '-out', join(dir, 'cert.pem')], { stdio: 'ignore' });
  return { cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem') };
}
const overTls = (port, path = '/sign-in') => new Promise((done, fail) => {
  https.get({ host: '127.0.0.1', port, path, rejectUnauthorized: false, agent: false }, (res) => {
    const subject = res.socket.getPeerCertificate().subject.CN;
    res.resume();
    res.on('end', () => done({ subject, status: res.statusCode, headers: res.headers }));
  }).on('error', fail);
});

// A child under perl, which can do what node cannot: datagram sockets, and an exec that keeps the process id.
function perl(program, args, env = {}) {
  const child = spawn('perl', ['-MSocket', '-e', program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  child.text = '';
  for (const s of [child.stdout, child.stderr]) s.on('data', (d) => { child.text += d; });
  child.ended = new Promise((r) => child.on('exit', (code, signal) => r({ code, signal })));
  return child;
}

async function ajvOf(doc) {
  const { default: Ajv } = await import('ajv/dist/2020.js');
  const { default: formats } = await import('ajv-formats');
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats(ajv);
  ajv.addSchema(doc, 'api');
  return (path, method, status, value) => {
    const answer = doc.paths[path][method].responses[status];
    assert.ok(answer, `${method} ${path} does not describe ${status}`);
    const at = (s) => s.replace(/~/g, '~0').replace(/\//g, '~1');
    const check = ajv.getSchema(`api#/paths/${at(path)}/${method}/responses/${status}/content/${at('application/json')}/schema`);
    assert.ok(check, `${method} ${path} describes no body of ${status}`);
    assert.ok(check(value), `${method} ${path} ${status}: ${JSON.stringify(check.errors?.slice(0, 3))}\n${JSON.stringify(value).slice(0, 800)}`);
  };
}

export const tests = [
  // --- words and exit codes ---
  sqliteOnly('every command has help, a manual page, and refuses what it does not know with exit code 2', async () => {
    const shown = entente(['--help']).stdout;
    for (const c of COMMANDS) {
      const words = c.split(' ');
      const help = run([...words, '--help'], 0, `Usage: entente ${c}`);
      assert.equal(help.stderr, '');
      assert.match(shown, new RegExp(`^  ${c}\\b`, 'm'));
      run([...words, '--no-such-option'], 2, ['there is no option --no-such-option', `entente ${c} --help`]);
      run([...words, 'a', 'b', 'c'], 2, 'one word too many');
      const page = join(ROOT, 'docs/man', `entente-${c.replace(' ', '-')}.1`);
      assert.equal(readFileSync(page, 'utf8'), entente(['--man', c.replace(' ', '-')]).stdout, `${page} is not what the program says; make it again with entente --man`);
    }
    assert.equal(readFileSync(join(ROOT, 'docs/man/entente.1'), 'utf8'), entente(['--man']).stdout, 'docs/man/entente.1 is not in step');
    run([], 2, 'a command is missing');
    run(['bogus'], 2, 'there is no command "bogus"');
    run(['user'], 2, 'user add');
    run(['user', '--help'], 0, 'user add');
    // "help" in front asks for the same.
    assert.equal(run(['help', 'serve'], 0, 'Usage: entente serve').stdout, entente(['serve', '--help']).stdout);
    assert.equal(run(['help', 'user', 'add'], 0, 'Usage: entente user add').stdout, entente(['user', 'add', '--help']).stdout);
    run(['help', 'user'], 0, 'user add');
    assert.equal(run(['help'], 0, 'Usage: entente COMMAND').stdout, shown);
    run(['help', 'bogus'], 2, 'there is no command "bogus"');
    run(['serve', '--port'], 2, '--port needs a value');
    run(['serve', '--port', 'x'], 2, 'must be a whole number');
    run(['serve', '-p', '1'], 2, 'two hyphens');
  }),
  sqliteOnly('a folder that is missing, a file in its way, or without rights is said with what to do', async () => {
    const dir = tempDir('ops');
    writeFileSync(join(dir, 'file'), '');
    for (const c of [['verify'], ['migrate'], ['user', 'list'], ['work'], ['backup', '--to', join(dir, 'b')], ['import', 'catalog', 'x.csv']]) run([...c, '--data', join(dir, 'none')], 1, 'there is no data in');
    assert.ok(!existsSync(join(dir, 'none')), 'nothing was made');
    run(['serve', '--data', join(dir, 'file')], 1, ['a file of that name is in the way', '--data']);
    run(['demo', '--data', join(dir, 'file/x')], 1, 'cannot be made');
    if (process.getuid() === 0) { // rights bind only others than root
      mkdirSync(join(dir, 'closed'), { mode: 0o555 });
      chmodSync(dir, 0o755);
      const bin = join(dir, 'entente');
      cpSync(BIN, bin);
      for (const c of ['serve', 'demo']) {
        const r = spawnSync('runuser', ['-u', 'nobody', '--', bin, c, '--data', join(dir, 'closed')], { encoding: 'utf8', cwd: '/' });
        assert.equal(r.status, 1, r.stderr);
        assert.match(r.stderr, /read-only or not yours\. Make it writable/);
      }
    }
  }),
  sqliteOnly('a configuration that does not hold stops the start with file and line', async () => {
    const dir = tempDir('ops'), file = join(dir, 'c.conf');
    const refused = (text, ...words) => { writeFileSync(file, text); run(['config', '--config', file], 2, words); };
    refused('port = 80\n\nprot = 81\n', `${file}, line 3: there is no key "prot"; did you mean "port"? `, '--reference');
    refused('port = 70000\n', 'line 1: port must be 0 to 65535');
    refused('port\n', 'line 1: "port" is not of the form key = value');
    refused('test_clock = soon\n', 'test_clock must be a time');
    refused('replica = x\n', 'there is no key "replica"');
    run(['config', '--config', join(dir, 'none')], 2, 'cannot be read');
    run(['config'], 2, 'Environment variable ENTENTE_PORT', { env: { ...process.env, ENTENTE_PORT: 'x' } });
    writeFileSync(file, 'smtp_password = hush\nport = 81\n');
    const shown = run(['config', '--config', file, '--loops', '3'], 0, [/port = 81 +# /, /loops = 3 +# option/, '(set)']).stdout;
    assert.doesNotMatch(shown, /hush/);
    const sample = join(dir, 'sample.conf');
    writeFileSync(sample, run(['config', '--reference'], 0).stdout);
    run(['config', '--config', sample], 0);
  }),
  sqliteOnly('every declared setting is read by something', async () => {
    const table = readFileSync(join(ROOT, 'src/app/config.c'), 'utf8');
    const keys = [...table.matchAll(/^ *KEY\((\w+),/gm)].map((m) => m[1]);
    assert.ok(keys.length > 20);
    const source = execFileSync('grep', ['-rhE', '(c|config|source)(->|\\.)[a-z_]+', join(ROOT, 'src/cmd'), join(ROOT, 'src/app'), '--include=*.c'], { encoding: 'utf8', maxBuffer: 1 << 26 });
    for (const k of keys) assert.match(source, new RegExp(`\\b(c|config|source)(->|\\.)${k}\\b`), `${k} is declared and wired to nothing`);
  }),
  sqliteOnly('routes, roles and openapi need no data folder', async () => {
    const cwd = tempDir('ops');
    const lines = run(['routes'], 0, undefined, { cwd }).stdout.trim().split('\n');
    for (const l of lines) assert.match(l, /^(GET|POST|PUT|PATCH|DELETE|HEAD)\t?\s*\/\S*\s+\S+\s+\S+\s+\S+( fresh)?$/, l);
    run(['roles'], 0, undefined, { cwd });
    run(['openapi'], 0, undefined, { cwd });
    assert.deepEqual(readdirSync(cwd), []);
  }),
  // --- verify ---
  sqliteOnly('verify holds on good data and fails on a changed audit row, a taken one, a damaged page and a missing file', async () => {
    const good = copyOf(small());
    for (const part of [[], ['all'], ['database'], ['audit'], ['ledger']]) run(['verify', ...part, '--data', good], 0, 'holds');
    run(['verify', 'moon', '--data', good], 2, 'choose all, database, audit or ledger');
    sql(good, "UPDATE audit SET target_name = target_name || 'x' WHERE rowid = (SELECT max(rowid) - 2 FROM audit)");
    run(['verify', 'audit', '--data', good], 1, 'does not hold');
    run(['verify', '--data', good], 1, 'does not hold');
    run(['verify', 'database', '--data', good], 0);
    const taken = copyOf(small());
    sql(taken, 'DELETE FROM audit WHERE rowid = (SELECT rowid FROM audit WHERE seq = 2 LIMIT 1)');
    run(['verify', 'audit', '--data', taken], 1, 'does not hold');
    const end = copyOf(small());
    sql(end, 'DELETE FROM audit WHERE rowid = (SELECT rowid FROM audit WHERE seq = (SELECT max(seq) FROM audit) LIMIT 1)');
    run(['verify', 'audit', '--data', end], 1, 'does not hold');
    const broken = copyOf(small());
    const page = Number(sql(broken, "SELECT rootpage FROM sqlite_master WHERE name = 'audit_by_account'")), size = Number(sql(broken, 'PRAGMA page_size'));
    const bytes = readFileSync(join(broken, 'entente.db'));
    bytes.fill(0xa5, (page - 1) * size + 8, (page - 1) * size + 400);
    writeFileSync(join(broken, 'entente.db'), bytes);
    run(['verify', 'database', '--data', broken], 1, ['does not hold', 'entente restore']);
    writeFileSync(join(broken, 'entente.db'), 'not a database at all, not a database at all');
    run(['verify', '--data', broken], 1);
  }),
  both('a database of a newer version is refused', async (t) => {
    const where = { data: copyOf(small()) };
    if (t.engine === 'pg') {
      const pg = await emptyPg(t);
      where.database = pg.database;
      run(['copy', '--from', where.data, '--to', pg.database], 0);
      pg.query("INSERT INTO schema_migration SELECT 9999, 'later', sha256, applied_at FROM schema_migration LIMIT 1");
    } else sql(where.data, "INSERT INTO schema_migration SELECT 9999, 'later', sha256, applied_at FROM schema_migration LIMIT 1");
    for (const c of ['serve', 'migrate', 'verify', 'work']) run([c, ...dataArgs(where), ...(c === 'serve' ? ['--port', '0'] : [])], 1, 'newer version than this program');
  }),
  // --- customers and catalogue by file ---
  both('import customers adds the good rows, names the bad ones, and export writes them as CSV and XLSX', async (t) => {
    const dir = tempDir('ops'), file = join(dir, 'c.csv'), word = `o${randomUUID().slice(0, 8)}`;
    const person = new Person(t.server);
    const who = t.demo.portal.find((p) => /alder/i.test(p.account) && [].concat(p.roles).join(' ').includes('admin_agent'));
    await person.signIn(who.email, who.password);
    const template = (await person.go(`/a/${person.account}/customers/import/template`)).text.replace(/^\ufeff/, '');
    const head = template.split(/\r?\n/)[0];
    const values = { country: 'US', addressLine1: '1 Main St', city: 'Redlands', state: 'CA', postalCode: '92373', firstName: 'Ada', lastName: 'Moore', email: 'ada@buyer.example', phoneNumber: '2065550100' };
    const between = head.includes(';') ? ';' : ',';
    const line = (domain, name) => head.split(between).map((h) => (h === 'domain' ? `${domain}.onmicrosoft.com` : h === 'companyName' ? name : values[h] ?? '')).join(between);
    writeFileSync(file, `${head}\r\n${line(`${word}a`, `Été ${word}`)}\r\n${line(`${word}b`, '')}\r\n${line(`${word}c`, `Third ${word}`)}\r\n`);
    const args = ['import', 'customers', file, '--account', 'alder', ...dataArgs(t.where)];
    const dry = run([...args, '--dry-run'], 1, ['line 3:']);
    assert.match(dry.stdout, /3 rows read, 0 customers added, 1 refused/);
    const real = run(args, 1, ['line 3:']);
    assert.match(real.stdout, /3 rows read, 2 customers added, 1 refused/);
    const again = run(args, 1);
    assert.match(again.stdout, /0 customers added, 3 refused/);
    const out = join(dir, 'o.csv');
    run(['export', 'customers', '--account', 'alder', '--out', out, ...dataArgs(t.where)], 0);
    const csv = readFileSync(out, 'utf8');
    assert.ok(csv.includes(`Été ${word}`) && csv.includes(`Third ${word}`));
    assert.equal(run(['export', 'customers', '--account', 'alder', ...dataArgs(t.where)], 0).stdout.length, csv.length);
    const book = join(dir, 'o.xlsx');
    run(['export', 'customers', '--account', 'alder', '--format', 'xlsx', '--out', book, ...dataArgs(t.where)], 0);
    assert.equal(readFileSync(book).subarray(0, 2).toString(), 'PK');
    run(['export', 'customers', '--account', 'nobody', ...dataArgs(t.where)], 1, 'there is no account "nobody"');
    run(['export', 'customers', ...dataArgs(t.where)], 2, '--account ID is missing');
    run(['export', 'customers', '--account', 'alder', '--format', 'pdf', ...dataArgs(t.where)], 2, 'csv or xlsx');
    run(['export', 'customers', '--account', 'alder', '--out', join(dir, 'no/o.csv'), ...dataArgs(t.where)], 1, 'cannot be written');
    const shown = (await person.go(`/a/${person.account}/customers?q=${word}`)).text;
    assert.ok(shown.includes(`Third ${word}`), 'the running server shows what the command added');
  }),
  both('import catalog is safe to run twice and says what it read', async (t) => {
    const args = ['import', 'catalog', join(ROOT, 'data/catalog-second.csv'), ...dataArgs(t.where)];
    const first = run(args, 0, /\d/).stdout;
    const count = () => run(['import', 'catalog', join(ROOT, 'data/catalog-second.csv'), ...dataArgs(t.where)], 0).stdout;
    assert.equal(count(), count(), `twice the same: ${first}`);
    run(['import', 'catalog', join(ROOT, 'README.md'), ...dataArgs(t.where)], 1);
    run(['import', 'catalog', '/no/such.csv', ...dataArgs(t.where)], 1, '/no/such.csv');
  }),
  // --- backup, restore, copy ---
  sqliteOnly('a backup taken under load is restored whole, and not without its keys', async (t) => {
    const dir = tempDir('ops'), backup = join(dir, 'b'), data = t.where.data;
    const app = new Application(t.server, t.demo.api[0]);
    const made = [];
    let over = false;
    const load = Promise.all([1, 2].map(async () => { while (!over) { const r = await app.call('POST', '/v1/customers', JSON.stringify(newCustomer(`b${randomUUID().replace(/-/g, '').slice(0, 14)}.onmicrosoft.com`))); assert.equal(r.status, 201, r.text); made.push(r.json().id); } }));
    await until('some writes', () => made.length > 3);
    const before = made.slice();
    const child = spawn(BIN, ['backup', '--data', data, '--to', backup], { stdio: 'ignore' });
    const code = await new Promise((r) => child.on('exit', r));
    over = true;
    await load;
    assert.equal(code, 0);
    run(['backup', '--data', data, '--to', backup], 1, 'is not empty');
    run(['backup', '--data', data], 2, '--to FOLDER is missing');
    const target = join(dir, 'r');
    run(['restore', '--from', backup, '--data', target], 1, ['key ring', '--keyring']);
    assert.ok(!existsSync(join(target, 'entente.db')));
    cpSync(`${small()}.keys`, join(dir, 'wrong.keys'));
    run(['restore', '--from', backup, '--data', target, '--keyring', join(dir, 'wrong.keys')], 1, 'not the one the database was made with');
    assert.ok(!existsSync(join(target, 'entente.db')));
    assert.deepEqual(readdirSync(target), [], 'the same command can be given again');
    cpSync(`${data}.keys`, `${target}.keys`);
    run(['restore', '--from', backup, '--data', target], 0, 'Restored');
    run(['verify', '--data', target], 0);
    const there = new Set(sql(target, 'SELECT lower(hex(id)) FROM customer').split('\n'));
    for (const id of before) assert.ok(there.has(id.replace(/-/g, '')), 'a customer acknowledged before the backup is in it');
    run(['restore', '--from', backup, '--data', target], 1, 'is not empty');
    run(['restore', '--from', dir, '--data', join(dir, 'x')], 1, 'holds no backup');
  }),
  pgOnly('a copy to PostgreSQL that was interrupted goes on, and the copy verifies and serves', async (t) => {
    const from = copyOf(small()), { database, query } = await emptyPg(t);
    const child = spawn(BIN, ['copy', '--from', from, '--to', database], { stdio: 'ignore' });
    const ended = new Promise((r) => child.on('exit', r));
    // The table first: psql says aloud that there is none yet.
    await until('some rows', () => query("SELECT to_regclass('public.audit') IS NOT NULL") === 't' && Number(query('SELECT count(*) FROM audit')) > 0).catch(() => {});
    child.kill('SIGKILL');
    await ended;
    query("DELETE FROM audit_detail"); // as if it had come only so far, whenever the kill came
    run(['copy', '--from', from, '--to', database], 0, ['Copied and counted', 'The audit chains hold']);
    run(['copy', '--from', from, '--to', database], 0, 'Copied and counted');
    run(['verify', '--data', from, '--database', database], 0);
    run(['copy', '--from', from, '--to', t.where.database], 1, 'another installation');
    run(['copy', '--from', from], 2, '--to');
    run(['copy', '--from', from, '--to', 'mysql://x'], 2, 'postgres://');
    run(['copy', '--from', from, '--to', 'postgres://x@127.0.0.1:1/x'], 1, 'cannot be reached');
  }),
  // --- users, demo ---
  both('user add beside the running server: the temporary password must be changed at the first sign-in', async (t) => {
    const email = `ops.${randomUUID().slice(0, 8)}@alder.example`;
    const made = run(['user', 'add', email, '--account', 'alder', '--roles', 'admin_agent', ...dataArgs(t.where)], 0).stdout;
    const password = made.match(/has the password (\S+) until/)[1];
    run(['user', 'add', email, '--account', 'alder', '--roles', 'admin_agent', ...dataArgs(t.where)], 1, ['signs in already', 'reset-password']);
    run(['user', 'add', 'x@y.example', '--account', 'alder', '--roles', 'king', ...dataArgs(t.where)], 2, ['no role "king"', 'roles --list']);
    run(['user', 'add', 'x@y.example', '--account', 'moon', '--roles', 'admin_agent', ...dataArgs(t.where)], 1, 'no account moon');
    run(['user', 'add', 'nonsense', '--account', 'alder', '--roles', 'admin_agent', ...dataArgs(t.where)], 2, 'not an e-mail address');
    const p = new Person(t.server);
    await p.go('/sign-in');
    const page = await p.post('/sign-in', { email, password });
    assert.equal(page.status, 200);
    assert.match(page.text, /New password/);
    assert.match((await new Person(t.server).go('/')).text, /href="\/sign-in"/, 'the front page, and not signed in');
    const action = page.text.match(/<form[^>]*action="([^"]*)"[^>]*>(?:(?!<\/form>)[\s\S])*name="again"/)[1];
    const hidden = Object.fromEntries([...page.text.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([i]) => [i.match(/name="([^"]*)"/)[1], unescapeHtml(i.match(/value="([^"]*)"/)?.[1] || '')]));
    const chosen = 'a quiet brook under the old stone bridge';
    await p.post(unescapeHtml(action), { ...hidden, password: chosen, again: chosen });
    assert.match(p.path, /^\/a\/alder/);
    const second = new Person(t.server);
    await second.signIn(email, chosen);
    run(['user', 'reset-password', email, ...dataArgs(t.where)], 0, 'has the password');
    await until('the session ends', async () => { const r = await second.go('/a/alder', { follow: false }); return r.status === 303 || r.status === 302; });
    run(['user', 'reset-password', 'nobody@x.example', ...dataArgs(t.where)], 1, 'user list');
    run(['user', 'list', ...dataArgs(t.where)], 0, email);
    const weak = entente(['user', 'add', 'w@y.example', '--account', 'alder', '--roles', 'admin_agent', '--password-stdin', ...dataArgs(t.where)], { mayFail: true, input: 'short\n' });
    assert.equal(weak.status, 1, weak.stderr);
  }),
  sqliteOnly('the server and many commands write to one folder at once', async (t) => {
    const app = new Application(t.server, t.demo.api[0]);
    await app.authorize();
    const emails = [1, 2, 3, 4].map(() => `many.${randomUUID().slice(0, 8)}@alder.example`);
    const commands = emails.map((e) => new Promise((r) => { spawn(BIN, ['user', 'add', e, '--account', 'alder', '--roles', 'admin_agent', '--data', t.where.data], { stdio: 'ignore' }).on('exit', r); }));
    const writes = Array.from({ length: 12 }, () => app.call('POST', '/v1/customers', JSON.stringify(newCustomer(`m${randomUUID().replace(/-/g, '').slice(0, 14)}.onmicrosoft.com`))));
    assert.deepEqual(await Promise.all(commands), [0, 0, 0, 0]);
    for (const r of await Promise.all(writes)) assert.equal(r.status, 201, r.text);
    run(['verify', 'audit', '--data', t.where.data], 0);
  }),
  both('the demo refuses a place that holds data, before it changes anything', async (t) => {
    const again = tempDir('ops');
    run(['demo', '--data', t.where.data, ...(t.where.database ? ['--database', t.where.database] : [])], 1, 'holds data already');
    if (t.engine !== 'pg') return;
    const pg = await emptyPg(t);
    run(['copy', '--from', copyOf(small()), '--to', pg.database], 0);
    pg.query('DELETE FROM schema_migration WHERE number = (SELECT max(number) FROM schema_migration)');
    run(['demo', '--data', join(again, 'd'), '--database', pg.database], 1, 'holds data of another version');
    const n = pg.query('SELECT count(*) FROM schema_migration');
    run(['demo', '--data', join(again, 'd'), '--database', pg.database], 1);
    assert.equal(pg.query('SELECT count(*) FROM schema_migration'), n, 'nothing was migrated');
    assert.deepEqual(readdirSync(again), []);
  }),
  sqliteOnly('a demo that was interrupted is never taken for data, and is made again', async () => {
    const data = join(tempDir('ops'), 'd');
    const child = spawn(BIN, ['demo', '--data', data, '--customers', '3000'], { stdio: 'ignore' });
    await until('the database', () => existsSync(join(data, 'entente.db')));
    child.kill('SIGKILL');
    await new Promise((r) => child.on('exit', r));
    for (const c of ['serve', 'verify']) run([c, '--data', data], 1, ['was interrupted', 'entente demo --data']);
    run(['demo', '--data', data, '--customers', '5'], 0);
    run(['verify', '--data', data], 0);
    run(['demo', '--data', data], 1, 'holds data already');
  }),
  sqliteOnly('./run serves again without a word of building, names a taken port, passes options on, and ends by Ctrl-C', async (t) => {
    const data = copyOf(small()), port = await freePort();
    const start = (...args) => {
      const child = spawn('dash', [join(ROOT, 'run'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
      child.text = '';
      for (const s of [child.stdout, child.stderr]) s.on('data', (d) => { child.text += d; });
      child.ended = new Promise((r) => child.on('exit', (code) => r(code)));
      return child;
    };
    const c = start('--quiet', '--data', data, `--port=${port}`, '--loops', '1');
    const built = statSync(BIN).mtimeMs;
    await until('the page', () => request({ port }, { path: '/readyz' }).then((r) => r.status === 200).catch(() => false));
    assert.equal(statSync(BIN).mtimeMs, built, 'it was built again'); // how long it takes is a row of ./bench
    assert.doesNotMatch(c.text, /First start|install/i);
    assert.match(c.text, /Sign in as/);
    assert.match(c.text, new RegExp(`Entente serves on http://127.0.0.1:${port}`));
    c.kill('SIGINT');
    assert.equal(await c.ended, 0);
    assert.doesNotMatch(c.text, /readyz/, '--quiet went on to serve');
    const taken = start('--port', String(t.server.port), '--data', data);
    assert.equal(await taken.ended, 1);
    assert.match(taken.text, /Another program listens there; choose another port with --port/);
  }),
  sqliteOnly('./run tells wrong words by exit code 2 and its help by 0, and begins nothing', async () => {
    const data = join(tempDir('run'), 'none');
    const ran = (...args) => { const r = spawnSync('dash', [join(ROOT, 'run'), ...args], { encoding: 'utf8', timeout: 60000 }); return { status: r.status, text: r.stdout + r.stderr }; };
    for (const [args, words] of [[['--port', 'abc', '--data', data], /--port needs a number, not "abc"/], [['--port=', '--data', data], /--port needs a number/], [['--data', data, '--port'], /--port needs a value/], [['--data'], /--data needs a value/]]) {
      const got = ran(...args);
      assert.equal(got.status, 2, `${args.join(' ')}: ${got.text}`);
      assert.match(got.text, words);
    }
    const help = ran('--help');
    assert.equal(help.status, 0);
    assert.match(help.text, /\.\/run \[--port N\]/);
    assert.ok(!existsSync(data), 'nothing was made');
  }),
  sqliteOnly('a database address that is wrong or cannot be reached is said in plain words, and nothing is made', async () => {
    const dir = tempDir('ops');
    run(['serve', '--database', 'mysql://x', '--data', join(dir, 'd')], 2, 'must begin with postgres://');
    for (const c of ['serve', 'demo', 'verify']) {
      const r = run([c, '--database', 'postgres://x@127.0.0.1:1/x', '--data', join(dir, 'd')], 1, ['cannot be reached', 'See that PostgreSQL runs']);
      assert.equal(r.stderr.trim().split('\n').length, 1, r.stderr);
    }
    assert.deepEqual(readdirSync(dir), []);
  }),
  sqliteOnly('without its key ring a folder is not opened, and no new ring is made', async () => {
    const data = copyOf(small());
    rmSync(`${data}.keys`);
    for (const c of ['serve', 'verify', 'work']) run([c, '--data', data], 1, ['There is no key ring', '--keyring']);
    assert.ok(!existsSync(`${data}.keys`));
    run(['verify', '--data', data, '--keyring', `${small()}.keys`], 0);
    run(['verify', '--data', data, '--keyring-command', `cat ${small()}.keys`], 0);
    run(['verify', '--data', data, '--keyring-command', 'false'], 1, 'key ring');
  }),
  // --- listening ---
  sqliteOnly('a port in use is said with the way out', async (t) => {
    run(['serve', '--data', copyOf(small()), '--port', String(t.server.port)], 1, ['Another program listens there', '--port']);
    run(['serve', '--data', copyOf(small()), '--address', 'not.an.address.example', '--port', '0'], 1, 'not one of this machine');
    run(['serve', '--data', copyOf(small()), '--trusted-proxies', 'nonsense', '--port', '0'], 1);
    run(['serve', '--data', copyOf(small()), '--tls-cert', '/no/c.pem', '--tls-key', '/no/k.pem', '--port', '0'], 1, '/no/c.pem');
    run(['serve', '--data', copyOf(small()), '--tls-cert', '/no/c.pem'], 2, 'tls_key');
  }),
  sqliteOnly('a unix socket serves, and a stale one is taken over', async () => {
    const data = copyOf(small()), path = join(tempDir('ops'), 's');
    const ask = () => new Promise((done, fail) => http.get({ socketPath: path, path: '/healthz', headers: { Host: 'x' }, agent: false }, (r) => { r.resume(); r.on('end', () => done(r.statusCode)); }).on('error', fail));
    for (let round = 0; round < 2; round++) {
      const s = await serve({ data }, { args: ['--address', `unix:${path}`], wait: false });
      await until('the socket', () => ask().catch(() => 0));
      assert.equal(await ask(), 200);
      if (round === 0) await s.kill(); else assert.equal((await s.stop()).code, 0);
    }
  }),
  sqliteOnly('TLS: cookies are Secure and SIGHUP takes a new certificate without dropping anybody', async () => {
    const dir = tempDir('ops'), data = copyOf(small()), port = await freePort();
    const { cert, key } = certificate(dir, 'first');
    const s = await serve({ data }, { port, args: ['--tls-cert', cert, '--tls-key', key], wait: false });
    const first = await until('TLS', () => overTls(port).catch(() => null));
    assert.equal(first.subject, 'first');
    assert.match(String(first.headers['set-cookie']), /__Host-|; Secure/);
    assert.match(first.headers['strict-transport-security'] || '', /max-age/);
    certificate(dir, 'second');
    s.child.kill('SIGHUP');
    await until('the new certificate', async () => (await overTls(port)).subject === 'second');
    writeFileSync(cert, 'broken');
    s.child.kill('SIGHUP');
    await until('the complaint', () => /"certificate reload"/.test(s.log()) && /error/.test(s.log()));
    assert.equal((await overTls(port)).subject, 'second', 'a broken file changes nothing');
    assert.equal((await s.stop()).code, 0);
  }),
  sqliteOnly('forwarded facts count only from trusted proxies', async () => {
    const ask = (s) => request(s, { path: '/sign-in', headers: { 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '192.0.2.7' } });
    const trusted = await serve({ data: copyOf(small()) }, { args: ['--trusted-proxies', '127.0.0.1/32'] });
    assert.match(String((await ask(trusted)).headers['set-cookie']), /Secure/);
    await trusted.stop();
    const open = await serve({ data: copyOf(small()) });
    assert.doesNotMatch(String((await ask(open)).headers['set-cookie']), /Secure/);
    await open.stop();
  }),
  // --- under a service manager ---
  sqliteOnly('systemd hears READY and STOPPING, and hands over its socket', async () => {
    const dir = tempDir('ops'), data = copyOf(small()), port = await freePort();
    const notes = perl('socket(my $s, AF_UNIX, SOCK_DGRAM, 0); bind($s, pack_sockaddr_un($ARGV[0])) or die; $| = 1; print "bound\n"; while (1) { recv($s, my $m, 1000, 0); print "$m\n"; }', [join(dir, 'n')]);
    await until('the listener', () => notes.text.includes('bound'));
    const s = perl(`socket(my $s, PF_INET, SOCK_STREAM, 0); setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1); bind($s, sockaddr_in(${port}, inet_aton("127.0.0.1"))) or die; listen($s, 16);
      use POSIX (); POSIX::dup2(fileno($s), 3); $^F = 10; open(my $keep, ">&=", 3); use Fcntl; fcntl($keep, F_SETFD, 0); $ENV{LISTEN_PID} = $$; $ENV{LISTEN_FDS} = 1; exec @ARGV;`,
    [BIN, 'serve', '--data', data, '--port', '1'], { NOTIFY_SOCKET: join(dir, 'n') });
    const early = await until('the socket', () => request({ port }, { path: '/healthz' }).catch(() => null)); // may wait in the handed-over queue until the program takes it
    assert.equal(early.status, 200, s.text);
    await until('READY', () => notes.text.includes('READY=1'));
    s.kill('SIGTERM');
    assert.equal((await s.ended).code, 0);
    await until('STOPPING', () => notes.text.includes('STOPPING=1'));
    notes.kill('SIGKILL');
  }),
  both('a stop answers the request in flight, takes no new ones, and exits 0; SIGINT too', async (t) => {
    const where = { data: copyOf(small()) };
    if (t.engine === 'pg') { where.database = (await emptyPg(t)).database; run(['copy', '--from', where.data, '--to', where.database], 0); }
    for (const signal of ['SIGTERM', 'SIGINT']) {
      const s = await serve(where);
      const socket = net.connect(s.port, '127.0.0.1');
      let answer = '';
      socket.on('data', (d) => { answer += d; });
      const body = 'email=a%40b.example&password=x';
      socket.write(`POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`);
      await sleep(50);
      s.child.kill(signal);
      await until('no new connections', () => new Promise((r) => { const c = net.connect(s.port, '127.0.0.1', () => { c.destroy(); r(false); }); c.on('error', () => r(true)); }));
      socket.write(body.slice(5));
      await until('the answer', () => answer.startsWith('HTTP/1.1 '));
      assert.match(answer, /^HTTP\/1\.1 (403|200) /, 'the answer to the whole request');
      assert.equal((await s.ended).code, 0, signal);
      socket.destroy();
    }
  }),
  // --- the first start ---
  both('an empty folder is set up by the link that serve prints, once; then the operator signs in', async (t) => {
    const where = { data: join(tempDir('ops'), 'd') };
    if (t.engine === 'pg') where.database = (await emptyPg(t)).database;
    const mail = join(tempDir('ops'), 'mail');
    const s = await serve(where, { args: ['--mail-dir', mail] });
    const link = (await until('the link', () => s.log().match(/(\/setup\/\S+)/)))[1];
    const p = new Person(s);
    assert.equal((await p.go('/setup/wrong')).status, 404);
    const page = await p.go(link);
    assert.equal(page.status, 200);
    const password = 'seven lamps along the harbour wall';
    const fields = { vendor_name: 'Northlight Ops', public_url: `http://127.0.0.1:${s.port}`, country: 'FR', languages: 'fr', currencies: 'EUR USD', first_name: 'Odile', last_name: 'Perrin', email: 'odile@northlight.example', password, again: password };
    const wrong = await p.post(link, { ...fields, country: '', email: 'odile' });
    assert.match(wrong.text, /Choose the vendor/);
    assert.match(wrong.text, /value="Northlight Ops"/, 'what was typed stays');
    assert.match((await p.post(link, { ...fields, public_url: 'http://a/b/c?d' })).text, /without a path/);
    const done = await p.post(link, { ...fields, test_mail: 'on' });
    assert.equal(done.status, 200, done.text.slice(0, 500));
    assert.equal(p.path, '/sign-in/second-factor', 'the first operator gets a second factor');
    assert.equal((await p.go('/operator', { follow: false })).status, 303, 'and nothing before');
    await p.go('/sign-in/second-factor');
    const key = await enroll(p);
    assert.equal(p.path, '/operator');
    assert.equal((await new Person(s).go(link)).status, 404, 'the link is dead');
    const discovery = (await request(s, { path: '/common/v2.0/.well-known/openid-configuration', headers: { Host: 'evil.example' } })).json();
    assert.equal(discovery.issuer, `${s.base}/{tenantid}/v2.0`, 'the public address, not the Host of the request');
    assert.doesNotMatch(JSON.stringify(discovery), /evil/);
    const file = await until('the mail', () => existsSync(mail) && readdirSync(mail).find((f) => f.endsWith('.eml')));
    assert.match(readFileSync(join(mail, file), 'utf8'), /^To: .*odile@northlight\.example/m);
    assert.equal((await s.stop()).code, 0);
    const later = await serve(where);
    assert.doesNotMatch(later.log(), /\/setup\//);
    assert.equal((await new Person(later).go(link)).status, 404);
    const again = new Person(later);
    await again.go('/sign-in');
    await again.post('/sign-in', { email: 'odile@northlight.example', password });
    assert.equal(again.path, '/sign-in/code');
    await again.post('/sign-in/code', { code: totp(key, 30) });
    assert.match(again.path, /^\/operator/);
    await later.stop();
    run(['demo', ...dataArgs(where)], 1, 'holds data already');
    run(['verify', ...dataArgs(where)], 0);
  }),
  // --- mail ---
  sqliteOnly('mail goes out by SMTP, sent by work where serve runs no jobs', async () => {
    const smtp = await smtpCatcher();
    const where = { data: join(tempDir('ops'), 'd') };
    const args = ['--smtp-url', smtp.url, '--mail-from', 'Ops <ops@northlight.example>'];
    const s = await serve(where, { args: [...args, '--jobs=no'] });
    const p = new Person(s);
    const link = (await until('the link', () => s.log().match(/(\/setup\/\S+)/)))[1];
    await p.go(link);
    const password = 'seven lamps along the harbour wall';
    await p.post(link, { vendor_name: 'N', public_url: 'http://x.example', country: 'FR', languages: 'fr', currencies: 'EUR', first_name: 'Odile', last_name: 'Perrin', email: 'odile@northlight.example', password, again: password, test_mail: 'on' });
    await sleep(150);
    assert.equal(smtp.mails.length, 0, 'serve runs no jobs');
    const work = spawn(BIN, ['work', '--data', where.data, ...args], { stdio: 'ignore' });
    const ended = new Promise((r) => work.on('exit', r));
    const mail = await smtp.next();
    assert.deepEqual([mail.from, mail.to], ['ops@northlight.example', ['odile@northlight.example']]);
    assert.match(mail.text, /^From: Ops <ops@northlight\.example>$/m);
    assert.match(mail.text, /^Message-ID: <.+@northlight\.example>$/m);
    work.kill('SIGINT');
    assert.equal(await ended, 0);
    await s.stop();
    smtp.close();
  }),
  // --- settings that count ---
  sqliteOnly('write limit, upload limit, log level, idle time, and business clock are what the settings say', async () => {
    const data = copyOf(small());
    const s = await serve({ data }, { args: ['--write-limit-per-minute', '2', '--upload-max', '64K', '--log-level', 'warn', '--session-idle-minutes', '30', '--test-clock', '2031-02-03T04:05:06Z'] });
    const demo = JSON.parse(readFileSync(join(data, 'demo.json'), 'utf8'));
    const app = new Application(s, demo.api.find((a) => /alder/i.test(a.account)));
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await app.call('POST', '/v1/customers', JSON.stringify(newCustomer(`w${randomUUID().replace(/-/g, '').slice(0, 14)}.onmicrosoft.com`))));
    assert.deepEqual(answers.map((a) => a.status), [201, 201, 429]);
    assert.ok(Number(answers[2].headers['retry-after']) >= 1);
    assert.equal((await app.call('GET', '/v1/customers?size=1')).status, 200, 'reading is not limited');
    const year = new Date(Number(sql(data, "SELECT business_at FROM audit WHERE action = 'customer.create' ORDER BY rowid DESC LIMIT 1")) / 1000).getUTCFullYear();
    assert.equal(year, 2031);
    const p = new Person(s);
    const who = demo.portal.find((x) => /alder/i.test(x.account) && [].concat(x.roles).join(' ').includes('admin_agent'));
    await p.signIn(who.email, who.password);
    await p.go(`/a/${p.account}/customers/import`);
    const bound = 'xxBOUNDxx';
    const big = `--${bound}\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n${p.csrf}\r\n--${bound}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${'x'.repeat(100000)}\r\n--${bound}--\r\n`;
    const over = await p.go(`/a/${p.account}/customers/import`, { method: 'POST', body: big, headers: { 'Content-Type': `multipart/form-data; boundary=${bound}` } });
    assert.equal(over.status, 413);
    assert.match(over.headers['content-type'], /^text\/html/);
    assert.match(over.text, new RegExp(`class="btn btn-primary" href="/a/${p.account}/customers/import"`), 'a way back to the form');
    assert.match(over.text, /<nav/, 'in the frame of the portal');
    assert.doesNotMatch(s.log(), /"level":"info"/);
    sql(data, `UPDATE session SET seen_at = seen_at - ${31 * 60} * 1000000`);
    await until('the idle session ends', async () => { const r = await p.go(`/a/${p.account}`, { follow: false }); return r.status === 302 || r.status === 303; });
    await s.stop();
  }),
  // --- the API's document ---
  sqliteOnly('the OpenAPI document is valid 3.1', async () => {
    const { Validator } = await import('@seriousme/openapi-schema-validator');
    const res = await new Validator().validate(JSON.parse(entente(['openapi']).stdout));
    assert.ok(res.valid, JSON.stringify(res.errors)?.slice(0, 1500));
  }),
  both('each answer of the customers API is as the OpenAPI document says', async (t) => {
    const holds = await ajvOf(JSON.parse(entente(['openapi']).stdout));
    const app = new Application(t.server, t.demo.api.find((a) => /alder/i.test(a.account)));
    const made = await app.call('POST', '/v1/customers', JSON.stringify(newCustomer(`s${randomUUID().replace(/-/g, '').slice(0, 14)}.onmicrosoft.com`)));
    assert.equal(made.status, 201, made.text);
    holds('/v1/customers', 'post', '201', made.json());
    const list = await app.call('GET', '/v1/customers?size=20');
    holds('/v1/customers', 'get', '200', list.json());
    const ids = [made.json().id, ...list.json().items.slice(0, 3).map((c) => c.id)];
    for (const id of ids) {
      for (const rest of ['', '/profiles/billing', '/profiles/company', '/organization', '/customdomains', '/relationships']) {
        const r = await app.call('GET', `/v1/customers/${id}${rest}`);
        assert.equal(r.status, 200, r.text);
        holds(`/v1/customers/{customer}${rest}`, 'get', '200', r.json());
      }
    }
    const billing = (await app.call('GET', `/v1/customers/${ids[0]}/profiles/billing`)).json();
    const put = await app.call('PUT', `/v1/customers/${ids[0]}/profiles/billing`, JSON.stringify(billing), { 'If-Match': billing.attributes.etag });
    assert.equal(put.status, 200, put.text);
    holds('/v1/customers/{customer}/profiles/billing', 'put', '200', put.json());
    for (const r of [await app.call('GET', '/v1/customers/not-an-id'), await app.call('POST', '/v1/customers', '{}')]) assert.deepEqual(Object.keys(r.json()).sort(), ['code', 'data', 'description', 'source']);
    const provider = new Application(t.server, t.demo.api.find((a) => /harbor/i.test(a.account)));
    for (const c of (await provider.call('GET', '/v1/customers?size=3')).json().items) {
      for (const rest of ['', '/relationships']) holds(`/v1/customers/{customer}${rest}`, 'get', '200', (await provider.call('GET', `/v1/customers/${c.id}${rest}`)).json());
    }
  }),
];
