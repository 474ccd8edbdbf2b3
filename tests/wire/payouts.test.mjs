// Files of payouts over the wire: from the request to the signed address, in both formats and by a filter.
import assert from 'node:assert/strict';
import { request } from '../lib/entente.mjs';
import { signedIn } from './authority.test.mjs';

const COLUMNS = { transactionhistory: 101, payments: 16 };

async function caller(t, role = 'incentives_admin') {
  const { access_token } = await signedIn(t, { role });
  return (method, path) => request(t.server, { method, path, headers: { Authorization: `Bearer ${access_token}` } });
}
async function file(call, kind, query) {
  const asked = await call('POST', `/v1.0/payouts/${kind}?${query}`);
  assert.equal(asked.status, 202, asked.text);
  const answer = asked.json(), [first] = answer.value;
  assert.deepEqual([answer.totalCount, answer.nextLink, answer.value.length, first.status, first.requestPath], [1, null, 1, 'Queued', `/v1.0/payouts/${kind}`]);
  assert.ok(first.requestDateTime && first.requestQueryString.includes('fileFormat=') && !('blobLocation' in first));
  const { requestId } = first;
  for (let i = 0; i < 400; i++) {
    const one = (await call('GET', `/v1.0/payouts/${kind}/${requestId}`)).json().value[0];
    assert.notEqual(one.status, 'Failed');
    if (one.status === 'Completed') return { requestId, link: new URL(one.blobLocation).pathname };
    await new Promise((r) => setTimeout(r, 25));
  }
  throw new Error('the file is not made');
}
const fetched = (t, path) => request(t.server, { path });

export const tests = [
  { name: 'a file of transactions is made, holds its 101 columns and the rows of its filter, and is fetched by a signed address', async run(t) {
    const call = await caller(t);
    const { requestId, link } = await file(call, 'transactionhistory', `$filter=${encodeURIComponent("payoutStatus eq 'SENT' and earningAmount ge 10 and earningForDate ge 2020-01-01T00:00:00Z")}`);
    const got = await fetched(t, link);
    assert.equal(got.status, 200, got.text);
    const [head, ...rows] = got.text.trim().split('\r\n');
    assert.equal(head.split(',').length, COLUMNS.transactionhistory);
    assert.ok(rows.length > 5 && rows.every((r) => r.includes(',Sent,')));
    assert.equal((await fetched(t, link.slice(0, -4) + 'AAAA')).status, 404);
    assert.equal((await call('GET', `/v1.0/payouts/payments/${requestId}`)).status, 404, 'of the other kind');
    const gone = await call('DELETE', `/v1.0/payouts/transactionhistory/${requestId}`);
    assert.equal(gone.status, 200);
    assert.equal((await fetched(t, link)).status, 404);
    const again = await call('GET', `/v1.0/payouts/transactionhistory/${requestId}`);
    assert.deepEqual([again.status, again.json().code], [404, 1000]);
  } },
  { name: 'a file of payments is separated by tabs where that is asked for, and a filter of two sides holds', async run(t) {
    const call = await caller(t);
    const all = await file(call, 'payments', 'fileFormat=tsv');
    const rows = (await fetched(t, all.link)).text.trim().split('\r\n').map((r) => r.split('\t'));
    assert.equal(rows[0].length, COLUMNS.payments);
    assert.equal(rows[0][12], 'paymentID');
    const numbers = rows.slice(1).map((r) => r[12]);
    assert.ok(numbers.length > 5);
    const two = await file(call, 'payments', `$filter=${encodeURIComponent(`(paymentId eq '${numbers[0]}' or paymentId eq '${numbers[1]}') and payoutStatusUpdateTS ge 2020-01-01`)}`);
    assert.equal((await fetched(t, two.link)).text.trim().split('\r\n').length, 3);
  } },
  { name: 'what cannot be read of a request for a file of payouts is refused with what is wrong', async run(t) {
    const call = await caller(t);
    for (const [path, words] of [
      ['payments?fileFormat=pdf', /csv and tsv/],
      ["payments?$filter=colour%20eq%20'red'", /colour[\s\S]*payoutOrderType/],
      ['transactionhistory?$filter=(earningAmount%20ge%201', /parenthesis/],
      ['transactionhistory?$filter=earningAmount%20about%201', /compares earningAmount/],
      ['transactionhistory?$filter=earningAmount%20ge%201%20earningAmount%20le%202', /should end/],
      ['transactionhistory?$filter=earningAmount', /compares earningAmount/],
      [`transactionhistory?$filter=${'('.repeat(60)}`, /too many parts|parenthesis/],
    ]) {
      const res = await call('POST', `/v1.0/payouts/${path}`);
      assert.deepEqual([res.status, res.json().code], [400, 2000], path);
      assert.match(res.text, words);
    }
    assert.equal((await call('GET', '/v1.0/payouts/payments/nonsense')).status, 404);
  } },
];
