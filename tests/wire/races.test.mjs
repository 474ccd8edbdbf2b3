// Many clients at once on the same thing: one effect, one answer, no lost update, no seat sold twice.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Application, figure } from '../lib/entente.mjs';
import { newCustomer } from './api.test.mjs';

const CLIENTS = process.env.ENTENTE_LONG ? 64 : 24;
const ITEM = 'NLDESK000001:0001:AVDESK000001';
const order = (quantity) => JSON.stringify({ billingCycle: 'monthly', lineItems: [{ lineItemNumber: 0, offerId: ITEM, quantity, termDuration: 'P1Y' }] });
const all = (n, f) => Promise.all(Array.from({ length: n }, (_, i) => f(i)));
const counts = (list) => list.reduce((m, x) => ({ ...m, [x.status]: (m[x.status] ?? 0) + 1 }), {});
async function buyer(t, seats) {
  const app = await new Application(t.server, t.demo.api.find((x) => /^Alder/.test(x.account))).authorize();
  const made = await app.call('POST', '/v1/customers', JSON.stringify(newCustomer(`r${randomUUID().slice(0, 8)}.example`)));
  assert.equal(made.status, 201, made.text);
  const base = `/v1/customers/${made.json().id}`;
  if (!seats) return { app, base };
  const bought = await app.call('POST', `${base}/orders`, order(seats));
  assert.equal(bought.status, 201, bought.text);
  return { app, base, one: `${base}/subscriptions/${bought.json().lineItems[0].subscriptionId}` };
}

export const tests = [
  { name: 'many clients change one subscription by its etag: one at a time gets through, and none is lost', async run(t) {
    const { app, base, one } = await buyer(t, 10);
    for (let round = 0; round < 3; round++) {
      const now = (await app.call('GET', one)).json(), etag = now.attributes.etag;
      const got = await all(CLIENTS, (i) => app.call('PATCH', one, JSON.stringify({ ...now, quantity: now.quantity + 1, friendlyName: `Client ${i}` }), { 'If-Match': etag }));
      const done = got.filter((x) => x.status === 200);
      assert.equal(done.length, 1, JSON.stringify(counts(got)));
      for (const x of got) if (x.status !== 200) assert.ok(x.json().code === 2055 || x.status === 503, `${x.status} ${x.text}`);
      const after = (await app.call('GET', one)).json();
      assert.deepEqual([after.quantity, after.friendlyName], [now.quantity + 1, done[0].json().friendlyName]);
    }
    assert.equal((await app.call('GET', `${base}/subscriptions`)).json().totalCount, 1);
    figure('wire', `${CLIENTS} clients change one subscription at once on ${t.engine}: three rounds, one gets through in each`);
  } },
  { name: 'the same order sent many times at once under one request id is one order with one answer', async run(t) {
    const { app, base } = await buyer(t, 0), id = randomUUID();
    const got = await all(process.env.ENTENTE_LONG ? 100 : 40, () => app.call('POST', `${base}/orders`, order(2), { 'MS-RequestId': id }));
    const answers = new Set(got.filter((x) => x.status === 201).map((x) => x.json().id));
    for (const x of got) assert.ok([201, 409, 503].includes(x.status), `${x.status} ${x.text}`);
    assert.equal(answers.size, 1, JSON.stringify(counts(got)));
    assert.equal((await app.call('GET', `${base}/orders`)).json().totalCount, 1);
    const again = await app.call('POST', `${base}/orders`, order(2), { 'MS-RequestId': id });
    assert.deepEqual([again.status, again.json().id], [201, [...answers][0]]);
  } },
  { name: 'seats are never given to more people than there are, and a cart is checked out once', async run(t) {
    const { app, base } = await buyer(t, 4);
    const domain = (await app.call('GET', `${base}/users`)).json().items[0].userPrincipalName.split('@')[1];
    const users = await all(12, async (i) => {
      const res = await app.call('POST', `${base}/users`, JSON.stringify({ usageLocation: 'US', userPrincipalName: `p${i}@${domain}`, displayName: `P ${i}`, passwordProfile: { password: 'Renew456*' } }));
      assert.equal(res.status, 200, res.text);
      return res.json().id;
    });
    const sku = (await app.call('GET', `${base}/subscribedskus`)).json().items[0];
    const give = JSON.stringify({ licensesToAssign: [{ skuId: sku.productSku.id, excludedPlans: null }] });
    const got = await all(users.length, (i) => app.call('POST', `${base}/users/${users[i]}/licenseupdates`, give));
    assert.equal(got.filter((x) => x.status === 201).length, 4, JSON.stringify(counts(got)));
    const pool = (await app.call('GET', `${base}/subscribedskus`)).json().items[0];
    assert.deepEqual([pool.activeUnits, pool.consumedUnits, pool.availableUnits], [4, 4, 0]);
    const cart = await app.call('POST', `${base}/carts`, JSON.stringify({ lineItems: [{ id: 0, catalogItemId: ITEM, quantity: 1, billingCycle: 'monthly', termDuration: 'P1Y' }] }));
    const out = await all(CLIENTS, () => app.call('POST', `${base}/carts/${cart.json().id}/checkout`, ''));
    assert.equal(out.filter((x) => x.status === 201).length, 1, JSON.stringify(counts(out)));
    assert.equal((await app.call('GET', `${base}/orders`)).json().totalCount, 2);
  } },
];
