// Every operation of the OpenAPI document with seeded requests, good and bad, that are drawn from what the document says (fast-check):
// never a 5xx, always a status and a body that the document describes. A failure prints the seed and the smallest request that fails.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Application, SEED, figure, makeDemo, request, serve, tempDir } from '../lib/entente.mjs';
import { Contract } from '../lib/contract.mjs';
import { signedIn } from './authority.test.mjs';

const LONG = Boolean(process.env.ENTENTE_LONG);
const RUNS = LONG ? 400 : 16;
const enc = (s) => encodeURIComponent(s.replace(/\p{Surrogate}/gu, '\ufffd'));
const seedOf = (name) => createHash('sha256').update(`${SEED} ${name}`).digest().readInt32BE(0);

// What the server has shown so far: of each address with parameters, addresses that are there.
class Known {
  constructor(contract) {
    this.at = new Map();
    this.ids = [];
    this.values = new Map(); // the resource, or an item of the list, last seen at an address
    this.children = new Map(); // of a list's path: the path of one
    for (const { path } of contract.operations) {
      const m = path.match(/^(.*)\/\{[^}]+\}$/);
      if (m) this.children.set(m[1], path);
    }
  }
  add(template, concrete) {
    const list = this.at.get(template) ?? [];
    if (list.length < 8 && !list.includes(concrete)) list.push(concrete);
    this.at.set(template, list);
  }
  learn(template, concrete, value) {
    const one = this.children.get(template), first = Array.isArray(value) ? value[0] : value?.items ? value.items[0] : value;
    if (first && typeof first === 'object') this.values.set(concrete, first);
    for (const item of [value, ...(Array.isArray(value) ? value : []), ...(Array.isArray(value?.items) ? value.items : [])]) {
      if (typeof item?.id !== 'string' || item.id === '') continue;
      if (this.ids.length < 64) this.ids.push(item.id);
      if (one && item !== value) this.add(one, `${concrete}/${enc(item.id)}`);
      if (one && item === value && !template.endsWith('}')) this.add(one, `${concrete}/${enc(item.id)}`);
    }
  }
  // The address of an operation: as much of it as is known, the rest from `junk`.
  fill(template, pick, junk) {
    const parts = template.split('/');
    let from = '', to = '';
    for (let n = parts.length; n > 0; n--) {
      const list = parts[n - 1].startsWith('{') && this.at.get(parts.slice(0, n).join('/'));
      if (list?.length) { from = parts.slice(0, n).join('/'); to = list[pick % list.length]; break; }
    }
    let i = 0;
    return to + template.slice(from.length).replace(/\{[^}]+\}/g, () => enc(junk[i++ % junk.length] ?? 'x') || 'x');
  }
}

const word = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 12 }) }, { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  { weight: 2, arbitrary: fc.constantFrom('', ' ', 'x'.repeat(300), '\u0000', '\ud800', '"', "';--", '%', '../..', '{}', '-1', '0', 'null', '9999-12-31', '\u202e', '👩‍👩‍👧', 'é'.normalize('NFD')) }, { weight: 1, arbitrary: fc.uuid() });
const number = fc.oneof(fc.integer({ min: -2, max: 30 }), fc.constantFrom(0, 1, 1.5, -1, 2147483648, 9007199254740993, -9223372036854775808, 1e300), fc.double({ noNaN: true, noDefaultInfinity: true }));
const date = fc.constantFrom('2026-11-28', '2026-11-28T10:00:00Z', '2027-01-01T00:00:00.1234567+02:00', '6/1/2017 12:00:00 AM', '2020-09-246', '9999-12-10T00:00:00Z', '0000-00-00', '2026-02-30', '');
const anything = fc.jsonValue({ maxDepth: 3 });

