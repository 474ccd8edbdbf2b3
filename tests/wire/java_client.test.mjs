// What the public Java client (1.15) sends for each of its operations, byte for byte as far as a server can see, and whether it can
// read the answers: closed lists of words, required members, bare values, empty answers with a place to look, links that are URIs.
// The facts are those of its resources and models; nothing of it runs here.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { request } from '../lib/entente.mjs';
import { signedIn } from './authority.test.mjs';

const PLACE = { country: 'US', city: 'Redmond', state: 'WA', addressLine1: '1 Harbor Way', postalCode: '98052', firstName: 'A', lastName: 'B', phoneNumber: '4255550101' };
// Words that the client knows, by the kind of resource (attributes.objectType) and member. One other word and the whole answer is lost.
const CYCLES = ['unknown', 'monthly', 'annual', 'none', 'one_time'], PROVIDERS = ['none', 'office', 'azure', 'one_time', 'marketplace', 'all'];
const WORDS = {
  Subscription: { status: ['none', 'active', 'suspended', 'deleted'], billingCycle: CYCLES, billingType: ['none', 'usage', 'license'], contractType: ['subscription', 'productkey', 'redemptioncode'] },
  Order: { billingCycle: CYCLES },
  Invoice: { documentType: ['none', 'invoice', 'void_note', 'adjustment_note'], invoiceType: ['recurring', 'one_time'] },
  Cart: {}, CartLineItem: { billingCycle: CYCLES },
  Customer: { relationshipToPartner: ['unknown', 'none', 'reseller', 'advisor', 'syndication', 'microsoftSupport'] },
  CustomerUser: { state: ['active', 'inactive'], userDomainType: ['none', 'managed', 'federated'] },
  License: { licenseGroupId: ['none', 'group1', 'group2'] }, SubscribedSku: { licenseGroupId: ['none', 'group1', 'group2'] },
  BatchUploadDetails: { status: ['unknown', 'queued', 'processing', 'finished', 'finished_with_errors'] },
  ConfigurationPolicy: { category: ['none', 'o_o_b_e'], policySettings: ['none', 'remove_oem_preinstalls', 'oobe_user_not_local_admin', 'skip_express_settings', 'skip_oem_registration', 'skip_eula'] },
  ServiceRequest: { severity: ['unknown', 'critical', 'moderate', 'minimal'], status: ['none', 'open', 'closed', 'attention_needed'] },
  PartnerRelationship: { relationshipType: ['is_indirect_reseller_of', 'is_indirect_cloud_solution_provider_of'] },
  LegalBusinessProfile: { vettingStatus: ['none', 'pending', 'authorized', 'rejected'], vettingSubStatus: ['none', 'entry', 'email_ownership', 'email_domain', 'employment_verification', 'decision', 'other', 'business_verification'] },
  OrderLineItemProvisioningStatus: {}, Upgrade: { upgradeType: ['none', 'upgrade_only', 'upgrade_with_license_transfer'] }, Conversion: { billingCycle: CYCLES }, Offer: { billing: ['none', 'usage', 'license'] },
  AuditRecord: {
    operationStatus: ['succeeded', 'failed', 'progress', 'decline'],
    resourceType: ['undefined', 'customer', 'customer_user', 'order', 'subscription', 'license', 'third_party_add_on', 'mpn_association', 'transfer', 'application', 'application_credential', 'partner_user', 'partner_relationship', 'referral', 'software_key', 'software_download_link', 'credit_limit', 'invoice', 'agreement'],
    operationType: 'undefined update_customer_qualification update_subscription upgrade_subscription convert_trial_subscription add_customer update_customer_billing_profile update_customer_partner_contract_company_Name update_Customer_spending_budget delete_customer remove_partner_customer_relationship create_order update_order create_customer_user delete_customer_user update_customer_user update_customer_user_licenses reset_customer_user_password update_customer_user_principal_name restore_customer_user create_mpn_association update_mpn_association update_sfb_customer_user_licenses update_transfer create_partner_relationship register_application unregister_application add_application_credential remove_application_credential create_partner_user update_partner_user remove_partner_user create_referral update_referral get_software_key get_software_download_link increase_credit_limit ready_invoice create_agreement'.split(' '),
  },
};
// java.net.URI reads neither of these.
const NOT_URI = /[\s"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})/;

function readable(value, where, found) {
  if (Array.isArray(value)) { value.forEach((v, i) => readable(v, `${where}[${i}]`, found)); return; }
  if (!value || typeof value !== 'object') return;
  const words = WORDS[value.attributes?.objectType];
  for (const [member, known] of Object.entries(words ?? {})) {
    for (const word of [value[member]].flat()) if (word !== undefined && word !== null && !known.includes(word)) found.push(`${where}.${member}: ${JSON.stringify(word)} is not one of ${known.slice(0, 8)}`);
  }
  for (const [k, v] of Object.entries(value)) {
    if (k === 'uri' && (typeof v !== 'string' || NOT_URI.test(v))) found.push(`${where}.uri: ${v}`);
    if (k === 'billingProvider' && !PROVIDERS.includes(v)) found.push(`${where}.billingProvider: ${v}`);
    readable(v, `${where}.${k}`, found);
  }
}

// One operations object: one correlation id, another request id each call.
class Java {
  constructor(server, token) { this.server = server; this.token = token; this.correlation = randomUUID(); this.problems = []; this.calls = 0; }
  // want: 'one', 'list', 'array', 'string', 'empty', 'place' (empty, with Location), 'exists'; an array of statuses: refused with one of them.
  async call(name, method, path, want, body, headers = {}) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const sent = {
      Authorization: `Bearer ${this.token}`, 'MS-Contract-Version': 'v1', 'MS-CorrelationId': this.correlation, 'X-Locale': 'en-US', 'MS-RequestId': randomUUID(), 'MS-SdkVersion': '1.15.4',
      'MS-PartnerCenter-Client': 'Partner Center Java SDK', Accept: 'application/json', 'Accept-Encoding': 'gzip', 'User-Agent': 'okhttp/3.14.7', Connection: 'Keep-Alive', ...(text !== undefined ? { 'Content-Type': 'application/json; charset=utf-8' } : {}), ...headers,
    };
    delete sent['Accept-Encoding']; // okhttp unpacks it itself; the helper of these tests does not
    this.calls++;
    const res = await request(this.server, { method, path: `/v1/${path}`, headers: sent, body: text });
    const wrong = (why) => this.problems.push(`${name}: ${method} /v1/${path}: ${why}: ${res.status} ${res.text.slice(0, 300)}`);
    if (want === 'exists') { if (![200, 404].includes(res.status)) wrong('neither there nor free'); return res; }
    if (res.status < 200 || res.status > 299) {
      if (![400, 401, 403, 404, 409, 417].includes(res.status)) wrong('the client would ask without end');
      else if (!Array.isArray(want) || !want.includes(res.status)) wrong('refused');
      const e = res.raw.length ? res.json() : {};
      if (!Array.isArray(e.data) || typeof e.description !== 'string' || !['number', 'string'].includes(typeof e.code)) wrong('the client cannot read the refusal');
      return e;
    }
    if (Array.isArray(want)) { wrong('not refused'); return {}; }
    if (want === 'empty' || want === 'place') {
      if (res.raw.length) wrong('an answer that is cast to a raw one must be empty');
      if (want === 'place' && (!res.headers.location || NOT_URI.test(res.headers.location))) wrong('no place to look');
      return res;
    }
    if (!res.raw.length) { wrong('an empty answer cannot be cast'); return {}; }
    const value = res.json(), found = [];
    if (want === 'one' && (typeof value !== 'object' || Array.isArray(value))) wrong('not an object');
    if (want === 'list' && !Array.isArray(value.items)) wrong('no items');
    if (want === 'array' && !Array.isArray(value)) wrong('not a bare array');
    if (want === 'string' && typeof value !== 'string') wrong('not a bare string');
    readable(value, '', found);
    for (const f of new Set(found)) wrong(f);
    return value;
  }
  // As its enumerators do: root + "/v1/" + the link as it stands, with the headers of the link.
  async follow(name, page) {
    let pages = 1, items = page.items.length;
    for (let next = page.links?.next; next && pages < 6; pages++) {
      const got = await this.call(name, 'GET', next.uri, 'list', undefined, Object.fromEntries((next.headers ?? []).map((h) => [h.key, h.value])));
      if (!got.items) break;
      items += got.items.length;
      next = got.links?.next;
    }
    return { pages, items };
  }
}

