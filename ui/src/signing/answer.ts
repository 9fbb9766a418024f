// What became of one try in the signing window, and how its sentences name people.
import type { Names } from '../text/by_code'
import { fault_detail, fault_says } from '../text/faults'
import { refusal_says } from '../text/refusals'
import { full } from '../text/times'
import type { Outcome, SigningCard } from '../wire'

/** `field` stands at the passphrase: another try may work. `card` stands above: it will not. */
export type Answered = { field: string | null; card: { title: string; says: string } | null }

export const NOTHING: Answered = { field: null, card: null }

export function answered(outcome: Outcome, names: Names): Answered {
  if (outcome.kind === 'refused') return { field: null, card: { title: refusal_says(outcome.refusal, names), says: 'Nothing was signed.' } }
  if (outcome.kind !== 'failed') return NOTHING
  const { fault } = outcome
  if (fault.code === 'wrong_passphrase' || fault.code === 'waiting') return { field: fault_says(fault, names), card: null }
  if (fault.code === 'passphrase_unfit') return { field: `${fault_says(fault, names)} ${fault_detail(fault)}`.trim(), card: null }
  return { field: null, card: { title: fault_says(fault, names), says: fault_detail(fault) } }
}

/** Turns a door that broke into an outcome like any other. */
export async function outcome_of(door: Promise<Outcome>): Promise<Outcome> {
  try {
    return await door
  } catch (error) {
    return { kind: 'failed', fault: { code: 'internal', detail: String(error) } }
  }
}

/** The names a card carries with it: the window looks nothing else up. */
export function says_of(shown: SigningCard | null): Names {
  const members = new Map<string, string>()
  const card = shown?.card
  if (card?.kind === 'unlock') for (const { id, name } of card.members) members.set(id, name)
  if (card?.kind === 'sign') {
    for (const one of [card.signer, card.member, card.first, card.release?.submitter, card.proposal?.by]) if (one) members.set(one.id, one.name)
  }
  const channels = new Map(card?.kind === 'sign' ? [...(card.release?.legs ?? []).map((leg) => [leg.channel, leg.channel_name] as const), ...(card.channel ? [[card.channel.id, card.channel.name] as const] : [])] : [])
  return {
    member: (id) => members.get(id) ?? 'A member',
    channel: (id) => channels.get(id) ?? 'That channel',
    desk: () => 'Another desk',
    time: (at) => full(at, shown?.zone ?? 'UTC'),
  }
}
