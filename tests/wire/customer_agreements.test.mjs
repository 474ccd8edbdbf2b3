// Agreements on the wire, by an application and a person: metadata and documents, acceptances of customers, what the account
// and its resellers have signed.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { request } from '../lib/entente.mjs';
import { signedIn } from './authority.test.mjs';

const TEMPLATE = '117a77b0-9360-443b-8795-c6dedc750cf9', OLDER = '998b88de-aa99-4388-a42c-1b3517d49490';

async function caller(t, role) {
  const { access_token, p } = await signedIn(t, { role });
  const call = (method, path, body) => request(t.server, { method, path: `/v1${path}`, headers: { Authorization: `Bearer ${access_token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) }, body: body && JSON.stringify(body) });
  call.get = async (path) => { const res = await call('GET', path); assert.equal(res.status, 200, `${path}: ${res.text}`); return res.json(); };
  call.refused = async (path) => { const res = await call('GET', path); return [res.status, res.json().code]; };
  call.person = p;
  return call;
}

async function newCustomer(call) {
  const unique = `t${randomUUID().replace(/-/g, '').slice(0, 14)}`;
  const res = await call('POST', '/customers', { companyProfile: { domain: `${unique}.example` }, billingProfile: { culture: 'en-US', email: 'gena@elsewhere.example', language: 'en', companyName: `Agreed ${unique}`, defaultAddress: { firstName: 'Gena', lastName: 'Soto', addressLine1: '4567 Main Street', city: 'Redmond', state: 'WA', postalCode: '98052', country: 'US', phoneNumber: '4255550101' } } });
  assert.equal(res.status, 201, res.text);
  return { id: res.json().id, unique };
}

export const tests = [{
  name: 'the metadata of a type of agreement leads to its document in a country and a language',
  async run(t) {
    const call = await caller(t);
    const older = await call.get('/agreements');
    assert.deepEqual(older.items.map((x) => [x.type, x.agreementType, x.templateId, x.versionRank]), [['MicrosoftCloudAgreement', 'MicrosoftCloudAgreement', OLDER, 0]]);
    assert.equal((await call.get('/agreements?agreementType=*')).totalCount, 2);
    const [one] = (await call.get('/agreements?agreementType=microsoftcustomeragreement')).items;
    assert.deepEqual([one.templateId, one.versionRank], [TEMPLATE, 0]);
    assert.match(one.agreementLink, /^http.*\/customer-agreements\/customer\?country=NL$/);
    assert.deepEqual((await call.get('/agreements/MicrosoftCustomerAgreement/')).items, [one]);
    assert.deepEqual(await call.refused('/agreements?agreementType=Other'), [400, 3000]);
    assert.deepEqual(await call.refused('/agreements/Other'), [404, 3000]);

    const doc = await call.get(`/agreementtemplates/${TEMPLATE}/document`);
    assert.deepEqual([doc.country, doc.language, doc.versionRank], ['US', 'en-US', 0]);
    const french = await call.get(`/agreementtemplates/${TEMPLATE}/document?language=fr-FR&country=FR`);
    assert.deepEqual([french.country, french.language, french.versionRank], ['FR', 'fr-FR', 1], 'France has a newer version');
    const text = await request(t.server, { path: new URL(french.downloadUri).pathname + new URL(french.downloadUri).search });
    assert.match(text.text, /^Contrat client Northlight\n[\s\S]*Union européenne/);
    assert.match(french.displayUri, /language=fr/);
    assert.equal((await call.get(`/agreementtemplates/${TEMPLATE}/document?language=ja-JP&country=JP`)).language, 'en-US', 'what is not there is served in English');
    assert.deepEqual(await call.refused(`/agreementtemplates/${TEMPLATE}/document?country=fr`), [400, 3000]);
    assert.deepEqual(await call.refused(`/agreementtemplates/${randomUUID()}/document`), [404, 3000]);
  },
}, {
  name: 'SC024 a customer acceptance is recorded once a contact, never of tomorrow, mailed, and stands in the activity log',
  async run(t) {
    const call = await caller(t);
    const { id, unique } = await newCustomer(call);
    const list = (query) => call.get(`/customers/${id}/agreements${query}`);
    const ask = { primaryContact: { firstName: 'Tania', lastName: 'Carr', email: `tania.${unique}@elsewhere.example`, phoneNumber: '1234567890' }, templateId: TEMPLATE, dateAgreed: `${new Date().toISOString().slice(0, 10)}T00:00:00Z`, type: 'MicrosoftCustomerAgreement' };
    const post = async (change, contact) => { const res = await call('POST', `/customers/${id}/agreements`, { ...ask, ...change, primaryContact: { ...ask.primaryContact, ...contact } }); return { status: res.status, text: res.text, ...res.json() }; };
    assert.equal((await list('?agreementType=MicrosoftCustomerAgreement')).totalCount, 0);
    const made = await post({});
    assert.equal(made.status, 201, made.text);
    assert.deepEqual([made.primaryContact, made.dateAgreed, made.type, made.templateId], [ask.primaryContact, ask.dateAgreed, ask.type, ask.templateId]);
    assert.match(made.userId, /^[0-9a-f-]{36}$/);
    const twice = await post({}, { email: ask.primaryContact.email.toUpperCase() });
    assert.deepEqual([twice.status, twice.code, twice.errorName, twice.isRetryable, twice.parameters, twice.errorMessageExtended], [409, 600061, 'PartnerConfirmedAgreementAlreadyExists', false, {}, 'InternalErrorCode=600061'], 'the same contact once more');
    assert.equal((await post({}, { firstName: 'Tom', phoneNumber: undefined })).status, 201, 'another contact of the customer');
    const late = await post({ dateAgreed: '2900-01-01T00:00:00Z' }, { firstName: 'Una' });
    assert.deepEqual([late.status, late.code, /dateAgreed/.test(late.text)], [400, 3000, true]);
    const early = await post({ dateAgreed: '1900-01-01T00:00:00Z' }, { firstName: 'Una' });
    assert.deepEqual([early.status, early.code, /dateAgreed/.test(early.text)], [400, 3000, true], 'before there was the agreement');
    assert.match((await post({ templateId: OLDER })).text, /templateId/);
    assert.match((await post({ type: 'Other' })).text, /"type/);
    const nobody = await post({}, { firstName: '', email: 'nobody' });
    assert.match(nobody.text, /primaryContact\.firstName[\s\S]*primaryContact\.email/);
    assert.equal((await call('POST', `/customers/${id}/agreements`, {})).status, 400);

    assert.deepEqual((await list('?agreementType=*')).items.map((x) => x.primaryContact.firstName), ['Tom', 'Tania']);
    assert.equal((await list('')).totalCount, 0, 'without a type the older kind is meant');
    assert.deepEqual(await call.get(`/customers/${id}/directSignedMicrosoftCustomerAgreementStatus`), { isSigned: false });
    const log = (await call.person.go(`/a/${call.person.account}/settings/activity`)).text;
    assert.match(log, /Recorded that a customer accepted an agreement/);
    const stranger = (await t.world.who('api alder')).app;
    assert.equal((await stranger.call('GET', `/v1/customers/${id}`)).status, 404);
  },
}, {
  name: 'a provider sees what the account has signed, and whether a reseller has',
  async run(t) {
    const admin = await caller(t, 'global_admin');
    const [one] = (await admin.get('/agreements/MicrosoftPartnerAgreement/signatures')).items;
    assert.deepEqual([one.agreementType, one.signedByFirstName, one.signedByUserPrincipalName], ['MicrosoftPartnerAgreement', 'Jonas', 'j.lindqvist@harbor.example']);
    assert.deepEqual(await admin.get('/agreements/MicrosoftPartnerAgreement/signatures/2025.1'), one);
    assert.deepEqual(await admin.refused('/agreements/MicrosoftPartnerAgreement/signatures/1999.1'), [404, 3000]);
    assert.deepEqual((await admin.get('/agreements/MicrosoftCustomerAgreement/signatures')).items, [], 'customers accept it, the account does not sign it');

    const status = (query) => admin.refused(`/compliance/csp/agreementstatus${query}`);
    assert.deepEqual(await status(''), [400, 2001]);
    assert.deepEqual(await status(`?mpnId=1&tenantId=${randomUUID()}`), [400, 2000]);
    assert.deepEqual(await status('?mpnId=x'), [400, 2000]);
    assert.deepEqual(await status('?mpnId=99999999'), [400, 2200]);
    assert.deepEqual(await status(`?tenantId=${randomUUID()}`), [400, 2205]);
    const mooring = t.demo.api.find((x) => /Mooring/i.test(x.account));
    if (mooring) assert.deepEqual(await admin.get(`/compliance/csp/agreementstatus?tenantId=${mooring.tenant}`), { isAgreementSigned: true });
  },
}];
