import { expect, test } from 'vitest'
import { byte_places, carried, spots, stretches } from './spots'

const bytes = (text: string) => new TextEncoder().encode(text).length

test('byte offsets lead to the same characters, whatever stands before them', () => {
  const text = 'é🚒 Tarn\u200b Ferry'
  const start = bytes('é🚒 Tarn')
  const [spot] = spots(text, [{ start, end: start + 3 }], 'refused')
  expect(text.slice(spot?.from, spot?.to)).toBe('\u200b')
})

test('an offset inside a character goes to its start, one past the end to the end', () => {
  const places = byte_places('é!', [1, 2, 3, 99])
  expect([...places]).toEqual([[1, 0], [2, 1], [3, 2], [99, 2]])
})

test('a mark moves with the text around it and goes where the text under it changed', () => {
  const was = 'one two three'
  const two = { from: 4, to: 7, level: 'flagged' } as const
  expect(carried(was, was, [two])).toEqual([two])
  expect(carried(was, 'one two three four', [two])).toEqual([two])
  expect(carried(was, 'and one two three', [two])).toEqual([{ ...two, from: 8, to: 11 }])
  expect(carried(was, 'one twoo three', [two])).toEqual([two])
  expect(carried(was, 'one tko three', [two])).toEqual([])
})

test('pieces join to the text again, and the more serious mark shows where two overlap', () => {
  const text = 'see harrowmere.example now'
  const pieces = stretches(text, [{ from: 4, to: 22, level: 'flagged' }, { from: 8, to: 10, level: 'refused' }])
  expect(pieces.map(({ text }) => text).join('')).toBe(text)
  expect(pieces.map(({ text, level }) => [text, level])).toEqual([['see ', null], ['harr', 'flagged'], ['ow', 'refused'], ['mere.example', 'flagged'], [' now', null]])
  expect(stretches(text, [])).toEqual([{ text, level: null }])
})
