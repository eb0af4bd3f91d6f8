// Where a node may call: what its door takes as the address of a webhook, told before it is asked.

/** What is wrong with an address; nothing where the door may take it. */
export type Flaw = '' | 'form' | 'scheme' | 'user' | 'long' | 'clear';

/** The longest that the door takes. Unit: bytes. */
const LONGEST = 1024;

/** Whether a host is this machine, where alone TLS may be left out, if the node permits it. */
function isOwn(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

export function flawOf(address: string): Flaw {
  if (new TextEncoder().encode(address).length > LONGEST) return 'long';
  const [, scheme, authority = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(address) ?? [];
  if (scheme === undefined || authority === '' || !URL.canParse(address)) return 'form';
  const { protocol, hostname } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return 'scheme';
  if (authority.includes('@')) return 'user';
  return protocol === 'https:' || isOwn(hostname) ? '' : 'clear';
}
