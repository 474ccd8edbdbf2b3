// Webhooks: registration, test events, signature, order, failures of the receiver.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { X509Certificate, verify } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Application, Person, request, serve, tempDir, unescapeHtml } from '../lib/entente.mjs';
import { ownServer } from '../lib/own.mjs';

// A receiver that answers what it is told, in turn, and then 200; got(n) waits for n deliveries.
async function receiver(answers = []) {
  const all = [], waiting = [];
  const http = createServer((req, res) => {
    const parts = [];
    req.on('data', (d) => parts.push(d));
    req.on('end', () => {
      all.push({ headers: req.headers, body: Buffer.concat(parts) });
      res.writeHead(answers.shift() ?? 200).end('taken');
      for (const w of waiting) if (all.length >= w.n) w.done(all);
    });
  });
  await new Promise((done) => http.listen(0, '127.0.0.1', done));
  const got = (n) => new Promise((done) => (all.length >= n ? done(all) : waiting.push({ n, done })));
  return { url: `http://127.0.0.1:${http.address().port}/hook`, got, close: () => http.close() };
}
const worlds = new Map();
async function begin(t) {
  const w = await ownServer(t, 'webhooks', {});
  w.api = new Application(w.server, w.demo.api.find((x) => x.account.startsWith('Alder')));
  return w;
}
const world = (t) => { if (!worlds.has(t.engine)) worlds.set(t.engine, begin(t)); return worlds.get(t.engine); };
const R = '/webhooks/v1/registration';
async function state(w, id, wanted) {
  for (let i = 0; i < 200; i++) {
    const res = await w.api.call('GET', `${R}/validationEvents/${id}`);
    assert.equal(res.status, 200, res.text);
    if (res.json().status === wanted) return res.json();
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`never ${wanted}`);
}

