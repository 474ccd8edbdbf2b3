// What must survive: kill -9 under load, a full or read-only disk, a database that another process holds, PostgreSQL
// restarted under load. After each: every acknowledged customer is there, every other is whole or absent, the audit chain
// and the database verify, and the server recovers without help.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { Application, ROOT, Runner, SEED, entente, join, makeDemo, seeded, serve, startPg, tempDir } from '../lib/entente.mjs';

const LONG = Boolean(process.env.ENTENTE_LONG);
const ROUNDS = Number(process.env.ENTENTE_ROUNDS || (LONG ? 1000 : 50));
const runner = new Runner('faults');
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : '';
const wanted = (name) => !only || name.includes(only);
const pause = (ms) => new Promise((r) => setTimeout(r, ms));

const customer = (domain) => JSON.stringify({
  enableGDAPByDefault: false,
  companyProfile: { domain },
  billingProfile: {
    culture: 'en-US', email: 'someone@buyer.example', language: 'en', companyName: `Fault ${domain.split('.')[0]} Works`,
    defaultAddress: { firstName: 'Ada', lastName: 'Moore', addressLine1: '1 Harbor Way', city: 'Redlands', state: 'CA', postalCode: '92373', country: 'US', phoneNumber: '2065550100' },
  },
});
let count = 0;
const newDomain = () => `f${SEED.toString(36)}x${(count++).toString(36)}.onmicrosoft.com`;

// Clients create until told to stop; what was answered 201 goes to acked, what was sent and not answered to unsure.
function load(app, clients, world) {
  let stop = false;
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
  const run = async () => {
    while (!stop) {
      const domain = newDomain();
      world.unsure.add(domain);
      try {
        const res = await app.call('POST', '/v1/customers', customer(domain), { 'MS-RequestId': randomUUID() });
        world.unsure.delete(domain);
        if (res.status === 201) world.acked.push({ domain, id: res.json().id });
        else { world.refused.push({ domain, status: res.status, text: res.text, headers: res.headers }); await pause(5); }
      } catch { if (stop) return; await pause(20); }
    }
  };
  const all = Promise.all(Array.from({ length: clients }, run));
  return async () => { stop = true; await all; agent.destroy(); };
}

const world = () => ({ acked: [], unsure: new Set(), refused: [], checked: 0 });

async function wholeOrAbsent(app, domain) {
  const head = await app.call('HEAD', `/v1/domains/${domain}`);
  const filter = encodeURIComponent(JSON.stringify({ Field: 'Domain', Value: domain, Operator: 'starts_with' }));
  const list = (await app.call('GET', `/v1/customers?size=10&filter=${filter}`)).json();
  if (head.status === 404) return assert.equal(list.items.length, 0, `${domain} is listed and its name is free`);
  assert.equal(head.status, 200);
  assert.equal(list.items.length, 1, `${domain} is taken and not listed`);
  const one = await app.call('GET', `/v1/customers/${list.items[0].id}`);
  assert.equal(one.status, 200);
  assert.equal(one.json().billingProfile.defaultAddress.city, 'Redlands', 'the profile is whole');
}

async function verifyWorld(server, demo, w, from = 0) {
  const app = new Application(server, demo.api.find((a) => a.account.startsWith('Alder')));
  for (const c of w.acked.slice(from)) {
    const res = await app.call('GET', `/v1/customers/${c.id}`);
    assert.equal(res.status, 200, `acknowledged ${c.domain} is lost: ${res.status}`);
    assert.equal(res.json().companyProfile.domain, c.domain);
  }
  for (const domain of w.unsure) await wholeOrAbsent(app, domain);
  w.unsure.clear();
}

if (wanted('kill -9')) await runner.test(`nothing acknowledged is lost in ${ROUNDS} rounds of kill -9 (sqlite)`, async () => {
  const where = { data: tempDir('kill') };
  const demo = makeDemo(where);
  const w = world();
  const random = seeded(SEED);
  const port = undefined;
  let from = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const server = await serve(where, { port });
    await verifyWorld(server, demo, w, from);
    from = w.acked.length;
    const app = await new Application(server, demo.api.find((a) => a.account.startsWith('Alder'))).authorize();
    const stop = load(app, 8, w);
    await pause(30 + random() * 350);
    await server.kill();
    await stop();
    if (round % 25 === 24) entente(['verify', 'all', '--data', where.data]);
  }
  const server = await serve(where);
  await verifyWorld(server, demo, w, 0);
  await server.stop();
  entente(['verify', 'all', '--data', where.data]);
  const figures = `kill -9 on SQLite: ${ROUNDS} rounds, ${w.acked.length} customers acknowledged and all found again, ${w.refused.length} refused`;
  console.log(`  ${figures}`);
  mkdirSync(join(ROOT, 'build/check'), { recursive: true });
  appendFileSync(join(ROOT, 'build/check/faults.long'), `${figures}\n`);
  assert.ok(w.acked.length > ROUNDS, 'the load was real');
});

