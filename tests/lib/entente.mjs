// Starts the real binary on fresh demo data and talks to it: what wire, browser and fault tests share.
import { spawn, spawnSync, execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, readFileSync, existsSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { randomUUID } from 'node:crypto';

export const ROOT = resolve(new URL('../..', import.meta.url).pathname);
export const BIN = process.env.ENTENTE_BIN || join(ROOT, 'build/entente');

export function freePort() {
  return new Promise((done, fail) => {
    const s = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = s.address();
      s.close(() => done(port));
    });
    s.on('error', fail);
  });
}

// A seeded generator (mulberry32), so that a failing sample can be repeated.
export const SEED = Number(process.env.ENTENTE_SEED || 1) >>> 0;
export function seeded(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const cleanups = [];
export function onExit(f) { cleanups.push(f); }
process.on('exit', () => { for (const f of cleanups.splice(0)) { try { f(); } catch { /* going down anyway */ } } });
for (const s of ['SIGINT', 'SIGTERM']) process.on(s, () => process.exit(130));

export function tempDir(name) {
  const dir = mkdtempSync(join(tmpdir(), `entente-${name}.`));
  onExit(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

// A PostgreSQL of the tests' own; see tests/lib/pg.sh for the same in shell.
// durable: with fsync, for tests and figures of durability; else only a power cut would lose anything.
export function startPg({ durable = false } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'entente-pg.'));
  const bin = '/usr/lib/postgresql/15/bin';
  const root = process.getuid() === 0;
  if (root) execFileSync('chown', ['postgres', dir]);
  const as = (cmd, args, opt = {}) => root ? execFileSync('runuser', ['-u', 'postgres', '--', cmd, ...args], { cwd: '/tmp', stdio: 'pipe', ...opt }) : execFileSync(cmd, args, { cwd: '/tmp', stdio: 'pipe', ...opt });
  as(`${bin}/initdb`, ['-D', `${dir}/data`, '-A', 'trust', '-U', 'entente', '--locale=C.UTF-8']);
  const port = Number(execFileSync(process.execPath, ['-e', 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})']).toString());
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -k ${dir} -c max_connections=300 -c shared_buffers=128MB${durable ? '' : ' -c fsync=off -c full_page_writes=off'}`;
  const start = () => as(`${bin}/pg_ctl`, ['-D', `${dir}/data`, '-w', '-l', `${dir}/server.log`, '-o', options, 'start'], { stdio: 'ignore' });
  const stop = (mode = 'immediate') => as(`${bin}/pg_ctl`, ['-D', `${dir}/data`, '-m', mode, '-w', 'stop'], { stdio: 'ignore' });
  start();
  onExit(() => { try { stop(); } catch { /* gone */ } rmSync(dir, { recursive: true, force: true }); });
  return {
    port, start, stop,
    database(name) {
      execFileSync('psql', ['-q', '-h', dir, '-p', String(port), '-U', 'entente', '-d', 'postgres', '-c', `CREATE DATABASE ${name}`]);
      return `postgres://entente@127.0.0.1:${port}/${name}`;
    },
    query(name, sql) { return execFileSync('psql', ['-At', '-h', dir, '-p', String(port), '-U', 'entente', '-d', name, '-c', sql]).toString().trim(); },
  };
}

export function entente(args, opt = {}) {
  const r = spawnSync(BIN, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...opt });
  if (r.status !== 0 && !opt.mayFail) throw new Error(`entente ${args.join(' ')}: exit ${r.status}\n${r.stderr}`);
  return r;
}

// Fresh demo data; where = {data, database?}. Returns the parsed --json object.
export function makeDemo(where, extra = []) {
  const args = ['demo', '--data', where.data, '--json', ...extra];
  if (where.database) args.push('--database', where.database);
  return JSON.parse(entente(args).stdout);
}

