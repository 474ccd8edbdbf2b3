// What an outsider tries first: addresses that are not there yet, methods nobody offers, filters made of signs, seeks in
// every direction, request ids in either case, and the ways around sign-in.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { Application, Person, ROOT, form, join, makeDemo, readFileSync, request, serve, tempDir } from '../lib/entente.mjs';

const api = async (t, name) => (await t.world.who(`api ${name}`)).app;
const unique = () => `w${randomUUID().replace(/-/g, '').slice(0, 14)}`;
const address = { country: 'US', city: 'Redlands', state: 'CA', addressLine1: '1 Main St', postalCode: '92373', firstName: 'Ada', lastName: 'Byron' };
const newCustomer = (domain, name = `Co ${domain}`) => ({ companyProfile: { domain }, billingProfile: { culture: 'en-US', email: 'ada@example.com', language: 'en', companyName: name, defaultAddress: address } });
const filter = (f) => `/v1/customers?filter=${encodeURIComponent(JSON.stringify(f)).replace(/%20/g, '+')}`;
const names = (res) => res.json().items.map((c) => c.companyProfile.companyName);
const retriedForever = (status) => ![400, 401, 403, 404, 409, 417].includes(status) && status >= 300;

function coverage() {
  const [head, ...lines] = readFileSync(join(ROOT, 'docs/api-coverage.tsv'), 'utf8').trim().split('\n').map((l) => l.split('\t'));
  return lines.map((l) => Object.fromEntries(head.map((h, i) => [h, l[i]])));
}

