// One card for every kind that the signing window can show; `?card=` names it.
import type { CardKind, Intent, SignCard } from '../wire'
import { channels, people } from './control'
import { missing } from './releases'
import { ana, BLUESKY, digest, jo, maud, stop_on } from './story'

const policy = { signatures: 2, channels: [], freshness_s: 600 }
const post = { release: missing.release, revision: digest('b7') }

export const INTENTS: { [K in Intent['kind']]: Extract<Intent, { kind: K }> } = {
  submit: { kind: 'submit', draft: 'dr-2' },
  approve: { kind: 'approve', ...post, acknowledged: [] },
  reject: { kind: 'reject', ...post, note: 'The closing time of Mill Lane is 18:30.' },
  withdraw: { kind: 'withdraw', ...post },
  connect: { kind: 'connect', channel: null, channel_kind: 'bluesky', name: 'Bluesky', account: 'harrowmere-police.example', address: 'https://bsky.example', credential_name: 'countersign' },
  enrol: { kind: 'enrol', name: 'Tom Ashworth', roles: ['author', 'approver'] },
  change_roles: { kind: 'change_roles', member: maud.id, roles: ['author', 'approver', 'manager'] },
  change_policy: { kind: 'change_policy', policy },
  reinstate: { kind: 'reinstate', member: 'm-rhys' },
  remove_channel: { kind: 'remove_channel', channel: 'c-old' },
  restart: { kind: 'restart' },
  decide_unknown: { kind: 'decide_unknown', release: 'r-2038', channel: BLUESKY.channel, sent: true },
  second: { kind: 'second', proposal: 'p-1' },
  drop: { kind: 'drop', proposal: 'p-1' },
  suspend: { kind: 'suspend', member: maud.id, reason: 'Phone lost' },
  confirm_suspension: { kind: 'confirm_suspension', member: 'm-rhys' },
  take_down: { kind: 'take_down', release: missing.release, channel: BLUESKY.channel, reason: 'Wrong time' },
  revoke: { kind: 'revoke', channel: BLUESKY.channel, reason: 'Phone lost' },
}

const WITH_POST: Intent['kind'][] = ['submit', 'approve', 'reject', 'withdraw', 'take_down', 'decide_unknown']

export function sign_card(intent: Intent): SignCard {
  const shows = WITH_POST.includes(intent.kind)
  return {
    intent,
    signer: jo,
    title: shows ? missing.title : '',
    channels: shows ? channels.slice(0, 2).map(({ name, channel_kind, account }) => ({ channel_name: name, channel_kind, account })) : [],
    release: shows && intent.kind !== 'submit' ? missing : null,
    revision: shows && intent.kind !== 'submit' ? digest('b7') : null,
    excerpt: shows ? 'MISSING: Have you seen Edith, 79? Last seen at Cobbleside Market at about 10.40am today. She is 5ft 2in with short white hair, in a navy coat and grey walking boots, …' : '',
    flags: intent.kind === 'approve' ? [{ channel: 'c-site', field: 'notes', start: 0, end: 2, what: 'unusual_space', found: 'U+00A0' }] : [],
    channel: 'channel' in intent && intent.channel ? (channels.find(({ id }) => id === intent.channel) ?? null) : null,
    member: 'member' in intent ? (people.members.find(({ member }) => member.id === intent.member)?.member ?? null) : null,
    proposal: 'proposal' in intent ? (people.proposals[0] ?? null) : null,
    stops: intent.kind === 'restart' ? [stop_on] : [],
    first: intent.kind === 'restart' ? maud : null,
    held: intent.kind === 'restart' ? 2 : 0,
  }
}

export function card_named(name: string): CardKind {
  if (name === 'unlock') return { kind: 'unlock', members: [jo, ana, maud], member: jo.id }
  if (name === 'founding') return { kind: 'founding', founders: [jo.name, ana.name], chosen: 0 }
  if (name === 'founding-second') return { kind: 'founding', founders: [jo.name, ana.name], chosen: 1 }
  if (name === 'recovery_sheet') return { kind: 'recovery_sheet', path: '/home/jo/Countersign/recovery-sheet.txt' }
  if (name === 'nothing') return { kind: 'nothing' }
  if (name === 'enrolment') return { kind: 'enrolment', name: 'Tom Ashworth', roles: ['author', 'approver'] }
  const intent = (INTENTS as Record<string, Intent>)[name] ?? INTENTS.approve
  return { kind: 'sign', ...sign_card(intent) }
}

export const CARDS = ['unlock', 'founding', 'founding-second', 'recovery_sheet', 'enrolment', 'nothing', ...Object.keys(INTENTS)]
