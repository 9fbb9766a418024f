// What a signature does, for every intent: the heading, what happens next, and the outcome on the button.
import { and_list, CHANNEL_KINDS, count_of, ROLES } from '../text/names'
import { proposal_button, proposal_effect, proposal_title } from '../text/proposals'
import { clock, full, zone_name } from '../text/times'
import type { Intent, Policy, SignCard } from '../wire'

export type Consequence = { strong?: string; says: string; icon: 'cards' | 'send' | 'warn' | 'person' | 'key' | 'lock' }
export type Signing = { title: string; consequences: Consequence[]; button: string; look: 'primary' | 'danger'; back: string }

type Of<K extends Intent['kind']> = Extract<Intent, { kind: K }>
type Facts = { card: SignCard; zone: string; now: number; stopped: boolean }

const when = (at: string, zone: string) => `${clock(at, zone)} ${zone_name(at, zone)}`
const post = ({ release }: SignCard) => (release ? `CS-${release.number}` : 'this post')
const targets = ({ release }: SignCard) => and_list((release?.legs ?? []).map(({ channel_name }) => channel_name))
const channel_of = ({ channel, release }: SignCard, id: string) => channel?.name ?? release?.legs.find((leg) => leg.channel === id)?.channel_name ?? 'the channel'
const roles_of = (roles: readonly (keyof typeof ROLES)[]) => and_list(roles.map((role) => ROLES[role].can))
const FIRST_OF_TWO: Consequence = { icon: 'cards', says: 'You are the first of two. Nothing changes until another member signs.' }

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth']

/** How this signature stands among those the revision needs. */
function standing({ card, zone }: Facts): Consequence {
  const counting = (card.release?.signatures ?? []).filter(({ counts }) => counts)
  const needed = Math.max(card.release?.needed ?? 2, 2)
  const nth = ORDINALS[counting.length] ?? `${counting.length + 1}th`
  const before = counting.map(({ member, at }) => `${member.name} signed at ${when(at, zone)}.`).join(' ')
  return { icon: 'cards', says: `You are the ${nth} of ${needed === 2 ? 'two' : needed}.${before ? ` ${before}` : ''}` }
}

function approve(facts: Facts): Signing {
  const { card, zone, now, stopped } = facts
  const row = card.release
  const left = row ? row.needed - row.signatures.filter(({ counts }) => counts).length - 1 : 0
  const opens = row ? Date.parse(row.window.not_before) : now
  const next: Consequence =
    left > 0
      ? { icon: 'cards', says: `${count_of(left, 'more signature')} ${left === 1 ? 'is' : 'are'} needed after yours.` }
      : stopped
        ? { icon: 'lock', strong: 'STOP is on.', says: ' Nothing goes out.' }
        : opens > now
          ? { icon: 'send', strong: `It goes out ${full(opens, zone)}`, says: `, to ${targets(card)}.` }
          : { icon: 'send', strong: 'It goes out now', says: `, to ${targets(card)}.` }
  const consequences = [standing(facts), next]
  if (card.flags.length) consequences.push({ icon: 'warn', says: `You acknowledge ${count_of(card.flags.length, 'thing')} that the checks found.` })
  if (left <= 0 && !stopped) consequences.push({ icon: 'warn', says: 'It can be taken down later. Nobody can make readers forget it.' })
  return {
    title: row ? `Sign revision ${row.revision_number} of ${post(card)}` : 'Sign this revision',
    consequences,
    button: left > 0 || stopped ? 'Sign' : opens > now ? `Sign. Goes out at ${when(new Date(opens).toISOString(), zone)}` : 'Sign and publish now',
    look: 'primary',
    back: 'Back to reading',
  }
}

/** The rules in words, for the one who signs them. */
export function policy_says(policy: Policy, name = (id: string) => id): string[] {
  return [
    `${count_of(policy.signatures, 'person', 'people')} sign every post.`,
    ...policy.channels.map(({ channel, signatures, role }) => `${name(channel)}: ${count_of(signatures, 'person', 'people')}${role ? `, one of them who can ${ROLES[role].can}` : ''}.`),
    policy.freshness_s ? `Another desk must have vouched for the ledger within ${count_of(policy.freshness_s, 'second')}.` : 'No other desk needs to vouch for the ledger.',
  ]
}

