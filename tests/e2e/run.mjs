// Browser tests in Chromium (its build without a screen, or another one in CHROMIUM): every page of the route table (axe in both themes, valid HTML, no sideways scroll at
// 360 px, no console error, French, script off) and the journeys in *.test.mjs, in two browsers with a server each.
// --shots DIR keeps pictures of all; --screenshots makes those of docs/screenshots anew (with --only screenshots).
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { ROOT, Runner, SEED, entente, join, makeDemo, readFileSync, routes, serve, takeNext, tempDir, together } from '../lib/entente.mjs';
import { slug } from '../wire/transcript.mjs';

const args = process.argv.slice(2);
const option = (n) => (args.includes(n) ? args[args.indexOf(n) + 1] : undefined);
const only = option('--only');
const shots = option('--shots');
if (shots) mkdirSync(shots, { recursive: true });
const files = readdirSync(join(ROOT, 'tests/e2e')).filter((x) => x.endsWith('.test.mjs')).sort();
// The longest first, so that both sides end together.
const LONG = ['people.test.mjs', 'life.test.mjs', 'narrow', 'light', 'dark', 'signin.test.mjs', 'passkey.test.mjs', 'notices.test.mjs'];
const items = [...LONG, ...['french', ...files].filter((x) => !LONG.includes(x))];
if (!option('--part')) await together('e2e', fileURLToPath(import.meta.url), (only ? ['one'] : ['one', 'two']).map((name) => ({ name, args })), items);
const runner = new Runner(option('--part'));
const axeSource = readFileSync(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8');

const where = { data: tempDir('e2e') };
const demo = makeDemo(where);
const server = await serve(where);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium-headless-shell',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
});

const rolesOf = (x) => [].concat(x.roles).flatMap((r) => r.split(/,\s*/));
const user = (account, role) => {
  const p = demo.portal.find((x) => slug(x.account) === account && (!role || rolesOf(x).includes(role)));
  assert.ok(p, `no demo user for ${account} ${role}`);
  return p;
};