function valueOf(doc, known, schema, depth = 0) {
  if (schema.$ref) return valueOf(doc, known, schema.$ref.slice(2).split('/').reduce((v, k) => v[k], doc), depth);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  const good = schema.const !== undefined ? fc.constant(schema.const)
    : schema.enum ? fc.constantFrom(...schema.enum, ...schema.enum.map((v) => String(v).toUpperCase()))
    : schema.format === 'uuid' ? fc.oneof(fc.nat(63).map((n) => known.ids[n % (known.ids.length || 1)] ?? ''), fc.uuid())
    : schema.format === 'date-time' || schema.format === 'date' ? date
    : type === 'string' ? fc.oneof(word, fc.nat(63).map((n) => known.ids[n % (known.ids.length || 1)] ?? ''), fc.constantFrom('Monthly', 'monthly', 'P1Y', 'P1M', 'annual', 'active', 'suspended', 'US', 'en-US', 'NLDESK000001:0002:AVDESK000002', 'a@b.example'))
    : type === 'integer' || type === 'number' ? number
    : type === 'boolean' ? fc.boolean()
    : type === 'array' ? (depth > 4 ? fc.constant([]) : fc.array(valueOf(doc, known, schema.items ?? {}, depth + 1), { maxLength: 3 }))
    : type === 'object' && schema.properties ? (depth > 4 ? fc.constant({}) : fc.record(Object.fromEntries(Object.entries(schema.properties).map(([k, s]) => [k, valueOf(doc, known, s, depth + 1)])), { requiredKeys: schema.required ?? [] }))
    : anything;
  return fc.oneof({ weight: 14, arbitrary: good }, { weight: 1, arbitrary: anything });
}

// One request: {who, pick, junk, query, headers, body}.
function requestOf(doc, known, { method, operation }) {
  const query = {};
  for (const p of operation.parameters ?? []) {
    if (p.in !== 'query') continue;
    query[p.name] = /^(size|offset|pagesize|pagenumber)$/i.test(p.name) ? fc.oneof(fc.integer({ min: -1, max: 600 }).map(String), word)
      : /^filter$/i.test(p.name) ? fc.oneof(fc.record({ Field: fc.constantFrom('CompanyName', 'Domain', 'Status', 'InvoiceDate', 'x'), Value: word, Operator: fc.constantFrom('starts_with', 'StartsWith', 'equals', 'substring', 'and', 'x') }).map((f) => JSON.stringify(f)), word)
      : /^seekoperation$/i.test(p.name) ? fc.constantFrom('Next', 'Previous', 'First', 'Last', 'PageIndex', 'x')
      : /date|time/i.test(p.name) ? fc.oneof(date, word) : fc.oneof(word, fc.constantFrom('US', 'en-US', 'usd', 'true', 'P1Y', 'daily'));
  }
  const schema = operation.requestBody?.content['application/json'].schema;
  const raw = fc.constantFrom(undefined, '', 'null', '"success"', '[]', '{', '{"a":1,"a":2}', '[[[[[[[[[[[[]]]]]]]]]]]]', '\ufeff{}', '\u0000', '1e999', `{"x":"${'y'.repeat(3000)}"}`, '{"attributes":null,"links":[]}');
  const body = method === 'get' ? fc.constant(undefined) : schema ? fc.oneof({ weight: 3, arbitrary: valueOf(doc, known, schema).map((v) => JSON.stringify(v)) }, { weight: 1, arbitrary: raw }) : raw;
  return fc.record({
    who: fc.constantFrom('person', 'application'), pick: fc.nat(7), known: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    junk: fc.array(word, { minLength: 1, maxLength: 3 }), query: fc.record(query, { requiredKeys: [] }),
    headers: fc.record({ 'MS-ContinuationToken': word.map(enc), 'If-Match': fc.constantFrom('"x"', 'x', '*', ''), 'X-Locale': fc.constantFrom('fr-FR', 'xx', ''), 'MS-RequestId': fc.oneof(fc.uuid(), word.map(enc)), Accept: fc.constantFrom('*/*', 'application/pdf', 'text/html') }, { requiredKeys: [] }),
    body,
    // Instead of the body: what is there, sent back with some members changed, as clients do.
    edit: method === 'get' ? fc.constant(undefined) : fc.option(fc.array(fc.tuple(fc.nat(40), anything), { maxLength: 2 }), { nil: undefined }),
  });
}

