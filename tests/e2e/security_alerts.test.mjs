// Security alerts: raised at the vendor's desk, told, looked into and resolved by the partner.
import assert from 'node:assert/strict';

const main = (page) => page.locator('main');

export const tests = [
  { name: 'an alert is raised at the desk, reaches the partner and is resolved there', async run(t) {
    const partner = await t.open({ account: 'alder', role: 'admin_agent' });
    await t.language(partner, 'en');
    await partner.goto('/a/alder/customers');
    await main(partner).locator('table th[scope=row] a').first().click();
    await partner.locator('nav.tabs').getByRole('link', { name: 'Subscriptions', exact: true }).click();
    await main(partner).locator('table th[scope=row] a').first().click();
    const id = new URL(partner.url()).pathname.split('/').pop();

    const desk = await t.open({ account: 'northlight', role: 'operator_admin' });
    await t.language(desk, 'en');
    await desk.goto('/operator/security-alerts');
    await t.shot(desk, 'desk');
    await main(desk).getByRole('link', { name: 'Raise an alert' }).first().click();
    await main(desk).getByLabel('Subscription ID').fill('nobody');
    await main(desk).getByLabel('Title').fill('A new door');
    await main(desk).getByLabel('Description').fill('Somebody made an administrator at night.');
    await main(desk).getByRole('button', { name: 'Raise the alert' }).click();
    await main(desk).getByRole('link', { name: 'There is no subscription with this ID' }).waitFor();
    assert.equal(await main(desk).getByLabel('Title').inputValue(), 'A new door');
    await t.shot(desk, 'raise');
    assert.deepEqual(await t.axe(desk), []);
    await main(desk).getByLabel('Subscription ID').fill(id);
    await main(desk).getByRole('button', { name: 'Raise the alert' }).click();
    await desk.locator('[role=status]', { hasText: 'The alert is raised' }).waitFor();
    assert.deepEqual(await t.axe(desk), []);

    await partner.goto('/a/alder/security-alerts?state=active');
    await t.shot(partner, 'alerts');
    assert.deepEqual(await t.axe(partner), []);
    await main(partner).getByRole('link', { name: 'A new door', exact: true }).click();
    await t.shot(partner, 'alert');
    assert.deepEqual(await t.axe(partner), []);
    await main(partner).getByRole('button', { name: 'Take it up' }).click();
    await main(partner).getByText('Somebody of the account is looking into it.').first().waitFor();
    await main(partner).getByRole('button', { name: 'It was fraud' }).click();
    await partner.locator('[role=status]', { hasText: 'It is noted' }).waitFor();
    assert.equal(await main(partner).getByRole('button', { name: 'It was fraud' }).count(), 0);
    await partner.setViewportSize({ width: 360, height: 740 });
    await partner.goto('/a/alder/security-alerts');
    assert.equal(await partner.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    await partner.emulateMedia({ colorScheme: 'dark' });
    await t.shot(partner, 'alerts-dark-360');
  } },
];
