// MSAL for Node against the authority over TLS: what a real client library does with our tokens, unchanged.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { Person, ROOT, join, makeDemo, readFileSync, request, serve, tempDir, unescapeHtml } from '../lib/entente.mjs';

const API = 'https://api.partnercenter.microsoft.com';
const openssl = (...args) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });

// An authority of our own that vouches for localhost.
function certificates(dir) {
  const p = (f) => join(dir, f);
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=Test CA', '-keyout', p('ca.key'), '-out', p('ca.pem'));
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-keyout', p('server.key'), '-out', p('server.csr'));
  writeFileSync(p('ext'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  openssl('x509', '-req', '-in', p('server.csr'), '-CA', p('ca.pem'), '-CAkey', p('ca.key'), '-CAcreateserial', '-days', '2', '-extfile', p('ext'), '-out', p('server.pem'));
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', '/CN=harbor import', '-keyout', p('client.key'), '-out', p('client.pem'));
  return p;
}

// The library in its own process: send() writes a line, next() reads one.
function msal(world, ask) {
  const child = spawn(process.execPath, [join(ROOT, 'tests/lib/msal_client.mjs')], { env: { ...process.env, NODE_EXTRA_CA_CERTS: world.file('ca.pem') }, stdio: ['pipe', 'pipe', 'pipe'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let trouble = '';
  child.stderr.on('data', (d) => { trouble += d; });
  const send = (o) => child.stdin.write(`${JSON.stringify(o)}\n`);
  send({ authority: `${world.server.base}/${world.client.tenant}`, ...ask });
  return {
    send,
    async next() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`the library ended: ${trouble}`);
      const o = JSON.parse(value);
      if (o.error && !ask.fails) throw new Error(`${o.error.name} ${o.error.code}: ${o.error.message}\n${trouble}`);
      return o;
    },
    async calls() { return (await this.next()).called; },
  };
}

const claimsOf = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url').toString());
const worlds = new Map();

async function worldOf(t) {
  if (worlds.has(t.engine)) return worlds.get(t.engine);
  const dir = tempDir('msal-tls');
  const file = certificates(dir);
  const where = { data: tempDir(`msal-${t.engine}`) };
  if (t.engine === 'pg') where.database = t.pg.database('msal');
  const demo = makeDemo(where, ['--customers', '30']);
  const ca = readFileSync(file('ca.pem'));
  const server = await serve(where, { ca, args: ['--tls-cert', file('server.pem'), '--tls-key', file('server.key')] });
  const api = demo.api.find((a) => a.account === 'Harbor Systems');
  const client = demo.clients.find((c) => c.key === 'harbor');
  const of = (role) => demo.portal.find((p) => p.account === 'Harbor Systems' && [].concat(p.roles).includes(role));
  const world = { server, demo, api, client, file, of, async person(role) { const p = new Person(server); await p.signIn(of(role).email, of(role).password); return p; } };
  worlds.set(t.engine, world);
  return world;
}

// The browser's part: follows our own pages, allows, and stops where it is sent to the application.
async function allow(person, url) {
  const u = new URL(url);
  let res = await person.go(u.pathname + u.search, { follow: false });
  if (res.status === 200 && /name="request"/.test(res.text)) {
    const field = (n) => unescapeHtml(res.text.match(new RegExp(`name="${n}" value="([^"]*)"`))[1]);
    res = await person.post('/consent', { path: field('path'), request: field('request'), do: 'allow' }, { follow: false });
  }
  assert.equal(res.status, 303, res.text.slice(0, 500));
  return new URL(res.headers.location);
}

async function call(world, token, path = '/v1/customers?size=2', method = 'GET') {
  return request(world.server, { method, path, headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' } });
}

export const tests = [
  { name: 'a confidential client gets a token by its secret, keeps it, and calls the API with it', async run(t) {
    const w = await worldOf(t);
    const lib = msal(w, { flow: 'credential', client_id: w.api.client_id, auth: { clientSecret: w.api.client_secret }, scopes: [`${API}/.default`] });
    const { first, again } = await lib.next();
    assert.equal(again.fromCache, true);
    assert.equal(again.accessToken, first.accessToken);
    const c = claimsOf(first.accessToken);
    assert.deepEqual([c.aud, c.tid, c.appid, c.azp, c.idtyp, c.ver], [API, w.api.tenant, w.api.client_id, w.api.client_id, 'app', '2.0']);
    assert.equal(c.iss, `${w.server.base}/${w.api.tenant}/v2.0`);
    assert.deepEqual(c.roles, ['user_impersonation']);
    assert.equal((await call(w, first.accessToken)).status, 200);
    const calls = await lib.calls();
    assert.ok(calls.length >= 2 && calls.every((x) => x.startsWith(`localhost:${w.server.port}/`)), calls.join());
  } },
  { name: 'a confidential client gets a token by a certificate that was added in App management, by SHA-256 and by SHA-1', async run(t) {
    const w = await worldOf(t);
    const pem = readFileSync(w.file('client.pem'), 'utf8');
    const admin = await w.person('global_admin');
    const base = `/a/${admin.account}/settings/applications/${w.api.client_id}`;
    await admin.go(`${base}/certificates/new`);
    const added = await admin.post(`${base}/certificates/new`, { name: 'import host', certificate: pem }, { follow: false });
    assert.equal(added.status, 303, added.text.slice(0, 800));
    const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    const thumb = (h) => createHash(h).update(der).digest('hex');
    const privateKey = readFileSync(w.file('client.key'), 'utf8');
    for (const clientCertificate of [{ thumbprintSha256: thumb('sha256'), privateKey, x5c: pem }, { thumbprint: thumb('sha1'), privateKey }]) {
      const lib = msal(w, { flow: 'credential', client_id: w.api.client_id, auth: { clientCertificate }, scopes: [`${API}/.default`] });
      const { first } = await lib.next();
      assert.equal((await call(w, first.accessToken)).status, 200);
    }
    const page = await admin.go(base);
    const end = page.text.match(new RegExp(`${base}/certificates/([0-9a-f-]{36})/end`));
    await admin.post(`${base}/certificates/${end[1]}/end`, {});
    const lib = msal(w, { fails: true, flow: 'credential', client_id: w.api.client_id, auth: { clientCertificate: { thumbprintSha256: thumb('sha256'), privateKey } }, scopes: [`${API}/.default`] });
    const { error } = await lib.next();
    assert.equal(error.code, 'invalid_client');
  } },
  { name: 'a public client signs a person in by authorization code with PKCE, and renews without them', async run(t) {
    const w = await worldOf(t);
    const person = await w.person('admin_agent');
    const lib = msal(w, { flow: 'code', public: true, client_id: w.client.client_id, redirect: 'http://localhost:4711', scopes: [`${API}/user_impersonation`], nonce: 'n-1', mode: 'query' });
    const { url } = await lib.next();
    const back = await allow(person, url);
    assert.equal(back.origin, 'http://localhost:4711');
    assert.equal(back.searchParams.get('state'), 'a state');
    assert.equal(back.searchParams.get('iss'), `${w.server.base}/${w.client.tenant}/v2.0`);
    lib.send({ code: back.searchParams.get('code') });
    const got = await lib.next();
    assert.equal(got.cached.fromCache, true);
    assert.equal(got.renewed.fromCache, false);
    assert.notEqual(got.renewed.accessToken, got.first.accessToken);
    assert.notDeepEqual(got.before, got.after, 'a public client gets a new refresh token each time');
    const id = got.first.idTokenClaims;
    assert.equal(id.aud, w.client.client_id);
    assert.equal(id.tid, w.client.tenant);
    assert.equal(id.preferred_username, w.of('admin_agent').email);
    assert.equal(id.nonce, 'n-1');
    assert.equal(got.first.account.homeAccountId, `${id.oid}.${id.tid}`);
    const c = claimsOf(got.renewed.accessToken);
    assert.equal(c.oid, id.oid);
    assert.equal(c.sub, id.sub);
    assert.ok(c.scp.split(' ').includes('user_impersonation'), c.scp);
    assert.deepEqual(c.amr, ['pwd']);
    assert.equal((await call(w, got.renewed.accessToken)).status, 200);
    const who = await call(w, got.renewed.accessToken, '/oidc/userinfo');
    assert.equal(who.json().sub, id.sub);
    // A second use of the first refresh token ends the whole sign-in.
    const again = await request(w.server, { method: 'POST', path: `/${w.client.tenant}/oauth2/v2.0/token`, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: `grant_type=refresh_token&client_id=${w.client.client_id}&refresh_token=${got.before[0]}` });
    assert.equal(again.status, 400);
    assert.equal(again.json().error, 'invalid_grant');
    assert.equal((await call(w, got.renewed.accessToken)).status, 401, 'access tokens of that sign-in end with it');
  } },
  { name: 'a public client signs in through a browser of its own at a loopback address of any port', async run(t) {
    const w = await worldOf(t);
    const person = await w.person('sales_agent');
    const lib = msal(w, { flow: 'interactive', public: true, client_id: w.client.client_id, scopes: [`${API}/.default`] });
    const { url } = await lib.next();
    const back = await allow(person, url);
    await new Promise((done, fail) => http.get({ host: 'localhost', port: back.port, path: back.pathname + back.search }, (r) => { r.resume(); r.on('end', done); }).on('error', fail));
    const { first } = await lib.next();
    assert.equal(first.account.username, w.of('sales_agent').email);
    assert.equal((await call(w, first.accessToken)).status, 200);
  } },
  { name: 'a confidential client signs a person in with its secret, and may go on with the refresh token it has', async run(t) {
    const w = await worldOf(t);
    const person = await w.person('admin_agent');
    const lib = msal(w, { flow: 'code', client_id: w.api.client_id, auth: { clientSecret: w.api.client_secret }, redirect: 'http://localhost/signed-in', scopes: [`${API}/.default`], nonce: 'n-2', mode: 'query' });
    const { url } = await lib.next();
    const back = await allow(person, url);
    lib.send({ code: back.searchParams.get('code') });
    const got = await lib.next();
    assert.deepEqual(got.before, got.after);
    assert.equal((await call(w, got.renewed.accessToken)).status, 200);
  } },
  { name: 'a device is connected by the code that its person types', async run(t) {
    const w = await worldOf(t);
    const person = await w.person('admin_agent');
    const lib = msal(w, { flow: 'device', public: true, client_id: w.client.client_id, scopes: [`${API}/user_impersonation`] });
    const { device } = await lib.next();
    assert.match(device.userCode, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    assert.equal(device.verificationUri, `${w.server.base}/devicelogin`);
    await person.go('/devicelogin');
    const asked = await person.post('/devicelogin', { code: device.userCode.toLowerCase().replace('-', ' ') });
    assert.match(asked.text, /Harbor command line/);
    const done = await person.post('/devicelogin/answer', { code: device.userCode, do: 'allow' });
    assert.match(done.text, /is connected/);
    lib.send({});
    const { first } = await lib.next();
    assert.equal(first.account.username, w.of('admin_agent').email);
    assert.equal((await call(w, first.accessToken)).status, 200);
  } },
  { name: 'the library hears why it is refused', async run(t) {
    const w = await worldOf(t);
    const wrong = msal(w, { fails: true, flow: 'credential', client_id: w.api.client_id, auth: { clientSecret: 'wrong' }, scopes: [`${API}/.default`] });
    const { error } = await wrong.next();
    assert.equal(error.code, 'invalid_client');
    assert.match(error.message, /secret is wrong/);
    assert.match(error.correlationId, /^[0-9a-f-]{36}$/);
    const other = msal(w, { fails: true, flow: 'credential', client_id: w.api.client_id, auth: { clientSecret: w.api.client_secret }, scopes: ['https://elsewhere.example/.default'] });
    assert.equal((await other.next()).error.code, 'invalid_scope');
  } },
  { name: 'the TLS server stops cleanly', async run(t) {
    const w = await worldOf(t);
    const { code } = await w.server.stop();
    assert.equal(code, 0);
    assert.ok(!/"level":"error"/.test(w.server.log()), w.server.log().slice(-2000));
  } },
];
