// The portal's words in a language, from the catalogue: a journey is written once, in English, and goes in each.
import { ROOT, join, readFileSync } from './entente.mjs';

const unquote = (s) => JSON.parse(s.replace(/\t/g, '\\t'));
let catalogue;
function load() {
  if (catalogue) return catalogue;
  catalogue = new Map();
  const one = (block, key) => {
    const m = block.match(new RegExp(`^${key} ((?:"(?:[^"\\\\]|\\\\.)*"\\n?)+)`, 'm'));
    return m ? m[1].trim().split('\n').map(unquote).join('') : undefined;
  };
  for (const block of readFileSync(join(ROOT, 'po/fr.po'), 'utf8').split(/\n\n+/)) {
    const text = block.split('\n').filter((l) => !l.startsWith('#')).join('\n');
    const id = one(text, 'msgid'), plural = one(text, 'msgid_plural');
    if (!id) continue;
    catalogue.set(id, one(text, plural === undefined ? 'msgstr' : 'msgstr\\[0\\]') || id);
    if (plural !== undefined) catalogue.set(plural, one(text, 'msgstr\\[1\\]') || plural);
  }
  return catalogue;
}

// word('fr')('Continue') is "Continuer"; values fill {names}.
export const word = (language) => (english, values = {}) => {
  const found = load().get(english);
  if (found === undefined) throw new Error(`no text "${english}" in po/fr.po`);
  return (language === 'fr' ? found : english).replace(/\{([a-z_]+)\}/g, (all, n) => values[n] ?? all);
};

// Texts of a page that are English ones of the catalogue while the page is in French, without what people wrote.
export async function untranslated(page) {
  const texts = await page.evaluate(() => {
    const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let n = walk.nextNode(); n; n = walk.nextNode()) {
      const e = n.parentElement;
      if (e.closest('script, style, .typed, [lang]:not(html)')) continue;
      const text = n.textContent.replace(/\s+/g, ' ').trim();
      if (text.length > 3) found.push(text);
    }
    return found;
  });
  const all = load(), theirs = new Set(all.values());
  return texts.filter((x) => all.has(x) && all.get(x) !== x && !theirs.has(x));
}
