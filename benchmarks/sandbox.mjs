// A sandbox for one run of a client's tests, for ./bench --only sandbox: how soon it is up, and how long a snapshot of it and the way back
// take with 1,000 customers and 10,000 subscriptions, which it was filled with from a file.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { writeFileSync } from 'node:fs';
import { Application, BIN, join, tempDir } from '../tests/lib/entente.mjs';
import { median } from './lib.mjs';

const CUSTOMERS = 1000, LINES = 10;
const customer = (i) => ({
  companyProfile: { domain: `seeded${i}.example`, companyName: `Seeded ${i}` },
  billingProfile: { email: `a@seeded${i}.example`, culture: 'en-US', language: 'en', companyName: `Seeded ${i}`, defaultAddress: { country: 'US', state: 'WA', city: 'Redmond', addressLine1: '1 Harbor Way', postalCode: '98052', firstName: 'A', lastName: 'B', phoneNumber: '4255550101' } },
  orders: [{ billingCycle: 'monthly', lineItems: Array.from({ length: LINES }, (_, lineItemNumber) => ({ lineItemNumber, offerId: 'NLDESK000001:0001:AVDESK000001', quantity: 3, termDuration: 'P1M' })) }],
});

async function start(args = []) {
  const began = performance.now(), env = {};
  const child = spawn(BIN, ['sandbox', '--ephemeral', ...args], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: tempDir('ephemeral') } });
  const ended = new Promise((r) => child.on('exit', r));
  for await (const line of createInterface({ input: child.stdout })) {
    env[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
    if (env.ENTENTE_READY) break;
  }
  const took = performance.now() - began, server = { port: +new URL(env.ENTENTE_BASE_URL).port, base: env.ENTENTE_BASE_URL };
  const client = new Application(server, { token_url: env.ENTENTE_TOKEN_URL, client_id: env.ENTENTE_CLIENT_ID, client_secret: env.ENTENTE_CLIENT_SECRET });
  return { took, client, stop: async () => { child.stdin.end(); await ended; } };
}
const say = (list) => `${median(list).toFixed(0)} ms, slowest ${Math.max(...list).toFixed(0)} ms`;

export async function sandbox({ ROUNDS, row }) {
  const ready = [];
  for (let i = 0; i < ROUNDS + 2; i++) { const s = await start(); ready.push(s.took); await s.stop(); }
  row('An ephemeral sandbox is ready', say(ready), '', '< 1,000 ms');
  const file = join(tempDir('seed'), 'seed.json');
  writeFileSync(file, JSON.stringify({ customers: Array.from({ length: CUSTOMERS }, (_, i) => customer(i)) }));
  const s = await start(['--seed', file]), size = `${CUSTOMERS.toLocaleString('en')} customers, ${(CUSTOMERS * LINES).toLocaleString('en')} subscriptions`;
  row(`An ephemeral sandbox filled from a file is ready, ${size}`, `${(s.took / 1000).toFixed(1)} s`, '', 'printed');
  const made = [], back = [];
  let bytes = 0;
  for (let i = 0; i < ROUNDS + 2; i++) {
    const timed = async (list, method, path, body, status) => {
      const began = performance.now(), res = await s.client.call(method, path, body);
      list.push(performance.now() - began);
      if (res.status !== status) throw new Error(`${method} ${path}: ${res.status} ${res.text}`);
      return res;
    };
    bytes = (await timed(made, 'POST', '/sandbox/snapshots', `{"name":"round${i}"}`, 201)).json().sizeInBytes;
    await timed([], 'POST', '/v1/customers', JSON.stringify({ ...customer(CUSTOMERS + i), orders: undefined }), 201);
    await timed(back, 'POST', `/sandbox/snapshots/round${i}/restore`, undefined, 200);
  }
  const count = (await s.client.call('GET', '/v1/customers')).json().totalCount;
  if (count !== CUSTOMERS) throw new Error(`${count} customers after going back`);
  row(`A snapshot of a sandbox, ${size}, ${(bytes / 1e6).toFixed(0)} MB`, say(made), '', '< 1,000 ms');
  row('The way back to it', say(back), '', '< 1,000 ms');
  await s.stop();
}
