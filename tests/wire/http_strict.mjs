// Raw sockets against the web server: what it must refuse, and the courtesies it must show.
//
//   node tests/wire/http_strict.mjs PORT      the refusals and the courtesies any address shows, against what listens
//   node tests/wire/http_strict.mjs           the same and the rest against build/bench/hello, which it starts itself
//
// One line a case; the last line is "N passed, N failed". Options: --only WORD runs the cases whose name holds it.
import net from 'node:net';
import tls from 'node:tls';
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import zlib from 'node:zlib';

const ROOT = resolve(new URL('../..', import.meta.url).pathname);
const HELLO = process.env.HELLO || join(ROOT, 'build/bench/hello');
const args = process.argv.slice(2);
const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : '';
let port = Number(args.find((a) => /^\d+$/.test(a)) || 0);

// ---- raw exchanges ----

// Sends the pieces (a number is a pause in ms, null a half-close) and collects what comes until the peer closes, `done`
// says enough, `enough` bytes are there, or the time is over.
function raw(pieces, { ms = 8000, at = port, path, done, enough = Infinity, connect } = {}) {
  return new Promise((settle) => {
    const began = Date.now();
    const s = connect ? connect() : path ? net.connect({ path, allowHalfOpen: true }) : net.connect({ port: at, host: '127.0.0.1', allowHalfOpen: true });
    const parts = [];
    let n = 0;
    let over = false;
    const end = (how) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      s.destroy();
      const got = Buffer.concat(parts);
      settle({ get text() { return got.toString('latin1'); }, bytes: got, how, ms: Date.now() - began });
    };
    const timer = setTimeout(() => end('time'), ms);
    s.on('data', (d) => { parts.push(d); n += d.length; if (n >= enough || (done && done(Buffer.concat(parts)))) end('done'); });
    s.on('end', () => end('closed'));
    s.on('error', (e) => end(e.code));
    s.on('close', () => end('closed'));
    (async () => {
      for (const p of pieces) {
        if (over) return;
        if (p === null) s.end();
        else if (typeof p === 'number') await new Promise((r) => setTimeout(r, p));
        else s.write(typeof p === 'string' ? Buffer.from(p, 'latin1') : p);
      }
    })();
  });
}

// Answers in a byte stream: [{status, headers, body}]. heads: methods in order, so that HEAD has no body.
function answers(bytes, methods = []) {
  const list = [];
  let rest = bytes;
  while (rest.length) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) break;
    const lines = rest.subarray(0, end).toString('latin1').split('\r\n');
    const headers = {};
    for (const l of lines.slice(1)) headers[l.slice(0, l.indexOf(':')).toLowerCase()] = l.slice(l.indexOf(':') + 1).trim();
    const a = { status: Number(lines[0].split(' ')[1]), headers, body: Buffer.alloc(0) };
    rest = rest.subarray(end + 4);
    const method = a.status < 200 ? '' : methods[list.filter((x) => x.status >= 200).length];
    if (headers['content-length'] !== undefined && method !== 'HEAD') {
      a.body = rest.subarray(0, Number(headers['content-length']));
      rest = rest.subarray(a.body.length);
    } else if (headers['transfer-encoding'] === 'chunked' && method !== 'HEAD') {
      const parts = [];
      for (;;) {
        const nl = rest.indexOf('\r\n');
        const n = parseInt(rest.subarray(0, nl).toString('latin1'), 16);
        parts.push(rest.subarray(nl + 2, nl + 2 + n));
        rest = rest.subarray(nl + 2 + n + 2);
        if (!(n > 0)) break;
      }
      a.body = Buffer.concat(parts);
    }
    list.push(a);
  }
  return list;
}

let passed = 0, failed = 0;
async function test(name, f) {
  if (only && !name.includes(only)) return;
  try {
    await f();
    passed++;
    console.log(`ok    ${name}`);
  } catch (e) {
    failed++;
    console.log(`FAIL  ${name}: ${e.message}`);
  }
}
function same(is, should, what = '') {
  if (is !== should) throw new Error(`${what} is ${JSON.stringify(is)}, should be ${JSON.stringify(should)}`);
}
function holds(ok, what) { if (!ok) throw new Error(what); }

