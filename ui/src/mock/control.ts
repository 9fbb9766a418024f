// Channels, people and the ledger of the story.
import type { ChannelView, EntryView, LedgerPage, PeopleView, Subject } from '../wire'
import { ana, at, BLUESKY, digest, jo, maud, proof, rhys, SITE, STATION } from './story'

export const channels: ChannelView[] = [
  { id: BLUESKY.channel, channel_kind: 'bluesky', name: 'Bluesky', account: 'harrowmere-police.example', address: 'https://bsky.example', folder: null, state: { kind: 'working' }, custody: 'plain', connected_at: at('09:02:11', '2026-05-14'), proof: [] },
  { id: SITE.channel, channel_kind: 'site', name: 'Newsroom', account: 'Harrowmere newsroom', address: 'https://news.harrowmere-police.example', folder: '/srv/newsroom', state: { kind: 'working' }, custody: null, connected_at: at('09:10:40', '2026-05-14'), proof: [] },
  {
    id: STATION.channel, channel_kind: 'bluesky', name: STATION.channel_name, account: 'tarnferry.example', address: 'https://bsky.example', folder: null, state: { kind: 'revoked', state: { kind: 'dead' } }, custody: 'plain', connected_at: at('10:00:00', '2026-05-20'),
    proof: [
      proof('Asked to end the session', 'POST com.atproto.server.deleteSession', '200', '12:34:05', false),
      proof('Tried to read with the old key', 'GET com.atproto.server.getSession', '401 ExpiredToken', '12:34:08'),
      proof('Tried to renew the old key', 'POST com.atproto.server.refreshSession', '401 ExpiredToken', '12:34:09'),
    ],
  },
  {
    id: 'c-old', channel_kind: 'bluesky', name: 'Events on Bluesky', account: 'events.harrowmere.example', address: 'https://bsky.example', folder: null, state: { kind: 'revoked', state: { kind: 'asked_not_proved' } }, custody: 'plain', connected_at: at('10:00:00', '2026-05-21'),
    proof: [proof('Asked to end the session', 'POST com.atproto.server.deleteSession', '200', '13:30:05', false), proof('Tried to read with the old key', 'GET com.atproto.server.getSession', '200, the old key still answered', '13:30:52', false)],
  },
  {
    id: 'c-join', channel_kind: 'bluesky', name: 'Recruitment on Bluesky', account: 'join.harrowmere.example', address: 'https://bsky.example', folder: null, state: { kind: 'revoked', state: { kind: 'dead_except_access', until: at('15:12:00') } }, custody: 'plain', connected_at: at('10:00:00', '2026-05-22'),
    proof: [
      proof('log in with the app password', 'POST /xrpc/com.atproto.server.createSession', '200, a session, ends by 2026-06-12T15:12:00.000Z', '13:28:01', false),
      proof('revoke the app password “Countersign”', 'POST /xrpc/com.atproto.server.revokeAppPassword', '200', '13:28:02', false),
      proof("look for it in the account's list", 'GET /xrpc/com.atproto.server.listAppPasswords', '200, it is gone', '13:28:02'),
      proof('log in with the old app password', 'POST /xrpc/com.atproto.server.createSession', '401 AuthenticationRequired', '13:28:03'),
      proof('renew the old session', 'POST /xrpc/com.atproto.server.refreshSession', '400 ExpiredToken', '13:28:04'),
      proof('read with the old session', 'GET /xrpc/com.atproto.server.getSession', '200, it still reads', '13:28:05', false),
    ],
  },
  { id: 'c-gone', channel_kind: 'site', name: 'Events newsroom', account: 'Harrowmere events', address: 'https://events.example', folder: '/srv/events', state: { kind: 'removed' }, custody: null, connected_at: at('10:00:00', '2026-05-01'), proof: [] },
]

const groups = (seed: string) => digest(seed).slice(0, 16).replace(/(.{4})(?=.)/g, '$1 ')

const nothing: Subject = { member: null, desk: null, channel: null, release: null }

/** Those of the office; in one scene the time of a suspension is over, and nobody has signed since. */
export const people_of = (lapsed: boolean): PeopleView => ({
  ...people,
  members: people.members.map((one) => (lapsed && one.state.kind === 'suspended' ? { ...one, state: { ...one.state, lapses: at('13:00:00'), until_signed: true } } : one)),
})

