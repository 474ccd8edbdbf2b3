/* What pages gain with script. Nothing here is needed: every page works without it.
   Attributes that ask for something: data-suggest (search), data-guard (leave warning), data-poll (progress),
   data-copy-button, data-pick-all, data-picked (batch bar), data-submit (a select that sends its form), data-send-now
   (a form that is sent as soon as it is there), data-read (a notification's link). */
const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const words = document.body.dataset;
const typing = (e) => e.target.closest?.('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]');

/* Tells assistive technology; not seen. */
const voice = document.createElement('div');
voice.className = 'hide-words';
voice.setAttribute('role', 'status');
document.body.append(voice);
const say = (text) => { voice.textContent = text; };

/* --- panels: Escape closes, focus returns; a press outside closes --- */
document.addEventListener('click', (e) => {
  for (const menu of $$('details.menu[open]')) if (!menu.contains(e.target)) menu.open = false;
});
document.addEventListener('keydown', (e) => {
  if (e.key !== 'Escape') return;
  const menu = $('details.menu[open]');
  if (!menu) return;
  menu.open = false;
  $('summary', menu).focus();
});

/* --- pane: the menu button folds it where there is room; a cookie remembers, so the server draws it right --- */
const shell = $('.shell'), pane = $('#pane'), menuButton = $('#menu-button');
if (pane && menuButton) {
  const small = () => shell.dataset.pane === 'small';
  const tell = () => {
    menuButton.setAttribute('aria-expanded', String(!small()));
    for (const a of $$('.pane-link', pane)) small() ? a.title = a.textContent.trim() : a.removeAttribute('title');
  };
  if (matchMedia('(min-width: 56.01rem)').matches) {
    menuButton.setAttribute('role', 'button');
    menuButton.setAttribute('aria-controls', 'pane');
    tell();
  }
  menuButton.addEventListener('click', (e) => {
    if (!matchMedia('(min-width: 56.01rem)').matches || e.ctrlKey || e.metaKey) return;
    e.preventDefault();
    small() ? delete shell.dataset.pane : shell.dataset.pane = 'small';
    document.cookie = `pane=${small() ? 'small' : ''}; path=/; max-age=31536000; samesite=lax`;
    tell();
  });
}

/* --- search: suggestions while typing; Enter without a choice opens the results page --- */
const field = $('#search');
if (field && words.suggest) {
  const icons = new URL($('.brand use')?.getAttribute('href') ?? '', location.href).pathname;
  const list = document.createElement('div');
  list.className = 'panel suggest';
  list.id = 'suggest';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', field.getAttribute('aria-label'));
  list.hidden = true;
  field.form.append(list);
  for (const [k, v] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': 'suggest' })) field.setAttribute(k, v);
  let chosen = -1, timer = 0, asked = null, shownFor = '';
  const options = () => $$('[role=option]', list);
  const show = (yes) => {
    list.hidden = !yes;
    field.setAttribute('aria-expanded', String(yes));
    if (!yes) choose(-1);
  };
  const choose = (i) => {
    chosen = i;
    options().forEach((o, k) => o.setAttribute('aria-selected', String(k === i)));
    const o = options()[i];
    o ? field.setAttribute('aria-activedescendant', o.id) : field.removeAttribute('aria-activedescendant');
    o?.scrollIntoView({ block: 'nearest' });
  };
  const icon = (name) => {
    const ns = 'http://www.w3.org/2000/svg', svg = document.createElementNS(ns, 'svg'), use = document.createElementNS(ns, 'use');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('aria-hidden', 'true');
    use.setAttribute('href', `${icons}#${name}`);
    svg.append(use);
    return svg;
  };
  const element = (tag, css, text) => Object.assign(document.createElement(tag), { className: css, textContent: text ?? '' });
  const draw = (groups) => {
    let n = 0;
    list.replaceChildren(...groups.filter((g) => g.items.length).map((g, k) => {
      const group = element('div', ''), title = element('p', 'over', g.title);
      title.id = `suggest-g${k}`;
      group.setAttribute('role', 'group');
      group.setAttribute('aria-labelledby', title.id);
      group.append(title, ...g.items.map((item) => {
        const a = element('a', ''), body = element('span', 'grow');
        a.href = item.url;
        a.id = `suggest-${n++}`;
        a.tabIndex = -1;
        a.setAttribute('role', 'option');
        if (item.icon) a.append(icon(item.icon));
        body.append(element('span', 'strong', item.title));
        if (item.line) body.append(element('span', 'sub-line', item.line));
        a.append(body);
        return a;
      }));
      return group;
    }));
    show(n > 0);
    choose(-1);
    say(words.wordsFound.replace('{n}', n));
  };
  const ask = async () => {
    const text = field.value.trim();
    if (text === shownFor && !list.hidden) return;
    asked?.abort();
    if (!text) { shownFor = ''; show(false); return; }
    asked = new AbortController();
    try {
      const url = new URL(words.suggest, location.href);
      url.searchParams.set('q', text);
      const r = await fetch(url, { signal: asked.signal, headers: { accept: 'application/json' } });
      if (!r.ok || document.activeElement !== field) return;
      shownFor = text;
      draw((await r.json()).groups ?? []);
    } catch { /* superseded, or the network is gone: the form still works */ }
  };
  field.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  field.addEventListener('keydown', (e) => {
    const n = options().length;
    if (e.key === 'Escape') { if (!list.hidden) { e.preventDefault(); show(false); } else field.blur(); return; }
    if (list.hidden || !n) { if (e.key === 'ArrowDown') ask(); return; }
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      const step = e.key === 'ArrowDown' ? 1 : -1;
      choose(chosen < 0 ? (step > 0 ? 0 : n - 1) : (chosen + step + n) % n);
    } else if (e.key === 'Enter' && chosen >= 0) {
      e.preventDefault();
      options()[chosen].click();
    }
  });
  field.addEventListener('blur', () => setTimeout(() => show(false), 150));
}

