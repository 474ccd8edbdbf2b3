// What customers may buy by themselves: one policy each, by people only, kept by its etag.
import assert from 'node:assert/strict';
import { request } from '../lib/entente.mjs';
import { signedIn } from './authority.test.mjs';

export const tests = [{
  name: 'a self-serve policy is created once, replaced by whoever read it last, and deleted',
  async run(t) {
    const { access_token } = await signedIn(t);
    const call = (method, path, body, headers = {}) => request(t.server, { method, path, headers: { Authorization: `Bearer ${access_token}`, ...(body ? { 'Content-Type': 'application/json' } : {}), ...headers }, body: body && JSON.stringify(body) });
    const customer = (await call('GET', '/v1/customers?size=1')).json().items[0].id;
    const ask = { selfServeEntity: { selfServeEntityType: 'customer', tenantID: customer }, grantor: { grantorType: 'billToPartner' }, permissions: [{ resource: 'AzureReservedInstances', action: 'Purchase' }] };

    const made = await call('POST', '/v1/SelfServePolicy', ask);
    assert.equal(made.status, 201, made.text);
    const policy = made.json();
    assert.equal(policy.id, `${policy.grantor.tenantID}_${customer}`);
    assert.deepEqual(policy.permissions, ask.permissions);
    const twice = await call('POST', '/v1/SelfServePolicy', ask);
    assert.deepEqual([twice.status, twice.json().code], [409, 600041]);
    assert.equal((await call('POST', '/v1/SelfServePolicy', { ...ask, selfServeEntity: { tenantID: policy.grantor.tenantID } })).status, 404, 'a stranger is no customer');

    const listed = (await call('GET', `/v1/selfservepolicy?entity_id=${customer}`)).json();
    assert.deepEqual(listed.items.map((p) => p.id), [policy.id]);
    assert.equal((await call('GET', `/v1/SelfServePolicy/${policy.id}`)).json().attributes.etag, policy.attributes.etag);

    const put = await call('PUT', '/v1/SelfServePolicy', { ...policy, permissions: [{ resource: 'AzureSavingsPlan', action: 'Purchase' }] });
    assert.equal(put.status, 200, put.text);
    assert.equal(put.json().permissions[0].resource, 'AzureSavingsPlan');
    const stale = await call('PUT', '/v1/SelfServePolicy', policy);
    assert.deepEqual([stale.status, stale.json().code], [400, 2055]);
    const other = await call('PUT', '/v1/SelfServePolicy', { ...put.json(), selfServeEntity: { tenantID: policy.grantor.tenantID } });
    assert.deepEqual([other.status, other.json().code], [404, 600040]);
    assert.equal((await call('PUT', '/v1/SelfServePolicy', { ...put.json(), permissions: [] })).status, 400);

    const gone = await call('DELETE', `/v1/SelfServePolicy/${policy.id}`);
    assert.deepEqual([gone.status, gone.raw.length], [204, 0]);
    const missing = await call('GET', `/v1/SelfServePolicy/${policy.id}`);
    assert.deepEqual([missing.status, missing.json().code], [404, 600039]);
    assert.deepEqual((await call('GET', `/v1/SelfServePolicy?entity_id=${customer}`)).json().items, []);

    const { app } = await t.world.who('api harbor');
    const without = await app.call('GET', '/v1/SelfServePolicy');
    assert.deepEqual([without.status, without.json().code], [403, 900329]);
  },
}];