const canMount = process.getuid() === 0 && spawnSync('sh', ['-c', 'd=$(mktemp -d) && mount -t tmpfs -o size=1m none "$d" && umount "$d" && rmdir "$d"']).status === 0;
async function onSmallDisk(size, run) {
  const dir = tempDir('disk');
  assert.equal(spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', dir]).status, 0);
  try { await run(dir); } finally { spawnSync('umount', ['-l', dir]); }
}

const diskFull = 'a full disk refuses clearly, loses nothing and recovers when there is room';
if (wanted(diskFull)) {
  if (!canMount) runner.skip(diskFull, 'needs root and tmpfs');
  else await runner.test(diskFull, () => onSmallDisk('64m', async (dir) => {
    const where = { data: join(dir, 'data') };
    mkdirSync(where.data);
    const demo = makeDemo(where);
    const server = await serve(where);
    const w = world();
    const app = await new Application(server, demo.api.find((a) => a.account.startsWith('Alder'))).authorize();
    const free = Number(spawnSync('df', ['--output=avail', '-k', dir], { encoding: 'utf8' }).stdout.split('\n')[1]);
    spawnSync('dd', ['if=/dev/zero', `of=${dir}/ballast`, 'bs=1k', `count=${Math.max(0, free - 900)}`], { stdio: 'ignore' });
    const stop = load(app, 8, w);
    const until = Date.now() + 20000;
    while (!w.refused.length && Date.now() < until) await pause(20);
    await pause(200);
    await stop();
    assert.ok(w.refused.length > 0, 'the disk was never full');
    for (const r of w.refused) { assert.ok([503, 507].includes(r.status), `${r.status} ${r.text}`); }
    assert.equal((await app.call('GET', '/v1/customers?size=5')).status, 200, 'reading goes on');
    spawnSync('rm', [`${dir}/ballast`]);
    const again = await app.call('POST', '/v1/customers', customer(newDomain()));
    assert.equal(again.status, 201, `recovers without help: ${again.text}`);
    await verifyWorld(server, demo, w);
    assert.equal((await server.stop()).code, 0);
    entente(['verify', 'all', '--data', where.data]);
  }));
}

const readOnly = 'a read-only disk refuses writes clearly and goes on when it is writable again';
if (wanted(readOnly)) {
  if (!canMount) runner.skip(readOnly, 'needs root and tmpfs');
  else await runner.test(readOnly, () => onSmallDisk('128m', async (dir) => {
    const where = { data: join(dir, 'data') };
    mkdirSync(where.data);
    const demo = makeDemo(where);
    spawnSync('mount', ['-o', 'remount,ro', dir]);
    const refused = entente(['serve', '--port', '0', '--data', where.data], { mayFail: true, timeout: 10000 });
    assert.notEqual(refused.status, 0);
    assert.match(refused.stderr, /read-only|writ/i);
    spawnSync('mount', ['-o', 'remount,rw', dir]);
    const server = await serve(where);
    const app = new Application(server, demo.api[0]);
    assert.equal((await app.call('GET', '/v1/customers?size=1')).status, 200);
    await server.stop();
  }));
}

const locked = 'a database that another process holds answers 503 with Retry-After and recovers';
if (wanted(locked)) await runner.test(locked, async () => {
  const where = { data: tempDir('locked') };
  const demo = makeDemo(where);
  const server = await serve(where);
  const app = await new Application(server, demo.api.find((a) => a.account.startsWith('Alder'))).authorize();
  const holder = spawn('sqlite3', [join(where.data, 'entente.db')], { stdio: ['pipe', 'pipe', 'inherit'] });
  holder.stdin.write('.timeout 10000\nBEGIN IMMEDIATE;\nSELECT \'held\';\n');
  await new Promise((r) => holder.stdout.once('data', r));
  const domain = newDomain();
  const [write, read] = await Promise.all([app.call('POST', '/v1/customers', customer(domain)), app.call('GET', '/v1/customers?size=1')]);
  assert.equal(read.status, 200, 'reading goes on');
  assert.equal(write.status, 503, write.text);
  assert.ok(write.headers['retry-after'], 'Retry-After');
  holder.stdin.end('ROLLBACK;\n');
  await new Promise((r) => holder.on('exit', r));
  assert.equal((await app.call('POST', '/v1/customers', customer(domain))).status, 201);
  await server.stop();
});

const pgName = 'PostgreSQL restarted under load: nothing acknowledged is lost and the server recovers';
if (wanted(pgName)) await runner.test(pgName, async () => {
  const pg = startPg({ durable: true });
  const where = { data: tempDir('pgfault'), database: pg.database('faults') };
  const demo = makeDemo(where);
  const server = await serve(where);
  const w = world();
  const app = await new Application(server, demo.api.find((a) => a.account.startsWith('Alder'))).authorize();
  for (let round = 0; round < (LONG ? 20 : 3); round++) {
    const stop = load(app, 8, w);
    await pause(400);
    pg.stop('immediate');
    await pause(300);
    pg.start();
    const before = w.acked.length;
    const until = Date.now() + 15000;
    while (w.acked.length < before + 20 && Date.now() < until) await pause(50);
    await stop();
    assert.ok(w.acked.length >= before + 20, `did not recover: ${server.log().slice(-1500)}`);
  }
  for (const r of w.refused) assert.ok([503].includes(r.status), `${r.status} ${r.text}`);
  await verifyWorld(server, demo, w);
  await server.stop();
  entente(['verify', 'all', '--data', where.data, '--database', where.database]);
});
runner.finish();
