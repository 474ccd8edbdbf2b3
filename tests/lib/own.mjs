// A demo and a server of a test file's own, on the engine of the run: for what would disturb the others.
import { execFileSync } from 'node:child_process';
import { makeDemo, serve, tempDir } from './entente.mjs';

export async function ownServer(t, name, { customers = 5, args = [], env = {} } = {}) {
  const where = { data: tempDir(name) };
  if (t.engine === 'pg') {
    execFileSync('psql', ['-q', t.where.database, '-c', `CREATE DATABASE ${name}`]);
    where.database = t.where.database.replace(/[^/]*$/, name);
  }
  // One statement; rows by lines, columns by |.
  where.query = (sql) => (where.database ? execFileSync('psql', ['-At', where.database, '-c', sql]) : execFileSync('sqlite3', ['-cmd', '.timeout 5000', `${where.data}/entente.db`, sql])).toString().trim();
  const demo = makeDemo(where, ['--customers', String(customers)]);
  const server = await serve(where, { args, env });
  return { where, demo, server, query: where.query, password: demo.portal[0].password };
}
