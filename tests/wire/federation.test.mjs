// Sign-in at an organization's own provider, against a real one: a demo of its own, whose account Alder & Finch sets it up.
import assert from 'node:assert/strict';
import { Person, onExit, unescapeHtml } from '../lib/entente.mjs';
import { ownServer } from '../lib/own.mjs';
import { startProvider, Visitor, makeKey, signToken, halfHash } from '../lib/openid.mjs';

const SECRET = 'a-secret-of-the-test-with-enough-letters';
const DOMAIN = 'alderfinch.example';
const ADMIN = `c.moreau@${DOMAIN}`;
const worlds = new Map();

async function begin(t) {
  const w = await ownServer(t, 'federation');
  const { demo, server } = w;
  w.directory = demo.api.find((a) => /alder/i.test(a.account)).tenant;
  w.op = await startProvider({ people: {
    ada: { email: `ada@${DOMAIN}`, email_verified: true, given_name: 'Ada', family_name: 'Byron', locale: 'en-GB', groups: ['staff', 'sales'] },
    camille: { email: ADMIN, email_verified: true, given_name: 'Camille', family_name: 'Moreau' },
    hugo: { email: `h.lefevre@${DOMAIN}`, email_verified: true },
  } });
  onExit(() => w.op.stop());
  w.client = (more = {}) => ({ client_id: 'entente', client_secret: SECRET, redirect_uris: [`${server.base}/sign-in/at/${w.directory}/callback`], post_logout_redirect_uris: [`${server.base}/sign-in`], grant_types: ['authorization_code'], response_types: ['code'], ...more });
  w.op.clients = [w.client()];
  w.op.restart();
  w.admin = new Person(server);
  await w.admin.signIn(ADMIN, w.password);
  await w.admin.post('/language', { language: 'en', return: '/' });
  w.base = `/a/${w.admin.account}/settings/sign-in`;
  w.form = { name: 'Contoso', issuer: w.op.issuer, client_id: 'entente', client_auth: 'secret_basic', secret: SECRET, scopes: 'openid email profile groups', domains: DOMAIN, jit: '1', jit_roles: 'default_user' };
  await save(w, w.form);
  await post(w, '/switch', { to: 'on' });
  return w;
}
const world = (t) => { if (!worlds.has(t.engine)) worlds.set(t.engine, begin(t)); return worlds.get(t.engine); };

