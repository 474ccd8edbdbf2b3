// The authority over plain HTTP, as a strict and as a hostile client meets it (RFC 6749, 7636, 7523, 8252, 8628, 9207, 9700).
import assert from 'node:assert/strict';
import { createHash, createSign, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { ownServer } from '../lib/own.mjs';
import { Person, form, join, readFileSync, request, tempDir, unescapeHtml } from '../lib/entente.mjs';

const API = 'https://api.partnercenter.microsoft.com';
const b64 = (x) => Buffer.from(x).toString('base64url');
const pkce = () => { const verifier = b64(randomBytes(32)); return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }; };
const claimsOf = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));
const server = (t, account = 'Harbor Systems') => t.demo.api.find((a) => a.account === account);
const publicClient = (t, account = 'harbor') => t.demo.clients.find((c) => c.key === account);
const at = (t, account, role) => t.demo.portal.find((p) => p.account === account && (!role || [].concat(p.roles).includes(role)));
async function person(t, account, role) { const p = new Person(t.server); const who = at(t, account, role); await p.signIn(who.email, who.password); p.email = who.email; return p; }
const post = (t, path, fields, headers = {}) => request(t.server, { method: 'POST', path, headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers }, body: form(fields) });
const token = (t, tenant, fields, headers) => post(t, `/${tenant}/oauth2/v2.0/token`, fields, headers);
const api = (t, bearer, path = '/v1/customers?size=1', method = 'GET', body) => request(t.server, { method, path, headers: { Authorization: `Bearer ${bearer}`, ...(body ? { 'Content-Type': 'application/json' } : {}) }, body });

