// Account settings by role and by program: who finds which sections, and what an enrollment brings and takes away.
import assert from 'node:assert/strict';
import { addPerson, entente } from '../lib/entente.mjs';

const words = (page) => page.locator('main').textContent();
const links = async (page, where) => (await page.locator(where).allTextContents()).map((x) => x.trim());
const sections = (page) => links(page, 'nav.side-menu ul:not(:first-of-type) a');
const status = async (page, path) => (await page.goto(path)).status();
const pane = (page) => links(page, 'nav.pane a');

// Somebody who holds this one role and nothing else, signed in.
async function only(t, account, roles, options = {}) {
  const who = addPerson(t.where, { account, roles });
  const page = await t.open({ anonymous: true, ...options });
  await t.signIn(page, who);
  return page;
}

const EVERYBODY = ['Overview', 'Account standing', 'Administrators', 'View permissions', 'Roles'];
const ADMINS = [...EVERYBODY, 'User management', 'Access requests', 'Sign-in rules', 'Mail that does not arrive'];
// What each of the seven roles finds beside the personal pages.
const BY_ROLE = [
  ['harbor', 'global_admin', [...ADMINS, 'Enrollment', 'Programs', 'Agreements', 'Referrals', 'Activity log', 'Legal info', 'Partner profile', 'Data of the account', 'Verification', 'Company profile', 'Shared services', 'Business profile', 'Links with partners', 'Identifiers', 'Business locations', 'Tenants', 'Delete the account', 'Account merge', 'Directory profile', 'Billing profile', 'Contacts', 'Payout and tax profiles', 'Payout and tax profile assignment', 'Tax exemptions', 'Sign-in and provisioning', 'App management', 'Webhooks', 'Integration sandbox']],
  ['harbor', 'account_admin', [...ADMINS, 'Enrollment', 'Programs', 'Referrals', 'Legal info', 'Partner profile', 'Verification', 'Company profile', 'Business profile', 'Links with partners', 'Identifiers', 'Business locations', 'Tenants', 'Account merge', 'Directory profile', 'Billing profile', 'Contacts', 'Payout and tax profiles', 'Payout and tax profile assignment', 'Tax exemptions']],
  ['harbor', 'mpn_partner_admin', [...EVERYBODY, 'User management', 'Programs', 'Legal info', 'Partner profile', 'Verification', 'Company profile', 'Business profile', 'Identifiers', 'Business locations', 'Contacts']],
  ['quayside', 'owner', [...ADMINS, 'Enrollment', 'Programs', 'Agreements', 'Legal info', 'Account details', 'Data of the account', 'Verification', 'Company profile', 'Identifiers', 'Business locations', 'Tenants', 'Delete the account', 'Directory profile', 'Contacts', 'Payout and tax profiles', 'Payout and tax profile assignment', 'Tax exemptions', 'App management']],
  ['quayside', 'manager', [...ADMINS, 'Programs', 'Agreements', 'Legal info', 'Account details', 'Verification', 'Company profile', 'Identifiers', 'Business locations', 'Tenants', 'Directory profile', 'Contacts', 'App management']],
  ['harbor', 'user_management_admin', ADMINS],
  ['harbor', 'admin_agent', [...EVERYBODY, 'Activity log', 'Legal info', 'Partner profile', 'Company profile', 'Shared services', 'Links with partners', 'Identifiers', 'Business locations', 'Billing profile', 'Contacts', 'App management', 'Webhooks', 'Integration sandbox']],
];

// What the vendor's desk decides on an account in a program.
async function decide(t, account, program, decision, reason = '') {
  const desk = await t.open({ account: 'northlight', role: 'operator_admin' });
  await desk.goto(`/operator/enrollments/${account}/${program}`);
  await desk.locator('main').getByLabel(decision, { exact: true }).check();
  await desk.locator('[name=reason]').fill(reason);
  await desk.locator('main').getByRole('button', { name: 'Decide', exact: true }).click();
  await desk.locator('[role=status]', { hasText: 'The decision is made' }).waitFor();
}

