// The shell as people use it: tiles, pane, breadcrumbs, search, gear, language, theme.
import assert from 'node:assert/strict';

const tiles = (page) => page.locator('.tiles .tile h3 a').allTextContents().then((l) => l.map((x) => x.trim()));

export const tests = [
  { name: 'SC083 home shows one tile for each permitted workspace, and the pane the same', async run(t) {
    const page = await t.open();
    await page.goto('/');
    const shown = await tiles(page);
    assert.ok(shown.includes('Customers') && shown.includes('Pricing') && shown.includes('Account settings'), shown.join());
    const pane = (await page.locator('nav.pane .pane-link').allTextContents()).map((x) => x.trim());
    for (const name of shown) assert.ok(pane.includes(name), `${name} is not in the pane: ${pane.join()}`);
    for (const link of await page.locator('.tiles .tile h3 a').all()) {
      const res = await page.request.get(await link.getAttribute('href'));
      assert.equal(res.status(), 200, await link.textContent());
    }
  } },
  { name: 'SC084 two people of one company with other roles see other tiles', async run(t) {
    const admin = await t.open();
    await admin.goto('/');
    const poor = await t.open({ role: 'referrals_user' });
    await poor.goto('/');
    const [a, b] = [await tiles(admin), await tiles(poor)];
    assert.ok(a.includes('Customers') && !b.includes('Customers'), `${a.join()} | ${b.join()}`);
    const res = await poor.goto(`/a/${t.account}/customers`);
    assert.equal(res.status(), 403);
    assert.match(await poor.locator('main').textContent(), /customers\.view/);
  } },
  { name: 'SC085 a tile shows its description and links on hover and on focus', async run(t) {
    const page = await t.open();
    await page.goto('/');
    const tile = page.locator('.tiles .tile', { has: page.locator('h3 a', { hasText: 'Customers' }) }).first();
    await tile.hover();
    const about = tile.locator('.tile-about');
    await about.waitFor({ state: 'visible' });
    assert.ok((await about.textContent()).trim().length > 10);
    assert.ok(await tile.locator('a').count() >= 2);
    await page.mouse.move(0, 0);
    await tile.locator('h3 a').focus();
    assert.equal(await about.isVisible(), true);
  } },
  { name: 'SC086 account settings reaches company profile, bank information, users and permissions', async run(t) {
    const page = await t.open();
    await page.goto('/');
    await page.locator('.tiles .tile h3 a', { hasText: 'Account settings' }).click();
    const seen = new Set();
    for (const pattern of [/company profile/i, /payout/i, /users/i, /permissions|roles/i]) {
      const link = page.locator('main a').filter({ hasText: pattern }).first();
      assert.ok(await link.count(), `no link for ${pattern}`);
      const href = await link.getAttribute('href');
      const res = await page.request.get(href);
      assert.equal(res.status(), 200, href);
      seen.add(href);
    }
    assert.equal(seen.size, 4);
  } },
  { name: 'SC105 the navigation pane folds, stays so, and opens to choose a workspace', async run(t) {
    const page = await t.open();
    await page.goto('/');
    const label = page.locator('nav.pane .pane-link', { hasText: 'Customers' }).locator('.label');
    assert.equal(await label.isVisible(), true);
    const before = (await page.locator('nav.pane').boundingBox()).width;
    await page.locator('header.topbar').getByRole('link', { name: /menu/i }).or(page.locator('header.topbar').getByRole('button', { name: /menu|navigation/i })).first().click();
    await page.waitForFunction((w) => document.querySelector('nav.pane').getBoundingClientRect().width < w - 50, before);
    await page.reload();
    assert.ok((await page.locator('nav.pane').boundingBox()).width < before - 50, 'the state is kept');
    await page.locator('nav.pane .pane-link[href$="/customers"]').click();
    await page.waitForURL(/\/customers$/);
    await page.locator('header.topbar').getByRole('link', { name: /menu/i }).or(page.locator('header.topbar').getByRole('button', { name: /menu|navigation/i })).first().click();
    await page.waitForFunction((w) => document.querySelector('nav.pane').getBoundingClientRect().width > w - 5, before);
  } },
  { name: 'SC106 breadcrumbs stand on every page but home and lead back', async run(t) {
    const page = await t.open();
    await page.goto('/');
    assert.equal(await page.locator('ol.crumbs').count(), 0);
    await page.goto(`/a/${t.account}/customers/${t.customer}`);
    const crumbs = page.locator('ol.crumbs li');
    assert.equal(await crumbs.count(), 3);
    await crumbs.nth(1).locator('a').click();
    await page.waitForURL(/\/customers$/);
    await page.locator('ol.crumbs a').first().click();
    await page.waitForURL(new RegExp(`/a/${t.account}/?$`));
  } },
  { name: 'SC107 the search suggests pages, help and records while typing, and choosing opens', async run(t) {
    const page = await t.open();
    await page.goto(`/a/${t.account}/customers`);
    const name = (await page.locator('table th[scope=row] a').first().textContent()).trim();
    const box = page.getByRole('combobox').or(page.locator('header input[name=q]')).first();
    await box.click();
    await box.pressSequentially('cust', { delay: 15 });
    const options = page.getByRole('option');
    await options.filter({ hasText: 'Customers' }).first().waitFor();
    await box.fill('');
    await box.pressSequentially('role', { delay: 15 });
    await options.filter({ hasText: /roles/i }).first().waitFor();
    const words = name.toLowerCase().split(/\s+/);
    await box.fill('');
    await box.pressSequentially(`${(words[1] || words[0]).slice(0, 3)} ${words[0].slice(0, 3)}`, { delay: 15 });
    const hit = options.filter({ hasText: name }).first();
    await hit.waitFor();
    await hit.click();
    await page.waitForURL(/\/customers\/[0-9a-f-]{36}/);
    assert.match(await page.locator('h1').textContent(), new RegExp(name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  } },
  { name: 'the search works without script', async run(t) {
    const page = await t.open({ script: false });
    await page.goto('/');
    await page.locator('header input[name=q]').fill('account');
    await page.locator('header input[name=q]').press('Enter');
    await page.waitForURL(/\/search\?/);
    assert.match(await page.locator('main').textContent(), /Account settings/);
  } },
  { name: 'SC110 the gear reaches account settings and preferences', async run(t) {
    const page = await t.open();
    await page.goto('/');
    const gear = page.locator('header.topbar details', { has: page.locator('summary[aria-label*="ettings"]') }).first();
    await gear.locator('summary').click();
    const links = gear.locator('a');
    const texts = (await links.allTextContents()).join(' | ');
    assert.match(texts, /Account settings/);
    assert.match(texts, /preferences/i);
    await links.filter({ hasText: /preferences/i }).first().click();
    await page.locator('h1').filter({ hasText: /preferences/i }).waitFor();
  } },
  { name: 'SC113 in French the shell, roles and states show the French terms', async run(t) {
    const page = await t.open({ locale: 'fr-FR', account: 'alder' });
    const fresh = await t.open({ anonymous: true, locale: 'fr-FR' });
    await fresh.goto('/sign-in');
    assert.equal(await fresh.locator('html').getAttribute('lang').then((l) => l.slice(0, 2)), 'fr');
    assert.match(await fresh.locator('main').textContent(), /connexion|connecter/i);
    await page.goto('/');
    const account = new URL(page.url()).pathname.split('/')[2];
    // Alder & Finch is French: its people read French from the first page on; everybody else by the profile menu.
    await t.language(page, 'fr');
    await page.goto(`/a/${account}`);
    assert.equal((await page.locator('html').getAttribute('lang')).slice(0, 2), 'fr');
    const all = await page.locator('body').textContent();
    for (const term of ['Paramètres du compte', 'Clients', 'Administrateur général', 'Tarification']) assert.ok(all.includes(term), `${term} is missing`);
    await page.goto(`/a/${account}/customers`);
    assert.match(await page.locator('main').textContent(), /Actif|Active/);
    assert.ok((await page.title()).startsWith('Clients'));
  } },
  { name: 'the keyboard reaches everything: skip link, search by slash', async run(t) {
    const page = await t.open();
    await page.goto('/');
    await page.keyboard.press('Tab');
    assert.match(await page.evaluate(() => document.activeElement.className), /skip/);
    await page.locator('h1').click();
    await page.keyboard.press('/');
    assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
  } },
  { name: 'what was typed into a form outlives the session', async run(t) {
    const page = await t.open();
    await page.goto(`/a/${t.account}/customers/add`);
    const lost = await page.context().cookies();
    await page.locator('input[name=companyName]').fill('Nothing Lost Ltd');
    await page.context().clearCookies();
    await page.locator('main form button[type=submit]').first().click();
    await page.locator('h2', { hasText: 'What you entered is kept on this page' }).waitFor();
    assert.equal(await page.locator('main input[type=hidden][name=companyName]').inputValue(), 'Nothing Lost Ltd');
    assert.equal(await page.locator('main a[target=_blank]').getAttribute('href'), '/sign-in');
    await page.context().addCookies(lost);
    await page.locator('button', { hasText: 'Send it again' }).click();
    if (await page.locator('button', { hasText: 'Send it again' }).count()) await page.locator('button', { hasText: 'Send it again' }).click();
    assert.match(await page.locator('main').textContent(), /There (is|are) \d+ thing/);
    assert.equal(await page.locator('input[name=companyName]').inputValue(), 'Nothing Lost Ltd');
  } },
  { name: 'a form that outlives the session is sent to its whole address: the draft stays the same', async run(t) {
    const page = await t.open();
    await page.goto(`/a/${t.account}/customers/add`);
    for (const [name, value] of [['companyName', 'Late Night Ltd'], ['domain', 'late-night.example'], ['addressLine1', 'Kade 1'], ['postalCode', '1015 CS'], ['city', 'Amsterdam']]) await page.fill(`main input[name=${name}]`, value);
    await page.locator('main button', { hasText: 'Save and continue' }).click();
    await page.waitForURL(/billing\?draft=/);
    const address = page.url(), lost = await page.context().cookies();
    for (const [name, value] of [['firstName', 'Lena'], ['lastName', 'Late'], ['email', 'lena@late-night.example']]) await page.fill(`main input[name=${name}]`, value);
    await page.context().clearCookies();
    await page.locator('main button', { hasText: 'Save and continue' }).click();
    await page.locator('h2', { hasText: 'What you entered is kept on this page' }).waitFor();
    assert.equal(new URL(await page.locator('main form').first().evaluate((f) => f.action)).href, address);
    await page.context().addCookies(lost);
    await page.locator('button', { hasText: 'Send it again' }).click();
    if (await page.locator('button', { hasText: 'Send it again' }).count()) await page.locator('button', { hasText: 'Send it again' }).click();
    await page.waitForURL(/review\?draft=/);
    assert.match(await page.locator('main').textContent(), /Late Night Ltd[^]*Lena Late/);
  } },
  { name: 'fields side by side stand in a line and have one height, whichever has a hint or an error', async run(t) {
    const page = await t.open();
    await page.goto(`/a/${t.account}/customers/add`);
    const boxes = () => Promise.all(['postalCode', 'city'].map((n) => page.locator(`main input[name=${n}]`).boundingBox()));
    const same = async () => { const [a, b] = await boxes(); assert.equal(a.height, b.height); assert.equal(a.y + a.height, b.y + b.height); };
    await same();
    await page.fill('main input[name=city]', 'Utrecht');
    await page.locator('main button', { hasText: 'Save and continue' }).click();
    await page.locator('.error-summary').waitFor();
    await same();
  } },
  { name: 'a form that is refused for a reason of its own is not called too old', async run(t) {
    const page = await t.open({ role: 'user_management_admin' });
    await page.goto(`/a/${t.account}/settings/users?q=lindqvist`);
    const admin = await page.locator('main table th[scope=row] a').first().getAttribute('href');
    const token = await page.locator('input[name=_csrf]').first().inputValue();
    const res = await page.request.post(`${admin.split('?')[0]}/suspend`, { form: { _csrf: token, _key: 'refusedForAReason00001' }, headers: { origin: new URL(page.url()).origin } });
    assert.equal(res.status(), 403);
    assert.match(await res.text(), /Only a Global admin can do this/);
    assert.doesNotMatch(await res.text(), /older than your session|Send it again/);
  } },
  { name: 'a mistyped address keeps the menu and offers the search', async run(t) {
    const page = await t.open();
    const res = await page.goto(`/a/${t.account}/no-such-page`);
    assert.equal(res.status(), 404);
    assert.ok(await page.locator('nav.pane .pane-link').count() > 1);
    await page.locator('#error-search').fill('alder');
    await page.locator('#error-search').press('Enter');
    await page.waitForURL(/search\?q=alder/);
  } },
  { name: 'a refusal names the permission, the roles that have it and whom to ask', async run(t) {
    const page = await t.open({ role: 'referrals_user' });
    assert.equal((await page.goto(`/a/${t.account}/customers/add`)).status(), 403);
    const text = await page.locator('main').textContent();
    for (const words of [/customers\.add/, /Roles that would do: .*Sales agent/, /Your roles: Referrals user/, /Jonas Lindqvist/]) assert.match(text, words);
  } },
  { name: 'single keys walk the rows and lead to the settings; the list of keys closes by Escape', async run(t) {
    const page = await t.open();
    await page.goto(`/a/${t.account}/customers`);
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    assert.match(await page.locator('[data-picked]').innerText(), /^1 /);
    await page.keyboard.press('?');
    await page.locator('dialog#keys[open]').waitFor();
    await page.keyboard.press('Escape');
    for (const [key, where] of [['s', /\/settings$/], ['n', /\/notifications$/], ['c', /\/customers$/], ['h', /\/a\/[a-z]+$/]]) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await page.waitForURL(where);
    }
  } },
  { name: 'a selection is exported twice without leaving the page', async run(t) {
    const page = await t.open();
    await page.goto(`/a/${t.account}/customers`);
    await page.locator('td.pick input').first().check();
    for (let i = 0; i < 2; i++) {
      const [file] = await Promise.all([page.waitForEvent('download', { timeout: 8000 }), page.locator('button[value=csv]').click()]);
      assert.match(file.suggestedFilename(), /\.csv$/);
      await page.waitForTimeout(4200);
    }
  } },
];
