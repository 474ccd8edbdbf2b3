// How long a proof, a session and what was given out through it are good for, on both engines.
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Person, addPerson, entente, form, request, routes, unescapeHtml } from '../lib/entente.mjs';
import { ownServer } from '../lib/own.mjs';

const worlds = new Map();
const world = (t) => { if (!worlds.has(t.engine)) worlds.set(t.engine, ownServer(t, 'sessions')); return worlds.get(t.engine); };
async function enter(w, options) {
  const who = addPerson(w.where, options), p = new Person(w.server);
  await p.signIn(who.email, who.password);
  await p.go('/me');
  return Object.assign(p, { who });
}
const ofPerson = (p) => `(SELECT id FROM app_user WHERE sign_in = '${p.who.email}')`;
// As if the last proof of the person's presence was eleven minutes ago.
const age = (w, p) => w.query(`UPDATE session SET authenticated_at = authenticated_at - 660000000 WHERE user_id = ${ofPerson(p)}`);
const hidden = (html, name) => unescapeHtml(html.match(new RegExp(`name="${name}" value="([^"]*)"`))[1]);

// Whatever moves money, rights, ways to sign in or where mail goes.
// Asking for a tax exemption, with a document, changes nothing until it is decided: deciding and withdrawing do.
const DANGEROUS = /^(payout\.(?!exemption_(file|change)$)|access\.(grant|role_)|application\.(change|secret_add|certificate_add|role_give|roles\.|remove$)|service_token\.add|federation\.(provider|switch|release|rule_|token_|stop|domain_ask|domain_remove|domain_confirm)|identity\.(mfa_(rule|ask|reset)$|session_rule|factor_remove|recovery|passkey_(add|remove)|session_end)|notices\.address(_back)?$|person\.(create|edit|suspend|reinstate|remove|roles\.|password|sessions)|group\.(roles\.|members\.add|remove$|hand_over|take_back)|users\.import\.start|invitation\.send|authority\.consent_for_all|audit\.erase)/;