// The request is answered with one of the statuses, and the connection closed: also what was smuggled behind it is not
// answered.
function refused(name, request, ...statuses) {
  return test(`refuses ${name}`, async () => {
    const r = await raw([request + 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n'], { ms: 7000 });
    const list = answers(r.bytes);
    holds(list.length === 1, `${list.length} answers (${list.map((a) => a.status)}), how ${r.how}`);
    holds(statuses.includes(list[0].status), `status ${list[0].status}, should be ${statuses}`);
    same(r.how, 'closed', 'the end');
    same(list[0].headers.connection, 'close', 'Connection');
  });
}
const H = 'Host: x\r\n';
const GET = `GET / HTTP/1.1\r\n${H}\r\n`;
const post = (fields, body = '') => `POST / HTTP/1.1\r\n${H}${fields}\r\n${body}`;
const chunked = (body) => post('Transfer-Encoding: chunked\r\n', body);
const one = async (request, options = {}) => answers((await raw([request], { ms: 4000, done: (b) => whole(b, 1), ...options })).bytes, options.methods)[0];
function whole(bytes, n) {
  const list = answers(bytes);
  const last = list[list.length - 1];
  return list.length >= n && last.body.length >= Number(last.headers['content-length'] || 0) && last.status >= 200;
}

async function refusals() {
  // lengths and codings
  await refused('Content-Length with Transfer-Encoding', post('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'), 400);
  await refused('Transfer-Encoding with Content-Length', post('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', '0\r\n\r\n'), 400);
  await refused('two equal Content-Length', post('Content-Length: 3\r\nContent-Length: 3\r\n', 'abc'), 400);
  await refused('two different Content-Length', post('Content-Length: 3\r\nContent-Length: 4\r\n', 'abc'), 400);
  for (const v of ['+40', '-1', '0x28', '4 0', '40,40', '40, 40', '1e1', '', '3.0', '"3"', '18446744073709551616', '18446744073709551615', '9223372036854775808', '99999999999999999999999', '\u00b23'])
    await refused(`Content-Length: ${v || 'empty'}`, post(`Content-Length: ${v}\r\n`, 'abc'), 400);
  for (const v of ['gzip', 'identity', 'chunked, identity', 'xchunked', 'chunkedx', '"chunked"', 'chunked;q=1', '', '\x0bchunked', 'chunked, chunked', 'gzip, chunked', 'cow', ', chunked'])
    await refused(`Transfer-Encoding: ${JSON.stringify(v)}`, post(`Transfer-Encoding: ${v}\r\n`, '0\r\n\r\n'), 400, 501);
  await refused('two Transfer-Encoding', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'), 400, 501);
  await refused('two Transfer-Encoding, one unknown', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n', '0\r\n\r\n'), 400, 501);
  await refused('Transfer-Encoding in HTTP/1.0', `POST / HTTP/1.0\r\n${H}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400);
  await refused('white space before the colon of Transfer-Encoding', post('Transfer-Encoding : chunked\r\n', '0\r\n\r\n'), 400);
  await refused('white space before the colon of Content-Length', post('Content-Length : 3\r\n', 'abc'), 400);
  for (const [n, fields] of [['behind a value and a bare LF', 'X: x\nTransfer-Encoding: chunked\r\n'], ['with a no-break space behind', 'Transfer-Encoding: chunked\xa0\r\n'], ['with a no-break space before', 'Transfer-Encoding: \xa0chunked\r\n'],
    ['with a NUL', 'Transfer-Encoding: \0chunked\r\n'], ['with a bare CR before the colon', 'Transfer-Encoding\r: chunked\r\n'], ['with LF before the colon', 'Transfer-Encoding\n: chunked\r\n'], ['in a list with an empty member', 'Transfer-Encoding: chunked,\r\n'],
    ['in a second line of its own', 'Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n'], ['beside a zero Content-Length', 'Content-Length: 0\r\nTransfer-Encoding: chunked\r\n'], ['with a folded value', 'Transfer-Encoding: x\r\n chunked\r\n']])
    await refused(`a smuggled coding ${n}`, post(fields, '0\r\n\r\n'), 400, 501);
  await refused('two empty lines before a request', `\r\n\r\n${GET}`, 400);
  // names and values
  await refused('white space before the colon of Host', 'GET / HTTP/1.1\r\nHost : x\r\n\r\n', 400);
  await refused('a tab before a colon', `GET / HTTP/1.1\r\n${H}A\t: x\r\n\r\n`, 400);
  await refused('no Host', 'GET / HTTP/1.1\r\n\r\n', 400);
  await refused('no Host among others', 'GET / HTTP/1.1\r\nAccept: */*\r\n\r\n', 400);
  await refused('two Hosts', 'GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n', 400);
  await refused('two Hosts of different case', 'GET / HTTP/1.1\r\nHost: x\r\nhOST: y\r\n\r\n', 400);
  await refused('two Hosts in HTTP/1.0', 'GET / HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n', 400);
  for (const v of ['', 'a b', 'a,b', 'a/b', 'a@b', 'x:80:80', 'x:8a', 'x:999999', '[::1', '[zz]', 'a"b', 'a?b', 'a#b', ':80', 'a\\b', '\xe4'])
    await refused(`Host: ${JSON.stringify(v)}`, `GET / HTTP/1.1\r\nHost: ${v}\r\n\r\n`, 400);
  for (const c of ['\0', '\x01', '\x08', '\x0b', '\x0c', '\x1f', '\x7f', '\r'])
    await refused(`${JSON.stringify(c)} in a value`, `GET / HTTP/1.1\r\n${H}A: b${c}c\r\n\r\n`, 400);
  for (const c of ['\0', ' ', '(', ')', '<', '>', '@', ',', ';', '\\', '"', '/', '[', ']', '?', '=', '{', '}', '\x7f', '\xe9', '\r', '\n'])
    await refused(`${JSON.stringify(c)} in a name`, `GET / HTTP/1.1\r\n${H}A${c}b: c\r\n\r\n`, 400);
  await refused('an empty name', `GET / HTTP/1.1\r\n${H}: c\r\n\r\n`, 400);
  await refused('a line without a colon', `GET / HTTP/1.1\r\n${H}abc\r\n\r\n`, 400);
  await refused('a folded line', `GET / HTTP/1.1\r\n${H}A: b\r\n c\r\n\r\n`, 400);
  await refused('a folded line with a tab', `GET / HTTP/1.1\r\n${H}A: b\r\n\tc\r\n\r\n`, 400);
  await refused('white space before the first field', `GET / HTTP/1.1\r\n ${H}\r\n`, 400);
  await refused('a folded Transfer-Encoding', post('Transfer-Encoding:\r\n chunked\r\n', '0\r\n\r\n'), 400);
  // line ends
  await refused('bare LF everywhere', 'GET / HTTP/1.1\nHost: x\n\n', 400);
  await refused('bare LF after the request line', `GET / HTTP/1.1\n${H}\r\n`, 400);
  await refused('bare LF after a field', 'GET / HTTP/1.1\r\nHost: x\n\r\n', 400);
  await refused('bare LF as the empty line', 'GET / HTTP/1.1\r\nHost: x\r\n\n', 400);
  await refused('bare LF before the request', `\n${GET}`, 400);
  await refused('bare CR before the request', `\r${GET}`, 400);
  await refused('CR CR LF', 'GET / HTTP/1.1\r\r\nHost: x\r\n\r\n', 400);
  await refused('bare CR as the empty line', 'GET / HTTP/1.1\r\nHost: x\r\n\rA: b\r\n\r\n', 400);
  // request line
  for (const v of ['HTTP/2.0', 'HTTP/3.0', 'HTTP/9.9']) await refused(v, `GET / ${v}\r\n${H}\r\n`, 505);
  for (const v of ['HTTP/0.9', 'HTTP/1', 'HTTP/1.', 'HTTP/11', 'HTTP/1.10', 'HTTP/01.1', 'HTTP/1.1 ', ' HTTP/1.1', 'http/1.1', 'HTTP /1.1', 'HTTP/1.1x', 'XTTP/1.1', 'HTTP/1,1', 'HTTP/a.b', 'HTTP/+1.1', 'HTTPS/1.1', ''])
    await refused(`version ${JSON.stringify(v)}`, `GET / ${v}\r\n${H}\r\n`, 400, 505);
  await refused('a request line without version', 'GET /\r\nHost: x\r\n\r\n', 400);
  await refused('a request line of one word', `GET\r\n${H}\r\n`, 400);
  await refused('a leading space', ` GET / HTTP/1.1\r\n${H}\r\n`, 400);
  await refused('two spaces after the method', `GET  / HTTP/1.1\r\n${H}\r\n`, 400);
  await refused('tabs in the request line', `GET\t/\tHTTP/1.1\r\n${H}\r\n`, 400);
  for (const m of ['G\0T', 'G(T', 'GE{T', 'G"T', '\x80GET', 'GET:', 'GE,T', 'G[T']) await refused(`method ${JSON.stringify(m)}`, `${m} / HTTP/1.1\r\n${H}\r\n`, 400);
  await refused('a very long method', `${'A'.repeat(200)} / HTTP/1.1\r\n${H}\r\n`, 400, 501);
  for (const t of ['a', 'a/b', '*', '//\0', '/\x01', '/\x7f', '/\xff', '/a b', '/#f', '/<', '/"', '/%', '/%2', '/%zz', '/%g0', '/%00', '/a\\b', '?a', 'ftp://x/', 'http://', 'http:///x', 'http://u@x/', 'http://x y/', 'x:80', '/?q=%zz', '/?q=%00'])
    await refused(`target ${JSON.stringify(t)}`, `GET ${t} HTTP/1.1\r\n${H}\r\n`, 400);
  await refused('CONNECT', `CONNECT x:443 HTTP/1.1\r\n${H}\r\n`, 400, 405, 501);
  await refused('TLS on a plain port', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400);
  await refused('the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 505);
  // sizes
  await refused('a header over the limit', `GET / HTTP/1.1\r\n${H}A: ${'a'.repeat(20000)}\r\n\r\n`, 431);
  await refused('a request line over the limit', `GET /${'a'.repeat(20000)} HTTP/1.1\r\n${H}\r\n`, 414);
  await refused('too many fields', `GET / HTTP/1.1\r\n${H}${'A: b\r\n'.repeat(1000)}\r\n`, 431);
  await refused('a body over the limit before it comes', post('Content-Length: 99999999999\r\n'), 413);
  await refused('a body over the limit that waits for 100', post('Content-Length: 99999999999\r\nExpect: 100-continue\r\n'), 413);
  await refused('an unknown expectation', post('Content-Length: 3\r\nExpect: 200-ok\r\n', 'abc'), 417);
  // chunks
  for (const [n, b] of [['0x5', '0x5\r\nhello\r\n0\r\n\r\n'], ['-5', '-5\r\nhello\r\n0\r\n\r\n'], ['+5', '+5\r\nhello\r\n0\r\n\r\n'], ['empty size', '\r\nhello\r\n0\r\n\r\n'], ['g', 'g\r\n'], ['5 followed by a space', '5 \r\nhello\r\n0\r\n\r\n'],
    ['a space before the size', ' 5\r\nhello\r\n0\r\n\r\n'], ['17 digits', '00000000000000005\r\nhello\r\n0\r\n\r\n'], ['2^64', '10000000000000005\r\nhello\r\n0\r\n\r\n'], ['bare LF after the size', '5\nhello\r\n0\r\n\r\n'], ['bare CR after the size', '5\rhello\r\n0\r\n\r\n'],
    ['bare LF after the data', '5\r\nhello\n0\r\n\r\n'], ['no line end after the data', '5\r\nhello0\r\n\r\n'], ['data longer than its size', '5\r\nhello!\r\n0\r\n\r\n'], ['bare LF after the last chunk', '0\n\r\n'], ['bare LF as the end', '0\r\n\n'],
    ['a NUL in an extension', '5;a\0b\r\nhello\r\n0\r\n\r\n'], ['LF in an extension', '5;a\nb\r\nhello\r\n0\r\n\r\n'], ['CR in an extension', '5;a\rb\r\nhello\r\n0\r\n\r\n'], ['a long extension', `5;${'a'.repeat(5000)}\r\nhello\r\n0\r\n\r\n`],
    ['a trailer with a space before the colon', '0\r\nA : b\r\n\r\n'], ['a folded trailer', '0\r\nA: b\r\n c\r\n\r\n'], ['a trailer without colon', '0\r\nabc\r\n\r\n'], ['bare LF in the trailers', '0\r\nA: b\n\r\n'], ['a NUL in a trailer', '0\r\nA: b\0\r\n\r\n'], ['junk after the size', '5x\r\nhello\r\n0\r\n\r\n']])
    await refused(`chunk: ${n}`, chunked(b), 400);
  await refused('many long extensions', chunked(`1;${'a'.repeat(200)}\r\nx\r\n`.repeat(200)), 400);
  await refused('long trailers', chunked(`0\r\n${'A: b\r\n'.repeat(5000)}\r\n`), 400, 431);
  await refused('a chunked body over the limit', chunked('FFFFFFF\r\n' + 'a'.repeat(3 << 20)), 413);
}

async function courtesies() {
  if (args.length) await test('an address over the limit is refused with a page, and on the API with its JSON' /* the application's; alone the server has one text */, async () => {
    const long = (path) => one(`GET ${path}?filter=${'a'.repeat(20000)} HTTP/1.1\r\n${H}\r\n`);
    const api = await long('/v1/customers'), page = await long('/a/x/customers');
    same(api.status, 414, 'status'); same(page.status, 414, 'status');
    holds(/application\/json/.test(api.headers['content-type']) && /"code":/.test(String(api.body)), `API: ${api.headers['content-type']}`);
    holds(/text\/html/.test(page.headers['content-type']) && /fewer filters/.test(String(page.body)), `page: ${page.headers['content-type']}`);
  });
  await test('answers, keeps the connection and answers again', async () => {
    const r = await raw([GET, 100, GET], { done: (b) => answers(b).length >= 2, ms: 3000 });
    same(answers(r.bytes).length, 2, 'answers');
  });
  await test('answers a request that comes byte by byte', async () => {
    const r = await raw([...GET].flatMap((c) => [c, 2]), { done: (b) => whole(b, 1), ms: 3000 });
    holds(answers(r.bytes)[0].status < 400, r.text.slice(0, 60));
  });
  await test('answers twenty pipelined requests', async () => {
    const r = await raw([GET.repeat(20)], { done: (b) => whole(b, 20), ms: 3000 });
    same(answers(r.bytes).length, 20, 'answers');
  });
  await test('forgives one empty line before a request', async () => {
    holds((await one(`\r\n${GET}`)).status < 400, 'refused');
  });
  await test('answers HTTP/1.0 and closes', async () => {
    const r = await raw(['GET / HTTP/1.0\r\n\r\n'], { ms: 3000 });
    holds(answers(r.bytes)[0].status < 400 && r.how === 'closed', `${r.how} ${r.text.slice(0, 40)}`);
  });
  await test('keeps an HTTP/1.0 connection that asks for it', async () => {
    const k = 'GET / HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n';
    const r = await raw([k, 200, k], { done: (b) => answers(b).length >= 2, ms: 3000 });
    const list = answers(r.bytes);
    same(list.length, 2, 'answers');
    same(list[0].headers.connection.toLowerCase(), 'keep-alive', 'Connection');
  });
  await test('takes HTTP/1.2 as 1.1', async () => { holds((await one(`GET / HTTP/1.2\r\n${H}\r\n`)).status < 400, 'refused'); });
  await test('closes when the client says so', async () => {
    const r = await raw([`GET / HTTP/1.1\r\n${H}Connection: x, Close\r\n\r\n`], { ms: 3000 });
    same(r.how, 'closed', 'the end');
    same(answers(r.bytes)[0].headers.connection, 'close', 'Connection');
  });
  await test('answers HEAD with the length and without a body', async () => {
    const r = await raw([`HEAD / HTTP/1.1\r\n${H}\r\n`, 300, null], { ms: 3000 });
    const end = r.bytes.indexOf('\r\n\r\n');
    same(r.bytes.length, end + 4, 'bytes');
    holds(/content-length: \d+/i.test(r.text) || /30\d/.test(r.text.slice(0, 15)), r.text);
  });
  await test('answers a client that has closed its side', async () => {
    const r = await raw([GET, null], { ms: 3000 });
    same(answers(r.bytes).length, 1, 'answers');
    same(r.how, 'closed', 'the end');
  });
  await test('answers all pipelined requests of a client that has closed its side', async () => {
    const r = await raw([GET.repeat(5), null], { ms: 3000 });
    same(answers(r.bytes).length, 5, 'answers');
  });
  await test('refuses half a request of a client that has closed its side', async () => {
    const r = await raw(['GET / HTTP/1.1\r\nHo', null], { ms: 3000 });
    same(answers(r.bytes)[0]?.status, 400, 'status');
  });
  await test('takes an absolute target', async () => { holds((await one(`GET http://other:80/ HTTP/1.1\r\n${H}\r\n`)).status < 400, 'refused'); });
  await test('dates every answer', async () => {
    const a = await one(GET);
    holds(Math.abs(Date.parse(a.headers.date) - Date.now()) < 5000, a.headers.date);
  });
  await test('shows the answer to a client that goes on sending', async () => {
    const r = await raw([post('Content-Length: 99999999\r\n'), ...Array(20).fill('x'.repeat(65536)), 50, 'x'.repeat(65536)], { ms: 4000 });
    same(answers(r.bytes)[0]?.status, 413, 'status');
    same(r.how, 'closed', 'the end');
  });
}

// ---- what only bench/hello shows ----

const children = [];
process.on('exit', () => { for (const c of children) { try { c.kill('SIGKILL'); } catch { /* gone */ } } });
function startHello(env = {}, more = []) {
  return new Promise((settle, fail) => {
    const c = spawn(HELLO, ['0', '2', '1024', ...more], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(c);
    c.stdout.once('data', (d) => settle({ child: c, port: Number(String(d).trim()), stop: () => new Promise((r) => { c.once('exit', (code) => r(code)); c.kill('SIGTERM'); }) }));
    c.once('exit', (code) => fail(new Error(`hello ended with ${code}`)));
  });
}
const rss = (c) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${c.pid}/status`, 'utf8'))[1]);
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

async function bodies() {
  await test('reads a body of a length', async () => { same((await one(post('Content-Length: 5\r\n', 'hello'))).body.toString(), 'body 5 memory\n', 'body'); });
  await test('reads a body that comes in pieces, and the next request after it', async () => {
    const r = await raw([post('Content-Length: 10\r\n', 'he'), 50, 'llo', 50, 'world' + GET], { done: (b) => whole(b, 2), ms: 3000 });
    same(answers(r.bytes).length, 2, 'answers');
    same(answers(r.bytes)[0].body.toString(), 'body 10 memory\n', 'body');
  });
  await test('reads chunks with extensions and trailers, and the next request after them', async () => {
    const b = '5;a=b\r\nhello\r\nA ; x="y"\r\n0123456789\r\n0\r\nX-Sum: 1\r\nX-Other: 2\r\n\r\n';
    const r = await raw([chunked(b) + GET], { done: (x) => whole(x, 2), ms: 3000 });
    same(answers(r.bytes).length, 2, 'answers');
    same(answers(r.bytes)[0].body.toString(), 'body 15 memory\n', 'body');
  });
  await test('reads chunks byte by byte', async () => {
    const r = await raw([...chunked('5\r\nhello\r\n0\r\nA: b\r\n\r\n')].flatMap((c) => [c, 1]), { done: (b) => whole(b, 1), ms: 4000 });
    same(answers(r.bytes)[0].body.toString(), 'body 5 memory\n', 'body');
  });
  await test('takes an empty chunked body', async () => { same((await one(chunked('0\r\n\r\n'))).body.toString(), 'body 0 memory\n', 'body'); });
  await test('says 100 Continue and then answers', async () => {
    const r = await raw([post('Content-Length: 5\r\nExpect: 100-continue\r\n'), 200, 'hello'], { done: (b) => b.includes('body 5'), ms: 3000 });
    same(answers(r.bytes).map((a) => a.status).join(), '100,200', 'statuses');
  });
  await test('says no 100 when the body is there already', async () => {
    const r = await raw([post('Content-Length: 5\r\nExpect: 100-continue\r\n', 'hello')], { done: (b) => b.includes('body 5'), ms: 3000 });
    same(answers(r.bytes).map((a) => a.status).join(), '200', 'statuses');
  });
  await test('says 100 after the answers before it', async () => {
    const r = await raw([`GET /later?1 HTTP/1.1\r\n${H}\r\n` + chunked('').replace('\r\n\r\n', '\r\nExpect: 100-Continue\r\n\r\n'), 300, '0\r\n\r\n'], { done: (b) => b.includes('body 0'), ms: 3000 });
    same(answers(r.bytes).map((a) => a.status).join(), '200,100,200', 'statuses');
  });
  await test('spills a large body to a file', async () => {
    const n = 20 << 20;
    const r = await raw([`POST /large HTTP/1.1\r\n${H}Content-Length: ${n}\r\n\r\n`, Buffer.alloc(n, 97)], { done: (b) => whole(b, 1) });
    same(answers(r.bytes)[0].body.toString(), `body ${n} file\n`, 'body');
  });
  await test('spills a large chunked body to a file', async () => {
    const piece = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65536, 98), Buffer.from('\r\n')]);
    const r = await raw([`POST /large HTTP/1.1\r\n${H}Transfer-Encoding: chunked\r\n\r\n`, ...Array(100).fill(piece), '0\r\n\r\n'], { done: (b) => whole(b, 1) });
    same(answers(r.bytes)[0].body.toString(), 'body 6553600 file\n', 'body');
  });
  await test('hands OPTIONS to the application', async () => {
    for (const t of ['/', '*']) same((await one(`OPTIONS ${t} HTTP/1.1\r\n${H}\r\n`)).status, 204, `status of ${t}`);
  });
}

async function order() {
  await test('keeps the order when answers come from other threads', async () => {
    const paths = ['/later?1', '/', '/slow?2', '/later?3', '/', '/later?4'];
    const r = await raw([paths.map((p) => `GET ${p} HTTP/1.1\r\n${H}\r\n`).join('')], { done: (b) => whole(b, 6), ms: 4000 });
    const list = answers(r.bytes).map((a) => (a.body.length === 1024 ? 'hello' : a.body.toString().trim()));
    same(list.join(), 'later 1,hello,later 2,later 3,hello,later 4', 'order');
  });
  await test('answers later to a client that has closed its side', async () => {
    const r = await raw([`GET /slow?x HTTP/1.1\r\n${H}\r\n`, null], { ms: 3000 });
    same(answers(r.bytes)[0]?.body.toString(), 'later x\n', 'body');
  });
  await test('survives clients that leave before the answer', async () => {
    await Promise.all(Array.from({ length: 50 }, () => new Promise((done) => {
      const s = net.connect(port, '127.0.0.1', () => { s.write(`GET /slow HTTP/1.1\r\n${H}\r\n`); setTimeout(() => { s.resetAndDestroy ? s.resetAndDestroy() : s.destroy(); done(); }, 20); });
      s.on('error', () => {});
    })));
    await sleep(500);
    same((await one(GET)).status, 200, 'status');
  });
  await test('streams 4 MB in chunks', async () => {
    const r = await raw([`GET /stream HTTP/1.1\r\n${H}\r\n`], { done: (b) => b.subarray(-5).toString() === '0\r\n\r\n' });
    same(answers(r.bytes)[0].body.length, 4 << 20, 'length');
  });
  await test('streams to HTTP/1.0 without chunks and closes', async () => {
    const r = await raw([`GET /stream HTTP/1.0\r\n${H}Connection: keep-alive\r\n\r\n`]);
    same(r.bytes.length - r.bytes.indexOf('\r\n\r\n') - 4, 4 << 20, 'length');
    same(r.how, 'closed', 'the end');
  });
  await test('answers HEAD of a stream without a body, and the next request', async () => {
    const r = await raw([`HEAD /stream HTTP/1.1\r\n${H}\r\n${GET}`], { done: (b) => b.includes('Hello'), ms: 3000 });
    same(answers(r.bytes, ['HEAD', 'GET']).length, 2, 'answers');
  });
  await test('ends the stream of a client that leaves', async () => {
    for (let i = 0; i < 20; i++) await raw([`GET /stream HTTP/1.1\r\n${H}\r\n`], { done: (b) => b.length > 1000 });
    same((await one(GET)).status, 200, 'status');
  });
}

async function content() {
  const get = (path, fields = '') => one(`GET ${path} HTTP/1.1\r\n${H}${fields}\r\n`);
  const self = readFileSync(HELLO);
  await test('serves a file, its length and its validators', async () => {
    const a = await get('/file');
    holds(a.status === 200 && self.equals(a.body) && a.headers['accept-ranges'] === 'bytes' && a.headers.etag, JSON.stringify(a.headers));
  });
  for (const [range, from, to] of [['0-0', 0, 1], ['10-99', 10, 100], ['100-', 100, self.length], ['-7', self.length - 7, self.length], [`5-${self.length + 9}`, 5, self.length]])
    await test(`serves bytes=${range}`, async () => {
      const a = await get('/file', `Range: bytes=${range}\r\n`);
      same(a.status, 206, 'status');
      holds(self.subarray(from, to).equals(a.body), `${a.body.length} bytes`);
      same(a.headers['content-range'], `bytes ${from}-${to - 1}/${self.length}`, 'Content-Range');
    });
  for (const v of ['bytes=0-1,4-5', 'bytes=5-2', 'bytes=a-b', 'lines=1-2', 'bytes=-', 'bytes=1'])
    await test(`serves the whole for Range: ${v}`, async () => { same((await get('/file', `Range: ${v}\r\n`)).status, 200, 'status'); });
  for (const v of [`bytes=${self.length}-`, 'bytes=-0', 'bytes=999999999999-'])
    await test(`says 416 to Range: ${v}`, async () => {
      const a = await get('/file', `Range: ${v}\r\n`);
      same(a.status, 416, 'status');
      same(a.headers['content-range'], `bytes */${self.length}`, 'Content-Range');
    });
  await test('weighs If-Range', async () => {
    same((await get('/file', 'Range: bytes=0-1\r\nIf-Range: "self"\r\n')).status, 206, 'with the tag');
    same((await get('/file', 'Range: bytes=0-1\r\nIf-Range: "other"\r\n')).status, 200, 'with another tag');
    same((await get('/file', 'Range: bytes=0-1\r\nIf-Range: W/"self"\r\n')).status, 200, 'with a weak tag');
    const date = (await get('/file')).headers['last-modified'];
    same((await get('/file', `Range: bytes=0-1\r\nIf-Range: ${date}\r\n`)).status, 206, 'with the date');
  });
  await test('weighs If-None-Match', async () => {
    for (const v of ['"self"', 'W/"self"', '"a", "self"', '"a,b", W/"self", "c"', '*']) {
      const a = await get('/file', `If-None-Match: ${v}\r\n`);
      same(a.status, 304, v);
      same(a.headers['content-length'], undefined, 'Content-Length');
      same(a.headers.etag, '"self"', 'ETag');
    }
    for (const v of ['"other"', 'self', '"sel"', '', '"self']) same((await get('/file', `If-None-Match: ${v}\r\n`)).status, 200, v);
  });
  await test('weighs If-Modified-Since', async () => {
    const date = (await get('/file')).headers['last-modified'];
    same((await get('/file', `If-Modified-Since: ${date}\r\n`)).status, 304, 'the same date');
    same((await get('/file', 'If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT\r\n')).status, 200, 'an old date');
    same((await get('/file', `If-Modified-Since: ${date}\r\nIf-None-Match: "x"\r\n`)).status, 200, 'with another tag');
    same((await get('/file', 'If-Modified-Since: tomorrow\r\n')).status, 200, 'no date');
  });
  await test('compresses as the client accepts', async () => {
    for (const [v, coding] of [['br', 'br'], ['gzip', 'gzip'], ['gzip, br', 'br'], ['gzip;q=1, br;q=0.5', 'gzip'], ['br;q=0, gzip', 'gzip'], ['*', 'br'], ['identity', undefined], ['identity, br;q=0.5', undefined], ['', undefined], ['deflate', undefined], ['br;q=0, *;q=0', undefined], ['gzip;q=0.001', 'gzip'], ['br;q=9', undefined]]) {
      const a = await get('/page', `Accept-Encoding: ${v}\r\n`);
      same(a.headers['content-encoding'], coding, v);
      same(a.headers.vary, 'Accept-Encoding', 'Vary');
      const plain = coding === 'br' ? zlib.brotliDecompressSync(a.body) : coding === 'gzip' ? zlib.gunzipSync(a.body) : a.body;
      same(plain.length, 20000, 'length');
      same(a.headers.etag, 'W/"page"', 'ETag');
    }
  });
}

async function slowness() {
  const quick = await startHello({ HELLO_HEADER_MS: '1500', HELLO_IDLE_MS: '1500' });
  const at = quick.port;
  const jobs = [];
  jobs.push(test('ends a header that drips with 408, by an absolute deadline', async () => {
    const r = await raw(['GET / HTTP/1.1\r\n', ...Array(60).fill(0).flatMap(() => ['A', 100])], { at, ms: 6000 });
    same(answers(r.bytes)[0]?.status, 408, 'status');
    holds(r.ms > 1300 && r.ms < 3000, `after ${r.ms} ms`);
  }));
  jobs.push(test('ends a connection that never asks', async () => {
    const r = await raw([], { at, ms: 6000 });
    holds(r.how === 'closed' && r.bytes.length === 0 && r.ms < 3000, `${r.how} after ${r.ms} ms`);
  }));
  jobs.push(test('ends an idle connection after its time', async () => {
    const r = await raw([GET], { at, ms: 6000 });
    holds(r.how === 'closed' && r.ms > 1300 && r.ms < 3500, `${r.how} after ${r.ms} ms`);
  }));
  jobs.push(test('ends a body of 2 bytes a second with 408', async () => {
    const r = await raw([post('Content-Length: 1000\r\n'), ...Array(40).fill(0).flatMap(() => ['a', 500])], { ms: 15000 });
    same(answers(r.bytes)[0]?.status, 408, 'status');
    holds(r.ms < 8000, `after ${r.ms} ms`);
  }));
  jobs.push(test('ends a chunked body of 2 bytes a second with 408', async () => {
    const r = await raw([chunked(''), ...Array(40).fill(0).flatMap(() => ['1\r\na\r\n', 500])], { ms: 15000 });
    same(answers(r.bytes)[0]?.status, 408, 'status');
    holds(r.ms < 8000, `after ${r.ms} ms`);
  }));
  jobs.push(test('lets a body of 2000 bytes a second through', async () => {
    const r = await raw([post('Content-Length: 14000\r\n'), ...Array(14).fill(0).flatMap(() => ['a'.repeat(1000), 500])], { ms: 15000, done: (b) => whole(b, 1) });
    same(answers(r.bytes)[0]?.body.toString(), 'body 14000 memory\n', 'body');
  }));
  await Promise.all(jobs);
  await quick.stop();
}

// Clients that ask and do not read: memory stays, and others are served. (That they are dropped after 30 s is too long for here.)
async function slowReader(hello) {
  await test('holds readers that stop at constant memory', async () => {
    await one(`HEAD /big HTTP/1.1\r\n${H}\r\n`, { done: (b) => b.includes('\r\n\r\n') });
    const before = rss(hello.child);
    const began = Date.now();
    const stuck = Array.from({ length: 20 }, (_, i) => {
      const s = net.connect(port, '127.0.0.1');
      s.on('error', () => {});
      s.pause();
      s.closedAt = new Promise((done) => s.on('close', () => done(Date.now() - began)));
      s.write(`GET ${i % 2 ? '/big' : '/stream'} HTTP/1.1\r\n${H}\r\n`.repeat(20));
      return s;
    });
    await sleep(1500);
    same((await one(GET)).status, 200, 'status of another client');
    const grown = rss(hello.child) - before;
    holds(grown < 24000, `grown by ${grown} KB`);
    for (const s of stuck) s.destroy();
  });
  await test('sends 64 MB to a slow reader whole', async () => {
    const n = await new Promise((done) => {
      let got = 0;
      const s = net.connect(port, '127.0.0.1', () => s.write(`GET /big HTTP/1.1\r\n${H}Connection: close\r\n\r\n`));
      s.on('data', (d) => { got += d.length; if (got % 7 === 0) { s.pause(); setTimeout(() => s.resume(), 2); } });
      s.on('close', () => done(got));
    });
    holds(n > 64 << 20 && n < (64 << 20) + 500, `${n} bytes`);
  });
}

async function limits() {
  await test('answers 503 over the most connections', async () => {
    const few = await startHello({ HELLO_CONNECTIONS: '3' });
    const held = Array.from({ length: 3 }, () => net.connect(few.port, '127.0.0.1'));
    for (const s of held) s.on('error', () => {});
    await sleep(200);
    const r = await raw([GET], { at: few.port, ms: 3000 });
    same(answers(r.bytes)[0]?.status, 503, 'status');
    same(r.how, 'closed', 'the end');
    holds(answers(r.bytes)[0].headers['retry-after'], 'no Retry-After');
    held[0].destroy();
    await sleep(200);
    same((await one(GET, { at: few.port })).status, 200, 'status after one has left');
    for (const s of held) s.destroy();
    await few.stop();
  });
  await test('believes trusted proxies only, and the right-most stranger', async () => {
    const p = await startHello({ HELLO_PROXIES: '127.0.0.1, 10.0.0.0/8, fd00::/8' });
    const who = async (fields) => (await one(`GET /who HTTP/1.1\r\n${H}${fields}\r\n`, { at: p.port })).body.toString().split(' ').slice(0, 2).join();
    same(await who(''), '127.0.0.1,plain');
    same(await who('X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n'), '192.0.2.7,tls');
    same(await who('X-Forwarded-For: 1.1.1.1, 192.0.2.7, 10.2.3.4\r\n'), '192.0.2.7,plain');
    same(await who('X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 192.0.2.8\r\n'), '192.0.2.8,plain');
    same(await who('X-Forwarded-For: 192.0.2.9, 10.1.1.1:4000, [fd00::1]:80\r\n'), '192.0.2.9,plain');
    same(await who('X-Forwarded-For: 192.0.2.9, nonsense, 10.1.1.1\r\n'), '10.1.1.1,plain');
    await p.stop();
    const n = (await one(`GET /who HTTP/1.1\r\n${H}X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n\r\n`)).body.toString();
    holds(n.startsWith('127.0.0.1 plain'), n);
  });
  await test('takes host and target from an absolute target', async () => {
    same((await one(`GET http://Other:81/who?a=b HTTP/1.1\r\n${H}\r\n`)).body.toString().trim(), '127.0.0.1 plain Other:81 /who?a=b');
  });
  await test('serves a unix socket, and takes it over from a killed server', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'http-strict.'));
    const path = join(dir, 'sock');
    const u = await startHello({ HELLO_ADDRESS: `unix:${path}` });
    same((await one(GET, { path })).status, 200, 'status');
    u.child.removeAllListeners('exit');
    u.child.kill('SIGKILL');
    await sleep(100);
    const again = await startHello({ HELLO_ADDRESS: `unix:${path}` });
    same((await one(GET, { path })).status, 200, 'status');
    await again.stop();
    holds(!existsSync(path), 'the socket is left behind');
    rmSync(dir, { recursive: true });
  });
  await test('takes over a listening socket', async () => {
    const door = net.createServer().listen(0, '127.0.0.1');
    await new Promise((r) => door.once('listening', r));
    const { port: at } = door.address();
    const c = spawn(HELLO, ['0', '2', '1024'], { env: { ...process.env, HELLO_FD: '3' }, stdio: ['ignore', 'pipe', 'inherit', door._handle.fd] });
    children.push(c);
    const said = await new Promise((r) => c.stdout.once('data', (d) => r(Number(String(d)))));
    same(said, at, 'port');
    door.close();
    same((await one(GET, { at })).status, 200, 'status');
    const ended = new Promise((r) => c.once('exit', r));
    c.kill('SIGTERM');
    same(await ended, 0, 'exit code');
  });
  await test('serves both families on ::', async () => {
    const s = await startHello({ HELLO_ADDRESS: '::', HELLO_PROXIES: '127.0.0.1' });
    const a = await one(`GET /who HTTP/1.1\r\n${H}X-Forwarded-For: 192.0.2.7\r\n\r\n`, { at: s.port });
    holds(a.body.toString().startsWith('192.0.2.7 '), a.body.toString());
    await s.stop();
  });
  await test('finishes requests in flight when it stops', async () => {
    const s = await startHello();
    const idle = raw([GET], { at: s.port, ms: 4000 });
    const slow = raw([`GET /slow?x HTTP/1.1\r\n${H}\r\n`], { at: s.port, ms: 4000 });
    await sleep(150);
    const began = Date.now();
    same(await s.stop(), 0, 'exit code');
    holds(Date.now() - began < 2000, `took ${Date.now() - began} ms`);
    const a = answers((await slow).bytes)[0];
    same(a?.body.toString(), 'later x\n', 'body');
    same(a.headers.connection, 'close', 'Connection');
    same((await idle).how, 'closed', 'the idle one');
  });
}

