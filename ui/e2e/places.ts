/** The second key that leads to each screen. */
export const PLACE_KEYS = { compose: 'w', approvals: 'a', live: 'l', incident: 'i', channels: 'h', people: 'p', ledger: 'e' } as const