// What somebody of Harbor holds: a session, an application's access and refresh token, a code and a device that are
// not redeemed yet, and a service token.
const API = 'https://api.partnercenter.microsoft.com', BACK = 'http://localhost:5000';
async function holder(w) {
  const p = await enter(w, { account: 'harbor', roles: 'admin_agent' }), c = w.demo.clients.find((x) => x.key === 'harbor');
  const token = async (fields) => { const res = await request(w.server, { method: 'POST', path: `/${c.tenant}/oauth2/v2.0/token`, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: form({ client_id: c.client_id, ...fields }) }); return { status: res.status, ...res.json() }; };
  const call = async (bearer) => (await request(w.server, { path: '/v1/customers?size=1', headers: { Authorization: `Bearer ${bearer}` } })).status;
  const verifier = randomBytes(32).toString('base64url');
  const code = async (who = p) => {
    const ask = { client_id: c.client_id, response_type: 'code', redirect_uri: BACK, scope: `openid offline_access ${API}/user_impersonation`, state: 's', code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' };
    const page = await who.go(`/${c.tenant}/oauth2/v2.0/authorize?${form(ask)}`, { follow: false });
    const res = await who.post('/consent', { path: hidden(page.text, 'path'), request: hidden(page.text, 'request'), do: 'allow' }, { follow: false });
    return new URL(res.headers.location).searchParams.get('code');
  };
  const redeem = async (value) => token({ grant_type: 'authorization_code', code: value, redirect_uri: BACK, code_verifier: verifier });
  const refresh = (value) => token({ grant_type: 'refresh_token', refresh_token: value });
  const device = await (async () => {
    const res = (await request(w.server, { method: 'POST', path: `/${c.tenant}/oauth2/v2.0/devicecode`, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: form({ client_id: c.client_id, scope: `offline_access ${API}/.default` }) })).json();
    await p.go('/devicelogin');
    const page = await p.post('/devicelogin', { code: res.user_code });
    await p.go('/devicelogin/answer', { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: form({ _csrf: p.csrf, _key: randomUUID(), ...Object.fromEntries([...page.text.matchAll(/type="hidden" name="(?!_)([^"]+)" value="([^"]*)"/g)].map((m) => [m[1], unescapeHtml(m[2])])), do: 'allow' }), follow: false });
    return res.device_code;
  })();
  const first = await redeem(await code());
  assert.equal(first.status, 200, JSON.stringify(first));
  await p.go('/me/tokens/new');
  const made = await p.post('/me/tokens/new', { name: 'nightly', account: 'harbor', days: '30', scopes: 'user_impersonation' }, { follow: false });
  const service = made.text.match(/entente_st_[0-9A-Za-z]{38}/)[0];
  const waiting = await code();
  assert.deepEqual([await call(first.access_token), await call(service)], [200, 200]);
  // alive: each thing by its name.
  const state = async () => ({
    session: (await p.go('/me', { follow: false })).status === 200, access: await call(first.access_token) === 200, service: await call(service) === 200,
    refresh: (await refresh(first.refresh_token)).status === 200, code: (await redeem(waiting)).status === 200, device: (await token({ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: device })).status === 200,
  });
  return Object.assign(p, { state, code, redeem, refresh, call, url: `/a/harbor/settings/users/${w.query(`SELECT ${w.where.database ? 'id' : 'lower(hex(id))'} FROM app_user WHERE sign_in = '${p.who.email}'`).replace(/-/g, '').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}` });
}
const NOTHING = { session: false, access: false, service: false, refresh: false, code: false, device: false };
// Tokens know their time by seconds: what follows begins a new one.
const nextSecond = () => new Promise((r) => setTimeout(r, 1010 - (Date.now() % 1000)));
const post = async (p, page, path, fields = {}) => { await p.go(page); return p.post(path, fields, { follow: false }); };
const admin = async (w) => { const p = new Person(w.server); await p.signIn('j.lindqvist@harbor.example', w.password); return p; };

export const tests = [
  { name: 'signing out everywhere ends sessions, access and refresh tokens, codes and devices on their way, and service tokens', async run(t) {
    const w = await world(t), p = await holder(w), other = await holder(w);
    const page = (await p.go('/me/sessions')).text;
    assert.match(page, /href="\/me\/tokens"/);
    assert.equal((await post(p, '/me/sessions', '/me/sessions/end-all')).status, 303);
    assert.deepEqual(await p.state(), NOTHING);
    assert.deepEqual(await other.state(), { session: true, access: true, service: true, refresh: true, code: true, device: true }, 'of nobody else');
    // Signed in again, all works anew.
    await nextSecond();
    await p.signIn(p.who.email, p.who.password);
    const again = await p.redeem(await p.code());
    assert.equal(await p.call(again.access_token), 200);
    assert.equal((await p.refresh(again.refresh_token)).status, 200);
  } },
  { name: 'ending all other sessions and a new password of one’s own leave service tokens, and the session opens applications anew', async run(t) {
    const w = await world(t);
    for (const act of [(p) => post(p, '/me/sessions', '/me/sessions/end-others'), (p) => post(p, '/me/password', '/me/password', { current: p.who.password, password: 'four amber lanterns by the weir', again: 'four amber lanterns by the weir' })]) {
      const p = await holder(w);
      assert.equal((await act(p)).status, 303);
      assert.deepEqual(await p.state(), { ...NOTHING, session: true, service: true });
      await nextSecond();
      const again = await p.redeem(await p.code());
      assert.equal(await p.call(again.access_token), 200);
      assert.equal((await p.refresh(again.refresh_token)).status, 200, 'by the session that stayed');
    }
  } },
  { name: 'a password that an administrator resets, sessions they end, and a reset from the command line end everything', async run(t) {
    const w = await world(t), chief = await admin(w);
    const acts = [(p) => post(chief, `${p.url}/reset`, `${p.url}/reset`), (p) => post(chief, p.url, `${p.url}/sessions/end`)];
    for (const act of acts) {
      const p = await holder(w);
      assert.equal((await act(p)).status, 303);
      assert.deepEqual(await p.state(), NOTHING);
    }
    const p = await holder(w);
    entente(['user', 'reset-password', p.who.email, '--data', w.where.data, ...(w.where.database ? ['--database', w.where.database] : [])]);
    assert.deepEqual(await p.state(), NOTHING);
  } },
  { name: 'suspension and removal end everything, and nothing of it comes back with the person', async run(t) {
    const w = await world(t), chief = await admin(w);
    const p = await holder(w);
    assert.equal((await post(chief, `${p.url}/suspend`, `${p.url}/suspend`)).status, 303);
    const early = await holder(w);
    assert.deepEqual(await p.state(), NOTHING);
    await post(chief, p.url, `${p.url}/reinstate`);
    const back = await p.state();
    assert.deepEqual(back, NOTHING, 'reinstated');
    for (const path of ['remove', 'remove-directory']) {
      const gone = path === 'remove' ? early : await holder(w);
      assert.equal((await post(chief, `${gone.url}/remove`, `${gone.url}/${path}`)).status, 303, path);
      const left = await gone.state();
      assert.deepEqual({ access: left.access, service: left.service }, { access: false, service: false }, path);
      if (path === 'remove-directory') assert.deepEqual(left, NOTHING);
    }
  } },
  { name: 'a refused sign-in of somebody known is in the log of their organization and in their own activity; a name nobody has gets the same answer and no row', async run(t) {
    const w = await world(t), who = addPerson(w.where, { account: 'cobalt', roles: 'admin_agent' });
    const attempt = async (email, password) => { const p = new Person(w.server); await p.go('/sign-in'); const res = await p.post('/sign-in', { email, password, return: `/${randomUUID()}/oauth2/v2.0/authorize?client_id=${w.demo.api.find((a) => a.account === 'Cobalt Peak').client_id}` }, { follow: false }); return { status: res.status, text: res.text.replace(/value="[^"]*"|nonce="[^"]*"/g, '').replaceAll(email, 'X') }; };
    const known = [], unknown = [], nobody = `nobody.${randomUUID().slice(0, 6)}@cobalt.example`;
    for (let i = 0; i < 7; i++) { known.push(await attempt(who.email, 'wrong herons at noon')); unknown.push(await attempt(nobody, 'wrong herons at noon')); }
    assert.deepEqual(known, unknown);
    assert.deepEqual([...new Set(known.map((r) => r.status))], [422, 429]);
    const waits = async (sql) => { for (const end = Date.now() + 30000; Date.now() < end; await new Promise((r) => setTimeout(r, 200))) { const v = w.query(sql); if (v) return v; } throw new Error(`nothing came: ${sql}`); };
    const rows = `SELECT action, times FROM audit WHERE outcome = 'refused' AND target_id = (SELECT id FROM app_user WHERE sign_in = '${who.email}') ORDER BY action DESC`;
    await waits(`SELECT 1 FROM (${rows}) r WHERE action = 'sign_in.refused.locked'`);
    const told = w.query(rows).split('\n');
    assert.match(told[0], /^sign_in\.refused\.password\|[1-5]$/);
    assert.match(told[1], /^sign_in\.refused\.locked\|[12]$/);
    assert.equal(told.length, 2);
    assert.equal(w.query(`SELECT count(*) FROM audit_detail WHERE actor_name = '${nobody}' OR target_name = '${nobody}'`), '0');
    const chief = new Person(w.server);
    await chief.signIn(w.demo.portal.find((p) => p.account === 'Cobalt Peak' && [].concat(p.roles).includes('global_admin')).email, w.password);
    const log = unescapeHtml((await chief.go(`/a/${chief.account}/settings/activity?op=refuse_sign_in`)).text);
    assert.match(log, /Refused: Sign-in with a wrong password/);
    assert.match(log, /Refused: Sign-in while it waits after wrong tries/);
    assert.ok(log.includes(who.email) && log.includes('127.0.0.1'));
    assert.match(log, /<dt>Application<\/dt><dd>[^<]+</, 'on the way to which application');
    const elsewhere = await admin(w);
    assert.ok(!(await elsewhere.go('/a/harbor/settings/activity?op=refuse_sign_in')).text.includes(who.email));
    // Of the vendor's staff: in the vendor's log.
    const staff = w.demo.portal.find((p) => [].concat(p.roles).includes('operator_admin'));
    await attempt(staff.email, 'wrong herons at noon');
    await waits(`SELECT 1 FROM audit WHERE action = 'sign_in.refused.password' AND target_id = (SELECT id FROM app_user WHERE sign_in = '${staff.email}')`);
    w.query('DELETE FROM sign_in_failure');
    const vendor = new Person(w.server);
    await vendor.signIn(staff.email, w.password);
    const desk = unescapeHtml((await vendor.go('/operator/activity?op=refuse_sign_in')).text);
    assert.ok(desk.includes(staff.email) && !desk.includes(who.email), 'and of nobody else');
    const own = new Person(w.server);
    await own.signIn(who.email, who.password);
    assert.match((await own.go('/me/activity')).text, /Refused: Sign-in with a wrong password/);
    assert.match((await request(w.server, { path: '/metrics' })).text, /entente_sign_ins_unknown_total [1-9]/);
  } },
  { name: 'every act on money, rights, sign-in and addresses asks for a fresh proof, by its route', async run() {
    const without = routes().filter((r) => r.method === 'POST' && DANGEROUS.test(r.action) && !r.fresh).map((r) => `${r.path} ${r.action}`);
    assert.deepEqual(without, []);
    for (const action of ['payout.bank_add', 'payout.reveal', 'access.grant', 'access.role_create', 'application.secret_add', 'application.certificate_add', 'federation.token_add', 'federation.provider', 'notices.address', 'person.remove', 'person.remove_directory', 'person.password.reset', 'person.roles.give']) {
      assert.ok(routes().some((r) => r.action === action && r.fresh), action);
    }
  } },
  { name: 'an old proof sends the form to be confirmed, and nothing is done before', async run(t) {
    const w = await world(t), p = await enter(w, { account: 'harbor', roles: 'global_admin incentives_admin' });
    const csrf = p.csrf;
    age(w, p);
    const id = randomUUID(), acts = routes().filter((r) => r.fresh && r.method === 'POST' && (/^\/a\/\{account\}/.test(r.path) || /^\/me/.test(r.path)) && !/passkeys$/.test(r.path));
    assert.ok(acts.length > 40);
    for (const r of acts) {
      const path = r.path.replace('{account}', 'harbor').replace(/\{[^}]*\}/g, id);
      const res = await p.go(path, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: form({ _csrf: csrf, _key: randomUUID() }), follow: false });
      assert.equal(res.status, 307, `${path}: ${res.status} ${res.text.slice(0, 300)}`);
      assert.match(res.headers.location, /^\/sign-in\/confirm\?for=/, path);
    }
  } },
  { name: 'what was typed into bank details is saved as it was once the person has confirmed', async run(t) {
    const w = await world(t), p = await enter(w, { account: 'cobalt', roles: 'incentives_admin' });
    await p.go('/a/cobalt/settings/payout/bank/new?country=NL');
    age(w, p);
    const typed = { name: 'Compte «Z»', method: 'transfer', currency: 'EUR', bank: 'Maasbank', bic: '', holder: 'Société Générale & fils «Z»', country: 'NL', iban: 'NL91 ABNA 0417 1643 00' };
    const away = await p.post('/a/cobalt/settings/payout/bank/new', typed, { follow: false });
    assert.equal(away.status, 307, away.text);
    // As a browser follows it: the same form, to the page of the proof.
    const page = await p.post(away.headers.location, typed, { follow: false });
    assert.equal(page.status, 200);
    assert.ok(!page.text.includes('ABNA'), 'what was typed is sealed');
    const kept = { _kept: hidden(page.text, '_kept'), for: hidden(page.text, 'for'), return: hidden(page.text, 'return') };
    const wrong = await p.post('/sign-in/confirm', { ...kept, password: 'not this one' }, { follow: false });
    assert.equal(wrong.status, 422);
    assert.equal(hidden(wrong.text, '_kept'), kept._kept, 'a wrong password loses nothing');
    const proof = { ...kept, password: p.who.password };
    const through = await p.post('/sign-in/confirm', proof, { follow: false });
    assert.equal(through.status, 307);
    const saved = await p.post(through.headers.location, proof, { follow: false });
    assert.equal(saved.status, 303, saved.text);
    const shown = unescapeHtml((await p.go('/a/cobalt/settings/payout')).text);
    assert.ok(shown.includes(typed.holder));
    assert.match(shown, /4300/);
  } },
];
