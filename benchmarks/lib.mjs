// Measuring for ./bench: load by wrk, CPU by /proc, interleaved runs, medians; ratios are what counts.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync, mkdirSync, readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { onExit, freePort, tempDir } from '../tests/lib/entente.mjs';

export const median = (list) => { const s = [...list].sort((a, b) => a - b); return s[Math.floor(s.length / 2)]; };
const HZ = Number(execFileSync('getconf', ['CLK_TCK']).toString());
export function cpuSeconds(pids) {
  let t = 0;
  for (const pid of pids) {
    const f = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const p = f.slice(f.lastIndexOf(')') + 2).split(' ');
    t += (Number(p[11]) + Number(p[12])) / HZ;
  }
  return t;
}
export const resident = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) * 1024;
export const children = (pid) => { try { return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number); } catch { return []; } };

// One load: {rate, p50_ms, p99_ms, errors, cpu_us}. script: a wrk Lua file.
export async function wrk(url, { headers = {}, seconds = 2, clients = 32, script, pids = [] } = {}) {
  const args = ['-t2', `-c${clients}`, `-d${seconds}s`, '--latency', ...Object.entries(headers).flatMap(([k, v]) => ['-H', `${k}: ${v}`]), ...(script ? ['-s', script] : []), url];
  const before = cpuSeconds(pids);
  const out = await new Promise((done, fail) => {
    const c = spawn('wrk', args);
    let text = '';
    c.stdout.on('data', (d) => { text += d; });
    c.on('exit', (code) => (code === 0 ? done(text) : fail(new Error(`wrk: ${text}`))));
  });
  const cpu = cpuSeconds(pids) - before;
  const ms = (s) => { const m = s.match(/([\d.]+)(us|ms|s|m)$/); return Number(m[1]) * { us: 0.001, ms: 1, s: 1000, m: 60000 }[m[2]]; };
  const requests = Number(out.match(/(\d+) requests in/)[1]);
  return {
    rate: Number(out.match(/Requests\/sec:\s+([\d.]+)/)[1]), p50_ms: ms(out.match(/^\s+50%\s+(\S+)/m)[1]), p99_ms: ms(out.match(/^\s+99%\s+(\S+)/m)[1]),
    errors: Number((out.match(/Non-2xx or 3xx responses: (\d+)/) || [0, 0])[1]), cpu_us: requests ? (cpu * 1e6) / requests : 0,
  };
}

// Interleaved: each of `sides` ({name, run}) once a round; medians by field.
export async function interleave(sides, rounds = 5) {
  const got = Object.fromEntries(sides.map((s) => [s.name, []]));
  for (let i = 0; i < rounds; i++) for (const s of sides) got[s.name].push(await s.run());
  const result = {};
  for (const s of sides) {
    result[s.name] = {};
    for (const k of Object.keys(got[s.name][0])) result[s.name][k] = median(got[s.name].map((x) => x[k]));
  }
  return result;
}

// nginx with static files and `return 200` of the same bytes, two workers.
export async function nginx(bodies) {
  const dir = tempDir('nginx');
  execFileSync('chmod', ['755', dir]);
  const port = await freePort();
  mkdirSync(join(dir, 'www'));
  let locations = '';
  for (const [name, { bytes, type, inline }] of Object.entries(bodies)) {
    writeFileSync(join(dir, 'www', name), bytes);
    if (!inline) { locations += `location = /${name} { root ${dir}/www; default_type ${type}; }\n`; continue; }
    // A token of nginx's configuration holds under 4 KB: the body is put together from pieces.
    const text = bytes.toString('utf8');
    const parts = [];
    for (let i = 0; i < text.length; i += 1500) parts.push(text.slice(i, i + 1500));
    const quote = (s) => `'${s.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\$/g, '${d}')}'`;
    locations += `location = /${name} { default_type ${type}; set $d ''; ${parts.map((p, i) => `set $p${i} ${quote(p)};`).join(' ')} return 200 "${parts.map((_, i) => `$\{p${i}}`).join('')}"; }\n`;
  }
  writeFileSync(join(dir, 'nginx.conf'), `user root; worker_processes 2; daemon off; pid ${dir}/pid; error_log ${dir}/error.log; worker_rlimit_nofile 4096;
events { worker_connections 1024; }
http { access_log off; sendfile on; keepalive_requests 1000000000; keepalive_timeout 75; open_file_cache max=100; tcp_nopush off; tcp_nodelay on; variables_hash_max_size 4096;
client_body_temp_path ${dir}/b; proxy_temp_path ${dir}/p; fastcgi_temp_path ${dir}/f; uwsgi_temp_path ${dir}/u; scgi_temp_path ${dir}/s;
server { listen 127.0.0.1:${port} reuseport; ${locations} } }`);
  const bin = existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';
  const child = spawn(bin, ['-c', join(dir, 'nginx.conf'), '-p', dir], { stdio: 'ignore' });
  onExit(() => child.kill('SIGTERM')); /* killed outright it would leave its workers */
  await new Promise((r) => setTimeout(r, 400));
  return { base: `http://127.0.0.1:${port}`, pids: () => children(child.pid), stop: () => child.kill('SIGTERM') };
}
export { spawnSync, readdirSync };
