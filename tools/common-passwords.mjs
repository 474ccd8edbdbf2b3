#!/usr/bin/env node
// Makes data/common-passwords.bin: what nobody may choose as a password, because everybody who guesses tries it first.
//   npm install --no-save --ignore-scripts @zxcvbn-ts/language-common@3.0.4 && node tools/common-passwords.mjs
// Source: the list of passwords in @zxcvbn-ts/language-common 3.0.4 (npm), some 49,000 of the most used ones in public
// breaches, MIT licence, (c) 2012-2016 Dan Wheeler and Dropbox, Inc., (c) 2021 @zxcvbn-ts; see data/common-passwords.md.
// Form: the first four bytes of the SHA-256 of each, in lower case, as big-endian numbers, sorted, each once. A password
// that is not on the list is taken for one that is about once in 90,000; it is then refused like the others.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const source = process.argv[2] || 'node_modules/@zxcvbn-ts/language-common/src/passwords.json';
const words = new Set(JSON.parse(readFileSync(source, 'utf8')).map((w) => w.normalize('NFC').toLowerCase()).filter((w) => w.length >= 4));
const numbers = [...new Set([...words].map((w) => createHash('sha256').update(w, 'utf8').digest().readUInt32BE(0)))].sort((a, b) => a - b);
const out = Buffer.alloc(numbers.length * 4);
numbers.forEach((n, i) => out.writeUInt32BE(n, i * 4));
writeFileSync('data/common-passwords.bin', out);
console.log(`${numbers.length} entries, ${out.length} bytes`);
