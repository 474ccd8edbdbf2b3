// Figures about second factors come from real sign-ins; what people do for a customer counts in delegated administration.
import assert from 'node:assert/strict';
import { request } from '../lib/entente.mjs';
import { signedIn } from './authority.test.mjs';

export const tests = [{
  name: 'sign-ins to applications and to the portal are counted with and without a second factor, and work for a customer',
  async run(t) {
    const { access_token, p, c } = await signedIn(t);
    const call = (path) => request(t.server, { path, headers: { Authorization: `Bearer ${access_token}` } });
    const before = (await call('/v1/applicationmfaadoptionstatus')).json();
    await signedIn(t, { p });
    const after = (await call('/v1/applicationmfaadoptionstatus')).json();
    const of = (list) => list.filter((x) => x.applicationId === c.client_id).reduce((n, x) => n + x.totalRequestCount, 0);
    assert.equal(of(after), of(before) + 1);
    const row = after.find((x) => x.applicationId === c.client_id);
    assert.ok(row.applicationName && row.mfaCompliantRequestCount <= row.totalRequestCount);

    const requests = (await call('/v1/partnerRequests')).json();
    const mine = requests.items.filter((x) => x.applicationId === c.client_id);
    assert.ok(mine.length >= 2 && mine[0].upn && mine[0].operationName === 'SignIn', JSON.stringify(mine[0]));
    const principals = (await call('/v1/nonMfaCompliantPartnerPrincipals')).json();
    const me = principals.items.some((x) => x.objectId === mine[0].objectId);
    assert.equal(me, !mine[0].mfaCompliant, 'one who signed in with one factor is named');

    const customer = (await call('/v1/customers?size=1')).json().items[0].id;
    const listed = async () => (await call('/CustomerServiceAdminApi/Web/v1/delegatedAdminCustomers')).json().value.find((x) => x.customerTenantId === customer);
    const was = await listed();
    const made = await request(t.server, { method: 'POST', path: `/v1/customers/${customer}/orders`, headers: { Authorization: `Bearer ${access_token}`, 'Content-Type': 'application/json' }, body: JSON.stringify({ billingCycle: 'one_time', lineItems: [{ lineItemNumber: 0, offerId: 'NLFOLIO00011:0001:AVFOLIO00001', quantity: 1 }] }) });
    assert.equal(made.status, 201, made.text);
    const now = await listed();
    assert.equal(now.partnerSignInCount, was.partnerSignInCount + 1);
    assert.ok(Date.now() - Date.parse(now.lastSignInDateTime) < 60000);
  },
}];
