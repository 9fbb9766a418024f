// What broke, in words: our sentence first, the core's own detail below it.
import type { Fault } from '../wire'
import { plain_names, type ByCode, type Names } from './by_code'

const tries = (left: number): string => `${left} ${left === 1 ? 'try' : 'tries'} left before this desk waits.`

const SENTENCES: ByCode<Fault> = {
  store: () => 'The ledger could not be read or written. Nothing was done. Check the disk, then try again.',
  keyring: () => 'The system keyring did not answer. Nothing can be signed here until it does.',
  channel: () => 'The channel did not do it.',
  media: () => 'That picture cannot be used.',
  ledger_broken: () => 'The ledger does not hold together. Nothing can be published from this desk.',
  too_large: () => 'That is too large.',
  contended: () => 'Another desk wrote at the same moment. Nothing was signed. Try again.',
  no_office: () => 'No office is founded here yet.',
  office_exists: () => 'An office is founded here already.',
  folder: () => 'The folder cannot be used. Check that it exists and that you may write there.',
  no_such_draft: () => 'That draft is gone. It was sent or thrown away.',
  draft_moved: () => 'Someone else saved this draft meanwhile. Look at theirs before you save.',
  draft_unreadable: () => 'That draft cannot be read. Its file is damaged.',
  content_missing: () => 'The exact bytes of this revision are not on this desk, so nothing can be shown or signed.',
  no_key_here: () => 'You have no key at this desk. Two people enrol it from another desk.',
  no_credential: () => 'This desk does not hold the channel’s key. Connect the channel again.',
  wrong_passphrase: ({ left }) => `That passphrase is not right. ${tries(left)}`,
  waiting: ({ until }, say) => `Too many tries. This desk waits until ${say.time(until)}.`,
  passphrase_unfit: () => 'That passphrase will not do. Use four or more unrelated words.',
  nothing_to_sign: () => 'There is nothing to sign any more. Close this window.',
  nothing_to_open: () => 'There is no page to open for this, or no program on this machine that would show it.',
  internal: () => 'Something went wrong inside Countersign. Nothing was signed. Try again, and tell whoever looks after this desk.',
}

/** Every code there is. */
export const FAULTS = Object.keys(SENTENCES) as Fault['code'][]

export const fault_says = (fault: Fault, names: Names = plain_names): string =>
  (SENTENCES[fault.code] as (value: Fault, say: Names) => string)(fault, names)

/** The core's own sentence, where there is one. */
export const fault_detail = (fault: Fault): string => ('detail' in fault ? fault.detail : '')
