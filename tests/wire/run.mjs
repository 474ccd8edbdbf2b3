// Wire tests on both engines, side by side; see README.md.
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Runner, ROOT, SEED, join, makeDemo, readFileSync, serve, startPg, tempDir, together } from '../lib/entente.mjs';
import { watched } from '../lib/contract.mjs';
import { World, parseTranscript, runTranscript } from './transcript.mjs';
import { generatedTests } from './routes.gen.mjs';

const args = process.argv.slice(2);
const option = (n) => (args.includes(n) ? args[args.indexOf(n) + 1] : undefined);
const only = option('--only');
if (!option('--engine')) await together('wire', fileURLToPath(import.meta.url), ['sqlite', 'pg'].map((e) => ({ name: e, args: [...args, '--engine', e] })));
const engine = option('--engine');
const runner = new Runner(option('--part') ?? 'wire');

function transcripts() {
  const files = [];
  for (const area of readdirSync(join(ROOT, 'src/areas'))) {
    if (area.startsWith('_')) continue;
    for (const f of readdirSync(join(ROOT, 'src/areas', area))) if (f.endsWith('.http')) files.push(`src/areas/${area}/${f}`);
  }
  for (const f of readdirSync(join(ROOT, 'tests/wire'))) if (f.endsWith('.http')) files.push(`tests/wire/${f}`);
  return files.sort();
}

let pg;
const where = { data: tempDir(`wire-${engine}`) };
if (engine === 'pg') { pg = startPg(); where.database = pg.database('wire'); }
const demo = makeDemo(where);
const contract = watched();
// One machine sends in minutes what a network sends in hours; the limit itself is tested on servers of its own.
const server = await serve(where, { env: { ENTENTE_SIGN_IN_LIMIT_PER_MINUTE: '100000' } });
const world = new World(server, demo);
const wanted = (name) => !only || name.includes(only);
for (const file of transcripts()) {
  for (const test of parseTranscript(readFileSync(join(ROOT, file), 'utf8'))) {
    const name = `${engine} ${file}::${test.name}`;
    if (wanted(name)) await runner.test(name, () => runTranscript(test, world), { log: server.log });
  }
}
// What is not a transcript runs on one of the engines, drawn by the seed for each file (and for each of the tests that the routes
// make), unless it names its own; on both with --long or --both. Every transcript runs on both, and so does every query in tests/unit/isolation_test.c.
const both = process.env.ENTENTE_LONG || args.includes('--both');
const drawn = (name) => both || (createHash('sha256').update(`${SEED} ${name}`).digest()[0] % 2 === 0) === (engine === 'sqlite');
for (const f of readdirSync(join(ROOT, 'tests/wire')).filter((x) => x.endsWith('.test.mjs')).sort()) {
  const { tests } = await import(join(ROOT, 'tests/wire', f));
  for (const test of tests) {
    const name = `${engine} tests/wire/${f}::${test.name}`;
    if (test.engine ? test.engine !== engine : !only && !drawn(f)) continue;
    if (wanted(name)) await runner.test(name, () => test.run({ world, server, demo, where, engine, pg, seed: SEED }), { log: server.log });
  }
}
for (const test of await generatedTests(world)) {
  const name = `${engine} tests/wire/routes.gen.mjs::${test.name}`;
  if (only ? wanted(name) : drawn(test.name)) await runner.test(name, test.run, { log: server.log });
}
await runner.test(`${engine} every answer of the API is as the OpenAPI document says`, async () => {
  if (contract.broken.size) throw new Error([...contract.broken].map(([k, why]) => `${k}: ${why}`).join('\n'));
});
await runner.test(`${engine} every change recorded before and after, or its action says why not`, async () => {
  if (server.bare().length) throw new Error(`set ctx->audit.before and .after, or .no_diff in .audit_actions (src/app/audit.h): ${server.bare().join(' ')}`);
});
const { code } = await server.stop();
await runner.test(`${engine} the server stops cleanly`, async () => { if (code !== 0) throw new Error(`exit ${code}\n${server.log().slice(-2000)}`); });
runner.finish();
