// A large partner's commerce, for ./bench --only commerce: reads, changes and orders beside 500,000 subscriptions, and all of them
// renewed on one day.
import { execFileSync } from 'node:child_process';
import { Agent } from 'node:http';
import { existsSync, writeFileSync } from 'node:fs';
import { Application, ROOT, join, request, tempDir } from '../tests/lib/entente.mjs';
import { interleave, median, wrk } from './lib.mjs';

const HARBOR = "(SELECT id FROM account WHERE public_id = 'harbor')";
const sql = (where, text) => execFileSync('sqlite3', ['-cmd', '.timeout 20000', '-separator', ' ', join(where.data, 'entente.db'), text], { maxBuffer: 1 << 28 }).toString();
const dashed = (text) => text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})/gm, '$1-$2-$3-$4-$5').replace(/ (.{8})(.{4})(.{4})(.{4})(.{12})$/gm, ' $1-$2-$3-$4-$5');

// Six subscriptions to each of so many customers; once for data that is kept.
export function sell(where, subscriptions) {
  const mark = `${where.data}.sold`;
  if (existsSync(mark)) return;
  const customers = dashed(sql(where, `SELECT lower(hex(customer_id)), country FROM customer_access WHERE account_id = ${HARBOR} AND state = 'active' LIMIT ${Math.ceil(subscriptions / 6)}`));
  console.log(execFileSync(join(ROOT, 'build/bench/commerce'), [where.data, 'harbor'], { input: customers }).toString().trim());
  writeFileSync(mark, '');
}

const lua = (dir, name, text) => { const f = join(dir, `${name}.lua`); writeFileSync(f, text); return f; };
const table = (list) => `{${list.map((x) => `"${x}"`).join(',')}}`;

export async function commerce(where, open, { ROUNDS, SECONDS, row, ratio, say, kps, hello }) {
  const dir = tempDir('commerce');
  let c = await open({ where, demo: where.demo });
  const pairs = dashed(sql(where, `SELECT lower(hex(customer_id)), lower(hex(id)) FROM subscription WHERE account_id = ${HARBOR} AND state = 'active' AND term = 'P1Y' AND rowid % 97 = 0 LIMIT 4000`).trim()).split('\n').map((l) => l.split(' '));
  const count = Number(sql(where, 'SELECT count(*) FROM subscription').trim()).toLocaleString('en');
  const load = (path, more = {}) => wrk(c.server.base + path, { headers: c.api, seconds: SECONDS, pids: c.pids, ...more });

  for (const [title, path] of [['A subscription', `/v1/customers/${pairs[5][0]}/subscriptions/${pairs[5][1]}`], ["A customer's subscriptions", `/v1/customers/${pairs[5][0]}/subscriptions`], ["A customer's orders", `/v1/customers/${pairs[5][0]}/orders`]]) {
    const bytes = (await request(c.server, { path, headers: c.api })).raw.length;
    const h = await hello(bytes);
    const r = await interleave([{ name: 'entente', run: () => load(path) }, { name: 'hello', run: () => wrk(h.base, { seconds: SECONDS, pids: h.pids }) }], ROUNDS);
    h.stop();
    row(`${title} on the wire (${bytes} bytes) against bench/hello`, `${ratio(r.entente.rate, r.hello.rate)} (${say(r.entente)})`, say(r.hello), '>= 0.4');
  }
  const many = pairs.map((p) => p[0]);
  for (const [title, headers, path] of [
    ["Customers' subscriptions on the wire, another each time", c.api, '"/v1/customers/"..t[i%#t+1].."/subscriptions"'],
    ["Customers' subscriptions in the portal, another each time", c.page, `"/a/${c.account}/customers/"..t[i%#t+1].."/subscriptions"`],
    ['All subscriptions of the account', c.page, `"/a/${c.account}/subscriptions"`],
    ['All subscriptions of the account, of one state', c.page, `"/a/${c.account}/subscriptions?state=suspended"`],
    ['All subscriptions of the account, by words', c.page, `"/a/${c.account}/subscriptions?q=desk"`]]) {
    const script = lua(dir, 'read', `local t=${table(many)} local i=0 request=function() i=i+1 return wrk.format("GET",${path}) end`);
    const r = await interleave([{ name: 'entente', run: () => wrk(c.server.base, { headers, seconds: SECONDS, pids: c.pids, script, clients: 64 }) }], ROUNDS);
    row(`${title}, 64 clients, ${count} subscriptions`, say(r.entente), '', 'p99 < 25 ms');
  }

  // From a cart to its order, eight clients, one after the other each.
  const agent = new Agent({ keepAlive: true });
  const app = await new Application(c.server, where.demo.api.find((a) => a.account.startsWith('Harbor'))).authorize();
  const call = (method, path, body) => request(c.server, { method, path, agent, headers: { Authorization: `Bearer ${app.token}`, Accept: 'application/json', 'Content-Type': 'application/json' }, body });
  const cart = JSON.stringify({ lineItems: [{ id: 0, catalogItemId: 'NLDESK000001:0002:AVDESK000002', friendlyName: 'Desks', quantity: 12, billingCycle: 'Monthly', termDuration: 'P1Y' }] });
  let at = 0;
  const orders = async () => {
    const until = Date.now() + SECONDS * 1000, took = [];
    await Promise.all(Array.from({ length: 8 }, async () => {
      while (Date.now() < until) {
        const began = performance.now(), customer = pairs[at++ % pairs.length][0];
        const made = await call('POST', `/v1/customers/${customer}/carts`, cart);
        if (made.status !== 201) throw new Error(`cart: ${made.status} ${made.text.slice(0, 300)}`);
        const done = await call('POST', `/v1/customers/${customer}/carts/${made.json().id}/checkout`, '');
        if (done.status !== 201) throw new Error(`checkout: ${done.status} ${done.text.slice(0, 300)}`);
        took.push(performance.now() - began);
      }
    }));
    took.sort((a, b) => a - b);
    return { rate: took.length / SECONDS, p50_ms: took[Math.floor(took.length / 2)], p99_ms: took[Math.floor(took.length * 0.99)] };
  };
  const o = (await interleave([{ name: 'orders', run: orders }], ROUNDS)).orders;
  row('From a cart to its order, durable, 8 clients', `${kps(o.rate)}, p50 ${o.p50_ms.toFixed(1)} p99 ${o.p99_ms.toFixed(1)} ms`, '', '>= 500/s');
  agent.destroy();

  // A subscription is changed, another one each time.
  const patch = () => lua(dir, 'patch', `local t=${table(pairs.map((p) => p.join('/subscriptions/')))} local n=0 local threads=0 function setup(thread) threads=threads+1 thread:set("id",threads) end
function request() n=n+1 local p=t[(n*2+id)%#t+1]
return wrk.format("PATCH","/v1/customers/"..p,{["Authorization"]="Bearer ${app.token}",["Content-Type"]="application/json"},'{"id":"'..p:sub(-36)..'","friendlyName":"Desk ${Date.now().toString(36)} '..id..'-'..n..'","autoRenewEnabled":true}') end`);
  const bare = async () => ({ rate: JSON.parse(execFileSync(join(ROOT, 'build/bench/insert'), [tempDir('bare'), join(ROOT, 'build/gen/gen/schema_sqlite.sql'), String(SECONDS), '32', 'change']).toString()).rate });
  const p = await interleave([{ name: 'entente', run: () => wrk(c.server.base, { seconds: SECONDS, script: patch(), pids: c.pids }) }, { name: 'bare', run: bare }], ROUNDS);
  row('PATCH of a subscription at 32 clients against a bare durable update', `${ratio(p.entente.rate, p.bare.rate)} (${say(p.entente)})`, kps(p.bare.rate), '>= 0.4');

  await renewal(where, open, c, { SECONDS, row, ratio });
}

