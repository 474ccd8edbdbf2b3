// The whole life of a partner in both languages, the vendor's desk in the other one, and on a phone's width with the keyboard only.
// Nobody touches the database. One of them a run, drawn by its seed (docs/decisions/0098).
import { keys, mouse } from '../lib/hands.mjs';
import { life } from '../lib/life.mjs';

export const drawn = 1;
export const tests = [
  { name: 'the whole life of a partner in English, the desk in French', run: (t) => life(t, { language: 'en', hand: mouse, name: 'life-en' }) },
  { name: 'the whole life of a partner in French, the desk in English', run: (t) => life(t, { language: 'fr', hand: mouse, name: 'life-fr', dark: true }) },
  { name: 'the whole life on a phone by the keyboard only, in French, the desk in English', run: (t) => life(t, { language: 'fr', hand: keys, name: 'life-phone', width: 360, height: 740 }) },
];