// A signed-in browser context; what differs is an option. A sign-in is used again while it is young enough for acts that
// ask for the password anew (setting step_up_minutes).
const states = new Map();
const YOUNG_MS = 5 * 60 * 1000;
const young = (key) => states.has(key) && Date.now() - states.get(key).at < YOUNG_MS;
async function open({ account = 'harbor', role = 'global_admin', anonymous = false, dark = false, width = 1280, height = 900, script = true, locale = 'en-GB', base = server.base } = {}) {
  const key = `${account} ${role} ${locale} ${base}`;
  const options = { viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', javaScriptEnabled: script, locale, bypassCSP: false, baseURL: base, reducedMotion: 'reduce' };
  const kept = !anonymous && young(key); // asked once: it may grow old while the page opens
  if (kept) options.storageState = states.get(key).state;
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  page.problems = [];
  page.on('console', (m) => { if (m.type() === 'error' && !/status of (401|403|404|409|422)/.test(m.text())) page.problems.push(m.text()); });
  page.on('pageerror', (e) => page.problems.push(String(e)));
  if (!anonymous && !kept) {
    await signIn(page, user(account, role));
    states.set(key, { at: Date.now(), state: await context.storageState() });
  }
  return page;
}
async function signIn(page, who) {
  await page.goto('/sign-in');
  await page.locator('input[name=email]').fill(who.email);
  await page.locator('input[name=password]').fill(who.password);
  await page.locator('main button[type=submit], form[action*="sign-in"] button[type=submit]').first().click();
  await page.waitForURL(/\/(a|operator)\b/);
}
// The person's language, by the same form that the profile menu has.
async function language(page, tag) {
  await page.goto('/me/preferences');
  const token = await page.locator('input[name=_csrf]').first().inputValue();
  const res = await page.request.post('/language', { form: { _csrf: token, language: tag, return: '/me' } });
  assert.ok(res.ok(), `language ${tag}: ${res.status()}`);
}
// rules: those only; all rules otherwise, and in the full figures.
async function axe(page, rules) {
  await page.waitForLoadState(); // a click returns once its page has begun, which may be before it has a root
  // The policy forbids inline script in the page; the checker runs in an isolated way through the debugger.
  await page.evaluate(axeSource);
  const all = process.env.ENTENTE_LONG || only;
  const runOnly = rules && !all ? { type: 'rule', values: rules } : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  // Contrast takes two thirds of the time, and all pages have their colours from one style sheet: looked at on every third, drawn.
  const contrast = all || createHash('sha256').update(`${SEED} contrast ${new URL(page.url()).pathname}`).digest()[0] % 3 === 0;
  const rulesOff = contrast ? {} : { 'color-contrast': { enabled: false } };
  const found = await page.evaluate(([runOnly, rules]) => window.axe.run(document, { resultTypes: ['violations'], runOnly, rules }), [runOnly, rulesOff]);
  return found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} (${(n.any[0] || n.all[0] || n.none[0] || {}).message || ''})`).join(' | ')}`);
}
// In the journeys half of the looks are taken, drawn by the seed: most of their pages are looked at by several.
let looks = 0;
const journeyAxe = (page, rules) => {
  const n = createHash('sha256').update(`${SEED} journey ${new URL(page.url()).pathname.replace(/[0-9a-f-]{36}/g, '')} ${looks++}`).digest()[0];
  return process.env.ENTENTE_LONG || only || n % 2 === 0 ? axe(page, rules) : [];
};
// The same bytes in another theme or width: only these rules look at colours, sizes and what is hidden by style.
const BY_STYLE = ['color-contrast', 'link-in-text-block', 'target-size', 'scrollable-region-focusable', 'button-name', 'link-name', 'empty-heading', 'empty-table-header', 'label', 'select-name', 'aria-hidden-focus', 'heading-order', 'region'];
const shot = async (page, name) => { if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true }); };
const picture = async (page, name) => { if (args.includes('--screenshots')) await page.screenshot({ path: join(ROOT, 'docs/screenshots', `${name}.png`) }); };
const noScroll = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// --- every page of the table ---
const first = await open();
await first.goto('/');
const account = new URL(first.url()).pathname.split('/')[2];
await first.goto(`/a/${account}/customers`);
const customer = (await first.locator('table th[scope=row] a').first().getAttribute('href'))?.match(/customers\/([^/?]+)/)?.[1];
const samples = { account, customer, partner: 'mooring', to: 'suspended' };
await first.goto(`/a/${account}/pricing`).catch(() => {});
for (const a of await first.locator('main a[href*="/pricing/"]').all()) {
  const m = (await a.getAttribute('href')).match(/pricing\/([0-9a-f-]{36})/);
  if (m) { samples.product = m[1]; break; }
}
await first.goto(`/a/${account}/pricing/items`).catch(() => {});
samples.code = (await first.locator('table th[scope=row] a').first().getAttribute('href').catch(() => null))?.match(/items\/([^/?]+)/)?.[1];
await first.goto(`/a/${account}/customers/${customer}/orders`).catch(() => {});
samples.order = (await first.locator('main table th[scope=row] a').first().getAttribute('href', { timeout: 2000 }).catch(() => null))?.split('/').pop();
await first.goto(`/a/${account}/settings/applications`).catch(() => {});
samples.application = (await first.locator('table th[scope=row] a').first().getAttribute('href').catch(() => null))?.match(/applications\/([0-9a-f-]{36})/)?.[1];
await first.goto(`/a/${account}/settings/activity?period=all&op=update_company_info`).catch(() => {});
samples.entry = (await first.locator('main th[scope=row] a').first().getAttribute('href').catch(() => null))?.match(/activity\/([0-9a-f-]{36})/)?.[1];
for (const a of await first.locator('a[href*="/help/"]').all()) {
  const m = (await a.getAttribute('href')).match(/help\/([a-z0-9-]+)/);
  if (m) { samples.topic = m[1]; break; }
}
await first.context().close();
const pages = [];
for (const r of routes()) {
  if (r.method !== 'GET' || /^\/(v1|sandbox|assets|metrics|healthz|readyz|setup|webhooks|customers-public)/.test(r.path) || /well-known|oauth2|jwks|suggest|export|download|template|har$|report$|welcome|delete$|end$|\.(csv|xlsx|json)$/.test(r.path)) continue;
  // Not there without a program of developers (accounts.test.mjs looks at it), without a provider to try, or for accounts that sell
  // (profile.test.mjs).
  if (/settings\/developer(-details)?$|sign-in\/try$|locations\/country$/.test(r.path)) continue;
  const names = [...r.path.matchAll(/\{([a-z_]+)\}/g)].map((m) => m[1]);
  if (names.some((n) => !samples[n])) continue;
  pages.push({ route: r.path, path: r.path.replace(/\{([a-z_]+)\}/g, (_, n) => samples[n]), anonymous: r.permission === 'public' || r.permission === '-', operator: r.path.startsWith('/operator'), permission: r.permission });
}
// What the signed-in Global admin may not do is a refusal page, and looked at as such.
const matrix = new Map(entente(['roles']).stdout.split('\n').map((l) => l.split('\t')).map((c) => [c[0], (c[1] || '').split(' ')]));
const refused = (p) => !p.anonymous && !p.operator && matrix.has(p.permission) && !matrix.get(p.permission).includes('global_admin') && !matrix.get(p.permission).includes('*');
const htmls = [];
const name = (p) => p.route.replace(/[^a-z]+/gi, '_').replace(/^_|_$/g, '') || 'root';
const context = (p, more) => open({ anonymous: p.anonymous, ...(p.operator ? { account: slug(demo.portal.find((x) => /operator/.test(rolesOf(x).join(' '))).account), role: 'operator_admin' } : {}), ...more });

