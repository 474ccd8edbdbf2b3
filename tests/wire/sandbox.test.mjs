// An account's sandbox: a house of its own in the same process, on either engine of the main one.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { Application, Person, at, request, serve, unescapeHtml } from '../lib/entente.mjs';
import { ownServer } from '../lib/own.mjs';

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
    w.client = client;
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
    const place = { country: 'US', state: 'WA', city: 'Redmond', addressLine1: '1 Harbor Way', postalCode: '98052', firstName: 'A', lastName: 'B', phoneNumber: '4255550101' };
    const customer = (await c.call('POST', '/v1/customers', JSON.stringify({ companyProfile: { domain: 'timed.example', companyName: 'Timed' }, billingProfile: { email: 'a@timed.example', culture: 'en-US', language: 'en', companyName: 'Timed', defaultAddress: place } }))).json().id;
    const order = await c.call('POST', `/v1/customers/${customer}/orders`, JSON.stringify({ billingCycle: 'monthly', lineItems: [0, 1].map((lineItemNumber) => ({ lineItemNumber, offerId: 'NLDESK000001:0001:AVDESK000001', quantity: 3, termDuration: 'P1M' })) }));
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
