// Subscriptions of the older kind on the wire, from a look at them to the newer kind, and days that are planned; in a sandbox whose
// clock is turned.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Application, BIN, tempDir } from '../lib/entente.mjs';
import { ownServer } from '../lib/own.mjs';

async function world(t) {
  const w = await ownServer(t, 'migrations', { customers: 14, args: ['--migration-check-limit', '6', '--migration-limit', '12'] });
  const app = new Application(w.server, w.demo.api.find((c) => c.account.startsWith('Harbor')));
  w.call = async (method, path, body) => {
    const res = await app.call(method, path, body === undefined ? undefined : JSON.stringify(body));
    return { status: res.status, headers: res.headers, body: res.text ? res.json() : null, text: res.text };
  };
  w.old = async (code) => {
    const customers = (await w.call('GET', '/v1/customers?size=40')).body.items;
    for (const { id: customer } of customers) {
      for (const s of (await w.call('GET', `/v1/customers/${customer}/subscriptions`)).body.items) {
        const of = JSON.stringify(s);
        if (!of.includes(code) || s.status !== 'active' || s.parentSubscriptionId) continue;
        const [moving, planned] = [await w.call('GET', `/v1/migrations/newcommerce?CurrentSubscriptionId=${s.id}`), await w.call('GET', `/v1/migrations/newcommerce/schedules?CurrentSubscriptionId=${s.id}`)];
        if (!moving.body.length && !planned.body.length) return { customer, s, at: `/v1/customers/${customer}/migrations/newcommerce` };
      }
    }
    return assert.fail(`the demo has no ${code} left`);
  };
  return w;
}