// ca: of a server that speaks TLS itself (args --tls-cert, --tls-key); base is https then.
export async function serve(where, { port, args = [], env = {}, wait = true, ca } = {}) {
  port ??= await freePort();
  const all = ['serve', '--port', String(port), '--data', where.data, ...(where.database ? ['--database', where.database] : []), ...args];
  const child = spawn(BIN, all, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const log = [], bare = new Set();
  for (const s of [child.stdout, child.stderr]) {
    let part = '';
    s.setEncoding('utf8');
    s.on('data', (d) => {
      log.push(d);
      if (log.length > 5000) log.splice(0, 2500);
      const lines = (part + d).split('\n');
      part = lines.pop();
      for (const l of lines) { const m = l.match(/"audit without before and after","detail":"([^"]+)"/); if (m) bare.add(m[1]); }
    });
  }
  const ended = new Promise((r) => child.on('exit', (code, signal) => r({ code, signal })));
  let over = false;
  ended.then(() => { over = true; });
  onExit(() => { if (!over) child.kill('SIGKILL'); });
  const server = {
    port, child, ended, ca, base: ca ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    log: () => log.join(''),
    bare: () => [...bare], // audit actions that recorded neither before nor after and gave no reason
    async stop() { if (!over) child.kill('SIGTERM'); return ended; },
    async kill() { if (!over) child.kill('SIGKILL'); return ended; },
  };
  if (wait) {
    const until = Date.now() + 20000;
    for (;;) {
      if (over) throw new Error(`serve ended at start:\n${server.log()}`);
      try { if ((await request(server, { path: '/readyz' })).status === 200) break; } catch { /* not listening yet */ }
      if (Date.now() > until) throw new Error(`serve is not ready:\n${server.log()}`);
      await new Promise((r) => setTimeout(r, 20));
    }
  }
  return server;
}

// The same server asked by another name, as browsers do: at(server, 'harbor.localhost').
export const at = (server, name) => ({ ...server, host: `${name}:${server.port}` });

// Whoever wants to see every answer of this process: f(method, path, answer).
const watchers = [];
export const watch = (f) => watchers.push(f);

// One request. body: string or Buffer. Resolves {status, headers, raw, text, json()}.
export function request(server, { method = 'GET', path = '/', headers = {}, body, agent } = {}) {
  return new Promise((done, fail) => {
    const req = (server.ca ? https : http).request({ host: server.ca ? 'localhost' : '127.0.0.1', ca: server.ca, port: server.port, method, path, headers: { ...(server.host ? { Host: server.host } : {}), ...(body !== undefined ? { 'Content-Length': Buffer.byteLength(body) } : {}), ...headers }, agent }, (res) => {
      const parts = [];
      res.on('data', (d) => parts.push(d));
      res.on('error', fail);
      res.on('end', () => {
        const raw = Buffer.concat(parts);
        const answer = { status: res.statusCode, headers: res.headers, raw, get text() { return raw.toString('utf8'); }, json() { return JSON.parse(raw.toString('utf8').replace(/^\ufeff/, '')); } };
        if (method !== 'HEAD') for (const see of watchers) see(method, path, answer);
        done(answer);
      });
    });
    req.setTimeout(60000, () => req.destroy(new Error(`no answer: ${method} ${path}`)));
    req.on('error', fail);
    if (body !== undefined) req.write(body);
    req.end();
  });
}

export const form = (o) => (Array.isArray(o) ? o : Object.entries(o)).map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`).join('&');
export const csrfOf = (html) => (html.match(/name="_csrf"\s+value="([^"]*)"/) || html.match(/value="([^"]*)"\s+name="_csrf"/) || [])[1] || '';
export const keyOf = (html) => (html.match(/name="_key"\s+value="([^"]*)"/) || [])[1] || '';
const unescape = (s) => s.replace(/&#(\d+);/g, (_, n) => String.fromCodePoint(n)).replace(/&quot;/g, '"').replace(/&#x27;|&apos;/g, "'").replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
export { unescape as unescapeHtml };

// A person with a browser's cookie jar and no script.
export class Person {
  constructor(server) { this.server = server; this.jar = new Map(); this.csrf = ''; this.last = null; }
  cookies() { return [...this.jar].map(([k, v]) => `${k}=${v}`).join('; '); }
  async go(path, { method = 'GET', headers = {}, body, follow = true } = {}) {
    const h = { ...headers };
    if (this.jar.size) h.Cookie = this.cookies();
    const res = await request(this.server, { method, path, headers: h, body });
    for (const c of res.headers['set-cookie'] || []) {
      const [pair, ...attributes] = c.split(';');
      const at = pair.indexOf('=');
      const gone = attributes.some((a) => /max-age=0$/i.test(a.trim()));
      if (gone) this.jar.delete(pair.slice(0, at)); else this.jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    this.last = res; this.path = path;
    const token = csrfOf(res.text);
    if (token) this.csrf = unescape(token);
    if (follow && [301, 302, 303, 307].includes(res.status)) return this.go(new URL(res.headers.location, 'http://x').pathname + new URL(res.headers.location, 'http://x').search);
    return res;
  }
  post(path, fields, opt = {}) {
    const all = { _csrf: this.csrf, _key: randomUUID(), ...fields };
    return this.go(path, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...(opt.headers || {}) }, body: form(all), follow: opt.follow ?? true });
  }
  async signIn(email, password) {
    await this.go('/sign-in');
    const res = await this.post('/sign-in', { email, password });
    if (/^\/sign-in/.test(this.path)) throw new Error(`sign-in of ${email} failed: ${res.status}\n${res.text.slice(0, 2000)}`);
    const m = (this.path || '').match(/^\/a\/([^/?]+)/);
    this.account = m ? m[1] : undefined;
    return res;
  }
}

// Somebody of an account with a password of their own, for tests that change how a person signs in.
export function addPerson(where, { account = 'estrella', roles = 'admin_agent', first = 'Nora', last = 'Vega', password = 'nine quiet herons at dusk' } = {}) {
  const email = `p.${randomUUID().slice(0, 8)}@${account}.example`;
  entente(['user', 'add', email, '--account', account, '--roles', roles, '--first-name', first, '--last-name', last, '--password-stdin', '--data', where.data, ...(where.database ? ['--database', where.database] : [])], { input: `${password}\n` });
  return { email, password, name: `${first} ${last}`, account, roles };
}
// The code an authenticator app shows `later` seconds from now.
export const totp = (key, later = 0) => execFileSync('oathtool', ['--totp', '-b', '--now', `@${Math.floor(Date.now() / 1000) + later}`, key.replace(/ /g, '')]).toString().trim();
// Somebody who is asked for a first second factor on the way in: adds an app and goes on. Gives its key.
export async function enroll(person) {
  const page = person.last;
  const key = page.text.match(/data-copy="">([A-Z2-7 ]+)</)[1];
  const sealed = page.text.match(/name="sealed" value="([^"]*)"/)[1];
  const codes = await person.post('/sign-in/second-factor', { sealed, code: totp(key) });
  if (codes.status !== 200 || !/class="copy codes"/.test(codes.text)) throw new Error(`no recovery codes: ${codes.status}`);
  await person.post('/sign-in/continue', {});
  return key;
}

// An API application with a cached token.
export class Application {
  constructor(server, credential) { this.server = server; this.credential = credential; this.token = null; }
  async authorize() {
    const c = this.credential;
    const path = new URL(c.token_url, this.server.base).pathname;
    const res = await request(this.server, { method: 'POST', path, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: form({ grant_type: 'client_credentials', client_id: c.client_id, client_secret: c.client_secret, resource: 'https://graph.windows.net' }) });
    if (res.status !== 200) throw new Error(`token: ${res.status} ${res.text}`);
    this.token = res.json().access_token;
    return this;
  }
  async call(method, path, body, headers = {}) {
    if (!this.token) await this.authorize();
    return request(this.server, { method, path, body, headers: { Authorization: `Bearer ${this.token}`, Accept: 'application/json', ...(body !== undefined ? { 'Content-Type': 'application/json' } : {}), ...headers } });
  }
}

// The runner: sequential, each test named, output only for failures, and with ENTENTE_TIMES for what took a second or more. Writes
// build/check/<part>.count.
export class Runner {
  constructor(part) { this.part = part; this.passed = 0; this.failed = 0; this.skipped = 0; this.failures = []; }
  async test(name, run, { log } = {}) {
    const began = Date.now();
    try { await run(); this.passed++; } catch (e) {
      this.failed++;
      this.failures.push(name);
      console.log(`FAILED ${this.part}: ${name}\n  ${String(e && e.stack || e).split('\n').slice(0, process.env.ENTENTE_TIMES ? 200 : 12).join('\n  ')}`);
      if (log) console.log('  server: ' + log().split('\n').slice(-6).join('\n  server: '));
    }
    const took = Date.now() - began;
    if (process.env.ENTENTE_TIMES && took >= 1000) console.log(`${(took / 1000).toFixed(1)} s ${this.part}: ${name}`);
  }
  skip(name, why) { this.skipped++; console.log(`skipped ${this.part}: ${name}: ${why}`); }
  finish() {
    mkdirSync(join(ROOT, 'build/check'), { recursive: true });
    writeFileSync(join(ROOT, `build/check/${this.part}.count`), `${this.passed} ${this.failed} ${this.skipped}\n`);
    if (!process.send) console.log(`${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped`); /* a side of `together` is summed there */
    process.exitCode = this.failed ? 1 : 0;
    setTimeout(() => process.exit(this.failed ? 1 : 0), 100).unref();
  }
}

// A part in several processes at once, each with a server of its own: `script` once for each of `sides` ({name, args}).
// Sums what they counted. give: items that the sides ask for one after the other (takeNext), so that both are busy to the end.
export async function together(part, script, sides, give = []) {
  const left = [...give];
  const codes = await Promise.all(sides.map((side) => new Promise((done) => {
    const child = spawn(process.execPath, [script, ...side.args, '--part', `${part}-${side.name}`], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.on('message', () => child.send(left.length ? { item: left.shift() } : {}));
    child.on('exit', (code) => done(code ?? 1));
  })));
  const sum = [0, 0, 0];
  sides.forEach((side, i) => {
    const file = join(ROOT, `build/check/${part}-${side.name}.count`);
    const counts = existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').map(Number) : [0, 1, 0];
    if (codes[i] !== 0 && counts[1] === 0) counts[1] = 1;
    counts.forEach((n, k) => { sum[k] += n; });
    rmSync(file, { force: true });
  });
  mkdirSync(join(ROOT, 'build/check'), { recursive: true });
  writeFileSync(join(ROOT, `build/check/${part}.count`), `${sum.join(' ')}\n`);
  console.log(`${sum[0]} passed, ${sum[1]} failed, ${sum[2]} skipped`);
  process.exit(sum[1] ? 1 : 0);
}
// A figure of a full run, for docs/long-run.md.
export function figure(part, line) {
  if (!process.env.ENTENTE_LONG) return;
  mkdirSync(join(ROOT, 'build/check'), { recursive: true });
  appendFileSync(join(ROOT, `build/check/${part}.long`), `${line}\n`);
}
// In a side of `together`: the next item, undefined when there is none.
export const takeNext = () => new Promise((done) => { process.once('message', (m) => done(m.item)); process.send('next'); });

export function routes() {
  return entente(['routes']).stdout.trim().split('\n').map((line) => {
    const [method, path, area, permission, action, fresh] = line.split(/\s+/);
    return { method, path, area, permission, action, fresh: fresh === 'fresh' };
  });
}
export { readFileSync, existsSync, join };
