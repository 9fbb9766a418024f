// How much text a field takes at most. Far more than any channel does, far less than what would hold the page up.

/** A few times what the channel takes, so that nobody loses words to it, in UTF-16 units. */
export const MOST = { post: 12_000, page: 98_304, line: 4_000, description: 4_000 } as const
export type Sort = keyof typeof MOST

const size = (units: number): string => (units < 1_000_000 ? `${Math.round(units / 1_000).toLocaleString('en-GB')} thousand characters` : `${(units / 1_000_000).toLocaleString('en-GB', { maximumFractionDigits: 1 })} million characters`)

/** Why this much more cannot go in, or nothing when it can. Only lengths are looked at: the text itself is not touched. */
export function too_much(now: number, replaced: number, more: number, sort: Sort): string | null {
  const after = now - replaced + more
  return after <= MOST[sort] ? null : `That is ${size(more)}. This field takes ${size(MOST[sort])} at most. Nothing was changed.`
}
