// How long a proof, a session and what was given out through it are good for, on both engines.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Person, addPerson, form, routes, unescapeHtml } from '../lib/entente.mjs';
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
const DANGEROUS = /^(account\.bank|access\.(grant|role_)|application\.(change|secret_add|certificate_add|role_give|roles\.|remove$)|service_token\.add|federation\.(provider|switch|release|rule_|token_|stop|domain_ask|domain_remove|domain_confirm)|identity\.(mfa_|factor_remove|recovery|passkey_(add|remove)|session_end)|notices\.address(_back)?$|person\.(create|edit|suspend|reinstate|remove|roles\.|password|sessions)|group\.(roles\.|members\.add|remove$)|users\.import\.start|invitation\.send|authority\.consent_for_all|audit\.erase)/;

export const tests = [
  { name: 'every act on money, rights, sign-in and addresses asks for a fresh proof, by its route', async run() {
    const without = routes().filter((r) => r.method === 'POST' && DANGEROUS.test(r.action) && !r.fresh).map((r) => `${r.path} ${r.action}`);
    assert.deepEqual(without, []);
    for (const action of ['account.bank', 'access.grant', 'access.role_create', 'application.secret_add', 'application.certificate_add', 'federation.token_add', 'federation.provider', 'notices.address', 'person.remove', 'person.remove_directory', 'person.password.reset', 'person.roles.give']) {
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
    await p.go('/a/cobalt/settings/bank/edit');
    age(w, p);
    const typed = { holder: 'Société Générale & fils «Z»', country: 'NL', iban: 'NL91 ABNA 0417 1643 00' };
    const away = await p.post('/a/cobalt/settings/bank', typed, { follow: false });
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
    const shown = unescapeHtml((await p.go('/a/cobalt/settings/bank')).text);
    assert.ok(shown.includes(typed.holder));
    assert.match(shown, /4300/);
  } },
];
