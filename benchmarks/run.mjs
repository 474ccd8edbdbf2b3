// ./bench: ratios in one run against a baseline; see docs/benchmarks.md. --quick: fewer rounds; --customers N; --million adds the 1,000,000 column.
import { spawn, spawnSync, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { Application, BIN, Person, ROOT, entente, freePort, join, makeDemo, onExit, request, serve, startPg, tempDir } from '../tests/lib/entente.mjs';
import { provisioner } from '../tests/wire/transcript.mjs';
import { interleave, median, nginx, resident, wrk } from './lib.mjs';
import { commerce, sell } from './commerce.mjs';
import { sandbox } from './sandbox.mjs';
import { deskPages, fillDesk } from './desk.mjs';
import { peoplePages } from './people.mjs';

const args = process.argv.slice(2);
const option = (n, d) => (args.includes(n) ? args[args.indexOf(n) + 1] : d);
const QUICK = args.includes('--quick');
const ROUNDS = Number(option('--rounds', QUICK ? 1 : 5));
const SECONDS = Number(option('--seconds', QUICK ? 1 : 2));
const PG_CUSTOMERS = 10000; /* a demo's units go one by one on PostgreSQL */
const CUSTOMERS = Number(option('--customers', 100000));
const USERS = Number(option('--users', 100000));
const ACCOUNTS = Number(option('--accounts', 50000));
const only = option('--only', '');
const keep = option('--keep', '');
if (keep) mkdirSync(keep, { recursive: true });
const rows = [];
const row = (what, got, baseline, target, note = '') => { rows.push({ what, got, baseline, target, note }); console.log(`${what}: ${got} | ${baseline} | target ${target} | ${note}`); };
const wanted = (n) => !only || n.includes(only);
const kps = (r) => `${Math.round(r).toLocaleString('en')}/s`;
const ratio = (a, b) => (a / b).toFixed(2);

// The demo data of one size; with --keep DIR it stays there for the next run.
function demoData(customers, name) {
  const kept = keep && join(keep, name);
  const where = { data: kept || tempDir(name) };
  const sheet = `${where.data}.json`;
  if (kept && existsSync(sheet)) return { where, demo: JSON.parse(readFileSync(sheet, 'utf8')) };
  const t = Date.now();
  const demo = makeDemo(where, ['--customers', String(customers)]);
  console.log(`demo of ${customers} customers in ${((Date.now() - t) / 1000).toFixed(1)} s`);
  if (kept) writeFileSync(sheet, JSON.stringify(demo));
  return { where, demo };
}

async function world(customers, name) { return open(demoData(customers, name)); }

async function open({ where, demo }) {
  const server = await serve(where, { args: ['--loops', '2', '--quiet'] });
  const who = demo.portal.find((p) => p.account.startsWith('Harbor') && [].concat(p.roles).some((r) => r.startsWith('global_admin')));
  const person = new Person(server);
  await person.signIn(who.email, who.password);
  const app = await new Application(server, demo.api.find((a) => a.account.startsWith('Harbor'))).authorize();
  const page = { Cookie: person.cookies() };
  const api = { Authorization: `Bearer ${app.token}`, Accept: 'application/json' };
  const first = (await app.call('GET', '/v1/customers?size=50')).json();
  return { where, demo, server, person, app, page, api, account: person.account, pids: [server.child.pid], id: first.items[7].id, names: first.items.map((c) => c.companyProfile.companyName) };
}

const exportedRows = (file) => (Number(execFileSync('wc', ['-l', file]).toString().trim().split(' ')[0]) - 1).toLocaleString('en');

async function hello(bytes) {
  const port = await freePort();
  const child = spawn(join(ROOT, 'build/bench/hello'), [String(port), '2', String(bytes)], { stdio: 'ignore' });
  onExit(() => child.kill('SIGKILL'));
  await new Promise((r) => setTimeout(r, 200));
  return { base: `http://127.0.0.1:${port}/`, pids: [child.pid], stop: () => child.kill('SIGKILL') };
}

const newCustomer = (name) => ({
  companyProfile: { domain: `${name}.onmicrosoft.com` },
  billingProfile: { culture: 'en-US', email: 'someone@buyer.example', language: 'en', companyName: `Bench ${name} Works`,
    defaultAddress: { firstName: 'Ada', lastName: 'Moore', addressLine1: '1 Harbor Way', city: 'Redlands', state: 'CA', postalCode: '92373', country: 'US', phoneNumber: '2065550100' } },
});

// Prefixes of two words of a name in both orders, and of one word.
function searchScript(x) {
  const terms = x.names.flatMap((n) => { const p = n.toLowerCase().split(/\s+/).filter((t) => /^[a-z]+$/.test(t)); return p.length > 1 ? [`${p[0].slice(0, 4)}+${p[1].slice(0, 3)}`, `${p[1].slice(0, 3)}+${p[0].slice(0, 3)}`, p[0].slice(0, 2)] : []; });
  return `local t={${terms.map((t) => `"${t}"`).join(',')}} local i=0 request=function() i=i+1 return wrk.format("GET","/a/${x.account}/suggest?q="..t[i%#t+1]) end`;
}

const w = await world(CUSTOMERS, `customers-${CUSTOMERS}`);
const paths = { home: `/a/${w.account}`, list: `/a/${w.account}/customers`, one: `/v1/customers/${w.id}`, fifty: '/v1/customers?size=50', suggest: `/a/${w.account}/suggest?q=${encodeURIComponent(w.names[3].slice(0, 3))}` };
const get = (path, headers) => request(w.server, { path, headers });
const bodies = {};
for (const [n, h] of [['home', w.page], ['list', w.page], ['one', w.api], ['fifty', w.api]]) {
  const res = await get(paths[n], h);
  if (res.status !== 200) throw new Error(`${paths[n]}: ${res.status}`);
  bodies[n] = { bytes: res.raw, type: n === 'home' || n === 'list' ? 'text/html' : 'application/json', inline: n === 'one' || n === 'fifty' };
}
const ngx = await nginx(bodies);
const ours = (n, more = {}) => ({ name: 'entente', run: () => wrk(w.server.base + paths[n], { headers: { ...(n === 'home' || n === 'list' || n === 'suggest' ? w.page : w.api), ...more }, seconds: SECONDS, pids: w.pids }) });
const theirs = (n) => ({ name: 'nginx', run: () => wrk(`${ngx.base}/${n}`, { seconds: SECONDS, pids: ngx.pids() }) });
const say = (r) => `${kps(r.rate)}, ${r.cpu_us.toFixed(1)} us CPU, p50 ${r.p50_ms.toFixed(2)} p99 ${r.p99_ms.toFixed(2)} ms${r.errors ? `, ${r.errors} ERRORS` : ''}`;

for (const [n, title] of [['home', 'Home page, signed in'], ['list', 'Customers list page']]) {
  if (!wanted(n)) continue;
  const r = await interleave([ours(n), theirs(n)], ROUNDS);
  row(`${title} (${bodies[n].bytes.length} bytes) against nginx static`, `${ratio(r.entente.rate, r.nginx.rate)} (${say(r.entente)})`, say(r.nginx), '>= 0.4, p99 < 20 ms');
  const b = await interleave([ours(n, { 'Accept-Encoding': 'br' })], ROUNDS);
  row(`${title}, brotli`, say(b.entente), '', 'no target');
}
for (const [n, title] of [['one', 'GET /v1/customers/{id}'], ['fifty', 'GET /v1/customers?size=50']]) {
  if (!wanted(n)) continue;
  const h = await hello(bodies[n].bytes.length);
  const r = await interleave([ours(n), theirs(n), { name: 'hello', run: () => wrk(h.base, { seconds: SECONDS, pids: h.pids }) }], ROUNDS);
  h.stop();
  row(`${title} (${bodies[n].bytes.length} bytes) against nginx return 200`, `${ratio(r.entente.rate, r.nginx.rate)} (${say(r.entente)})`, say(r.nginx), n === 'one' ? '>= 0.5' : 'printed');
  row(`${title} against bench/hello`, ratio(r.entente.rate, r.hello.rate), say(r.hello), n === 'one' ? '>= 0.45' : 'printed');
}
if (wanted('suggest')) {
  const r = await interleave([ours('suggest')], ROUNDS);
  row('Search suggestions (3 letters)', say(r.entente), '', '>= 1,000/s');
  const lua = join(w.where.data, 'search.lua');
  const script = (x) => { writeFileSync(lua, searchScript(x)); return lua; };
  const s = await interleave([{ name: 'entente', run: () => wrk(w.server.base, { headers: w.page, seconds: SECONDS, pids: w.pids, script: script(w) }) }], ROUNDS);
  row('Name search, prefixes of two words in any order and of one', say(s.entente), '', '>= 1,000/s');
  const pg = startPg({ durable: true });
  const where = { data: tempDir('pg'), database: pg.database('bench') };
  const p = await open({ where, demo: makeDemo(where, ['--customers', String(PG_CUSTOMERS)]) });
  pg.query('bench', 'ANALYZE');
  const q = await interleave([{ name: 'entente', run: () => wrk(p.server.base, { headers: p.page, seconds: SECONDS, pids: p.pids, script: script(p) }) }], ROUNDS);
  row(`The same on PostgreSQL 15, ${PG_CUSTOMERS.toLocaleString('en')} customers, CPU without PostgreSQL's`, say(q.entente), '', '>= 1,000/s');
  await p.server.stop();
  pg.stop();
}
if (wanted('create')) {
  const lua = join(w.where.data, 'create.lua');
  const token = (await new Application(w.server, w.demo.api.find((a) => a.account.startsWith('Alder'))).authorize()).token;
  const script = () => { writeFileSync(lua, `local n=0 local threads=0 function setup(thread) threads=threads+1 thread:set("id",threads) end
function request() n=n+1 local d="b${Date.now().toString(36)}t"..id.."x"..n
local body='{"companyProfile":{"domain":"'..d..'.onmicrosoft.com"},"billingProfile":{"culture":"en-US","email":"someone@buyer.example","language":"en","companyName":"Bench '..d..' Works","defaultAddress":{"firstName":"Ada","lastName":"Moore","addressLine1":"1 Harbor Way","city":"Redlands","state":"CA","postalCode":"92373","country":"US","phoneNumber":"2065550100"}}}'
return wrk.format("POST","/v1/customers",{["Authorization"]="Bearer ${token}",["Content-Type"]="application/json"},body) end`); return lua; }; /* other names each round */
  const sides = [{ name: 'entente', run: () => wrk(w.server.base, { seconds: SECONDS, script: script(), pids: w.pids }) }];
  const schema = join(ROOT, 'build/gen/gen/schema_sqlite.sql');
  sides.push({ name: 'bare', run: async () => { const r = JSON.parse(execFileSync(join(ROOT, 'build/bench/insert'), [tempDir('bare'), schema, String(SECONDS), '32']).toString()); return { rate: r.rate, rows: r.rows }; } });
  const r = await interleave(sides, ROUNDS);
  row('Durable creation of customers at 32 clients against a bare loop of the same rows', `${ratio(r.entente.rate, r.bare.rate)} (${say(r.entente)})`, `${kps(r.bare.rate)} (${r.bare.rows} rows each)`, '>= 0.5');
}
if (wanted('permission')) {
  const r = JSON.parse(execFileSync(join(ROOT, 'build/bench/perm')).toString());
  row(`Permission check (${r.permissions} permissions, five roles)`, `${r.ns} ns`, '', '< 1,000 ns');
}
if (wanted('sign-in')) {
  // Four people who sign in without pause, hash included, beside readers of the home page.
  const lua = join(tempDir('wrk'), 'home.lua');
  writeFileSync(lua, `request=function() return wrk.format("GET","${paths.home}") end`);
  const home = () => wrk(w.server.base, { headers: w.page, seconds: SECONDS, script: lua, pids: w.pids });
  const who = w.demo.portal.find((p) => p.account.startsWith('Cobalt'));
  let signed = 0;
  const storm = async () => {
    let on = true;
    const clients = [1, 2, 3, 4].map(async () => {
      while (on) { try { await new Person(w.server).signIn(who.email, who.password); signed++; } catch { /* told to come back */ } }
    });
    await new Promise((r) => setTimeout(r, 300));
    const got = await home();
    on = false;
    await Promise.all(clients);
    return got;
  };
  const r = await interleave([{ name: 'alone', run: home }, { name: 'beside', run: storm }], ROUNDS);
  row('p99 of the home page while 4 clients sign in without pause', `${ratio(r.beside.p99_ms, r.alone.p99_ms)} (${r.beside.p99_ms.toFixed(2)} ms, ${signed} sign-ins)`, `${r.alone.p99_ms.toFixed(2)} ms`, '<= 2');
}
if (wanted('people')) {
  // One account with 100,000 users and 1,000 roles of its own: what each page takes, asked one after the other by one person.
  const kept = keep && join(keep, `users-${USERS}`), where = { data: kept || tempDir('users') }, sheet = `${where.data}.json`;
  const began = Date.now();
  const demo = kept && existsSync(sheet) ? JSON.parse(readFileSync(sheet, 'utf8')) : makeDemo(where, ['--customers', '20', '--users', String(USERS), '--roles', '1000']);
  if (kept && !existsSync(sheet)) writeFileSync(sheet, JSON.stringify(demo));
  console.log(`demo of ${USERS} users in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  const p = await open({ where, demo });
  for (const { title, times, bytes } of await peoplePages(p, () => provisioner(p.server, p.person), QUICK ? 5 : 30)) row(`${title}, ${USERS.toLocaleString('en')} users`, `${median(times).toFixed(1)} ms, slowest ${Math.max(...times).toFixed(1)} ms (${bytes} bytes)`, '', '< 20 ms');
  await p.server.stop();
}
if (wanted('commerce')) {
  const { where, demo } = demoData(CUSTOMERS, `commerce-${CUSTOMERS}`);
  sell(where, CUSTOMERS * 5);
  await commerce({ ...where, demo }, open, { ROUNDS, SECONDS, row, ratio, say, kps, hello });
}
if (wanted('sandbox')) await sandbox({ ROUNDS, row });
if (wanted('desk')) {
  // 50,000 partner accounts, what waits of them, and an account's log of 1,000,000 entries: each page asked by one of the vendor's staff.
  const kept = keep && join(keep, `desk-${ACCOUNTS}`), where = { data: kept || tempDir('desk') }, sheet = `${where.data}.json`, account = 'harbor';
  const there = kept && existsSync(sheet);
  const demo = there ? JSON.parse(readFileSync(sheet, 'utf8')) : makeDemo(where, ['--customers', '20']);
  if (!there) fillDesk(where.data, { accounts: ACCOUNTS, entries: QUICK ? 100000 : 1000000, account });
  if (kept && !there) writeFileSync(sheet, JSON.stringify(demo));
  const server = await serve(where, { args: ['--loops', '2', '--quiet'] });
  const who = demo.portal.find((x) => [].concat(x.roles).join(' ').includes('operator_admin'));
  const staff = new Person(server);
  await staff.signIn(who.email, who.password);
  for (const { title, times, cpu, bytes } of await deskPages(server, staff, account, QUICK ? 5 : 15)) row(`${title}, ${ACCOUNTS.toLocaleString('en')} partner accounts`, `${cpu.toFixed(0)} ms of the server (median to the last byte ${median(times).toFixed(1)} ms, ${bytes} bytes)`, '', '< 50 ms');
  await server.stop();
}
if (wanted('beside')) {
  // The list is read while a program adds a hundred customers a second: each commit ends what is kept (docs/decisions/0052).
  const app = await new Application(w.server, w.demo.api.find((a) => a.account.startsWith('Alder'))).authorize();
  const list = () => wrk(w.server.base + paths.list, { headers: w.page, seconds: SECONDS, pids: w.pids });
  let written = 0;
  const beside = async () => {
    const tag = Date.now().toString(36);
    let n = 0;
    const one = async () => { const res = await app.call('POST', '/v1/customers', JSON.stringify(newCustomer(`c${tag}x${n++}`))); if (res.status !== 201) throw new Error(`a customer beside: ${res.status}`); written++; };
    const open = new Set();
    const beat = setInterval(() => { const p = one().finally(() => open.delete(p)); open.add(p); }, 10);
    const got = await list();
    clearInterval(beat);
    await Promise.all(open);
    return got;
  };
  const r = await interleave([{ name: 'alone', run: list }, { name: 'beside', run: beside }], ROUNDS);
  row('Customers list page while a program adds 100 customers a second, against alone', `${ratio(r.beside.rate, r.alone.rate)} (${say(r.beside)}, ${written} added)`, say(r.alone), 'printed');
}
if (wanted('memory')) {
  const rest = await serve(w.where);
  await new Promise((r) => setTimeout(r, 500));
  row('Memory at rest', `${(resident(rest.child.pid) / 1048576).toFixed(1)} MB`, '', '< 40 MB');
  row('Memory under load', `${(resident(w.server.child.pid) / 1048576).toFixed(1)} MB`, '', 'printed');
  await rest.stop();
}
if (wanted('start')) {
  const t = [];
  for (let i = 0; i < ROUNDS; i++) {
    const began = process.hrtime.bigint();
    const s = await serve(w.where, { wait: false });
    for (;;) { try { if ((await request(s, { path: '/readyz' })).status === 200) break; } catch { await new Promise((r) => setTimeout(r, 1)); } }
    t.push(Number(process.hrtime.bigint() - began) / 1e6);
    await s.stop();
  }
  row('Cold start until /readyz answers', `${median(t).toFixed(0)} ms`, '', '< 100 ms');
  const again = [];
  for (let i = 0; i < ROUNDS; i++) {
    const port = await freePort(), began = process.hrtime.bigint();
    const child = spawn(join(ROOT, 'run'), ['--port', String(port), '--data', w.where.data], { stdio: 'ignore' });
    for (;;) { try { if ((await request({ port }, { path: '/readyz' })).status === 200) break; } catch { await new Promise((r) => setTimeout(r, 1)); } }
    again.push(Number(process.hrtime.bigint() - began) / 1e6);
    const ended = new Promise((r) => child.on('exit', r));
    child.kill('SIGINT');
    await ended;
  }
  row('A second ./run until /readyz answers', `${median(again).toFixed(0)} ms`, '', '< 2,000 ms');
}
if (args.includes('--million')) {
  const small = await world(10000, 'customers-10000');
  const big = await world(1000000, 'customers-1000000');
  for (const [n, path] of [['Customers list', (x) => `/a/${x.account}/customers`], ['Search', (x) => `/a/${x.account}/suggest?q=${x.names[3].slice(0, 3).toLowerCase()}`]]) {
    const r = await interleave([small, big].map((x, i) => ({ name: i ? 'million' : 'ten', run: () => wrk(x.server.base + path(x), { headers: x.page, seconds: SECONDS, pids: x.pids }) })), ROUNDS);
    row(`${n} at 1,000,000 against 10,000: CPU, median, p99`, `${ratio(r.million.cpu_us, r.ten.cpu_us)}, ${ratio(r.million.p50_ms, r.ten.p50_ms)}, ${ratio(r.million.p99_ms, r.ten.p99_ms)} (${say(r.million)})`, say(r.ten), '<= 1.2, 1.2, 2');
  }
  await small.server.stop();
  const out = join(big.where.data, 'out.csv');
  const exports = await interleave([
    { name: 'entente', run: async () => { const t = Date.now(); const r = spawnSync('/usr/bin/time', ['-f', '%M', BIN, 'export', 'customers', '--data', big.where.data, '--account', big.account, '--format', 'csv', '--out', out], { encoding: 'utf8' }); if (r.status !== 0) throw new Error(r.stderr); return { s: (Date.now() - t) / 1000, kb: Number(r.stderr.trim().split('\n').pop()) }; } },
    { name: 'sqlite3', run: async () => { const t = Date.now(); const sql = readFileSync(join(ROOT, 'benchmarks/export.sql'), 'utf8').replaceAll('{account}', big.account); execFileSync('sh', ['-c', `sqlite3 -readonly -csv -header "${join(big.where.data, 'entente.db')}" > ${out}.raw`], { input: sql, maxBuffer: 1 << 30 }); return { s: (Date.now() - t) / 1000 }; } },
  ], Math.min(ROUNDS, 3));
  row(`Export of the longest list to CSV (${exportedRows(out)} customers, ${statSync(out).size} bytes) against sqlite3 -csv (${statSync(`${out}.raw`).size} bytes)`, `${ratio(exports.sqlite3.s, exports.entente.s)} (${exports.entente.s.toFixed(1)} s, ${(exports.entente.kb / 1024).toFixed(0)} MB)`, `${exports.sqlite3.s.toFixed(1)} s`, '>= 0.6, < 64 MB');
  await big.server.stop();
  // The same million on PostgreSQL: `entente copy` brings it there.
  const pg = startPg({ durable: true });
  const database = pg.database('million');
  const t = Date.now();
  entente(['copy', '--from', big.where.data, '--to', database]);
  const copied = (Date.now() - t) / 1000;
  pg.query('million', 'ANALYZE');
  const p = await open({ where: { data: big.where.data, database }, demo: big.demo });
  const lua = join(big.where.data, 'search.lua');
  writeFileSync(lua, searchScript(p));
  const q = await interleave([{ name: 'entente', run: () => wrk(p.server.base, { headers: p.page, seconds: SECONDS, pids: p.pids, script: lua }) }], ROUNDS);
  row(`Name search on PostgreSQL 15, 1,000,000 customers (copied there in ${copied.toFixed(0)} s), CPU without PostgreSQL's`, say(q.entente), '', '>= 1,000/s');
  const l = await interleave([{ name: 'entente', run: () => wrk(`${p.server.base}/a/${p.account}/customers`, { headers: p.page, seconds: SECONDS, pids: p.pids }) }], ROUNDS);
  row("Customers list on PostgreSQL 15, 1,000,000 customers, CPU without PostgreSQL's", say(l.entente), '', 'p99 < 20 ms');
  await p.server.stop();
  pg.stop();
}
ngx.stop();
await w.server.stop();
const table = `| what | Entente | baseline | target |\n|---|---|---|---|\n${rows.map((r) => `| ${r.what} | ${r.got} | ${r.baseline} | ${r.target} |`).join('\n')}\n`;
console.log(`\n${table}`);
if (args.includes('--write')) {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT }).toString().trim();
  writeFileSync(join(ROOT, 'docs/benchmarks.md'), `# Benchmarks\n\n${new Date().toISOString().slice(0, 10)}, commit ${commit}, ${cpus().length} cores (${cpus()[0].model}), Debian 12, SQLite with ${CUSTOMERS.toLocaleString('en')} customers.\nMade by \`./bench${args.filter((a, i) => a !== '--keep' && args[i - 1] !== '--keep' && a !== '--write').map((a) => ` ${a}`).join('')}\`: both sides on the same machine in the same run, 32 keep-alive connections, two workers each, identity encoding, interleaved, medians of ${ROUNDS}. The load generator shares the two cores with the server.\n\n${table}\n${readFileSync(join(ROOT, 'benchmarks/notes.md'), 'utf8')}`);
}
process.exit(0);
