// Clients that are not written for us: the steps of docs/sandbox.md as a shell runs them, one made of the OpenAPI document alone
// (openapi-client-axios), and the public Node client's requests (it never turns a page, and sends back what it got).
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import OpenAPIClientAxios from 'openapi-client-axios';
import { BIN, ROOT, entente, form, join, readFileSync, request, tempDir } from '../lib/entente.mjs';
import { Contract } from '../lib/contract.mjs';

const PLACE = { country: 'US', city: 'Redmond', state: 'WA', addressLine1: '1 Harbor Way', postalCode: '98052', firstName: 'A', lastName: 'B', phoneNumber: '4255550101' };
const newCustomer = (mark) => ({ companyProfile: { domain: `${mark}.onmicrosoft.com` }, billingProfile: { email: `a@${mark}.example`, culture: 'en-US', language: 'en', companyName: `Client ${mark}`, defaultAddress: PLACE } });
const unique = () => `g${randomUUID().replace(/-/g, '').slice(0, 12)}`;
const harbor = (t) => t.demo.api.find((a) => /^Harbor/.test(a.account));

// A sandbox of one's own, as docs/sandbox.md starts it: {env, end}.
async function ephemeral() {
  const child = spawn(BIN, ['sandbox', '--ephemeral'], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: tempDir('clients') } });
  let text = '';
  child.stdout.setEncoding('utf8');
  await new Promise((done, fail) => { child.stdout.on('data', (d) => { text += d; if (/ENTENTE_READY/.test(text)) done(); }); child.on('exit', () => fail(new Error(`ended: ${text}`))); });
  const env = Object.fromEntries([...text.matchAll(/^(?:export )?(ENTENTE_\w+)='?([^'\n]*)'?$/gm)].map((m) => [m[1], m[2]]));
  return { env, end: () => new Promise((done) => { child.removeAllListeners('exit'); child.on('exit', done); child.stdin.end(); }) };
}

