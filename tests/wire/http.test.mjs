// The web server's own raw-socket tests, run against the product and against bench/hello. They are a script of their own
// (http_strict.mjs), so that they can be pointed at anything that listens.
import { spawnSync } from 'node:child_process';
import { ROOT, join } from '../lib/entente.mjs';

function strict(args) {
  const r = spawnSync(process.execPath, [join(ROOT, 'tests/wire/http_strict.mjs'), ...args], { encoding: 'utf8', timeout: 240000 });
  if (r.status !== 0) throw new Error(r.stdout.split('\n').filter((l) => !l.startsWith('ok')).join('\n') + r.stderr);
}

export const tests = [
  { name: 'the product refuses what the web server must refuse', engine: 'sqlite', run: async ({ server }) => strict([String(server.port)]) },
  {
    name: 'the web server alone keeps its promises',
    engine: 'sqlite',
    run: async () => {
      const made = spawnSync('make', ['-s', 'build/bench/hello'], { cwd: ROOT, encoding: 'utf8' });
      if (made.status !== 0) throw new Error(made.stderr);
      strict([]);
    },
  },
];
