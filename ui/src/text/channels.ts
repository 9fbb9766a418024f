// Channels in words: how one stands, what is proved of a revocation, and what a revocation does not stop.
import type { Tone } from '../parts/tone'
import type { ChannelKind, ChannelState, ChannelView, Custody } from '../wire'
import { alarm, clock, zone_name } from './times'

export type ChannelIcon = 'plug' | 'lock' | 'clock' | 'key_off' | 'minus'
export type ChannelStanding = { word: string; tone: Tone; icon: ChannelIcon }

const REVOKED = {
  asked_not_proved: { word: 'Asked, not proved', tone: 'awaiting', icon: 'clock' },
  dead_except_access: { word: 'Revoked, old session left', tone: 'awaiting', icon: 'clock' },
  dead: { word: 'Revoked, proved', tone: 'plain', icon: 'key_off' },
  nothing_to_revoke: { word: 'Closed', tone: 'draft', icon: 'minus' },
} as const

/** How a channel stands at `now`. An old session that has run out by its own end is not called proved. */
export function channel_standing(state: ChannelState, now: number): ChannelStanding {
  switch (state.kind) {
    case 'working': return { word: 'Connected', tone: 'live', icon: 'plug' }
    case 'stopped': return { word: 'Held by STOP', tone: 'locked', icon: 'lock' }
    case 'revoking': return { word: 'Revocation ordered', tone: 'awaiting', icon: 'clock' }
    case 'removed': return { word: 'Removed', tone: 'draft', icon: 'minus' }
    case 'revoked':
      if (state.state.kind === 'dead_except_access' && Date.parse(state.state.until) <= now) return { word: 'Revoked', tone: 'plain', icon: 'key_off' }
      return REVOKED[state.state.kind]
  }
}

/** Whether posts can be sent there by anyone once no STOP is on. */
export const is_open = ({ kind }: ChannelState): boolean => kind === 'working' || kind === 'stopped'

/** Whether anyone can have its key revoked, or ask again because nothing proves yet that it is dead. */
export const is_revocable = ({ state, custody }: Pick<ChannelView, 'state' | 'custody'>): boolean => custody !== null && (is_open(state) || is_unproved(state))

/** Whether its key was asked to be revoked, and nothing proves yet that it is dead. */
export const is_unproved = (state: ChannelState): boolean => state.kind === 'revoking' || (state.kind === 'revoked' && state.state.kind === 'asked_not_proved')

export type Proved = { tone: 'live' | 'awaiting' | 'plain'; title: string; says: string }

/** What is known of a revocation, never more than was shown; `null` where none was ordered. */
export function revocation_known({ name, state, proof }: Pick<ChannelView, 'name' | 'state' | 'proof'>, now: number, zone: string): Proved | null {
  const last = proof.at(-1)?.at
  const tried = last ? ` Last tried ${alarm(last, zone)}.` : ''
  if (state.kind === 'revoking') return { tone: 'awaiting', title: 'Revocation is ordered', says: 'No desk has recorded an answer yet. Nothing more is sent with this key. If no answer comes, ask again.' }
  if (state.kind !== 'revoked') return null
  switch (state.state.kind) {
    case 'dead': return { tone: 'live', title: `${name} no longer accepts this key`, says: `Proved by using the old key after revoking it.${tried}` }
    case 'dead_except_access': {
      const { until } = state.state
      const end = `${clock(until, zone)} ${zone_name(until, zone)}`
      return Date.parse(until) > now
        ? { tone: 'awaiting', title: `Old session ends by ${end}`, says: `Nobody can log in with the key any more. A session that was open before may still post until then.${tried}` }
        : { tone: 'plain', title: `Old session ended by ${end}`, says: `Nobody can log in with the key any more. The last session was due to end by itself then; nobody has tried it since.${tried}` }
    }
    case 'asked_not_proved': return { tone: 'awaiting', title: 'Asked, not proved', says: `It is not shown that the old key is dead. Treat it as working until that is shown: ask again here, and revoke it at its own page too.${tried}` }
    case 'nothing_to_revoke': return { tone: 'plain', title: 'There was no key to revoke', says: 'Countersign sends nothing there any more. What is live stays live.' }
  }
}

export const CUSTODY: Record<Custody, string> = { plain: 'The desk that holds it. Members at that desk open it by signing.' }

export type NotStopped = { id: string; what: string; step: string; page?: 'app_passwords' }

/** What revoking, or STOP, leaves possible. Countersign cannot see any of it. */
export const NOT_STOPPED: Record<ChannelKind, readonly NotStopped[]> = {
  bluesky: [
    { id: 'password', what: 'Anyone with the account’s password can still post.', step: 'Change the password at the provider.' },
    { id: 'apps', what: 'Other app passwords of the account still work.', step: 'Look through the list at the provider and remove what you do not know.', page: 'app_passwords' },
    { id: 'copies', what: 'Copies and screenshots elsewhere stay.', step: 'Nothing takes those back. Say publicly what is not yours.' },
  ],
  site: [
    { id: 'folder', what: 'Anyone who can write to the folder can change the pages.', step: 'Ask whoever looks after this machine and its sharing.' },
    { id: 'server', what: 'Anyone who runs the web server can change what readers see.', step: 'Ask your web host who has access.' },
  ],
}

export const ADDRESS_LABEL: Record<ChannelKind, string> = { bluesky: 'Server', site: 'Public address' }
export const ACCOUNT_LABEL: Record<ChannelKind, string> = { bluesky: 'Account', site: 'Title' }

/** `@name` where the provider writes names so. */
export const account_says = (kind: ChannelKind, account: string): string => (kind === 'bluesky' && !account.startsWith('@') && !account.startsWith('did:') ? `@${account}` : account)