// Sends a person through /authorize and allows; the address the application is answered at.
async function authorize(p, tenant, fields, { v1 = false, answer = 'allow', all } = {}) {
  const path = `/${tenant}/oauth2${v1 ? '' : '/v2.0'}/authorize?${form(fields)}`;
  let res = await p.go(path, { follow: false });
  if (res.status === 200 && /name="request"/.test(res.text)) {
    const field = (n) => unescapeHtml(res.text.match(new RegExp(`name="${n}" value="([^"]*)"`))[1]);
    res = await p.post('/consent', { path: field('path'), request: field('request'), do: answer, ...(all ? { all: '1' } : {}) }, { follow: false });
  }
  return res;
}
// Of a page on the way: allowed if it asks; the code, in an address or on a page that sends on.
async function codeAfter(p, res) {
  const field = (n) => unescapeHtml(res.text.match(new RegExp(`name="${n}" value="([^"]*)"`))[1]);
  const end = /name="request"/.test(res.text) ? await p.post('/consent', { path: field('path'), request: field('request'), do: 'allow' }, { follow: false }) : res;
  return ((end.headers.location || unescapeHtml(end.text)).match(/http:\/\/localhost[^"]*[?&]code=([\w-]{40,})/) || [])[1];
}
const whereTo = (res) => { assert.equal(res.status, 303, res.text.slice(0, 600)); return new URL(res.headers.location); };

// A signed-in public client: its tokens.
export async function signedIn(t, { account = 'Harbor Systems', role = 'admin_agent', scope = `openid profile email offline_access ${API}/user_impersonation`, p } = {}) {
  const c = publicClient(t);
  const k = pkce();
  p ??= await person(t, account, role);
  const url = whereTo(await authorize(p, c.tenant, { client_id: c.client_id, response_type: 'code', redirect_uri: 'http://localhost:5000', scope, state: 's', code_challenge: k.challenge, code_challenge_method: 'S256' }));
  const code = url.searchParams.get('code');
  const res = await token(t, c.tenant, { grant_type: 'authorization_code', client_id: c.client_id, code, redirect_uri: 'http://localhost:5000', code_verifier: k.verifier });
  assert.equal(res.status, 200, res.text);
  return { c, p, code, verifier: k.verifier, ...res.json() };
}

export const tests = [
  { name: 'discovery names the directory by its id, and for common the placeholder that clients fill in', async run(t) {
    const { tenant } = server(t);
    const doc = async (x, v2 = true) => (await request(t.server, { path: `/${x}${v2 ? '/v2.0' : ''}/.well-known/openid-configuration` })).json();
    const [byId, byDomain, common, v1] = [await doc(tenant), await doc('harbor.example'), await doc('common'), await doc(tenant, false)];
    assert.deepEqual(byId, byDomain);
    assert.equal(byId.issuer, `${t.server.base}/${tenant}/v2.0`);
    assert.equal(common.issuer, `${t.server.base}/{tenantid}/v2.0`);
    assert.equal(v1.issuer, `${t.server.base}/${tenant}/`);
    assert.deepEqual(byId.code_challenge_methods_supported, ['S256']);
    assert.deepEqual(byId.response_types_supported, ['code']);
    assert.ok(byId.token_endpoint_auth_methods_supported.includes('private_key_jwt'));
    const keys = (await request(t.server, { path: new URL(byId.jwks_uri).pathname })).json().keys;
    assert.ok(keys.length >= 1 && keys.every((k) => k.kty === 'RSA' && k.kid && k.x5t && k.x5c.length === 1 && !k.d));
    const none = await request(t.server, { path: '/nowhere.example/v2.0/.well-known/openid-configuration' });
    assert.equal(none.status, 400);
    assert.equal(none.json().error, 'invalid_request');
  } },
  { name: 'a library that asks whether the authority is known is told so, for this installation only', async run(t) {
    const { tenant } = server(t);
    const ask = (u) => request(t.server, { path: `/common/discovery/instance?api-version=1.1&authorization_endpoint=${encodeURIComponent(u)}` });
    const ok = (await ask(`${t.server.base}/${tenant}/oauth2/v2.0/authorize`)).json();
    assert.equal(ok.tenant_discovery_endpoint, `${t.server.base}/${tenant}/v2.0/.well-known/openid-configuration`);
    assert.equal(ok.metadata[0].preferred_network, new URL(t.server.base).host);
    for (const bad of ['https://elsewhere.example/common/oauth2/v2.0/authorize', 'nonsense', '']) assert.equal((await ask(bad)).json().error, 'invalid_instance');
  } },
  { name: 'an id token says who signed in, for one application only, and opens nothing', async run(t) {
    const s = await signedIn(t);
    const id = claimsOf(s.id_token), access = claimsOf(s.access_token);
    assert.equal(id.iss, `${t.server.base}/${s.c.tenant}/v2.0`);
    assert.equal(id.aud, s.c.client_id);
    assert.equal(id.preferred_username, s.p.email);
    assert.deepEqual(id.amr, ['pwd']);
    assert.ok(id.auth_time <= id.iat && id.exp - id.iat === 3600);
    assert.equal(access.sub, id.sub);
    assert.notEqual(id.sub, id.oid, 'pairwise');
    assert.equal(s.scope.split(' ').sort().join(' '), `email ${API}/user_impersonation offline_access openid profile`);
    assert.equal((await api(t, s.access_token)).status, 200);
    assert.equal((await api(t, s.id_token)).status, 401, 'an id token is no access token');
    const me = (await api(t, s.access_token, '/oidc/userinfo')).json();
    assert.deepEqual([me.sub, me.email, me.preferred_username], [id.sub, s.p.email, s.p.email]);
  } },
  { name: 'a token without a person is refused where a person is needed, with the code of the wire', async run(t) {
    const c = server(t);
    const { access_token } = (await token(t, c.tenant, { grant_type: 'client_credentials', client_id: c.client_id, client_secret: c.client_secret, scope: `${API}/.default` })).json();
    const res = await api(t, access_token, '/oidc/userinfo');
    assert.equal(res.status, 403);
    assert.equal(res.json().code, 900329);
  } },
  { name: 'a code is good once: a second use ends what the first gave', async run(t) {
    const s = await signedIn(t);
    assert.equal((await api(t, s.access_token)).status, 200);
    const again = await token(t, s.c.tenant, { grant_type: 'authorization_code', client_id: s.c.client_id, code: s.code, redirect_uri: 'http://localhost:5000', code_verifier: s.verifier });
    assert.equal(again.status, 400);
    assert.equal(again.json().error, 'invalid_grant');
    assert.equal((await api(t, s.access_token)).status, 401);
    assert.equal((await token(t, s.c.tenant, { grant_type: 'refresh_token', client_id: s.c.client_id, refresh_token: s.refresh_token })).json().error, 'invalid_grant');
  } },
  { name: 'of two that redeem one code at once, one gets tokens and they end', async run(t) {
    const c = publicClient(t), k = pkce(), p = await person(t, 'Harbor Systems', 'admin_agent');
    const url = whereTo(await authorize(p, c.tenant, { client_id: c.client_id, response_type: 'code', redirect_uri: 'http://localhost', scope: `${API}/.default`, code_challenge: k.challenge, code_challenge_method: 'S256' }));
    const both = await Promise.all([1, 2].map(() => token(t, c.tenant, { grant_type: 'authorization_code', client_id: c.client_id, code: url.searchParams.get('code'), redirect_uri: 'http://localhost', code_verifier: k.verifier })));
    assert.ok(both.filter((r) => r.status === 200).length <= 1, both.map((r) => r.status).join());
    assert.ok(both.some((r) => r.status === 400));
  } },
  { name: 'a code is bound to its verifier, redirect address, application and directory, and a wrong try uses it up', async run(t) {
    const c = publicClient(t), p = await person(t, 'Harbor Systems', 'admin_agent'), other = server(t);
    const cases = [
      ['wrong verifier', { code_verifier: b64(randomBytes(32)) }], ['no verifier', { code_verifier: undefined }], ['short verifier', { code_verifier: 'short' }],
      ['another redirect address', { redirect_uri: 'http://localhost:6000' }], ['another application', { client_id: other.client_id, client_secret: other.client_secret }],
      ['another directory', { tenant: server(t, 'Alder & Finch').tenant }],
    ];
    for (const [name, change] of cases) {
      const k = pkce();
      const url = whereTo(await authorize(p, c.tenant, { client_id: c.client_id, response_type: 'code', redirect_uri: 'http://localhost:5000', scope: `${API}/.default`, code_challenge: k.challenge, code_challenge_method: 'S256' }));
      const good = { grant_type: 'authorization_code', client_id: c.client_id, code: url.searchParams.get('code'), redirect_uri: 'http://localhost:5000', code_verifier: k.verifier };
      const { tenant = c.tenant, ...fields } = { ...good, ...change };
      const res = await token(t, tenant, Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined)));
      assert.equal(res.status, 400, `${name}: ${res.text}`);
      assert.ok(['invalid_grant', 'unauthorized_client'].includes(res.json().error), `${name}: ${res.text}`);
      if (/verifier|redirect/.test(name)) assert.equal((await token(t, c.tenant, good)).json().error, 'invalid_grant', `${name}: the code is used up`);
    }
  } },
  { name: 'an application is told what is wrong with its request; without a good address nobody is sent anywhere', async run(t) {
    const c = publicClient(t), p = await person(t, 'Harbor Systems', 'admin_agent'), k = pkce();
    const good = { client_id: c.client_id, response_type: 'code', redirect_uri: 'http://localhost:5000', scope: `${API}/.default`, state: 'st', code_challenge: k.challenge, code_challenge_method: 'S256' };
    const pages = [{ client_id: randomUUID() }, { client_id: '' }, { redirect_uri: 'http://localhost:5000/other' }, { redirect_uri: 'https://evil.example/' }, { redirect_uri: 'http://localhost.evil.example' }, { redirect_uri: 'http://127.0.0.1' }];
    for (const bad of pages) {
      const res = await p.go(`/${c.tenant}/oauth2/v2.0/authorize?${form({ ...good, ...bad })}`, { follow: false });
      assert.equal(res.status, 400, JSON.stringify(bad));
      assert.ok(!res.headers.location);
    }
    const twice = await p.go(`/${c.tenant}/oauth2/v2.0/authorize?${form(good)}&redirect_uri=https%3A%2F%2Fevil.example`, { follow: false });
    assert.equal(twice.status, 400);
    const told = [
      [{ response_type: 'token' }, 'unsupported_response_type'], [{ response_type: '' }, 'invalid_request'], [{ response_mode: 'web_message' }, 'invalid_request'],
      [{ code_challenge: '' }, 'invalid_request'], [{ code_challenge_method: 'plain' }, 'invalid_request'], [{ code_challenge: 'short' }, 'invalid_request'],
      [{ scope: 'https://elsewhere.example/.default' }, 'invalid_scope'], [{ scope: `${API}/nothing.write` }, 'invalid_scope'], [{ prompt: 'none login' }, 'invalid_request'],
      [{ prompt: 'perhaps' }, 'invalid_request'], [{ request: 'x.y.z' }, 'request_not_supported'], [{ max_age: '-1' }, 'invalid_request'],
    ];
    for (const [bad, error] of told) {
      const url = whereTo(await p.go(`/${c.tenant}/oauth2/v2.0/authorize?${form({ ...good, ...bad })}`, { follow: false }));
      assert.equal(url.origin, 'http://localhost:5000');
      assert.equal(url.searchParams.get('error'), error, JSON.stringify(bad));
      assert.equal(url.searchParams.get('state'), 'st');
      assert.ok(url.searchParams.get('iss'));
      assert.equal(url.searchParams.get('code'), null);
    }
    // Written anew it would be longer than what sign-in carries along.
    const long = whereTo(await p.go(`/${c.tenant}/oauth2/v2.0/authorize?${form({ ...good, state: 'S' }).replace('state=S', `state=${','.repeat(1500)}`)}`, { follow: false }));
    assert.match(long.searchParams.get('error_description'), /too long/);
  } },
  { name: 'the answer comes back in the query, in the fragment, or as a form, as it was asked for', async run(t) {
    const c = publicClient(t), k = pkce(), { p } = await signedIn(t);
    const ask = (mode) => authorize(p, c.tenant, { client_id: c.client_id, response_type: 'code', response_mode: mode, redirect_uri: 'http://localhost:5000', scope: `${API}/user_impersonation`, state: 'a&b"<', code_challenge: k.challenge, code_challenge_method: 'S256' });
    const query = whereTo(await ask('query'));
    assert.equal(query.searchParams.get('state'), 'a&b"<');
    const fragment = whereTo(await ask('fragment'));
    assert.equal(fragment.search, '');
    assert.equal(new URLSearchParams(fragment.hash.slice(1)).get('state'), 'a&b"<');
    const posted = await ask('form_post');
    assert.equal(posted.status, 200);
    assert.match(posted.headers['content-security-policy'], /form-action 'self' http:\/\/localhost:5000$/);
    assert.match(posted.text, /action="http:\/\/localhost:5000"/);
    assert.match(posted.text, /name="code" value="[A-Za-z0-9_-]{40,}"/);
    assert.equal(unescapeHtml(posted.text.match(/name="state" value="([^"]*)"/)[1]), 'a&b"<');
  } },
  { name: 'prompt=none says why it would have to ask; login, consent and select_account ask', async run(t) {
    const c = publicClient(t, 'alder'), k = pkce();
    const fields = (more) => ({ client_id: c.client_id, response_type: 'code', redirect_uri: 'http://localhost', scope: `${API}/.default`, state: 's', code_challenge: k.challenge, code_challenge_method: 'S256', ...more });
    const nobody = new Person(t.server);
    const path = (more) => `/${c.tenant}/oauth2/v2.0/authorize?${form(fields(more))}`;
    assert.equal(whereTo(await nobody.go(path({ prompt: 'none' }), { follow: false })).searchParams.get('error'), 'login_required');
    const door = await nobody.go(path({ login_hint: 'c.dubois@alderfinch.example' }), { follow: false });
    assert.match(door.headers.location, /^\/sign-in\?return=/);
    const p = await person(t, 'Alder & Finch', 'sales_agent');
    assert.equal(whereTo(await p.go(path({ prompt: 'none' }), { follow: false })).searchParams.get('error'), 'consent_required');
    whereTo(await authorize(p, c.tenant, fields({})));
    assert.equal(whereTo(await p.go(path({ prompt: 'none' }), { follow: false })).searchParams.get('error'), 'consent_required', 'a program on a device asks each time');
    assert.equal(whereTo(await p.go(path({ prompt: 'none', login_hint: 'somebody@else.example' }), { follow: false })).searchParams.get('error'), 'login_required');
    assert.match((await p.go(path({ login_hint: 'somebody@else.example' }), { follow: false })).text, /somebody@else\.example/);
    assert.match((await p.go(path({ prompt: 'login' }), { follow: false })).headers.location, /^\/sign-in\/confirm\?return=/);
    assert.match((await p.go(path({ prompt: 'consent' }), { follow: false })).text, /name="do" value="allow"/);
    assert.match((await p.go(path({ prompt: 'select_account' }), { follow: false })).text, /c\.dubois@alderfinch\.example/);
  } },
  { name: 'a program on a device asks each time, however often it was allowed; a web application once', async run(t) {
    const p = await person(t, 'Estrella Solo', 'global_admin'), k = pkce();
    const make = async (kind, sign_in) => {
      await p.go(`/a/${p.account}/settings/applications/new`);
      const made = await p.post(`/a/${p.account}/settings/applications/new`, { name: `Asks ${randomUUID().slice(0, 6)}`, kind, sign_in, scopes: 'user_impersonation' }, { follow: false });
      assert.equal(made.status, 303, made.text);
      return made.headers.location.match(/applications\/([0-9a-f-]{36})/)[1];
    };
    const tenant = server(t, 'Estrella Solo').tenant;
    const fields = (client_id, redirect_uri) => ({ client_id, response_type: 'code', redirect_uri, scope: `${API}/user_impersonation`, state: 's', code_challenge: k.challenge, code_challenge_method: 'S256' });
    const asks = async (f) => /name="request"/.test((await p.go(`/${tenant}/oauth2/v2.0/authorize?${form(f)}`, { follow: false })).text);
    for (const [kind, redirect_uri, again] of [['public', 'http://localhost:5000', true], ['public', 'http://127.0.0.1/x', true], ['public', 'com.example.app://back', true], ['public', 'https://spa.example/back', false], ['server', 'https://web.example/back', false]]) {
      const f = fields(await make(kind, redirect_uri), redirect_uri);
      assert.ok(await asks(f), `${redirect_uri}: asked the first time`);
      whereTo(await authorize(p, tenant, f));
      assert.equal(await asks(f), again, redirect_uri);
      if (again) {
        assert.match(unescapeHtml((await p.go(`/${tenant}/oauth2/v2.0/authorize?${form(f)}`, { follow: false })).text), /It was allowed before/);
        whereTo(await authorize(p, tenant, f, { all: true }));
        assert.ok(await asks(f), `${redirect_uri}: allowed for everybody, and asked all the same`);
      }
    }
  } },
  { name: 'an application that must use PKCE is refused without, by its own setting; off, it may leave it out', async run(t) {
    const p = await person(t, 'Estrella Solo', 'global_admin'), tenant = server(t, 'Estrella Solo').tenant, redirect_uri = 'https://web.example/back';
    const base = `/a/${p.account}/settings/applications`, form_of = { name: `Strict ${randomUUID().slice(0, 6)}`, sign_in: redirect_uri, scopes: 'user_impersonation' };
    await p.go(`${base}/new`);
    const made = await p.post(`${base}/new`, { ...form_of, kind: 'server' }, { follow: false });
    const client_id = made.headers.location.match(/applications\/([0-9a-f-]{36})/)[1];
    await p.go(`${base}/${client_id}/secrets/new`);
    const secret = unescapeHtml((await p.post(`${base}/${client_id}/secrets/new`, { name: 'one', days: '90' }, { follow: false })).text.match(/<code data-copy="">([^<]+)</)[1]);
    const fields = { client_id, response_type: 'code', redirect_uri, scope: `${API}/user_impersonation`, state: 's' };
    const redeem = (code, more = {}) => token(t, tenant, { grant_type: 'authorization_code', client_id, client_secret: secret, code, redirect_uri, ...more });
    const codeOf = (url) => url.searchParams.get('code');
    const early = codeOf(whereTo(await authorize(p, tenant, fields))), spare = codeOf(whereTo(await authorize(p, tenant, fields)));
    assert.equal((await redeem(early)).status, 200, 'off by default');
    const set = async (on) => {
      const edit = await p.go(`${base}/${client_id}/edit`), version = edit.text.match(/name="version" value="(\d+)"/)[1];
      assert.equal((await p.post(`${base}/${client_id}/edit`, { ...form_of, version, ...(on ? { pkce: '1' } : {}) }, { follow: false })).status, 303);
      assert.equal(/name="pkce"[^>]*checked/.test((await p.go(`${base}/${client_id}/edit`)).text), on);
    };
    await set(true);
    for (const v of ['', '/v2.0']) {
      const told = whereTo(await p.go(`/${tenant}/oauth2${v}/authorize?${form(v ? fields : { ...fields, resource: API, scope: '' })}`, { follow: false }));
      assert.equal(told.searchParams.get('error'), 'invalid_request');
      assert.match(told.searchParams.get('error_description'), /^Code challenge required/);
      assert.equal(told.searchParams.get('state'), 's');
    }
    assert.equal((await redeem(spare)).json().error, 'invalid_grant', 'a code of before is not taken without a verifier');
    const k = pkce(), with_it = { ...fields, code_challenge: k.challenge, code_challenge_method: 'S256' };
    assert.equal((await redeem(codeOf(whereTo(await authorize(p, tenant, with_it))))).json().error, 'invalid_grant');
    assert.equal((await redeem(codeOf(whereTo(await authorize(p, tenant, with_it))), { code_verifier: k.verifier })).status, 200);
    await set(false);
    assert.equal((await redeem(codeOf(whereTo(await authorize(p, tenant, fields))))).status, 200);
  } },
  { name: 'an installation can ask every application for PKCE', async run(t) {
    const w = await ownServer(t, 'pkce', { env: { ENTENTE_REQUIRE_PKCE: 'true' } }), c = w.demo.api.find((a) => a.account === 'Harbor Systems');
    const p = new Person(w.server), who = w.demo.portal.find((x) => x.account === 'Harbor Systems');
    await p.signIn(who.email, who.password);
    const told = whereTo(await p.go(`/${c.tenant}/oauth2/v2.0/authorize?${form({ client_id: c.client_id, response_type: 'code', redirect_uri: 'http://localhost/signed-in', scope: `${API}/.default` })}`, { follow: false }));
    assert.equal(told.searchParams.get('error'), 'invalid_request');
    assert.match(told.searchParams.get('error_description'), /^Code challenge required/);
    const admin = new Person(w.server);
    await admin.signIn(w.demo.portal.find((x) => x.account === 'Harbor Systems' && [].concat(x.roles).includes('global_admin')).email, who.password);
    assert.match((await admin.go(`/a/harbor/settings/applications/${c.client_id}/edit`)).text, /This installation asks it of every application/);
    await w.server.stop();
  } },
  { name: 'who is asked to sign in again proves it once, and the request goes on where it was', async run(t) {
    const c = publicClient(t), k = pkce(), p = await person(t, 'Harbor Systems', 'admin_agent');
    const fields = { client_id: c.client_id, response_type: 'code', redirect_uri: 'http://localhost', scope: `${API}/.default`, state: 's', prompt: 'login', code_challenge: k.challenge, code_challenge_method: 'S256' };
    const away = await p.go(`/${c.tenant}/oauth2/v2.0/authorize?${form(fields)}`, { follow: false });
    const back = new URL(away.headers.location, t.server.base).searchParams.get('return');
    await p.go(away.headers.location);
    const wrong = await p.post('/sign-in/confirm', { password: 'not it', return: back }, { follow: false });
    assert.equal(wrong.status, 422);
    const proved = await p.post('/sign-in/confirm', { password: at(t, 'Harbor Systems', 'admin_agent').password, return: back }, { follow: false });
    assert.equal(proved.headers.location, back);
    assert.ok(await codeAfter(p, await p.go(back, { follow: false })));
    // Brought by another site later, the same address asks again: the mark in it is of its moment.
    assert.match((await p.go(`/${c.tenant}/oauth2/v2.0/authorize?${form(fields)}`, { follow: false })).headers.location, /^\/sign-in\/confirm/);
  } },
  { name: 'another account can be chosen on the way, and signs in beside the first', async run(t) {
    const c = publicClient(t, 'alder'), k = pkce(), p = await person(t, 'Harbor Systems', 'admin_agent');
    const fields = { client_id: c.client_id, response_type: 'code', redirect_uri: 'http://localhost', scope: `openid ${API}/.default`, prompt: 'select_account', code_challenge: k.challenge, code_challenge_method: 'S256' };
    const choice = await p.go(`/${c.tenant}/oauth2/v2.0/authorize?${form(fields)}`, { follow: false });
    const other = unescapeHtml(choice.text.match(/href="(\/sign-in\?other=1[^"]*)"/)[1]);
    const door = await p.go(other, { follow: false });
    assert.equal(door.status, 200);
    const back = new URL(other, t.server.base).searchParams.get('return'), who = at(t, 'Alder & Finch', 'sales_agent');
    const signed = await p.post('/sign-in', { email: who.email, password: who.password, return: back }, { follow: false });
    assert.equal(signed.status, 303);
    assert.equal(signed.headers.location, back);
    const asked = await p.go(back, { follow: false });
    assert.equal(asked.status, 200);
    assert.ok(asked.text.includes(who.email), 'asked as the one who has just signed in');
    assert.ok(await codeAfter(p, asked));
  } },
  { name: 'a request for sign-in may come as a form, and leads to the same page', async run(t) {
    const c = publicClient(t), k = pkce();
    const fields = { client_id: c.client_id, response_type: 'code', redirect_uri: 'http://localhost', scope: `openid ${API}/.default`, state: 'ä &', code_challenge: k.challenge, code_challenge_method: 'S256' };
    const res = await post(t, `/${c.tenant}/oauth2/v2.0/authorize`, fields);
    assert.equal(res.status, 303);
    const to = new URL(res.headers.location, t.server.base);
    assert.equal(to.pathname, `/${c.tenant}/oauth2/v2.0/authorize`);
    assert.deepEqual(Object.fromEntries(to.searchParams), fields);
    const p = await person(t, 'Harbor Systems', 'admin_agent');
    assert.ok(await codeAfter(p, await p.go(res.headers.location, { follow: false })));
    for (const path of ['//oauth2/v2.0/authorize', '//evil.example/oauth2/authorize', '/%2fevil.example/oauth2/authorize', '/\\evil.example/oauth2/authorize']) {
      const bad = await post(t, path, fields);
      assert.ok(!bad.headers.location || new URL(bad.headers.location, t.server.base).origin === t.server.base, `${path} ${bad.headers.location}`);
    }
    assert.equal((await post(t, `/${c.tenant}/oauth2/authorize`, fields, { 'Content-Type': 'text/plain' })).status, 400);
    const twice = await post(t, `/${c.tenant}/oauth2/authorize`, [...Object.entries(fields), ['redirect_uri', 'https://evil.example']]);
    assert.equal((await p.go(twice.headers.location, { follow: false })).status, 400);
  } },
  { name: 'who declines gives nothing, and the application hears access_denied', async run(t) {
    const c = publicClient(t), k = pkce(), p = await person(t, 'Harbor Systems', 'helpdesk_agent');
    const url = whereTo(await authorize(p, c.tenant, { client_id: c.client_id, response_type: 'code', redirect_uri: 'http://localhost', scope: `${API}/.default`, state: 'x', code_challenge: k.challenge, code_challenge_method: 'S256' }, { answer: 'decline' }));
    assert.equal(url.searchParams.get('error'), 'access_denied');
    assert.equal(url.searchParams.get('state'), 'x');
  } },
  { name: 'the consent form takes no request that it did not ask about', async run(t) {
    const p = await person(t, 'Harbor Systems', 'admin_agent');
    await p.go('/me');
    for (const path of ['/consent', '//evil.example/oauth2/v2.0/authorize', '/x/oauth2/v3/authorize', '']) {
      const res = await p.post('/consent', { path, request: 'client_id=x', do: 'allow' }, { follow: false });
      assert.ok(res.status >= 400, `${path} ${res.status}`);
    }
    const c = publicClient(t), k = pkce();
    const res = await p.post('/consent', { path: `/${c.tenant}/oauth2/v2.0/authorize`, request: form({ client_id: c.client_id, response_type: 'code', redirect_uri: 'https://evil.example', scope: `${API}/.default`, code_challenge: k.challenge, code_challenge_method: 'S256' }), do: 'allow' }, { follow: false });
    assert.equal(res.status, 400);
    assert.ok(!res.headers.location);
  } },
  { name: 'a refresh token of a public client works once, and the second use ends the family', async run(t) {
    const s = await signedIn(t);
    const use = (r) => token(t, s.c.tenant, { grant_type: 'refresh_token', client_id: s.c.client_id, refresh_token: r });
    const second = (await use(s.refresh_token)).json();
    const third = (await use(second.refresh_token)).json();
    assert.ok(third.access_token && third.id_token);
    assert.equal((await api(t, third.access_token)).status, 200);
    const stolen = await use(second.refresh_token);
    assert.equal(stolen.json().error, 'invalid_grant');
    assert.match(stolen.json().error_description, /again/);
    assert.equal((await use(third.refresh_token)).json().error, 'invalid_grant', 'the newest ends too');
    assert.equal((await api(t, third.access_token)).status, 401);
  } },
  { name: 'a refresh token is of one application and directory, and gives no more than was given', async run(t) {
    const s = await signedIn(t, { scope: `offline_access ${API}/customers.read` });
    const other = server(t);
    assert.equal((await token(t, s.c.tenant, { grant_type: 'refresh_token', client_id: other.client_id, client_secret: other.client_secret, refresh_token: s.refresh_token })).json().error, 'invalid_grant');
    assert.ok(['invalid_grant', 'unauthorized_client'].includes((await token(t, server(t, 'Alder & Finch').tenant, { grant_type: 'refresh_token', client_id: s.c.client_id, refresh_token: s.refresh_token })).json().error));
    assert.equal((await token(t, s.c.tenant, { grant_type: 'refresh_token', client_id: s.c.client_id, refresh_token: s.refresh_token, scope: `${API}/customers.write` })).json().error, 'invalid_scope');
    const ok = (await token(t, s.c.tenant, { grant_type: 'refresh_token', client_id: s.c.client_id, refresh_token: s.refresh_token, scope: `https://api.partner.microsoft.com/.default` })).json();
    assert.equal(claimsOf(ok.access_token).aud, 'https://api.partner.microsoft.com');
    assert.match(claimsOf(ok.access_token).scp, /customers\.read/);
  } },
  { name: 'a token that may only read is refused a change, and told which scope is missing', async run(t) {
    const s = await signedIn(t, { scope: `${API}/customers.read` });
    assert.equal((await api(t, s.access_token)).status, 200);
    const res = await api(t, s.access_token, '/v1/customers', 'POST', '{}');
    assert.equal(res.status, 403);
    assert.match(res.headers['www-authenticate'], /error="insufficient_scope", scope="customers\.write"/);
    assert.equal((await api(t, s.access_token, '/oidc/userinfo')).status, 403, 'no openid, no userinfo');
  } },
  { name: 'the secure application model: a code by version 1, then refreshed without end for another resource', async run(t) {
    const c = server(t), p = await person(t, 'Harbor Systems', 'admin_agent');
    const url = whereTo(await authorize(p, c.tenant, { client_id: c.client_id, response_type: 'code', redirect_uri: 'http://localhost/signed-in', resource: 'https://graph.windows.net', state: 'z' }, { v1: true }));
    const v1 = (fields) => post(t, `/${c.tenant}/oauth2/token`, { client_id: c.client_id, client_secret: c.client_secret, ...fields });
    const first = await v1({ grant_type: 'authorization_code', code: url.searchParams.get('code'), redirect_uri: 'http://localhost/signed-in', resource: API });
    assert.equal(first.status, 200, first.text);
    const a = first.json();
    for (const k of ['token_type', 'expires_in', 'ext_expires_in', 'expires_on', 'not_before', 'resource', 'scope', 'access_token', 'refresh_token', 'id_token']) assert.equal(typeof a[k], 'string', k);
    assert.equal(claimsOf(a.access_token).ver, '1.0');
    for (let i = 0; i < 3; i++) {
      const r = (await v1({ grant_type: 'refresh_token', refresh_token: a.refresh_token, scope: 'openid', resource: API })).json();
      assert.equal(r.resource, API);
      assert.equal((await api(t, r.access_token)).status, 200);
    }
  } },
  { name: 'client credentials are taken in one way only, and a public client proves nothing by a secret', async run(t) {
    const c = server(t), pub = publicClient(t);
    const basic = (id, secret) => ({ Authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}` });
    const cc = { grant_type: 'client_credentials', scope: `${API}/.default` };
    assert.equal((await token(t, c.tenant, cc, basic(c.client_id, c.client_secret))).status, 200);
    assert.equal((await token(t, c.tenant, { ...cc, client_id: c.client_id, client_secret: c.client_secret }, basic(c.client_id, c.client_secret))).json().error, 'invalid_request');
    assert.equal((await token(t, c.tenant, { ...cc, client_id: pub.client_id }, basic(c.client_id, c.client_secret))).json().error, 'invalid_request');
    const wrong = await token(t, c.tenant, cc, basic(c.client_id, 'nope'));
    assert.equal(wrong.status, 401);
    assert.match(wrong.headers['www-authenticate'], /^Basic/);
    assert.equal((await token(t, pub.tenant, { ...cc, client_id: pub.client_id })).json().error, 'unauthorized_client');
    assert.equal((await token(t, pub.tenant, { ...cc, client_id: pub.client_id, client_secret: 'x' })).json().error, 'invalid_client');
    assert.equal((await token(t, 'common', { ...cc, client_id: c.client_id, client_secret: c.client_secret })).json().error, 'invalid_request');
    assert.equal((await token(t, server(t, 'Alder & Finch').tenant, { ...cc, client_id: c.client_id, client_secret: c.client_secret })).json().error, 'unauthorized_client');
    const twice = await request(t.server, { method: 'POST', path: `/${c.tenant}/oauth2/v2.0/token`, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: `${form({ ...cc, client_id: c.client_id, client_secret: c.client_secret })}&client_secret=x` });
    assert.equal(twice.json().error, 'invalid_request');
    const json = await request(t.server, { method: 'POST', path: `/${c.tenant}/oauth2/v2.0/token`, headers: { 'Content-Type': 'application/json' }, body: '{"grant_type":"client_credentials"}' });
    assert.equal(json.json().error, 'invalid_request');
  } },
  { name: 'passwords and exchanged tokens are refused with a reason', async run(t) {
    const c = server(t);
    for (const grant_type of ['password', 'urn:ietf:params:oauth:grant-type:jwt-bearer', 'implicit']) {
      const res = await token(t, c.tenant, { grant_type, client_id: c.client_id, client_secret: c.client_secret, username: 'a', password: 'b' });
      assert.equal(res.json().error, 'unsupported_grant_type');
      assert.ok(res.json().error_description.length > 40);
      const e = res.json();
      assert.ok(Array.isArray(e.error_codes) && e.trace_id && e.correlation_id && !Number.isNaN(Date.parse(e.timestamp)));
    }
  } },
  { name: 'a client assertion holds only as it should: signature, algorithm, names, audience, time', async run(t) {
    const c = server(t, 'Cobalt Peak'), admin = await person(t, 'Cobalt Peak', 'global_admin');
    const dir = tempDir('assertion'), p = (f) => join(dir, f);
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '9', '-subj', '/CN=cobalt', '-keyout', p('k'), '-out', p('c')], { stdio: 'pipe' });
    const pem = readFileSync(p('c'), 'utf8'), key = readFileSync(p('k'), 'utf8');
    const base = `/a/${admin.account}/settings/applications/${c.client_id}`;
    const add = async (certificate) => { await admin.go(`${base}/certificates/new`); return admin.post(`${base}/certificates/new`, { certificate }, { follow: false }); };
    assert.equal((await add(key)).status, 422, 'a private key is refused');
    assert.ok(!(await add(key)).text.includes('BEGIN PRIVATE KEY-----\n'), 'and not sent back');
    assert.equal((await add('nonsense')).status, 422);
    assert.equal((await add(pem)).status, 303);
    assert.equal((await add(pem)).status, 422, 'not twice');
    const x5t = createHash('sha256').update(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64')).digest('base64url');
    const now = Math.floor(Date.now() / 1000), aud = `${t.server.base}/${c.tenant}/oauth2/v2.0/token`;
    const make = (header, claims, signer = key) => {
      const text = `${b64(JSON.stringify({ alg: 'RS256', typ: 'JWT', 'x5t#S256': x5t, ...header }))}.${b64(JSON.stringify({ iss: c.client_id, sub: c.client_id, aud, nbf: now, exp: now + 300, jti: randomUUID(), ...claims }))}`;
      return `${text}.${signer ? createSign('RSA-SHA256').update(text).sign(signer, 'base64url') : ''}`;
    };
    const send = (client_assertion, more = {}) => token(t, c.tenant, { grant_type: 'client_credentials', client_id: c.client_id, scope: `${API}/.default`, client_assertion, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', ...more });
    const good = await send(make({}, {}));
    assert.equal(good.status, 200, good.text);
    assert.equal((await send(make({}, { aud: [aud] }))).status, 200);
    assert.equal((await send(make({}, { nbf: now + 120, exp: now + 600 }))).status, 200, 'a clock that is two minutes ahead');
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const bad = {
      'alg none': make({ alg: 'none' }, {}, null), 'another key': make({}, {}, other), 'no thumbprint': make({ 'x5t#S256': undefined }, {}), 'HS256': make({ alg: 'HS256' }, {}),
      'another issuer': make({}, { iss: randomUUID() }), 'another subject': make({}, { sub: randomUUID() }), 'another audience': make({}, { aud: 'https://elsewhere.example/token' }), 'two audiences': make({}, { aud: [aud, 'https://elsewhere.example'] }),
      'expired': make({}, { nbf: now - 4000, exp: now - 3600 }), 'without an end': make({}, { exp: undefined }), 'good for a week': make({}, { exp: now + 7 * 86400 }), 'from tomorrow': make({}, { nbf: now + 86400, exp: now + 86500 }),
      'an extension': make({ crit: ['b64'], b64: false }, {}), 'nonsense': 'a.b.c', 'one part': 'abc',
    };
    for (const [name, assertion] of Object.entries(bad)) {
      const res = await send(assertion);
      assert.equal(res.status, 401, `${name}: ${res.text}`);
      assert.equal(res.json().error, 'invalid_client', name);
    }
    assert.equal((await send(make({}, {}), { client_assertion_type: 'x' })).json().error, 'invalid_request');
    assert.equal((await send(make({}, {}), { client_secret: c.client_secret })).json().error, 'invalid_request');
    const bearer = good.json().access_token;
    assert.equal((await api(t, bearer)).status, 200);
    const end = (await admin.go(base)).text.match(new RegExp(`${base}/certificates/([0-9a-f-]{36})/end`))[1];
    await admin.post(`${base}/certificates/${end}/end`, {});
    assert.equal((await send(make({}, {}))).json().error, 'invalid_client');
    assert.equal((await api(t, bearer)).status, 401, 'tokens that the certificate gave end with it');
  } },
  { name: 'forged and foreign tokens open nothing', async run(t) {
    const s = await signedIn(t);
    const [h, body, sig] = s.access_token.split('.');
    const claims = claimsOf(s.access_token), head = JSON.parse(Buffer.from(h, 'base64url'));
    const keys = (await request(t.server, { path: `/${s.c.tenant}/discovery/v2.0/keys` })).json().keys;
    const forged = [
      `${b64(JSON.stringify({ ...head, alg: 'none' }))}.${body}.`, `${b64(JSON.stringify({ ...head, alg: 'none' }))}.${body}.${sig}`,
      `${h}.${b64(JSON.stringify({ ...claims, oid: randomUUID() }))}.${sig}`, `${h}.${b64(JSON.stringify({ ...claims, tid: server(t, 'Alder & Finch').tenant }))}.${sig}`,
      `${b64(JSON.stringify({ ...head, kid: 'unknown' }))}.${body}.${sig}`, `${h}.${body}`, `${h}.${body}.${sig}x`, 'Bearer', `entente_st_${'A'.repeat(38)}`, 'entente_st_short',
      (() => { const text = `${b64(JSON.stringify({ ...head, alg: 'HS256' }))}.${body}`; return `${text}.${createHash('sha256').update(keys[0].n + text).digest('base64url')}`; })(),
    ];
    for (const f of forged) {
      const res = await api(t, f);
      assert.equal(res.status, 401, f.slice(0, 60));
      assert.match(res.headers['www-authenticate'], /error="invalid_token"/);
    }
  } },
  { name: 'a secret that is removed takes its tokens along at once', async run(t) {
    const c = server(t, 'Estrella Solo'), admin = await person(t, 'Estrella Solo', 'global_admin');
    const base = `/a/${admin.account}/settings/applications/${c.client_id}`;
    await admin.go(`${base}/secrets/new`);
    const made = await admin.post(`${base}/secrets/new`, { name: 'second', days: '90' }, { follow: false });
    assert.equal(made.status, 200, made.text.slice(0, 500));
    const secret = unescapeHtml(made.text.match(/<code data-copy="">([^<]+)</)[1]);
    const get = (client_secret) => token(t, c.tenant, { grant_type: 'client_credentials', client_id: c.client_id, client_secret, scope: `${API}/.default` });
    const [one, two] = [(await get(c.client_secret)).json().access_token, (await get(secret)).json().access_token];
    for (const x of [one, two]) assert.equal((await api(t, x)).status, 200);
    const page = (await admin.go(base)).text;
    assert.ok(!page.includes(secret), 'the page never shows it again');
    const ends = [...page.matchAll(new RegExp(`${base}/secrets/([0-9a-f-]{36})/end`, 'g'))].map((m) => m[1]);
    assert.equal(ends.length, 2);
    const newest = ends[0];
    await admin.post(`${base}/secrets/${newest}/end`, {});
    assert.equal((await api(t, two)).status, 401);
    assert.equal((await api(t, one)).status, 200, 'tokens of the other secret go on');
    assert.equal((await get(secret)).json().error, 'invalid_client');
    // Suspended, then allowed again: tokens of before hold again only if they were not revoked.
    await admin.go(`${base}/suspend`);
    await admin.post(`${base}/suspend`, {});
    assert.equal((await api(t, one)).status, 401);
    assert.equal((await get(c.client_secret)).json().error, 'unauthorized_client');
    await admin.post(`${base}/resume`, {});
    assert.equal((await api(t, one)).status, 200);
    await admin.go(`${base}/revoke`);
    await admin.post(`${base}/revoke`, {});
    assert.equal((await api(t, one)).status, 401);
  } },
  { name: 'an application that may not work alone, or has fewer scopes, is held to that at once', async run(t) {
    const admin = await person(t, 'Cobalt Peak', 'global_admin');
    const list = `/a/${admin.account}/settings/applications`;
    await admin.go(`${list}/new`);
    const fields = (more) => [['_csrf', admin.csrf], ['_key', randomUUID()], ['name', 'Held'], ['kind', 'server'], ...more];
    const send = (path, more) => admin.go(path, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: form(fields(more)), follow: false });
    const made = await send(`${list}/new`, [['app_only', '1'], ['scopes', 'customers.read']]);
    const base = made.headers.location;
    const id = base.split('/').pop();
    await admin.post(`${base}/roles`, { role: 'admin_agent' });
    await admin.go(`${base}/secrets/new`);
    const secret = unescapeHtml((await admin.post(`${base}/secrets/new`, { days: '90' }, { follow: false })).text.match(/<code data-copy="">([^<]+)</)[1]);
    const tenant = server(t, 'Cobalt Peak').tenant;
    const cc = (scope) => token(t, tenant, { grant_type: 'client_credentials', client_id: id, client_secret: secret, scope: `${API}/${scope}` });
    const bearer = (await cc('.default')).json().access_token;
    assert.deepEqual(claimsOf(bearer).roles, ['customers.read']);
    assert.equal((await api(t, bearer)).status, 200);
    assert.equal((await api(t, bearer, '/v1/customers', 'POST', '{}')).status, 403);
    assert.equal((await cc('user_impersonation')).json().error, 'invalid_scope');
    await admin.post(`${base}/roles/take`, { role: 'admin_agent' });
    const roleless = await api(t, bearer);
    assert.equal(roleless.status, 403, 'a role that is taken is felt by the next call');
    const missing = roleless.json().missingPermission;
    assert.equal(missing.permission, 'customers.view');
    assert.ok(missing.roles.includes('admin_agent') && !missing.roles.includes('global_admin'), `roles that an application may hold: ${missing.roles}`);
    const version = (await admin.go(`${base}/edit`)).text.match(/name="version" value="(\d+)"/)[1];
    await send(`${base}/edit`, [['version', version], ['scopes', 'customers.read']]);
    assert.equal((await cc('.default')).json().error, 'unauthorized_client');
    const stale = await send(`${base}/edit`, [['version', version], ['scopes', 'customers.read']]);
    assert.equal(stale.status, 409);
  } },
  { name: 'a refusal of the API says which permission is missing and which roles give it', async run(t) {
    const p = await person(t, 'Harbor Systems', 'billing_admin');
    await p.go('/me/tokens/new');
    const made = await p.go('/me/tokens/new', { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: form([['_csrf', p.csrf], ['_key', randomUUID()], ['name', 'asks'], ['account', p.account], ['days', '30'], ['scopes', 'customers.read'], ['scopes', 'customers.write']]), follow: false });
    assert.equal(made.status, 200, made.text.slice(0, 800));
    const secret = made.text.match(/entente_st_[0-9A-Za-z]{38}/)[0];
    const res = await api(t, secret, '/v1/customers', 'POST', '{}');
    assert.equal(res.status, 403);
    const body = res.json();
    assert.deepEqual(Object.keys(body), ['code', 'description', 'data', 'source', 'missingPermission'], 'the members that clients know, then ours');
    assert.equal(typeof body.code, 'number');
    assert.deepEqual(body.data, []);
    assert.equal(body.missingPermission.permission, 'customers.add');
    assert.ok(body.missingPermission.roles.includes('sales_agent') && !body.missingPermission.roles.includes('billing_admin'), String(body.missingPermission.roles));
    assert.match(body.description, /^The caller does not have the permission customers\.add \(Add customers\)\. Roles that give it: .*Sales agent/);
    const gone = await api(t, secret, `/v1/customers/${randomUUID()}`);
    assert.ok(gone.status === 404 && !('missingPermission' in gone.json()), 'other errors stay as they are');
  } },
  { name: 'a service token works like its person, with less, until it is revoked; it is shown once', async run(t) {
    const p = await person(t, 'Alder & Finch', 'admin_agent');
    await p.go('/me/tokens/new');
    const made = await p.go('/me/tokens/new', { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: form([['_csrf', p.csrf], ['_key', randomUUID()], ['name', 'nightly'], ['account', p.account], ['days', '30'], ['scopes', 'customers.read']]), follow: false });
    assert.equal(made.status, 200, made.text.slice(0, 800));
    const secret = made.text.match(/entente_st_[0-9A-Za-z]{38}/)[0];
    assert.equal((await api(t, secret)).status, 200);
    assert.equal((await api(t, secret, '/v1/customers', 'POST', '{}')).status, 403);
    const page = (await p.go('/me/tokens')).text;
    assert.ok(!page.includes(secret) && page.includes(secret.slice(0, 15)));
    const end = page.match(/\/me\/tokens\/([0-9a-f-]{36})\/end/)[1];
    const stranger = await person(t, 'Cobalt Peak', 'admin_agent');
    await stranger.go('/me/tokens');
    assert.equal((await stranger.post(`/me/tokens/${end}/end`, {}, { follow: false })).status, 404);
    assert.equal((await api(t, secret)).status, 200);
    await p.post(`/me/tokens/${end}/end`, {});
    assert.equal((await api(t, secret)).status, 401);
    for (const bad of [[['name', ''], ['days', '30'], ['scopes', 'customers.read']], [['name', 'x'], ['days', '400'], ['scopes', 'customers.read']], [['name', 'x'], ['days', '30']]]) {
      const res = await p.go('/me/tokens/new', { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: form([['_csrf', p.csrf], ['_key', randomUUID()], ['account', p.account], ...bad]), follow: false });
      assert.equal(res.status, 422);
    }
  } },
  { name: 'an application of another organization is let in by an administrator, works there, and goes when that is taken back', async run(t) {
    const panel = publicClient(t, 'quayside'), alder = server(t, 'Alder & Finch'), k = pkce();
    const ask = { client_id: panel.client_id, response_type: 'code', redirect_uri: panel.redirect_uri, scope: `offline_access ${API}/.default`, state: 'q', code_challenge: k.challenge, code_challenge_method: 'S256' };
    const clerk = await person(t, 'Alder & Finch', 'sales_agent');
    const refused = await clerk.go(`/${alder.tenant}/oauth2/v2.0/authorize?${form(ask)}`, { follow: false });
    assert.equal(refused.status, 403);
    assert.match(refused.text, /Camille Moreau/);
    assert.match(refused.text, new RegExp(`/${alder.tenant}/adminconsent\\?client_id=${panel.client_id}`));
    const link = `/${alder.tenant}/adminconsent?${form({ client_id: panel.client_id, redirect_uri: panel.redirect_uri, state: 'adm' })}`;
    assert.equal((await clerk.go(link)).status, 403);
    const admin = await person(t, 'Alder & Finch', 'global_admin');
    const page = await admin.go(link);
    assert.match(page.text, /Quayside/);
    const yes = await admin.post(link.split('?')[0], { request: link.split('?')[1], do: 'allow' }, { follow: false });
    const back = whereTo(yes);
    assert.deepEqual([back.origin, back.searchParams.get('admin_consent'), back.searchParams.get('tenant'), back.searchParams.get('state')], ['https://panel.quayside.example', 'True', alder.tenant, 'adm']);
    // Quayside makes a secret, and its panel signs the clerk of Alder & Finch in.
    const maker = await person(t, 'Quayside Software', 'owner');
    const base = `/a/${maker.account}/settings/applications/${panel.client_id}`;
    await maker.go(`${base}/secrets/new`);
    const secret = unescapeHtml((await maker.post(`${base}/secrets/new`, { days: '90' }, { follow: false })).text.match(/<code data-copy="">([^<]+)</)[1]);
    const url = whereTo(await clerk.go(`/common/oauth2/v2.0/authorize?${form(ask)}`, { follow: false }));
    assert.equal(url.searchParams.get('iss'), `${t.server.base}/${alder.tenant}/v2.0`);
    const got = (await token(t, 'common', { grant_type: 'authorization_code', client_id: panel.client_id, client_secret: secret, code: url.searchParams.get('code'), redirect_uri: panel.redirect_uri, code_verifier: k.verifier })).json();
    assert.equal(claimsOf(got.access_token).tid, alder.tenant);
    const mine = (await api(t, got.access_token)).json();
    assert.ok(mine.items.length, 'it sees customers of Alder & Finch');
    // On its own it needs roles there: none were given, so it sees nothing.
    const alone = (await token(t, alder.tenant, { grant_type: 'client_credentials', client_id: panel.client_id, client_secret: secret, scope: `${API}/.default` })).json();
    assert.equal(claimsOf(alone.access_token).tid, alder.tenant);
    assert.equal((await api(t, alone.access_token)).status, 403);
    assert.equal((await token(t, server(t, 'Cobalt Peak').tenant, { grant_type: 'client_credentials', client_id: panel.client_id, client_secret: secret, scope: `${API}/.default` })).json().error, 'unauthorized_client');
    const apps = (await admin.go(`/a/${admin.account}/settings/applications`)).text;
    const end = apps.match(/applications\/allowed\/([0-9a-f-]{36})\/end/);
    await admin.post(`/a/${admin.account}/settings/applications/allowed/${end[1]}/end`, {});
    assert.equal((await api(t, got.access_token)).status, 401);
    assert.equal((await api(t, alone.access_token)).status, 401);
    assert.equal((await token(t, 'common', { grant_type: 'refresh_token', client_id: panel.client_id, client_secret: secret, refresh_token: got.refresh_token })).json().error, 'invalid_grant');
  } },
  { name: 'a person sees what they allowed, and taking it back ends it at once', async run(t) {
    const s = await signedIn(t, { role: 'billing_admin' });
    const page = (await s.p.go('/me/applications')).text;
    assert.match(page, /Harbor command line/);
    const end = page.match(/\/me\/applications\/([0-9a-f-]{36})\/end/)[1];
    const other = await person(t, 'Harbor Systems', 'sales_agent');
    await other.go('/me/applications');
    assert.equal((await other.post(`/me/applications/${end}/end`, {}, { follow: false })).status, 404);
    await s.p.post(`/me/applications/${end}/end`, {});
    assert.equal((await api(t, s.access_token)).status, 401);
    assert.equal((await token(t, s.c.tenant, { grant_type: 'refresh_token', client_id: s.c.client_id, refresh_token: s.refresh_token })).json().error, 'invalid_grant');
  } },
  { name: 'a device waits, is declined, runs out of guesses; its code is used once', async run(t) {
    const c = publicClient(t), p = await person(t, 'Harbor Systems', 'sales_agent');
    const begin = async () => (await post(t, `/${c.tenant}/oauth2/v2.0/devicecode`, { client_id: c.client_id, scope: `offline_access ${API}/.default` })).json();
    const poll = (d, more = {}) => token(t, c.tenant, { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: c.client_id, device_code: d.device_code, ...more });
    const d = await begin();
    assert.equal((await poll(d)).json().error, 'authorization_pending');
    assert.equal((await poll(d)).json().error, 'slow_down');
    assert.equal((await poll({ device_code: 'x' })).json().error, 'invalid_grant');
    assert.equal((await poll(d, { client_id: publicClient(t, 'alder').client_id })).status, 400);
    await p.go('/devicelogin');
    const declined = await p.post('/devicelogin/answer', { code: d.user_code, do: 'decline' });
    assert.match(declined.text, /is not connected/);
    assert.equal((await poll(d)).json().error, 'access_denied');
    const e = await begin();
    const allowed = await p.post('/devicelogin/answer', { code: e.user_code, do: 'allow' });
    assert.match(allowed.text, /is connected/);
    const got = await poll(e);
    assert.equal(got.status, 200, got.text);
    assert.equal((await poll(e)).json().error, 'invalid_grant');
    assert.equal((await p.post('/devicelogin', { code: e.user_code })).status, 422, 'the code is used up for people too');
    const server_ = server(t);
    assert.equal((await post(t, `/${server_.tenant}/oauth2/v2.0/devicecode`, { client_id: server_.client_id, client_secret: server_.client_secret, scope: `${API}/.default` })).json().error, 'unauthorized_client');
    const guesser = await person(t, 'Harbor Systems', 'report_viewer');
    await guesser.go('/devicelogin');
    let last;
    for (let i = 0; i < 6; i++) last = await guesser.post('/devicelogin', { code: 'BCDF-GHJK' });
    assert.ok(last.headers['retry-after'], 'guesses are slowed');
    const other = await person(t, 'Harbor Systems', 'billing_admin');
    await other.go('/devicelogin');
    for (let i = 0; i < 6; i++) last = await other.post('/devicelogin/answer', { code: 'BCDF-GHJK', do: 'allow' });
    assert.ok(last.headers['retry-after'], 'so are those that answer at once');
    assert.equal(last.status, 422);
  } },
  { name: 'signing out from an application asks, ends the session, and returns only to a registered address', async run(t) {
    const c = server(t), p = await person(t, 'Harbor Systems', 'sales_agent');
    const url = (to) => `/${c.tenant}/oauth2/v2.0/logout?${form({ client_id: c.client_id, post_logout_redirect_uri: to, state: 'bye' })}`;
    const evil = await p.go(url('https://evil.example/'));
    assert.ok(!/(href|action)="[^"]*evil/.test(evil.text) && !evil.headers.refresh);
    const page = await p.go(url('http://localhost/signed-out'));
    assert.match(page.text, /Sign out here too/);
    assert.equal((await p.go('/me', { follow: false })).status, 200, 'asking alone ends nothing');
    await p.go(url('http://localhost/signed-out'));
    const out = await p.post('/consent/leave', { request: url('http://localhost/signed-out').split('?')[1] }, { follow: false });
    assert.equal(out.headers.location, 'http://localhost/signed-out?state=bye');
    assert.equal((await p.go('/me', { follow: false })).status, 303);
  } },
];
