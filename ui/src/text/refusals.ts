// Why not, in words. A refusal is an answer: what rule, and what would help.
import type { Refusal } from '../wire'
import { plain_names, type ByCode, type Names } from './by_code'
import { field_says } from './fields'
import { finding_says } from './findings'
import { ROLES } from './names'
import { leg_word } from './legs'

const few = (n: number, one: string, many: string): string => `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`

const SENTENCES: ByCode<Refusal> = {
  no_such_member: () => 'Nobody of this office has that name. Look again.',
  no_such_desk: () => 'This office has no such desk. Look again.',
  member_suspended: ({ member }, say) => `${say.member(member)} is suspended. Ask two people who can manage. If one person did it, it ends after 72 hours, once somebody else has signed.`,
  key_removed: ({ desk }, say) => `The key at ${say.desk(desk)} was taken out of use, so its signature does not count.`,
  role_needed: ({ role }) => `This takes someone who can ${ROLES[role].can}.`,
  person_needed: () => 'A person signs this. A desk cannot do it by itself.',
  desk_needed: () => 'Only a desk records this by itself. Nobody signs it.',
  not_for_recovery_key: () => 'The recovery key counts for releasing STOP and for members. It cannot do this.',
  clock_behind: ({ ledger, entry }, say) => `This desk's clock is behind the ledger: entry ${entry} is dated ${say.time(ledger)}. If the clock is wrong, set it. If that date is wrong: STOP, suspend who signed it, and two people restart.`,
  clock_ahead: ({ ledger, entry }, say) => `The ledger is ahead of this desk's clock: entry ${entry} is dated ${say.time(ledger)}. If the clock is wrong, set it. If that date is wrong: STOP, suspend who signed it, and two people restart.`,
  too_old: ({ kind }) => `The ledger holds an entry that this version does not know (${kind}). Nothing goes out from here until Countersign is updated.`,
  founding_only_once: () => 'This office is founded already. That happens once.',
  founding_unsound: ({ what }) => `The office cannot be founded like this: ${what}.`,
  bad_text: ({ field, most }) => `The ${field.replaceAll('_', ' ')} is empty or too long. At most ${few(most, 'character', 'characters')}.`,
  no_such_proposal: () => 'That proposal is not open any more. Someone seconded it, dropped it, or it lapsed.',
  proposal_lapsed: ({ at }, say) => `That proposal lapsed ${say.time(at)}. Propose it again.`,
  same_member: () => 'You signed first. A different person signs second.',
  member_exists: () => 'That person is enrolled already.',
  bad_key: ({ what }) => `That key cannot be enrolled: ${what}.`,
  too_few_signers: () => 'Two is the least. After this, fewer than two people could sign.',
  policy_unsound: () => 'Two is the least. That is the point of Countersign.',
  not_suspended: () => 'That member is not suspended.',
  already_suspended: () => 'That suspension stands already, or it is your own to confirm. Someone else confirms it.',
  no_such_channel: () => 'This office has no such channel. Look again.',
  channel_kind_differs: () => 'That channel is of another sort. Connect it as a new one.',
  credential_mismatch: () => 'The key does not fit this sort of channel. Bluesky takes an app password, the site takes none.',
  not_recalled: () => 'What this is about is in the archive and was not at hand, so nothing was decided. Open it again, then try again.',
  practice_only: () => 'A practice office reaches no public. Found a real office to connect this.',
  no_such_stop: () => 'That STOP is not on any more. Look again.',
  no_such_revision: () => 'That revision is not in the ledger. Look again.',
  not_the_newest: () => 'There is a newer revision. Look again before you sign.',
  release_reused: () => 'That number is taken. Save the draft again, then sign.',
  revision_reused: () => 'These exact words were sent for approval before.',
  channels_unsound: () => 'The channels of this post are missing or named twice. Choose each one once.',
  channel_closed: ({ channel }, say) => `${say.channel(channel)} is closed: its key is revoked or it was removed.`,
  window_unsound: ({ most_days }) => `Its time is over, empty, or more than ${few(most_days, 'day', 'days')} long. Choose another time.`,
  policy_epoch_differs: () => 'The rules changed since this was sent. Look again and sign under the rules of today.',
  own_release: () => 'You wrote this. Someone else signs.',
  editor_is_approver: () => 'An edit of yours is in this text. Someone else signs.',
  already_approved: () => 'You have signed this already. A second desk does not count twice.',
  publisher_differs: () => 'Another desk is named to send this. Look again.',
  window_differs: () => 'This was sent for another time. Look again.',
  flags_not_acknowledged: ({ flags }) => `${few(flags, 'thing', 'things')} in this text must be looked at before you sign.`,
  rejected: ({ by }, say) => `${say.member(by)} asked for changes. Revise it, then send it again.`,
  withdrawn: () => 'This was withdrawn or replaced. Look for the newer revision.',
  text_refused: ({ field, what, found }) => `${field_says(field)}: ${finding_says(what, found)}`,
  content_differs: ({ what }) => `What is stored is not what was signed: ${what}. Nothing is sent.`,
  stopped: () => 'STOP is on. Nothing can be published.',
  signed_before_stop: () => 'Held by STOP. It was signed before STOP was pulled, so it is signed again to go out.',
  signed_before_revocation: ({ channel, at }, say) => `${say.channel(channel)} was revoked ${say.time(at)} and connected again after this was approved. One approver signs again.`,
  signed_for_another_account: ({ channel, at }, say) => `${say.channel(channel)} was connected to another account ${say.time(at)}, after this was approved. One approver signs again, for where it goes now.`,
  signed_before_suspension: ({ member }, say) => `${say.member(member)} was suspended after this was approved. One approver signs again.`,
  signatures_missing: ({ have, need }) => `${have} of ${need} signed.`,
  approver_role_missing: ({ role }) => `Someone who can ${ROLES[role].can} must sign this.`,
  submitter_suspended: ({ member }, say) => `${say.member(member)} wrote this and is suspended, so that signature no longer counts.`,
  not_yet: ({ not_before }, say) => `Goes out ${say.time(not_before)}.`,
  expired: ({ execute_before }, say) => `Its time passed ${say.time(execute_before)}. It is not sent late. Revise it and sign again.`,
  not_the_publisher: ({ publisher }, say) => `${say.desk(publisher)} sends this. It cannot go out from here.`,
  stale_view: ({ freshness_s }) => `No other desk has vouched for this ledger within ${few(freshness_s, 'second', 'seconds')}. Open another desk, then try again.`,
  leg_state: ({ state }) => `That cannot be done now. On this channel it is: ${leg_word(state).toLowerCase()}.`,
  earlier_revision_live: ({ channel }, say) => `An earlier revision is live on ${say.channel(channel)}, and a post there cannot be changed. Take the old one down first, in Live, or leave ${say.channel(channel)} out of this revision.`,
  not_claimed: () => 'This desk is not the one that is sending it.',
  already_revoked: ({ channel }, say) => `${say.channel(channel)} is already revoked, and that is proved.`,
  not_ordered: () => 'Nobody ordered this.',
  not_live: () => 'Nothing of this is live on that channel.',
  beacon_off_chain: () => 'Another desk vouched for a ledger that is not this one. Compare the two desks.',
}

/** Every code there is. */
export const REFUSALS = Object.keys(SENTENCES) as Refusal['code'][]

export function refusal_says(refusal: Refusal, names: Names = plain_names): string {
  return (SENTENCES[refusal.code] as (value: Refusal, say: Names) => string)(refusal, names)
}
