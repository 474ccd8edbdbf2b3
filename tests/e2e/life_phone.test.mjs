// The whole life of a partner on a phone's width with the keyboard only, on both sides of the desk.
import { keys } from '../lib/hands.mjs';
import { life } from '../lib/life.mjs';

export const tests = [
  { name: 'the whole life on a phone by the keyboard only, in French, the desk in English', run: (t) => life(t, { language: 'fr', hand: keys, name: 'life-phone', width: 360, height: 740 }) },
];
