// The office of the story that the stand-in core tells: Harrowmere Constabulary, Friday 12 June 2026.
// For looking at screens only; never in the bundle that ships.
import type { MemberRef, ProofStep, ShellView, SignatureView, StopView } from '../wire'

export const NOW = '2026-06-12T13:32:08.000Z'

export const ana: MemberRef = { id: 'm-ana', name: 'Ana Teixeira', initials: 'AT' }
export const jo: MemberRef = { id: 'm-jo', name: 'Jo Okafor', initials: 'JO' }
export const maud: MemberRef = { id: 'm-maud', name: 'Maud Lindqvist', initials: 'ML' }
export const rhys: MemberRef = { id: 'm-rhys', name: 'Rhys Penhale', initials: 'RP' }

export const BLUESKY = { channel: 'c-bsky', channel_kind: 'bluesky', channel_name: 'Bluesky' } as const
export const SITE = { channel: 'c-site', channel_kind: 'site', channel_name: 'Newsroom' } as const
export const STATION = { channel: 'c-ferry', channel_kind: 'bluesky', channel_name: 'Tarn Ferry on Bluesky' } as const

export const at = (time: string, day = '2026-06-12'): string => `${day}T${time}.000Z`
/** The fingerprint of a member's key, the same wherever it is shown. */
export const key_of = ({ id }: MemberRef): string => digest({ 'm-ana': 'a1', 'm-jo': 'b4', 'm-maud': 'c9' }[id] ?? 'd2').slice(0, 16).replace(/(.{4})(?=.)/g, '$1 ')
export const signed = (member: MemberRef, time: string, counts = true): SignatureView => ({ member, at: at(time), desk_name: member.id === 'm-jo' ? 'Desk 2' : 'Desk 1', fingerprint: key_of(member), counts })
export const digest = (seed: string): string => (seed + '7f3a91c204bed5e86b702fd9a813c54e9d0b62f4a1c8e3577a60b9d2c4f1e80b').slice(0, 64)

export const proof = (what: string, call: string, answer: string, time: string, proves = true): ProofStep => ({ what, call, answer, at: at(time), proves })

export const stop_on: StopView = { link: digest('aa'), scope: { kind: 'everything' }, at: at('13:31:02'), by: ana, reason: 'A post we did not write' }

export const stop_on_channel: StopView = { link: digest('ab'), scope: { kind: 'channel', channel: BLUESKY.channel }, at: at('13:20:44'), by: maud, reason: '' }
export const NO_KEYRING = 'Start a Secret Service provider such as GNOME Keyring or KWallet, then open Countersign again.'

export type Scene = 'calm' | 'locked' | 'stopped' | 'stopped-signed' | 'stopped-locked' | 'broken' | 'no-keyring' | 'first-run' | 'empty' | 'practice' | 'practice-locked' | 'fault' | 'no-keyring-start' | 'locks-soon' | 'locks-now' | 'channel-stopped' | 'moved' | 'unsaved' | 'released' | 'broken-locked' | 'live-post' | 'lapsed'

export function shell(scene: Scene, locked: boolean, stops: StopView[]): ShellView {
  return {
    office: { id: 'o-1', name: 'Harrowmere Constabulary', zone: 'Europe/London', practice: scene.startsWith('practice') },
    desk: 'd-2',
    desk_name: 'Desk 2',
    member: locked ? null : jo,
    members: scene === 'broken-locked' ? [] : [jo, ana, maud],
    ledger: scene.startsWith('broken') ? { kind: 'broken', what: 'Entry 4,031 does not fit the one before it.' } : { kind: 'verified', entries: 4812 },
    stops,
    restart_signed_by: scene === 'stopped' ? maud : scene === 'stopped-signed' ? jo : null,
    restarted: scene === 'released' ? { seq: 4811, at: at('13:18:28'), stopped_at: at('12:31:02'), by: [maud, ana] } : null,
    posts_waiting: scene === 'empty' ? 0 : 3,
    approvals_waiting: locked || scene === 'empty' ? 0 : 2,
    proposals_waiting: locked || scene === 'empty' ? 0 : 1,
    keyring: scene === 'no-keyring' ? { kind: 'missing', remedy: NO_KEYRING } : { kind: 'ready' },
    now: NOW,
  }
}
