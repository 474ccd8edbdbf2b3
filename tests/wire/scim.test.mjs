// Provisioning as known clients do it, and what must hold beside the examples of the RFC (src/areas/federation/scim.http).
// Filters and patches are compared with two libraries of npm that others use on their servers.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Person, entente, seeded, unescapeHtml } from '../lib/entente.mjs';
import { ownServer } from '../lib/own.mjs';
import { provisioner } from './transcript.mjs';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User', GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group', PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const worlds = new Map();

async function begin(t) {
  const w = await ownServer(t, 'scim');
  w.admin = new Person(w.server);
  await w.admin.signIn('c.moreau@alderfinch.example', w.password);
  await w.admin.post('/language', { language: 'en', return: '/' });
  w.alder = await provisioner(w.server, w.admin, 'Contoso sync');
  w.cobaltAdmin = new Person(w.server);
  await w.cobaltAdmin.signIn('m.brooks@cobaltpeak.example', w.password);
  w.cobalt = await provisioner(w.server, w.cobaltAdmin);
  return w;
}
const world = (t) => { if (!worlds.has(t.engine)) worlds.set(t.engine, begin(t)); return worlds.get(t.engine); };
const text = (res) => unescapeHtml(res.text.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');
const unique = () => `p${randomUUID().replace(/-/g, '').slice(0, 12)}`;

async function add(c, more = {}) {
  const res = await c.call('POST', '/Users', { schemas: [USER], userName: unique(), name: { givenName: 'Pat', familyName: 'Example' }, ...more });
  assert.equal(res.status, 201, res.text);
  return res.json();
}
async function patch(c, id, operations, kind = 'Users') {
  const res = await c.call('PATCH', `/${kind}/${id}`, { schemas: [PATCH], Operations: operations });
  return res;
}
const patched = async (...args) => { const res = await patch(...args); assert.equal(res.status, 200, res.text); return res.json(); };
const find = async (c, filter, kind = 'Users') => { const res = await c.call('GET', `/${kind}?filter=${encodeURIComponent(filter)}`); assert.equal(res.status, 200, `${filter}: ${res.text}`); return res.json(); };

export const tests = [
  { name: 'a token is shown once, kept as a hash, and named in everything it does', async run(t) {
    const w = await world(t);
    assert.ok(!(await w.admin.go(w.alder.settings)).text.includes(w.alder.token));
    assert.ok(!w.query('SELECT name, token_hash FROM provisioning_token').includes(w.alder.token));
    const user = await add(w.alder);
    assert.equal(w.query(`SELECT a.actor_kind || '|' || d.actor_name || '|' || a.action FROM audit a JOIN audit_detail d ON d.audit_id = a.id WHERE a.target_id = ${t.engine === 'pg' ? `'${user.id}'` : `x'${user.id.replace(/-/g, '')}'`}`), 'provisioning|Contoso sync|federation.scim_user_add');
    const bad = await w.admin.post(`${w.alder.settings}/tokens`, { name: '', days: '90' }, { follow: false });
    assert.equal(bad.status, 422);
    for (const days of ['30', '-5', '99999', 'x', '']) {
      const never = await w.admin.post(`${w.alder.settings}/tokens`, { name: 'Never made', days }, { follow: false });
      assert.equal(never.status, 422, days);
      assert.match(never.text, /dur[ée]es|lifetimes/, 'the field says what it takes');
    }
    assert.ok(!w.query('SELECT name FROM provisioning_token').includes('Never made'));
  } },
  { name: 'a number that is none, and a name that is no text, are refused in SCIM’s words', async run(t) {
    const w = await world(t);
    for (const path of ['/Users?count=abc', '/Users?startIndex=1.5', '/Groups?count=x']) {
      const res = await w.alder.call('GET', path);
      assert.equal(res.status, 400, path);
      assert.equal(res.json().scimType, 'invalidValue');
      assert.match(res.json().detail, /whole numbers/);
    }
    assert.equal((await w.alder.call('GET', '/Users?count=-3&startIndex=0')).status, 200, 'RFC 7644 3.4.2.4: taken as 0 and 1');
    const made = await w.alder.call('POST', '/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 5 });
    assert.equal(made.status, 400);
    assert.equal(made.json().scimType, 'invalidValue');
    assert.match(made.json().detail, /userName/);
  } },
  { name: 'a token of another directory sees nothing and changes nothing', async run(t) {
    const w = await world(t);
    const user = await add(w.alder), group = (await w.alder.call('POST', '/Groups', { schemas: [GROUP], displayName: unique() })).json();
    for (const [method, path, body] of [['GET', '/Users'], ['GET', `/Users/${user.id}`], ['PUT', `/Users/${user.id}`, { userName: 'x' }], ['PATCH', `/Users/${user.id}`, { Operations: [] }], ['DELETE', `/Users/${user.id}`], ['GET', '/Groups'], ['DELETE', `/Groups/${group.id}`], ['GET', '/Schemas'], ['POST', '/Users', { userName: 'x' }], ['GET', '/ServiceProviderConfig']]) {
      const there = await w.cobalt.call(method, w.alder.base + path, body);
      assert.equal(there.status, 401, `${method} ${path}: ${there.text}`);
      assert.match(there.headers['www-authenticate'], /^Bearer/);
      assert.ok(!there.text.includes(user.id));
    }
    // Under its own address it does not know their ids.
    assert.equal((await w.cobalt.call('GET', `/Users/${user.id}`)).status, 404);
    assert.equal((await w.cobalt.call('DELETE', `/Users/${user.id}`)).status, 404);
    assert.equal((await patch(w.cobalt, group.id, [{ op: 'replace', path: 'displayName', value: 'taken' }], 'Groups')).status, 404);
    assert.equal((await find(w.cobalt, `id eq "${user.id}"`)).totalResults, 0);
    const mine = (await w.cobalt.call('POST', '/Groups', { schemas: [GROUP], displayName: unique(), members: [{ value: user.id }] }));
    assert.equal(mine.status, 400, 'nor can they be members');
    // A name of another directory is taken here too, and its domain cannot be used.
    assert.equal((await w.cobalt.call('POST', '/Users', { schemas: [USER], userName: 'c.moreau@alderfinch.example' })).status, 400);
    for (const token of ['', 'x', `${w.alder.token}x`, 'entente_scim_']) assert.equal((await w.alder.call('GET', '/Users', undefined, { Authorization: `Bearer ${token}` })).status, 401);
    assert.equal((await w.alder.call('GET', '/Users', undefined, { Authorization: 'Basic eA==' })).status, 401);
  } },
  { name: 'a session of the portal is no token', async run(t) {
    const w = await world(t);
    assert.equal((await w.admin.go(`${w.alder.base}/Users`, { follow: false })).status, 401);
  } },
  { name: 'people that were here before are found, adopted and kept in step', async run(t) {
    const w = await world(t);
    const found = await find(w.alder, 'userName eq "H.Lefevre@alderfinch.example"');
    assert.equal(found.totalResults, 1);
    const user = found.Resources[0];
    assert.deepEqual(user.emails, [{ value: 'h.lefevre@alderfinch.example', type: 'work', primary: true }]);
    assert.equal(user.externalId, undefined);
    const now = await patched(w.alder, user.id, [{ op: 'Add', path: 'externalId', value: 'ext-7' }, { op: 'Replace', path: 'title', value: 'Lead' }, { op: 'Replace', path: 'name.familyName', value: 'Lefèvre-Roy' }]);
    assert.equal(now.externalId, 'ext-7');
    assert.equal(now.name.familyName, 'Lefèvre-Roy');
    assert.equal((await find(w.alder, 'externalId eq "ext-7"')).Resources[0].id, user.id);
    const hugo = new Person(w.server);
    await hugo.signIn('h.lefevre@alderfinch.example', w.password);
    assert.match(text(await hugo.go('/me')), /Lefèvre-Roy|Roy/);
  } },
  { name: 'active false suspends at once: sessions end, signing in is refused; active true lets in again', async run(t) {
    const w = await world(t);
    const chloe = new Person(w.server);
    await chloe.signIn('c.dubois@alderfinch.example', w.password);
    const { id } = (await find(w.alder, 'userName eq "c.dubois@alderfinch.example"')).Resources[0];
    // As one known client sends it: a capital, and the boolean as a text.
    const off = await patched(w.alder, id, [{ op: 'Replace', path: 'active', value: 'False' }]);
    assert.equal(off.active, false);
    assert.equal((await chloe.go('/me', { follow: false })).status, 303, 'the session is over');
    await assert.rejects(new Person(w.server).signIn('c.dubois@alderfinch.example', w.password));
    assert.ok((await find(w.alder, 'active eq false')).Resources.some((u) => u.id === id));
    // As another one: without a path.
    const on = await patched(w.alder, id, [{ op: 'replace', value: { active: true } }]);
    assert.equal(on.active, true);
    await new Person(w.server).signIn('c.dubois@alderfinch.example', w.password);
    // A PUT that says nothing of it lets nobody in.
    await patched(w.alder, id, [{ op: 'replace', path: 'active', value: false }]);
    const put = await w.alder.call('PUT', `/Users/${id}`, { schemas: [USER], userName: 'c.dubois@alderfinch.example', name: { givenName: 'Chloé', familyName: 'Dubois' } });
    assert.equal(put.json().active, false);
    await patched(w.alder, id, [{ op: 'replace', path: 'active', value: true }]);
  } },
  { name: 'nobody is locked out: the last Global admin stays', async run(t) {
    const w = await world(t);
    const { id } = (await find(w.alder, 'userName eq "c.moreau@alderfinch.example"')).Resources[0];
    const res = await patch(w.alder, id, [{ op: 'replace', path: 'active', value: false }]);
    assert.equal(res.status, 403, res.text);
    assert.match(res.json().detail, /Global admin/);
    assert.equal((await w.alder.call('DELETE', `/Users/${id}`)).status, 403);
    assert.equal((await w.admin.go('/me')).status, 200);
  } },
  { name: 'deleting removes for good: sessions, groups and the name', async run(t) {
    const w = await world(t);
    const louis = new Person(w.server);
    await louis.signIn('l.girard@alderfinch.example', w.password);
    const { id } = (await find(w.alder, 'userName eq "l.girard@alderfinch.example"')).Resources[0];
    const group = (await w.alder.call('POST', '/Groups', { schemas: [GROUP], displayName: unique(), members: [{ value: id }] })).json();
    assert.equal((await w.alder.call('DELETE', `/Users/${id}`)).status, 204);
    assert.equal((await louis.go('/me', { follow: false })).status, 303);
    assert.equal((await w.alder.call('GET', `/Groups/${group.id}`)).json().members, undefined);
    assert.equal((await find(w.alder, 'userName eq "l.girard@alderfinch.example"')).totalResults, 0);
    const again = await add(w.alder, { userName: 'l.girard@alderfinch.example' });
    assert.notEqual(again.id, id);
  } },
  { name: 'the sloppy forms of known clients mean what they mean', async run(t) {
    const w = await world(t);
    const user = await add(w.alder, { emails: [{ value: 'one@example.org', type: 'work', primary: 'True' }], active: 'true', [ENTERPRISE]: { employeeNumber: 701984 } });
    assert.equal(user.emails[0].primary, true);
    assert.equal(user[ENTERPRISE].employeeNumber, '701984');
    let now = await patched(w.alder, user.id, [
      { op: 'Add', path: 'emails[type eq "home"].value', value: 'two@example.org' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'three@example.org' },
      { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+33 1 23' },
      { op: 'Add', path: `${ENTERPRISE}:manager`, value: 'm-1' },
      { op: 'Add', path: `${ENTERPRISE}:department`, value: 'Sales' },
    ]);
    assert.deepEqual(now.emails, [{ value: 'three@example.org', type: 'work', primary: true }, { type: 'home', value: 'two@example.org' }]);
    assert.deepEqual(now.phoneNumbers, [{ type: 'mobile', value: '+33 1 23' }]);
    assert.deepEqual(now[ENTERPRISE], { employeeNumber: '701984', manager: { value: 'm-1' }, department: 'Sales' });
    now = await patched(w.alder, user.id, [{ op: 'replace', value: { 'name.givenName': 'Dotted', [`${ENTERPRISE}:costCenter`]: '42', [ENTERPRISE]: { division: 'North' }, id: 'ignored', schemas: [USER], meta: {}, groups: [], unknown: 1 } }]);
    assert.equal(now.name.givenName, 'Dotted');
    assert.equal(now.id, user.id);
    assert.equal(now[ENTERPRISE].costCenter, '42');
    assert.equal(now[ENTERPRISE].division, 'North');
    now = await patched(w.alder, user.id, [{ op: 'replace', path: 'active', value: [{ value: 'False' }] }]).catch((e) => e);
    assert.ok(now instanceof Error, 'what cannot be understood is not guessed');
    now = await patched(w.alder, user.id, [{ op: 'replace', path: 'displayName', value: ['In a list'] }, { op: 'add', path: 'emails', value: { value: 'four@example.org', type: 'other' } }]);
    assert.equal(now.displayName, 'In a list');
    assert.equal(now.emails.length, 3);
    now = await patched(w.alder, user.id, [{ op: 'add', path: 'emails', value: [{ value: 'five@example.org', primary: true }] }]);
    assert.deepEqual(now.emails.filter((e) => e.primary).map((e) => e.value), ['five@example.org'], 'one primary');
    now = await patched(w.alder, user.id, [{ op: 'replace', path: 'title', value: null }, { op: 'replace', path: 'nickName', value: '' }]);
    assert.equal(now.title, undefined);
    // Members taken out as a value beside the path.
    const group = (await w.alder.call('POST', '/Groups', { schemas: [GROUP], displayName: unique(), members: [{ value: user.id }] })).json();
    const g = await patched(w.alder, group.id, [{ op: 'Remove', path: 'members', value: [{ value: user.id }] }], 'Groups');
    assert.equal(g.members, undefined);
    await patched(w.alder, group.id, [{ op: 'remove', path: `members[value eq "${user.id}"]` }], 'Groups');
    const renamed = await patched(w.alder, group.id, [{ op: 'replace', value: { id: group.id, displayName: `${group.displayName}x` } }], 'Groups');
    assert.equal(renamed.displayName, `${group.displayName}x`);
  } },
  { name: 'a change of the sign-in name keeps the person and frees the old name', async run(t) {
    const w = await world(t);
    const user = await add(w.alder), name = unique();
    const now = await patched(w.alder, user.id, [{ op: 'replace', path: 'userName', value: `${name}@alderfinch.example` }]);
    assert.equal(now.id, user.id);
    assert.equal(now.userName, `${name}@alderfinch.example`);
    assert.equal((await w.alder.call('POST', '/Users', { schemas: [USER], userName: user.userName })).status, 201);
    const taken = await patch(w.alder, user.id, [{ op: 'replace', path: 'userName', value: user.userName }]);
    assert.equal(taken.status, 409);
    assert.equal(taken.json().scimType, 'uniqueness');
  } },
  { name: 'of two that make the same user at once, one does', async run(t) {
    const w = await world(t);
    for (let i = 0; i < 3; i++) {
      const userName = unique();
      const got = await Promise.all([1, 2, 3, 4].map(() => w.alder.call('POST', '/Users', { schemas: [USER], userName })));
      assert.deepEqual(got.map((r) => r.status).sort(), [201, 409, 409, 409], got.map((r) => r.text).join('\n'));
    }
  } },
  { name: 'what changes nothing writes nothing', async run(t) {
    const w = await world(t);
    const user = await add(w.alder, { title: 'Same', nickName: 'Nick' });
    const rows = () => w.query("SELECT count(*) FROM audit WHERE action = 'federation.scim_user_change'");
    const before = rows();
    const now = await patched(w.alder, user.id, [{ op: 'replace', path: 'title', value: 'Same' }, { op: 'add', value: { nickName: 'Nick', active: true } }]);
    assert.equal(now.meta.version, user.meta.version);
    assert.equal(now.meta.lastModified, user.meta.lastModified);
    assert.equal((await w.alder.call('PUT', `/Users/${user.id}`, now)).json().meta.version, user.meta.version, 'nor does sending it back');
    assert.equal(rows(), before);
  } },
  { name: 'filters find what a library that others use finds', async run(t) {
    const w = await world(t);
    const lib = await import('scim2-parse-filter');
    const { parse, filter } = lib.default ?? lib;
    const words = ['ada', 'bob', 'cy', 'dora'], types = ['work', 'home', 'other'];
    const random = seeded(t.seed), pick = (list) => list[Math.floor(random() * list.length)];
    for (let i = 0; i < 12; i++) await add(w.alder, { displayName: `f ${pick(words)}`, title: pick(words), userType: pick(words), emails: [{ value: `${pick(words)}@example.org`, type: pick(types) }, { value: `${unique()}@example.net`, type: pick(types) }], [ENTERPRISE]: { department: pick(words) } });
    const all = (await find(w.alder, 'displayName sw "f "')).Resources;
    const test = () => pick([
      () => `title eq "${pick(words)}"`, () => `userType co "${pick(words).slice(1)}"`, () => `title sw "${pick(words)[0]}"`, () => `userType ew "${pick(words).slice(-1)}"`, () => `title ne "${pick(words)}"`,
      () => 'title pr', () => 'nickName pr', () => 'active eq true', () => `title gt "${pick(words)}"`, () => `userType le "${pick(words)}"`,
      () => `emails[type eq "${pick(types)}"]`, () => `emails.type eq "${pick(types)}"`, () => `emails.value sw "${pick(words)}"`,
      () => `name.familyName eq "Example"`,
    ])();
    const tree = (depth) => (depth === 0 || random() < 0.3 ? test() : pick([() => `${tree(depth - 1)} and ${tree(depth - 1)}`, () => `${tree(depth - 1)} or ${tree(depth - 1)}`, () => `not (${tree(depth - 1)})`, () => `(${tree(depth - 1)})`])());
    for (let i = 0; i < 120; i++) {
      const f = tree(3);
      const want = all.filter(filter(parse(f))).map((u) => u.id).sort();
      const got = (await find(w.alder, `displayName sw "f " and (${f})`)).Resources.map((u) => u.id).sort();
      assert.deepEqual(got, want, `${f} (seed ${t.seed})`);
    }
  } },
  { name: 'patches give what a library that others use gives', async run(t) {
    const w = await world(t);
    const lib = await import('scim-patch');
    const { scimPatch } = lib.default ?? lib;
    const random = seeded(t.seed), pick = (list) => list[Math.floor(random() * list.length)];
    const types = ['work', 'home', 'other'], word = () => pick(['ada', 'bob', 'cy', 'dora']);
    const operation = (user) => pick([
      () => ({ op: 'add', path: 'nickName', value: word() }), () => ({ op: 'replace', path: 'displayName', value: word() }), () => ({ op: 'replace', path: 'name.givenName', value: word() }),
      () => ({ op: 'add', value: { title: word(), userType: word() } }), () => ({ op: 'replace', path: 'name', value: { honorificPrefix: word() } }),
      () => ({ op: 'add', path: 'phoneNumbers', value: [{ value: word(), type: pick(types) }] }), () => ({ op: 'replace', path: 'phoneNumbers', value: [{ value: word(), type: pick(types) }] }),
      () => ({ op: 'add', path: `phoneNumbers[type eq "${pick(types)}"].value`, value: word() }),
      () => (user.phoneNumbers?.length ? { op: 'remove', path: `phoneNumbers[type eq "${pick(user.phoneNumbers).type}"]` } : { op: 'add', path: 'nickName', value: 'x' }),
      () => (user.phoneNumbers?.length ? { op: 'replace', path: `phoneNumbers[type eq "${pick(user.phoneNumbers).type}"].value`, value: word() } : { op: 'add', path: 'nickName', value: 'y' }),
      () => ({ op: 'add', path: `${ENTERPRISE}:department`, value: word() }), () => (user.nickName ? { op: 'remove', path: 'nickName' } : { op: 'add', path: 'nickName', value: 'z' }),
    ])();
    const sorted = (u) => { const { meta, ...rest } = JSON.parse(JSON.stringify(u)); for (const k of Object.keys(rest)) if (Array.isArray(rest[k]) && !rest[k].length) delete rest[k]; rest.schemas = rest.schemas.filter((s) => s === USER); return rest; };
    let user = await add(w.alder, { nickName: 'start', emails: [{ value: 'p@example.org', type: 'work', primary: true }] });
    for (let i = 0; i < 120; i++) {
      const op = operation(user);
      const want = scimPatch(JSON.parse(JSON.stringify(user)), [op]);
      const now = await patched(w.alder, user.id, [op]);
      assert.deepEqual(sorted(now), sorted(want), `${JSON.stringify(op)} on ${JSON.stringify(user)} (seed ${t.seed})`);
      user = now;
    }
  } },
  { name: 'a group of many is added to and read in pieces', async run(t) {
    const w = await world(t);
    const users = [];
    for (let i = 0; i < 30; i++) users.push((await add(w.alder)).id);
    const group = (await w.alder.call('POST', '/Groups', { schemas: [GROUP], displayName: unique(), members: users.slice(0, 10).map((value) => ({ value })) })).json();
    assert.equal(group.members.length, 10);
    const more = await patched(w.alder, group.id, [{ op: 'add', path: 'members', value: users.map((value) => ({ value })) }], 'Groups');
    assert.equal(more.members.length, 30);
    const less = await patched(w.alder, group.id, users.slice(0, 25).map((value) => ({ op: 'remove', path: `members[value eq "${value}"]` })), 'Groups');
    assert.equal(less.members.length, 5);
    const without = await w.alder.call('PATCH', `/Groups/${group.id}?excludedAttributes=members`, { schemas: [PATCH], Operations: [{ op: 'replace', path: 'displayName', value: unique() }] });
    assert.equal(without.json().members, undefined);
    assert.equal((await w.alder.call('GET', `/Groups/${group.id}`)).json().members.length, 5);
    assert.equal((await find(w.alder, `members.value eq "${users[29]}"`, 'Groups')).Resources[0].id, group.id);
  } },
  { name: 'a group that an administrator made is read and not changed by a client', async run(t) {
    const w = await world(t);
    const user = await add(w.alder), name = unique();
    await w.admin.go(`/a/${w.admin.account}/settings/groups/new`);
    const made = await w.admin.post(`/a/${w.admin.account}/settings/groups/new`, { name, about: '' }, { follow: false });
    assert.equal(made.status, 303, made.text);
    const group = (await find(w.alder, `displayName eq "${name}"`, 'Groups')).Resources[0];
    const join = [{ op: 'add', path: 'members', value: [{ value: user.id }] }];
    for (const res of [await patch(w.alder, group.id, join, 'Groups'), await patch(w.alder, group.id, [{ op: 'replace', path: 'displayName', value: unique() }], 'Groups'), await w.alder.call('PUT', `/Groups/${group.id}`, { schemas: [GROUP], displayName: name, externalId: 'taken' }), await w.alder.call('DELETE', `/Groups/${group.id}`)]) {
      assert.equal(res.status, 403, res.text);
      assert.match(res.json().detail, /by hand in the portal.*let the provisioning client keep it/);
    }
    assert.equal((await w.alder.call('POST', '/Groups', { schemas: [GROUP], displayName: name })).json().scimType, 'uniqueness');
    const now = (await w.alder.call('GET', `/Groups/${group.id}`)).json();
    assert.deepEqual([now.displayName, now.externalId, now.members], [name, undefined, undefined]);
  } },
  { name: 'a group that an administrator hands over is the client’s, until it is taken back', async run(t) {
    const w = await world(t), groups = `/a/${w.admin.account}/settings/groups`;
    const user = await add(w.alder), name = unique(), other = unique();
    await w.admin.go(`${groups}/new`);
    await w.admin.post(`${groups}/new`, { name, about: '' }, { follow: false });
    const group = (await find(w.alder, `displayName eq "${name}"`, 'Groups')).Resources[0], page = `${groups}/${group.id}`;
    const join = [{ op: 'add', path: 'members', value: [{ value: user.id }] }];
    assert.equal((await patch(w.alder, group.id, join, 'Groups')).status, 403);
    assert.match(text(await w.admin.go(page)), /Hand over/);
    const asks = text(await w.admin.go(`${page}/hand-over`)); assert.ok(/It gives no role now/.test(asks), asks.slice(-900));
    assert.equal((await w.admin.post(`${page}/hand-over`, { confirm: '1' }, { follow: false })).status, 303);
    assert.match(text(await w.admin.go(page)), /kept by the provisioning client since/);
    const joined = await patched(w.alder, group.id, [...join, { op: 'replace', path: 'displayName', value: other }, { op: 'replace', path: 'externalId', value: 'from outside' }], 'Groups');
    assert.deepEqual([joined.displayName, joined.externalId, joined.members.map((m) => m.value)], [other, 'from outside', [user.id]]);
    // What it keeps is not changed here meanwhile.
    for (const [path, fields] of [['edit', { name: unique(), version: '9' }], ['remove', { confirm: '1' }], ['members', { names: user.userName }], ['hand-over', {}]]) {
      assert.equal((await w.admin.post(`${page}/${path}`, fields, { follow: false })).status, 409, path);
    }
    await w.admin.go(page);
    assert.equal((await w.admin.post(`${page}/take-back`, {}, { follow: false })).status, 303);
    assert.equal((await patch(w.alder, group.id, [{ op: 'remove', path: 'members' }], 'Groups')).status, 403);
    assert.deepEqual((await w.alder.call('GET', `/Groups/${group.id}`)).json().members.map((m) => m.value), [user.id], 'who is in it stays');
    assert.equal(w.query(`SELECT count(*) FROM audit WHERE action IN ('group.hand_over', 'group.take_back') AND target_id = ${t.engine === 'pg' ? `'${group.id}'` : `x'${group.id.replace(/-/g, '')}'`}`), '2');
    // Handed over once more, it may go altogether.
    await w.admin.post(`${page}/hand-over`, { confirm: '1' }, { follow: false });
    assert.equal((await w.alder.call('DELETE', `/Groups/${group.id}`)).status, 204);
    assert.equal((await w.admin.go(page, { follow: false })).status, 404);
    // Nobody hands over what gives more than they may give; another directory's is not found.
    const made = (await w.admin.post(`${groups}/new`, { name: unique(), about: '' }, { follow: false })).headers.location;
    assert.equal((await w.cobaltAdmin.go(`/a/cobalt/settings/groups/${made.split('/').at(-1)}/hand-over`, { follow: false })).status, 404);
  } },
  { name: 'more people of one externalId than a step looks at are all found', async run(t) {
    const w = await world(t), pg = t.engine === 'pg', begins = unique(), sample = await add(w.alder);
    const own = `u.id = ${pg ? `'${sample.id}'` : `x'${sample.id.replace(/-/g, '')}'`}`;
    w.query(`INSERT INTO app_user (id, created_at, version, directory_id, sign_in, email, first_name, last_name, password_hash, must_change, locale, time_zone, theme, state, rights_version)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1203)
      SELECT ${pg ? 'gen_random_uuid()' : 'randomblob(16)'}, u.created_at, 1, u.directory_id, '${begins}' || (n.i + 10000) || '@alderfinch.example', u.email, u.first_name, u.last_name, '', u.must_change, u.locale, u.time_zone, u.theme, 'active', 1 FROM n, app_user u WHERE ${own}`);
    w.query(`INSERT INTO scim_user (user_id, directory_id, created_at, changed_at, version, user_name, user_name_key, external_id, data)
      SELECT u.id, u.directory_id, u.created_at, u.created_at, 1, u.sign_in, u.sign_in, '${begins}', '{}' FROM app_user u WHERE u.sign_in LIKE '${begins}%'`);
    const list = async (more) => { const res = await w.alder.call('GET', `/Users?attributes=userName&filter=${encodeURIComponent(`externalId eq "${begins}"`)}${more}`); assert.equal(res.status, 200, res.text.slice(0, 300)); return res.json(); };
    const seen = new Set();
    for (let at = 1; at <= 1203; at += 200) {
      const page = await list(`&startIndex=${at}&count=200`);
      assert.deepEqual([page.totalResults, page.Resources.length], [1203, Math.min(200, 1204 - at)]);
      for (const u of page.Resources) seen.add(u.id);
    }
    assert.equal(seen.size, 1203);
    const both = await w.alder.call('GET', `/Users?count=1&filter=${encodeURIComponent(`externalId eq "${begins}" and active eq true`)}`);
    assert.equal(both.json().totalResults, 1203);
    w.query(`UPDATE app_user SET state = 'removed' WHERE sign_in LIKE '${begins}%'`);
  } },
  { name: 'a filter that would have to look at too many is refused in its words, and one that an index narrows is not', async run(t) {
    const own = await ownServer(t, 'scimscan', { env: { ENTENTE_SCIM_SCAN_MAX: '500' } }), pg = t.engine === 'pg';
    const chief = new Person(own.server);
    await chief.signIn('m.brooks@cobaltpeak.example', own.password);
    const c = await provisioner(own.server, chief), sample = await add(c);
    const ask = (filter) => c.call('GET', `/Users?count=1&filter=${encodeURIComponent(filter)}`);
    assert.equal((await ask('title eq "x"')).status, 200, 'as long as there are few');
    own.query(`INSERT INTO app_user (id, created_at, version, directory_id, sign_in, email, first_name, last_name, password_hash, must_change, locale, time_zone, theme, state, rights_version)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
      SELECT ${pg ? 'gen_random_uuid()' : 'randomblob(16)'}, u.created_at, 1, u.directory_id, 'many' || (n.i + 10000) || '@cobaltpeak.example', u.email, u.first_name, u.last_name, '', u.must_change, u.locale, u.time_zone, u.theme, 'active', 1 FROM n, app_user u WHERE u.id = ${pg ? `'${sample.id}'` : `x'${sample.id.replace(/-/g, '')}'`}`);
    const refused = await ask('title eq "x"');
    assert.deepEqual([refused.status, refused.json().scimType, refused.json().status], [400, 'tooMany', '400']);
    assert.match(refused.json().detail, /too many resources. Ask for userName, externalId, id/);
    for (const filter of ['userName sw "many1"', 'userName eq "many10001@cobaltpeak.example"', 'externalId eq "nobody"', `id eq "${sample.id}"`]) assert.equal((await ask(filter)).status, 200, filter);
    assert.equal((await ask('userName sw "many1"')).json().totalResults, 600);
    assert.equal((await c.call('GET', '/Users?count=1')).json().totalResults > 600, true, 'without a filter nothing is looked through');
    await own.server.stop();
  } },
  { name: 'many people are paged by the beginning of a name and looked through without being held', async run(t) {
    const w = await world(t), pg = t.engine === 'pg', begins = unique();
    const big = pg ? "repeat('x', 40000)" : "replace(hex(zeroblob(20000)), '0', 'x')";
    const sample = await add(w.alder), where = `u.sign_in = '${sample.userName}'`, own = sample.userName.includes('@') ? where : `u.sign_in = '${sample.userName}@alderfinch.example'`;
    w.query(`INSERT INTO app_user (id, created_at, version, directory_id, sign_in, email, first_name, last_name, password_hash, must_change, locale, time_zone, theme, state, rights_version)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
      SELECT ${pg ? 'gen_random_uuid()' : 'randomblob(16)'}, u.created_at, 1, u.directory_id, '${begins}' || (n.i + 10000) || '@alderfinch.example', u.email, u.first_name, u.last_name, '', u.must_change, u.locale, u.time_zone, u.theme, 'active', 1 FROM n, app_user u WHERE ${own}`);
    w.query(`INSERT INTO scim_user (user_id, directory_id, created_at, changed_at, version, user_name, user_name_key, external_id, data)
      SELECT u.id, u.directory_id, u.created_at, u.created_at, 1, u.sign_in, u.sign_in, '', ${pg ? "('{\"nickName\":\"' || repeat('x', 40000) || '\"}')::json" : `'{"nickName":"' || ${big} || '"}'`} FROM app_user u WHERE u.sign_in LIKE '${begins}%'`);
    const list = async (filter, more = '') => { const res = await w.alder.call('GET', `/Users?attributes=userName&filter=${encodeURIComponent(filter)}${more}`); assert.equal(res.status, 200, `${filter}${more}: ${res.text.slice(0, 300)}`); return res.json(); };
    const all = await list(`userName sw "${begins.toUpperCase()}"`, '&count=100000');
    assert.deepEqual([all.totalResults, all.itemsPerPage, all.Resources.length], [2000, 200, 200], 'more than the maximum is cut to it');
    const later = await list(`userName sw "${begins}"`, '&startIndex=1951&count=100');
    assert.deepEqual([later.totalResults, later.startIndex, later.itemsPerPage], [2000, 1951, 50]);
    assert.equal(later.Resources.map((u) => u.userName).sort()[0], `${begins}11951@alderfinch.example`);
    assert.equal((await list(`userName sw "${begins}119"`)).totalResults, 100);
    assert.equal((await list(`userName sw "${begins}119" and active eq false`)).totalResults, 0);
    const held = await list(`userName co "${begins}1" and active eq true`, '&startIndex=1901');
    assert.deepEqual([held.totalResults, held.Resources.length], [2000, 100]);
    assert.equal(new Set([...later.Resources, ...all.Resources].map((u) => u.id)).size, 250);
    w.query(`UPDATE app_user SET state = 'removed' WHERE sign_in LIKE '${begins}%'`);
    assert.equal((await list(`userName sw "${begins}"`)).totalResults, 0);
  } },
  { name: 'an ended or expired token opens nothing, and stopping ends all', async run(t) {
    const w = await world(t);
    const second = await provisioner(w.server, w.admin, 'Second');
    assert.equal((await second.call('GET', '/Users?count=1')).status, 200);
    const page = await w.admin.go(w.alder.settings);
    const end = page.text.match(/action="([^"]*\/tokens\/[^"]*\/end)"><[^>]*><[^>]*><button[^>]*aria-label="End the token Second"/)[1];
    assert.equal((await w.admin.post(end, {}, { follow: false })).status, 303);
    assert.equal((await second.call('GET', '/Users?count=1')).status, 401);
    const third = await provisioner(w.server, w.admin, 'Third');
    w.query("UPDATE provisioning_token SET expires_at = 1 WHERE name = 'Third'");
    assert.equal((await third.call('GET', '/Users?count=1')).status, 401);
    assert.match(text(await w.admin.go(w.alder.settings)), /Third .*Expired.*Second .*Ended/);
    await w.cobaltAdmin.go(w.cobalt.settings);
    assert.match(text(await w.cobaltAdmin.go(w.cobalt.settings)), /Provisioning On/);
    assert.equal((await w.cobaltAdmin.post(`${w.cobalt.settings}/stop`, {}, { follow: false })).status, 303);
    assert.equal((await w.cobalt.call('GET', '/Users')).status, 401);
    assert.match(text(await w.cobaltAdmin.go(w.cobalt.settings)), /Provisioning Off/);
  } },
  { name: 'the audit chain of all this holds, and the server stops cleanly', async run(t) {
    const w = await world(t);
    const { code } = await w.server.stop();
    assert.equal(code, 0, w.server.log().slice(-2000));
    entente(['verify', 'audit', '--data', w.where.data, ...(w.where.database ? ['--database', w.where.database] : [])]);
  } },
];
