import { expect, test } from 'vitest'
import { matching, pieces } from './matching'

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

test('what was typed of each word is marked, and the label stays whole', () => {
  const hits = (label: string, typed: string) => pieces(label, typed).filter(({ hit }) => hit).map(({ text }) => text)
  expect(hits('Revoke the key of Bluesky…', 'rev blu')).toEqual(['Rev', 'Blu'])
  expect(hits('E\u0301lodie Åkesson', 'el ak')).toEqual(['E\u0301l', 'Åk'])
  expect(hits('STOP all publishing', 'top')).toEqual([])
  for (const typed of ['', 'dev', 'people &']) expect(pieces('People & devices', typed).map(({ text }) => text).join('')).toBe('People & devices')
})
