// The positions of architecture section 8 over the wire: a second direct partner of the same customer, a provider and its
// reseller. Everything of the directory is seen by both; what one of them made (tags, drafts, files, exports, saved views, the
// commerce id, its billing profile) is not. Routes come from the table, so that a later route is in.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Person } from '../lib/entente.mjs';

const isApi = (r) => /^\/(v1|webhooks|sandbox)\b/.test(r.path);
const own = (path, account) => path.replace('{account}', account);
const idIn = (text) => (text.match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/) || [])[0];

async function until(what, f) {
  for (const end = Date.now() + 15000; Date.now() < end;) {
    if (await f()) return;
    await new Promise((r) => setTimeout(r, 100));
  }
  throw new Error(`not in time: ${what}`);
}

// A customer with a name of its own in both accounts' lists.
async function customerOf(person, name) {
  const res = await person.go(`/a/${person.account}/customers?q=${encodeURIComponent(name)}`);
  const m = res.text.match(new RegExp(`/a/${person.account}/customers/([0-9a-f-]{36})"`));
  assert.ok(m, `${person.account} sees ${name}`);
  return m[1];
}

// What only `person` made: {label: text that nobody else may see}, and ids by route parameter.
async function makeSecrets(person, customer, app, adds = true) { // a reseller adds no customers: its provider does
  const mark = `only${person.account}${randomUUID().slice(0, 8)}`;
  const base = `/a/${person.account}/customers`;
  const secrets = { tag: `${mark}tag`, draft: `${mark}draft`, file: `${mark}.csv`, view: `${mark}view` };
  const ids = { customer };
  await person.go(`${base}/${customer}`);
  let res = await person.post(`${base}/${customer}/tags`, { tag: secrets.tag, tags: secrets.tag });
  assert.ok(res.text.includes(secrets.tag), `the tag is shown to its owner: ${res.status}`);
  if (adds) {
    res = await person.post(`${base}/add`, { companyName: secrets.draft, do: 'later' }, { follow: false });
    assert.equal(res.status, 303);
    const list = await person.go(base);
    const draft = list.text.match(new RegExp(`draft=([0-9a-f-]{36})"[^>]*>${secrets.draft}`));
    assert.ok(draft, 'the draft is listed to whoever made it');
    ids.draft = secrets.draftId = draft[1];
    const boundary = `b${randomUUID()}`;
    const part = (name, value, more = '') => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
    const body = part('_csrf', person.csrf) + part('_key', randomUUID()) + part('file', `company_name,domain\n${mark}co,${mark}.example\n`, `; filename="${secrets.file}"`) + `--${boundary}--\r\n`;
    res = await person.go(`${base}/import`, { method: 'POST', headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` }, body, follow: false });
    assert.equal(res.status, 303, res.text.slice(0, 300));
    ids.import = idIn(res.headers.location.replace(/.*\/import/, ''));
    assert.ok(ids.import, res.headers.location);
    secrets.importId = ids.import;
  }
  res = await person.post(`${base}/views`, { name: secrets.view, query: 'q=a' }, { follow: false });
  await person.go(`${base}`);
  res = await person.post(`${base}/export`, { query: '', format: 'csv' }, { follow: false });
  assert.equal(res.status, 303, res.text.slice(0, 300));
  ids.job = idIn(res.headers.location.replace(/.*\/export/, ''));
  assert.ok(ids.job, res.headers.location);
  secrets.jobId = ids.job;
  await until('the export', async () => (await person.go(`${base}/export/${ids.job}/file`, { follow: false })).status === 200);
  if (app) {
    const c = (await app.call('GET', `/v1/customers/${customer}`)).json();
    secrets.commerceId = c.commerceId;
    assert.ok(c.commerceId, 'a commerce id');
    const path = `/v1/customers/${customer}/profiles/billing`;
    const profile = (await app.call('GET', path)).json();
    profile.email = `${mark}@billing.example`;
    profile.companyName = `${mark} billing`;
    const put = await app.call('PUT', path, JSON.stringify(profile), { 'If-Match': `"${profile.attributes.etag}"` });
    assert.equal(put.status, 200, put.text);
    secrets.billingEmail = profile.email; secrets.billingCompany = profile.companyName; secrets.billingId = profile.id;
  }
  return { secrets, ids, mark };
}

function lacks(text, secrets, where) {
  for (const [label, value] of Object.entries(secrets)) assert.ok(!value || !text.includes(value), `${where} shows the other's ${label}`);
}

// seer: who looks; maker: whose things they are. skip: secrets that the seer may see (a reseller reads the provider's billing).
function seen(all, pair, { seer, seerApp, owner, made, name, company, skip = [] }) {
  const tests = [];
  const secrets = () => Object.fromEntries(Object.entries(made().secrets).filter(([k]) => !skip.includes(k)));
  for (const r of all.filter((x) => x.method === 'GET' && (isApi(x) ? seerApp : x.path.includes('{account}')))) {
    const others = [...r.path.matchAll(/\{([a-z_]+)\}/g)].map((m) => m[1]).filter((k) => k !== 'account' && k !== 'customer' && k !== 'customer_id');
    const thing = others.find((k) => k in made().ids);
    if (others.length && !thing) continue; // of the vendor: a product, a help topic
    const path = r.path.replace(/\{customer(_id)?\}/, made().ids.customer).replace(/\{([a-z_]+)\}/g, (m, k) => (k === 'account' ? m : made().ids[k]));
    const get = (p) => (isApi(r) ? seerApp.call('GET', p) : seer.go(own(p, seer.account)));
    if (thing) {
      tests.push({ name: `${pair}: the other's ${thing} is not found: GET ${r.path}`, async run() {
        const res = await seer.go(own(path, seer.account), { follow: false });
        assert.ok([403, 404].includes(res.status), String(res.status)); // 403: a reseller adds no customers
        const there = await seer.go(own(path, owner.account), { follow: false });
        assert.equal(there.status, 404, 'under the account that made it');
      } });
      continue;
    }
    tests.push({ name: `${pair}: ${name} sees nothing that is only the other's: GET ${r.path}`, async run() {
      const res = await get(path);
      lacks(res.text, secrets(), `${res.status} ${path}`);
      if (/customer(_id)?\}$/.test(r.path)) {
        assert.equal(res.status, 200, 'the customer is served by both');
        assert.ok(res.text.includes(company), 'the company facts are the same for both');
      }
    } });
  }
  for (const r of all.filter((x) => x.method === 'POST' && !isApi(x) && x.path.includes('{account}'))) {
    const thing = [...r.path.matchAll(/\{([a-z_]+)\}/g)].map((m) => m[1]).find((k) => k !== 'customer' && k in made().ids);
    if (!thing) continue;
    tests.push({ name: `${pair}: the other's ${thing} is not found: POST ${r.path}`, async run() {
      const path = r.path.replace(/\{([a-z_]+)\}/g, (m, k) => (k === 'account' ? seer.account : made().ids[k]));
      const res = await seer.post(path, {}, { follow: false });
      assert.ok([403, 404].includes(res.status), String(res.status));
      assert.equal((await owner.go(`/a/${owner.account}/customers/export/${made().ids.job}`)).status, 200, 'it is still there');
    } });
  }
  if (made().ids.draft) tests.push({ name: `${pair}: the other's draft is not found`, async run() {
    const { ids, secrets: s } = made();
    for (const step of ['/add', '/add/billing', '/add/review']) {
      const res = await seer.go(`/a/${seer.account}/customers${step}?draft=${ids.draft}`);
      assert.ok([403, 404].includes(res.status), `${step} ${res.status}`);
      lacks(res.text, { draft: s.draft }, step);
      const post = await seer.post(`/a/${seer.account}/customers${step}?draft=${ids.draft}`, { companyName: 'Taken', do: 'later' }, { follow: false });
      assert.ok([403, 404].includes(post.status), `POST ${step} ${post.status}`);
    }
    assert.ok([403, 404].includes((await seer.post(`/a/${seer.account}/customers/add/discard?draft=${ids.draft}`, {}, { follow: false })).status));
    assert.ok((await owner.go(`/a/${owner.account}/customers/add?draft=${ids.draft}`)).text.includes(s.draft), 'it is as it was');
  } });
  tests.push({ name: `${pair}: search and suggestions show nothing that is only the other's`, async run() {
    const { mark } = made();
    for (const path of [`/search?q=${mark}`, `/suggest?q=${mark}`, `/customers?q=${mark}`, `/customers?tag=${made().secrets.tag}`]) {
      const res = await seer.go(`/a/${seer.account}${path}`);
      const text = res.text.replace(/^[^]*<main/, '').replaceAll(`${made().secrets.tag}`, (x, at) => (path.includes('tag=') ? '' : x)); // what was asked for is repeated; the bell may tell of a customer of both
      assert.ok(!text.includes(company) || !path.includes('tag='), `${path} finds the customer by the other's tag`);
      lacks(text, { draft: made().secrets.draft, billingCompany: made().secrets.billingCompany }, path);
    }
  } });
  return tests;
}

// A session of somebody else is not ended by its id, not even by an administrator of the same account.
function sessionTests(world) {
  return [{ name: "another person's session is not ended by its id", async run() {
    const [a, b] = [world.demo.portal.find((p) => /m\.brooks/.test(p.email)), world.demo.portal.find((p) => /e\.cole/.test(p.email))];
    const owner = new Person(world.server), second = new Person(world.server), other = new Person(world.server);
    await owner.signIn(a.email, a.password);
    await second.signIn(a.email, a.password);
    await other.signIn(b.email, b.password);
    const list = await owner.go('/me/sessions');
    const ids = [...list.text.matchAll(/\/me\/sessions\/([0-9a-f-]{36})\/end/g)].map((m) => m[1]);
    assert.ok(ids.length >= 1, 'a second session is listed');
    await other.go('/me/sessions');
    for (const id of ids) await other.post(`/me/sessions/${id}/end`, {}, { follow: false });
    assert.equal((await second.go('/me/sessions', { follow: false })).status, 200, 'the session lives');
  } }];
}

export async function positionTests(world, all) {
  const person = async (line) => (await world.who(line)).person;
  const app = async (line) => (await world.who(line)).app;
  const alder = await person('page alder admin_agent'), cobalt = await person('page cobalt admin_agent');
  const harbor = await person('page harbor admin_agent'), mooring = await person('page mooring admin_agent');
  const alderApi = await app('api alder'), cobaltApi = await app('api cobalt'), harborApi = await app('api harbor');
  const shared = await customerOf(alder, 'Transalpin Machines'), sold = await customerOf(mooring, 'Birchfield Dental Group');
  const of = {
    alder: await makeSecrets(alder, shared, alderApi), cobalt: await makeSecrets(cobalt, shared, cobaltApi),
    harbor: await makeSecrets(harbor, sold, harborApi), mooring: await makeSecrets(mooring, sold, null, false),
  };
  // A provider and its reseller share one commercial record of the customer: the provider is billed, the reseller reads it.
  const billing = ['billingEmail', 'billingCompany', 'billingId', 'commerceId'];
  return [
    ...seen(all, 'second partner', { seer: cobalt, seerApp: cobaltApi, owner: alder, made: () => of.alder, name: 'Cobalt Peak', company: 'Transalpin Machines' }),
    ...seen(all, 'first partner', { seer: alder, seerApp: alderApi, owner: cobalt, made: () => of.cobalt, name: 'Alder & Finch', company: 'Transalpin Machines' }),
    ...seen(all, 'provider', { seer: harbor, seerApp: harborApi, owner: mooring, made: () => of.mooring, name: 'Harbor Systems', company: 'Birchfield Dental Group' }),
    ...seen(all, 'reseller', { seer: mooring, owner: harbor, made: () => of.harbor, name: 'Mooring IT', company: 'Birchfield Dental Group', skip: billing }),
    ...sessionTests(world),
  ];
}
