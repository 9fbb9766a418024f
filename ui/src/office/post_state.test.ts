import { expect, test } from 'vitest'
import { LEG_STATES } from '../text/legs'
import type { LegView, QueueRow, SignatureView } from '../wire'
import { leg_shown, post_state, STATES } from './post_state'

const signed = (counts = true): SignatureView => ({ member: { id: 'm', name: 'Ana Teixeira', initials: 'AT' }, at: '2026-06-12T13:26:00.000Z', desk_name: 'Desk 1', fingerprint: '', counts })
const leg = (state: string) => ({ state }) as LegView
const row = (states: string[], more: Partial<QueueRow> = {}) =>
  post_state({ signatures: [signed()], needed: 2, legs: states.map(leg), rejection: null, may_approve: { kind: 'no', refusal: { code: 'own_release' } }, ...more })

test('a post that waits says for whom', () => {
  expect(row(['waiting', 'waiting'])).toBe('awaiting')
  expect(row(['waiting', 'waiting'], { may_approve: { kind: 'yes' } })).toBe('awaiting_you')
})

test('a signature that does not count does not approve', () => {
  expect(row(['waiting'], { signatures: [signed(), signed()] })).toBe('approved')
  expect(row(['waiting'], { signatures: [signed(), signed(false)] })).toBe('awaiting')
})

test('what is not known goes before everything but a request for changes', () => {
  expect(row(['as_approved', 'unknown'])).toBe('unknown')
  expect(row(['failed', 'undecided'])).toBe('unknown')
  expect(row(['unknown'], { rejection: { by: { id: 'm', name: 'Jo Okafor', initials: 'JO' }, at: '2026-06-12T13:26:00.000Z', note: 'Wrong time' } })).toBe('returned')
})

test('a post is live only when each channel matches or was taken down', () => {
  expect(row(['as_approved', 'as_approved'])).toBe('live')
  expect(row(['as_approved', 'taken_down'])).toBe('live')
  expect(row(['as_approved', 'waiting'])).toBe('partly')
  expect(row(['as_approved', 'failed'])).toBe('partly')
  expect(row(['failed', 'waiting'])).toBe('failed')
})

test('taken down and withdrawn take every channel', () => {
  expect(row(['taken_down', 'taking_down'])).toBe('taken_down')
  expect(row(['cancelled', 'cancelled'])).toBe('withdrawn')
  expect(row(['cancelled', 'waiting'])).not.toBe('withdrawn')
})

test('STOP that holds one channel shows on the whole post', () => {
  expect(row(['held', 'waiting'], { signatures: [signed(false), signed(false)] })).toBe('held')
})

test('a post without any channel is never called live, withdrawn or taken down', () => {
  expect(row([])).toBe('awaiting')
})

test('a state that this version does not know is shown as not known, never as calm', () => {
  expect(leg_shown('teleported').word).toBe('Not known yet')
  expect(leg_shown('as_approved').word).toBe('As approved')
})

test('hue never says it alone: every state has its own pair of word and icon', () => {
  const all = [...Object.values(STATES), ...LEG_STATES.map(leg_shown)]
  for (const { word, icon } of all) expect(word && icon).toBeTruthy()
  const words = Object.values(STATES).map(({ word }) => word)
  expect(new Set(words).size).toBe(words.length)
})
