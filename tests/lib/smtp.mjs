// A small SMTP server for tests: takes every mail and keeps it. `refuse` holds how many DATA commands it turns away first.
import net from 'node:net';

export function smtpCatcher({ refuse = 0 } = {}) {
  const mails = [];
  let waiting = [];
  const server = net.createServer((s) => {
    let buffer = '', data = null, mail = { from: '', to: [] };
    const say = (line) => s.write(`${line}\r\n`);
    s.setEncoding('utf8');
    s.on('error', () => {});
    say('220 catcher ready');
    const command = (line) => {
      const word = line.slice(0, 4).toUpperCase();
      if (word === 'EHLO') { say('250-catcher'); return say('250 8BITMIME'); }
      if (word === 'MAIL') { mail = { from: line.match(/<(.*)>/)[1], to: [] }; return say('250 ok'); }
      if (word === 'RCPT') { mail.to.push(line.match(/<(.*)>/)[1]); return say('250 ok'); }
      if (word === 'DATA' && refuse > 0) { refuse--; return say('451 try again later'); }
      if (word === 'DATA') { data = []; return say('354 go on'); }
      if (word === 'QUIT') { say('221 bye'); return s.end(); }
      return say('250 ok');
    };
    const dataLine = (line) => {
      if (line !== '.') return data.push(line.replace(/^\.\./, '.'));
      mails.push({ ...mail, text: data.join('\n') });
      data = null;
      say('250 kept');
      for (const done of waiting.splice(0)) done();
      return undefined;
    };
    s.on('data', (d) => {
      buffer += d;
      for (let at; (at = buffer.indexOf('\r\n')) >= 0;) {
        const line = buffer.slice(0, at);
        buffer = buffer.slice(at + 2);
        if (data) dataLine(line); else command(line);
      }
    });
  });
  return new Promise((ready) => server.listen(0, '127.0.0.1', () => ready({
    url: `smtp://127.0.0.1:${server.address().port}`, mails,
    close: () => server.close(),
    async next(ms = 5000) {
      if (mails.length === 0) await Promise.race([new Promise((r) => waiting.push(r)), new Promise((_, no) => setTimeout(() => no(new Error('no mail came')), ms).unref())]);
      return mails.shift();
    },
  })));
}