// All that renew become due on one day; the server is killed on the way, and readers of the home page are there all the time.
async function renewal(where, open, c, { SECONDS, row, ratio }) {
  const home = (x) => wrk(`${x.server.base}/a/${x.account}`, { headers: x.page, seconds: SECONDS, pids: x.pids });
  const alone = [];
  for (let i = 0; i < 3; i++) alone.push((await home(c)).p99_ms);
  await c.server.stop();
  const day = Math.floor(Date.now() / 86400000) * 86400000000;
  sql(where, `DELETE FROM subscription_event WHERE what = 'renewed'; UPDATE subscription SET ends_at = ${day}, due_at = ${day} WHERE state = 'active' AND renews = 1; UPDATE job SET run_at = 0 WHERE kind = 'commerce.clock'`); /* it sleeps until what it knew of */
  const due = () => Number(sql(where, `SELECT count(*) FROM subscription WHERE due_at <= ${day}`).trim());
  const all = due(), beside = [];
  const began = Date.now();
  c = await open({ where, demo: where.demo });
  while (due() > all * 0.7) await new Promise((r) => setTimeout(r, 200));
  c.server.child.kill('SIGKILL');
  await new Promise((r) => c.server.child.on('exit', r));
  c = await open({ where, demo: where.demo });
  let left = due();
  while (left > 0) {
    if (left > all * 0.1) beside.push((await home(c)).p99_ms); else await new Promise((r) => setTimeout(r, 200));
    left = due();
  }
  const seconds = (Date.now() - began) / 1000;
  const [renewed, most] = sql(where, "SELECT count(*), max(n) FROM (SELECT count(*) AS n FROM subscription_event WHERE what = 'renewed' GROUP BY account_id, subscription_id)").trim().split(' ').map(Number);
  if (most !== 1) throw new Error(`a subscription was renewed ${most} times`);
  row(`Renewal of ${renewed.toLocaleString('en')} subscriptions due on one day, killed once on the way`, `${seconds.toFixed(0)} s, each once`, '', '< 300 s for 500,000');
  row('p99 of the home page meanwhile', beside.length ? `${ratio(median(beside), median(alone))} (${median(beside).toFixed(2)} ms)` : 'too quick to measure', `${median(alone).toFixed(2)} ms`, '<= 2');
  await c.server.stop();
}
