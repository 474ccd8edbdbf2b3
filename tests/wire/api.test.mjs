// The API as existing clients use it (docs of the wire: spec api-conventions, api-sdk-needs): what strict and sloppy clients send.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { BIN, request, form } from '../lib/entente.mjs';

const unique = () => `w${randomUUID().replace(/-/g, '').slice(0, 16)}`;
export const newCustomer = (domain, more = {}) => ({
  companyProfile: { domain },
  billingProfile: {
    culture: 'en-US', email: 'someone@buyer.example', language: 'en', companyName: `Wire ${domain.split('.')[0]} Works`,
    defaultAddress: { firstName: 'Ada', lastName: 'Moore', addressLine1: '1 Harbor Way', city: 'Redlands', state: 'CA', postalCode: '92373', country: 'US', phoneNumber: '2065550100' },
  },
  ...more,
});
const alder = async (t) => (await t.world.who('api alder')).app;
const harbor = async (t) => (await t.world.who('api harbor')).app;
const create = async (app, body, headers) => app.call('POST', '/v1/customers', JSON.stringify(body), headers);

export const tests = [
  { name: 'a token comes from the v1 and the v2 address, every v1 field a string', async run(t) {
    const c = t.demo.api[0];
    const v1 = await request(t.server, { method: 'POST', path: `/${c.tenant}/oauth2/token`, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: form({ grant_type: 'client_credentials', client_id: c.client_id, client_secret: c.client_secret, resource: 'https://graph.windows.net' }) });
    assert.equal(v1.status, 200, v1.text);
    const a = v1.json();
    for (const k of ['token_type', 'expires_in', 'ext_expires_in', 'expires_on', 'not_before', 'resource', 'access_token']) assert.equal(typeof a[k], 'string', k);
    const claims = JSON.parse(Buffer.from(a.access_token.split('.')[1], 'base64url').toString());
    assert.equal(typeof claims.exp, 'number');
    assert.ok(claims.exp > Date.now() / 1000 + 60);
    const v2 = await request(t.server, { method: 'POST', path: `/${c.tenant}/oauth2/v2.0/token`, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: form({ grant_type: 'client_credentials', client_id: c.client_id, client_secret: c.client_secret, scope: 'https://api.partnercenter.microsoft.com/.default' }) });
    assert.equal(v2.status, 200, v2.text);
    assert.ok(v2.json().access_token);
    assert.match(v2.headers['cache-control'] || '', /no-store/);
  } },
  { name: 'a wrong secret and an unknown client get an OAuth error', async run(t) {
    const c = t.demo.api[0];
    for (const [id, secret] of [[c.client_id, 'wrong'], [randomUUID(), c.client_secret]]) {
      const res = await request(t.server, { method: 'POST', path: `/${c.tenant}/oauth2/token`, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: form({ grant_type: 'client_credentials', client_id: id, client_secret: secret, resource: 'https://graph.windows.net' }) });
      assert.ok([400, 401].includes(res.status), res.text);
      assert.match(res.json().error, /^(invalid_client|unauthorized_client)$/);
      assert.equal(typeof res.json().error_description, 'string');
    }
  } },
  { name: 'no token is 401 with WWW-Authenticate and the error body of the wire', async run(t) {
    for (const headers of [{}, { Authorization: 'Bearer nonsense' }, { Authorization: 'Basic YTpi' }]) {
      const res = await request(t.server, { path: '/v1/customers', headers });
      assert.equal(res.status, 401);
      assert.match(res.headers['www-authenticate'], /^Bearer/);
      const e = res.json();
      assert.equal(typeof e.code, 'number');
      assert.equal(typeof e.description, 'string');
      assert.ok(Array.isArray(e.data));
      assert.equal(typeof e.source, 'string');
    }
  } },
  { name: 'a body is UTF-8: another charset is refused by every route that takes one, a byte order mark is no matter', async run(t) {
    const app = await alder(t), json = 'application/json';
    const text = JSON.stringify(newCustomer(`${unique()}.onmicrosoft.com`));
    const send = (bytes, type) => app.call('POST', '/v1/customers', bytes, { 'Content-Type': type });
    const marked = await send(Buffer.from(`\uFEFF${text}`), json);
    assert.equal(marked.status, 201, marked.text);
    for (const type of [`${json}; charset=UTF-8`, `${json};charset="utf-8"; x=y`, `${json}; charset=us-ascii`]) assert.equal((await send(Buffer.from(JSON.stringify(newCustomer(`${unique()}.onmicrosoft.com`))), type)).status, 201, type);
    for (const [bytes, type] of [[Buffer.from(text, 'utf16le'), `${json}; charset=utf-16`], [Buffer.from(text, 'latin1'), `${json}; charset=ISO-8859-1`], [Buffer.from(text), `${json}; Charset="latin1"`], [Buffer.from(text), 'text/json; charset=']]) {
      const res = await send(bytes, type);
      assert.deepEqual([res.status, res.json().code], [400, 3000], type);
      assert.match(res.json().description, /UTF-8/);
    }
    for (const bytes of [Buffer.from(text, 'utf16le'), Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]), Buffer.from([0xfe, 0xff, 0, 0x7b, 0, 0x7d])]) {
      const res = await send(bytes, json);
      assert.equal(res.status, 400, res.text);
      assert.match(res.json().description, /UTF-16/);
    }
    const wild = await send(Buffer.concat([Buffer.from('{"companyProfile":{"domain":"'), Buffer.from([0xe9]), Buffer.from('"}}')]), json);
    assert.equal(wild.status, 400);
    assert.match(wild.json().description, /UTF-8/);
    const spec = JSON.parse(execFileSync(BIN, ['openapi'], { maxBuffer: 1 << 26 }));
    let walked = 0;
    for (const [path, of] of Object.entries(spec.paths)) {
      for (const method of ['post', 'put', 'patch']) {
        if (!of[method] || !path.startsWith('/v1/')) continue;
        const at = path.replace(/\{customer[^}]*\}/, (await app.call('GET', '/v1/customers?size=1')).json().items[0].id).replace(/\{[^}]+\}/g, randomUUID());
        const res = await app.call(method.toUpperCase(), at, Buffer.from('{"a":1}', 'utf16le'), { 'Content-Type': `${json}; charset=utf-16` });
        assert.ok([400, 403, 404].includes(res.status), `${method} ${path}: ${res.status} ${res.text}`);
        walked += res.status === 400 && res.json().code === 3000;
      }
    }
    assert.ok(walked > 40, `${walked} routes said so`);
  } },
  { name: 'what is written to the address of one thing with the id of another is refused; an empty id says nothing', async run(t) {
    const app = await alder(t), made = (await create(app, newCustomer(`${unique()}.onmicrosoft.com`))).json(), other = (await create(app, newCustomer(`${unique()}.onmicrosoft.com`))).json();
    const at = `/v1/customers/${made.id}`;
    const order = await app.call('POST', `${at}/orders`, JSON.stringify({ billingCycle: 'monthly', lineItems: [{ lineItemNumber: 0, offerId: 'NLDESK000001:0001:AVDESK000001', quantity: 3, termDuration: 'P1Y' }] }));
    assert.equal(order.status, 201, order.text);
    const sub = `${at}/subscriptions/${order.json().lineItems[0].subscriptionId}`, now = (await app.call('GET', sub)).json();
    const patch = (id) => app.call('PATCH', sub, JSON.stringify({ ...now, id, friendlyName: 'Renamed' }));
    for (const id of [other.id, 'x', 7, randomUUID()]) {
      const res = await patch(id);
      assert.deepEqual([res.status, res.json().code], [400, 800002], res.text);
      assert.match(res.json().description, /id in the body/);
    }
    assert.equal((await app.call('GET', sub)).json().friendlyName, now.friendlyName);
    for (const id of ['', null, '00000000-0000-0000-0000-000000000000', undefined, now.id.toUpperCase()]) {
      const fresh = (await app.call('GET', sub)).json();
      const res = await app.call('PATCH', sub, JSON.stringify({ ...fresh, id, friendlyName: `Renamed ${id}` }));
      assert.equal(res.status, 200, `${id} ${res.text}`);
    }
    for (const [method, path] of [['PATCH', at], ['PATCH', `${at}/orders/${order.json().id}`], ['PUT', `${at}/carts/${randomUUID()}`]]) {
      const res = await app.call(method, path, JSON.stringify({ id: other.id, lineItems: [] }));
      assert.ok([400, 404].includes(res.status), `${method} ${path} ${res.status} ${res.text}`);
    }
  } },
  { name: 'request and correlation ids are echoed, or made', async run(t) {
    const app = await alder(t);
    const [r, c] = [randomUUID(), randomUUID()];
    const res = await app.call('GET', '/v1/customers?size=1', undefined, { 'MS-RequestId': r, 'ms-correlationid': c });
    assert.equal(res.headers['ms-requestid'], r);
    assert.equal(res.headers['ms-correlationid'], c);
    assert.ok(res.headers['ms-cv']);
    assert.match(res.headers['ms-serverid'], /^\d+$/);
    const other = await app.call('GET', '/v1/customers?size=1');
    assert.match(other.headers['ms-requestid'], /^[0-9a-f-]{36}$/i);
    assert.equal(res.headers['content-type'], 'application/json; charset=utf-8');
  } },
  { name: 'a customer is created with credentials, read back whole, and its name is taken', async run(t) {
    const app = await alder(t);
    const domain = `${unique()}.onmicrosoft.com`;
    assert.equal((await app.call('HEAD', `/v1/domains/${domain}`)).status, 404);
    const res = await create(app, newCustomer(domain));
    assert.equal(res.status, 201, res.text);
    const made = res.json();
    assert.ok(made.userCredentials.userName.startsWith('admin') && made.userCredentials.password.length >= 12);
    assert.equal(made.attributes.objectType, 'Customer');
    assert.equal(made.companyProfile.tenantId, made.id);
    const got = (await app.call('GET', `/v1/customers/${made.id.toUpperCase()}`)).json();
    assert.equal(got.id, made.id);
    assert.equal(got.companyProfile.domain, domain);
    assert.equal(got.relationshipToPartner, 'reseller');
    assert.equal(got.billingProfile.defaultAddress.city, 'Redlands');
    assert.equal(typeof got.allowDelegatedAccess, 'boolean');
    assert.equal(got.userCredentials, undefined, 'the password is shown once');
    const head = await app.call('HEAD', `/v1/domains/${domain.toUpperCase()}`);
    assert.equal(head.status, 200);
    assert.equal(head.raw.length, 0);
    const again = await create(app, newCustomer(domain));
    assert.ok([400, 409].includes(again.status), again.text);
  } },
  { name: 'the same request id answers the same customer, another body is a conflict, a fault keeps nothing', async run(t) {
    const app = await alder(t);
    const id = { 'MS-RequestId': randomUUID() };
    const body = newCustomer(`${unique()}.onmicrosoft.com`);
    const twins = await Promise.all([1, 2, 3, 4].map(() => create(app, body, id)));
    for (const r of twins) assert.equal(r.status, 201, r.text);
    assert.equal(new Set(twins.map((r) => r.text)).size, 1, 'one answer for all');
    assert.equal((await create(app, newCustomer(`${unique()}.onmicrosoft.com`), id)).status, 409);
    const bad = { 'MS-RequestId': randomUUID() };
    assert.equal((await create(app, { companyProfile: {} }, bad)).status, 400);
    assert.equal((await create(app, newCustomer(`${unique()}.onmicrosoft.com`), bad)).status, 201, 'only successes are kept');
  } },
  { name: 'a seek call that sends nothing but the token pages through every customer once', async run(t) {
    const app = await harbor(t);
    const first = (await app.call('GET', '/v1/customers?size=7')).json();
    const seen = first.items.map((c) => c.id);
    let page = first;
    for (let i = 0; page.links?.next && i < 500; i++) {
      const link = page.links.next;
      assert.equal(link.method, 'GET');
      assert.ok(!/^https?:|\/v1\//.test(link.uri), link.uri);
      const headers = Object.fromEntries(link.headers.map((h) => [h.key, h.value]));
      assert.ok(headers['MS-ContinuationToken']);
      // The Java client prepends root + "/v1/" to a uri that starts with "/", and sends seekOperation alone.
      const path = i % 2 ? `/v1/${link.uri}` : '/v1/customers?seekOperation=Next';
      const res = await app.call('GET', path, undefined, headers);
      assert.equal(res.status, 200, `${path}: ${res.text}`);
      page = res.json();
      assert.ok(page.items.length <= 7, 'the token carries the size');
      seen.push(...page.items.map((c) => c.id));
    }
    assert.equal(new Set(seen).size, seen.length, 'no customer twice');
    const all = (await app.call('GET', '/v1/customers?size=0')).json();
    assert.ok(all.items.length >= Math.min(500, seen.length), 'no size means the largest page');
    assert.deepEqual(all.items.map((c) => c.id), seen.slice(0, all.items.length));
  } },
  { name: 'filters accept every spelling that clients send', async run(t) {
    const app = await alder(t);
    const domain = `${unique()}.onmicrosoft.com`;
    const made = (await create(app, newCustomer(domain))).json();
    const name = made.billingProfile.companyName;
    const spellings = [
      { Field: 'CompanyName', Value: name, Operator: 'starts_with' }, { field: 'CompanyName', value: name.toUpperCase(), operator: 'StartsWith', fieldType: 'x' },
      { Field: 'Domain', Value: domain.slice(0, 12), Operator: 'starts_with' }, { operator: 'Equals', value: domain, field: 'domain' }, { Field: 'CompanyName', Value: domain.slice(2, 14), Operator: 'substring' },
    ];
    for (const f of spellings) {
      const res = await app.call('GET', `/v1/customers?size=50&filter=${encodeURIComponent(JSON.stringify(f)).replace(/%20/g, '+')}`);
      assert.equal(res.status, 200, res.text);
      assert.ok(res.json().items.some((c) => c.id === made.id), JSON.stringify(f));
    }
    const none = await app.call('GET', `/v1/customers?filter=${encodeURIComponent('{"Field":"CompanyName","Value":"zz no such","Operator":"starts_with"}')}`);
    assert.deepEqual(none.json().items, []);
    assert.equal((await app.call('GET', '/v1/customers?filter=nonsense')).status, 400);
    assert.equal((await app.call('GET', '/v1/customers?filter=%7B%22Field%22%3A%22Nope%22%2C%22Value%22%3A%22x%22%2C%22Operator%22%3A%22starts_with%22%7D')).status, 400);
  } },
  { name: 'filters negate, compare and join, and pages of what they leave lead on to all of it', async run(t) {
    const app = await harbor(t);
    const leaf = (Field, Operator, Value) => ({ Field, Operator, Value });
    const list = async (filter, size = 500) => {
      const items = [];
      let headers = {}, path = `/v1/customers?size=${size}&filter=${encodeURIComponent(JSON.stringify(filter))}`;
      for (let i = 0; i < 200; i++) {
        const res = await app.call('GET', path, undefined, headers);
        assert.equal(res.status, 200, `${JSON.stringify(filter)}: ${res.text}`);
        items.push(...res.json().items.map((c) => c.companyProfile));
        const next = res.json().links.next;
        if (!next) break;
        path = '/v1/customers?seekOperation=Next';
        headers = Object.fromEntries(next.headers.map((h) => [h.key, h.value]));
      }
      return items;
    };
    const all = await list(leaf('CompanyName', 'starts_with', ''));
    const with_a = await list(leaf('CompanyName', 'starts_with', 'a'));
    const without_a = await list(leaf('CompanyName', 'not_starts_with', 'a'), 9);
    assert.ok(with_a.length > 0 && without_a.length > 0);
    assert.equal(with_a.length + without_a.length, all.length);
    const one = all[Math.floor(all.length / 2)];
    assert.deepEqual((await list(leaf('Domain', 'not_equals', one.domain))).length, all.length - 1);
    const less = await list(leaf('Domain', 'LessThan', one.domain)), more = await list(leaf('Domain', 'greater_than_or_equals', one.domain), 7);
    assert.equal(less.length + more.length, all.length);
    assert.ok(more.some((c) => c.domain === one.domain) && !less.some((c) => c.domain === one.domain));
    const joined = await list({ Operator: 'or', LeftFilter: leaf('Domain', 'equals', one.domain), RightFilter: { Operator: 'and', LeftFilter: leaf('CompanyName', 'starts_with', 'a'), RightFilter: leaf('Domain', 'not_equals', with_a[0].domain) } }, 2);
    const wanted = new Set([one.domain, ...with_a.slice(1).map((c) => c.domain)]);
    assert.deepEqual(new Set(joined.map((c) => c.domain)), wanted);
    assert.equal(joined.length, wanted.size, 'nobody twice');
    let reseller; // the list leaves it out, one customer says it
    for (const c of (await app.call('GET', '/v1/customers?size=60')).json().items) reseller ||= (await app.call('GET', `/v1/customers/${c.id}`)).json().associatedPartnerId;
    assert.ok(reseller, 'the demo has customers of a reseller');
    const theirs = await list(leaf('IndirectReseller', 'starts_with', reseller)), others = await list(leaf('IndirectReseller', 'not_equals', reseller), 11);
    assert.ok(theirs.length > 0);
    assert.equal(theirs.length + others.length, all.length);
    const some = await list({ Operator: 'and', LeftFilter: leaf('IndirectReseller', 'equals', reseller), RightFilter: leaf('Domain', 'equals', theirs[0].domain) });
    assert.deepEqual(some.map((c) => c.domain), [theirs[0].domain]);
    const wrong = await app.call('GET', `/v1/customers?filter=${encodeURIComponent('{"LeftFilter":{"Field":"Domain","Value":"a"},"Operator":"and"}')}`);
    assert.equal(wrong.status, 400);
    assert.equal(wrong.json().code, 2000);
    assert.match(wrong.json().description, /RightFilter is missing/);
  } },
  { name: 'an address of the API that no request can have is refused in JSON', async run(t) {
    const app = await alder(t);
    for (const path of ['/v1/customers/%00', '/v1/customers/%zz', '/v1/customers/\u00e9']) {
      const res = await request(t.server, { path, headers: { Authorization: `Bearer ${app.token}` } });
      assert.equal(res.status, 400, path);
      assert.match(res.headers['content-type'], /^application\/json/, path);
      const body = res.json();
      assert.equal(body.code, 800002);
      assert.equal(body.source, 'PartnerFD');
      assert.match(body.description, /request target/);
    }
    const page = await request(t.server, { path: '/customers/%00' });
    assert.match(page.headers['content-type'], /^text\/plain/);
  } },
  { name: 'sizes outside the bounds are refused with a reason', async run(t) {
    const app = await alder(t);
    for (const size of ['-1', 'abc', '1.5']) {
      const res = await app.call('GET', `/v1/customers?size=${size}`);
      assert.equal(res.status, 400, size);
      assert.ok(res.json().description.length > 5);
    }
    assert.equal((await app.call('GET', '/v1/customers?size=5', undefined, { 'MS-ContinuationToken': 'forged' })).status, 400);
  } },
  { name: 'paths match without case, with doubled and trailing slashes', async run(t) {
    const app = await alder(t);
    for (const path of ['/v1//customers?size=1', '/V1/Customers/?SIZE=1', '/v1/customers/?size=1']) assert.equal((await app.call('GET', path)).status, 200, path);
  } },
  { name: 'bodies with a byte order mark, other case and unknown members are read', async run(t) {
    const app = await alder(t);
    const body = newCustomer(`${unique()}.onmicrosoft.com`, { Links: { x: 1 }, attributes: { objectType: 'Customer' } });
    body.CompanyProfile = body.companyProfile; delete body.companyProfile;
    body.BillingProfile = body.billingProfile; delete body.billingProfile;
    const res = await app.call('POST', '/v1/customers', `\ufeff${JSON.stringify(body)}`);
    assert.equal(res.status, 201, res.text);
  } },
  { name: 'bodies that are not JSON, not objects, or hold a key twice are refused', async run(t) {
    const app = await alder(t);
    for (const body of ['', '{', '[]', '"x"', '{"companyProfile":{"domain":"a.example","domain":"b.example"}}', `{"a":${'['.repeat(500)}${']'.repeat(500)}}`, '{"a":"\\ud800"}', 'null']) {
      const res = await app.call('POST', '/v1/customers', body);
      assert.equal(res.status, 400, `${body.slice(0, 40)}: ${res.status}`);
      assert.equal(typeof res.json().code, 'number');
    }
  } },
  { name: 'each missing field is named', async run(t) {
    const app = await alder(t);
    const body = newCustomer(`${unique()}.onmicrosoft.com`);
    delete body.billingProfile.companyName;
    delete body.billingProfile.defaultAddress.city;
    const res = await create(app, body);
    assert.equal(res.status, 400);
    assert.match(res.text, /companyName/i);
    assert.match(res.text, /city/i);
  } },
  { name: 'the billing profile is read and replaced; a stale etag and none are refused', async run(t) {
    const app = await alder(t);
    const made = (await create(app, newCustomer(`${unique()}.onmicrosoft.com`))).json();
    const path = `/v1/customers/${made.id}/profiles/billing`;
    const profile = (await app.call('GET', path)).json();
    assert.equal(profile.attributes.objectType, 'CustomerBillingProfile');
    assert.ok(profile.attributes.etag);
    profile.firstName = 'Grace';
    profile.defaultAddress.city = 'Irvine';
    const put = await app.call('PUT', path, JSON.stringify(profile), { 'If-Match': `"${profile.attributes.etag}"` });
    assert.equal(put.status, 200, put.text);
    assert.equal(put.json().defaultAddress.city, 'Irvine');
    assert.notEqual(put.json().attributes.etag, profile.attributes.etag);
    const stale = await app.call('PUT', path, JSON.stringify(profile), { 'If-Match': `"${profile.attributes.etag}"` });
    assert.ok([400, 412].includes(stale.status), stale.text);
    const bare = put.json();
    delete bare.attributes.etag;
    bare.defaultAddress.city = 'Tustin';
    assert.equal((await app.call('PUT', path, JSON.stringify(bare))).status, 400, 'the etag is needed, as header or in attributes.etag');
    const inBody = { ...bare, attributes: { ...bare.attributes, etag: put.json().attributes.etag } };
    assert.equal((await app.call('PUT', path, JSON.stringify(inBody))).status, 200, 'clients that send no If-Match carry it in the body');
    assert.equal((await app.call('PUT', path, JSON.stringify(bare), { 'If-Match': '*' })).status, 200, 'any state will do, as RFC 9110 says');
    assert.equal((await app.call('GET', path)).json().defaultAddress.city, 'Tustin');
    const company = await app.call('GET', `/v1/customers/${made.id}/profiles/company`);
    assert.equal(company.status, 200, company.text);
    assert.equal(company.json().attributes.objectType, 'CustomerCompanyProfile');
  } },
  { name: 'an unknown customer is 404, a bad id is refused, both with the body of the wire', async run(t) {
    const app = await alder(t);
    const gone = await app.call('GET', `/v1/customers/${randomUUID()}`);
    assert.equal(gone.status, 404);
    assert.equal(typeof gone.json().code, 'number');
    assert.ok([400, 404].includes((await app.call('GET', '/v1/customers/not-an-id')).status));
  } },
  { name: 'an area that is not there yet is 404 and named', async run(t) {
    const app = await alder(t);
    const res = await app.call('GET', '/v1/analytics/licenses/usage');
    assert.equal(res.status, 404);
    assert.match(res.text, /analytics/);
  } },
  { name: 'a method that a path does not take is refused in JSON', async run(t) {
    const app = await alder(t);
    const res = await app.call('DELETE', '/v1/customers');
    assert.ok([404, 405].includes(res.status));
    assert.equal(typeof res.json().code, 'number');
  } },
  { name: 'two direct partners of one customer see its facts and nothing of each other; a stranger sees nothing', async run(t) {
    const [alderApp, cobalt, harborApp] = [await alder(t), (await t.world.who('api cobalt')).app, await harbor(t)];
    const ids = async (app) => new Set((await app.call('GET', '/v1/customers?size=500')).json().items.map((c) => c.id));
    const [a, c, h] = [await ids(alderApp), await ids(cobalt), await ids(harborApp)];
    const shared = [...a].filter((x) => c.has(x));
    assert.ok(shared.length >= 1, 'the demo holds a customer of two direct partners');
    const [one, two] = [(await alderApp.call('GET', `/v1/customers/${shared[0]}`)).json(), (await cobalt.call('GET', `/v1/customers/${shared[0]}`)).json()];
    assert.equal(one.companyProfile.companyName, two.companyProfile.companyName);
    assert.notEqual(one.commerceId, two.commerceId);
    const foreign = [...h].find((x) => !a.has(x));
    assert.equal((await alderApp.call('GET', `/v1/customers/${foreign}`)).status, 404);
  } },
  { name: 'the OpenAPI document names every route of the API', async run(t) {
    const { entente, routes } = await import('../lib/entente.mjs');
    const doc = JSON.parse(entente(['openapi']).stdout);
    assert.match(doc.openapi, /^3\.1/);
    for (const r of routes().filter((x) => x.path.startsWith('/v1/'))) assert.ok(doc.paths[r.path]?.[r.method.toLowerCase()], `${r.method} ${r.path}`);
    assert.ok(t.server);
  } },
];