export const tests = [
  { name: 'every operation that is deferred answers 404 with the name of its area', async run(t) {
    const app = await api(t, 'alder');
    const id = (await app.call('GET', '/v1/customers?size=1')).json().items[0].id;
    const rows = coverage().filter((r) => r.state === 'deferred' && r.path.startsWith('/'));
    assert.ok(rows.length > 20);
    for (const r of rows) {
      const path = r.path.replace(/\{customer_id\}/g, id).replace(/\{[a-z0-9_]+\}/g, randomUUID());
      const res = await app.call(r.method, path, ['POST', 'PUT', 'PATCH'].includes(r.method) ? '{}' : undefined);
      assert.equal(res.status, 404, `${r.method} ${path}: ${res.status}`);
      if (r.method === 'HEAD') continue;
      assert.match(res.json().description, new RegExp(`"${r.area}"`), `${r.method} ${path}: ${res.text}`);
    }
  } },
  { name: 'an operation that is done is not named as one to come', async run(t) {
    const app = await api(t, 'alder');
    const res = await app.call('GET', `/v1/customers/${randomUUID()}`);
    assert.equal(res.status, 404);
    assert.doesNotMatch(res.text, /not offered/);
    assert.doesNotMatch((await app.call('GET', '/v1/nobody/knows/this')).text, /not offered/);
  } },
  { name: 'a method an API address does not take is 404 with Allow, so that no client repeats it without end', async run(t) {
    const app = await api(t, 'alder');
    for (const [m, p] of [['PUT', '/v1/customers'], ['DELETE', '/v1/customers'], ['POST', `/v1/customers/${randomUUID()}`], ['GET', '/v1/domains/x.example'], ['TRACE', '/v1/customers'], ['BREW', '/v1/customers']]) {
      const res = await app.call(m, p);
      assert.equal(res.status, 404, `${m} ${p}: ${res.status}`);
      assert.match(res.headers.allow, /GET|HEAD/);
      assert.match(res.json().description, new RegExp(m));
    }
    const options = await app.call('OPTIONS', '/v1/customers');
    assert.equal(options.status, 204);
    assert.equal(options.headers.allow, 'GET, HEAD, POST');
  } },
  { name: 'nothing that a caller can get wrong on the API is answered with a status that is repeated without end', async run(t) {
    const app = await api(t, 'alder');
    const id = (await app.call('GET', '/v1/customers?size=1')).json().items[0].id;
    const wrong = ['', '{', '[]', 'null', '{}', '{"companyProfile":7}', '{"billingProfile":{"defaultAddress":[]}}', '\ufeff', '"\\ud800"', `{"companyProfile":{"domain":"${'a'.repeat(5000)}"}}`];
    for (const [m, p] of [['POST', '/v1/customers'], ['PUT', `/v1/customers/${id}/profiles/billing`], ['PATCH', `/v1/customers/${id}`], ['PATCH', '/v1/customers/x']])
      for (const body of wrong) for (const type of ['application/json', 'text/plain', 'application/xml; charset=utf-16']) {
        const res = await app.call(m, p, body, { 'Content-Type': type });
        assert.ok(!retriedForever(res.status), `${m} ${p} ${type} ${body.slice(0, 40)}: ${res.status}`);
        assert.equal(typeof res.json().code, 'number');
      }
    for (const q of ['size=-1', 'size=x', 'offset=99999999', 'filter=x', 'filter=%FF', 'filter=%00', 'seekOperation=bogus', 'MS-ContinuationToken=x'])
      assert.equal((await app.call('GET', `/v1/customers?${q}`)).status, 400, q);
  } },
  { name: 'a filter made of signs finds nothing instead of everything', async run(t) {
    const app = await api(t, 'alder');
    for (const Operator of ['starts_with', 'substring', 'equals'])
      for (const Value of ['%', '_', "'", '\u0000', '*', '"']) assert.deepEqual(names(await app.call('GET', filter({ Field: 'CompanyName', Value, Operator }))), [], `${Operator} ${JSON.stringify(Value)}`);
  } },
  { name: 'a continuation token goes on, back and to the beginning', async run(t) {
    const app = await api(t, 'harbor');
    const seek = async (token, operation) => app.call('GET', `/v1/customers?seekOperation=${operation}`, undefined, { 'MS-ContinuationToken': token });
    const one = (await app.call('GET', '/v1/customers?size=3')).json();
    const two = (await seek(one.continuationToken, 'Next')).json();
    const three = (await seek(two.continuationToken, 'next')).json();
    assert.deepEqual(names({ json: () => two }), names(await seek(three.continuationToken, 'Previous')));
    assert.deepEqual(names({ json: () => one }), names(await seek(two.continuationToken, 'Previous')));
    assert.deepEqual(names({ json: () => one }), names(await seek(three.continuationToken, 'First')));
    assert.equal((await seek(one.continuationToken, 'Previous')).status, 400);
    assert.equal((await seek(one.continuationToken, 'Sideways')).status, 400);
    assert.equal(new Set([...one.items, ...two.items, ...three.items].map((c) => c.id)).size, 9);
  } },
  { name: 'seekOperation goes to the end of a list and backwards from there, with and without a token', async run(t) {
    const app = await api(t, 'harbor');
    const seek = async (token, operation) => app.call('GET', `/v1/customers?seekOperation=${operation}`, undefined, { 'MS-ContinuationToken': token });
    const one = (await app.call('GET', '/v1/customers?size=3')).json();
    const last = (await app.call('GET', '/v1/customers?size=3&seekOperation=Last')).json();
    assert.equal(last.items.length, 3);
    assert.equal(last.links.next, undefined, 'nothing follows the last page');
    assert.deepEqual(names(await seek(one.continuationToken, 'last')), names({ json: () => last }));
    const before = (await seek(last.links.previous.headers[0].value, 'Previous')).json();
    assert.equal(before.items.length, 3);
    assert.deepEqual(names(await seek(before.continuationToken, 'Next')), names({ json: () => last }));
    assert.equal(new Set([...one.items, ...before.items, ...last.items].map((c) => c.id)).size, 9);
    assert.deepEqual(names(await app.call('GET', '/v1/customers?size=3&seekOperation=PageIndex&offset=3')), names(await seek(one.continuationToken, 'Next')));
    const records = (await app.call('GET', '/v1/auditrecords?size=2&seekOperation=Last')).json();
    assert.equal(records.links.next, undefined);
  } },
  { name: 'what is too large or asked the wrong way is answered in JSON where programs ask', async run(t) {
    const app = await api(t, 'harbor');
    const large = await app.call('POST', '/v1/customers', JSON.stringify({ x: 'y'.repeat(2 << 20) }));
    assert.equal(large.status, 413);
    assert.match(large.headers['content-type'], /^application\/json/);
    assert.match(large.json().description, /larger than the 1 MB/);
    const lost = await request(t.server, { method: 'POST', path: '/zzz', body: 'x'.repeat(100000) });
    assert.equal(lost.status, 404, 'no address, whatever it was sent');
    const token = await request(t.server, { path: '/common/oauth2/token' });
    assert.equal(token.status, 405);
    assert.match(token.headers['content-type'], /^application\/json/);
  } },
  { name: 'a token of one account shows nothing of it to another', async run(t) {
    const [harbor, alder] = [await api(t, 'harbor'), await api(t, 'alder')];
    const page = (await harbor.call('GET', '/v1/customers?size=2')).json();
    const own = new Set((await alder.call('GET', '/v1/customers?size=0')).json().items.map((c) => c.id));
    const res = await alder.call('GET', '/v1/customers?seekOperation=Next', undefined, { 'MS-ContinuationToken': page.continuationToken });
    assert.ok(res.status === 400 || res.json().items.every((c) => own.has(c.id)), res.text);
  } },
  { name: 'a request id is one in either case, and belongs to the account that sent it', async run(t) {
    const [alder, cobalt] = [await api(t, 'alder'), await api(t, 'cobalt')];
    const id = randomUUID();
    const body = JSON.stringify(newCustomer(`${unique()}.onmicrosoft.com`));
    const first = await alder.call('POST', '/v1/customers', body, { 'MS-RequestId': id });
    const again = await alder.call('POST', '/v1/customers', body, { 'MS-RequestId': id.toUpperCase() });
    assert.equal(first.status, 201, first.text);
    assert.equal(again.text, first.text);
    const other = await cobalt.call('POST', '/v1/customers', JSON.stringify(newCustomer(`${unique()}.onmicrosoft.com`)), { 'MS-RequestId': id });
    assert.equal(other.status, 201, other.text);
    assert.notEqual(other.json().id, first.json().id);
  } },
  { name: 'twelve twins at once with one request id get one customer and one answer, every time', async run(t) {
    const alder = await api(t, 'alder');
    await alder.authorize();
    for (let round = 0; round < 8; round++) {
      const [id, body] = [randomUUID(), JSON.stringify(newCustomer(`${unique()}.onmicrosoft.com`))];
      const twins = await Promise.all(Array.from({ length: 12 }, () => alder.call('POST', '/v1/customers', body, { 'MS-RequestId': id })));
      assert.deepEqual([...new Set(twins.map((r) => r.status))], [201], twins.find((r) => r.status !== 201)?.text);
      assert.equal(new Set(twins.map((r) => r.text)).size, 1);
    }
  } },
  { name: 'thirty-two who create in one account at once are all served', async run(t) {
    const alder = await api(t, 'alder');
    await alder.authorize();
    const statuses = [];
    await Promise.all(Array.from({ length: 32 }, async () => {
      for (let i = 0; i < 6; i++) statuses.push((await alder.call('POST', '/v1/customers', JSON.stringify(newCustomer(`${unique()}.onmicrosoft.com`)))).status);
    }));
    assert.deepEqual([...new Set(statuses)], [201], 'rows that meet are tried again, not refused');
  } },
  { name: 'of eight who want one domain at once one gets it and the others a conflict', async run(t) {
    const alder = await api(t, 'alder');
    const body = JSON.stringify(newCustomer(`${unique()}.onmicrosoft.com`));
    const all = await Promise.all(Array.from({ length: 8 }, () => alder.call('POST', '/v1/customers', body)));
    assert.deepEqual(all.map((r) => r.status).sort(), [201, 409, 409, 409, 409, 409, 409, 409]);
  } },
  { name: 'another account\'s customer answers every operation exactly as one that never was', async run(t) {
    const [alder, harbor] = [await api(t, 'alder'), await api(t, 'harbor')];
    const theirs = (await harbor.call('GET', '/v1/customers?size=1')).json().items[0].id;
    const profile = JSON.stringify({ firstName: 'Ada', attributes: { etag: 'x' } });
    for (const [m, rest, body] of [['GET', ''], ['DELETE', ''], ['PATCH', '', '{"relationshipToPartner":"none"}'], ['GET', '/profiles/billing'], ['PUT', '/profiles/billing', profile], ['GET', '/profiles/company'], ['GET', '/organization'], ['GET', '/customDomains'], ['GET', '/relationships']]) {
      const [real, none] = [await alder.call(m, `/v1/customers/${theirs}${rest}`, body), await alder.call(m, `/v1/customers/${randomUUID()}${rest}`, body)];
      assert.equal(real.status, 404, `${m} ${rest}`);
      assert.equal(real.text, none.text);
    }
  } },
  { name: 'a token request with a parameter given twice is refused', async run(t) {
    const c = t.demo.api[0];
    const good = form({ grant_type: 'client_credentials', client_id: c.client_id, client_secret: c.client_secret, resource: 'https://graph.windows.net' });
    const ask = (body) => request(t.server, { method: 'POST', path: `/${c.tenant}/oauth2/token`, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body });
    assert.equal((await ask(good)).status, 200);
    for (const twice of ['client_secret=x', 'grant_type=client_credentials', `client_id=${c.client_id}`]) {
      const res = await ask(`${good}&${twice}`);
      assert.equal(res.status, 400, twice);
      assert.equal(res.json().error, 'invalid_request');
    }
  } },
  { name: 'forged and foreign access tokens are 401', async run(t) {
    const [alder, cobalt] = [await (await api(t, 'alder')).authorize(), await api(t, 'cobalt')];
    const [head, body, sign] = alder.token.split('.');
    const b64 = (o) => Buffer.from(JSON.stringify(o)).toString('base64url');
    const claims = JSON.parse(Buffer.from(body, 'base64url'));
    assert.ok(Number.isInteger(claims.exp) && claims.exp > Date.now() / 1000);
    const swapped = b64({ ...claims, appid: cobalt.credential.client_id });
    for (const token of [`${b64({ alg: 'none', typ: 'JWT' })}.${body}.`, `${b64({ alg: 'HS256', typ: 'JWT' })}.${body}.${sign}`, `${head}.${swapped}.${sign}`, `${head}.${body}.`, `${head}.${body}`, `${alder.token}x`, 'x'.repeat(7000)])
      assert.equal((await request(t.server, { path: '/v1/customers', headers: { Authorization: `Bearer ${token}` } })).status, 401, token.slice(0, 60));
  } },
  { name: 'the demo prints roles as a list of role ids, and addresses with a port', async run(t) {
    for (const p of t.demo.portal) assert.ok(Array.isArray(p.roles) && p.roles.length && p.roles.every((r) => /^[a-z_]+$/.test(r)), JSON.stringify(p));
    for (const a of t.demo.api) assert.match(`${a.token_url} ${a.base_url}`, /^http:\/\/127\.0\.0\.1:\d+\/\S+ http:\/\/127\.0\.0\.1:\d+$/);
  } },
  { name: 'the way back after sign-in leads to an address of ours and nowhere else', async run(t) {
    const who = t.demo.portal.find((p) => p.email.startsWith('h.lefevre'));
    const person = new Person(t.server);
    await person.signIn(who.email, who.password);
    const hostile = ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/a/../..//evil.example', '/.//evil.example', '/x//evil.example', '/\t/evil.example', '/\r\nSet-Cookie: a=b', 'evil.example'];
    for (const to of hostile) {
      const res = await person.post('/theme', { theme: 'dark', return: to }, { follow: false });
      assert.equal(res.status, 303);
      assert.equal(res.headers.location, '/', JSON.stringify(to));
      assert.ok(!String(res.headers['set-cookie']).includes('a=b'));
    }
    assert.equal((await person.post('/theme', { theme: 'dark', return: '/a/alder/customers?q=//x' }, { follow: false })).headers.location, '/a/alder/customers?q=//x');
  } },
  { name: 'a session cookie chosen by somebody else is never the one a sign-in gives', async run(t) {
    const who = t.demo.portal.find((p) => p.email.startsWith('h.lefevre'));
    const person = new Person(t.server);
    person.jar.set('entente', 'chosen-by-somebody-else-0123456789');
    await person.signIn(who.email, who.password);
    assert.notEqual(person.jar.get('entente'), 'chosen-by-somebody-else-0123456789');
    const old = new Map(person.jar);
    await person.go('/a/alder');
    await person.post('/sign-out', {});
    const thief = new Person(t.server);
    thief.jar = old;
    assert.equal((await thief.go('/a/alder', { follow: false })).status, 303, 'signed out on the server too');
  } },
  { name: 'markup in a company name is text on every page that shows it, and no formula in an export', async run(t) {
    const app = await api(t, 'alder');
    const person = (await t.world.who('page alder admin_agent')).person;
    const evil = `<img src=x onerror=alert(1)>"'</script><script>alert(2)</script>`;
    const made = (await app.call('POST', '/v1/customers', JSON.stringify(newCustomer(`${unique()}.onmicrosoft.com`, evil)))).json();
    await app.call('POST', '/v1/customers', JSON.stringify(newCustomer(`${unique()}.onmicrosoft.com`, '=HYPERLINK("http://x","y")')));
    for (const path of ['customers?q=img', `customers/${made.id}`, `customers/${made.id}/account`, `customers/${made.id}/activity`, `customers/${made.id}/company`, `customers/${made.id}/billing`, `search?q=${encodeURIComponent(evil)}`, '']) {
      const res = await person.go(`/a/alder/${path}`.replace(/\/$/, ''));
      assert.equal(res.status, 200, path);
      assert.doesNotMatch(res.text, /<img src=x|<script>alert/, path);
    }
    const suggest = await person.go('/a/alder/suggest?q=img');
    assert.match(suggest.headers['content-type'], /^application\/json/);
    assert.equal(suggest.headers['x-content-type-options'], 'nosniff');
    const csv = (await person.go('/a/alder/customers/export?format=csv')).text;
    assert.match(csv, /'=HYPERLINK/);
    assert.doesNotMatch(csv, /[;,"]=HYPERLINK/);
  } },
  { name: 'a second partner of a shared customer sees no trace of the first', async run(t) {
    const [alder, cobalt] = [await api(t, 'alder'), await api(t, 'cobalt')];
    const list = async (app) => (await app.call('GET', '/v1/customers?size=0')).json().items.map((c) => c.id);
    const theirs = new Set(await list(cobalt));
    const id = (await list(alder)).find((x) => theirs.has(x));
    const path = `/v1/customers/${id}/profiles/billing`;
    const profile = { ...(await alder.call('GET', path)).json(), firstName: 'Zzsecret', email: 'zzsecret@alder.example' };
    const put = await alder.call('PUT', path, JSON.stringify(profile));
    assert.equal(put.status, 200, put.text);
    await t.world.who('page alder admin_agent').then(({ person }) => person.go(`/a/alder/customers/${id}`).then(() => person.post(`/a/alder/customers/${id}/tags`, { tag: 'zzsecret-tag' })));
    const other = (await t.world.who('page cobalt admin_agent')).person;
    for (const rest of ['', '/account', '/activity', '/billing']) assert.doesNotMatch((await other.go(`/a/cobalt/customers/${id}${rest}`)).text, /zzsecret|Lef.vre|alderfinch/i, rest);
    for (const p of ['suggest?q=zzsecret', 'search?q=zzsecret-tag', 'customers?tag=zzsecret-tag']) assert.ok(!(await other.go(`/a/cobalt/${p}`)).text.replace(/^[^]*<main/, '').includes(id), p); // the bell may tell of a customer of both
    assert.doesNotMatch((await cobalt.call('GET', `/v1/customers/${id}`)).text, /zzsecret/i);
  } },
  { name: 'outside of a sandbox a customer is not deleted, and a limit of writes leaves reading alone', engine: 'sqlite', async run() {
    const where = { data: tempDir('production') };
    const demo = makeDemo(where);
    const server = await serve(where, { args: ['--sandbox', 'no', '--write-limit-per-minute', '3'] });
    const app = new Application(server, demo.api.find((a) => a.account.startsWith('Alder')));
    const id = (await app.call('GET', '/v1/customers?size=1')).json().items[0].id;
    const refused = await app.call('DELETE', `/v1/customers/${id}`);
    assert.equal(refused.status, 400);
    assert.equal(refused.json().code, 900127);
    for (let i = 0; i < 2; i++) await app.call('DELETE', `/v1/customers/${id}`);
    const limited = await app.call('DELETE', `/v1/customers/${id}`);
    assert.equal(limited.status, 429);
    assert.ok(Number(limited.headers['retry-after']) >= 1);
    assert.equal(limited.json().statusCode, 429);
    assert.equal((await app.call('GET', `/v1/customers/${id}`)).status, 200);
    assert.equal((await server.stop()).code, 0);
  } },
  { name: 'a session that nobody uses for two hours has ended', engine: 'pg', async run(t) {
    const who = t.demo.portal.find((p) => p.email.startsWith('c.dubois'));
    const person = new Person(t.server);
    await person.signIn(who.email, who.password);
    assert.equal((await person.go('/a/alder', { follow: false })).status, 200);
    execFileSync('psql', ['-q', t.where.database, '-c', 'UPDATE session SET seen_at = seen_at - 7260000000 WHERE id = (SELECT s.id FROM session s JOIN app_user u ON u.id = s.user_id WHERE u.sign_in = \'' + who.email + '\' ORDER BY s.created_at DESC LIMIT 1)']);
    assert.equal((await person.go('/a/alder', { follow: false })).status, 303);
  } },
  { name: 'OPTIONS of the whole server is answered', async run(t) {
    const res = await request(t.server, { method: 'OPTIONS', path: '*' });
    assert.equal(res.status, 204);
  } },
];
