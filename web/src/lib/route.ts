// Addresses live behind the hash, so that no server has to know them: #/payments/UETR?status=pending

export interface Place {
  screen: string;
  id: string;
  query: Record<string, string>;
}

export function parse(hash: string): Place {
  const [before = '', after = ''] = hash.replace(/^#?\/?/, '').split('?');
  try {
    const [screen = '', id = ''] = before.split('/').map(decodeURIComponent);
    return { screen: screen || 'overview', id, query: Object.fromEntries(new URLSearchParams(after)) };
  } catch {
    return { screen: 'overview', id: '', query: {} };
  }
}

export function path({ screen, id = '', query = {} }: { screen: string; id?: string; query?: Record<string, string> }): string {
  const said = Object.entries(query).filter(([, value]) => value !== '');
  const parts = [screen === 'overview' && !id ? '' : screen, id].filter((part) => part !== '').map(encodeURIComponent);
  const search = said.length > 0 ? `?${new URLSearchParams(said)}` : '';
  return `#/${parts.join('/')}${search}`;
}

/** The address of a payment. */
export const toPayment = (uetr: string) => path({ screen: 'payments', id: uetr });

/** The address of a bank's position. */
export const toBank = (bic: string) => path({ screen: 'position', id: bic });
