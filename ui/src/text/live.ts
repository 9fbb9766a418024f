// A post that went out, in words: what is known of it on its channel, and what a person can do about it.
import type { LegView, SignatureView } from '../wire'
import { leg_state, LEGS, type LegState } from './legs'
import { alarm } from './times'

/** States in which somebody has to act or at least look. */
const PRESSING: readonly LegState[] = ['unknown', 'undecided', 'not_proved_gone', 'failed']

export const is_pressing = (leg: LegView): boolean => PRESSING.includes(leg_state(leg.state))

/** Whether there can be something there to take down. */
export const may_be_live = (leg: LegView): boolean => (['as_approved', 'unknown', 'undecided', 'taking_down', 'not_proved_gone'] as LegState[]).includes(leg_state(leg.state))

/** Whether two people can say what became of it. */
export const is_unsettled = (leg: LegView): boolean => ['unknown', 'undecided'].includes(leg_state(leg.state))

/** The short line under a post: when it went out, or when it was last looked for. */
export function leg_when(leg: LegView, zone: string): string {
  const looked = leg.proof.at(-1)?.at
  switch (leg_state(leg.state)) {
    case 'taken_down': return looked ? `Checked gone ${alarm(looked, zone)}` : 'Checked gone'
    case 'not_proved_gone': return looked ? `Looked for ${alarm(looked, zone)}` : 'Looked for'
    default: return leg.at ? alarm(leg.at, zone) : ''
  }
}

/** What is known, and how: never more than was read. */
export function leg_known(leg: LegView, zone: string): string {
  const state = leg_state(leg.state)
  if (state === 'as_approved') return `Read back as it went out${leg.at ? `, ${alarm(leg.at, zone)}` : ''}, and every byte matched. This version does not look again by itself.`
  return LEGS[state].says
}

/** Those who signed what went out. A stop or a suspension since does not unsign what is live. */
export const signed_then = (signatures: readonly SignatureView[]): SignatureView[] => signatures.map((one) => ({ ...one, counts: true }))