async function steps() {
  const text = readFileSync(join(ROOT, 'docs/sandbox.md'), 'utf8');
  const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].map((m) => ({ kind: m[1], code: m[2] }));
  const curls = blocks.filter((b) => b.kind === 'sh' && /curl/.test(b.code)), js = blocks.filter((b) => b.kind === 'js');
  assert.deepEqual([curls.length, js.length], [4, 1], 'the steps of docs/sandbox.md');
  const { env, end } = await ephemeral();
  try {
    const shell = (code) => execFileSync('sh', ['-euc', code], { env: { PATH: process.env.PATH, ...env }, encoding: 'utf8' });
    const [token, clock, fault, seed] = curls.map((b) => b.code);
    assert.ok(Array.isArray(JSON.parse(shell(token)).items), 'the list of customers');
    // "Order something first."
    const access = shell(`${token.replace(/\ncurl -s "\$ENTENTE_BASE_URL\/v1[\s\S]*/, '')}\nprintf %s "$TOKEN"`);
    const call = async (method, path, body) => (await fetch(`${env.ENTENTE_BASE_URL}/v1/${path}`, { method, headers: { Authorization: `Bearer ${access}`, 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json();
    const customer = await call('POST', 'customers', newCustomer(unique()));
    const order = await call('POST', `customers/${customer.id}/orders`, { billingCycle: 'monthly', lineItems: [{ lineItemNumber: 0, offerId: 'NLDESK000001:0001:AVDESK000001', quantity: 3, termDuration: 'P1M' }] });
    assert.ok(order.lineItems?.[0].subscriptionId, JSON.stringify(order));
    const turned = JSON.parse(shell(`TOKEN='${access}'\n${clock}`));
    assert.equal(turned.happened.renewals, 1, JSON.stringify(turned));
    const refused = shell(`TOKEN='${access}'\n${fault.replace('curl -i', 'curl -si')}`);
    const file = blocks.find((b) => b.kind === 'json' && /"customers"/.test(b.code)).code;
    const seeding = seed.split('\n').filter((l) => l.startsWith('curl')).join('\n');
    const dry = JSON.parse(execFileSync('sh', ['-euc', `TOKEN='${access}'\n${seeding.replace('@seed.json', '@-')}`], { input: file, env: { PATH: process.env.PATH, ...env }, encoding: 'utf8' }));
    assert.deepEqual([dry.customers, dry.problems?.length ?? 0], [1, 0], JSON.stringify(dry));
    assert.match(refused, /^HTTP\/1\.1 429 [\s\S]*^retry-after: 5\r$/im);
    const node = execFileSync(process.execPath, ['--input-type=module', '-e', `${js[0].code}\nconsole.log(JSON.stringify(customers));`], { env: { PATH: process.env.PATH, ...env }, encoding: 'utf8' });
    assert.equal(JSON.parse(node).items.length, 1, 'the same in Node');
  } finally { await end(); }
}

async function byDocument(t) {
  const doc = JSON.parse(entente(['openapi']).stdout);
  const c = harbor(t), tokens = (await request(t.server, { method: 'POST', path: new URL(c.token_url, t.server.base).pathname, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: form({ grant_type: 'client_credentials', client_id: c.client_id, client_secret: c.client_secret, resource: 'https://graph.windows.net' }) })).json();
  const { default: Client } = { default: OpenAPIClientAxios.default ?? OpenAPIClientAxios };
  const api = await new Client({ definition: doc, axiosConfigDefaults: { baseURL: t.server.base, headers: { Authorization: `Bearer ${tokens.access_token}` } } }).init();
  const contract = new Contract(doc);
  let calls = 0;
  api.interceptors.response.use((res) => {
    calls++;
    const text = typeof res.data === 'string' ? res.data : JSON.stringify(res.data);
    const o = contract.find(res.config.method, new URL(res.config.url, t.server.base).pathname);
    const why = contract.wrong(o, { status: res.status, headers: res.headers, text, raw: Buffer.from(text) });
    assert.ok(!why, `${res.config.method} ${res.config.url}: ${why}`);
    return res;
  });
  const mark = unique(), customer = (await api.post_customers(null, newCustomer(mark))).data;
  assert.equal((await api.get_customers_customer({ customer: customer.id })).data.companyProfile.domain, `${mark}.onmicrosoft.com`);
  // every page of the list, by the token alone
  const seen = new Set();
  let page = (await api.get_customers({ size: 3 })).data;
  for (;;) {
    for (const x of page.items) seen.add(x.id);
    if (!page.continuationToken || seen.size > 60) break;
    page = (await api.get_customers({ seekOperation: 'Next', 'MS-ContinuationToken': page.continuationToken })).data;
  }
  assert.ok(seen.has(customer.id) || seen.size > 60);
  const cart = (await api.post_customers_customer_carts({ customer: customer.id }, { lineItems: [{ id: 0, catalogItemId: 'NLDESK000001:0002:AVDESK000002', quantity: 4, billingCycle: 'monthly', termDuration: 'P1Y' }] })).data;
  const done = (await api.post_customers_customer_carts_cart_checkout({ customer: customer.id, cart: cart.id })).data;
  assert.equal(done.orders.length, 1);
  const list = (await api.get_customers_customer_subscriptions({ customer: customer.id })).data;
  assert.equal(list.totalCount, 1);
  const s = list.items[0], changed = (await api.patch_customers_customer_subscriptions_subscription({ customer: customer.id, subscription: s.id }, { ...s, quantity: 6, friendlyName: 'By document' })).data;
  assert.deepEqual([changed.quantity, changed.friendlyName], [6, 'By document']);
  assert.equal((await api.get_customers_customer_orders({ customer: customer.id })).data.totalCount, 1);
  await assert.rejects(api.get_customers_customer({ customer: randomUUID() }), (e) => e.response.status === 404 && Array.isArray(e.response.data.data));
  assert.ok(calls > 9, 'each answer was held against the document');
}

// What microsoft-partnercenter-node sends: its token call, lists without any query, whole resources sent back.
async function nodeClient(t) {
  const c = harbor(t), path = `/${c.tenant}/oauth2/v2.0/token`;
  const tokens = (await request(t.server, { method: 'POST', path, headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json, text/plain, */*', 'User-Agent': 'axios/1.7.9' }, body: form({ client_id: c.client_id, client_secret: c.client_secret, scope: 'https://api.partnercenter.microsoft.com/.default', grant_type: 'client_credentials' }) })).json();
  const claims = JSON.parse(Buffer.from(tokens.access_token.split('.')[1], 'base64url'));
  assert.ok(Number.isInteger(claims.exp) && claims.exp > Date.now() / 1000 + 60, 'or it would ask for a token before every call');
  const call = async (method, where, body) => {
    const res = await request(t.server, { method, path: `/v1/${where}`, headers: { Authorization: `Bearer ${tokens.access_token}`, Accept: 'application/json', 'Content-Type': 'application/json', 'User-Agent': 'axios/1.7.9', 'Accept-Encoding': 'identity' }, body: body === undefined ? undefined : JSON.stringify(body) });
    assert.ok(res.status >= 200 && res.status < 300, `${method} ${where}: ${res.status} ${res.text.slice(0, 300)}`);
    return res.raw.length ? res.json() : undefined;
  };
  const whole = async (where) => { const got = await call('GET', where); assert.equal(got.items.length, got.totalCount, `${where} is not all there is`); assert.equal(got.links?.next, undefined, where); return got.items; };
  const mark = unique(), made = await call('POST', 'customers', newCustomer(mark)), at = `customers/${made.id}`;
  const all = await call('GET', 'customers');
  assert.ok(all.items.some((x) => x.id === made.id) || all.items.length >= 500, 'the largest page when none is asked for');
  await call('GET', at);
  const order = await call('POST', `${at}/orders`, { referenceCustomerId: made.id, billingCycle: 'monthly', lineItems: [{ id: 0, lineItemNumber: 0, offerId: 'NLDESK000001:0002:AVDESK000002', quantity: 7, termDuration: 'P1Y' }] });
  const [s] = await whole(`${at}/subscriptions`);
  const sent = await call('PATCH', `${at}/subscriptions/${s.id}`, { ...await call('GET', `${at}/subscriptions/${s.id}`), quantity: 8 });
  assert.deepEqual([sent.quantity, sent.autoRenewEnabled, sent.orderId], [8, s.autoRenewEnabled, order.id]);
  const users = [];
  for (let i = 0; i < 3; i++) users.push(await call('POST', `${at}/users`, { usageLocation: 'US', userPrincipalName: `u${i}@${mark}.onmicrosoft.com`, firstName: 'U', lastName: `${i}`, displayName: `U ${i}`, passwordProfile: { password: `Harbor-lantern-4${i}-${mark}`, forceChangePassword: true } }));
  assert.equal((await whole(`${at}/users`)).length, 4, 'the first user too');
  const u = `${at}/users/${users[0].id}`;
  await call('PATCH', u, { ...await call('GET', u), displayName: 'Renamed' });
  await call('PATCH', `${u}/resetpassword`, { passwordProfile: { password: `Other-lantern-77-${mark}`, forceChangePassword: false } });
  const role = (await whole(`${at}/directoryroles`))[0];
  await call('POST', `${at}/directoryroles/${role.id}/usermembers`, { id: users[0].id, displayName: 'Renamed', userPrincipalName: users[0].userPrincipalName });
  assert.equal((await whole(`${u}/directoryroles`)).length, 1);
  const [sku] = await whole(`${at}/subscribedskus`);
  await call('POST', `${u}/licenseupdates`, { licensesToAssign: [{ skuId: sku.productSku.id, excludedPlans: null }] });
  assert.equal((await whole(`${u}/licenses`)).length, 1);
  const skus = await whole(`${at}/products/NLDESK000001/skus`);
  await whole(`${at}/products/NLDESK000001/skus/${skus[0].id}/availabilities`);
  await call('DELETE', `${at}/users/${users[2].id}`);
  assert.equal((await whole(`${at}/users`)).length, 3);
}

export const tests = [
  { name: 'the steps of docs/sandbox.md work as they stand there', engine: 'sqlite', run: steps },
  { name: 'a client made of the OpenAPI document performs the main flows', run: byDocument },
  { name: 'the public Node client is served, and loses nothing by never turning a page', run: nodeClient },
];