// So many pages a run in each look, drawn by its seed; all with --long. The pages share one frame and one style sheet, and the looks
// at each of them in four forms would cost more than all journeys (docs/decisions/0098).
const LOOKS = { light: 48, dark: 20, narrow: 24, french: 30 };
const drawn = (label, n) => {
  const place = (p) => createHash('sha256').update(`${SEED} ${label} ${p.route}`).digest('hex');
  return process.env.ENTENTE_LONG || only ? pages : [...pages].sort((x, y) => (place(x) < place(y) ? -1 : 1)).slice(0, n);
};

async function everyPage(label, n, options, look) {
  const opened = new Map();
  for (const p of drawn(label, n)) {
    const title = `${label}: ${p.route}`;
    if (only && !title.includes(only)) continue;
    await runner.test(title, async () => {
      const key = `${p.anonymous} ${p.operator}`;
      if (!opened.has(key)) {
        opened.set(key, await context(p, options));
        if (options.locale === 'fr-FR' && !p.anonymous) await language(opened.get(key), 'fr');
      }
      const page = opened.get(key);
      page.problems.length = 0;
      const res = await page.goto(p.path, { waitUntil: 'load' });
      if (!/text\/html/.test(res.headers()['content-type'] || '')) return;
      await look(page, p, res);
      assert.deepEqual(page.problems, [], 'no console error');
    }, { log: server.log });
  }
  for (const [key, page] of opened) {
    if (options.locale === 'fr-FR' && !key.startsWith('true')) await language(page, 'en');
    await page.context().close();
  }
}
const passes = {
  light: () => everyPage('page is accessible and has no console error, light', LOOKS.light, {}, async (page, p, res) => {
    assert.ok(res.status() < 400 || refused(p), `status ${res.status()}`);
    htmls.push([name(p), await res.text()]);
    await shot(page, `${name(p)}-light-1280`);
    assert.deepEqual(await axe(page), []);
  }),
  dark: () => everyPage('page is accessible, dark', LOOKS.dark, { dark: true }, async (page, p) => {
    await shot(page, `${name(p)}-dark-1280`);
    assert.deepEqual(await axe(page, BY_STYLE), []);
  }),
  narrow: () => everyPage('page has no sideways scroll at 360 px', LOOKS.narrow, { width: 360, height: 740 }, async (page, p) => {
    await shot(page, `${name(p)}-light-360`);
    assert.ok(await noScroll(page) <= 0, `${await noScroll(page)} px too wide`);
    assert.deepEqual(await axe(page, BY_STYLE), []);
  }),
  french: () => everyPage('page works in French without script', LOOKS.french, { script: false, locale: 'fr-FR' }, async (page, p, res) => {
    await shot(page, `${name(p)}-fr-noscript`);
    assert.equal((await page.locator('html').getAttribute('lang')).slice(0, 2), 'fr');
    assert.ok(res.status() < 400 || refused(p), `status ${res.status()}`);
    htmls.push([`${name(p)}-fr`, await res.text()]);
  }),
};

// --- journeys ---
async function journeys(f) {
  const { tests, drawn: some } = await import(join(ROOT, 'tests/e2e', f));
  const place = (t) => createHash('sha256').update(`${SEED} ${t.name}`).digest('hex');
  const taken = some && !only && !process.env.ENTENTE_LONG ? [...tests].sort((x, y) => (place(x) < place(y) ? -1 : 1)).slice(0, some) : tests;
  for (const t of taken) {
    const title = `tests/e2e/${f}::${t.name}`;
    if (only && !title.includes(only)) continue;
    const opened = [];
    await runner.test(title, async () => {
      await t.run({ server, demo, where, account, customer, user, signIn, axe: journeyAxe, shot, picture, noScroll, language, seed: SEED, open: async (o) => { const p = await open(o); opened.push(p); return p; } });
      for (const p of opened) assert.deepEqual(p.problems, [], 'no console error');
    }, { log: server.log });
    for (const p of opened) await p.context().close();
  }
}

for (let item = await takeNext(); item; item = await takeNext()) {
  const began = Date.now();
  await (passes[item] ?? (() => journeys(item)))();
  if (process.env.ENTENTE_TIMES) console.log(`${item}: ${((Date.now() - began) / 1000).toFixed(0)} s`);
}
const valid = 'every page is valid HTML';
if (htmls.length && (!only || valid.includes(only))) await runner.test(valid, async () => {
  const dir = tempDir('html');
  for (const [n, text] of htmls) writeFileSync(join(dir, `${n}.html`), text);
  const r = spawnSync('java', ['-jar', join(ROOT, 'node_modules/vnu-jar/build/dist/vnu.jar'), '--errors-only', '--format', 'gnu', '--skip-non-html', dir], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const lines = r.stderr.trim().split('\n').filter(Boolean);
  assert.equal(lines.length, 0, lines.slice(0, 15).join('\n'));
});
await runner.test('every change recorded before and after, or its action says why not', async () => assert.deepEqual(server.bare(), []));
await browser.close();
await server.stop();
runner.finish();
