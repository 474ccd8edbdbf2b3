// Domains of a directory: asked for, proved in the DNS or by the vendor's staff, and removed.
import assert from 'node:assert/strict';
import { Person, onExit, unescapeHtml } from '../lib/entente.mjs';
import { startDns } from '../lib/dns.mjs';
import { ownServer } from '../lib/own.mjs';

const worlds = new Map();
const text = (res) => unescapeHtml(res.text.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');

async function begin(t) {
  const dns = await startDns();
  onExit(() => dns.stop());
  const w = await ownServer(t, 'domains', { args: ['--dns-server', dns.address] });
  w.dns = dns;
  w.admin = new Person(w.server);
  await w.admin.signIn('c.moreau@alderfinch.example', w.password);
  await w.admin.post('/language', { language: 'en', return: '/' });
  w.base = '/a/alder/settings/sign-in/domains';
  w.ask = async (domain) => {
    await w.admin.go(w.base);
    const res = await w.admin.post(w.base, { domain });
    assert.equal(res.status, 200, text(res));
    const page = await w.admin.go(w.base);
    const at = page.text.indexOf(`<h3 class="break">${domain}</h3>`);
    assert.ok(at > 0, domain);
    const rest = page.text.slice(at);
    return { token: rest.match(/entente-domain-verification=([\w-]+)/)[1], check: rest.match(/action="([^"]*\/check)"/)[1], cancel: rest.match(/action="([^"]*\/cancel)"/)[1] };
  };
  w.look = async (ask) => {
    w.where.query('UPDATE domain_ask SET checked_at = NULL');
    await w.admin.go(w.base);
    return text(await w.admin.post(ask.check, {}));
  };
  return w;
}
const world = (t) => { if (!worlds.has(t.engine)) worlds.set(t.engine, begin(t)); return worlds.get(t.engine); };

export const tests = [
  { name: 'a domain becomes the directory’s when its record stands in the DNS, and people can have names of it', async run(t) {
    const w = await world(t);
    const ask = await w.ask('alder-finch.example');
    assert.match(await w.look(ask), /alder-finch.example is not proved yet: there is no such record yet/);
    w.dns.texts['_entente-challenge.alder-finch.example'] = ['v=spf1 -all', `entente-domain-verification=${'x'.repeat(32)}`];
    assert.match(await w.look(ask), /the record is there, with another text/);
    w.dns.texts['_entente-challenge.alder-finch.example'] = ['v=spf1 -all', `entente-domain-verification=${ask.token}`];
    assert.match(await w.look(ask), /alder-finch.example is yours/);
    assert.match((await w.admin.go('/a/alder/settings/users/new')).text, /value="alder-finch.example"/);
    assert.match((await w.admin.go('/a/alder/settings/sign-in/provider')).text, /name="domains" value="alder-finch.example"/);
    assert.match(w.where.query(`SELECT action FROM audit WHERE action = 'federation.domain_prove'`), /domain_prove/);
  } },
  { name: 'name servers that say nothing are said, and we do not ask them all the time', async run(t) {
    const w = await world(t);
    const ask = await w.ask('silent.example');
    w.dns.silent = true;
    assert.match(await w.look(ask), /name servers did not answer/);
    w.dns.silent = false;
    await w.admin.go(w.base);
    const soon = await w.admin.post(ask.check, {}, { follow: false });
    assert.equal(soon.status, 429);
    assert.match(text(soon), /We have just looked/);
    await w.admin.go(w.base);
    await w.admin.post(ask.cancel, {});
    assert.ok(!(await w.admin.go(w.base)).text.includes('silent.example'));
  } },
  { name: 'what is no domain, is ours already, or waits already is said in the form', async run(t) {
    const w = await world(t);
    await w.ask('waits.example');
    for (const [domain, words] of [['', 'Enter a domain'], ['localhost', 'Enter a domain'], ['http://x.example', 'Enter a domain'], ['192.0.2.1', 'Enter a domain'], ['-a.example', 'Enter a domain'], ['bücher.example', 'Enter a domain'], ['Alderfinch.example.', 'alderfinch.example is yours already'], ['waits.example', 'waits.example waits for its proof already']]) {
      await w.admin.go(w.base);
      const res = await w.admin.post(w.base, { domain }, { follow: false });
      assert.equal(res.status, 422, domain);
      assert.ok(text(res).includes(words), `${domain}: ${words}`);
    }
  } },
  { name: 'a domain of another organization is not given away, whoever proves it', async run(t) {
    const w = await world(t);
    const ask = await w.ask('cobaltpeak.example');
    w.dns.texts['_entente-challenge.cobaltpeak.example'] = [`entente-domain-verification=${ask.token}`];
    assert.match(await w.look(ask), /belongs to another organization/);
    assert.equal(w.where.query(`SELECT count(*) FROM claim WHERE kind = 'domain' AND name = 'cobaltpeak.example'`), '1');
    await w.admin.go(w.base);
    await w.admin.post(ask.cancel, {});
  } },
  { name: 'the first domain and one that people sign in with stay; others go', async run(t) {
    const w = await world(t);
    await w.admin.go(w.base);
    const first = await w.admin.post(`${w.base}/remove`, { domain: 'alderfinch.example' }, { follow: false });
    assert.equal(first.status, 409);
    w.where.query(`UPDATE app_user SET sign_in = 'h.lefevre@alder-finch.example' WHERE sign_in = 'h.lefevre@alderfinch.example'`);
    await w.admin.go(w.base);
    const used = await w.admin.post(`${w.base}/remove`, { domain: 'alder-finch.example' }, { follow: false });
    assert.equal(used.status, 409);
    assert.match(text(used), /1 person signs in with a name of alder-finch.example/);
    w.where.query(`UPDATE app_user SET sign_in = 'h.lefevre@alderfinch.example' WHERE sign_in = 'h.lefevre@alder-finch.example'`);
    await w.admin.go(w.base);
    assert.match(text(await w.admin.post(`${w.base}/remove`, { domain: 'alder-finch.example' })), /The domain is removed/);
    assert.equal(w.where.query(`SELECT count(*) FROM claim WHERE name = 'alder-finch.example'`), '0');
  } },
  { name: 'the vendor’s staff confirm or decline by hand, and who asked is told', async run(t) {
    const w = await world(t);
    await w.ask('by-hand.example');
    await w.ask('never.example');
    const staff = new Person(w.server);
    await staff.signIn('f.holm@northlight.example', w.password);
    const page = await staff.go('/operator/domains');
    const button = (domain, what) => page.text.slice(page.text.indexOf(domain)).match(new RegExp(`action="([^"]*/${what})"`))[1];
    assert.match(text(page), /by-hand.example Alder &amp; Finch|by-hand.example Alder & Finch/);
    assert.match(text(await staff.post(button('by-hand.example', 'confirm'), {})), /confirmed, and the person is told/);
    await staff.go('/operator/domains');
    assert.match(text(await staff.post(button('never.example', 'decline'), {})), /declined, and the person is told/);
    assert.match(text(await w.admin.go('/me/action-center')), /by-hand.example was confirmed as yours.*|never.example was not confirmed/);
    assert.match((await w.admin.go(w.base)).text, /by-hand.example/);
    assert.ok(!(await w.admin.go(w.base)).text.includes('<h3 class="break">never.example</h3>'));
    const finance = new Person(w.server);
    await finance.signIn('a.strand@northlight.example', w.password);
    assert.equal((await finance.go('/operator/domains')).status, 403);
  } },
];
