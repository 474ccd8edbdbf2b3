/* Passkeys: asks the browser for one and sends its answer as a form. A form says data-passkey="get" (prove) or "create"
   (add); data-options is where the server's wishes are fetched, anew each time, since each challenge holds once;
   data-autofill offers passkeys in the field of the name too. */
const able = isSecureContext && 'PublicKeyCredential' in window;
const REFRESH_MS = 9 * 60 * 1000; /* a challenge lives ten minutes */
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
const text = (buffer) => (buffer ? btoa(Array.from(new Uint8Array(buffer), (b) => String.fromCharCode(b)).join('')).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '') : '');

async function wishes(form) {
  const r = await fetch(form.dataset.options, { headers: { accept: 'application/json' } });
  if (!r.ok) throw new TypeError(`status ${r.status}`);
  const o = await r.json();
  o.challenge = bytes(o.challenge);
  if (o.user) o.user.id = bytes(o.user.id);
  for (const c of [...o.allowCredentials ?? [], ...o.excludeCredentials ?? []]) c.id = bytes(c.id);
  return o;
}

function send(form, credential) {
  const r = credential.response;
  const put = (name, value) => { if (form.elements[name]) form.elements[name].value = value; };
  put('id', text(credential.rawId));
  put('client_data', text(r.clientDataJSON));
  put('data', text(r.authenticatorData));
  put('signature', text(r.signature));
  put('user_handle', text(r.userHandle));
  put('object', text(r.attestationObject));
  put('transports', r.getTransports?.().join(' ') ?? '');
  put('discoverable', credential.getClientExtensionResults().credProps?.rk ? '1' : '');
  form.submit();
}

function tell(form, error) {
  const p = form.querySelector('[data-passkey-problem]'), words = p.dataset;
  p.textContent = { InvalidStateError: words.twice, SecurityError: words.site, NotSupportedError: words.unable, TypeError: words.offline }[error.name] ?? words.cancelled;
  p.hidden = false;
  p.focus();
}

let waiting; /* the quiet question behind the field of the name */
async function wait(form) {
  waiting?.abort();
  const mine = waiting = new AbortController();
  const timer = setTimeout(() => wait(form), REFRESH_MS);
  mine.signal.addEventListener('abort', () => clearTimeout(timer));
  try {
    const publicKey = await wishes(form);
    if (mine.signal.aborted) return;
    send(form, await navigator.credentials.get({ publicKey, mediation: 'conditional', signal: mine.signal }));
  } catch { /* nobody chose one: the other ways stand on the page */ }
}

async function ask(form) {
  const button = form.querySelector('button[type=submit]');
  if (button.getAttribute('aria-busy')) return;
  waiting?.abort();
  button.setAttribute('aria-busy', 'true');
  form.querySelector('[data-passkey-problem]').hidden = true;
  try {
    const publicKey = await wishes(form);
    send(form, await navigator.credentials[form.dataset.passkey]({ publicKey }));
  } catch (error) {
    tell(form, error);
  }
  button.removeAttribute('aria-busy');
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!able) {
    if (!form.hidden) tell(form, new DOMException('', 'NotSupportedError'));
    continue;
  }
  form.hidden = false;
  form.addEventListener('submit', (e) => { e.preventDefault(); e.stopPropagation(); ask(form); });
  if (form.hasAttribute('data-autofill') && await PublicKeyCredential.isConditionalMediationAvailable?.()) {
    wait(form);
    addEventListener('pageshow', (e) => { if (e.persisted) wait(form); });
  }
}
