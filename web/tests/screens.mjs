// Every screen of the console, with objects that the node at this address really has.

async function get(address, path) {
  const response = await fetch(address + path);
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}`);
  return response.json();
}

export async function screensOf(address) {
  const settled = (await get(address, '/v1/payments?status=settled&limit=1')).payments[0];
  const pending = (await get(address, '/v1/payments?status=pending&limit=1')).payments[0];
  const bank = settled?.legs[0].debtor ?? (await get(address, '/v1/accounts')).accounts[0].participant;
  return {
    overview: '',
    rings: 'rings',
    payments: 'payments',
    ...(settled ? { settled: `payments/${settled.uetr}` } : {}),
    ...(pending ? { pending: `payments/${pending.uetr}` } : {}),
    position: `position/${bank}`,
    pay: `pay/${bank}`,
    exchange: 'exchange',
    queue: 'queue',
    day: 'day',
    audit: 'audit',
  };
}
