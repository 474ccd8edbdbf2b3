// An account's sandbox: a house of its own in the same process, on either engine of the main one.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { randomUUID } from 'node:crypto';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Application, BIN, Person, at, request, serve, tempDir, unescapeHtml } from '../lib/entente.mjs';
import { ownServer } from '../lib/own.mjs';

const PLACE = { country: 'US', state: 'WA', city: 'Redmond', addressLine1: '1 Harbor Way', postalCode: '98052', firstName: 'A', lastName: 'B', phoneNumber: '4255550101' };
const newCustomer = (domain) => JSON.stringify({ companyProfile: { domain, companyName: domain }, billingProfile: { email: `a@${domain}`, culture: 'en-US', language: 'en', companyName: domain, defaultAddress: PLACE } });
const newOrder = JSON.stringify({ billingCycle: 'monthly', lineItems: [0, 1].map((lineItemNumber) => ({ lineItemNumber, offerId: 'NLDESK000001:0001:AVDESK000001', quantity: 3, termDuration: 'P1M' })) });
async function upload(who, path, fields, body) {
  await who.go(path);
  const boundary = `b${randomUUID()}`;
  const part = (n, value, more = '') => `--${boundary}\r\nContent-Disposition: form-data; name="${n}"${more}\r\n\r\n${value}\r\n`;
  const all = part('_csrf', who.csrf) + part('_key', randomUUID()) + Object.entries(fields).map(([n, v]) => part(n, v)).join('') + part('file', body, '; filename="seed.json"') + `--${boundary}--\r\n`;
  return who.go(path, { method: 'POST', headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` }, body: all });
}
const worlds = new Map();
const PASSWORD = 'seven green herons at noon';
const text = (res) => unescapeHtml(res.text.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');
const keysOf = (res) => [...res.text.matchAll(/data-copy="">([^<]+)</g)].map((m) => unescapeHtml(m[1]));

async function begin(t) {
  const w = await ownServer(t, 'sandboxes', { args: ['--sandboxes-max', '2'] });
  w.person = async (email) => {
    const p = new Person(w.server);
    await p.signIn(email, w.password);
    await p.post('/language', { language: 'en', return: '/' });
    return p;
  };
  w.who = (account) => w.demo.portal.find((p) => p.account.startsWith(account) && [].concat(p.roles).some((r) => r.startsWith('global_admin'))).email;
  w.admin = await w.person(w.who('Harbor'));
  w.page = `/a/${w.admin.account}/settings/sandbox`;
  w.make = async (p = w.admin, more = {}) => {
    const page = `/a/${p.account}/settings/sandbox/make`;
    await p.go(page);
    return p.post(page, { first_name: 'Ada', last_name: 'Vos', sign_in: 'ada@harbor.example', ...more }, { follow: false });
  };
  w.inside = () => at(w.server, 'harbor.localhost');
  return w;
}
const world = (t) => { if (!worlds.has(t.engine)) worlds.set(t.engine, begin(t)); return worlds.get(t.engine); };
// Signs in with a temporary password and replaces it.
async function enter(server, email, password) {
  const p = new Person(server);
  await p.go('/sign-in');
  await p.post('/sign-in', { email, password });
  assert.match(p.path, /^\/sign-in\/password/, text(p.last));
  const chosen = await p.post('/sign-in/password', { password: PASSWORD, again: PASSWORD });
  assert.equal(chosen.status, 200, text(chosen));
  const again = new Person(server);
  await again.signIn(email, PASSWORD);
  return again;
}
async function made(t) {
  const w = await world(t);
  if (!w.keys) {
    const res = await w.make();
    assert.equal(res.status, 200, text(res));
    assert.equal(res.headers['cache-control'], 'no-store');
    const [url, admin, adminPassword, staff, staffPassword] = keysOf(res);
    assert.equal(url, `http://harbor.localhost:${w.server.port}`);
    w.keys = { admin, adminPassword, staff, staffPassword };
  }
  return w;
}

export const tests = [
  { name: 'SC028 SC029 a sandbox is made with its own people; there one signs in, registers an application and calls the API; nothing of it is in the main house', async run(t) {
    const w = await made(t), inside = w.inside();
    const before = w.query('SELECT count(*) FROM customer'), people = w.query('SELECT count(*) FROM app_user');
    const p = await enter(inside, w.keys.admin, w.keys.adminPassword);
    assert.ok(p.account, p.path);
    assert.match(text(await p.go(`/a/${p.account}`)), /Sandbox of Harbor Systems: for trying things out/);
    const base = `/a/${p.account}/settings/applications`;
    await p.go(`${base}/new`);
    const app = await p.post(`${base}/new`, { name: 'Tries', kind: 'server', app_only: '1', sign_in: 'https://tries.example/back', scopes: 'user_impersonation' }, { follow: false });
    assert.equal(app.status, 303, text({ text: (app.text.match(/error-summary[^]*?<\/ul>/) || [app.text])[0] }));
    const client_id = app.headers.location.match(/applications\/([0-9a-f-]{36})/)[1];
    await p.go(`${base}/${client_id}`);
    assert.equal((await p.post(`${base}/${client_id}/roles`, { role: 'admin_agent' }, { follow: false })).status, 303);
    await p.go(`${base}/${client_id}/secrets/new`);
    const [client_secret] = keysOf(await p.post(`${base}/${client_id}/secrets/new`, { name: 'one', days: '90' }, { follow: false }));
    const about = text(await p.go(`${base}/${client_id}`)), tenant = about.match(/[0-9a-f-]{36}(?=\/oauth2)/)?.[0] ?? (await p.go(`/a/${p.account}/settings/directory-profile`)).text.match(/[0-9a-f]{8}-[0-9a-f-]{27}/)[0];
    const client = new Application(inside, { token_url: `/${tenant}/oauth2/token`, client_id, client_secret });
    const added = await client.call('POST', '/v1/customers', JSON.stringify({ companyProfile: { domain: 'tried.example', companyName: 'Tried' }, billingProfile: { email: 'a@tried.example', culture: 'en-US', language: 'en', companyName: 'Tried', defaultAddress: { country: 'NL', city: 'Delft', addressLine1: 'Markt 1', postalCode: '2611 GP', firstName: 'A', lastName: 'B', phoneNumber: '0152602000' } } }));
    assert.equal(added.status, 201, added.text);
    const id = added.json().id;
    assert.equal((await client.call('GET', `/v1/customers/${id}`)).status, 200);
    assert.equal((await client.call('DELETE', `/v1/customers/${id}`)).status, 204, 'sandboxes delete customers');
    assert.equal(w.query('SELECT count(*) FROM customer'), before);
    assert.equal(w.query('SELECT count(*) FROM app_user'), people);
    Object.assign(w, { client, insider: p });
    const outside = new Application(w.server, { token_url: `/${tenant}/oauth2/token`, client_id, client_secret });
    await assert.rejects(outside.authorize(), /token: 4\d\d/);
    outside.token = client.token;
    assert.equal((await outside.call('GET', '/v1/customers')).status, 401, 'its tokens open nothing outside');
    const stranger = new Person(w.server);
    await assert.rejects(stranger.signIn(w.keys.admin, PASSWORD));
    const insider = new Person(inside);
    await assert.rejects(insider.signIn(w.who('Harbor'), w.password));
  } },
  { name: 'the clock of a sandbox is turned: a subscription renews on its day, one that does not renew expires, events are told of, and the time does not go back', async run(t) {
    const w = await made(t), c = w.client;
    const customer = (await c.call('POST', '/v1/customers', newCustomer('timed.example'))).json().id;
    const order = await c.call('POST', `/v1/customers/${customer}/orders`, newOrder);
    assert.equal(order.status, 201, order.text);
    const [kept, left] = order.json().lineItems.map((l) => `/v1/customers/${customer}/subscriptions/${l.subscriptionId}`);
    const look = async (path) => (await c.call('GET', path)).json();
    assert.equal((await c.call('PATCH', left, JSON.stringify({ ...await look(left), autoRenewEnabled: false }))).status, 200);
    assert.equal((await c.call('POST', '/webhooks/v1/registration', JSON.stringify({ WebhookUrl: 'https://127.0.0.1:1/none', WebhookEvents: ['subscription-updated'] }))).status, 200);
    const before = (await c.call('GET', '/sandbox/clock')).json(), first = (await look(kept)).commitmentEndDate;
    assert.equal(before.attributes.objectType, 'SandboxClock');
    assert.equal(before.nextRenewal, before.nextEvent);
    const turn = async (ask) => c.call('POST', '/sandbox/clock', JSON.stringify(ask));
    const renewed = (await turn({ to: 'nextRenewal' })).json();
    assert.equal(renewed.now.slice(0, 10), before.nextRenewal.slice(0, 10));
    assert.deepEqual([renewed.happened.renewals, renewed.happened.expiries, renewed.happened.complete], [1, 1, true]);
    assert.ok(renewed.happened.events >= 2, JSON.stringify(renewed));
    assert.ok((await look(kept)).commitmentEndDate > first);
    assert.equal((await look(left)).status, 'expired');
    const month = (await turn({ advance: 'P1M' })).json();
    assert.deepEqual([month.happened.renewals, month.happened.disabled], [1, 1]);
    assert.equal((await look(left)).status, 'disabled');
    assert.equal((await turn({ now: before.now })).status, 400);
    assert.equal((await turn({ advance: 'P1M', to: 'next_event' })).status, 400);
    assert.equal((await c.call('GET', '/sandbox/clock')).json().now >= month.now, true);
    await w.admin.go(w.page);
    const asked = await w.admin.post(`${w.page}/clock`, { step: 'P1D' });
    assert.match(text(asked), /The clock is turned.*What happened last/s);
    assert.ok((await c.call('GET', '/sandbox/clock')).json().now > month.now);
    assert.match(text(await w.admin.post(`${w.page}/clock`, { step: 'until', until: '2001-01-01' })), /The clock goes forward only/);
    const day = await c.call('GET', '/v1/customers');
    assert.equal(day.status, 200, 'tokens live by the other clock');
  } },
  { name: 'faults meet calls by header and by rule, the same ones again from the same seed', async run(t) {
    const w = await made(t), c = w.client, p = w.insider;
    const met = (fault, method = 'GET', path = '/v1/customers', body = undefined, more = {}) => c.call(method, path, body, { 'Entente-Fault': fault, ...more });
    const began = performance.now(), late = await met('status=503; delay=60');
    assert.deepEqual([late.status, late.headers['entente-fault'], performance.now() - began >= 60], [503, 'status', true], late.text);
    const throttled = await met('throttle=5');
    assert.deepEqual([throttled.status, throttled.headers['retry-after']], [429, '5']);
    await assert.rejects(met('drop', 'POST', '/v1/customers', newCustomer('lost.example')), /hang up|ECONNRESET/);
    await assert.rejects(met('drop=after', 'POST', '/v1/customers', newCustomer('kept.example')), /hang up|ECONNRESET/);
    const names = (await c.call('GET', '/v1/customers')).json().items.map((x) => x.companyProfile.domain);
    assert.deepEqual([names.includes('lost.example'), names.includes('kept.example')], [false, true]);
    const orders = `/v1/customers/${(await c.call('POST', '/v1/customers', newCustomer('twice.example'))).json().id}/orders`;
    assert.equal((await met('duplicate', 'POST', orders, newOrder)).status, 201);
    assert.equal((await c.call('GET', orders)).json().totalCount, 2);
    assert.equal((await met('duplicate', 'POST', orders, newOrder, { 'MS-RequestId': '0f4c7d2e-1111-4222-8333-444455556666' })).status, 201);
    assert.equal((await c.call('GET', orders)).json().totalCount, 3, 'with a request id the second is a replay');
    const stale = await met('stale', 'PATCH', `${orders}/x`, '{}');
    assert.deepEqual([stale.status, stale.json().code], [400, 2055]);
    assert.equal((await met('delay=1; nonsense')).status, 400);
    const page = `/a/${p.account}/settings/sandbox/faults`, rule = { method: 'GET', path: '/v1/customers/*/orders', effect: 'status', amount: '500', percent: '30', seed: '7', times: '0' };
    await p.go(page);
    const bad = text(await p.post(page, { ...rule, amount: '200', percent: '0' }));
    assert.match(bad, /number from 400 to 599.*number from 1 to 100/s);
    assert.match(text(await p.post(page, rule)), /The fault is added/);
    const twenty = async () => { const got = []; for (let i = 0; i < 20; i++) got.push((await c.call('GET', orders)).status); return got.join(' '); };
    const once = await twenty();
    assert.match(once, /500/);
    assert.match(once, /200/);
    assert.match(text(await p.post(`${page}/again`, {})), /count from the beginning/);
    assert.equal(await twenty(), once);
    assert.equal((await c.call('GET', '/v1/customers')).status, 200, 'other addresses are left alone');
    await p.post((await p.go(page)).text.match(/action="([^"]+\/remove)"/)[1], {});
    assert.doesNotMatch(await twenty(), /500/);
    await w.admin.go(w.page);
    assert.equal((await w.admin.post(`${w.page}/faults`, rule)).status, 403);
    assert.notEqual((await request(w.server, { path: '/v1/customers', headers: { 'Entente-Fault': 'nonsense' } })).status, 200);
  } },
  { name: 'the last calls are kept without secrets, one by one and as HAR', async run(t) {
    const w = await made(t), c = w.client, p = w.insider, page = `/a/${p.account}/settings/sandbox/calls`;
    await c.call('POST', '/v1/customers?token=querysecret', JSON.stringify({ companyProfile: { domain: "o'hara.example" }, clientSecret: 'bodysecret', nested: { 'adminPassword' : 'pass"word' } }), { 'MS-RequestId': 'noted-call-1' });
    const list = await p.go(`${page}?method=POST&status=refused`);
    assert.match(text(list), /POST \/v1\/customers\?token=\(removed\).{0,120} 400 /);
    const one = await p.go(list.text.match(/href="([^"]+\/calls\/\d+)"/)[1]);
    assert.match(text(one), /noted-call-1.*\(removed\).*curl -i -X POST/s);
    assert.match(unescapeHtml(one.text), /o'\\''hara/, 'a quote stands for itself in the shell');
    const har = JSON.parse((await p.go(`${page}/har`)).text);
    assert.equal(har.log.version, '1.2');
    assert.ok(har.log.entries.length > 5);
    const entry = har.log.entries.at(-1);
    assert.deepEqual([entry.request.method, entry.response.status, entry.request.queryString], ['POST', 400, [{ name: 'token', value: '(removed)' }]]);
    const all = one.text + list.text + JSON.stringify(har);
    for (const secret of ['querysecret', 'bodysecret', 'pass\\"word', c.token]) assert.ok(!all.includes(secret), secret);
    assert.match(text(await p.go(`${page}?path=nothing-like-this`)), /No call matches/);
    const orders = (await c.call('GET', '/v1/customers')).json().items.map((x) => `/v1/customers/${x.id}/orders`);
    const ordered = await c.call('POST', orders[0], newOrder), before = (await c.call('GET', orders[0])).json().totalCount;
    assert.equal(ordered.status, 201, ordered.text);
    const table = (await p.go(`${page}/export?format=csv&method=POST`)).text;
    assert.match(table, /POST/);
    assert.doesNotMatch(table, /GET/, 'the filtered set');
    const again = (await p.go(`${page}?method=POST&path=${orders[0]}`)).text.match(/href="([^"]+\/calls\/\d+)"/)[1];
    assert.match(text(await p.post(`${again}/replay`, {})), /Sent again, as you: answered with 201.*Ada Vos/s);
    assert.equal((await c.call('GET', orders[0])).json().totalCount, before + 1);
    await p.go(page);
    assert.match(text(await p.post(`${page}/forget`, {})), /The calls are forgotten.*No call yet/s);
    assert.match(text(await w.admin.go(`${w.page}/calls`)), /This is kept in the sandbox itself/);
  } },
  { name: 'a sandbox goes back to the copy that was kept of it, as often as asked', async run(t) {
    const w = await made(t), c = w.client, domains = async () => (await c.call('GET', '/v1/customers?size=500')).json().items.map((x) => x.companyProfile.domain);
    const now = async () => (await c.call('GET', '/sandbox/clock')).json().now;
    await w.admin.go(w.page);
    assert.match(text(await w.admin.post(`${w.page}/restore`, {})), /There is no copy to go back to/);
    assert.match(text(await w.admin.post(`${w.page}/keep`, {})), /A copy is kept.*Back to the copy/s);
    const kept = await domains(), at = await now();
    for (const round of ['one', 'two']) {
      assert.equal((await c.call('POST', '/v1/customers', newCustomer(`${round}.example`))).status, 201);
      await c.call('POST', '/sandbox/clock', '{"advance":"P1Y"}');
      assert.ok((await domains()).includes(`${round}.example`));
      await w.admin.go(`${w.page}/restore`);
      assert.match(text(await w.admin.post(`${w.page}/restore`, {})), /The sandbox is as it was/);
      assert.deepEqual(await domains(), kept);
      assert.equal((await now()).slice(0, 10), at.slice(0, 10));
    }
    let over = false;
    const clients = Promise.all([1, 2, 3].map(async () => {
      for (const odd = []; ;) {
        const res = await c.call('GET', '/v1/customers');
        if (res.status === 503) assert.ok(res.json().code === 800003 && res.headers['retry-after'], res.text);
        else if (res.status !== 200) odd.push(`${res.status} ${res.text}`);
        if (over) return odd;
      }
    }));
    for (let i = 0; i < 6; i++) await w.admin.post(`${w.page}/restore`, {});
    over = true;
    assert.deepEqual((await clients).flat(), [], 'a call meanwhile is done, or told to come again');
  } },
  { name: 'a client keeps named snapshots of its sandbox, goes back to them and deletes them; what was learned since is forgotten', async run(t) {
    const w = await made(t), c = w.client, path = '/sandbox/snapshots', domains = async () => (await c.call('GET', '/v1/customers?size=500')).json().items.map((x) => x.companyProfile.domain);
    const make = (name) => c.call('POST', path, JSON.stringify({ name }));
    const first = await make('before-run');
    assert.equal(first.status, 201, first.text);
    assert.ok(first.json().sizeInBytes > 0 && first.json().createdDate && first.json().attributes.objectType === 'SandboxSnapshot', first.text);
    assert.equal((await make('before-run')).status, 409);
    for (const bad of ['', 'A', '../x', 'x'.repeat(41), '-x']) assert.equal((await make(bad)).status, 400, bad);
    const kept = await domains(), clock = async () => (await c.call('GET', '/sandbox/clock')).json().now;
    const at = await clock();
    for (const round of ['three', 'four']) {
      const made2 = await c.call('POST', '/v1/customers', newCustomer(`${round}.example`));
      assert.equal(made2.status, 201, made2.text);
      const turned = await c.call('POST', '/sandbox/clock', '{"advance":"P1Y"}');
      assert.equal(turned.status, 200, `${round} ${turned.text}`);
      const back = await c.call('POST', `${path}/before-run/restore`);
      assert.deepEqual([back.status, back.json().name], [200, 'before-run'], back.text);
      assert.deepEqual(await domains(), kept);
      assert.equal((await c.call('GET', `/v1/customers/${made2.json().id}`)).status, 404);
      assert.equal((await clock()).slice(0, 10), at.slice(0, 10));
    }
    const names = async () => (await c.call('GET', path)).json().items.map((x) => x.name);
    assert.equal((await c.call('POST', `${path}/none/restore`)).status, 404);
    const list = await names();
    assert.ok(list.includes('before-run'), String(list));
    const many = await Promise.all(['a', 'a', 'a', 'b'].map(make));
    assert.deepEqual(many.map((r) => r.status).filter((x) => x === 201).length <= 2, true, String(many.map((r) => r.status)));
    const both = await Promise.all([c.call('POST', `${path}/before-run/restore`), c.call('POST', `${path}/before-run/restore`), c.call('POST', '/v1/customers', newCustomer('meanwhile.example'))]);
    for (const r of both) assert.ok([200, 201, 409].includes(r.status), r.text);
    for (const name of await names()) if (name !== 'portal') assert.equal((await c.call('DELETE', `${path}/${name}`)).status, 204, name);
    assert.equal((await c.call('DELETE', `${path}/before-run`)).status, 404);
    assert.deepEqual((await names()).filter((x) => x !== 'portal'), []);
    const demo = await new Application(w.server, w.demo.api.find((x) => x.account.startsWith('Harbor'))).authorize();
    for (const [method, where] of [['GET', path], ['POST', path], ['POST', `${path}/x/restore`], ['DELETE', `${path}/x`], ['POST', '/sandbox/seed']]) {
      const res = await demo.call(method, where, method === 'POST' ? '{"name":"x"}' : undefined);
      assert.deepEqual([res.status, res.json().code], [403, 900127], `${method} ${where}`);
    }
  } },
  { name: 'a sandbox is filled from a file: a dry run names every problem by its place, nothing is made of a file that has one, and a right one is made whole', async run(t) {
    const w = await made(t), c = w.client, p = w.insider;
    const customer = (domain, more) => ({ ...JSON.parse(newCustomer(domain)), ...more });
    const user = (name, domain) => ({ userPrincipalName: `${name}@${domain}`, displayName: name, firstName: name, lastName: 'X', usageLocation: 'US' });
    const order = JSON.parse(newOrder);
    const seed = (file, dry) => c.call('POST', `/sandbox/seed${dry ? '?dryRun=true' : ''}`, typeof file === 'string' ? file : JSON.stringify(file));
    const total = async () => (await c.call('GET', '/v1/customers')).json().totalCount, before = await total();
    const good = { customers: ['seeded1.example', 'seeded2.example'].map((d) => customer(d, { users: [{ ...user('ann', d), passwordProfile: { password: 'Qu1te-Long-Enough!' } }, user('bob', d)], orders: [order, order] })) };
    const bad = { customers: [
      customer('seeded1.example', { users: [user('ann', 'other.example'), 7], orders: [order, { billingCycle: 'monthly', lineItems: [{ lineItemNumber: 0, offerId: 'NONE:0001:X', quantity: 1, termDuration: 'P1M' }] }] }),
      customer('seeded1.example'), { companyProfile: { domain: 'x.example' } }, 'text', customer('seeded3.example', { orders: {} }), customer('twice.example')] };
    const dry = await seed(bad, true);
    assert.equal(dry.status, 200, dry.text);
    const places = dry.json().problems.map((x) => x.place);
    for (const place of ['customers[0].users[0].userPrincipalName', 'customers[0].users[1]', 'customers[0].orders[1]', 'customers[1].companyProfile.domain', 'customers[2]', 'customers[3]', 'customers[4].orders']) assert.ok(places.some((x) => x.startsWith(place)), `${place}: ${JSON.stringify(dry.json().problems)}`);
    assert.ok(places.some((x) => x.startsWith('customers[5]')), 'a domain that somebody has');
    const refused = await seed(bad, false);
    assert.equal(refused.status, 400, refused.text);
    assert.match(refused.text, /customers\[0\]/);
    for (const text of ['', '[]', '{}', '{"customers":7}', '{"customers":[]}', '{"customers"', '\u0000']) assert.equal((await seed(text, false)).status, 400, text);
    assert.equal(await total(), before, 'nothing is made of it');
    const tried = (await seed(good, true)).json();
    assert.deepEqual([tried.dryRun, tried.customers, tried.users, tried.orders, tried.subscriptions, tried.problems.length], [true, 2, 4, 4, 8, 0]);
    assert.equal(await total(), before, 'a dry run makes nothing');
    const done = await seed(good, false);
    assert.deepEqual([done.status, done.json().customers, done.json().subscriptions], [200, 2, 8], done.text);
    assert.equal(await total(), before + 2);
    const id = (await c.call('GET', '/v1/customers?size=500')).json().items.find((x) => x.companyProfile.domain === 'seeded2.example').id;
    assert.equal((await c.call('GET', `/v1/customers/${id}/subscriptions`)).json().totalCount, 4);
    assert.ok((await c.call('GET', `/v1/customers/${id}/users`)).json().items.some((u) => u.userPrincipalName === 'bob@seeded2.example'));
    assert.equal((await seed(good, false)).status, 400, 'the second time these are there already');
    assert.equal(await total(), before + 2);
    const page = `/a/${p.account}/settings/sandbox/seed`;
    assert.match(text(await p.go(page)), /Fill from a file.*JSON file/s);
    const shown = await upload(p, page, { act: 'check' }, JSON.stringify(bad).replaceAll('seeded1.', 'seeded9.'));
    assert.match(text(shown), /Nothing was made.*customers\[0\]\.users\[1\]/s);
    const next = { customers: [customer('seeded4.example', { orders: [order] })] };
    assert.match(text(await upload(p, page, { act: 'check' }, JSON.stringify(next))), /Nothing is wrong with the file/);
    assert.equal(await total(), before + 2);
    assert.match(text(await upload(p, page, { act: 'make' }, JSON.stringify(next))), /The sandbox is filled/);
    assert.equal(await total(), before + 3);
  } },
  { name: 'the documented limits hold in a sandbox once they are turned on, and not before', async run(t) {
    const w = await made(t), c = w.client, p = w.insider, page = `/a/${p.account}/settings/sandbox`;
    const order = (customer, quantity) => c.call('POST', `/v1/customers/${customer}/orders`, JSON.stringify({ billingCycle: 'monthly', lineItems: [{ lineItemNumber: 0, offerId: 'NLDESK000001:0001:AVDESK000001', quantity, termDuration: 'P1M' }] }));
    const id = (await c.call('POST', '/v1/customers', newCustomer('limited.example'))).json().id;
    assert.equal((await order(id, 26)).status, 201);
    await p.go(page);
    assert.match(text(await p.post(`${page}/limits`, {})), /The limits are on.*25 licenses of a subscription/s);
    const many = await order(id, 26);
    assert.deepEqual([many.status, many.json().code], [400, 800018], many.text);
    for (let i = 0; i < 4; i++) assert.equal((await order(id, 25)).status, 201);
    assert.equal((await order(id, 1)).json().code, 800018, 'a sixth subscription');
    let n = (await c.call('GET', '/v1/customers?size=500')).json().items.length, last;
    for (let i = 0; i < 76; i++, n++) if ((last = await c.call('POST', '/v1/customers', newCustomer(`n${i}.example`))).status !== 201) break;
    assert.deepEqual([n, last.status, last.json().code], [75, 400, 800018], last.text);
    const over = await c.call('POST', '/sandbox/seed?dryRun=true', JSON.stringify({ customers: [JSON.parse(newCustomer('over.example'))] }));
    assert.match(over.json().problems[0].message, /more customers than a sandbox allows/, over.text);
    assert.match(text(await p.post(`${page}/limits`, {})), /The limits are off/);
    assert.equal((await c.call('POST', '/v1/customers', newCustomer('more.example'))).status, 201);
  } },
  { name: 'an ephemeral sandbox is up in a second, serves a client and is gone with its input', engine: 'sqlite', async run(t) {
    const folder = tempDir('ephemeral'), seed = `${tempDir('seed')}/seed.json`, began = performance.now();
    writeFileSync(seed, JSON.stringify({ customers: [{ companyProfile: { domain: 'bad.example' } }] }));
    const failed = spawnSync(BIN, ['sandbox', '--ephemeral', '--seed', seed], { env: { ...process.env, TMPDIR: folder } });
    assert.equal(failed.status > 0, true);
    assert.match(failed.stderr.toString(), /customers\[0\]/);
    writeFileSync(seed, JSON.stringify({ customers: [{ ...JSON.parse(newCustomer('seeded.example')), orders: [JSON.parse(newOrder)] }] }));
    const child = spawn(BIN, ['sandbox', '--ephemeral', '--seed', seed], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: folder } });
    const ended = new Promise((r) => child.on('exit', r)), env = {};
    for await (const line of createInterface({ input: child.stdout })) {
      env[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
      if (env.ENTENTE_READY) break;
    }
    const took = performance.now() - began, server = { port: +new URL(env.ENTENTE_BASE_URL).port, base: env.ENTENTE_BASE_URL };
    const c = new Application(server, { token_url: env.ENTENTE_TOKEN_URL, client_id: env.ENTENTE_CLIENT_ID, client_secret: env.ENTENTE_CLIENT_SECRET });
    assert.deepEqual((await c.call('GET', '/v1/customers')).json().items.map((x) => x.companyProfile.domain), ['seeded.example']);
    assert.equal((await c.call('POST', '/sandbox/snapshots', '{"name":"seeded"}')).status, 201);
    const made = await c.call('POST', '/v1/customers', newCustomer('first.example'));
    assert.equal(made.status, 201, made.text);
    const order = await c.call('POST', `/v1/customers/${made.json().id}/orders`, newOrder);
    assert.equal(order.status, 201, order.text);
    const turned = await c.call('POST', '/sandbox/clock', '{"to":"next_renewal"}');
    assert.equal(turned.json().happened?.renewals, 4, turned.text);
    assert.equal((await c.call('POST', '/sandbox/snapshots/seeded/restore')).status, 200);
    assert.equal((await c.call('GET', '/v1/customers')).json().totalCount, 1);
    assert.ok(took < 10000, `${Math.round(took)} ms`); // a second where nobody else works; the check is no such place
    child.stdin.end();
    assert.equal(await ended, 0);
    assert.deepEqual(readdirSync(folder), []);
  } },
  { name: 'the vendor’s staff of the sandbox see its catalogue and its one partner; cookies of one house are nothing in the other', async run(t) {
    const w = await made(t), inside = w.inside();
    const p = await enter(inside, w.keys.staff, w.keys.staffPassword);
    const list = text(await p.go('/operator/partners'));
    assert.match(list, /Harbor Systems/);
    assert.doesNotMatch(list, /Estrella/);
    const names = w.query(`SELECT count(*) FROM program WHERE state = 'published'`);
    assert.equal(String((await p.go('/operator/programs')).text.match(/href="\/operator\/programs\/(?!new)[^"/]+"/g)?.length > 0), String(+names > 0));
    const carried = new Person(w.server);
    carried.jar = new Map(p.jar);
    assert.match((await carried.go('/operator/partners', { follow: false })).headers.location ?? '', /^\/sign-in/);
  } },
  { name: 'an account has one sandbox; a second making is refused, making it anew empties it', async run(t) {
    const w = await made(t);
    const second = await w.make();
    assert.equal(second.status, 409);
    assert.match(text(second), /The account has a sandbox already/);
    const anew = await w.make(w.admin, { anew: '1', sign_in: 'grace@harbor.example' });
    assert.equal(anew.status, 200, text(anew));
    const [, admin, adminPassword, staff, staffPassword] = keysOf(anew);
    assert.equal(admin, 'grace@harbor.example');
    await assert.rejects(new Person(w.inside()).signIn(w.keys.admin, PASSWORD));
    w.keys = { admin, adminPassword, staff, staffPassword };
    await enter(w.inside(), admin, adminPassword);
  } },
  { name: 'new passwords take the place of the old, which were shown once', async run(t) {
    const w = await made(t);
    await w.admin.go(w.page);
    const res = await w.admin.post(`${w.page}/keys`, {}, { follow: false });
    const [, admin, adminPassword, staff, staffPassword] = keysOf(res);
    await assert.rejects(new Person(w.inside()).signIn(w.keys.admin, w.keys.adminPassword));
    w.keys = { admin, adminPassword, staff, staffPassword };
    await enter(w.inside(), admin, adminPassword);
    assert.doesNotMatch((await w.admin.go(w.page)).text, new RegExp(adminPassword));
  } },
  { name: 'the same form again does nothing and says so; new passwords end the sessions there; nothing of the disk or the inner network is seen from a sandbox', async run(t) {
    const w = await made(t), inside = w.inside();
    await w.admin.go(w.page);
    const _key = `again-${Date.now()}`, first = await w.admin.post(`${w.page}/keys`, { _key }, { follow: false });
    const [, admin, adminPassword, staff, staffPassword] = keysOf(first);
    w.keys = { admin, adminPassword, staff, staffPassword };
    const p = await enter(inside, admin, adminPassword), s = await enter(inside, staff, staffPassword);
    const again = await w.admin.post(`${w.page}/keys`, { _key });
    assert.match(text(again), /This was done already/);
    assert.equal((await p.go('/me', { follow: false })).status, 200);
    assert.doesNotMatch(text(await s.go('/operator/mail')), /sandboxes\/harbor/);
    await p.go(`/a/${p.account}/settings/sign-in/provider`);
    const inner = await p.post(`/a/${p.account}/settings/sign-in/provider`, { issuer: `http://127.0.0.1:${w.server.port}`, client_id: 'x', client_secret: 'y', domains: 'harbor.example' }, { follow: false });
    assert.equal(inner.status, 422, text(inner));
    const makeKey = `make-${Date.now()}`, made1 = await w.make(w.admin, { anew: '1', _key: makeKey });
    assert.equal(made1.status, 200);
    const fresh = keysOf(made1);
    assert.equal((await w.make(w.admin, { anew: '1', _key: makeKey })).status, 303);
    w.keys = { admin: fresh[1], adminPassword: fresh[2], staff: fresh[3], staffPassword: fresh[4] };
    const q = await enter(inside, w.keys.admin, w.keys.adminPassword);
    await w.admin.go(w.page);
    const renewed = keysOf(await w.admin.post(`${w.page}/keys`, {}, { follow: false }));
    assert.match((await q.go('/me', { follow: false })).headers.location ?? '', /^\/sign-in/);
    w.keys = { admin: renewed[1], adminPassword: renewed[2], staff: renewed[3], staffPassword: renewed[4] };
    await enter(inside, w.keys.admin, w.keys.adminPassword);
  } },
  { name: 'a client that never reads does not keep a sandbox; makings and removals at once leave one that is listed, or none', async run(t) {
    const w = await made(t);
    const held = connect(w.server.port, '127.0.0.1');
    await new Promise((r) => held.once('connect', r));
    held.pause();
    const css = (await request(w.inside(), { path: '/sign-in' })).text.match(/href="(\/assets\/app[^"]*css)"/)[1];
    held.write(`GET ${css} HTTP/1.1\r\nHost: harbor.localhost\r\n\r\n`.repeat(400));
    await w.admin.go(w.page);
    const both = await Promise.all([w.make(w.admin, { anew: '1' }), w.admin.post(`${w.page}/remove`, {}, { follow: false }), w.make(w.admin, { anew: '1' }), w.admin.post(`${w.page}/remove`, {}, { follow: false })]);
    held.destroy();
    for (const r of both) assert.ok([200, 303, 404, 409].includes(r.status), `${both.map((x) => x.status)}`);
    const page = text(await w.admin.go(w.page)), open = (await request(w.inside(), { path: '/readyz' })).status;
    assert.equal(/No sandbox yet/.test(page), open === 404, `${page.slice(-600)} ${open}`);
    const now = keysOf(await w.make(w.admin, { anew: '1' }));
    w.keys = { admin: now[1], adminPassword: now[2], staff: now[3], staffPassword: now[4] };
    await enter(w.inside(), w.keys.admin, w.keys.adminPassword);
    assert.equal((await request(at(w.server, 'harbor.localhost.'), { path: '/sign-in' })).text.includes('Sandbox of Harbor'), true, 'a dot at the end is the same name');
  } },
  { name: 'bad names are said at their fields and nothing is made; unknown hosts have no sandbox', async run(t) {
    const w = await world(t), other = await w.person(w.who('Estrella'));
    const res = await w.make(other, { first_name: '', sign_in: 'anybody@sandbox.example' });
    assert.equal(res.status, 422);
    assert.match(text(res), /Enter a first name.*This domain is that of the vendor's staff there/s);
    assert.equal(existsSync(`${w.where.data}/sandboxes/${other.account}`), false);
    for (const name of ['nobody.localhost', 'a..localhost', '..%2f.localhost', `${'x'.repeat(300)}.localhost`]) {
      const res = await request(at(w.server, name), { path: '/' });
      assert.ok([400, 404].includes(res.status), `${name}: ${res.status}`);
    }
    assert.equal((await request(at(w.server, 'localhost'), { path: '/readyz' })).status, 200);
    assert.equal((await request(at(w.server, 'partner.example.com'), { path: '/readyz' })).status, 200);
  } },
  { name: 'no more sandboxes than the setting allows; the refusal says so and leaves nothing behind', async run(t) {
    const w = await made(t);
    const accounts = w.demo.portal.filter((p) => [].concat(p.roles).some((r) => r.startsWith('global_admin')) && !p.account.startsWith('Harbor'));
    const got = [];
    for (const who of accounts) {
      const p = await w.person(who.email);
      if (!p.account) continue;
      const page = await p.go(`/a/${p.account}/settings/sandbox/make`);
      if (page.status !== 200) continue;
      const res = await w.make(p);
      got.push(res.status);
      if (res.status === 409) {
        assert.match(text(res), /as many sandboxes here as the vendor allows/);
        assert.equal(existsSync(`${w.where.data}/sandboxes/${p.account}`), false);
        assert.match(text(await p.go(`/a/${p.account}/settings/sandbox`)), /Could not be made.*Ask its support for room/);
        break;
      }
    }
    assert.ok(got.length === 0 || got[0] === 200, String(got));
  } },
  { name: 'sandboxes are there again after a restart; one whose making was cut off is not served', async run(t) {
    const w = await made(t);
    mkdirSync(`${w.where.data}/sandboxes/halfmade`, { mode: 0o700 });
    writeFileSync(`${w.where.data}/sandboxes/halfmade/entente.db`, '');
    await w.server.stop();
    Object.assign(w.server, await serve(w.where, { args: ['--sandboxes-max', '2'] }));
    const until = Date.now() + 10000;
    let res;
    do { res = await request(w.inside(), { path: '/readyz' }); } while (res.status === 503 && Date.now() < until);
    assert.equal(res.status, 200, res.text);
    assert.equal((await request(at(w.server, 'halfmade.localhost'), { path: '/readyz' })).status, 404);
    const p = new Person(w.inside());
    await p.signIn(w.keys.admin, PASSWORD);
    w.admin = await w.person(w.who('Harbor'));
  } },
  { name: 'removed, nothing of it is left, in the folder or the list; the log tells who made and removed it', async run(t) {
    const w = await made(t), staff = await w.person(w.demo.portal.find((p) => [].concat(p.roles).some((r) => r.startsWith('operator_admin'))).email);
    assert.match(text(await staff.go('/operator/sandboxes')), /Harbor Systems/);
    const file = await staff.go('/operator/sandboxes/export?format=csv');
    assert.match(file.text, /Harbor Systems/);
    await w.admin.go(`${w.page}/remove`);
    const res = await w.admin.post(`${w.page}/remove`, {});
    assert.match(text(res), /The sandbox is removed/);
    assert.equal(existsSync(`${w.where.data}/sandboxes/harbor`), false);
    assert.equal((await request(w.inside(), { path: '/readyz' })).status, 404);
    assert.doesNotMatch(text(await staff.go('/operator/sandboxes')), /Harbor Systems harbor/);
    assert.ok(+w.query(`SELECT count(*) FROM audit WHERE action = 'sandbox.make'`) >= 2);
    assert.ok(+w.query(`SELECT count(*) FROM audit WHERE action = 'sandbox.remove'`) >= 1);
    assert.equal((await w.admin.post(`${w.page}/remove`, {})).status, 404);
    rmSync(`${w.where.data}/sandboxes/halfmade`, { recursive: true, force: true });
    w.keys = undefined;
  } },
];
