// The vendor's lists, for ./bench --only desk: each page asked one after the other, with something written in between so that nothing kept answers (docs/decisions/0052); the server's CPU a request, and the time to the last byte.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { ROOT, request } from '../tests/lib/entente.mjs';
import { cpuSeconds } from './lib.mjs';

export function fillDesk(data, { accounts, entries, account }) {
  const log = (what, f) => { const t = Date.now(); f(); console.log(`${what} in ${((Date.now() - t) / 1000).toFixed(0)} s`); };
  log(`${accounts} accounts`, () => execFileSync(join(ROOT, 'build/bench/desk'), [data, String(accounts)], { stdio: ['ignore', 'ignore', 'inherit'] }));
  log('what waits of them', () => execFileSync('sqlite3', [join(data, 'entente.db')], { input: readFileSync(join(ROOT, 'benchmarks/desk.sql')), stdio: ['pipe', 'ignore', 'inherit'] }));
  log(`${entries} entries of the log`, () => execFileSync(join(ROOT, 'build/bench/audit'), [data, account, String(entries)], { stdio: ['ignore', 'ignore', 'ignore'] }));
}

export async function deskPages(server, staff, account, rounds) {
  const cookie = staff.cookies();
  const write = async () => { const res = await staff.post('/operator/partners/choices', { query: '' }, { follow: false }); if (res.status !== 303) throw new Error(`choices: ${res.status}`); };
  const agent = new Agent({ keepAlive: true });
  const get = (path) => request(server, { path, headers: { Cookie: cookie }, agent });
  const list = '/operator/partners', log = `/operator/activity?account=${account}`;
  const next = (await get(list)).text.match(/rel="next" href="([^"]*)"/)[1].replaceAll('&amp;', '&');
  const pages = [
    ['Partner accounts', list], ['Partner accounts, the next page', next], ['Partner accounts, the newest', `${list}?sort=-added`], ['Partner accounts, longest in their state', `${list}?sort=since`], ['Partner accounts, 250 rows', `${list}?size=250`],
    ['Partner accounts by a word that thousands have', `${list}?q=alder`], ['Partner accounts by two words', `${list}?q=alder+works`], ['Partner accounts by a number', `${list}?q=bench-4321.example`], ['Partner accounts by a word that nobody has', `${list}?q=zzzz`],
    ['Partner accounts, active', `${list}?state=active`], ['Partner accounts, suspended', `${list}?state=suspended`], ['Partner accounts, closed', `${list}?state=closed`], ['Partner accounts of a kind', `${list}?kind=reseller`], ['Partner accounts of a country', `${list}?country=DE`],
    ['Partner accounts of a common program', `${list}?program=mpn`], ['Partner accounts of a common program, the newest', `${list}?program=mpn&sort=-added`], ['Partner accounts of a rarer program', `${list}?program=learning`],
    ['Partner accounts by age', `${list}?age=30`], ['Partner accounts by age, the newest', `${list}?age=365&sort=-added`], ['Partner accounts by age, older', `${list}?age=older`], ['Partner accounts of kind, country and state', `${list}?kind=direct&country=SE&state=active`],
    ['Work queue', '/operator/work'], ['Work queue, nobody\'s', '/operator/work?whose=free'], ['Work queue, late', '/operator/work?whose=late'], ['Work queue of a market', '/operator/work?market=FR'], ['Work queue, done', '/operator/work?state=done'], ['Vendor desk', '/operator'],
    ['Bank and tax profiles', '/operator/payout'], ['Bank and tax profiles, nobody\'s', '/operator/payout?whose=free'], ['Bank and tax profiles, mine', '/operator/payout?whose=mine'], ['Bank and tax profiles, late', '/operator/payout?whose=late'], ['Bank and tax profiles of a country', '/operator/payout?country=FR'],
    ['Tax exemptions', '/operator/payout/exemptions'], ['Tax exemptions, nobody\'s', '/operator/payout/exemptions?whose=free'], ['Verification', '/operator/verification'], ['Applications to programs', '/operator/enrollments'], ['Applications, in the program', '/operator/enrollments?show=in'], ['Company enrollments', '/operator/company-enrollments'], ['Support desk', '/operator/support'], ['Customers\' qualifications', '/operator/customer-qualifications'], ['Security alerts', '/operator/security-alerts'],
    ['Activity log of an account', log], ['Activity log of an account, the oldest', `${log}&sort=at`], ['Activity log of an account, refused', `${log}&outcome=refused`], ['Activity log of an account, a year', `${log}&period=all`], ['Activity log of the vendor', '/operator/activity'],
  ];
  const got = [];
  for (const [title, path] of pages) {
    const times = [];
    let res, cpu = 0;
    for (let i = 0; i < rounds + 1; i++) {
      await write();
      const t = process.hrtime.bigint(), before = cpuSeconds([server.child.pid]);
      res = await get(path);
      if (i) cpu += cpuSeconds([server.child.pid]) - before;
      if (i) times.push(Number(process.hrtime.bigint() - t) / 1e6); // the first one warms the caches
      if (res.status !== 200) throw new Error(`${title} ${path}: ${res.status} ${res.text.slice(0, 300)}`);
    }
    got.push({ title, times, cpu: (cpu * 1000) / rounds, bytes: res.raw.length });
  }
  agent.destroy();
  return got;
}