async function tried(t, engine) {
  const where = { data: tempDir('operations') };
  if (engine === 'pg') where.database = t.pg.database(`operations_${process.pid}`);
  const demo = makeDemo(where);
  const server = await serve(where, { args: ['--quiet'] });
  try {
    const contract = new Contract(), known = new Known(contract);
    const app = await new Application(server, demo.api.find((a) => /^Harbor/.test(a.account))).authorize();
    const tokens = { application: app.token, person: (await signedIn({ server, demo }, { role: 'global_admin' })).access_token };
    let sent = 0, done = 0;
    const statuses = new Map();
    const send = async (o, r) => {
      const path = (r.known ? known.fill(o.path, r.pick, r.junk) : o.path.replace(/\{[^}]+\}/g, () => enc(r.junk[0]) || 'x'));
      const query = Object.entries(r.query).map(([k, v]) => `${k}=${enc(v)}`).join('&');
      const there = r.edit && known.values.get(path);
      if (there) {
        const names = Object.keys(there), changed = { ...there };
        for (const [n, v] of r.edit) changed[names[n % names.length]] = v;
        r = { ...r, body: JSON.stringify(changed) };
      }
      const res = await request(server, { method: o.method.toUpperCase(), path: query ? `${path}?${query}` : path, body: r.body, headers: { Accept: 'application/json', ...r.headers, Authorization: `Bearer ${tokens[r.who]}`, ...(r.body !== undefined ? { 'Content-Type': 'application/json; charset=utf-8' } : {}) } });
      sent++;
      statuses.set(res.status, (statuses.get(res.status) ?? 0) + 1);
      const shown = `${o.method.toUpperCase()} ${path}${query ? `?${query}` : ''}\n${r.body ?? ''}\nanswer ${res.status} ${res.text.slice(0, 500)}`;
      assert.ok(res.status < 500, shown);
      const why = contract.wrong(o, res);
      assert.ok(!why, `${why}\n${shown}`);
      assert.ok(res.headers['ms-requestid'] || !o.path.startsWith('/v1') || /request target/.test(res.text), `no MS-RequestId\n${shown}`);
      if (res.status < 300) {
        done++;
        if (/json/.test(res.headers['content-type'] ?? '')) known.learn(o.path, path, res.json());
      }
    };
    const plain = { who: 'person', pick: 0, known: true, junk: ['x'], query: {}, headers: {}, body: undefined };
    const reads = contract.operations.filter((o) => o.method === 'get').sort((x, y) => x.parts.length - y.parts.length);
    const failed = [];
    // First as a client that reads everything, so that later requests name what is there.
    for (const o of reads) for (let pick = 0; pick < 2; pick++) await send(o, { ...plain, pick }).catch((e) => failed.push(`GET ${o.path}: ${e.message}`));
    const order = { post: 0, patch: 1, put: 2, get: 3, delete: 4 };
    for (const o of [...contract.operations].sort((x, y) => order[x.method] - order[y.method])) {
      const name = `${o.method.toUpperCase()} ${o.path}`;
      const got = await fc.check(fc.asyncProperty(requestOf(contract.doc, known, o), (r) => send(o, r)), { seed: seedOf(name), numRuns: RUNS, maxSkipsPerRun: 0 });
      if (got.failed) failed.push(`${name}: ${got.errorInstance?.message ?? got.error}\n  seed ${got.seed}, path ${got.counterexamplePath}`);
      if (failed.length >= 25) break;
    }
    const told = `operations of the API on ${engine}: ${contract.operations.length} sent ${sent} requests drawn from the document, ${done} done, the others refused as it says (${[...statuses].sort().map(([s, n]) => `${s}: ${n}`).join(', ')})`;
    if (process.env.ENTENTE_TIMES) console.log(told);
    assert.equal(failed.length, 0, `seed ${SEED}: ${failed.length} operations\n${failed.join('\n')}`);
    figure('wire', told);
  } finally { await server.stop(); }
}

export const tests = ['sqlite', 'pg'].map((engine) => ({ name: 'every operation answers seeded requests, good and bad, as the OpenAPI document says', engine, run: (t) => tried(t, engine) }));