const filter = (f) => encodeURIComponent(JSON.stringify(f)).replace(/%20/g, '+');
const dayOfYear = (d) => { const n = Math.floor((d - Date.UTC(d.getUTCFullYear(), 0, 0)) / 86400000); return `${d.getUTCFullYear()}-${String(d.getUTCMonth() + 1).padStart(2, '0')}-${n}`; };

async function everything(t) {
  const { access_token: token } = await signedIn(t, { role: 'global_admin' });
  const j = new Java(t.server, token), mark = `j${randomUUID().replace(/-/g, '').slice(0, 12)}`;

  // customers
  const list = await j.call('customers', 'GET', 'customers?size=0', 'list');
  assert.ok((await j.follow('customers', await j.call('customers', 'GET', 'customers?size=3', 'list'))).pages > 1);
  const page = await j.call('customers', 'GET', 'customers?size=2', 'list');
  const seek = await j.call('customers seek', 'GET', 'customers?seekOperation=Next', 'list', undefined, { 'MS-ContinuationToken': page.continuationToken });
  assert.equal(seek.items?.length, 2, 'the token holds the size');
  await j.call('customers by name', 'GET', `customers?size=40&filter=${filter({ field: 'CompanyName', value: list.items[0].companyProfile.companyName.slice(0, 4), operator: 'StartsWith', fieldType: 'String' })}`, 'list');
  await j.call('domain', 'HEAD', `domains/${mark}.onmicrosoft.com`, 'exists');
  const made = await j.call('create customer', 'POST', 'customers', 'one', { companyProfile: { domain: `${mark}.onmicrosoft.com`, attributes: { objectType: 'CustomerCompanyProfile' } }, billingProfile: { firstName: 'A', lastName: 'B', email: `a@${mark}.example`, culture: 'en-US', language: 'En', companyName: `Java ${mark}`, defaultAddress: PLACE, attributes: { objectType: 'CustomerBillingProfile' } }, attributes: { objectType: 'Customer' } });
  const c = `customers/${made.id}`;
  assert.ok(made.userCredentials?.userName && made.userCredentials?.password, 'first credentials');
  await j.call('customer', 'GET', c, 'one');
  const billing = await j.call('billing profile', 'GET', `${c}/profiles/billing`, 'one');
  await j.call('update billing profile', 'PUT', `${c}/profiles/billing`, 'one', { ...billing, companyName: `Java two ${mark}` }); // without If-Match
  await j.call('company profile', 'GET', `${c}/profiles/company`, 'one');
  await j.call('managed services', 'GET', `${c}/managedservices`, 'list');
  await j.call('relationship request', 'GET', 'customers/relationshiprequests', 'one');
  await j.call('customer relationships', 'GET', `${c}/relationships`, 'list');
  await j.call('qualification', 'GET', `${c}/qualification`, 'string');
  await j.call('validations', 'GET', 'customers/all/validations', 'array');
  await j.call('budget', 'GET', `${c}/usagebudget`, 'one');
  await j.call('update budget', 'PATCH', `${c}/usagebudget`, 'one', { amount: 100.5, attributes: { objectType: 'SpendingBudget' } });
  await j.call('customer usage', 'GET', 'customers/usagerecords', 'list');
  await j.call('usage summary', 'GET', `${c}/usagesummary`, 'one');
  await j.call('partner usage summary', 'GET', 'usagesummary', 'one');
  for (const period of ['mostrecent', 'current']) { await j.call('costs', 'GET', `${c}/servicecosts/${period}`, 'one'); await j.call('cost lines', 'GET', `${c}/servicecosts/${period}/lineitems`, 'list'); }

  // agreements, settings, profiles
  await j.call('agreement metadata', 'GET', 'agreements?agreementType=*', 'list');
  await j.call('agreements', 'GET', 'agreements', 'list');
  await j.call('customer agreements', 'GET', `${c}/agreements`, 'list');
  await j.call('country', 'GET', 'countryvalidationrules/US', 'one');
  await j.call('address', 'POST', 'validations/address', 'one', { country: 'US', city: 'Redmond', state: 'WA', addressLine1: '1 Harbor Way', postalCode: '98052' });
  for (const p of ['legalbusiness?vettingVersion=Current', 'legalbusiness?vettingVersion=LastFinalized', 'organization', 'billing', 'mpn', 'support']) await j.call(`profile ${p}`, 'GET', `profiles/${p}`, 'one');
  await j.call('update support profile', 'PUT', 'profiles/support', 'one', await j.call('support profile', 'GET', 'profiles/support', 'one'));
  await j.call('update partner billing profile', 'PUT', 'profiles/billing', 'one', await j.call('partner billing profile', 'GET', 'profiles/billing', 'one'));
  for (const r of ['is_indirect_cloud_solution_provider_of', 'is_indirect_reseller_of']) await j.call('relationships', 'GET', `relationships?relationship_type=${r}`, 'list');
  await j.call('relationships by name', 'GET', `relationships?relationship_type=is_indirect_cloud_solution_provider_of&filter=${filter({ field: 'name', value: 'A', operator: 'Substring' })}`, 'list');

  // catalogue
  await j.call('offers', 'GET', 'offers?country=US', 'list');
  const offers = await j.call('offers by page', 'GET', 'offers?country=US&offset=0&size=2', 'list');
  await j.follow('offers', offers);
  await j.call('offer categories', 'GET', 'offercategories?country=US', 'list');
  const offer = offers.items[0];
  if (offer) { await j.call('offer', 'GET', `offers/${offer.id}?country=US`, 'one'); await j.call('offer add-ons', 'GET', `offers/${offer.id}/addons?country=US`, 'list'); }
  await j.call('customer offers', 'GET', `${c}/offers`, 'list');
  await j.call('customer offer categories', 'GET', `${c}/offercategories`, 'list');
  for (const [at, country] of [['', '?country=US'], [`${c}/`, '?']]) {
    const products = await j.call('products', 'GET', `${at}products${country}&targetView=OnlineServices`, 'list');
    const p = products.items?.[0];
    assert.ok(p, `products ${at}`);
    await j.call('product', 'GET', `${at}products/${p.id}${at ? '' : country}`, 'one');
    const s = (await j.call('skus', 'GET', `${at}products/${p.id}/skus${at ? '' : country}`, 'list')).items[0];
    await j.call('sku', 'GET', `${at}products/${p.id}/skus/${s.id}${at ? '' : country}`, 'one');
    const a = (await j.call('availabilities', 'GET', `${at}products/${p.id}/skus/${s.id}/availabilities${at ? '' : country}`, 'list')).items[0];
    if (a) await j.call('availability', 'GET', `${at}products/${p.id}/skus/${s.id}/availabilities/${a.id}${at ? '' : country}`, 'one');
    if (!at) await j.call('inventory', 'POST', 'extensions/product/checkinventory?country=US', 'array', { targetItems: [{ productId: p.id, skuId: s.id }], inventoryContext: { customerId: made.id } });
  }

  // cart and orders
  const cart = await j.call('create cart', 'POST', `${c}/carts`, 'one', { lineItems: [{ id: 0, catalogItemId: 'NLDESK000001:0002:AVDESK000002', friendlyName: 'Desks', quantity: 10, billingCycle: 'monthly', termDuration: 'P1Y' }], attributes: { objectType: 'Cart' } });
  await j.call('cart', 'GET', `${c}/carts/${cart.id}`, 'one');
  await j.call('update cart', 'PUT', `${c}/carts/${cart.id}`, 'one', { ...cart, lineItems: [{ ...cart.lineItems[0], quantity: 5 }] });
  const done = await j.call('checkout', 'POST', `${c}/carts/${cart.id}/checkout`, 'one', 'success');
  const order = done.orders?.[0];
  await j.call('orders', 'GET', `${c}/orders?include_price=false`, 'list');
  await j.call('orders by cycle', 'GET', `${c}/orders?billingType=monthly&include_price=true`, 'list');
  await j.call('order', 'GET', `${c}/orders/${order.id}?include_price=true`, 'one');
  await j.call('order provisioning', 'GET', `${c}/orders/${order.id}/provisioningstatus`, 'list');
  await j.call('order links', 'GET', `${c}/orders/${order.id}/activationlinks`, 'list');
  await j.call('line links', 'GET', `${c}/orders/${order.id}/lineitems/0/activationlinks`, 'list');
  const placed = await j.call('create order', 'POST', `${c}/orders`, 'one', { referenceCustomerId: made.id, billingCycle: 'monthly', lineItems: [{ lineItemNumber: 0, offerId: '6e6f7274-686c-4967-8874-000000000014', quantity: 1, attributes: { objectType: 'OrderLineItem' } }], attributes: { objectType: 'Order' } });
  const metered = `${c}/subscriptions/${placed.lineItems[0].subscriptionId}`;

  // subscriptions
  await j.call('subscriptions', 'GET', `${c}/subscriptions`, 'list');
  await j.call('subscriptions by order', 'GET', `${c}/subscriptions?order_id=${order.id}`, 'list');
  await j.call('subscriptions by partner', 'GET', `${c}/subscriptions?mpn_id=4400101`, 'list');
  const s = await j.call('subscription', 'GET', `${c}/subscriptions/${order.lineItems[0].subscriptionId}`, 'one');
  const at = `${c}/subscriptions/${s.id}`;
  // It writes the member that it reads in another case beside it, and leaves out what it does not know.
  const whole = Object.fromEntries(Object.entries(s).filter(([k]) => !['productType', 'promotionId', 'scheduledNextTermInstructions', 'termDuration'].includes(k)));
  const changed = await j.call('update subscription', 'PATCH', at, 'one', { ...whole, hasPurchasableAddOns: false, hasPurchasableAddons: true, friendlyName: 'By Java', quantity: s.quantity + 2 });
  assert.deepEqual([changed.friendlyName, changed.quantity, changed.autoRenewEnabled], ['By Java', s.quantity + 2, s.autoRenewEnabled]);
  await j.call('suspend', 'PATCH', at, 'one', { ...whole, friendlyName: 'By Java', quantity: s.quantity + 2, status: 'suspended', attributes: changed.attributes });
  const back = await j.call('subscription', 'GET', at, 'one');
  await j.call('activate again', 'PATCH', at, 'one', { ...back, status: 'active' });
  await j.call('add-ons', 'GET', `${at}/addons`, 'list');
  await j.call('upgrades', 'GET', `${at}/upgrades`, 'list');
  await j.call('conversions', 'GET', `${at}/conversions`, 'list');
  await j.call('subscription provisioning', 'GET', `${at}/provisioningstatus`, 'one');
  await j.call('subscription links', 'GET', `${at}/activationlinks`, 'list');
  await j.call('activate', 'POST', `${at}/activate`, [400, 403, 404], null);
  const contact = await j.call('support contact', 'GET', `${at}/supportcontact`, 'one');
  await j.call('update support contact', 'PUT', `${at}/supportcontact`, 'one', contact);
  await j.call('registration status', 'GET', `${metered}/registrationstatus`, 'one');
  await j.call('register', 'POST', `${metered}/registrations`, 'place', 'success');
  await j.call('subscription usage', 'GET', `${c}/subscriptions/usagerecords`, 'list');
  await j.call('usage of one', 'GET', `${metered}/usagesummary`, 'one');
  await j.call('daily usage', 'GET', `${metered}/usagerecords/daily`, 'list');
  await j.call('usage by resource', 'GET', `${metered}/usagerecords/resources`, 'list');
  const utilization = await j.call('utilization', 'GET', `${metered}/utilizations/azure?start_time=2026-10-01T00:00:00Z&end_time=2026-11-01T00:00:00Z&granularity=Daily&show_details=true&size=100`, 'list');
  if (utilization.links) await j.follow('utilization', utilization);
  await j.call('entitlements', 'GET', `${c}/entitlements`, 'list');
  await j.call('entitlements of a type', 'GET', `${c}/entitlements?entitlementType=software&showExpiry=true`, 'list', undefined, { version: 'v1' });
  await j.call('Azure entitlements', 'GET', `${metered}/azureEntitlements`, 'list');
  const ask = { customerId: made.id, productFamily: 'Azure', attributes: { objectType: 'ProductUpgradeRequest' } };
  const may = await j.call('upgrade eligibility', 'POST', 'productUpgrades/eligibility', 'one', ask);
  const up = await j.call('upgrade product', 'POST', 'productUpgrades', may.isEligible ? 'place' : [400, 403, 404, 409], ask);
  if (may.isEligible && up.headers) await j.call('upgrade status', 'POST', `productUpgrades/${up.headers.location.split('/').pop()}/status`, 'one', ask);
  await j.call('rate card', 'GET', 'ratecards/azure?currency=USD&region=US', 'one');
  await j.call('shared rate card', 'GET', 'ratecards/azure-shared?currency=USD&region=US', 'one');

  // words that are younger than the client: it gets the nearest it knows, and may send them back
  const three = (await j.call('order of three years', 'POST', `${c}/orders`, 'one', { referenceCustomerId: made.id, billingCycle: 'triennial', lineItems: [{ lineItemNumber: 0, offerId: '6e6f7274-686c-4967-8874-000000000003', quantity: 30, termDuration: 'P3Y' }] })).lineItems[0].subscriptionId;
  const old = await j.call('three years', 'GET', `${c}/subscriptions/${three}`, 'one');
  assert.equal(old.billingCycle, 'none');
  assert.equal((await j.call('rename of three years', 'PATCH', `${c}/subscriptions/${three}`, 'one', { ...old, friendlyName: 'Three years' })).friendlyName, 'Three years');
  assert.equal((await request(t.server, { path: `/v1/${c}/subscriptions/${three}`, headers: { Authorization: `Bearer ${token}` } })).json().billingCycle, 'triennial', 'others get the word');

  // people of the customer
  const user = await j.call('create user', 'POST', `${c}/users/`, 'one', { usageLocation: 'US', userPrincipalName: `ada@${mark}.onmicrosoft.com`, firstName: 'Ada', lastName: 'Moore', displayName: 'Ada Moore', passwordProfile: { password: `Harbor-lantern-42-${mark}`, forceChangePassword: true }, attributes: { objectType: 'CustomerUser' } });
  await j.follow('users', await j.call('users', 'GET', `${c}/users?size=1`, 'list'));
  await j.call('users sorted', 'GET', `${c}/users?size=0&sortField=displayName&sortDirection=Ascending&filter=${filter({ field: 'UserState', value: 'Active', operator: 'Equals' })}`, 'list');
  await j.call('deleted users', 'GET', `${c}/users?size=500&filter=${filter({ field: 'UserState', value: 'Inactive', operator: 'Equals' })}`, 'list');
  const u = `${c}/users/${user.id}`, got = await j.call('user', 'GET', u, 'one');
  await j.call('update user', 'PATCH', u, 'one', { ...got, displayName: 'Ada M.' });
  const role = (await j.call('roles', 'GET', `${c}/directoryroles`, 'list')).items[0];
  await j.call('add member', 'POST', `${c}/directoryroles/${role.id}/usermembers`, 'one', { id: user.id, displayName: 'Ada', userPrincipalName: user.userPrincipalName, attributes: { objectType: 'UserMember' } });
  await j.call('members', 'GET', `${c}/directoryroles/${role.id}/usermembers`, 'list');
  await j.call('roles of a user', 'GET', `${u}/directoryroles`, 'list');
  await j.call('remove member', 'DELETE', `${c}/directoryroles/${role.id}/usermembers/${user.id}`, 'empty');
  const sku = (await j.call('subscribed skus', 'GET', `${c}/subscribedskus?licenseGroupIds=group1&licenseGroupIds=group2`, 'list')).items.find((x) => x.availableUnits > 0);
  if (sku) await j.call('assign', 'POST', `${u}/licenseupdates`, 'one', { licensesToAssign: [{ skuId: sku.productSku.id, excludedPlans: [] }], attributes: { objectType: 'LicenseUpdate' } });
  await j.call('licenses', 'GET', `${u}/licenses`, 'list');
  await j.call('delete user', 'DELETE', u, 'empty');

  // devices
  const policy = await j.call('create policy', 'POST', `${c}/policies`, 'one', { name: `First ${mark}`, category: 'o_o_b_e', policySettings: ['skip_eula'], attributes: { objectType: 'ConfigurationPolicy' } });
  await j.call('policies', 'GET', `${c}/policies`, 'list');
  await j.call('policy', 'GET', `${c}/policies/${policy.id}`, 'one');
  await j.call('update policy', 'PUT', `${c}/policies/${policy.id}`, 'one', { ...policy, name: `Second ${mark}` });
  const device = { hardwareHash: `hash ${mark}`, productKey: '00329-00000-0003-AA606', serialNumber: `1R9-${mark}` };
  const batch = await j.call('create batch', 'POST', `${c}/deviceBatches`, 'place', { batchId: mark, devices: [device], attributes: { objectType: 'DeviceBatchCreationRequest' } });
  for (let i = 0; i < 100 && batch.headers; i++) {
    const status = await j.call('batch status', 'GET', batch.headers.location.replace(/^\/*/, ''), 'one');
    if (!/queued|processing/.test(status.status)) break;
    await new Promise((r) => setTimeout(r, 50));
  }
  await j.call('batches', 'GET', `${c}/deviceBatches`, 'list');
  const devices = await j.call('devices', 'GET', `${c}/deviceBatches/${mark}/devices`, 'list');
  await j.call('add devices', 'POST', `${c}/deviceBatches/${mark}/devices`, 'place', [{ ...device, hardwareHash: `other ${mark}`, serialNumber: `2R9-${mark}` }]);
  if (devices.items?.[0]) {
    const d = devices.items[0];
    await j.call('update device', 'PATCH', `${c}/deviceBatches/${mark}/devices/${d.id}`, 'one', { ...d, policies: [{ key: 'o_o_b_e', value: policy.id }] });
    await j.call('update devices', 'PATCH', `${c}/DevicePolicyUpdates`, 'place', { devices: [{ id: d.id, policies: [{ key: 'o_o_b_e', value: policy.id }] }] });
    await j.call('delete device', 'DELETE', `${c}/deviceBatches/${mark}/devices/${d.id}`, 'empty');
  }

  // support, audit
  const topics = await j.call('topics', 'GET', 'servicerequests/supporttopics', 'list');
  const request_ = await j.call('create request', 'POST', 'servicerequests/en-US', 'one', { title: `Java ${mark}`, description: 'It says taken.', severity: 'critical', supportTopicId: topics.items[0].id, attributes: { objectType: 'ServiceRequest' } });
  await j.call('requests', 'GET', 'servicerequests', 'list');
  await j.call('requests searched', 'GET', `servicerequests?size=10&offset=0&filter=${filter({ field: 'Status', value: 'Open', operator: 'Equals' })}`, 'list');
  const one = await j.call('request', 'GET', `servicerequests/${request_.id}`, 'one');
  await j.call('update request', 'PATCH', `servicerequests/${request_.id}`, 'one', { ...one, newNote: { text: 'More of it.' } });
  await j.call('requests of a customer', 'GET', `${c}/servicerequests`, 'list');
  const today = new Date(), audit = await j.call('audit', 'GET', `auditrecords?startDate=${dayOfYear(new Date(today - 86400000))}&endDate=${dayOfYear(today)}&size=5`, 'list');
  for (let i = 0, next = audit.continuationToken; next && i < 100; i++) next = (await j.call('audit on', 'GET', `auditrecords?MS-ContinuationToken=${encodeURIComponent(next)}`, 'list')).continuationToken;
  await j.call('audit of a customer', 'GET', `auditrecords?startDate=${dayOfYear(today)}&filter=${filter({ field: 'CustomerId', value: made.id, operator: 'Equals' })}`, 'list');

  // the rest: agreements by kind, settings, consents, qualification, programs, domains
  const [kind] = (await j.call('agreements', 'GET', 'agreements', 'list')).items ?? [];
  if (kind) { await j.call('agreements by type', 'GET', `agreements/${kind.agreementType}/`, 'list'); await j.call('signatures', 'GET', `agreements/${kind.agreementType}/signatures`, 'list'); }
  await j.call('enrolled program', 'GET', 'enrolledprograms/CloudSolutionProvider', [404]);
  const consent = { applicationId: randomUUID(), displayName: `App ${mark}`, applicationGrants: [{ enterpriseApplicationId: '00000003-0000-0000-c000-000000000000', scope: 'Directory.AccessAsUser.All' }], attributes: { objectType: 'ApplicationConsent' } };
  await j.call('consent', 'POST', `${c}/applicationconsents`, 'one', consent);
  await j.call('delete consent', 'DELETE', `${c}/applicationconsents/${consent.applicationId}`, 'empty');
  await j.call('update qualification', 'PUT', `${c}/qualification`, 'string', 'Nonprofit');
  assert.equal((await j.call('domain that is taken', 'HEAD', `domains/${mark}.onmicrosoft.com`, 'exists')).status, 200);
  assert.equal((await j.call('domain that is free', 'HEAD', `domains/not${mark}.onmicrosoft.com`, 'exists')).status, 404);
  // what is not served here is a readable 404, which it gives up on
  for (const p of ['invoices/D1/lineitems?provider=onetime&invoiceLineItemType=BILLINGLINEITEMS&size=2000', 'analytics/licenses/deployment']) await j.call('not served', 'GET', p, [404]);
  const invoices = await j.call('invoices', 'GET', 'invoices?size=200&offset=0', 'list');
  await j.call('summaries of invoices', 'GET', 'invoices/summaries', 'list');
  const bill = invoices.items?.[0]?.id;
  if (bill) { await j.call('invoice', 'GET', `invoices/${bill}`, 'one'); await j.call('lines', 'GET', `invoices/${bill}/lineitems?provider=onetime&invoiceLineItemType=BILLINGLINEITEMS&size=2000`, 'list'); }

  // refusals
  await j.call('no such customer', 'GET', `customers/${randomUUID()}`, [404]);
  await j.call('no such order', 'GET', `${c}/orders/nothing`, [404]);
  await j.call('half a customer', 'POST', 'customers', [400], {});
  await j.call('too many seats', 'PATCH', at, [400, 403, 409], { ...back, quantity: 100000000 });
  await j.call('stale', 'PATCH', at, [400, 409], { ...back, quantity: 7, attributes: { objectType: 'Subscription', etag: 'eyJpZCI6IngifQ==' } });
  if (process.env.ENTENTE_TIMES) console.log(`${j.calls} calls`);
  assert.equal(j.problems.length, 0, `${j.problems.length} of ${j.calls} calls\n${j.problems.join('\n')}`);
}

export const tests = [{ name: 'every operation of the Java client is served, and it can read each answer', run: everything }];