export const tests = [
  { name: 'an address is registered, takes a signed test event after a failure, and openssl finds the signature right by the certificate served', async run(t) {
    const w = await world(t), hook = await receiver([500]);
    try {
      assert.equal((await w.api.call('GET', R)).status, 404);
      assert.equal((await w.api.call('PUT', R, JSON.stringify({ WebhookUrl: hook.url, WebhookEvents: ['test-created'] }))).status, 404);
      assert.ok((await w.api.call('GET', `${R}/events`)).json().includes('subscription-updated'));
      const bad = await w.api.call('POST', R, JSON.stringify({ WebhookUrl: 'ftp://x', WebhookEvents: ['no-such'] }));
      assert.equal(bad.status, 400, bad.text);
      for (const url of ['ftp://x', 'no address at all', `${hook.url}/${'x'.repeat(490)}`, '']) {
        const refused = await w.api.call('POST', R, JSON.stringify({ WebhookUrl: url, WebhookEvents: ['test-created'] }));
        assert.equal(refused.status, 400, url);
      }
      assert.equal((await w.api.call('GET', R)).status, 404);
      const made = await w.api.call('POST', R, JSON.stringify({ WebhookUrl: hook.url, WebhookEvents: ['test-created', 'subscription-updated'] }));
      assert.equal(made.status, 200, made.text);
      assert.match(made.json().SubscriberId, /^[0-9a-f-]{36}$/);
      assert.equal((await w.api.call('GET', R)).json().WebhookUrl, hook.url);
      const test = await w.api.call('POST', `${R}/validationEvents`);
      assert.equal(test.status, 200, test.text);
      const { correlationId } = test.json();
      const [first, second] = await hook.got(2);
      assert.ok(first.body.equals(second.body), 'the same event again');
      const body = JSON.parse(second.body);
      assert.deepEqual(Object.keys(body), ['EventName', 'ResourceUri', 'ResourceName', 'AuditUri', 'ResourceChangeUtcDate']);
      assert.equal(body.EventName, 'test-created');
      assert.equal(second.headers['x-ms-signature-algorithm'], 'rsa-sha256');
      const url = new URL(second.headers['x-ms-certificate-url']);
      const certificate = await request(w.server, { path: url.pathname });
      assert.equal(certificate.status, 200);
      const dir = tempDir('webhook');
      writeFileSync(join(dir, 'c.cer'), certificate.raw);
      writeFileSync(join(dir, 'body'), second.body);
      writeFileSync(join(dir, 'sig'), Buffer.from(second.headers.authorization.replace(/^Signature /, ''), 'base64'));
      writeFileSync(join(dir, 'key.pem'), execFileSync('openssl', ['x509', '-inform', 'DER', '-in', join(dir, 'c.cer'), '-pubkey', '-noout']));
      const says = execFileSync('openssl', ['dgst', '-sha256', '-verify', join(dir, 'key.pem'), '-signature', join(dir, 'sig'), join(dir, 'body')]).toString();
      assert.match(says, /Verified OK/);
      const done = await state(w, correlationId, 'completed');
      assert.equal(done.callbackUrl, hook.url);
      assert.deepEqual(done.results.map((r) => r.responseCode), ['OK', 'InternalServerError']);
      assert.equal(done.results[0].responseMessage, 'taken');
    } finally { hook.close(); }
  } },
  { name: 'two test events a minute are sent and no third; the token goes into x-ms-signature when asked for', async run(t) {
    const w = await world(t), hook = await receiver();
    try {
      const api = new Application(w.server, w.demo.api.find((x) => x.account.startsWith('Cobalt')));
      const made = await api.call('POST', R, JSON.stringify({ WebhookUrl: hook.url, WebhookEvents: ['test-created'], SignatureTokenToMsSignatureHeader: true }));
      assert.equal(made.status, 200, made.text);
      for (let i = 0; i < 2; i++) assert.equal((await api.call('POST', `${R}/validationEvents`)).status, 200);
      const third = await api.call('POST', `${R}/validationEvents`);
      assert.equal(third.status, 429, third.text);
      assert.equal(third.headers['retry-after'], '60');
      const [one] = await hook.got(2);
      assert.ok(one.headers['x-ms-signature'] && !one.headers.authorization);
    } finally { hook.close(); }
  } },
  { name: 'on the page an address is registered, nothing typed is lost, a test event is sent and shown with its answer, and a pause holds events', async run(t) {
    const w = await world(t), hook = await receiver();
    try {
      const p = new Person(w.server);
      await p.signIn(w.demo.portal.find((x) => x.account.startsWith('Harbor') && [].concat(x.roles).some((r) => r.startsWith('global_admin'))).email, w.password);
      await p.post('/language', { language: 'en', return: '/' });
      const page = '/a/harbor/settings/webhooks', says = () => unescapeHtml(p.last.text.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');
      await p.go(page);
      const refused = await p.post(page, { WebhookUrl: hook.url });
      assert.equal(refused.status, 422);
      assert.ok(refused.text.includes(hook.url) && refused.text.includes('Choose at least one event'));
      await p.post(page, { WebhookUrl: hook.url, WebhookEvents: 'test-created' });
      assert.match(says(), /The webhook is registered/);
      await p.post(`${page}/pause`, {});
      assert.match(says(), /Paused/);
      await p.post(`${page}/test`, {});
      const listed = () => (p.last.text.match(/<tbody>.*?<\/tbody>/s) || [''])[0].replace(/<[^>]*>/g, ' ');
      assert.match(listed(), /test-created.*On its way/s);
      const links = p.last.text;
      await p.go(`${page}?state=delivered&event=test-created`);
      assert.match(says(), /No delivery matches/);
      for (const [state, there] of [['waiting', true], ['offline', false]]) {
        await p.go(`${page}?state=${state}&event=test-created`);
        assert.equal(/test-created/.test(listed()), there, state);
        await p.go(`${page}/export?format=csv&state=${state}`);
        assert.equal(/test-created/.test(p.last.text), there, `file of ${state}`);
      }
      const one = links.match(/href="([^"]*deliveries\/[^"]*)"/)[1];
      await p.go(one);
      assert.match(says(), /EventName/);
      await p.post(`${one}/again`, {});
      assert.equal(p.last.status, 409, 'it is not given up');
      await p.go(page);
      await p.post(`${page}/resume`, {});
      assert.match(says(), /posted again/);
    } finally { hook.close(); }
  } },
  { name: 'through failures of the receiver and a killed server each event comes at least once, in order for its resource, and signed', async run(t) {
    const w = await ownServer(t, 'webhooks_order', {});
    // Fails in each of the ways that receivers do, and then takes everything.
    const failures = ['500', 'drop', '503'], taken = [];
    let heard = 0;
    const http = createServer((req, res) => {
      const parts = [];
      req.on('data', (d) => parts.push(d));
      req.on('end', () => {
        heard++;
        const how = failures.shift();
        if (how === 'drop') { req.socket.destroy(); return; }
        if (!how) taken.push({ headers: req.headers, body: Buffer.concat(parts) });
        res.writeHead(Number(how ?? 200)).end();
      });
    });
    await new Promise((done) => http.listen(0, '127.0.0.1', done));
    const until = async (what, fine) => {
      for (let i = 0; i < 1200 && !fine(); i++) await new Promise((done) => setTimeout(done, 50));
      assert.ok(fine(), what);
    };
    let { server } = w;
    try {
      const credential = w.demo.api.find((x) => x.account.startsWith('Alder'));
      let api = new Application(server, credential);
      const customers = (await api.call('GET', '/v1/customers?size=50')).json().items;
      let subscriptions = [];
      for (const c of customers) {
        const { items } = (await api.call('GET', `/v1/customers/${c.id}/subscriptions`)).json();
        subscriptions.push(...items.filter((s) => s.status === 'active' && s.billingType === 'license' && !s.isTrial).map((s) => `/v1/customers/${c.id}/subscriptions/${s.id}`));
      }
      subscriptions = subscriptions.slice(0, 3);
      assert.ok(subscriptions.length >= 2, 'the demo has subscriptions to change');
      const made = await api.call('POST', R, JSON.stringify({ WebhookUrl: `http://127.0.0.1:${http.address().port}/hook`, WebhookEvents: ['subscription-updated'] }));
      assert.equal(made.status, 200, made.text);
      const done = new Map(subscriptions.map((s) => [s, 0]));
      const change = async (path, name) => {
        const now = (await api.call('GET', path)).json();
        const res = await api.call('PATCH', path, JSON.stringify({ ...now, friendlyName: name }));
        assert.equal(res.status, 200, res.text);
        done.set(path, done.get(path) + 1);
      };
      for (let i = 0; i < 4; i++) for (const s of subscriptions) await change(s, `before ${i}`);
      await until('the receiver hears of it', () => heard >= 1);
      await server.kill();
      failures.splice(0, 3, 'drop', '404', '500');
      w.query("UPDATE job SET lease_until = created_at WHERE state = 'running'"); // the two minutes of a dead process's lease are over
      server = await serve(w.where, { port: server.port });
      api = new Application(server, credential);
      for (let i = 0; i < 4; i++) for (const s of subscriptions) await change(s, `after ${i}`);
      const bodies = () => [...new Map(taken.map((x) => [x.body.toString(), x])).values()];
      const sum = [...done.values()].reduce((x, y) => x + y);
      await until('every event comes', () => bodies().length >= sum);
      const certificates = new Map();
      const times = new Map();
      for (const { headers, body } of bodies()) {
        const event = JSON.parse(body);
        assert.equal(event.EventName, 'subscription-updated');
        const path = subscriptions.find((s) => event.ResourceUri.endsWith(s.slice(3)));
        assert.ok(path, event.ResourceUri);
        times.set(path, [...(times.get(path) ?? []), event.ResourceChangeUtcDate]);
        const url = new URL(headers['x-ms-certificate-url']);
        if (!certificates.has(url.pathname)) certificates.set(url.pathname, new X509Certificate((await request(server, { path: url.pathname })).raw));
        const signature = Buffer.from(headers.authorization.replace(/^Signature /, ''), 'base64');
        assert.ok(verify('sha256', body, certificates.get(url.pathname).publicKey, signature), 'signed');
        assert.ok(!verify('sha256', Buffer.concat([body, Buffer.from(' ')]), certificates.get(url.pathname).publicKey, signature));
      }
      for (const s of subscriptions) {
        assert.equal(times.get(s).length, done.get(s), 'each once at least, and nothing else');
        assert.deepEqual(times.get(s), [...times.get(s)].sort(), 'in order');
      }
    } finally { http.close(); await server.stop(); }
  } },
];
