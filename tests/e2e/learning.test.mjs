// My learning from both sides: the vendor writes a training and an assessment, a person takes them and holds the certification.
import assert from 'node:assert/strict';

const words = (page) => page.locator('main').textContent();
const good = async (t, page, name) => { await t.shot(page, `learning-${name}`); assert.deepEqual(await t.axe(page), [], name); assert.ok(await t.noScroll(page) <= 0, name); };
const save = (page) => page.locator('main form .btn-primary').click();
const texts = async (page, values) => { for (const [name, value] of Object.entries(values)) await page.locator(`[name=${name}]`).fill(value); };

async function asStaff(t, options = {}) {
  const page = await t.open({ anonymous: true, ...options });
  await t.signIn(page, t.demo.portal.find((x) => [].concat(x.roles).join(' ').includes('operator_admin')));
  return page;
}

export const tests = [
  { name: 'SC011 the vendor writes a training and an assessment, a person takes both and holds the certification with its certificate', async run(t) {
    const mark = Date.now().toString(36);
    const desk = await asStaff(t);
    await desk.goto('/operator/learning');
    await good(t, desk, 'desk');
    await desk.getByRole('link', { name: 'New training' }).click();
    await save(desk);
    assert.ok(await desk.locator('.error-summary a').count() >= 6, 'what is missing is said at once');
    await good(t, desk, 'desk-refused');
    await texts(desk, { code: `lift-${mark}`, title_en: `Lifting ${mark}`, title_fr: `Lever ${mark}`, about_en: 'How to lift.', about_fr: 'Comment lever.', minutes: '10' });
    await desk.locator('[name=field]').selectOption('technical');
    await desk.locator('[name=level]').selectOption('beginner');
    await save(desk);
    for (const n of ['First', 'Second']) {
      await desk.getByRole('link', { name: 'Add a page' }).click();
      await texts(desk, { title_en: `${n} ${mark}`, title_fr: `${n} ${mark}`, body_en: '# Bend\n- Your knees.\nThen lift.', body_fr: '# Pliez\n- Les genoux.\nPuis levez.' });
      await save(desk);
    }
    await desk.getByRole('button', { name: 'Publish' }).click();
    await good(t, desk, 'desk-training');

    await desk.goto('/operator/learning/certifications/new');
    await texts(desk, { code: `lifter-${mark}`, title_en: `Lifter ${mark}`, title_fr: `Leveur ${mark}`, about_en: 'Lifts well.', about_fr: 'Lève bien.', months: '12' });
    await desk.locator('[name=field]').selectOption('technical');
    await save(desk);
    await desk.getByRole('button', { name: 'Publish' }).click();
    await good(t, desk, 'desk-certification');
    await desk.goto('/operator/learning/new?kind=assessment');
    await texts(desk, { code: `lift-exam-${mark}`, title_en: `Lifting exam ${mark}`, title_fr: `Examen ${mark}`, about_en: 'One question.', about_fr: 'Une question.', minutes: '5', pass_mark: '100' });
    await desk.locator('[name=field]').selectOption('technical');
    await desk.locator('[name=level]').selectOption('beginner');
    await desk.locator('[name=certification]').selectOption({ label: `Lifter ${mark}` });
    await save(desk);
    await desk.getByRole('link', { name: 'Add a question' }).click();
    await texts(desk, { title_en: 'What bends?', title_fr: 'Que plie-t-on ?', body_en: 'The back\n*The knees', body_fr: 'Le dos\n*Les genoux', note_en: 'The back stays straight.', note_fr: 'Le dos reste droit.' });
    await save(desk);
    await desk.getByRole('button', { name: 'Publish' }).click();
    await good(t, desk, 'desk-assessment');

    const page = await t.open({ account: 'harbor', role: 'default_user' });
    await t.language(page, 'en');
    await page.goto('/a/harbor/learning');
    await good(t, page, 'mine');
    await page.getByRole('link', { name: 'See the whole catalogue' }).click();
    await page.locator('main [name=q]').fill(mark);
    await page.getByRole('button', { name: 'Apply' }).click();
    await good(t, page, 'catalogue');
    await page.getByRole('link', { name: `Lifting ${mark}`, exact: true }).click();
    await good(t, page, 'training');
    await page.getByRole('link', { name: 'Begin', exact: true }).click();
    await good(t, page, 'page');
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByRole('link', { name: 'Leave and go on later' }).click();
    await page.goto('/a/harbor/learning');
    await page.locator('article', { hasText: `Lifting ${mark}` }).getByRole('link', { name: /Continue|Go on/ }).click();
    await page.getByRole('link', { name: 'Go on' }).click();
    assert.match(await words(page), /page 2 of 2/, 'one goes on where one left it');
    await page.getByRole('button', { name: 'Finish' }).click();
    await page.locator('[role=status]', { hasText: 'You have finished the training.' }).waitFor();

    await page.goto(`/a/harbor/learning/catalogue?q=${mark}&kind=assessment`);
    await page.getByRole('link', { name: `Lifting exam ${mark}`, exact: true }).click();
    await page.getByRole('button', { name: 'Begin the assessment' }).click();
    await good(t, page, 'exam');
    await page.getByLabel('The back').check();
    await page.getByRole('button', { name: 'Save and go on later' }).click();
    await page.getByRole('link', { name: 'Go on' }).click();
    assert.ok(await page.getByLabel('The back').isChecked(), 'answers are kept');
    await page.getByRole('button', { name: 'Hand in' }).click();
    assert.match(await words(page), /Not passed[\s\S]*shown once it is passed/);
    assert.doesNotMatch(await words(page), /The back stays straight|Not right/, 'why waits until it is passed');
    await good(t, page, 'failed');
    await page.getByRole('link', { name: 'Back to the assessment' }).click();
    await page.getByRole('button', { name: 'Take it again' }).click();
    await page.getByLabel('The knees').check();
    await page.getByRole('button', { name: 'Hand in' }).click();
    assert.match(await words(page), /The back stays straight/);
    await good(t, page, 'passed');
    await page.getByRole('link', { name: 'See the certificate' }).click();
    assert.match(await words(page), new RegExp(`Lifter ${mark}[\\s\\S]*Harbor`));
    await good(t, page, 'certificate');
    await page.emulateMedia({ media: 'print' });
    await t.shot(page, 'learning-certificate-print');
    await page.emulateMedia({ media: null });
  } },
  { name: 'my learning on a phone, in French, dark and without script', async run(t) {
    const page = await t.open({ account: 'alder', role: 'sales_agent', width: 360, height: 740, locale: 'fr-FR', script: false, dark: true });
    await t.language(page, 'fr');
    for (const [name, path] of [['mine', ''], ['catalogue', '/catalogue']]) {
      await page.goto(`/a/alder/learning${path}`);
      await t.shot(page, `learning-fr-${name}`);
      assert.ok(await t.noScroll(page) <= 0, name);
    }
    assert.match(await words(page), /Vendeur Northlight : évaluation/);
    await page.getByRole('link', { name: 'Gardien Northlight : évaluation', exact: true }).click();
    await page.locator('main form .btn-primary, main .actions .btn-primary').first().click();
    await t.shot(page, 'learning-fr-exam');
    assert.ok(await t.noScroll(page) <= 0);
    assert.match(await words(page), /pour cent des questions doivent être justes/);
    await page.getByRole('button', { name: 'Enregistrer et reprendre plus tard' }).click();
    assert.match(await words(page), /Mes tentatives/);
    await t.shot(page, 'learning-fr-assessment');
  } },
  { name: 'SC012 SC078 a learning profile is linked and unlinked, what is recorded under it counts, and a certificate is claimed with its document', async run(t) {
    const mark = Date.now().toString(36);
    const desk = await asStaff(t);
    const page = await t.open({ account: 'harbor', role: 'report_viewer' });
    await t.language(page, 'en');
    await page.goto('/a/harbor/settings');
    const email = (await words(page)).match(/Signed in as (\S+@harbor\.example)/)[1];
    await page.goto('/a/harbor/learning/profile');
    if (await page.getByRole('button', { name: 'Withdraw' }).count()) await page.getByRole('button', { name: 'Withdraw' }).click(); // the demo's own waits
    await desk.goto('/operator/learning/records');
    await desk.locator('main [name=file]').setInputFiles({ name: 'bad.csv', mimeType: 'text/csv', buffer: Buffer.from('profile,certification,issuedOn\nx y,nothing,soon\n') });
    await desk.getByRole('button', { name: 'Record the file' }).click();
    assert.match(await words(desk), /Line 2: Enter the id of the learning profile/);
    await good(t, desk, 'records-refused');
    const csv = `profile,email,name,certification,number,issuedOn\nlars-${mark},${email},Lars,privacy-officer,IDC-${mark},2026-06-01\n`;
    await desk.locator('main [name=file]').setInputFiles({ name: 'records.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await desk.getByRole('button', { name: 'Record the file' }).click();
    await good(t, desk, 'records');
    await page.goto('/a/harbor/learning/profile');
    await page.locator('main [name=profile]').fill(`LARS-${mark}`);
    await page.getByRole('button', { name: 'Link', exact: true }).click();
    for (const answer of ['What this means', 'Why it is so', 'What happens next', 'Who has to act', 'By when']) assert.ok((await words(page)).includes(answer), answer);
    await good(t, page, 'profile');
    await page.goto('/a/harbor/learning');
    assert.match(await words(page), /Privacy officer[\s\S]*Recorded by the vendor/);
    await good(t, page, 'mine-linked');

    const admin = await t.open({ account: 'harbor', role: 'mpn_partner_admin' });
    await t.language(admin, 'en');
    await admin.goto('/a/harbor/learning/company');
    await good(t, admin, 'company');
    await admin.locator('main [name=field]').selectOption('security');
    await admin.getByRole('button', { name: 'Apply' }).click();
    assert.ok((await words(admin)).includes(email));
    const file = await admin.request.get('/a/harbor/learning/company/export?field=security&format=csv');
    assert.ok((await file.text()).includes(`IDC-${mark}`), 'the export holds what is shown');

    await page.goto('/a/harbor/learning/profile');
    await page.getByRole('button', { name: 'Unlink the learning profile' }).click();
    assert.match(await words(page), /Unlinked[\s\S]*The next can be linked from/);
    await admin.reload();
    assert.ok(!(await words(admin)).includes(`IDC-${mark}`) && !(await words(admin)).includes(email), 'no credit any more');

    await page.goto('/a/harbor/learning/claims/new');
    await page.getByRole('button', { name: 'Send the certificate' }).click();
    await good(t, page, 'claim-refused');
    await page.locator('main [name=certification]').selectOption({ label: 'Privacy officer' });
    await page.locator('[name=issued_on]').fill('2026-05-04');
    await page.locator('[name=document]').setInputFiles({ name: 'certificate.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') });
    await page.getByRole('button', { name: 'Send the certificate' }).click();
    assert.match(await words(page), /Waits for the vendor[\s\S]*certificate\.png/);
    await good(t, page, 'claim');
    const id = page.url().split('/').pop();
    await desk.goto('/operator/work?kind=learning_claim');
    await t.shot(desk, 'learning-work');
    await desk.goto(`/operator/learning/claims/${id}`);
    const sent = await desk.request.get(`/operator/learning/claims/${id}/document`);
    assert.equal(sent.status(), 200);
    assert.match(sent.headers()['content-disposition'], /^attachment/);
    await good(t, desk, 'decide');
    await desk.locator('[name=to][value=rejected]').check();
    await desk.locator('main form .btn-primary').click();
    assert.equal(await desk.locator('.error-summary').count(), 1, 'a rejection has a reason');
    await desk.locator('[name=reason]').fill('The picture cannot be read. Send a larger one.');
    await desk.locator('main form .btn-primary').click();
    await page.reload();
    assert.match(await words(page), /The picture cannot be read/);
    await good(t, page, 'claim-rejected');
    await page.locator('[name=number]').fill(`N-${mark}`);
    await page.getByRole('button', { name: 'Send the certificate' }).click();
    await desk.goto(`/operator/learning/claims/${id}`);
    await desk.locator('[name=to][value=accepted]').check();
    await desk.locator('main form .btn-primary').click();
    await page.goto('/a/harbor/learning');
    assert.match(await words(page), /Claimed, and accepted by the vendor/);
    await desk.goto('/operator/learning/statistics');
    await good(t, desk, 'statistics');
  } },
  { name: 'profile, claims, company and the vendor’s learning pages on a phone, in French, dark and without script', async run(t) {
    const page = await t.open({ account: 'alder', role: 'global_admin', width: 360, height: 740, locale: 'fr-FR', script: false, dark: true });
    await t.language(page, 'fr');
    for (const [name, path] of [['profile', '/profile'], ['claim-new', '/claims/new'], ['company', '/company']]) {
      await page.goto(`/a/alder/learning${path}`);
      await t.shot(page, `learning-fr-${name}`);
      assert.ok(await t.noScroll(page) <= 0, name);
    }
    assert.match(await words(page), /Compétences de l’entreprise[\s\S]*Expire bientôt/);
    const desk = await asStaff(t, { width: 360, height: 740, locale: 'fr-FR', script: false, dark: true });
    await t.language(desk, 'fr');
    try {
      for (const name of ['records', 'statistics', 'certifications']) {
        await desk.goto(`/operator/learning/${name}`);
        await t.shot(desk, `learning-fr-desk-${name}`);
        assert.ok(await t.noScroll(desk) <= 0, name);
      }
    } finally { await t.language(desk, 'en'); }
  } },
];
