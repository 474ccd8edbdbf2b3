// Tests generated from the route table, so that no later route can miss them: without a session, with another account's
// ids, with too few rights, with a wrong CSRF token, every route refuses and changes nothing.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Person, entente, request, routes, form } from '../lib/entente.mjs';
import { positionTests } from './positions.mjs';

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const isApi = (r) => /^\/(v1|webhooks|sandbox)\b/.test(r.path);
const isScim = (r) => r.path.startsWith('/scim/'); // tokens of their own
const isPublic = (r) => r.permission === 'public' || r.permission === '-';

// Path parameters: {account} from the person, ids of records of somebody, the rest a new id.
function fill(path, values) {
  return path.replace(/\{([a-z_]+)\}/g, (_, k) => values[k] ?? values.any ?? randomUUID());
}

export async function generatedTests(world) {
  const { server, demo } = world;
  const all = routes();
  const tests = [];
  const admin = await world.who('page harbor global_admin').then((w) => w.person);
  const stranger = await world.who('page cobalt global_admin').then((w) => w.person);
  const harbor = await world.who('api harbor').then((w) => w.app);
  const cobalt = await world.who('api cobalt').then((w) => w.app);
  const mine = (await harbor.call('GET', '/v1/customers?size=200')).json().items.map((c) => c.id);
  const theirs = new Set((await cobalt.call('GET', '/v1/customers?size=500')).json().items.map((c) => c.id));
  const id = mine.find((c) => !theirs.has(c));
  assert.ok(id, 'Harbor has a customer that Cobalt has not');
  // Someone with a session and the fewest rights: the demo's user whose roles give least.
  const poor = demo.portal.find((p) => [].concat(p.roles).flatMap((r) => r.split(/,\s*/)).every((r) => /default|report_viewer|referrals_user|guest/.test(r)));

  for (const r of all) {
    const values = { account: admin.account, customer: id, customer_id: id, any: id };
    const path = fill(r.path, values);
    const body = WRITES.has(r.method) ? (isApi(r) ? '{}' : form({ _csrf: 'x', a: 'b' })) : undefined;
    const type = isApi(r) ? 'application/json' : 'application/x-www-form-urlencoded';
    const headers = body === undefined ? {} : { 'Content-Type': type };
    const title = `${r.method} ${r.path}`;
    if (!isPublic(r)) {
      tests.push({ name: `refused without a session: ${title}`, async run() {
        const res = await request(server, { method: r.method, path, headers, body });
        if (isApi(r) || isScim(r)) { assert.equal(res.status, 401); assert.ok(res.headers['www-authenticate'], 'WWW-Authenticate'); }
        else assert.ok([303, 401, 403].includes(res.status) && (res.status !== 303 || /sign-in/.test(res.headers.location)), `${res.status} ${res.headers.location}`);
        assert.ok(!res.text.includes(id) || path.includes(id), 'nothing of the record is shown');
      } });
    }
    if (!isApi(r) && r.path.includes('{account}')) {
      tests.push({ name: `another account's page is not found: ${title}`, async run() {
        const res = await stranger.go(path, { method: r.method, headers, body: body === undefined ? undefined : form({ _csrf: stranger.csrf, _key: randomUUID() }), follow: false });
        assert.equal(res.status, 404);
      } });
      if (/\{(?!account)/.test(r.path)) {
        tests.push({ name: `another account's record is not found under one's own account: ${title}`, async run() {
          const own = fill(r.path, { ...values, account: stranger.account });
          const res = await stranger.go(own, { method: r.method, headers, body: body === undefined ? undefined : form({ _csrf: stranger.csrf, _key: randomUUID() }), follow: false });
          assert.ok([403, 404].includes(res.status), String(res.status));
        } });
      }
    }
    if (isApi(r) && /\{customer(_id)?\}/.test(r.path)) {
      tests.push({ name: `another partner's customer is not found: ${title}`, async run() {
        const res = await cobalt.call(r.method, path, body);
        assert.ok([403, 404].includes(res.status), `${res.status} ${res.text.slice(0, 200)}`);
      } });
    }
    if (isScim(r)) {
      tests.push({ name: `a session of the portal is no provisioning token: ${title}`, async run() {
        assert.equal((await admin.go(path, { method: r.method, headers, body, follow: false })).status, 401);
      } });
      tests.push({ name: `another directory's token is refused: ${title}`, async run() {
        const { scim } = await world.who('scim estrella');
        const theirs = fill(r.path, { ...values, directory: world.demo.api.find((a) => /harbor/i.test(a.account)).tenant });
        const res = await scim.call(r.method, theirs, WRITES.has(r.method) ? '{}' : undefined);
        assert.equal(res.status, 401);
        assert.equal(res.json().schemas[0], 'urn:ietf:params:scim:api:messages:2.0:Error');
      } });
      continue;
    }
    if (!isApi(r) && WRITES.has(r.method) && r.permission !== '-') {
      tests.push({ name: `refused with a wrong CSRF token: ${title}`, async run() {
        const p = isPublic(r) ? new Person(server) : admin;
        const res = await p.go(path, { method: r.method, headers, body, follow: false });
        if (/oauth2|^\/oidc\//.test(r.path)) return; // no cookie counts there
        assert.ok([403, 404].includes(res.status), String(res.status));
      } });
    }
  }
  if (poor) {
    const person = new Person(server);
    await person.signIn(poor.email, poor.password);
    // What everybody of an account may do stands in the matrix as "*".
    const held = [].concat(poor.roles).flatMap((r) => r.split(/,\s*/)); // and what their own roles hold is no lack
    const everybody = new Set(entente(['roles']).stdout.split('\n').map((l) => l.split('\t')).filter((c) => c[1] === '*' || c[0] === 'public' || (c[1] ?? '').split(' ').some((r) => held.includes(r))).map((c) => c[0]));
    const closed = all.filter((x) => x.path.includes('{account}') && !isApi(x) && !everybody.has(x.permission));
    assert.ok(closed.length > 20, 'the table has routes that need rights');
    for (const r of closed) {
      tests.push({ name: `too few rights: ${r.method} ${r.path}`, async run() {
        const path = fill(r.path, { account: person.account, customer: id, any: id });
        const body = WRITES.has(r.method) ? form({ _csrf: person.csrf, _key: randomUUID() }) : undefined;
        const res = await person.go(path, { method: r.method, headers: body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }, body, follow: false });
        assert.ok([403, 404].includes(res.status), String(res.status));
        if (res.status === 403 && r.method === 'GET') assert.ok(res.text.includes(r.permission), 'the refusal names the missing permission');
      } });
    }
  }
  tests.push(...await positionTests(world, all));
  return tests;
}