export const tests = [
  { name: 'SC002 each of the seven roles finds and opens its own sections of Account settings; everybody else only personal pages, and is told whom to ask', async run(t) {
    for (const [account, role, expected] of BY_ROLE) {
      const page = await only(t, account, role);
      await page.goto(`/a/${account}/settings`);
      assert.deepEqual((await sections(page)).sort(), [...expected].sort(), role);
      for (const link of await page.locator('nav.side-menu ul:not(:first-of-type) a').evaluateAll((all) => all.map((a) => a.getAttribute('href')))) {
        assert.equal(await status(page, link), 200, `${role}: ${link}`);
      }
      for (const own of ['/me', '/me/preferences', `/a/${account}/my-access`]) assert.equal(await status(page, own), 200, own);
    }
    const plain = await only(t, 'harbor', 'default_user');
    await plain.goto('/a/harbor/settings');
    assert.deepEqual((await sections(plain)).sort(), [...EVERYBODY].sort());
    for (const own of ['My profile', 'My access', 'My preferences']) assert.equal(await plain.locator('nav.side-menu').getByRole('link', { name: own, exact: true }).count(), 1, own);
    assert.equal(await status(plain, '/a/harbor/settings/users'), 403);
    assert.match(await words(plain), /Jonas Lindqvist|Inês Carvalho|Noor Haddad/, 'names an administrator');
    await t.shot(plain, 'settings-refused');
  } },
  { name: 'SC007 SC051 SC053 the menus show what the programs of the account bring; with the enrollment, or the role, the option goes', async run(t) {
    const page = await t.open({ account: 'cobalt', role: 'admin_agent' });
    const seller = await only(t, 'cobalt', 'admin_agent');
    await page.goto('/a/cobalt/settings');
    assert.ok((await pane(page)).includes('Customers') && (await sections(page)).includes('Partner profile'));
    const developer = await t.open({ account: 'quayside', role: 'owner' });
    await developer.goto('/a/quayside/settings');
    assert.ok(!(await pane(developer)).includes('Customers') && !(await sections(developer)).includes('Partner profile'));
    try {
      await decide(t, 'cobalt', 'csp_direct', 'Suspend', 'An invoice is overdue.');
      await page.goto('/a/cobalt/settings');
      assert.ok(!(await pane(page)).includes('Customers'), 'no program of sellers: no customers');
      assert.ok(!(await pane(page)).includes('Pricing'));
      assert.ok((await sections(page)).includes('Partner profile'), 'still a partner by the other programs');
      assert.equal(await status(page, '/a/cobalt/customers'), 403);
      assert.match(await words(page), /The account is in none of the programs that bring it/);
      const admin = await t.open({ account: 'cobalt', role: 'global_admin' });
      await admin.goto('/a/cobalt/settings/company/edit');
      await admin.getByLabel('E-mail').fill('help@cobaltpeak.example');
      await admin.getByLabel('Phone').fill('+1 303 555 0100');
      await admin.getByRole('button', { name: 'Save' }).click();
      await admin.goto('/a/cobalt/settings/programs/marketplace');
      await admin.locator('main').getByRole('button', { name: 'Enroll', exact: true }).click();
      assert.match(await words(admin), /Qualified/);
      await page.goto('/a/cobalt');
      assert.ok(!(await page.locator('header').textContent()).includes('Developer settings'), 'SC013: not before the agreement is signed');
      await admin.locator('main').getByRole('link', { name: 'Read and sign the agreement' }).click();
      await admin.getByRole('link', { name: 'Northlight publisher agreement', exact: true }).click();
      await admin.getByLabel('I have read the text').check();
      await admin.getByRole('button', { name: 'Accept and sign' }).click();
      await admin.locator('[role=status]', { hasText: 'The agreement is signed' }).waitFor();
      await page.goto('/a/cobalt');
      await page.locator('summary[aria-label="Settings"]').click();
      const gear = await page.locator('details.menu[open] .panel').textContent();
      assert.match(gear, /Partner settings/);
      assert.match(gear, /Developer settings/);
    } finally {
      await decide(t, 'cobalt', 'csp_direct', 'Reinstate');
      const admin = await t.open({ account: 'cobalt', role: 'global_admin' });
      await admin.goto('/a/cobalt/settings/programs/marketplace');
      await admin.locator('main').getByRole('button', { name: 'Leave the program', exact: true }).click();
      await admin.locator('[role=status]', { hasText: 'has left the program' }).waitFor();
    }
    await seller.goto('/a/cobalt');
    assert.ok((await pane(seller)).includes('Customers'));
    const without = await only(t, 'cobalt', 'report_viewer');
    await without.goto('/a/cobalt');
    assert.ok(!(await pane(without)).includes('Customers'), 'enrolled, and without the role');
    assert.equal(await status(without, '/a/cobalt/customers'), 403);
  } },
  { name: 'SC031 company profile, partner profile and directory profile are pages apart, and each is saved without the others', async run(t) {
    const page = await t.open({ anonymous: true });
    await t.signIn(page, t.user('alder', 'global_admin'));
    await t.language(page, 'en');
    const company = await page.context().newPage();
    await company.goto('/a/alder/settings/company/edit');
    await company.getByLabel('Phone').fill('+33 4 55 55 01 99');
    for (const [profile, person] of [['partner-profile', 'h.lefevre@alderfinch.example'], ['directory-profile', 'c.dubois@alderfinch.example']]) {
      await page.goto(`/a/alder/settings/${profile}`);
      await page.getByRole('link', { name: /Name a contact|Change the primary contact/ }).first().click();
      await page.getByLabel('Sign-in name').fill(person);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.locator('[role=status]', { hasText: 'The primary contact is saved' }).waitFor();
      assert.match(await words(page), new RegExp(person));
    }
    await company.getByRole('button', { name: 'Save' }).click(); // filled before the others were saved, and not stale
    await company.locator('[role=status]', { hasText: 'The company profile is saved' }).waitFor();
    await page.goto('/a/alder/settings/partner-profile');
    assert.match(await words(page), /Hugo Lefèvre/);
    await page.goto('/a/alder/settings/directory-profile');
    assert.match(await words(page), /Chloé Dubois/);
    assert.doesNotMatch(await words(page), /Hugo Lefèvre/);
    await t.language(page, 'fr');
  } },
  { name: 'SC074 each role can be reviewed with its permissions', async run(t) {
    const matrix = new Map();
    for (const line of entente(['roles']).stdout.split('\n')) {
      const [permission, roles] = line.split('\t');
      if (roles) matrix.set(permission, roles.split(' '));
    }
    const page = await t.open({ role: 'mpn_partner_admin' });
    await page.goto(`/a/${t.account}/settings/roles`);
    const roles = await page.locator('main th[scope=row] a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    assert.ok(roles.length >= 20, `${roles.length} roles`);
    for (const url of roles) {
      assert.equal(await status(page, url), 200, url);
      const role = url.split('/').pop();
      const shown = await links(page, 'main section[aria-labelledby=gives] code');
      for (const permission of shown.filter((x) => matrix.has(x))) {
        assert.ok(matrix.get(permission).includes(role) || matrix.get(permission).includes('*'), `${role}: ${permission}`);
      }
      if (role === 'admin_agent') assert.ok(shown.includes('customers.add') && shown.includes('activity.view'), String(shown));
    }
    await page.goto(`/a/${t.account}/settings/roles/admin_agent`);
    await t.shot(page, 'role-admin-agent');
  } },
  { name: 'SC117 an item of the menu at the top right opens with a side pane of all account settings, in French', async run(t) {
    const page = await t.open({ account: 'alder', role: 'global_admin', locale: 'fr-FR' });
    await t.language(page, 'fr');
    await page.goto('/a/alder');
    await page.locator('summary[aria-label="Paramètres"]').click();
    const gear = page.locator('details.menu[open] .panel');
    const offered = (await links(page, 'details.menu[open] .panel .panel-group:last-of-type a'));
    await gear.getByRole('link', { name: 'Gestion des utilisateurs', exact: true }).click();
    assert.match(page.url(), /\/settings\/users$/);
    const side = page.locator('nav.side-menu');
    assert.equal(await side.getAttribute('aria-label'), 'Paramètres du compte');
    assert.deepEqual(await sections(page), offered, 'the pane lists all that the menu offers');
    assert.equal(await side.locator('a[aria-current=page]').textContent(), 'Gestion des utilisateurs');
    await t.shot(page, 'settings-pane-french');
  } },
  { name: 'SC118 profile, roles, permissions, locations, password reset, business profile and pricing are reached in French', async run(t) {
    const page = await t.open({ account: 'alder', role: 'global_admin', locale: 'fr-FR' });
    await t.language(page, 'fr');
    const side = (name) => page.locator('nav.side-menu').getByRole('link', { name, exact: true });
    for (const [link, heading] of [['Mon profil', /Mon profil/], ['Voir les autorisations', /Voir les autorisations/], ['Rôles', /Rôles/], ['Profil de l’entreprise', /Profil de l’entreprise/], ['Profil de partenaire', /Profil de partenaire/]]) {
      await page.goto('/a/alder/settings');
      await side(link).click();
      assert.match(await page.locator('h1').textContent(), heading);
    }
    assert.match(await words(page), /Emplacements/, 'locations stand on the partner profile');
    await page.goto('/a/alder/settings');
    await side('Gestion des utilisateurs').click();
    await page.locator('main').getByRole('link', { name: /Lefèvre/ }).first().click();
    assert.match(await words(page), /Rôles/, 'roles for an employee');
    assert.match(await words(page), /Réinitialiser le mot de passe/);
    await page.locator('nav.pane').getByRole('link', { name: 'Tarification' }).click();
    assert.match(await page.locator('h1').textContent(), /Tarification/);
  } },
];
