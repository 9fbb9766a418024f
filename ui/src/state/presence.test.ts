import { expect, test } from 'vitest'
import { countdown, Seldom } from './presence.svelte'

const NOW = Date.parse('2026-06-12T13:32:08.000Z')
const left = (ms: number) => countdown(NOW + ms, NOW)

test('nothing is said while there are more than five minutes, or no lock is coming', () => {
  expect(left(5 * 60_000 + 1)).toEqual({ kind: 'none' })
  expect(countdown(null, NOW)).toEqual({ kind: 'none' })
  expect(left(0)).toEqual({ kind: 'none' })
})

test('the last five minutes are counted down, rounded up, and the last one is a warning', () => {
  expect(left(5 * 60_000)).toEqual({ kind: 'minutes', says: 'Locks in 5 min' })
  expect(left(3 * 60_000 + 1)).toEqual({ kind: 'minutes', says: 'Locks in 4 min' })
  expect(left(60_001)).toEqual({ kind: 'minutes', says: 'Locks in 2 min' })
  expect(left(60_000)).toEqual({ kind: 'warning', seconds: 60 })
  expect(left(1)).toEqual({ kind: 'warning', seconds: 1 })
})

test('a moving hand is told of at most every 20 s, and at once while a person is asked', () => {
  const seldom = new Seldom()
  expect([0, 1, 19_999, 20_000, 20_001].map((at) => seldom.may(at, 20_000))).toEqual([true, false, false, true, false])
  expect(seldom.may(21_000, 1_000)).toBe(true)
})