export const tests = [{
  name: 'a subscription of the older kind is looked at, migrated with its add-ons, and told of by events; another has its day changed and cancelled',
  async run(t) {
    const w = await world(t);
    const { customer, s, at } = await w.old('NLOLDDSK0015:0001');
    const fit = await w.call('POST', `${at}/validate`, { currentSubscriptionId: s.id });
    assert.equal(fit.status, 200, fit.text);
    assert.equal(fit.body.isEligible, true, fit.text);
    assert.match(fit.body.catalogItemId, /^NLDESK000001:0001:/);
    const addons = fit.body.addOnMigrations ?? [];

    const bare = await w.call('POST', at, { currentSubscriptionId: s.id, billingCycle: 'Annual', termDuration: 'P3Y' });
    assert.deepEqual([bare.status, bare.body.code], [400, addons.length ? 900219 : 900222], bare.text);
    const made = await w.call('POST', at, { currentSubscriptionId: s.id, quantity: s.quantity + 1, externalReferenceId: 'ref-7', addOnMigrations: addons.map((x) => ({ currentSubscriptionId: x.currentSubscriptionId })) });
    assert.equal(made.status, 200, made.text);
    assert.deepEqual([made.body.status, made.body.quantity, made.body.currentSubscriptionId], ['Started', s.quantity + 1, s.id]);
    const again = await w.call('POST', at, { currentSubscriptionId: s.id });
    assert.deepEqual([again.status, again.body.code], [400, 900216], again.text);
    const one = await w.call('GET', `${at}/${made.body.id}`);
    assert.deepEqual([one.status, one.body.externalReferenceId, one.body.customerTenantId], [200, 'ref-7', customer]);
    const found = await w.call('GET', '/v1/migrations/newcommerce?ExternalReferenceId=ref-7');
    assert.deepEqual(found.body.map((m) => m.id), [made.body.id]);
    assert.equal(found.headers['ms-continuationtoken'], undefined);
    for (const query of [`migrationId=${made.body.id}`, `current_subscription_id=${s.id}`]) {
      const events = await w.call('GET', `${at}/events?${query}`);
      assert.deepEqual(events.body.map((e) => [e.eventName, e.newCommerceMigrationId]), [['MigrationStarted', made.body.id]], events.text);
    }

    const other = await w.old('NLOLDDSK0015:0002');
    const none = await w.call('POST', `${other.at}/schedules`, { currentSubscriptionId: other.s.id });
    assert.equal(none.status, 400, none.text);
    const ends = Date.parse(other.s.commitmentEndDate);
    const day = new Date(ends - 20 * 864e5).toISOString().slice(0, 10), later = new Date(ends - 10 * 864e5).toISOString().slice(0, 10);
    const plan = await w.call('POST', `${other.at}/schedules`, { currentSubscriptionId: other.s.id, targetDate: `${day}T00:00:00Z`, termDuration: 'P1Y', billingCycle: 'monthly' });
    assert.deepEqual([plan.status, plan.body.status, plan.body.migrateOnRenewal], [200, 'Scheduled', false], plan.text);
    const twice = await w.call('POST', `${other.at}/schedules`, { currentSubscriptionId: other.s.id, migrateOnRenewal: true });
    assert.deepEqual([twice.status, twice.body.code], [400, 900216], twice.text);
    const changed = await w.call('PUT', `${other.at}/schedules/${plan.body.id}`, { currentSubscriptionId: other.s.id, targetDate: `${later}T00:00:00Z`, quantity: 3 });
    assert.deepEqual([changed.status, changed.body.quantity, changed.body.targetDate.slice(0, 10)], [200, 3, later], changed.text);
    const read = await w.call('GET', `${other.at}/schedules/${plan.body.id}`);
    assert.equal(read.body.id, plan.body.id);
    const all = await w.call('GET', `/v1/migrations/newcommerce/schedules?CustomerTenantId=${other.customer}`);
    assert.ok(all.body.some((x) => x.id === plan.body.id), all.text);
    const off = await w.call('POST', `${other.at}/schedules/${plan.body.id}/cancel`);
    assert.deepEqual([off.status, off.body.status], [200, 'Cancelled'], off.text);
    assert.equal((await w.call('POST', `${other.at}/schedules/${plan.body.id}/cancel`)).status, 400);

    const kiosk = await w.old('NLOLDDSK0015:0004');
    const nowhere = await w.call('POST', `${kiosk.at}/validate`, { currentSubscriptionId: kiosk.s.id });
    assert.deepEqual([nowhere.body.isEligible, nowhere.body.errors[0].code], [false, 5], nowhere.text);
    assert.equal((await w.call('POST', kiosk.at, { currentSubscriptionId: kiosk.s.id })).body.code, 900220);
    const based = await w.old('NLOLDDSK0015:0001').catch(() => null), alone = { migrateOnRenewal: true, addOnMigrationSchedules: false };
    const single = await w.call('POST', `${other.at}/schedules`, { currentSubscriptionId: other.s.id, ...alone });
    assert.deepEqual([single.status, single.body.addOnMigrationSchedules], [200, false], single.text);
    const kept = await w.call('PUT', `${other.at}/schedules/${single.body.id}`, { currentSubscriptionId: other.s.id, migrateOnRenewal: true, quantity: 4 });
    assert.deepEqual([kept.status, kept.body.quantity, kept.body.addOnMigrationSchedules], [200, 4, false], kept.text);
    if (based) {
      const stands = ((await w.call('POST', `${based.at}/validate`, { currentSubscriptionId: based.s.id })).body.addOnMigrations ?? []).length > 0;
      const refused = await w.call('POST', `${based.at}/schedules`, { currentSubscriptionId: based.s.id, ...alone });
      assert.deepEqual(stands ? [refused.status, refused.body.code] : [refused.status], stands ? [400, 900219] : [200], refused.text);
    }

    const statuses = [];
    for (let i = 0; i < 7; i++) statuses.push(await w.call('POST', `${kiosk.at}/validate`, { currentSubscriptionId: kiosk.s.id }));
    const late = statuses.at(-1);
    assert.deepEqual([late.status, +late.headers['retry-after'] > 0], [429, true], late.text);
    assert.equal((await w.call('POST', `${other.at}/validate`, { currentSubscriptionId: other.s.id })).status, 200, 'another customer is counted by itself');
    const begun = [];
    for (let i = 0; i < 13; i++) begun.push((await w.call('POST', kiosk.at, { currentSubscriptionId: kiosk.s.id })).status);
    assert.equal(begun.at(-1), 429, String(begun));
    assert.equal((await w.call('POST', other.at, { currentSubscriptionId: other.s.id })).status, 429, 'these are counted a partner');
    await w.server.stop?.();
  },
}];

