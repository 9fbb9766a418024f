// Channels, people and the ledger of the story.
import type { ChannelView, EntryView, LedgerPage, PeopleView } from '../wire'
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

export const people: PeopleView = {
  members: [
    { member: ana, roles: ['author', 'approver'], state: { kind: 'active' }, fingerprint: digest('a1').slice(0, 32), enrolled_at: at('09:00:00', '2026-05-14') },
    { member: jo, roles: ['author', 'approver', 'manager'], state: { kind: 'active' }, fingerprint: digest('b4').slice(0, 32), enrolled_at: at('09:00:00', '2026-05-14') },
    { member: maud, roles: ['approver', 'manager'], state: { kind: 'active' }, fingerprint: digest('c9').slice(0, 32), enrolled_at: at('11:12:00', '2026-05-20') },
    { member: rhys, roles: ['author'], state: { kind: 'suspended', by: jo, lapses: at('09:00:00', '2026-06-15') }, fingerprint: digest('d2').slice(0, 32), enrolled_at: at('14:30:00', '2026-05-28') },
  ],
  desks: [
    { id: 'd-1', name: 'Desk 1', fingerprint: digest('01').slice(0, 32), this: false, removed: false },
    { id: 'd-2', name: 'Desk 2', fingerprint: digest('02').slice(0, 32), this: true, removed: false },
    { id: 'd-0', name: 'Old laptop', fingerprint: digest('03').slice(0, 32), this: false, removed: true },
  ],
  policy: { signatures: 2, channels: [{ channel: SITE.channel, signatures: 2, role: 'manager' }], freshness_s: 900 },
  policy_epoch: 3,
  proposals: [
    { proposal: 'p-1', what: 'member_enrolled', about: 'Tom Ashworth (author)', by: maud, at: at('12:10:00'), lapses: at('12:10:00', '2026-06-15'), may_second: { kind: 'yes' } },
    { proposal: 'p-2', what: 'channel_removed', about: 'Events on Bluesky', by: jo, at: at('13:01:00'), lapses: at('13:01:00', '2026-06-15'), may_second: { kind: 'no', refusal: { code: 'same_member' } } },
  ],
  one_absence_silences: false,
  has_recovery_key: true,
}

const KINDS: [what: string, member: EntryView['member'], body: object][] = [
  ['stop', ana, { scope: { kind: 'everything' }, reason: 'A post we did not write' }],
  ['approved', ana, { release: 'r-2038', revision: digest('b1') }],
  ['revision_submitted', ana, { release: 'r-2041', number: 2041, title: 'Missing: Edith, 79, Cobbleside' }],
  ['receipt', null, { release: 'r-2034', channel: 'c-site' }],
  ['claimed', null, { release: 'r-2034', channel: 'c-site' }],
  ['revoked', jo, { channel: 'c-ferry', state: { kind: 'dead' } }],
  ['revocation_ordered', jo, { channel: 'c-ferry', reason: 'Phone lost' }],
  ['taken_down', jo, { release: 'r-2033', gone: true }],
  ['takedown_ordered', jo, { release: 'r-2033', reason: 'Wrong number' }],
  ['rejected', maud, { release: 'r-2035', note: 'The closing time is wrong' }],
  ['proposed', maud, { kind: 'member_enrolled', name: 'Tom Ashworth' }],
  ['member_suspended', jo, { member: 'm-rhys', reason: 'Phone lost' }],
  ['send_unknown', null, { release: 'r-2038', channel: 'c-site' }],
]
const PAGE = 40

export function ledger(before: number | null): LedgerPage {
  const top = before ?? 4812
  const entries = Array.from({ length: Math.min(PAGE, top) }, (_, index): EntryView => {
    const seq = top - 1 - index
    const [what, member, body] = KINDS[(4811 - seq) % KINDS.length] ?? ['beacon', null, {}]
    const time = new Date(Date.parse(at('13:31:02')) - (4811 - seq) * 437_000).toISOString()
    return { seq, at: time, member, desk_name: seq % 3 ? 'Desk 2' : 'Desk 1', what, body: JSON.stringify(body, null, 2), link: digest(seq.toString(16)), void: seq === 4805 ? { code: 'member_suspended', member: 'm-rhys' } : null }
  })
  return { entries, total: 4812, head: digest('4811'), verified_at: at('13:32:02') }
}
