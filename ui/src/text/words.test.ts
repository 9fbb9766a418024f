import { expect, test } from 'vitest'
import type { Done, Fault, FindingKind, Refusal } from '../wire'
import type { Names } from './by_code'
import { done_says } from './done'
import { ENTRIES, entry_says } from './entries'
import { FAULTS, fault_says } from './faults'
import { FINDINGS, finding_says, finding_title, titled } from './findings'
import { LEG_STATES, LEGS, leg_word } from './legs'
import { PROPOSALS, proposal_button, proposal_effect, proposal_title } from './proposals'
import { REFUSALS, refusal_says } from './refusals'

const AT = '2026-06-12T13:26:00.000Z'
/** Whatever a code carries. */
const FACTS = {
  member: 'm-1', desk: 'd-1', role: 'approver', ledger: AT, entry: 41, kind: 'an entry', what: 'lookalike_host', field: 'title', most: 120, at: AT, most_days: 30, channel: 'c-1', now: 3, flags: 2, by: 'm-1',
  have: 1, need: 2, found: 'pоlice.example', not_before: AT, execute_before: AT, publisher: 'd-2', freshness_s: 600, state: 'as_approved', left: 4, until: AT, detail: '',
}
const NAMES: Names = { member: () => 'Ana Teixeira', channel: () => 'Bluesky', desk: () => 'Desk 2', time: () => 'Fri 12 Jun at 14:26 BST' }
const FREE_TEXT: Partial<Record<Refusal['code'], string>> = { founding_unsound: 'the founders are one person', bad_key: 'it is weak', content_differs: 'the text of Bluesky' }

const refusal = (code: Refusal['code']) =>
  refusal_says({ ...FACTS, what: FREE_TEXT[code] ?? FACTS.what, field: code === 'text_refused' ? 'part 1 picture 2' : FACTS.field, code } as unknown as Refusal, NAMES)
const fault = (code: Fault['code']) => fault_says({ ...FACTS, code } as unknown as Fault, NAMES)

/** Plain words: begins large, ends with a full stop, and holds neither a code name nor a hole. */
function plain(says: string, code: string) {
  expect(says, code).toMatch(/^[\p{Lu}\p{N}“]/u)
  expect(says, code).toMatch(/\.$/)
  expect(says, code).not.toMatch(/undefined|null|NaN|\[object|[a-z]_[a-z]/)
  expect(says, code).not.toMatch(/!|please|successfully|oops/i)
}

test('every refusal answers with a sentence', () => {
  expect(REFUSALS.length).toBeGreaterThan(40)
  for (const code of REFUSALS) plain(refusal(code), code)
})

test('every fault answers with a sentence', () => {
  expect(FAULTS.length).toBeGreaterThan(20)
  for (const code of FAULTS) plain(fault(code), code)
})

test('every finding has a title and a sentence', () => {
  for (const kind of Object.keys(FINDINGS) as FindingKind[]) {
    plain(finding_says(kind, 'U+200B'), kind)
    plain(finding_says(kind, ''), kind)
    expect(finding_title(kind)).not.toMatch(/_/)
  }
})

test('a title that its sentence begins with is said once', () => {
  expect(titled('Hidden character', 'Hidden character U+200B. Nobody can see it.')).toEqual(['Hidden character', ' U+200B. Nobody can see it.'])
  expect(titled('Lost letters', 'A mark stands where letters were lost.')).toEqual(['Lost letters.', ' A mark stands where letters were lost.'])
})

test('no two refusals say the same, so that nobody looks for the wrong cause', () => {
  const all = REFUSALS.map(refusal)
  expect(all.filter((says, at) => all.indexOf(says) !== at)).toEqual([])
})

test('every state of a channel, entry and proposal has words', () => {
  for (const state of LEG_STATES) plain(LEGS[state].says, state)
  for (const what of ENTRIES) expect(entry_says(what)).toMatch(/^\p{Lu}[^_]*$/u)
  for (const what of PROPOSALS) {
    expect(proposal_title(what, 'Tom Ashworth')).toMatch(/^\p{Lu}[^_]*$/u)
    plain(proposal_effect(what), what)
    expect(proposal_button(what)).toMatch(/^Sign and /)
  }
})

test('a name that a newer core sends is shown as words, not as a code', () => {
  expect(leg_word('sent_by_pigeon')).toBe('sent by pigeon')
  expect(entry_says('pigeon_fed')).toBe('pigeon fed')
  expect(proposal_title('pigeon_fed', 'Bert')).toBe('pigeon fed: Bert')
})

test('what was signed is said in one line, and take-down never claims more than is proved', () => {
  const done: Done[] = [
    { kind: 'signed', seq: 4813 }, { kind: 'submitted', seq: 4813, release: 'r', number: 2043, revision: 'b7' }, { kind: 'proposed', seq: 4813, proposal: 'p', about: 'Tom Ashworth' },
    { kind: 'proposed', seq: 4813, proposal: 'p', about: null }, { kind: 'taken_down', gone: true }, { kind: 'taken_down', gone: false },
    { kind: 'revoked', state: { kind: 'asked_not_proved' } }, { kind: 'revoked', state: { kind: 'dead' } }, { kind: 'revoked', state: { kind: 'nothing_to_revoke' } }, { kind: 'revoked', state: { kind: 'dead_except_access', until: AT } },
  ]
  for (const one of done) plain(done_says(one), one.kind)
  expect(done_says({ kind: 'taken_down', gone: false })).not.toMatch(/checked gone/i)
  expect(done_says({ kind: 'revoked', state: { kind: 'asked_not_proved' } })).toMatch(/not proved/)
})
