// What a customer is said to be, by the older operations with their bare string and the newer ones.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { request } from '../lib/entente.mjs';
import { signedIn } from './authority.test.mjs';

export const tests = [{
  name: 'qualifications of a customer are asked for by word, number and object, and taken back',
  async run(t) {
    const { access_token } = await signedIn(t);
    const call = (method, path, body) => request(t.server, { method, path, headers: { Authorization: `Bearer ${access_token}`, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) }, body });
    const customer = (await call('GET', '/v1/customers?size=1')).json().items[0].id;
    const base = `/v1/customers/${customer}`;
    const listed = async () => (await call('GET', `${base}/qualifications`)).json();

    const made = await call('POST', `${base}/qualifications`, JSON.stringify({ Qualification: 'Education', EducationSegment: 'K12', Website: 'www.school.example' }));
    assert.equal(made.status, 201, made.text);
    assert.deepEqual([made.json().qualification, made.json().vettingStatus], ['Education', 'InReview']);
    assert.ok(made.json().vettingCreateDate && made.json().vettingCreatedDate);
    assert.deepEqual((await listed()).map((q) => [q.qualification, q.vettingStatus, q.vettingReason]), [['Education', 'InReview', undefined]]);
    assert.equal((await call('GET', `${base}/qualification`)).json(), 'none', 'nothing counts before it is approved');

    for (const [body, word] of [['"nonprofit"', 'nonprofit'], ['4', 'stateOwnedEntity'], ['StateOwnedEntity', 'stateOwnedEntity']]) {
      const put = await call('PUT', `${base}/qualification`, body);
      assert.deepEqual([put.status, put.json()], [200, word], put.text);
    }
    assert.deepEqual((await listed()).map((q) => q.qualification), ['Education', 'Nonprofit', 'StateOwnedEntity']);

    for (const [body, word] of [[{ qualification: 'Royal' }, /Education/], [{ qualification: 'Education' }, /school/], [{ qualification: 'GovernmentCommunityCloud', validationCode: 12 }, /validation code/]]) {
      const refused = await call('POST', `${base}/qualifications`, JSON.stringify(body));
      assert.equal(refused.status, 400, refused.text);
      assert.match(refused.text, word);
    }
    const code = await call('PUT', `${base}/qualification?code=12`, '"governmentCommunityCloud"');
    assert.equal(code.status, 400, code.text);
    assert.equal((await call('POST', `/v1/customers/${randomUUID()}/qualifications`, '{"qualification":"Nonprofit"}')).status, 404);

    const none = await call('PUT', `${base}/qualification`, '"none"');
    assert.deepEqual([none.status, none.json()], [200, 'none']);
    assert.deepEqual(await listed(), []);
  },
}];
