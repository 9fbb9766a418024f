import { expect, test } from 'vitest'
import { matching } from './matching'

test('each word typed begins a word of the label, in any order', () => {
  expect(matching('STOP all publishing', 'pub stop')).toBe(true)
  expect(matching('People & devices', 'dev')).toBe(true)
  expect(matching('STOP all publishing', 'top')).toBe(false)
  expect(matching('New post', 'new draft')).toBe(false)
})

test('case and accents do not matter', () => {
  expect(matching('Élodie Åkesson', 'elodie ake')).toBe(true)
  expect(matching('Elodie', 'ÉLO')).toBe(true)
})

test('nothing typed matches everything', () => {
  expect(matching('Ledger', '')).toBe(true)
  expect(matching('Ledger', '   ')).toBe(true)
})