const INTENTS: { [K in Intent['kind']]: (intent: Of<K>, facts: Facts) => Signing } = {
  submit: (_, { card }) => ({
    title: card.release ? `Send ${post(card)} for approval` : 'Send this for approval',
    consequences: [
      { icon: 'cards', says: 'You are the first of two. Someone else approves the exact words.' },
      { icon: 'send', says: 'Nothing goes out by this.' },
      ...(card.flags.length ? [{ icon: 'warn', says: `The approver must acknowledge ${count_of(card.flags.length, 'thing')} that the checks found.` } as const] : []),
    ],
    button: 'Sign and send for approval', look: 'primary', back: 'Back to writing',
  }),
  approve: (_, facts) => approve(facts),
  reject: (intent, { card }) => ({
    title: `Request changes to ${post(card)}`,
    consequences: [{ icon: 'cards', says: 'Signatures on this revision no longer count. It does not go out.' }, { icon: 'person', strong: `${card.release?.submitter.name ?? 'The writer'} reads:`, says: ` “${intent.note}”` }],
    button: 'Sign and send back', look: 'primary', back: 'Back to reading',
  }),
  withdraw: (_, { card }) => ({
    title: `Withdraw ${post(card)}`,
    consequences: [{ icon: 'cards', says: 'It does not go out. What is live already stays live.' }],
    button: 'Sign and withdraw', look: 'primary', back: 'Back',
  }),
  connect: (intent, { card }) => ({
    title: `Connect ${intent.name}`,
    consequences: [
      { icon: 'key', strong: `${CHANNEL_KINDS[intent.channel_kind]}: ${intent.account}`, says: ` at ${intent.address}` },
      ...(card.channel && card.channel.account !== intent.account ? [{ icon: 'warn', says: `That is another account than ${card.channel.account}. What was approved for that one is approved again.` } as const] : []),
      FIRST_OF_TWO,
    ],
    button: 'Sign as the first of two', look: 'primary', back: 'Back',
  }),
  enrol: (intent) => ({
    title: `Enrol ${intent.name}`,
    consequences: [{ icon: 'person', says: `${intent.name} will be able to ${roles_of(intent.roles)}.` }, FIRST_OF_TWO],
    button: 'Sign as the first of two', look: 'primary', back: 'Back',
  }),
  change_roles: (intent, { card }) => ({
    title: `Change what ${card.member?.name ?? 'the member'} can do`,
    consequences: [{ icon: 'person', says: intent.roles.length ? `From then on: ${roles_of(intent.roles)}.` : 'From then on: nothing.' }, FIRST_OF_TWO],
    button: 'Sign as the first of two', look: 'primary', back: 'Back',
  }),
  change_policy: (intent) => ({
    title: 'Change the rules',
    consequences: [...policy_says(intent.policy).map((says): Consequence => ({ icon: 'cards', says })), { icon: 'warn', says: 'Everything that waits is signed again under the new rules.' }, FIRST_OF_TWO],
    button: 'Sign as the first of two', look: 'primary', back: 'Back',
  }),
  reinstate: (_, { card }) => ({
    title: `Reinstate ${card.member?.name ?? 'the member'}`,
    consequences: [{ icon: 'person', says: 'Their signature will count again.' }, FIRST_OF_TWO],
    button: 'Sign as the first of two', look: 'primary', back: 'Back',
  }),
  remove_channel: (intent, { card }) => ({
    title: `Remove ${channel_of(card, intent.channel)}`,
    consequences: [{ icon: 'key', says: 'Nothing goes out there any more. What is live stays live.' }, FIRST_OF_TWO],
    button: 'Sign as the first of two', look: 'primary', back: 'Back',
  }),
  restart: (_, { card, zone }) => ({
    title: 'Release STOP?',
    consequences: [
      { icon: 'cards', says: card.first ? `You are the second of two. ${card.first.name} signed first.` : 'You are the first of two. Another member signs from any desk. Still locked until then.' },
      ...card.stops.map((stop): Consequence => ({ icon: 'lock', says: `Pulled by ${stop.by?.name ?? 'a desk'}, ${full(stop.at, zone)}${stop.reason ? `: “${stop.reason}”` : ''}.` })),
      { icon: 'send', strong: 'Publishing becomes possible again. Nothing is sent by this.', says: card.held ? ` ${count_of(card.held, 'post')} ${card.held === 1 ? 'stays' : 'stay'} held.` : '' },
    ],
    button: card.first ? 'Sign and release STOP' : 'Sign release, 1st of 2', look: 'primary', back: 'Keep it locked',
  }),
  decide_unknown: (intent, { card }) => ({
    title: `Decide what became of ${post(card)}`,
    consequences: [{ icon: 'warn', strong: intent.sent ? 'It went out' : 'It did not go out', says: `, on ${channel_of(card, intent.channel)}. Look at the channel yourself before you sign.` }, FIRST_OF_TWO],
    button: 'Sign as the first of two', look: 'primary', back: 'Back',
  }),
  second: (_, { card, zone }) => {
    const { proposal } = card
    return {
      title: proposal ? proposal_title(proposal.what, proposal.about) : 'Sign as the second',
      consequences: [
        { icon: 'cards', says: proposal ? `You are the second of two. ${proposal.by.name} signed ${full(proposal.at, zone)}.` : 'You are the second of two.' },
        ...(proposal ? [{ icon: 'person', says: proposal_effect(proposal.what) } as const] : []),
      ],
      button: proposal_button(proposal?.what ?? ''), look: 'primary', back: 'Back',
    }
  },
  drop: (_, { card }) => ({
    title: `Drop: ${card.proposal ? proposal_title(card.proposal.what, card.proposal.about) : 'the proposal'}`,
    consequences: [{ icon: 'cards', says: 'It can no longer be seconded. Nothing else changes.' }],
    button: 'Sign and drop it', look: 'primary', back: 'Back',
  }),
  suspend: (intent, { card }) => ({
    title: `Suspend ${card.member?.name ?? 'the member'} now?`,
    consequences: [
      { icon: 'person', strong: 'At once', says: ', none of their signatures counts. You need nobody else for this.' },
      { icon: 'cards', says: 'It lapses unless another member confirms it. Reinstating takes two people.' },
      { icon: 'warn', says: `Reason: “${intent.reason}”` },
    ],
    button: 'Sign and suspend', look: 'danger', back: 'Back',
  }),
  confirm_suspension: (_, { card }) => ({
    title: `Confirm that ${card.member?.name ?? 'the member'} is suspended`,
    consequences: [{ icon: 'cards', says: 'It no longer lapses. Reinstating takes two people.' }],
    button: 'Sign and confirm', look: 'primary', back: 'Back',
  }),
  take_down: (intent, { card }) => ({
    title: `Take this down from ${channel_of(card, intent.channel)}?`,
    consequences: [{ icon: 'warn', says: 'One person is enough. Then we check that its address no longer opens.' }, { icon: 'cards', says: `Reason: “${intent.reason}”` }],
    button: 'Sign and take down', look: 'danger', back: 'Back',
  }),
  revoke: (intent, { card }) => ({
    title: `Revoke the ${channel_of(card, intent.channel)} key now?`,
    consequences: [
      { icon: 'key', says: `${channel_of(card, intent.channel)} stops accepting posts from every desk. Connecting again takes two people.` },
      { icon: 'warn', says: 'Anyone signed in with the password can still post.' },
      { icon: 'cards', says: `Reason: “${intent.reason}”` },
    ],
    button: 'Sign and revoke', look: 'danger', back: 'Keep the key',
  }),
}

export const signing_of = (card: SignCard, zone: string, now: number, stopped: boolean): Signing =>
  (INTENTS[card.intent.kind] as (intent: Intent, facts: Facts) => Signing)(card.intent, { card, zone, now, stopped })
