// What a signature on this revision leads to, channel by channel, in the words of outcomes.
import { count_of } from '../../text/names'
import { refusal_says } from '../../text/refusals'
import type { Names } from '../../text/by_code'
import { LEGS, leg_state } from '../../text/legs'
import type { LegView, QueueRow, SignatureView, Variant } from '../../wire'

/** What the post becomes there. Where an earlier version is live, it is changed where it stands. */
export function outcome(variant: Variant, changes_live = false): string {
  const pictures = variant.kind === 'site' ? variant.images.length : variant.parts.reduce((sum, { images }) => sum + images.length, 0)
  const what = changes_live ? `changes the live ${variant.kind === 'site' ? 'page' : 'post'}` : variant.kind === 'site' ? 'a new page' : variant.parts.length > 1 ? `a new thread of ${count_of(variant.parts.length, 'part')}` : variant.quote ? 'a new post that quotes another' : 'a new post'
  return pictures ? `${what}, ${count_of(pictures, 'picture')}` : what
}

/** The states in which nothing has gone out yet, and it still may. */
const AHEAD = new Set(['waiting', 'held', 'due'])
export const is_ahead = ({ state }: LegView): boolean => AHEAD.has(leg_state(state))

/** What is to be said of a leg: why it waits, in the words of the rule, or what became of it and the provider's words. */
export function leg_says(leg: LegView, say: Names): string[] {
  const state = leg_state(leg.state)
  const said = leg.held_by && (is_ahead(leg) || state === 'failed' || state === 'cancelled') ? refusal_says(leg.held_by, say) : LEGS[state].says
  return leg.detail ? [state === 'failed' ? LEGS.failed.says : said, `“${leg.detail}”`] : [said]
}

export const counting = (signatures: readonly SignatureView[]): number => signatures.filter(({ counts }) => counts).length

/** When it goes out, as the one who signs now would bring about. */
export function goes_out(row: QueueRow, now: number): 'now' | 'when_signed' | 'at' {
  if (Date.parse(row.window.not_before) > now) return 'at'
  return row.needed - counting(row.signatures) <= 1 ? 'now' : 'when_signed'
}
