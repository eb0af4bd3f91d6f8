// A provider of OpenID Connect as banks have one: oidc-provider, which others write and have had
// certified, on loopback, with its own pages and keys, and without leave for a flow lacking PKCE.
// It calls itself localhost and the console 127.0.0.1, so that they are two sites to a browser.
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

// What it says of its settings and its surroundings is to whoever runs one for others.
for (const way of ['info', 'warn']) {
  const say = console[way];
  console[way] = (text, ...more) => String(text).startsWith('oidc-provider ') || say(text, ...more);
}

const { Provider } = await import('oidc-provider');
const { default: Held } = await import('oidc-provider/lib/adapters/memory_adapter.js');

/** Keys of each kind that is taken, two of one of them: a token says which has signed it. */
function keys() {
  const made = (kind, options) => generateKeyPairSync(kind, options).privateKey.export({ format: 'jwk' });
  const rsa = () => made('rsa', { modulusLength: 2048 });
  return [rsa(), rsa(), made('ec', { namedCurve: 'P-256' }), made('ed25519', {})];
}

/** Begins one that knows a client, and a second one beside it with the same page. */
export async function begin({ client, secret, page, more = {} }) {
  let answers;
  const server = createServer((request, response) => answers(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://localhost:${server.address().port}`;
  const faults = [];
  const base = { redirect_uris: [page], response_types: ['code'], grant_types: ['authorization_code'] };
  const known = { client_id: client, client_secret: secret, ...base, ...more };
  let jwks = { keys: keys() };
  let called = issuer;

  /** Has it begin anew with what it holds of sessions and grants. */
  const renew = () => {
    const one = new Provider(issuer, {
      jwks,
      // By itself it holds nothing over a new beginning.
      adapter: (kind) => new Held(kind),
      clients: [known, { client_id: 'another', client_secret: 'x', ...base }],
      cookies: { keys: ['of the provider'] },
      pkce: { required: () => true },
      features: { backchannelLogout: { enabled: true } },
      // By itself it asks nothing of addresses on its own machine.
      fetch: (url, { dispatcher, ...options }) => fetch(url, options),
    });
    one.use(async (context, next) => {
      await next();
      const to = context.response.get('location');
      if (called === issuer || !to?.startsWith(page)) return;
      const url = new URL(to);
      url.searchParams.set('iss', called);
      context.set('location', url.href);
    });
    one.on('server_error', (_, error) => faults.push(String(error)));
    answers = one.callback();
  };
  renew();

  return {
    issuer,
    /** What went wrong in it. */
    faults,
    /** Has it sign with other keys, and publish no old one. */
    rotate: () => {
      jwks = { keys: keys() };
      renew();
    },
    /** Has it know its client by something else. */
    knows: (what) => {
      Object.assign(known, what);
      renew();
    },
    /** Has it send people back by another name (RFC 9207). */
    calls: (name) => (called = name),
    close: () => server.close(),
  };
}

/** Signs out there, on its page. */
export async function leaves(view, issuer) {
  await view.goto(`${issuer}/session/end`);
  await view.getByRole('button', { name: 'Yes, sign me out' }).click();
  await view.getByRole('heading', { name: 'Sign-out Success' }).waitFor();
}

/** Says on its page who she is. */
export async function says(view, who) {
  await view.getByPlaceholder('Enter any login').fill(who);
  await view.getByPlaceholder('and password').fill('whatever it asks');
  await view.getByRole('button', { name: 'Sign-in' }).click();
}

/** Says who she is, and that the client may know, which she is asked once. */
export async function shows(view, who) {
  await says(view, who);
  await view.getByRole('button', { name: 'Continue' }).click();
}
