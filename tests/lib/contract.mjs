// The document of `entente openapi` held against what the server really answers. Every wire test's answers pass through `see`.
import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { entente, watch } from './entente.mjs';

const pointer = (s) => s.replace(/~/g, '~0').replace(/\//g, '~1');
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

export class Contract {
  constructor(doc = JSON.parse(entente(['openapi']).stdout)) {
    this.doc = doc;
    this.ajv = new Ajv({ strict: false, allErrors: true });
    formats(this.ajv);
    this.ajv.addSchema(doc, 'api');
    this.operations = [];
    for (const [path, item] of Object.entries(doc.paths)) {
      for (const method of METHODS) if (item[method]) this.operations.push({ path, method, operation: item[method], parts: path.split('/').filter(Boolean).map((p) => (p.startsWith('{') ? null : p.toLowerCase())) });
    }
    this.seen = new Map(); // "GET /v1/customers" -> how many answers of success were held against the document
    this.broken = new Map(); // one for each operation and status
    this.held = 0;
  }
  // The operation that a server must take for the request: without regard to case, doubled and last slashes; words beat parameters.
  find(method, path) {
    const parts = path.split('?')[0].split('/').filter(Boolean);
    let best, rank = '';
    for (const o of this.operations) {
      if (o.method !== method.toLowerCase() || o.parts.length !== parts.length || !o.parts.every((p, i) => p === null || p === parts[i].toLowerCase())) continue;
      const r = o.parts.map((p) => (p === null ? 'a' : 'b')).join('');
      if (r > rank) { best = o; rank = r; }
    }
    return best;
  }
  // What is wrong with the answer, or undefined.
  wrong({ path, method, operation }, res) {
    let at, answer = operation.responses[res.status];
    if (answer) at = `api#/paths/${pointer(path)}/${method}/responses/${res.status}`;
    else if (res.status >= 400) { answer = this.doc.components.responses.Error; at = 'api#/components/responses/Error'; } else return `the document does not describe status ${res.status}`;
    const type = Object.keys(answer.content ?? {})[0];
    if (!type) return res.raw.length ? `the document describes no body, the answer has ${res.raw.length} bytes` : undefined;
    if (!res.raw.length) return 'the document describes a body, the answer has none';
    const sent = String(res.headers['content-type'] ?? '').split(';')[0];
    if (!answer.content[sent]) return `the document does not describe ${sent}`;
    if (sent !== 'application/json') return undefined;
    let value;
    try { value = JSON.parse(res.text); } catch (e) { return `not JSON: ${e.message}`; }
    const check = this.ajv.getSchema(`${at}/content/${pointer(sent)}/schema`);
    return check(value) ? undefined : `${JSON.stringify(check.errors.slice(0, 3).map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`))} in ${res.text.slice(0, 400)}`;
  }
  see(method, path, res) {
    if (res.status < 200 || res.status === 304) return;
    const o = this.find(method, path);
    if (!o) return;
    this.held++;
    const key = `${method} ${o.path}`;
    if (res.status < 300) this.seen.set(key, (this.seen.get(key) ?? 0) + 1);
    const why = this.wrong(o, res);
    if (why && !this.broken.has(`${key} ${res.status}`)) this.broken.set(`${key} ${res.status}`, why);
  }
  unseen() { return this.operations.map((o) => `${o.method.toUpperCase()} ${o.path}`).filter((k) => !this.seen.has(k)); }
}

// From here on every request of this process.
export function watched() {
  const contract = new Contract();
  watch((method, path, res) => contract.see(method, path, res));
  return contract;
}
