// Resellers that a provider makes for itself in a sandbox: both headers, at most five, removed twice with one answer.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { request } from '../lib/entente.mjs';
import { signedIn } from './authority.test.mjs';

export const tests = [{
  name: 'a provider makes resellers in its sandbox, at most five, and removes them',
  async run(t) {
    const { access_token } = await signedIn(t);
    const both = () => ({ 'MS-RequestId': randomUUID(), 'MS-CorrelationId': randomUUID() });
    const call = (method, path, body, headers = both()) => request(t.server, { method, path, headers: { Authorization: `Bearer ${access_token}`, ...(body ? { 'Content-Type': 'application/json' } : {}), ...headers }, body: body && JSON.stringify(body) });
    const wanted = () => { const prefix = `r${randomUUID().slice(0, 8)}`; return { mpnId: '4400200', tenant: { domainPrefix: prefix, name: `Reseller ${prefix}`, adminUserName: 'admin', adminFirstName: 'Ada', adminLastName: 'Moore', country: 'NL', culture: 'nl-NL' }, legalBusinessProfile: { companyName: prefix } }; };

    const bare = await call('POST', '/v1/sandboxIndirectReseller', wanted(), {});
    assert.deepEqual([bare.status, bare.json().code], [400, 800002]);
    const first = wanted();
    const made = await call('POST', '/v1//sandboxIndirectReseller', first);
    assert.equal(made.status, 201, made.text);
    const reseller = made.json();
    assert.equal(reseller.partnerRelationship.relationshipType, 'is_indirect_cloud_solution_provider_of');
    assert.match(reseller.tenant.adminUserAccount, new RegExp(`^admin@${first.tenant.domainPrefix}\\.`));
    assert.ok(reseller.tenant.password && reseller.accountId);
    const listed = async () => (await call('GET', '/v1/relationships?relationship_type=is_indirect_cloud_solution_provider_of')).json().items;
    assert.ok((await listed()).some((r) => r.id === reseller.tenant.id && r.mpnId === '4400200'));
    const clash = await call('POST', '/v1/sandboxIndirectReseller', first);
    assert.deepEqual([clash.status, clash.json().code], [409, 1003]);

    const more = [];
    for (let i = 0; i < 4; i++) more.push((await call('POST', '/v1/sandboxIndirectReseller', wanted())).json());
    const sixth = await call('POST', '/v1/sandboxIndirectReseller', wanted());
    assert.deepEqual([sixth.status, sixth.json().code], [403, 6004]);
    for (const r of [reseller, ...more]) assert.equal((await call('DELETE', `/v1/sandboxIndirectReseller/${r.tenant.id}`)).status, 204);
    assert.equal((await call('DELETE', `/v1/sandboxIndirectReseller/${reseller.tenant.id}`)).status, 204, 'twice is once');
    const stranger = await call('DELETE', `/v1/sandboxIndirectReseller/${randomUUID()}`);
    assert.deepEqual([stranger.status, stranger.json().code], [403, 6003]);
    assert.ok(!(await listed()).some((r) => r.id === reseller.tenant.id));
  },
}];
