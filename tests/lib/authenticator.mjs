// An authenticator and its browser in software, for wire tests: answers the server's options as forms send them. Whatever is
// given in `wrong` replaces what would be right: origin, rpId, challenge, type, flags, count, signature, userHandle.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const b64 = (b) => Buffer.from(b).toString('base64url');
const sha256 = (b) => createHash('sha256').update(b).digest();
const head = (major, n) => (n < 24 ? Buffer.from([major << 5 | n]) : n < 256 ? Buffer.from([major << 5 | 24, n]) : Buffer.from([major << 5 | 25, n >> 8, n & 255]));
const bytes = (b) => Buffer.concat([head(2, b.length), b]);
const text = (t) => Buffer.concat([head(3, t.length), Buffer.from(t)]);
export const UP = 1, UV = 4, BE = 8, BS = 16;

export class SoftPasskey {
  constructor(alg = 'ES256') {
    this.alg = alg;
    const [type, options] = { ES256: ['ec', { namedCurve: 'P-256' }], EdDSA: ['ed25519', {}], RS256: ['rsa', { modulusLength: 2048 }] }[alg];
    Object.assign(this, generateKeyPairSync(type, options));
    this.id = randomBytes(32);
    this.count = 0;
    this.handle = null;
  }
  cose() {
    const jwk = this.publicKey.export({ format: 'jwk' }), part = (k) => bytes(Buffer.from(jwk[k], 'base64url'));
    if (this.alg === 'ES256') return Buffer.concat([Buffer.from('a501020326200121', 'hex'), part('x'), Buffer.from('22', 'hex'), part('y')]);
    if (this.alg === 'EdDSA') return Buffer.concat([Buffer.from('a401010327200621', 'hex'), part('x')]);
    return Buffer.concat([Buffer.from('a401030339010020', 'hex'), part('n'), Buffer.from('21', 'hex'), part('e')]);
  }
  client(type, options, wrong) {
    return Buffer.from(JSON.stringify({ type: wrong.type ?? type, challenge: wrong.challenge ?? options.challenge, origin: wrong.origin, crossOrigin: false }));
  }
  data(rpId, wrong, attested) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(wrong.count ?? this.count);
    return Buffer.concat([sha256(wrong.rpId ?? rpId), Buffer.from([(wrong.flags ?? UP | UV) | (attested ? 0x40 : 0)]), count, attested ?? Buffer.alloc(0)]);
  }
  // Form fields of POST /me/passkeys.
  create(options, wrong) {
    this.handle = options.user.id;
    this.rpId = options.rp.id;
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([this.id.length >> 8, this.id.length & 255]), this.id, this.cose()]);
    const data = this.data(this.rpId, wrong, attested);
    const object = Buffer.concat([Buffer.from('a3', 'hex'), text('fmt'), text('none'), text('attStmt'), Buffer.from('a0', 'hex'), text('authData'), bytes(data)]);
    return { client_data: b64(this.client('webauthn.create', options, wrong)), object: b64(object), transports: 'internal', discoverable: '1' };
  }
  // Form fields of POST /sign-in/passkey.
  get(options, wrong) {
    this.count++;
    const client = this.client('webauthn.get', options, wrong), data = this.data(options.rpId, wrong);
    const signature = sign(this.alg === 'EdDSA' ? null : 'sha256', Buffer.concat([data, sha256(client)]), this.privateKey);
    return { id: b64(wrong.id ?? this.id), client_data: b64(client), data: b64(data), signature: b64(wrong.signature ?? signature), user_handle: wrong.userHandle ?? this.handle };
  }
}