async function overTls() {
  const dir = mkdtempSync(join(tmpdir(), 'http-strict.'));
  const key = join(dir, 'key.pem'), cert = join(dir, 'cert.pem');
  const certificate = (subject) => execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', subject], { stdio: 'ignore' });
  certificate('/CN=localhost');
  const t = await startHello({}, [cert, key]);
  const connect = (more = {}) => () => tls.connect({ port: t.port, host: '127.0.0.1', rejectUnauthorized: false, ...more });
  await test('serves TLS 1.2 and 1.3, pipelined', async () => {
    for (const v of ['TLSv1.2', 'TLSv1.3']) {
      const r = await raw([GET.repeat(10)], { connect: connect({ minVersion: v, maxVersion: v }), done: (b) => whole(b, 10), ms: 3000 });
      same(answers(r.bytes).length, 10, `answers over ${v}`);
    }
  });
  await test('refuses TLS 1.1', async () => {
    const r = await raw([GET], { connect: connect({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }), ms: 3000 });
    holds(r.bytes.length === 0, r.text.slice(0, 40));
  });
  await test('sends 64 MB, a file and a stream over TLS', async () => {
    const big = await raw([`GET /big HTTP/1.1\r\n${H}\r\n`], { connect: connect(), enough: (64 << 20) + 100, ms: 20000 });
    same(answers(big.bytes)[0].body.length, 64 << 20, 'big');
    const file = await raw([`GET /file HTTP/1.1\r\n${H}Connection: close\r\n\r\n`], { connect: connect() });
    holds(readFileSync(HELLO).equals(answers(file.bytes)[0].body), 'the file differs');
    const stream = await raw([`GET /stream HTTP/1.1\r\n${H}Connection: close\r\n\r\n`], { connect: connect() });
    same(answers(stream.bytes)[0].body.length, 4 << 20, 'stream');
  });
  await test('takes a large body over TLS', async () => {
    const n = 5 << 20;
    const r = await raw([`POST /large HTTP/1.1\r\n${H}Content-Length: ${n}\r\n\r\n`, Buffer.alloc(n, 97)], { connect: connect(), done: (b) => whole(b, 1) });
    same(answers(r.bytes)[0].body.toString(), `body ${n} file\n`, 'body');
  });
  await test('speaks http/1.1 by ALPN', async () => {
    const chosen = await new Promise((done) => { const s = connect({ ALPNProtocols: ['h2', 'http/1.1'] })(); s.on('secureConnect', () => { done(s.alpnProtocol); s.destroy(); }); });
    same(chosen, 'http/1.1', 'protocol');
  });
  await test('takes a new certificate, and keeps the old one when the new one is broken', async () => {
    const name = () => new Promise((done, fail) => { const s = connect()(); s.on('secureConnect', () => { done(s.getPeerCertificate().subject.CN); s.destroy(); }); s.on('error', fail); });
    same(await name(), 'localhost', 'before');
    const held = connect()();
    await new Promise((r) => held.once('secureConnect', r));
    certificate('/CN=fresh');
    t.child.kill('SIGHUP');
    await sleep(200);
    same(await name(), 'fresh', 'after');
    const r = await raw([GET], { connect: () => held, done: (b) => whole(b, 1), ms: 2000 });
    same(answers(r.bytes)[0]?.status, 200, 'status on the old connection');
    writeFileSync(cert, 'broken');
    t.child.kill('SIGHUP');
    await sleep(200);
    same(await name(), 'fresh', 'after a broken one');
  });
  await test('ends plain text on the TLS port', async () => {
    const r = await raw([GET], { at: t.port, ms: 3000 });
    holds(r.how !== 'time', 'still open');
  });
  same(await t.stop(), 0, 'exit code');
  rmSync(dir, { recursive: true });
}

// ---- run ----

if (port) {
  await refusals();
  await courtesies();
} else {
  const hello = await startHello();
  port = hello.port;
  await refusals();
  await courtesies();
  await bodies();
  await order();
  await content();
  await limits();
  await overTls();
  await slowReader(hello);
  await slowness();
  await test('stops cleanly', async () => { same(await hello.stop(), 0, 'exit code'); });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