/* --- keys; off with localStorage.keys = "off", and never while typing --- */
const keysOff = () => { try { return localStorage.getItem('keys') === 'off'; } catch { return false; } };
const keys = $('#keys'), keysOn = $('#keys-on');
keysOn?.addEventListener('change', () => { try { localStorage.setItem('keys', keysOn.checked ? 'on' : 'off'); } catch { /* private window */ } });
const openSearch = () => {
  if (field?.offsetParent) { field.focus(); field.select(); return; }
  const link = $('.search a');
  if (link) location.href = link.href;
};
const go = (selector) => $(selector)?.click();
let prefix = 0;
const rows = () => $$('main .table tbody tr').filter((r) => $('th a', r));
const rowAt = (step) => {
  const all = rows(), i = all.findIndex((r) => r.contains(document.activeElement));
  $('th a', all[Math.max(0, Math.min(all.length - 1, i + step))] ?? document.createElement('tr'))?.focus();
};
document.addEventListener('keydown', (e) => {
  if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k' && field) { e.preventDefault(); openSearch(); return; }
  if (e.ctrlKey || e.metaKey || e.altKey || typing(e) || $('dialog[open]')) return;
  /* The list opens also where keys are off: it is where they are switched on again. */
  if (e.key === '?' && keys) { keysOn.checked = !keysOff(); keys.showModal(); return; }
  if (keysOff()) return;
  const after = Date.now() - prefix < 1200;
  prefix = 0;
  if (after) {
    const where = { h: '.brand', c: '#pane a[href$="/customers"]', o: '#pane a[href$="/orders"]', i: '#pane a[href$="/invoices"]', s: '.tools a[href$="/settings"]', n: '.panel-notices .panel-foot a' }[e.key];
    if (where) { e.preventDefault(); go(where); }
    return;
  }
  switch (e.key) {
    case '/': if (field) { e.preventDefault(); openSearch(); } break;
    case 'g': prefix = Date.now(); break;
    case 'j': rowAt(1); break;
    case 'k': rowAt(-1); break;
    case 'x': $('.pick input', document.activeElement?.closest('tr') ?? document.createElement('tr'))?.click(); break;
    case 'e': go('main [data-key=e]'); break;
    case 'a': { /* take the row, or those that are ticked */
      const take = $('main [data-key=a]'), pick = $('.pick input', document.activeElement?.closest('tr') ?? document.createElement('tr'));
      if (take && (pick || $('main .pick input[name=id]:checked'))) { if (pick && !$('main .pick input[name=id]:checked')) pick.click(); take.click(); }
      break;
    }
  }
});

