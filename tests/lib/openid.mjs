// A real OpenID provider (npm oidc-provider) for tests, behind a front that can count, fail and tamper: what a provider
// gone wrong, or somebody between, would answer.
import http from 'node:http';
import { webcrypto, generateKeyPairSync, sign as signWith, createHash } from 'node:crypto';
import { request as ask } from './entente.mjs';

// What Node 18 lacks of what the provider uses.
globalThis.crypto ??= webcrypto;
globalThis.CryptoKey ??= webcrypto.CryptoKey;
URL.parse ??= (url, base) => { try { return new URL(url, base); } catch { return null; } };

const b64 = (x) => Buffer.from(typeof x === 'string' ? x : JSON.stringify(x)).toString('base64url');

export function makeKey(alg, kid) {
  const pair = alg === 'RS256' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  return { alg, kid, ...pair, jwk: { ...pair.privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' } };
}

// A compact token signed with one of our keys; header members may be overridden.
export function signToken(claims, key, header = {}) {
  const input = `${b64({ alg: key.alg, kid: key.kid, typ: 'JWT', ...header })}.${b64(claims)}`;
  const options = key.alg === 'ES256' ? { key: key.privateKey, dsaEncoding: 'ieee-p1363' } : key.privateKey;
  return `${input}.${signWith(key.alg === 'EdDSA' ? null : 'sha256', Buffer.from(input), options).toString('base64url')}`;
}
export const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
export const halfHash = (alg, value) => { const h = createHash(alg === 'EdDSA' ? 'sha512' : 'sha256').update(value).digest(); return h.subarray(0, h.length / 2).toString('base64url'); };

const listen = (server, port = 0) => new Promise((done) => server.listen(port, '127.0.0.1', () => done(server.address().port)));

// people: { id: claims }. client: what oidc-provider knows of Entente (redirect_uris and so on).
export async function startProvider({ people, alg = 'RS256', more = {} }) {
  const { default: Provider } = await import('oidc-provider');
  const op = { people, keys: [makeKey(alg, 'k1')], clients: [], calls: [], tamper: {}, next: null, down: false };
  let current;
  const inner = http.createServer((req, res) => current.callback()(req, res));
  const innerPort = await listen(inner);
  const front = http.createServer((req, res) => {
    const path = new URL(req.url, 'http://x').pathname;
    op.calls.push(`${req.method} ${path}`);
    if (op.down) { req.socket.destroy(); return; }
    const parts = [];
    req.on('data', (d) => parts.push(d));
    req.on('end', () => {
      const out = http.request({ host: '127.0.0.1', port: innerPort, method: req.method, path: req.url, headers: req.headers }, (back) => {
        const got = [];
        back.on('data', (d) => got.push(d));
        back.on('end', () => {
          let status = back.statusCode, body = Buffer.concat(got);
          const headers = { ...back.headers };
          const change = op.tamper[path];
          if (change) {
            let value = body.toString();
            try { value = JSON.parse(value); } catch { /* as it is */ }
            const changed = change(value, { status, headers, body: Buffer.concat(parts).toString() });
            if (changed && changed.status) ({ status } = changed);
            const sent = changed && 'body' in changed ? changed.body : changed;
            body = Buffer.from(typeof sent === 'string' ? sent : JSON.stringify(sent));
            delete headers['transfer-encoding'];
            headers['content-length'] = body.length;
          }
          res.writeHead(status, headers);
          res.end(body);
        });
      });
      out.on('error', () => res.destroy());
      out.end(Buffer.concat(parts));
    });
  });
  op.port = await listen(front);
  op.issuer = `http://127.0.0.1:${op.port}`;

  // A new instance over the same storage: keys and clients are fixed when it is made.
  op.restart = () => {
    const warn = console.warn;
    console.warn = () => {}; // it keeps all in memory, as it is meant to here
    current = new Provider(op.issuer, {
      clients: op.clients,
      jwks: { keys: op.keys.map((k) => k.jwk) },
      cookies: { keys: ['test'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'given_name', 'family_name', 'locale', 'zoneinfo', 'preferred_username'], groups: ['groups', 'realm_access'], acr: null, amr: null, auth_time: null },
      scopes: ['openid', 'email', 'profile', 'groups'],
      features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true, logoutSource: async (ctx, form) => { ctx.body = `<!doctype html><title>Contoso</title>${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button>`; } } },
      enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256', 'EdDSA'], clientAuthSigningAlgValues: ['RS256'] },
      clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      pkce: { required: () => true },
      interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...op.people[id] }) }),
      loadExistingGrant: async (ctx) => {
        const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
        grant.addOIDCScope('openid email profile groups');
        await grant.save();
        return grant;
      },
      ttl: { Interaction: 600, Session: 3600, Grant: 3600, AccessToken: 600, IdToken: 600 },
      ...more,
    });
    console.warn = warn;
    current.proxy = true;
    current.use(async (ctx, next) => {
      if (!ctx.path.startsWith('/interaction/')) return next();
      const details = await current.interactionDetails(ctx.req, ctx.res);
      const who = op.next ?? { id: details.params.login_hint ? Object.keys(op.people).find((id) => op.people[id].email === details.params.login_hint) : Object.keys(op.people)[0] };
      if (ctx.method === 'GET' && op.form) { // for a browser: a form to press
        ctx.type = 'html';
        ctx.body = `<!doctype html><title>Contoso</title><h1>Contoso</h1><form method="post"><button>Sign in as ${who.id}</button></form>`;
        return undefined;
      }
      const result = who.error ? { error: who.error, error_description: who.description } : { login: { accountId: who.id, acr: who.acr, amr: who.amr } };
      ctx.respond = false;
      await current.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
      return undefined;
    });
    return current;
  };
  op.restart();
  op.stop = () => { front.close(); inner.close(); front.closeAllConnections?.(); inner.closeAllConnections?.(); };
  op.count = (what) => op.calls.filter((c) => c.includes(what)).length;
  // An id token in place of the real one: its claims, changed, signed with the current key or another.
  op.forge = (change, { key, header } = {}) => {
    op.tamper['/token'] = (tokens) => {
      if (!tokens.id_token) return tokens;
      const claims = claimsOf(tokens.id_token);
      const made = change(claims, tokens) ?? claims;
      return { ...tokens, id_token: typeof made === 'string' ? made : signToken(made, key ?? op.keys[0], header) };
    };
  };
  op.honest = () => { op.tamper = {}; op.next = null; op.down = false; };
  return op;
}

// A browser at the provider: follows its redirects, with its cookies, until it is sent back to Entente. Resolves the path.
export class Visitor {
  constructor(op) { this.op = op; this.jar = new Map(); }
  async go(location) {
    for (let hops = 0; hops < 12; hops++) {
      const url = new URL(location, this.op.issuer);
      if (Number(url.port) !== this.op.port) return url.pathname + url.search;
      const res = await ask({ port: this.op.port }, { path: url.pathname + url.search, headers: { Host: url.host, Cookie: [...this.jar].map(([k, v]) => `${k}=${v}`).join('; ') } });
      for (const c of res.headers['set-cookie'] || []) { const [pair] = c.split(';'); const at = pair.indexOf('='); this.jar.set(pair.slice(0, at), pair.slice(at + 1)); }
      if (!res.headers.location) throw new Error(`the provider answers ${res.status}: ${res.text.slice(0, 500)}`);
      location = res.headers.location;
    }
    throw new Error('the provider redirects without end');
  }
}
