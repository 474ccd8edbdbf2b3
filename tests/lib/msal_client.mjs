// MSAL for Node in a process of its own, so that NODE_EXTRA_CA_CERTS counts. One JSON command on standard input, then
// answers on standard output, a JSON line each. Every request leaves through node's https, where its host is looked at:
// nothing but the server under test is ever called.
import fs from 'node:fs';
import https from 'node:https';

const line = () => {
  const parts = [];
  const b = Buffer.alloc(1);
  while (fs.readSync(0, b, 0, 1, null) === 1 && b[0] !== 10) parts.push(b[0]);
  return Buffer.from(parts).toString();
};
const say = (o) => fs.writeSync(1, `${JSON.stringify(o)}\n`);
const ask = JSON.parse(line());
const called = [];
const request = https.request;
https.request = (...args) => {
  const u = typeof args[0] === 'string' || args[0] instanceof URL ? new URL(args[0]) : { host: `${args[0].hostname || args[0].host}:${args[0].port}`, pathname: args[0].path };
  called.push(`${u.host}${u.pathname.split('?')[0]}`);
  if (u.host !== new URL(ask.authority).host) throw new Error(`a call to ${u.host}`);
  return request(...args);
};
const { ConfidentialClientApplication, PublicClientApplication, CryptoProvider } = await import('@azure/msal-node');

const auth = { clientId: ask.client_id, authority: ask.authority, knownAuthorities: [new URL(ask.authority).host], ...(ask.auth || {}) };
const app = ask.public ? new PublicClientApplication({ auth }) : new ConfidentialClientApplication({ auth });
const result = (r) => r && ({ accessToken: r.accessToken, idToken: r.idToken, idTokenClaims: r.idTokenClaims, scopes: r.scopes, expiresOn: r.expiresOn, fromCache: r.fromCache, account: r.account, tenantId: r.tenantId });
const refresh = () => Object.values(JSON.parse(app.getTokenCache().serialize()).RefreshToken || {}).map((t) => t.secret);

const flows = {
  async credential() {
    const first = await app.acquireTokenByClientCredential({ scopes: ask.scopes });
    const again = await app.acquireTokenByClientCredential({ scopes: ask.scopes });
    say({ first: result(first), again: result(again) });
  },
  async code() {
    const pkce = await new CryptoProvider().generatePkceCodes();
    const common = { scopes: ask.scopes, redirectUri: ask.redirect };
    say({ url: await app.getAuthCodeUrl({ ...common, state: 'a state', nonce: ask.nonce, responseMode: ask.mode, codeChallenge: pkce.challenge, codeChallengeMethod: 'S256', prompt: ask.prompt }) });
    const { code } = JSON.parse(line());
    const first = await app.acquireTokenByCode({ ...common, code, codeVerifier: pkce.verifier }, { nonce: ask.nonce });
    const cached = await app.acquireTokenSilent({ scopes: ask.scopes, account: first.account });
    const before = refresh();
    const renewed = await app.acquireTokenSilent({ scopes: ask.scopes, account: first.account, forceRefresh: true });
    say({ first: result(first), cached: result(cached), renewed: result(renewed), before, after: refresh() });
  },
  async interactive() {
    const first = await app.acquireTokenInteractive({ scopes: ask.scopes, openBrowser: async (url) => say({ url }), successTemplate: 'done', errorTemplate: 'failed' });
    say({ first: result(first) });
  },
  async device() {
    const first = await app.acquireTokenByDeviceCode({ scopes: ask.scopes, deviceCodeCallback: (r) => { say({ device: r }); line(); } });
    say({ first: result(first) });
  },
};
try { await flows[ask.flow](); } catch (e) {
  say({ error: { name: e.name, code: e.errorCode, message: e.errorMessage || e.message, subError: e.subError, correlationId: e.correlationId } });
}
say({ called });
process.exit(0);
