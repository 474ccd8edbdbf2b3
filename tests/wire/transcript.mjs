// Reads and runs .http transcripts; the format is in README.md.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Application, Person, request, form } from '../lib/entente.mjs';

export function parseTranscript(text) {
  const tests = [];
  let test = null, step = null, state = 'idle';
  for (const line of text.split('\n')) {
    if (line.startsWith('### ')) { test = { name: line.slice(4).trim(), steps: [] }; tests.push(test); step = null; state = 'idle'; continue; }
    if (!test) continue;
    if (state !== 'body' && /^#/.test(line)) continue;
    if (/^(api|page|scim|anonymous)\b/.test(line) && state !== 'body' && state !== 'headers') { step = { who: line.trim() }; test.steps.push(step); state = 'idle'; continue; }
    const first = line.match(/^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (\S.*)$/);
    if (first && state !== 'body' && state !== 'headers') { step = { method: first[1], path: first[2].trim(), headers: {}, body: null, checks: [] }; test.steps.push(step); state = 'headers'; continue; }
    if (line.startsWith('? ')) { step.checks.push(line.slice(2).trim()); state = 'checks'; continue; }
    if (state === 'headers') {
      if (line.trim() === '') { state = 'body'; continue; }
      const at = line.indexOf(':');
      step.headers[line.slice(0, at).trim()] = line.slice(at + 1).trim();
    } else if (state === 'body') step.body = step.body === null ? line : `${step.body}\n${line}`;
  }
  for (const t of tests) for (const s of t.steps) if (s.body != null) s.body = s.body.trim() === '' ? null : s.body.trim();
  return tests;
}

export function pick(value, path) {
  let v = value;
  for (const part of path.match(/[^.[\]]+/g) || []) {
    if (v === undefined || v === null) return undefined;
    v = part === 'length' && Array.isArray(v) ? v.length : v[part];
  }
  return v;
}

export async function runTranscript(test, world) {
  const vars = { unique: `t${randomUUID().replace(/-/g, '').slice(0, 14)}` };
  let who = { kind: 'anonymous' };
  const fill = (s) => s.replace(/\{\{([a-z_0-9]+)\}\}/gi, (_, k) => {
    if (k === 'key') return randomUUID();
    if (k === 'csrf') return who.person ? who.person.csrf : '';
    if (k === 'scim') return who.scim.base;
    if (/^tenant_/.test(k)) return world.demo.api.find((x) => x.account.toLowerCase().startsWith(k.slice(7))).tenant;
    if (k === 'account') return who.person ? who.person.account : '';
    assert.ok(k in vars, `unknown {{${k}}}`);
    return vars[k];
  });
  for (const step of test.steps) {
    if (step.who) { who = await world.who(step.who); continue; }
    let body = step.body === null ? undefined : fill(step.body);
    const headers = Object.fromEntries(Object.entries(step.headers).map(([k, v]) => [k, fill(v)]));
    if (body !== undefined && body.startsWith('form:')) {
      body = form(body.split('\n').slice(1).map((l) => [l.slice(0, l.indexOf('=')).trim(), l.slice(l.indexOf('=') + 1)]));
      headers['Content-Type'] ??= 'application/x-www-form-urlencoded';
    }
    const path = fill(step.path);
    let res;
    if (who.scim) res = await who.scim.call(step.method, path, body, headers);
    else if (who.app) res = await who.app.call(step.method, path, body, headers);
    else if (who.person) res = await who.person.go(path, { method: step.method, headers, body, follow: false });
    else res = await request(world.server, { method: step.method, path, headers, body });
    for (const c of step.checks) {
      try { check(fill(c), res, vars); } catch (e) {
        throw new Error(`${step.method} ${path}: ? ${c}\n${e.message}\nanswer ${res.status} ${res.text.slice(0, 900)}`);
      }
    }
  }
}

function check(c, res, vars) {
  let m;
  if ((m = c.match(/^status (\d+)$/))) return assert.equal(res.status, Number(m[1]));
  if ((m = c.match(/^header (\S+) absent$/))) return assert.equal(res.headers[m[1].toLowerCase()], undefined);
  if ((m = c.match(/^header (\S+) present$/))) return assert.ok(res.headers[m[1].toLowerCase()] !== undefined, 'header is absent');
  if ((m = c.match(/^header (\S+) (.+)$/))) return assert.equal(String(res.headers[m[1].toLowerCase()]), m[2]);
  if ((m = c.match(/^let (\w+) = json (\S+)$/))) { vars[m[1]] = String(pick(res.json(), m[2])); return assert.notEqual(vars[m[1]], 'undefined'); }
  if ((m = c.match(/^let (\w+) = header (\S+)$/))) { vars[m[1]] = String(res.headers[m[2].toLowerCase()]); return undefined; }
  if ((m = c.match(/^let (\w+) = match \/(.*)\/$/))) { const r = res.text.match(new RegExp(m[2])); assert.ok(r, 'no match'); vars[m[1]] = r[1]; return undefined; }
  if ((m = c.match(/^json (\S+) absent$/))) return assert.equal(pick(res.json(), m[1]), undefined);
  if ((m = c.match(/^json (\S+) present$/))) return assert.notEqual(pick(res.json(), m[1]), undefined);
  if ((m = c.match(/^json (\S+) (.+)$/))) return assert.deepEqual(pick(res.json(), m[1] === '.' ? '' : m[1]), JSON.parse(m[2]));
  if ((m = c.match(/^body contains (.+)$/))) return assert.ok(res.text.includes(m[1]), 'text is not there');
  if ((m = c.match(/^body lacks (.+)$/))) return assert.ok(!res.text.includes(m[1]), 'text is there');
  if (c === 'body empty') return assert.equal(res.raw.length, 0);
  if ((m = c.match(/^matches \/(.*)\/$/))) return assert.match(res.text, new RegExp(m[1]));
  throw new Error(`unknown check: ${c}`);
}

// A provisioning client of the account's directory, with a token made on the settings page.
export async function provisioner(server, admin, name = 'Wire tests') {
  const settings = `/a/${admin.account}/settings/sign-in`;
  await admin.go(`${settings}/tokens/add`);
  const made = await admin.post(`${settings}/tokens`, { name, days: '90' });
  const token = made.text.match(/entente_scim_[\w-]+/)[0], base = made.text.match(/\/scim\/v2\/[0-9a-f-]+/)[0];
  return {
    token, base, settings,
    call: (method, path, body, headers = {}) => request(server, { method, path: path.startsWith('/scim') ? path : base + path, body: body !== undefined && typeof body !== 'string' ? JSON.stringify(body) : body, headers: { Authorization: `Bearer ${token}`, ...(body !== undefined ? { 'Content-Type': 'application/scim+json' } : {}), ...headers } }),
  };
}

// Who speaks: applications and persons are kept for the whole run.
export class World {
  constructor(server, demo) { this.server = server; this.demo = demo; this.kept = new Map(); }
  portal(account, role) {
    return this.demo.portal.find((p) => slug(p.account) === account && (!role || [].concat(p.roles).flatMap((r) => r.split(/,\s*/)).includes(role)));
  }
  async who(line) {
    if (this.kept.has(line)) return this.kept.get(line);
    const [kind, a, b] = line.split(/\s+/);
    let who = { kind };
    if (kind === 'api') {
      const c = this.demo.api.find((x) => slug(x.account) === a);
      assert.ok(c, `no API application of ${a}`);
      who.app = await new Application(this.server, c).authorize();
    } else if (kind === 'page') {
      const p = a.includes('@') ? this.demo.portal.find((x) => x.email === a) : this.portal(a, b);
      assert.ok(p, `no user for: ${line}`);
      who.person = new Person(this.server);
      await who.person.signIn(p.email, p.password);
    }
    if (kind === 'scim') who.scim = await provisioner(this.server, (await this.who(`page ${a} global_admin`)).person);
    this.kept.set(line, who);
    return who;
  }
}
export const slug = (name) => name.normalize('NFD').replace(/[^A-Za-z0-9 ]/g, '').toLowerCase().split(' ')[0];
