// Two ways to use a page: with a mouse, and with nothing but keys. Both find things by what people read.
import assert from 'node:assert/strict';

const TABS = 400; // as many as the longest page has stops, and far more than anybody would press

const within = (page, scope) => (scope ? page.locator(scope) : page.locator('main'));
const button = (page, name, scope) => within(page, scope).getByRole('button', { name, exact: true }).first();
const link = (page, name, scope) => within(page, scope).getByRole('link', { name, exact: typeof name === 'string' }).first();
const field = (page, name) => page.locator(`main [name="${name}"]:not([type=hidden])`).first();
const choice = (page, name, value) => page.locator(`main input[name="${name}"]${value === undefined ? '' : `[value="${value}"]`}`).first();

export const mouse = {
  press: (page, name, scope) => button(page, name, scope).click(),
  follow: (page, name, scope) => link(page, name, scope).click(),
  open: (page, summary) => page.locator(summary).first().click(),
  fill: (page, name, text) => field(page, name).fill(text),
  check: (page, name, value) => choice(page, name, value).check(),
  select: (page, name, value) => field(page, name).selectOption(value),
};

// Tab, Shift+Tab, Enter, Space and arrows. What has the focus has to be seen: not beside the window and not below the bar.
async function here(target) {
  return target.evaluate((e) => {
    if (document.activeElement !== e) return 'elsewhere';
    const r = e.getBoundingClientRect(), x = Math.min(Math.max(r.left + r.width / 2, 1), innerWidth - 1), y = r.top + Math.min(r.height / 2, 12);
    if (r.bottom < 1 || r.top > innerHeight - 1 || r.right < 1 || r.left > innerWidth - 1) return `out of sight: ${Math.round(r.left)},${Math.round(r.top)} in ${innerWidth}x${innerHeight}`;
    const top = document.elementFromPoint(x, y);
    return !top || e.contains(top) || top.contains(e) || [...(e.labels || [])].some((l) => l.contains(top)) ? 'seen' : `covered by <${top.tagName.toLowerCase()} class="${top.className}">`;
  });
}
async function reach(page, target, same = () => false) {
  await target.waitFor({ state: 'attached' });
  assert.ok(await target.isVisible(), `${target} is not shown`);
  for (let i = 0; i < TABS; i++) {
    const where = await here(target);
    if (where === 'seen') return;
    assert.equal(where, 'elsewhere', `${target} has the focus on ${page.url()}, and is ${where}`);
    if (await target.evaluate(same)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${target} is not reached by the Tab key on ${page.url()}`);
}
// A key that leads to another page: waits until that one is there.
const leaves = (page, key) => Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press(key)]);
const inGroup = (e) => { const a = document.activeElement; return !!a && a.type === 'radio' && a.name === e.name && a.form === e.form; };

export const keys = {
  async press(page, name, scope) { await reach(page, button(page, name, scope)); await leaves(page, 'Enter'); },
  async follow(page, name, scope) { await reach(page, link(page, name, scope)); await leaves(page, 'Enter'); },
  async open(page, summary) { await reach(page, page.locator(summary).first()); await page.keyboard.press('Enter'); },
  async fill(page, name, text) {
    const to = field(page, name);
    await reach(page, to);
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.type(text);
    assert.equal(await to.inputValue(), text, name);
  },
  async check(page, name, value) {
    const to = choice(page, name, value);
    if (await to.getAttribute('type') === 'radio') {
      await reach(page, to, inGroup);
      for (let i = 0; i < 40 && !(await to.isChecked()); i++) await page.keyboard.press(i === 0 && (await to.evaluate((e) => document.activeElement === e)) ? 'Space' : 'ArrowDown');
    } else {
      await reach(page, to);
      if (!(await to.isChecked())) await page.keyboard.press('Space');
    }
    assert.ok(await to.isChecked(), `${name} ${value}`);
  },
  async select(page, name, value) {
    const to = field(page, name), wanted = typeof value === 'string' ? { value } : value;
    await reach(page, to);
    const way = await to.evaluate((e, w) => [...e.options].findIndex((o) => (w.value !== undefined ? o.value === w.value : o.label === w.label)) - e.selectedIndex, wanted);
    for (let i = Math.abs(way); i > 0; i--) await page.keyboard.press(way > 0 ? 'ArrowDown' : 'ArrowUp');
    assert.equal(await to.evaluate((e) => e.selectedOptions[0].value), wanted.value ?? await to.evaluate((e, w) => [...e.options].find((o) => o.label === w.label)?.value, wanted), name);
  },
};