export const people: PeopleView = {
  members: [
    { member: ana, roles: ['author', 'approver'], state: { kind: 'active' }, fingerprint: groups('a1'), enrolled_at: at('09:00:00', '2026-05-14') },
    { member: jo, roles: ['author', 'approver', 'manager'], state: { kind: 'active' }, fingerprint: groups('b4'), enrolled_at: at('09:00:00', '2026-05-14') },
    { member: maud, roles: ['approver', 'manager'], state: { kind: 'active' }, fingerprint: groups('c9'), enrolled_at: at('11:12:00', '2026-05-20') },
    { member: rhys, roles: ['author'], state: { kind: 'suspended', by: jo, lapses: at('09:00:00', '2026-06-15'), until_signed: false }, fingerprint: groups('d2'), enrolled_at: at('14:30:00', '2026-05-28') },
  ],
  desks: [
    { id: 'd-1', name: 'Desk 1', fingerprint: groups('01'), this: false, removed: false },
    { id: 'd-2', name: 'Desk 2', fingerprint: groups('02'), this: true, removed: false },
    { id: 'd-0', name: 'Old laptop', fingerprint: groups('03'), this: false, removed: true },
  ],
  policy: { signatures: 2, channels: [{ channel: SITE.channel, signatures: 2, role: 'manager' }], freshness_s: 900 },
  policy_epoch: 3,
  proposals: [
    { proposal: 'p-1', what: 'member_enrolled', about: 'Tom Ashworth (author)', subject: nothing, by: maud, at: at('12:10:00'), lapses: at('12:10:00', '2026-06-15'), may_second: { kind: 'yes' } },
    { proposal: 'p-2', what: 'channel_removed', about: 'Events on Bluesky', subject: { ...nothing, channel: 'c-old' }, by: jo, at: at('13:01:00'), lapses: at('13:01:00', '2026-06-15'), may_second: { kind: 'no', refusal: { code: 'same_member' } } },
    { proposal: 'p-3', what: 'unknown_decided', about: 'Newsroom: went out', subject: { ...nothing, channel: SITE.channel, release: 'r-2038' }, by: maud, at: at('13:31:40'), lapses: at('13:31:40', '2026-06-15'), may_second: { kind: 'yes' } },
  ],
  one_absence_silences: false,
  has_recovery_key: true,
}

const KINDS: [member: EntryView['member'], act: { kind: string; [field: string]: unknown }][] = [
  [ana, { kind: 'stop', scope: { kind: 'everything' }, reason: 'A post we did not write' }],
  [ana, { kind: 'approved', release: 'r-2038', revision: digest('b1') }],
  [ana, { kind: 'revision_submitted', release: 'r-2041', number: 2041, title: 'Missing: Edith, 79, Cobbleside' }],
  [null, { kind: 'receipt', leg: { release: 'r-2034', channel: SITE.channel } }],
  [null, { kind: 'claimed', release: 'r-2034', channel: SITE.channel }],
  [null, { kind: 'revoked', channel: STATION.channel, state: { kind: 'dead' } }],
  [jo, { kind: 'revocation_ordered', channel: STATION.channel, reason: 'Phone lost' }],
  [null, { kind: 'taken_down', release: 'r-2033', channel: BLUESKY.channel, gone: true }],
  [jo, { kind: 'takedown_ordered', release: 'r-2033', channel: BLUESKY.channel, reason: 'Wrong number' }],
  [maud, { kind: 'rejected', release: 'r-2035', note: 'The closing time is wrong' }],
  [maud, { kind: 'proposed', change: { kind: 'member_enrolled', name: 'Tom Ashworth', roles: ['author'] } }],
  [jo, { kind: 'member_suspended', member: 'm-rhys', reason: 'Phone lost' }],
  [null, { kind: 'send_unknown', leg: { release: 'r-2038', channel: SITE.channel }, detail: 'The folder has not answered for 40 seconds' }],
]
const PAGE = 40

export function ledger(before: number | null): LedgerPage {
  const top = before ?? 4812
  const entries = Array.from({ length: Math.min(PAGE, top) }, (_, index): EntryView => {
    const seq = top - 1 - index
    const [member, act] = KINDS[(4811 - seq) % KINDS.length] ?? [null, { kind: 'beacon' }]
    const time = new Date(Date.parse(at('13:31:02')) - (4811 - seq) * 437_000).toISOString()
    const body = JSON.stringify({ v: 1, office: 'o-1', seq, prev: digest((seq - 1).toString(16)), at: time, by: member ? { member: member.id, device: 'd-2' } : { desk: 'd-2' }, crit: true, act })
    return { seq, at: time, member, desk_name: seq % 3 ? 'Desk 2' : 'Desk 1', what: act.kind, body, link: digest(seq.toString(16)), void: seq === 4805 ? { code: 'member_suspended', member: 'm-rhys' } : null }
  })
  return { entries, total: 4812, head: digest('4811'), verified_at: at('13:32:02') }
}
