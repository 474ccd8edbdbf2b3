// A real SMTP server (smtp-server of npm) for tests: TLS and sign-in as asked, refusals by rule, every mail kept.
//   const mail = await mailServer({ tls: { key, cert }, user: 'entente', password: 'x' });
//   mail.onMail = async (m) => { ... }      // runs before the server answers; an Error with responseCode refuses
//   mail.onRecipient = (address) => { throw refusal(550, '5.1.1 No such user'); }
import { SMTPServer } from 'smtp-server';

export const refusal = (code, text) => Object.assign(new Error(text), { responseCode: code });

const decodeQp = (s) => Buffer.from(s.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, h) => String.fromCharCode(parseInt(h, 16))), 'latin1').toString('utf8');
// Headers (unfolded, lower case) and the parts by type.
export function parseMail(raw) {
  const cut = (text) => {
    const at = text.indexOf('\r\n\r\n');
    const headers = {};
    for (const line of text.slice(0, at).replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
      const colon = line.indexOf(':');
      if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    return { headers, body: text.slice(at + 4) };
  };
  const words = (s) => s.replace(/\?= =\?/g, '?==?').replace(/=\?UTF-8\?B\?([^?]*)\?=/gi, (_, b) => Buffer.from(b, 'base64').toString('utf8'));
  const { headers, body } = cut(raw);
  const boundary = (headers['content-type'] || '').match(/boundary="?([^";]+)/)?.[1];
  const parts = boundary ? body.split(`--${boundary}`).slice(1, -1).map((p) => cut(p.replace(/^\r\n/, ''))) : [{ headers, body }];
  const of = (type) => { const p = parts.find((x) => (x.headers['content-type'] || '').startsWith(type)); return p ? decodeQp(p.body).replace(/\r\n/g, '\n') : ''; };
  return { headers, subject: words(headers.subject || ''), id: headers['message-id'], text: of('text/plain'), html: of('text/html'), raw };
}

export function mailServer({ tls, user, password, secure = false } = {}) {
  const mails = [];
  const waiting = [];
  const box = { mails, onMail: null, onRecipient: null, auths: [], secured: [] };
  const server = new SMTPServer({
    name: 'mx.test.example', banner: 'test', size: 1 << 20, logger: false, closeTimeout: 100,
    secure, ...(tls ?? {}),
    hideSTARTTLS: !tls || secure, authOptional: !user, allowInsecureAuth: false,
    disabledCommands: user ? [] : ['AUTH'],
    onAuth(auth, session, done) {
      box.auths.push({ method: auth.method, secure: session.secure });
      return auth.username === user && auth.password === password ? done(null, { user }) : done(refusal(535, '5.7.8 Wrong name or password'));
    },
    onRcptTo(address, session, done) {
      try { box.onRecipient?.(address.address, session); done(); } catch (e) { done(e); }
    },
    onData(stream, session, done) {
      const parts = [];
      stream.on('data', (d) => parts.push(d));
      stream.on('end', async () => {
        const mail = { from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map((r) => r.address), secure: session.secure, ...parseMail(Buffer.concat(parts).toString('utf8')) };
        try { await box.onMail?.(mail); } catch (e) { done(e); return; }
        mails.push(mail);
        for (const w of waiting.splice(0)) w();
        done(null, 'kept');
      });
    },
  });
  server.on('error', () => {}); // a client that is killed
  return new Promise((ready) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.server.address();
      ready(Object.assign(box, {
        port, url: `${secure ? 'smtps' : 'smtp'}://127.0.0.1:${port}`,
        close: () => new Promise((r) => server.close(r)),
        async next(want = () => true, ms = 15000) {
          for (const end = Date.now() + ms; ;) {
            const at = mails.findIndex(want);
            if (at >= 0) return mails.splice(at, 1)[0];
            if (Date.now() > end) throw new Error('no such mail came');
            await Promise.race([new Promise((r) => waiting.push(r)), new Promise((r) => setTimeout(r, Math.max(1, end - Date.now())).unref())]);
          }
        },
      }));
    });
  });
}
