// A name server for tests: answers TXT questions from a table, over UDP.
import dgram from 'node:dgram';

const name = (buf, at) => { // a question's name has no pointers
  const labels = [];
  while (buf[at]) { labels.push(buf.subarray(at + 1, at + 1 + buf[at]).toString()); at += buf[at] + 1; }
  return { text: labels.join('.').toLowerCase(), end: at + 1 };
};

// texts: { 'name.example': ['text', ...] }. silent: asked, it says nothing.
export async function startDns() {
  const dns = { texts: {}, silent: false, asked: [] };
  const socket = dgram.createSocket('udp4');
  socket.on('message', (msg, from) => {
    const q = name(msg, 12);
    dns.asked.push(q.text);
    if (dns.silent) return;
    const list = dns.texts[q.text];
    const head = Buffer.from(msg.subarray(0, 12));
    head.writeUInt16BE(0x8180 | (list ? 0 : 3), 2); // an answer; NXDOMAIN where there is none
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(list ? list.length : 0, 6);
    head.writeUInt16BE(0, 8);
    head.writeUInt16BE(0, 10);
    const answers = (list ?? []).map((t) => {
      const pieces = [];
      for (let i = 0; i < t.length; i += 40) { const p = Buffer.from(t.slice(i, i + 40)); pieces.push(Buffer.from([p.length]), p); } // in pieces, as long texts are
      const data = Buffer.concat(pieces);
      const fixed = Buffer.alloc(12);
      fixed.writeUInt16BE(0xc00c, 0);
      fixed.writeUInt16BE(16, 2);
      fixed.writeUInt16BE(1, 4);
      fixed.writeUInt32BE(1, 6);
      fixed.writeUInt16BE(data.length, 10);
      return Buffer.concat([fixed, data]);
    });
    socket.send(Buffer.concat([head, msg.subarray(12, q.end + 4), ...answers]), from.port, from.address);
  });
  await new Promise((done) => socket.bind(0, '127.0.0.1', done));
  dns.address = `127.0.0.1:${socket.address().port}`;
  dns.stop = () => socket.close();
  return dns;
}
