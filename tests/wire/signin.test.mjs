// Second factors and forgotten passwords over the wire, on both engines. The codes come from oathtool.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { Person, addPerson, entente, join, readFileSync, totp } from '../lib/entente.mjs';

const PASSWORD = 'nine quiet herons at dusk';
const place = (t) => ['--data', t.where.data, ...(t.where.database ? ['--database', t.where.database] : [])];
const makePerson = (t) => addPerson(t.where).email;
async function enter(t, email, { password = PASSWORD, jar } = {}) {
  const p = new Person(t.server);
  if (jar) p.jar = new Map([...jar].filter(([k]) => /device/.test(k)));
  await p.go('/sign-in');
  await p.post('/sign-in', { email, password });
  return p;
}
// Somebody with an authenticator app. key: of the app; codes: for recovery.
async function withApp(t) {
  const email = makePerson(t), p = await enter(t, email);
  assert.match(p.path, /^\/a\/estrella/);
  const page = await p.go('/me/sign-in/app');
  const key = page.text.match(/data-copy="">([A-Z2-7 ]+)</)[1], sealed = page.text.match(/name="sealed" value="([^"]*)"/)[1];
  const shown = await p.post('/me/sign-in/app', { sealed, code: totp(key) });
  const codes = [...shown.text.matchAll(/[0-9a-z]{6}(?:-[0-9a-z]{6}){3}/g)].map((m) => m[0]);
  assert.equal(codes.length, 10);
  return { email, key, codes, p };
}
const code = (p, value) => p.post('/sign-in/code', { code: value });
const inside = (p) => /^\/a\/estrella/.test(p.path);

export const tests = [
  { name: 'a code is taken half a minute early or late, once, and nothing else opens', async run(t) {
    const { email, key } = await withApp(t);
    const p = await enter(t, email);
    assert.equal(p.path, '/sign-in/code');
    assert.equal((await p.go('/a/estrella', { follow: false })).status, 303);
    await p.go('/sign-in/code');
    assert.match((await code(p, '12345')).text, /not right/);
    assert.match((await code(p, totp(key, 120))).text, /not right/, 'two minutes fast');
    assert.match((await code(p, totp(key))).text, /used already/, 'the code that set it up');
    const good = totp(key, 30);
    await code(p, good);
    assert.ok(inside(p), p.path);
    const second = await enter(t, email);
    assert.match((await code(second, good)).text, /used already/);
    await code(second, totp(key, 60)); // the phone is a minute fast by now, and is followed
    assert.ok(inside(second), second.path);
  } },
  { name: 'of two sign-ins with one code at once, one comes in', async run(t) {
    const { email, key } = await withApp(t);
    const two = await Promise.all([enter(t, email), enter(t, email)]);
    const good = totp(key, 30);
    await Promise.all(two.map((p) => code(p, good)));
    assert.equal(two.filter(inside).length, 1);
  } },
  { name: 'guessing codes makes a stranger wait, and not the browser of the person', async run(t) {
    const { email, key, p: known } = await withApp(t);
    const thief = await enter(t, email);
    for (let i = 0; i < 5; i++) assert.equal((await code(thief, '000000')).status, 422);
    const wait = await code(thief, totp(key, 30));
    assert.match(wait.text, /Too many wrong codes/);
    const own = await enter(t, email, { jar: known.jar });
    assert.equal(own.path, '/sign-in/code');
    await code(own, totp(key, 30));
    assert.ok(inside(own), own.path);
    const bell = await own.go('/me/action-center/notifications');
    assert.match(bell.text, /Somebody who knows your password enters wrong codes/);
  } },
  { name: 'a recovery code is good once', async run(t) {
    const { email, codes } = await withApp(t);
    const p = await enter(t, email);
    await code(p, codes[4]);
    assert.ok(inside(p), p.path);
    assert.match((await p.go('/me/sign-in')).text, /9 codes are left/);
    const again = await enter(t, email);
    assert.match((await code(again, codes[4])).text, /used already/);
  } },
  { name: 'a link for a forgotten password comes by mail, holds once, and keeps the second factor', async run(t) {
    const { email, key } = await withApp(t);
    const p = new Person(t.server);
    const answer = async (name) => { await p.go('/sign-in/forgot'); const r = await p.post('/sign-in/forgot', { email: name }); return `${r.status} ${r.text.replace(name, 'X').replace(/(value|content)="[^"]*"/g, '').replace(/<p>Request.*/s, '')}`; };
    assert.equal(await answer(email), await answer(`nobody.${randomUUID().slice(0, 8)}@estrella.example`));
    const dir = join(t.where.data, 'mail');
    let link;
    for (const end = Date.now() + 20000; !link && Date.now() < end; await new Promise((r) => setTimeout(r, 100))) {
      const mails = existsSync(dir) ? readdirSync(dir).filter((f) => f.endsWith(".eml")).map((f) => readFileSync(join(dir, f), 'utf8')).filter((m) => m.includes(email)) : [];
      link = mails.map((m) => m.replace(/=\r?\n/g, '').match(/\/sign-in\/reset\/[\w-]+/)).find(Boolean)?.[0];
    }
    assert.ok(link, 'the mail');
    assert.equal((await p.go(link)).status, 200);
    const chosen = 'four amber lanterns by the weir';
    await p.post(link, { password: chosen, again: chosen });
    assert.equal(p.path, '/sign-in/code', 'the mailbox alone does not open');
    await code(p, totp(key, 30));
    assert.ok(inside(p), p.path);
    assert.equal((await new Person(t.server).go(link)).status, 404);
    assert.match((await enter(t, email)).last.text, /do not belong together/);
  } },
  { name: 'SC076 a password that an administrator reset is temporary: shown once, and changed at the first sign-in', async run(t) {
    const email = makePerson(t), there = await enter(t, email);
    const [, temporary] = entente(['user', 'reset-password', email, ...place(t)]).stdout.match(/has the password (\S+) until/);
    assert.match((await enter(t, email)).last.text, /do not belong together/, 'the forgotten one opens nothing');
    const p = await enter(t, email, { password: temporary });
    assert.equal(p.path, '/sign-in/password');
    assert.equal((await p.go('/a/estrella', { follow: false })).status, 303);
    await p.go('/sign-in/password');
    assert.match((await p.post('/sign-in/password', { password: temporary, again: temporary })).text, /Choose another password than the temporary one/);
    const chosen = 'six copper kettles on a ledge';
    await p.post('/sign-in/password', { password: chosen, again: chosen });
    assert.ok(inside(p), p.path);
    assert.equal((await there.go('/a/estrella', { follow: false })).status, 303, 'other sessions are ended');
    assert.match((await enter(t, email, { password: temporary })).last.text, /do not belong together/);
  } },
];
