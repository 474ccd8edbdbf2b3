// Passkeys as bytes on the wire: what is refused, and that nothing is taken twice. The browser is in software; the real one
// is in tests/e2e/passkey.test.mjs.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { SoftPasskey, UP, UV } from '../lib/authenticator.mjs';
import { Person, addPerson, unescapeHtml } from '../lib/entente.mjs';

const person = async (t, account, role = 'admin_agent') => {
  const who = addPerson(t.where, { account, roles: role }), p = new Person(t.server);
  await p.signIn(who.email, who.password);
  p.who = who;
  return p;
};
const origin = (t) => `http://localhost:${t.server.port}`;
const local = (t) => ({ headers: { Host: `localhost:${t.server.port}` } });
// The first factor brings recovery codes, shown in the answer; later ones lead to the list.
const added = (res) => (res.status === 200 && /class="copy codes"/.test(res.text)) || res.status === 303;
const go = (t, p, path) => p.go(path, local(t));
const text = (res) => unescapeHtml(res.text);

// Adds a passkey to the signed-in person; the answer of the server.
async function add(t, p, key, name = 'A key', wrong = {}) {
  await go(t, p, '/me/passkeys/add');
  const options = (await go(t, p, '/me/passkeys/options')).json();
  return p.post('/me/passkeys', { name, ...key.create(options, { origin: origin(t), ...wrong }) }, { ...local(t), follow: false });
}
// A new browser at the sign-in page, with the server's options.
async function door(t) {
  const p = new Person(t.server);
  await go(t, p, '/sign-in');
  return { p, options: (await go(t, p, '/sign-in/passkey')).json() };
}
const prove = (t, p, fields) => p.post('/sign-in/passkey', { purpose: '', return: '/', ...fields }, { ...local(t), follow: false });
const signedIn = async (t, p) => (await p.go('/me', { ...local(t), follow: false })).status === 200;