async function post(w, rest, fields, from = '') {
  await w.admin.go(w.base + from);
  const res = await w.admin.post(w.base + rest, fields, { follow: false });
  assert.ok(res.status === 303 && !/confirm|sign-in$/.test(res.headers.location.replace(/settings\/sign-in$/, '')), `${rest}: ${res.status} ${res.headers.location ?? text(res)}`);
  return res;
}
async function save(w, fields) {
  const page = await w.admin.go(`${w.base}/provider`);
  const version = (page.text.match(/name="version" value="(\d+)"/) || [])[1] ?? '0';
  return post(w, '/provider', { version, ...fields }, '/provider');
}
const text = (res) => unescapeHtml(res.text.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');
const session = (p) => p.jar.has('entente');

// From our page to the provider and back; resolves what the callback answered.
async function through(w, { person = new Person(w.server), who, visitor = new Visitor(w.op), query = '', change = (path) => path } = {}) {
  w.op.next = who ?? null;
  const out = await person.go(`/sign-in/at/${w.directory}/go${query}`, { follow: false });
  assert.equal(out.status, 303, text(out));
  const back = change(await visitor.go(out.headers.location), new URL(out.headers.location));
  const res = await person.go(back, { follow: false });
  return { person, res, back, asked: new URL(out.headers.location), visitor };
}
async function signedIn(w, options) {
  const got = await through(w, options);
  assert.equal(got.res.status, 303, text(got.res));
  assert.ok(session(got.person), 'a session');
  return got;
}
async function refused(w, options, words) {
  const got = await through(w, options);
  assert.ok([403, 502, 503].includes(got.res.status), `${got.res.status} ${got.res.headers.location ?? ''}`);
  assert.ok(!session(got.person), 'no session');
  assert.match(text(got.res), words);
  return got;
}

export const tests = [
  { name: 'the settings page tests a provider step by step and says what does not work', async run(t) {
    const w = await world(t);
    const report = async () => { await w.admin.go(w.base); return text(await w.admin.post(`${w.base}/test`, {})); };
    assert.match(await report(), /Contoso can be used as it is set up.*Reaching the issuer In order.*PKCE In order.*Its keys In order 1 key.*Our credentials In order.*Signing out there In order/);
    await save(w, { ...w.form, secret: 'another secret than the one that is right' });
    assert.match(await report(), /cannot be used yet.*Our credentials Does not work The provider does not accept this center's credentials/);
    await save(w, w.form);
    w.op.tamper['/jwks'] = () => ({ keys: [] });
    assert.match(await report(), /Its keys Does not work It publishes no key/);
    w.op.honest();
    w.op.tamper['/.well-known/openid-configuration'] = (d) => ({ ...d, issuer: 'https://other.example' });
    assert.match(await report(), /What it publishes Does not work Its document names another issuer: "https:\/\/other.example"/);
    w.op.honest();
    w.op.tamper['/.well-known/openid-configuration'] = (d) => ({ ...d, code_challenge_methods_supported: ['plain'] });
    assert.match(await report(), /It does not take PKCE with S256/);
    w.op.honest();
    w.op.tamper['/.well-known/openid-configuration'] = () => ({ body: 'hello', status: 200 });
    assert.match(await report(), /not a document of an OpenID provider/);
    w.op.honest();
    w.op.down = true;
    assert.match(await report(), /Reaching the issuer Does not work/);
    assert.match(text(await w.admin.go(w.base)), /did not arrive whole/, 'the last trouble stands on the settings page');
    w.op.honest();
    assert.match(await report(), /can be used/);
    assert.doesNotMatch(text(await w.admin.go(w.base)), /did not arrive whole/);
  } },
  { name: 'a form that does not fit is said field by field, and what was entered is kept', async run(t) {
    const w = await world(t);
    const page = await w.admin.go(`${w.base}/provider`);
    const version = page.text.match(/name="version" value="(\d+)"/)[1];
    const bad = { ...w.form, version, name: '', issuer: 'ftp://id.example', client_id: '', scopes: 'email', domains: '', secret: '' };
    const res = await w.admin.post(`${w.base}/provider`, bad, { follow: false });
    assert.equal(res.status, 422);
    for (const words of ['Enter the name people know', 'Enter the issuer', 'Enter the client ID', 'The scope openid must be', 'Choose at least one e-mail domain', 'Enter the secret anew']) assert.ok(text(res).includes(words), words);
    assert.ok(res.text.includes('value="ftp://id.example"'));
    const stale = await w.admin.post(`${w.base}/provider`, { ...w.form, version: '1' }, { follow: false });
    assert.equal(stale.status, 409);
  } },
  { name: 'the client secret is stored sealed and never shown', async run(t) {
    const w = await world(t);
    assert.ok(!(await w.admin.go(`${w.base}/provider`)).text.includes(SECRET));
    assert.ok(!w.where.query('SELECT * FROM federation_connection').includes(SECRET));
    assert.ok(!w.where.query('SELECT after_json FROM audit_detail').includes(SECRET));
  } },
  { name: 'the address is asked for first: its people are sent to their provider, others to their password', async run(t) {
    const w = await world(t);
    const p = new Person(w.server);
    const first = await p.go('/sign-in?return=/a/alder/customers');
    assert.ok(!first.text.includes('name="password"'));
    const there = await p.post('/sign-in', { email: `Somebody@${DOMAIN}`, return: '/a/alder/customers' });
    assert.match(text(there), /Continue at Contoso/);
    assert.match(there.text, /href="\/sign-in\/at\/[^"]+\/go\?hint=Somebody%40alderfinch.example&amp;return=%2Fa%2Falder%2Fcustomers"/);
    await p.go('/sign-in');
    const here = await p.post('/sign-in', { email: 'm.brooks@cobaltpeak.example' });
    assert.match(here.text, /name="password"/);
    assert.match(here.text, /value="m.brooks@cobaltpeak.example"/);
    const none = await p.post('/sign-in', { email: '' }, { follow: false });
    assert.equal(none.status, 422);
  } },
  { name: 'the request to the provider has PKCE, state and nonce, each new every time', async run(t) {
    const w = await world(t);
    const asked = [];
    for (let i = 0; i < 2; i++) {
      const p = new Person(w.server);
      const out = await p.go(`/sign-in/at/${w.directory}/go?hint=ada@${DOMAIN}`, { follow: false });
      asked.push(new URL(out.headers.location).searchParams);
      assert.match(out.headers['set-cookie'].join('\n'), /entente_at_[\w-]+=.*HttpOnly; SameSite=Lax; Max-Age=600/);
    }
    for (const q of asked) {
      assert.equal(q.get('response_type'), 'code');
      assert.equal(q.get('code_challenge_method'), 'S256');
      assert.equal(q.get('login_hint'), `ada@${DOMAIN}`);
      assert.equal(q.get('redirect_uri'), `${w.server.base}/sign-in/at/${w.directory}/callback`);
    }
    for (const name of ['state', 'nonce', 'code_challenge']) { assert.ok(asked[0].get(name).length >= 32, name); assert.notEqual(asked[0].get(name), asked[1].get(name), name); }
  } },
  { name: 'somebody new is added with the roles that are set up, and found again by subject', async run(t) {
    const w = await world(t);
    const { person, res } = await signedIn(w, { who: { id: 'ada' }, query: '?return=/me' });
    assert.equal(res.headers.location, '/me');
    const me = await person.go('/me');
    assert.match(me.text, /Byron/);
    assert.match(text(await person.go('/a/alder')), /Member/);
    // The address at the provider changes; the person stays the same.
    w.op.people.ada.email = `a.lovelace@${DOMAIN}`;
    const again = await signedIn(w, { who: { id: 'ada' } });
    assert.match(text(await again.person.go('/me')), new RegExp(`ada@${DOMAIN}`));
    assert.equal(w.where.query(`SELECT count(*) FROM app_user WHERE sign_in LIKE 'a.lovelace@%'`), '0');
    w.op.people.ada.email = `ada@${DOMAIN}`;
    assert.match(w.where.query(`SELECT action FROM audit WHERE action = 'federation.entry'`), /federation.entry/);
  } },
  { name: 'somebody who is here already is linked once by a verified address, and only so', async run(t) {
    const w = await world(t);
    w.op.people.hugo.email_verified = false;
    await refused(w, { who: { id: 'hugo' } }, /has not verified your e-mail address/);
    delete w.op.people.hugo.email_verified;
    await refused(w, { who: { id: 'hugo' } }, /has not verified your e-mail address/);
    w.op.people.hugo.email_verified = true;
    const { person } = await signedIn(w, { who: { id: 'hugo' } });
    assert.match(text(await person.go('/me')), new RegExp(`h.lefevre@${DOMAIN}`));
    // Another account of the provider with the same address is not that person.
    w.op.people.impostor = { email: `h.lefevre@${DOMAIN}`, email_verified: true };
    await refused(w, { who: { id: 'impostor' } }, /belongs to another account of the provider/);
  } },
  { name: 'an address outside the own domains signs in nobody, not even where it is somebody else’s', async run(t) {
    const w = await world(t);
    w.op.people.maya = { email: 'm.brooks@cobaltpeak.example', email_verified: true };
    w.op.people.stray = { email: 'stray@nowhere.example', email_verified: true };
    w.op.people.quiet = { name: 'No Address' };
    await refused(w, { who: { id: 'maya' } }, /outside the domains of this organization/);
    await refused(w, { who: { id: 'stray' } }, /outside the domains of this organization/);
    await refused(w, { who: { id: 'quiet' } }, /does not say your e-mail address/);
  } },
  { name: 'without adding on their own, strangers are told whom to ask', async run(t) {
    const w = await world(t);
    await save(w, { ...w.form, jit: '' });
    w.op.people.eve = { email: `eve@${DOMAIN}`, email_verified: true };
    await refused(w, { who: { id: 'eve' } }, /You are not a user here yet/);
    await save(w, w.form);
    await signedIn(w, { who: { id: 'eve' } });
  } },
  { name: 'somebody suspended here stays out', async run(t) {
    const w = await world(t);
    w.op.people.sid = { email: `sid@${DOMAIN}`, email_verified: true };
    await signedIn(w, { who: { id: 'sid' } });
    w.where.query(`UPDATE app_user SET state = 'suspended' WHERE sign_in = 'sid@${DOMAIN}'`);
    await refused(w, { who: { id: 'sid' } }, /Your user is suspended/);
  } },
  { name: 'rules give roles by claims and take them again; roles given by hand stay', async run(t) {
    const w = await world(t);
    w.op.people.rita = { email: `rita@${DOMAIN}`, email_verified: true, locale: 'en', groups: ['staff'], realm_access: { roles: ['seller-fr'] } };
    const add = (fields) => post(w, '/rules', fields, '/rules/add');
    await add({ claim: 'groups', test: 'is', value: 'helpdesk', role: 'helpdesk_agent' });
    await add({ claim: 'realm_access.roles', test: 'like', value: 'seller-*', role: 'sales_agent' });
    const roles = () => w.where.query(`SELECT g.role || ':' || g.origin FROM role_grant g JOIN app_user u ON u.id = g.user_id WHERE u.sign_in = 'rita@${DOMAIN}' ORDER BY g.role`).split('\n');
    await signedIn(w, { who: { id: 'rita' } });
    assert.deepEqual(roles(), ['default_user:direct', 'sales_agent:federation']);
    w.op.people.rita.groups = ['staff', 'helpdesk'];
    delete w.op.people.rita.realm_access;
    const { person } = await signedIn(w, { who: { id: 'rita' } });
    assert.deepEqual(roles(), ['default_user:direct', 'helpdesk_agent:federation']);
    assert.match(text(await person.go('/a/alder')), /Helpdesk agent/);
    const page = await w.admin.go(w.base);
    const remove = [...page.text.matchAll(/action="([^"]*\/rules\/[^"]*\/remove)"/g)].map((m) => m[1]);
    assert.equal(remove.length, 2);
    for (const path of remove) { await w.admin.go(w.base); assert.equal((await w.admin.post(path, {}, { follow: false })).status, 303); }
    await signedIn(w, { who: { id: 'rita' } });
    assert.deepEqual(roles(), ['default_user:direct']);
    const none = await w.admin.post(`${w.base}/rules`, { claim: '', test: 'is', value: '', role: 'operator_admin' }, { follow: false });
    assert.equal(none.status, 422);
    for (const words of ['Enter the name of a claim', 'Enter the value', 'Choose a role of the list']) assert.ok(text(none).includes(words), words);
  } },
  { name: 'keys that rotate in flight are fetched once, and unknown keys do not make a storm', async run(t) {
    const w = await world(t);
    await signedIn(w, { who: { id: 'ada' } });
    w.op.keys.unshift(makeKey('ES256', 'k2'));
    w.op.clients = [w.client({ id_token_signed_response_alg: 'ES256' })];
    w.op.restart();
    w.where.query('UPDATE federation_provider SET keys_asked_at = NULL');
    const before = w.op.count('/jwks');
    await signedIn(w, { who: { id: 'ada' } });
    assert.equal(w.op.count('/jwks'), before + 1, 'the new key is fetched');
    await signedIn(w, { who: { id: 'ada' } });
    assert.equal(w.op.count('/jwks'), before + 1, 'and known from then on');
    const unknown = makeKey('ES256', 'nobody');
    w.op.forge((c) => c, { key: unknown });
    for (let i = 0; i < 3; i++) await refused(w, { who: { id: 'ada' } }, /signed with a key that it does not publish/);
    assert.ok(w.op.count('/jwks') <= before + 2, 'at most one more within the minute');
    w.op.honest();
    w.op.keys.unshift(makeKey('EdDSA', 'k3'));
    w.op.clients = [w.client({ id_token_signed_response_alg: 'EdDSA' })];
    w.op.restart();
    w.where.query('UPDATE federation_provider SET keys_asked_at = NULL');
    await signedIn(w, { who: { id: 'ada' } });
    w.op.clients = [w.client()];
    w.op.restart();
    await signedIn(w, { who: { id: 'ada' } });
  } },
  ...[
    ['of another nonce', (c) => { c.nonce = 'x'.repeat(32); }, /belongs to another sign-in/],
    ['without a nonce', (c) => { delete c.nonce; }, /belongs to another sign-in/],
    ['for another audience', (c) => { c.aud = 'somebody-else'; }, /made for somebody else/],
    ['for several, asked for by another', (c) => { c.aud = ['entente', 'other']; c.azp = 'other'; }, /made for somebody else/],
    ['for several, without a party', (c) => { c.aud = ['entente', 'other']; }, /made for somebody else/],
    ['of another issuer', (c) => { c.iss = 'https://other.example'; }, /made for somebody else/],
    ['that has expired', (c) => { c.exp = c.iat - 3600; }, /has expired/],
    ['without an end', (c) => { delete c.exp; }, /is not complete/],
    ['made long ago', (c) => { c.iat -= 7200; }, /has expired/],
    ['from the future', (c) => { c.iat += 600; c.exp += 600; }, /comes from the future/],
    ['that holds from later on', (c) => { c.nbf = c.iat + 600; }, /comes from the future/],
    ['without a subject', (c) => { delete c.sub; }, /is not complete/],
    ['with the hash of another access token', (c) => { c.at_hash = halfHash('RS256', 'another'); }, /is not complete/],
  ].map(([what, change, words]) => ({ name: `an id token ${what} signs in nobody`, async run(t) {
    const w = await world(t);
    w.op.forge(change, { key: w.op.keys.find((k) => k.alg === 'RS256') });
    await refused(w, { who: { id: 'ada' } }, words);
    w.op.honest();
  } })),
  { name: 'an id token of an algorithm that proves nothing signs in nobody', async run(t) {
    const w = await world(t);
    const key = w.op.keys.find((k) => k.alg === 'RS256');
    const raw = (header, signature) => (c) => `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${Buffer.from(JSON.stringify(c)).toString('base64url')}.${signature}`;
    for (const make of [raw({ alg: 'none' }, 'AA'), raw({ alg: 'HS256', kid: key.kid }, 'AAAA'), (c) => signToken(c, key, { alg: 'RS512' })]) {
      w.op.forge(make);
      await refused(w, { who: { id: 'ada' } }, /algorithm that is not taken here/);
    }
    w.op.forge((c) => signToken(c, key, { alg: 'PS256' }));
    await refused(w, { who: { id: 'ada' } }, /algorithm that is not taken here/);
    w.op.forge((c) => { const token = signToken(c, key); const at = token.lastIndexOf('.') + 9; return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1); });
    await refused(w, { who: { id: 'ada' } }, /signature does not hold/);
    w.op.forge((c) => signToken(c, key, { crit: ['exp'] }));
    await refused(w, { who: { id: 'ada' } }, /signature does not hold/);
    w.op.tamper['/token'] = ({ id_token: _, ...rest }) => rest;
    await refused(w, { who: { id: 'ada' } }, /sent no id token/);
    w.op.honest();
  } },
  { name: 'a clock that is off by a minute does not matter', async run(t) {
    const w = await world(t);
    for (const off of [60, -60]) {
      w.op.forge((c) => { c.iat += off; c.exp += off; }, { key: w.op.keys.find((k) => k.alg === 'RS256') });
      await signedIn(w, { who: { id: 'ada' } });
    }
    w.op.honest();
  } },
  { name: 'an answer is taken once, in the browser that asked, for the sign-in it was asked for', async run(t) {
    const w = await world(t);
    const { person, back } = await signedIn(w, { who: { id: 'ada' } });
    const replay = await person.go(back, { follow: false });
    assert.equal(replay.status, 403);
    assert.match(text(replay), /not begun in this browser, or more than ten minutes ago/, 'its cookie is gone');
    // Even with the cookie kept by somebody.
    const thief = new Person(w.server);
    w.op.next = { id: 'ada' };
    const out = await thief.go(`/sign-in/at/${w.directory}/go`, { follow: false });
    const cookies = new Map(thief.jar);
    const answer = await new Visitor(w.op).go(out.headers.location);
    assert.equal((await thief.go(answer, { follow: false })).status, 303);
    thief.jar = cookies;
    const second = await thief.go(answer, { follow: false });
    assert.equal(second.status, 403);
    assert.match(text(second), /was used already/);
    // Another browser has no such sign-in under way.
    const other = new Person(w.server);
    const { res } = await through(w, { who: { id: 'ada' }, change: (path) => path });
    assert.equal(res.status, 303);
    const begun = await new Person(w.server).go(`/sign-in/at/${w.directory}/go`, { follow: false });
    const foreign = await new Visitor(w.op).go(begun.headers.location);
    assert.equal((await other.go(foreign, { follow: false })).status, 403);
    // Another directory's callback does not take it.
    const cobalt = w.demo.api.find((a) => /cobalt/i.test(a.account)).tenant;
    const mix = new Person(w.server);
    const mixed = await mix.go(`/sign-in/at/${w.directory}/go`, { follow: false });
    const elsewhere = (await new Visitor(w.op).go(mixed.headers.location)).replace(w.directory, cobalt);
    assert.equal((await mix.go(elsewhere, { follow: false })).status, 404);
    for (const bad of ['', '?state=', '?state=short', `?state=${'x'.repeat(300)}&code=1`]) assert.equal((await mix.go(`/sign-in/at/${w.directory}/callback${bad}`, { follow: false })).status, 403, bad);
  } },
  { name: 'an answer says whose it is: a wrong or missing iss is refused', async run(t) {
    const w = await world(t);
    const set = (iss) => (path) => { const u = new URL(path, 'http://x'); if (iss) u.searchParams.set('iss', iss); else u.searchParams.delete('iss'); return u.pathname + u.search; };
    await refused(w, { who: { id: 'ada' }, change: set('https://other.example') }, /does not come from the provider that was asked/);
    await refused(w, { who: { id: 'ada' }, change: set('') }, /does not come from the provider that was asked/);
  } },
  { name: 'what the provider refuses is said in clear words, with its own beside them', async run(t) {
    const w = await world(t);
    const got = await refused(w, { who: { id: 'ada', error: 'access_denied', description: 'Only <b>staff</b> may use this.' } }, /You cancelled the sign-in there, or it is not allowed for you/);
    assert.match(text(got.res), /Contoso says: Only <b>staff<\/b> may use this/);
    assert.ok(!got.res.text.includes('<b>staff</b>'), 'escaped');
    await refused(w, { who: { id: 'ada', error: 'temporarily_unavailable' } }, /cannot sign anybody in just now/);
    w.op.tamper['/token'] = () => ({ status: 400, body: { error: 'invalid_grant', error_description: 'gone' } });
    await refused(w, { who: { id: 'ada' } }, /has expired, or was used already/);
    w.op.tamper['/token'] = () => ({ status: 500, body: 'oops' });
    await refused(w, { who: { id: 'ada' } }, /answered with status 500/);
    w.op.honest();
  } },
  { name: 'a provider that is down is said, and does not stop others', async run(t) {
    const w = await world(t);
    w.where.query(`UPDATE federation_provider SET fresh_until = 0`).toString();
    w.op.down = true;
    const p = new Person(w.server);
    const out = await p.go(`/sign-in/at/${w.directory}/go`, { follow: false });
    assert.equal(out.status, 503);
    assert.match(text(out), /did not arrive whole|Nobody answers/);
    await p.signIn('m.brooks@cobaltpeak.example', w.password);
    w.op.honest();
    await signedIn(w, { who: { id: 'ada' } });
  } },
  { name: 'the second factor of the provider counts where it is trusted', async run(t) {
    const w = await world(t);
    const strength = () => w.where.query(`SELECT s.strength FROM session s JOIN app_user u ON u.id = s.user_id WHERE u.sign_in = 'ada@${DOMAIN}' ORDER BY s.created_at DESC LIMIT 1`);
    const key = w.op.keys.find((k) => k.alg === 'RS256');
    const amr = (list) => w.op.forge((c) => { c.amr = list; }, { key });
    amr(['pwd', 'otp']);
    await signedIn(w, { who: { id: 'ada' } });
    assert.equal(strength(), '1', 'not trusted');
    await save(w, { ...w.form, trust_mfa: '1' });
    await signedIn(w, { who: { id: 'ada' } });
    assert.equal(strength(), '2');
    amr(['pwd']);
    await signedIn(w, { who: { id: 'ada' } });
    assert.equal(strength(), '1');
    w.op.forge((c) => { c.acr = 'phrh'; }, { key });
    await signedIn(w, { who: { id: 'ada' } });
    assert.equal(strength(), '2');
    w.op.honest();
    await save(w, w.form);
  } },
  { name: 'presence is proved at the provider before a sensitive act', async run(t) {
    const w = await world(t);
    const { person, visitor } = await signedIn(w, { who: { id: 'camille' } });
    const page = await person.go('/sign-in/confirm?return=/me');
    assert.match(page.text, /Confirm at Contoso/);
    const at = await person.go(unescapeHtml(page.text.match(/href="(\/sign-in\/at\/[^"]*)"/)[1]));
    const go = unescapeHtml(at.text.match(/href="(\/sign-in\/at\/[^"]*\/go[^"]*)"/)[1]);
    const out = await person.go(go, { follow: false });
    const asked = new URL(out.headers.location);
    assert.equal(asked.searchParams.get('prompt'), 'login');
    assert.equal(asked.searchParams.get('max_age'), '0');
    const before = person.jar.get('entente');
    w.op.next = { id: 'camille' };
    const res = await person.go(await visitor.go(out.headers.location), { follow: false });
    assert.equal(res.status, 303, text(res));
    assert.equal(res.headers.location, '/me');
    assert.notEqual(person.jar.get('entente'), before, 'the session goes on under a new secret');
    // Somebody else's presence is none.
    const out2 = await person.go(go, { follow: false });
    w.op.next = { id: 'ada' };
    const res2 = await person.go(await new Visitor(w.op).go(out2.headers.location), { follow: false });
    assert.equal(res2.status, 403);
    assert.match(text(res2), /as somebody else than who is signed in here/);
    // A provider that did not ask again.
    w.op.forge((c) => { c.auth_time -= 3600; }, { key: w.op.keys.find((k) => k.alg === 'RS256') });
    const out3 = await person.go(go, { follow: false });
    w.op.next = { id: 'camille' };
    const res3 = await person.go(await new Visitor(w.op).go(out3.headers.location), { follow: false });
    assert.match(text(res3), /did not ask you to prove your presence anew/);
    w.op.honest();
  } },
  { name: 'who is sent in by a session of the provider is not present until they have proved it', async run(t) {
    const w = await world(t);
    const { person, visitor } = await signedIn(w, { who: { id: 'camille' } });
    const gate = () => person.go('/me/passkeys/add', { follow: false });
    const first = await gate();
    assert.equal(first.status, 303);
    assert.match(first.headers.location, /^\/sign-in\/confirm/);
    const again = await through(w, { person, visitor, who: { id: 'camille' } });
    assert.equal(again.res.status, 303, 'passing by is no error');
    assert.equal((await gate()).status, 303, 'and no proof');
    const page = await person.go(first.headers.location);
    const at = await person.go(unescapeHtml(page.text.match(/href="(\/sign-in\/at\/[^"]*)"/)[1]));
    w.op.next = { id: 'camille' };
    const out = await person.go(unescapeHtml(at.text.match(/href="(\/sign-in\/at\/[^"]*\/go[^"]*)"/)[1]), { follow: false });
    const back = await person.go(await visitor.go(out.headers.location), { follow: false });
    assert.equal(back.headers.location, '/me/passkeys/add');
    assert.equal((await gate()).status, 200);
    w.op.honest();
  } },
  { name: 'who has a new account at the provider is refused until an administrator releases them', async run(t) {
    const w = await world(t);
    w.op.people.renewed1 = { email: `renewed@${DOMAIN}`, email_verified: true };
    w.op.people.renewed2 = { email: `renewed@${DOMAIN}`, email_verified: true };
    const { person } = await signedIn(w, { who: { id: 'renewed1' } });
    // Of this person alone: refusals of earlier tests may still be on their way into the log.
    const refusals = (what) => w.where.query(`SELECT ${what} FROM audit WHERE action = 'sign_in.refused.provider' AND actor_id = (SELECT id FROM app_user WHERE email = 'renewed@${DOMAIN}')`);
    await refused(w, { who: { id: 'renewed2' } }, /belongs to another account of the provider.*a Global admin can release it/);
    // The log of the organization tells of it, under the person whom the provider named.
    let log;
    for (const end = Date.now() + 20000; Date.now() < end; await new Promise((r) => setTimeout(r, 200))) {
      log = await w.admin.go(`/a/${w.admin.account}/settings/activity?op=refuse_sign_in&period=all`);
      if (log.text.includes(`renewed@${DOMAIN}`)) break;
    }
    assert.ok(log.text.includes(`renewed@${DOMAIN}`), text(log));
    assert.equal(Number(refusals('count(*)')), 1);
    assert.match(refusals('outcome'), /^refused/);
    for (const [released, words] of [['nobody@alderfinch.example', /Nobody of this organization signs in with this name/], [`h.lefevre@cobaltpeak.example`, /Nobody of this organization/]]) {
      await w.admin.go(w.base);
      const res = await w.admin.post(`${w.base}/release`, { released }, { follow: false });
      assert.equal(res.status, 422);
      assert.match(text(res), words);
      assert.ok(res.text.includes(`value="${released}"`), 'what was typed is kept');
    }
    await post(w, '/release', { released: `Renewed@${DOMAIN}` });
    assert.equal((await person.go('/me', { follow: false })).status, 303, 'sessions of the old account end');
    await signedIn(w, { who: { id: 'renewed2' } });
    await refused(w, { who: { id: 'renewed1' } }, /belongs to another account of the provider/);
    assert.match(w.where.query("SELECT action FROM audit WHERE action = 'federation.release'"), /release/);
  } },
  { name: 'a sign-in can be tried: it shows the claims and what would happen, and changes nothing', async run(t) {
    const w = await world(t);
    w.op.people.tess = { email: `tess@${DOMAIN}`, email_verified: true, groups: ['staff'] };
    const out = await w.admin.go(`${w.base}/try`, { follow: false });
    assert.equal(out.status, 303);
    w.op.next = { id: 'tess' };
    const before = w.where.query('SELECT count(*) FROM app_user');
    const back = await new Visitor(w.op).go(out.headers.location);
    const res = await w.admin.go(back, { follow: false });
    assert.equal(res.status, 200, text(res));
    assert.match(text(res), /tess@alderfinch.example would be added as a new user. Nothing was changed/);
    assert.match(text(res), /groups \["staff"\]/);
    assert.equal(w.where.query('SELECT count(*) FROM app_user'), before);
    assert.match(text(await w.admin.go('/me')), /c.moreau/, 'still who they were');
  } },
  { name: 'passwords go only when somebody has come through, and one person keeps a way in', async run(t) {
    const w = await world(t);
    await save(w, { ...w.form, scopes: 'openid email profile' });
    await w.admin.go(w.base);
    const early = await w.admin.post(`${w.base}/switch`, { to: 'enforce' }, { follow: false });
    assert.equal(early.status, 422);
    assert.match(text(early), /Choose who may still use a password.*First sign in through the provider yourself/);
    const out = await w.admin.go(`${w.base}/try`, { follow: false });
    w.op.next = { id: 'camille' };
    assert.match(text(await w.admin.go(await new Visitor(w.op).go(out.headers.location), { follow: false })), /This signs in as c.moreau@alderfinch.example, as before/);
    const page = await w.admin.go(w.base);
    const glass = page.text.match(/<option value="([^"]+)"[^>]*>Camille Moreau/)[1];
    await post(w, '/switch', { to: 'enforce', break_glass: glass });
    // A password, right or wrong, is not looked at.
    const p = new Person(w.server);
    await p.go('/sign-in');
    const res = await p.post('/sign-in', { email: `h.lefevre@${DOMAIN}`, password: w.password });
    assert.match(text(res), /Continue at Contoso/);
    assert.doesNotMatch(text(res), /password instead/);
    assert.ok(!session(p));
    // The person who keeps one comes in.
    const glassPerson = new Person(w.server);
    await glassPerson.signIn(ADMIN, w.password);
    assert.ok(session(glassPerson));
    await signedIn(w, { who: { id: 'hugo' } });
    // Others of the organization may not even use one when their address is of no routed domain.
    w.where.query(`UPDATE federation_domain SET domain = 'elsewhere.example' WHERE domain = '${DOMAIN}'`);
    const q = new Person(w.server);
    await q.go('/sign-in');
    const led = await q.post('/sign-in', { email: `c.dubois@${DOMAIN}`, password: w.password });
    assert.match(text(led), /Continue at Contoso/);
    assert.ok(!session(q));
    w.where.query(`UPDATE federation_domain SET domain = '${DOMAIN}' WHERE domain = 'elsewhere.example'`);
    await post(w, '/switch', { to: 'allow' });
    await new Person(w.server).signIn(`c.dubois@${DOMAIN}`, w.password);
    await save(w, w.form);
  } },
  { name: 'signing out here offers to sign out at the provider, which comes back here', async run(t) {
    const w = await world(t);
    const { person } = await signedIn(w, { who: { id: 'ada' } });
    await person.go('/me');
    const res = await person.post('/sign-out', {});
    assert.equal(person.path, '/sign-out/at');
    assert.match(text(res), /You are still signed in at Contoso/);
    const there = new URL(unescapeHtml(res.text.match(/href="(http[^"]*\/session\/end[^"]*)"/)[1]));
    assert.equal(there.searchParams.get('post_logout_redirect_uri'), `${w.server.base}/sign-in`);
    assert.equal(there.searchParams.get('client_id'), 'entente');
    assert.ok(there.searchParams.get('id_token_hint').split('.').length === 3);
    assert.ok(!session(person));
    assert.equal((await person.go('/sign-out/at', { follow: false })).status, 303, 'offered once');
    // A session by password knows of no provider.
    const other = new Person(w.server);
    await other.signIn('m.brooks@cobaltpeak.example', w.password);
    await other.go('/me');
    await other.post('/sign-out', {});
    assert.equal(other.path, '/sign-in');
  } },
  { name: 'a key made here proves who this center is, and no secret is shared', async run(t) {
    const w = await world(t);
    await save(w, { ...w.form, client_auth: 'private_key', secret: '' });
    const keys = await new Person(w.server).go(`/sign-in/at/${w.directory}/keys`);
    assert.equal(keys.headers['content-type'], 'application/jwk-set+json');
    const jwk = keys.json().keys[0];
    assert.equal(jwk.kty, 'RSA');
    assert.ok(!('d' in jwk), 'the public half only');
    w.op.clients = [w.client({ client_secret: undefined, token_endpoint_auth_method: 'private_key_jwt', jwks: keys.json() })];
    w.op.restart();
    await signedIn(w, { who: { id: 'ada' } });
    await save(w, { ...w.form, client_auth: 'secret_post' });
    w.op.clients = [w.client({ token_endpoint_auth_method: 'client_secret_post' })];
    w.op.restart();
    await signedIn(w, { who: { id: 'ada' } });
    assert.equal((await new Person(w.server).go(`/sign-in/at/${w.directory}/keys`)).status, 404);
    await save(w, w.form);
    w.op.clients = [w.client()];
    w.op.restart();
  } },
  { name: 'switched off, nobody is sent there and nobody comes in through it', async run(t) {
    const w = await world(t);
    const p = new Person(w.server);
    w.op.next = { id: 'ada' };
    const out = await p.go(`/sign-in/at/${w.directory}/go`, { follow: false });
    const back = await new Visitor(w.op).go(out.headers.location);
    await post(w, '/switch', { to: 'off' });
    assert.equal((await p.go(back, { follow: false })).status, 404);
    assert.equal((await p.go(`/sign-in/at/${w.directory}`)).status, 404);
    assert.equal((await p.go(`/sign-in/at/${w.directory}/go`)).status, 404);
    assert.match((await p.go('/sign-in')).text, /name="password"/);
    await post(w, '/switch', { to: 'on' });
  } },
  { name: 'the vendor’s staff have a place of their own for the same', async run(t) {
    const w = await world(t);
    const operator = new Person(w.server);
    await operator.signIn('o.lund@northlight.example', w.password);
    assert.match(text(await operator.go('/operator/sign-in')), /Sign-in at your own provider Not set up/);
    const form = await operator.go('/operator/sign-in/provider');
    assert.match(form.text, /value="operator_support"/);
    const directory = form.text.match(/sign-in\/at\/([0-9a-f-]+)\/callback/)[1];
    await operator.post('/operator/sign-in/provider', { version: '0', name: 'Northlight ID', issuer: w.op.issuer, client_id: 'northlight', client_auth: 'secret_basic', secret: SECRET, scopes: 'openid email groups', domains: 'northlight.example', jit: '1', jit_roles: 'operator_support' });
    await operator.post('/operator/sign-in/rules', { claim: 'groups', test: 'is', value: 'money', role: 'operator_finance' });
    await operator.go('/operator/sign-in');
    await operator.post('/operator/sign-in/switch', { to: 'on' });
    w.op.clients = [w.client(), w.client({ client_id: 'northlight', redirect_uris: [`${w.server.base}/sign-in/at/${directory}/callback`] })];
    w.op.restart();
    w.op.people.nils = { email: 'nils@northlight.example', email_verified: true, given_name: 'Nils', groups: ['money'] };
    w.op.next = { id: 'nils' };
    const p = new Person(w.server);
    const out = await p.go(`/sign-in/at/${directory}/go`, { follow: false });
    const res = await p.go(await new Visitor(w.op).go(out.headers.location));
    assert.equal(res.status, 200, text(res));
    assert.match(text(await p.go('/operator')), /Vendor desk/);
    assert.equal(w.where.query(`SELECT g.role FROM role_grant g JOIN app_user u ON u.id = g.user_id WHERE u.sign_in = 'nils@northlight.example' ORDER BY g.role`), 'operator_finance\noperator_support');
    w.op.people.nils.groups = [];
    const out2 = await p.go(`/sign-in/at/${directory}/go`, { follow: false });
    await p.go(await new Visitor(w.op).go(out2.headers.location));
    assert.equal(w.where.query(`SELECT g.role FROM role_grant g JOIN app_user u ON u.id = g.user_id WHERE u.sign_in = 'nils@northlight.example' ORDER BY g.role`), 'operator_support');
  } },
  { name: 'the audit chain of all this holds, and the server stops cleanly', async run(t) {
    const w = await world(t);
    w.op.stop();
    const { code } = await w.server.stop();
    assert.equal(code, 0, w.server.log().slice(-2000));
    const { entente } = await import('../lib/entente.mjs');
    entente(['verify', 'audit', '--data', w.where.data, ...(w.where.database ? ['--database', w.where.database] : [])]);
  } },
];