/* --- forms: a warning before changes are lost; a second press sends nothing twice --- */
const state = (form) => JSON.stringify([...new FormData(form)].map(([k, v]) => [k, v.name ?? v]));
const guarded = $$('form[data-guard]').map((form) => ({ form, at: form.dataset.guard === 'dirty' ? '' : state(form) }));
let leaving = false;
document.addEventListener('submit', (e) => {
  leaving = true;
  const button = e.submitter;
  if (e.target.method !== 'post' || !button) return;
  if (e.target.dataset.sent) { e.preventDefault(); return; }
  e.target.dataset.sent = '1';
  button.setAttribute('aria-busy', 'true');
  /* A file that is downloaded leaves this page standing: it may be asked for again. */
  setTimeout(rest, 4000);
});
addEventListener('beforeunload', (e) => {
  if (!leaving && guarded.some(({ form, at }) => state(form) !== at)) { e.preventDefault(); e.returnValue = words.wordsLeave; }
});
/* Back from the next page: the form may be sent again. */
const rest = () => { leaving = false; for (const f of $$('form[data-sent]')) { delete f.dataset.sent; $('[aria-busy]', f)?.removeAttribute('aria-busy'); } };
addEventListener('pageshow', rest);
document.addEventListener('change', (e) => {
  if (e.target.matches('[data-submit]')) e.target.form.requestSubmit();
  if (e.target.name === 'theme' && e.target.form?.method === 'post') e.target.value && e.target.value !== 'system' ? document.documentElement.dataset.theme = e.target.value : delete document.documentElement.dataset.theme;
});
for (const select of $$('select[data-submit]')) $('button[type=submit]', select.form)?.classList.add('hide-words');

/* --- as whom this page acts: told when another tab changes it --- */
if (words.acting) {
  localStorage.setItem('acting', words.acting);
  addEventListener('storage', (e) => {
    if (e.key !== 'acting' || !e.newValue) return;
    $('#acting-changed')?.remove();
    if (e.newValue === words.acting) return;
    const note = document.createElement('section');
    note.id = 'acting-changed';
    note.className = 'banner';
    note.setAttribute('role', 'alert');
    note.textContent = words.wordsActing.replace('{name}', e.newValue.split(', ')[0]);
    $('.topbar')?.after(note);
  });
} else localStorage.removeItem('acting');

/* --- copy --- */
for (const button of $$('[data-copy-button]')) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText($('[data-copy]', button.parentElement).textContent);
    say(words.wordsCopied);
  });
}

/* Examples of help pages and the like: the whole block. */
for (const pre of $$('.prose pre, pre.code')) {
  if (!navigator.clipboard) break;
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', className: 'btn btn-quiet', textContent: words.wordsCopy });
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(pre.textContent);
    say(words.wordsCopied);
  });
  pre.after(button);
}

/* --- rows chosen: count in the batch bar, all of this page at once, shift for a range --- */
for (const list of $$('.list')) {
  const boxes = () => $$('tbody .pick input', list), all = $('[data-pick-all]', list), label = $('[data-picked]', list);
  if (!boxes().length) continue;
  let last = -1;
  const count = () => {
    const n = boxes().filter((b) => b.checked).length;
    if (label) label.textContent = words.wordsSelected.replace('{n}', n);
    if (all) { all.checked = n === boxes().length; all.indeterminate = n > 0 && !all.checked; }
  };
  list.addEventListener('click', (e) => {
    const i = boxes().indexOf(e.target);
    if (i < 0) return;
    if (e.shiftKey && last >= 0) boxes().slice(Math.min(i, last), Math.max(i, last) + 1).forEach((b) => { b.checked = e.target.checked; });
    last = i;
  });
  list.addEventListener('change', (e) => {
    if (e.target === all) boxes().forEach((b) => { b.checked = all.checked; });
    count();
  });
  list.addEventListener('reset', () => setTimeout(count));
  count();
}

/* --- a notification that is followed is read --- */
document.addEventListener('click', (e) => {
  const link = e.target.closest?.('a[data-read]'), secret = $('input[name=_csrf]');
  if (!link || !secret) return;
  fetch('/me/action-center/notifications', { method: 'POST', keepalive: true, redirect: 'manual', body: new URLSearchParams({ _csrf: secret.value, do: 'read', id: link.dataset.read }) });
  link.removeAttribute('data-read');
});

/* --- progress: the part is fetched again until it no longer asks --- */
const poll = (part, wait) => setTimeout(async () => {
  try {
    const r = await fetch(part.dataset.poll || location.href, { headers: { accept: 'text/html' } });
    const next = r.ok && new DOMParser().parseFromString(await r.text(), 'text/html').getElementById(part.id);
    if (next) {
      /* Focus stays where it is: a button in use is not taken away while nothing else changed. */
      if (next.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) { part.replaceWith(next); part = next; }
      /* Done: the page has more to show now than the bar (a report, a file). */
      if (!next.dataset.poll) return location.reload();
    }
  } catch { /* the network is away: try again */ }
  poll(part, Math.min(wait * 1.3, 10000));
}, wait);
for (const part of $$('[data-poll]')) poll(part, 1000);

/* --- after a failed save the summary has the focus --- */
$('.error-summary')?.focus();

/* --- a page that only passes something on to another site sends itself --- */
$('form[data-send-now]')?.submit();