export const tests = [
  { name: 'a passkey of each algorithm is added and signs in, and the list says when', async run(t) {
    for (const alg of ['ES256', 'EdDSA', 'RS256']) {
      const p = await person(t, 'mooring'), key = new SoftPasskey(alg);
      assert.ok(added(await add(t, p, key, `Key ${alg}`)));
      const d = await door(t);
      assert.deepEqual(d.options.allowCredentials, [], 'nobody is named before somebody is known');
      assert.equal(d.options.userVerification, 'required');
      const res = await prove(t, d.p, key.get(d.options, { origin: origin(t) }));
      assert.equal(res.status, 303, text(res).slice(0, 500));
      assert.ok(await signedIn(t, d.p));
      const list = text(await go(t, d.p, '/me/passkeys'));
      assert.match(list, new RegExp(`Key ${alg}[^]*?ago|Key ${alg}[^]*?now`));
    }
  } },
  { name: 'an answer that was used once is used up, for its sender and for whoever copied it', async run(t) {
    const p = await person(t, 'cobalt', 'global_admin'), key = new SoftPasskey();
    assert.ok(added(await add(t, p, key)));
    const d = await door(t), answer = key.get(d.options, { origin: origin(t) });
    const before = new Map(d.p.jar);
    assert.equal((await prove(t, d.p, answer)).status, 303);
    const again = new Person(t.server);
    again.jar = before; // the same browser's cookies, as a thief of the whole request has them
    await go(t, again, '/sign-in');
    const res = await prove(t, again, answer);
    assert.equal(res.status, 422);
    assert.match(text(res), /used already/);
    assert.ok(!await signedIn(t, again));
    const other = await door(t); // without them
    assert.equal((await prove(t, other.p, key.get(d.options, { origin: origin(t) }))).status, 422);
    assert.ok(!await signedIn(t, other.p));
    const good = await door(t);
    assert.equal((await prove(t, good.p, key.get(good.options, { origin: origin(t) }))).status, 303, 'nobody was locked out by it');
  } },
  { name: 'of twelve twins with one answer one signs in', async run(t) {
    const p = await person(t, 'cobalt', 'global_admin'), key = new SoftPasskey();
    assert.ok(added(await add(t, p, key)));
    const d = await door(t), answer = key.get(d.options, { origin: origin(t) });
    const twins = await Promise.all(Array.from({ length: 12 }, () => {
      const twin = new Person(t.server);
      twin.jar = new Map(d.p.jar);
      twin.csrf = d.p.csrf;
      return prove(t, twin, answer);
    }));
    assert.deepEqual(twins.map((r) => r.status).sort(), [303, ...Array(11).fill(422)]);
  } },
  { name: 'each wrong part of an answer is refused with what to do, and opens nothing', async run(t) {
    const p = await person(t, 'alder', 'global_admin'), key = new SoftPasskey(), stranger = new SoftPasskey();
    assert.ok(added(await add(t, p, key)));
    stranger.handle = key.handle;
    const own = origin(t);
    for (const [what, wrong, words, by = key] of [
      ['origin', { origin: `http://localhost:${t.server.port}.evil.example` }, /on another site/],
      ['another port', { origin: 'http://localhost:1' }, /on another site/],
      ['relying party', { origin: own, rpId: 'evil.example' }, /on another site/],
      ['type', { origin: own, type: 'webauthn.create' }, /does not belong to this page/],
      ['challenge', { origin: own, challenge: randomBytes(40).toString('base64url') }, /does not belong to this page/],
      ['presence', { origin: own, flags: UV }, /did not check that it is you/],
      ['verification', { origin: own, flags: UP }, /did not check that it is you/],
      ['backup', { origin: own, flags: UP | UV | 16 }, /cannot be right/],
      ['signature', { origin: own, signature: randomBytes(70) }, /cannot be right/],
      ['key', { origin: own, id: key.id }, /cannot be right/, stranger],
      ['credential', { origin: own }, /not known here/, stranger],
      ['user handle', { origin: own, userHandle: Buffer.from('somebody else').toString('base64url') }, /not known here/],
      ['no user handle', { origin: own, userHandle: '' }, /not known here/],
    ]) {
      const d = await door(t);
      const res = await prove(t, d.p, by.get(d.options, wrong));
      assert.equal(res.status, 422, what);
      assert.match(text(res), words, what);
      assert.match(res.text, /href="\/sign-in"/, `${what}: another way`);
      assert.ok(!await signedIn(t, d.p), what);
    }
    const d = await door(t);
    for (const fields of [{}, { client_data: '!' }, { client_data: 'e30' }, { id: 'A'.repeat(3000), client_data: 'e30' }]) {
      const res = await prove(t, d.p, fields);
      assert.equal(res.status, 422);
    }
    const good = await door(t);
    assert.equal((await prove(t, good.p, key.get(good.options, { origin: own }))).status, 303, 'the right one still opens');
  } },
  { name: 'a counter that went backwards blocks the passkey and tells its owner', async run(t) {
    const p = await person(t, 'alder', 'admin_agent'), key = new SoftPasskey();
    key.count = 10;
    assert.ok(added(await add(t, p, key, 'Copied key')));
    let d = await door(t);
    assert.equal((await prove(t, d.p, key.get(d.options, { origin: origin(t) }))).status, 303);
    d = await door(t);
    let res = await prove(t, d.p, key.get(d.options, { origin: origin(t), count: 11 }));
    assert.equal(res.status, 422);
    assert.match(text(res), /is blocked, because a copy of it seems to be in use/);
    d = await door(t);
    res = await prove(t, d.p, key.get(d.options, { origin: origin(t), count: 99 }));
    assert.equal(res.status, 422, 'both of the two are locked out');
    assert.match(text(res), /is blocked/);
    assert.match(text(await go(t, p, '/me/passkeys')), /Copied key<\/a> <span class="state state-bad">/);
    assert.match(text(await go(t, p, '/me/action-center/notifications')), /Copied key (was blocked|a été bloquée)/);
  } },
  { name: 'a removed passkey opens nothing', async run(t) {
    const p = await person(t, 'cobalt', 'global_admin'), key = new SoftPasskey();
    assert.ok(added(await add(t, p, key, 'Goes away')));
    const path = text(await go(t, p, '/me/passkeys')).match(/href="(\/me\/passkeys\/[0-9a-f-]{36})">Goes away/)[1];
    assert.equal((await p.post(`${path}/remove`, {}, { ...local(t), follow: false })).status, 303);
    const d = await door(t);
    const res = await prove(t, d.p, key.get(d.options, { origin: origin(t) }));
    assert.equal(res.status, 422);
    assert.match(text(res), /not known here, or was removed/);
    assert.ok(!await signedIn(t, d.p));
  } },
  { name: 'a challenge of one purpose does not serve another', async run(t) {
    const p = await person(t, 'cobalt', 'global_admin'), key = new SoftPasskey();
    assert.ok(added(await add(t, p, key)));
    const d = await door(t);
    for (const purpose of ['second', 'confirm', 'other']) {
      const res = await prove(t, d.p, { ...key.get(d.options, { origin: origin(t) }), purpose });
      assert.equal(res.status, 404, purpose);
    }
    const options = (await go(t, p, '/sign-in/passkey?for=confirm')).json();
    assert.ok(options.allowCredentials.length >= 1, 'who is signed in is asked for their own passkeys');
    for (const purpose of ['', 'second']) {
      const res = await prove(t, p, { ...key.get(options, { origin: origin(t) }), purpose });
      assert.ok([404, 422].includes(res.status), `${purpose}: ${res.status}`);
    }
    const res = await add(t, p, new SoftPasskey(), 'x', { challenge: options.challenge });
    assert.equal(res.status, 422);
  } },
  { name: 'a passkey confirms that it is me: the session goes on under a new secret', async run(t) {
    const p = await person(t, 'cobalt', 'global_admin'), key = new SoftPasskey();
    assert.ok(added(await add(t, p, key)));
    const options = (await go(t, p, '/sign-in/passkey?for=confirm')).json(), before = p.jar.get('entente');
    assert.equal(options.userVerification, 'required');
    const confirm = (fields, more = {}) => p.post('/sign-in/passkey', { purpose: 'confirm', return: '/me/sessions', ...fields, ...more }, { ...local(t), follow: false });
    await go(t, p, '/me/passkeys');
    let res = await confirm(key.get(options, { origin: origin(t), flags: UP }), { for: '/me/passkeys', _kept: 'waiting' });
    assert.equal(res.status, 422);
    assert.match(text(res), /did not check that it is you/);
    assert.match(res.text, /name="_kept" value="waiting"/, 'what waited for the proof still waits');
    const again = (await go(t, p, '/sign-in/passkey?for=confirm')).json();
    res = await confirm(key.get(again, { origin: origin(t) }));
    assert.equal(res.status, 303, text(res).slice(0, 500));
    assert.equal(res.headers.location, '/me/sessions');
    assert.notEqual(p.jar.get('entente'), before);
    assert.ok(await signedIn(t, p));
    const old = new Person(t.server);
    old.jar.set('entente', before);
    assert.ok(!await signedIn(t, old), 'the secret of before opens nothing');
  } },
  { name: "somebody else's passkey does not confirm that it is me", async run(t) {
    const [p, other] = [await person(t, 'cobalt', 'global_admin'), await person(t, 'alder', 'global_admin')];
    const key = new SoftPasskey();
    assert.ok(added(await add(t, other, key)));
    await go(t, p, '/me/passkeys');
    const options = (await go(t, p, '/sign-in/passkey?for=confirm')).json();
    const res = await prove(t, p, { ...key.get(options, { origin: origin(t) }), purpose: 'confirm' });
    assert.equal(res.status, 422);
    assert.match(text(res), /not known here/);
  } },
];
