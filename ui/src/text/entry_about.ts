// What a ledger entry is about, read from its own body: a title, a channel, a reason. Nothing is guessed: what is not
// there is left out.
import { revocation_says } from './done'
import { CHANNEL_KINDS } from './names'
import { proposal_title } from './proposals'

type Fields = Record<string, unknown>

const is_fields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const quoted = (value: unknown): string => (text(value).trim() ? `“${text(value).trim()}”` : '')

export type AboutNames = {
  channel: (id: string) => string | null
  member: (id: string) => string | null
  /** The number people say, where it is known. */
  release?: (id: string) => number | null
}

/** The act inside a body, or nothing when it cannot be read. */
export function act_of(body: string): Fields {
  try {
    const read: unknown = JSON.parse(body)
    return is_fields(read) && is_fields(read.act) ? read.act : {}
  } catch {
    return {}
  }
}

/** The link of the entry before, as the body names it. */
export function prev_of(body: string): string {
  try {
    const read: unknown = JSON.parse(body)
    return is_fields(read) ? text(read.prev) : ''
  } catch {
    return ''
  }
}

function change_says(change: Fields, names: AboutNames): string {
  const channel = text(change.channel)
  const member = text(change.member)
  const about = text(change.name) || (channel && names.channel(channel)) || (member && names.member(member)) || (is_fields(change.desk) ? text(change.desk.name) : '')
  const kind = text(change.kind)
  return kind ? proposal_title(kind, about || 'the office').replace(/: the office$/, '') : ''
}

/** A short line beside the kind of an entry: `CS-2041, Missing: Edith`, `Bluesky, “Wrong number”`. */
export function entry_about(body: string, names: AboutNames): string {
  const act = act_of(body)
  const leg = is_fields(act.leg) ? act.leg : act
  const channel = text(leg.channel)
  const member = text(act.member)
  const number = typeof act.number === 'number' ? act.number : (names.release?.(text(leg.release)) ?? null)
  const scope = is_fields(act.scope) ? act.scope : null
  return [
    number === null ? '' : `CS-${number}`,
    text(act.title),
    act.kind === 'office_founded' ? text(act.name) : '',
    is_fields(act.change) ? change_says(act.change, names) : '',
    scope ? (scope.kind === 'everything' ? 'everything' : (names.channel(text(scope.channel)) ?? 'one channel')) : '',
    channel ? (names.channel(channel) ?? CHANNEL_KINDS[text(act.channel_kind) as keyof typeof CHANNEL_KINDS] ?? '') : '',
    member ? (names.member(member) ?? '') : '',
    is_fields(act.state) ? revocation_line(act.state) : '',
    act.kind === 'taken_down' ? (act.gone === true ? 'checked gone' : 'not proved gone') : '',
    quoted(act.reason), quoted(act.note), quoted(act.detail),
  ].filter(Boolean).join(', ')
}

const STATES = ['asked_not_proved', 'dead_except_access', 'dead', 'nothing_to_revoke'] as const
function revocation_line(state: Fields): string {
  const kind = STATES.find((one) => one === state.kind)
  if (!kind) return ''
  const says = revocation_says(kind === 'dead_except_access' ? { kind, until: text(state.until) } : { kind })
  return says.charAt(0).toLowerCase() + says.slice(1).replace(/\.$/, '')
}

/** Which number each release has, as the entries that put them forward say. */
export const numbers_in = (bodies: readonly string[]): ReadonlyMap<string, number> =>
  new Map(bodies.map(act_of).flatMap((act) => (typeof act.number === 'number' && text(act.release) ? [[text(act.release), act.number] as const] : [])))
