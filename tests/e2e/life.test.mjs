// The whole life of a partner in both languages, the vendor's desk in the other one. Nobody touches the database.
import { mouse } from '../lib/hands.mjs';
import { life } from '../lib/life.mjs';

export const tests = [
  { name: 'the whole life of a partner in English, the desk in French', run: (t) => life(t, { language: 'en', hand: mouse, name: 'life-en' }) },
  { name: 'the whole life of a partner in French, the desk in English', run: (t) => life(t, { language: 'fr', hand: mouse, name: 'life-fr', dark: true }) },
];
