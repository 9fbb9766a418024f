// What an incident still asks for. A step is done only when something proves it; what nothing here can prove stays open.
import { is_everything } from '../../state/shell.svelte'
import { leg_state } from '../../text/legs'
import { count_of } from '../../text/names'
import { alarm } from '../../text/times'
import type { ChannelView, LiveRow, StopView } from '../../wire'

/** `unseen` is for people to do; Countersign has no way to know of it. */
export type CheckStanding = 'done' | 'waiting' | 'open' | 'unseen'
export type Check = { id: 'lock' | 'take_down' | 'revoke' | 'passwords' | 'phone'; title: string; says: string; standing: CheckStanding }

export type IncidentFacts = {
  stops: readonly StopView[]
  held: number
  live: readonly LiveRow[]
  channels: readonly ChannelView[]
  channel_name: (id: string) => string
  zone: string
}

/** The first stop of those that are on: the clock counts from it. */
export const began = (stops: readonly StopView[]): StopView | null => stops.reduce<StopView | null>((first, stop) => (first === null || stop.at < first.at ? stop : first), null)

export const scope_says = ({ scope }: StopView, channel_name: (id: string) => string): string => (scope.kind === 'everything' ? 'All publishing' : channel_name(scope.channel))

function lock({ stops, held, channel_name, zone }: IncidentFacts): Check {
  const all = stops.find(is_everything)
  const held_says = held ? ` ${count_of(held, 'post')} ${held === 1 ? 'is' : 'are'} held.` : ''
  if (all) return { id: 'lock', title: 'Lock publishing', says: `STOP stands in the ledger since ${alarm(all.at, zone)}.${held_says}`, standing: 'done' }
  const names = stops.map((stop) => scope_says(stop, channel_name)).join(', ')
  return { id: 'lock', title: 'Lock publishing', says: `Only ${names} ${stops.length === 1 ? 'is' : 'are'} stopped. Everything else can still go out.${held_says}`, standing: 'open' }
}

function take_down({ stops, live }: IncidentFacts): Check {
  const since = began(stops)?.at ?? ''
  const in_state = (...wanted: string[]) => live.filter(({ leg }) => wanted.includes(leg_state(leg.state)))
  const gone = in_state('taken_down').filter(({ leg }) => (leg.proof.at(-1)?.at ?? '') >= since).length
  const pending = in_state('taking_down', 'not_proved_gone').length
  const unknown = in_state('unknown', 'undecided', 'going_out').length
  const up = in_state('as_approved').length
  const says = [
    gone ? `${count_of(gone, 'post')} taken down since, and checked gone.` : 'Nothing has been taken down since.',
    pending ? `${count_of(pending, 'post')} not proved gone.` : '',
    unknown ? `${count_of(unknown, 'post')} not known yet.` : '',
    up ? `${up} of the newest ${live.length} ${up === 1 ? 'is' : 'are'} live.` : '',
  ].filter(Boolean).join(' ')
  return { id: 'take_down', title: 'Take down what is wrong', says, standing: pending || unknown ? 'waiting' : gone ? 'done' : 'open' }
}

/** The channels whose key could be revoked, or was. */
export const keyed = (channels: readonly ChannelView[]): ChannelView[] => channels.filter(({ custody, state }) => custody !== null && state.kind !== 'removed')

function revoke({ channels }: IncidentFacts): Check[] {
  const keys = keyed(channels)
  if (keys.length === 0) return []
  const dead = keys.filter(({ state }) => state.kind === 'revoked' && state.state.kind === 'dead').length
  const asked = keys.filter(({ state }) => state.kind === 'revoking' || (state.kind === 'revoked' && state.state.kind !== 'dead')).length
  const kept = keys.length - dead - asked
  const says = [`${dead} of ${count_of(keys.length, 'key')} proved dead.`, asked ? `${asked} asked, not proved.` : '', kept ? `${kept} still ${kept === 1 ? 'works' : 'work'}.` : ''].filter(Boolean).join(' ')
  return [{ id: 'revoke', title: 'Revoke channel keys', says, standing: dead === keys.length ? 'done' : asked ? 'waiting' : 'open' }]
}

export const checklist = (facts: IncidentFacts): Check[] => [
  lock(facts),
  take_down(facts),
  ...revoke(facts),
  { id: 'phone', title: 'Tell people by phone', says: 'Whoever is in charge, the control room, IT on call. Countersign cannot see this.', standing: 'unseen' },
  { id: 'passwords', title: 'Change the passwords', says: 'Keys are not the only way in. Countersign cannot see this.', standing: 'unseen' },
]

/** The one that is most useful now: the first that is open. */
export const next_of = (checks: readonly Check[]): Check['id'] | null => checks.find(({ standing }) => standing === 'open')?.id ?? null
