import { expect, test } from 'vitest'
import { missing } from './founding'
import { zones } from './zones'

const whole = { name: 'Harrowmere Constabulary', desk: 'Desk 1', first: 'Jo Okafor', second: 'Ana Teixeira' }
const fields = (more: Partial<typeof whole>) => missing({ ...whole, ...more }).map(({ field }) => field)

test('an office with a name, a desk and two people can be founded', () => {
  expect(fields({})).toEqual([])
})

test('everything that is missing is named, in the order of the page', () => {
  expect(fields({ name: ' ', desk: '', first: '', second: '\t' })).toEqual(['office-name', 'desk-name', 'first-founder', 'second-founder'])
})

test('two founders are two people, however the name is written', () => {
  expect(fields({ second: ' jo okafor ' })).toEqual(['second-founder'])
  expect(fields({ first: 'Zoë', second: 'Zoe\u0308' })).toEqual(['second-founder'])
  expect(fields({ second: 'Jo Okafor-Lane' })).toEqual([])
})

test('a name may have 120 characters, counted as people count', () => {
  expect(fields({ name: '👮'.repeat(120) })).toEqual([])
  expect(fields({ name: 'a'.repeat(121) })).toEqual(['office-name'])
})

test('the zone of this machine comes first, and none comes twice', () => {
  const all = zones('Europe/London')
  expect(all[0]).toBe('Europe/London')
  expect(new Set(all).size).toBe(all.length)
  expect(all).toContain('UTC')
})