/* A sandbox of one's own: `entente sandbox --ephemeral`, whose lines NAME=value say where it is. */
async function sandbox() {
  const child = spawn(BIN, ['sandbox', '--ephemeral'], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: tempDir('migrating') } });
  const env = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, value] = line.match(/^([A-Z_]+)=(.*)$/) ?? [];
    if (name) env[name] = value;
    if (name === 'ENTENTE_READY') break;
  }
  return { child, env };
}

tests.push({
  name: 'in a sandbox a subscription of the older kind is bought, migrated by the turned clock, and another on its planned day', engine: 'sqlite',
  async run() {
    const { child, env } = await sandbox();
    try {
      const server = { base: env.ENTENTE_BASE_URL, port: +new URL(env.ENTENTE_BASE_URL).port };
      const app = new Application(server, { token_url: env.ENTENTE_TOKEN_URL, client_id: env.ENTENTE_CLIENT_ID, client_secret: env.ENTENTE_CLIENT_SECRET });
      const call = async (method, path, body) => { const res = await app.call(method, path, body === undefined ? undefined : JSON.stringify(body)); assert.ok(res.status < 300, `${method} ${path}: ${res.status} ${res.text}`); return res.text ? res.json() : null; };
      const place = { country: 'US', state: 'WA', city: 'Redmond', addressLine1: '1 Harbor Way', postalCode: '98052', firstName: 'A', lastName: 'B', phoneNumber: '4255550101' };
      const customer = (await call('POST', '/v1/customers', { companyProfile: { domain: 'older.example', companyName: 'Older' }, billingProfile: { email: 'a@older.example', culture: 'en-US', language: 'en', companyName: 'Older', defaultAddress: place } })).id;
      const order = await call('POST', `/v1/customers/${customer}/orders`, { billingCycle: 'monthly', lineItems: [0, 1].map((lineItemNumber) => ({ lineItemNumber, offerId: 'NLOLDDSK0015:0001:AVOLDDSK0001', quantity: 3, termDuration: 'P1Y' })) });
      const [first, second] = order.lineItems.map((l) => l.subscriptionId);
      const at = `/v1/customers/${customer}/migrations/newcommerce`, day = new Date(Date.parse((await call('GET', '/sandbox/clock')).now) + 10 * 864e5).toISOString().slice(0, 10);
      const made = await call('POST', at, { currentSubscriptionId: first });
      const plan = await call('POST', `${at}/schedules`, { currentSubscriptionId: second, targetDate: `${day}T00:00:00Z`, purchaseFullTerm: true });
      await call('POST', '/sandbox/clock', { advance: 'P1D' });
      const done = await call('GET', `${at}/${made.id}`);
      assert.equal(done.status, 'Completed');
      assert.deepEqual((await call('GET', `${at}/events?migrationId=${made.id}`)).map((e) => e.eventName), ['MigrationStarted', 'NewCommerceSubscriptionCreated', 'NewCommerceSubscriptionProvisioned', 'MigrationCompleted']);
      assert.equal((await call('GET', `/v1/customers/${customer}/subscriptions/${first}`)).status, 'deleted');
      const now = await call('GET', `/v1/customers/${customer}/subscriptions/${done.newCommerceSubscriptionId}`);
      assert.deepEqual([now.status, now.quantity, now.orderId], ['active', 3, done.newCommerceOrderId]);
      assert.equal((await call('GET', `${at}/schedules/${plan.id}`)).status, 'Scheduled');
      await call('POST', '/sandbox/clock', { advance: 'P12D' });
      assert.equal((await call('GET', `${at}/schedules/${plan.id}`)).status, 'Completed');
      const planned = (await call('GET', `/v1/migrations/newcommerce?CurrentSubscriptionId=${second}`))[0];
      assert.deepEqual([planned.status, planned.purchaseFullTerm], ['Completed', true]);
    } finally { child.stdin.end(); }
  },
});
