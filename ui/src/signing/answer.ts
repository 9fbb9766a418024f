// What became of one try in the signing window, and how its sentences name people.
import type { Names } from '../text/by_code'
import { fault_detail, fault_says } from '../text/faults'
import { refusal_says } from '../text/refusals'
import { full } from '../text/times'
import type { Fault, Outcome, Refusal, SigningCard } from '../wire'

/** What stands above a card: it will not work by trying again. */
export type Trouble = { title: string; says: string }

/** `field` stands at the passphrase: another try may work, from `until` on. */
export type Answered = { field: string | null; card: Trouble | null; until: number | null }

export const NOTHING: Answered = { field: null, card: null, until: null }

/** Nothing was typed, or not what is needed. */
export const at_field = (field: string): Answered => ({ ...NOTHING, field })

export const trouble_of_refusal = (refusal: Refusal, names: Names): Trouble => ({ title: refusal_says(refusal, names), says: 'Nothing was signed.' })
export const trouble_of_fault = (fault: Fault, names: Names): Trouble => ({ title: fault_says(fault, names), says: sentence(fault_detail(fault)) })

export function answered(outcome: Outcome, names: Names): Answered {
  if (outcome.kind === 'refused') return { ...NOTHING, card: trouble_of_refusal(outcome.refusal, names) }
  if (outcome.kind !== 'failed') return NOTHING
  const { fault } = outcome
  if (fault.code === 'wrong_passphrase') return at_field(fault_says(fault, names))
  if (fault.code === 'waiting') return { ...at_field(fault_says(fault, names)), until: Date.parse(fault.until) }
  if (fault.code === 'passphrase_unfit') return at_field(`${fault_says(fault, names)} ${sentence(fault_detail(fault))}`.trim())
  return { ...NOTHING, card: trouble_of_fault(fault, names) }
}

/** The core's details begin small and end open. */
function sentence(detail: string): string {
  const text = detail.trim()
  if (!text) return ''
  return text[0]?.toLocaleUpperCase('en-GB') + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.')
}

const is_outcome = (thrown: unknown): thrown is Outcome => typeof thrown === 'object' && thrown !== null && 'kind' in thrown

/** A door that broke gives an outcome like any other: its own, or one that says what the web view said. */
export const broken = (thrown: unknown): Outcome =>
  is_outcome(thrown) ? thrown : { kind: 'failed', fault: { code: 'internal', detail: String(thrown) } }

export const outcome_of = (door: Promise<Outcome>): Promise<Outcome> => door.catch(broken)

/** The names a card carries with it: the window looks nothing else up. */
export function says_of(shown: SigningCard | null): Names {
  const members = new Map<string, string>()
  const card = shown?.card
  if (card?.kind === 'unlock') for (const { id, name } of card.members) members.set(id, name)
  if (card?.kind === 'sign') {
    const signed = (card.release?.signatures ?? []).map(({ member }) => member)
    for (const one of [card.signer, card.member, card.first, card.release?.submitter, card.proposal?.by, ...signed]) if (one) members.set(one.id, one.name)
  }
  const channels = new Map(card?.kind === 'sign' ? [...(card.release?.legs ?? []).map((leg) => [leg.channel, leg.channel_name] as const), ...(card.channel ? [[card.channel.id, card.channel.name] as const] : [])] : [])
  return {
    member: (id) => members.get(id) ?? 'A member',
    channel: (id) => channels.get(id) ?? 'That channel',
    desk: () => 'Another desk',
    time: (at) => full(at, shown?.zone ?? 'UTC'),
  }
}
