import { expect, test } from 'vitest'
import type { LegView, ProofStep } from '../wire'
import { is_pressing, is_unsettled, leg_known, leg_when, may_be_live, signed_then } from './live'

const LONDON = 'Europe/London'
const step: ProofStep = { what: 'open its address', call: 'GET /post', answer: '404', at: '2026-06-12T22:32:34.000Z', proves: true }
const leg = (state: string, more: Partial<LegView> = {}): LegView => ({ channel: 'c', channel_name: 'Bluesky', channel_kind: 'bluesky', state, changes_live: false, held_by: null, detail: '', remotes: [], at: '2026-06-12T22:26:04.000Z', proof: [], answers: [], ...more })

test('a post is called gone only with the time it was looked for', () => {
  expect(leg_when(leg('taken_down', { proof: [step] }), LONDON)).toBe('Checked gone 23:32:34 BST')
  expect(leg_when(leg('not_proved_gone', { proof: [step] }), LONDON)).toBe('Looked for 23:32:34 BST')
  expect(leg_when(leg('as_approved'), LONDON)).toBe('23:26:04 BST')
})

test('a match is said to be as old as it is', () => {
  expect(leg_known(leg('as_approved'), LONDON)).toBe('Read back as it went out, 23:26:04 BST, and every byte matched. This version does not look again by itself.')
})

test('what nobody can rule out can be taken down; what is gone cannot', () => {
  expect(['as_approved', 'unknown', 'undecided', 'taking_down', 'not_proved_gone'].every((state) => may_be_live(leg(state)))).toBe(true)
  expect(['taken_down', 'going_out', 'failed', 'cancelled'].some((state) => may_be_live(leg(state)))).toBe(false)
})

test('a state that only a newer core knows is pressing, not calm', () => {
  expect([is_pressing(leg('from_the_future')), is_unsettled(leg('from_the_future')), is_pressing(leg('as_approved'))]).toEqual([true, true, false])
})

test('a stop since does not unsign what is live', () => {
  const signed = { member: { id: 'm', name: 'Ana Teixeira', initials: 'AT' }, at: '', desk_name: '', fingerprint: '' }
  expect(signed_then([{ ...signed, counts: false }])).toEqual([{ ...signed, counts: true }])
})
