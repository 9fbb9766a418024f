import { expect, test } from 'vitest'
import { ago, alarm, clock, day_with_year, full, lasting, stopwatch, zone_name } from './times'

const LONDON = 'Europe/London'
const at = '2026-06-12T13:26:05.000Z'
const now = Date.parse('2026-06-12T13:32:08.000Z')

test('a time is shown in the zone of the office, not of the machine', () => {
  expect(clock(at, LONDON)).toBe('14:26')
  expect(clock(at, 'America/New_York')).toBe('09:26')
  expect(alarm(at, LONDON)).toBe('14:26:05 BST')
})

test('the zone is named as it is on that day', () => {
  expect(zone_name('2026-01-12T13:26:05.000Z', LONDON)).toBe('GMT')
  expect(zone_name(at, LONDON)).toBe('BST')
})

test('a time that goes out carries its day and zone', () => {
  expect(full('2026-06-12T15:00:00.000Z', LONDON)).toBe('Fri 12 Jun at 16:00 BST')
  expect(day_with_year('2026-12-31T23:59:00.000Z', LONDON)).toBe('Thu 31 Dec 2026')
  expect(day_with_year('2026-12-31T23:59:00.000Z', 'Europe/Berlin')).toBe('Fri 1 Jan 2027')
})

test('midnight is 00, never 24', () => {
  expect(clock('2026-06-11T23:00:00.000Z', LONDON)).toBe('00:00')
})

test('relative time stops after a day', () => {
  expect(ago(at, now, LONDON)).toBe('6 min ago, 14:26')
  expect(ago('2026-06-12T13:31:50.000Z', now, LONDON)).toBe('just now, 14:31')
  expect(ago('2026-06-12T09:00:00.000Z', now, LONDON)).toBe('4 h ago, 10:00')
  expect(ago('2026-06-11T13:32:09.000Z', now, LONDON)).toBe('23 h ago, 14:32')
  expect(ago('2026-06-11T13:32:08.000Z', now, LONDON)).toBe('Thu 11 Jun, 14:32')
  expect(ago('2026-06-12T14:32:08.000Z', now, LONDON)).toBe('in 1 h, 15:32')
})

test('how long something lasts is counted from zero up', () => {
  expect(lasting(376_000)).toBe('6 min 16 s')
  expect(lasting(-5)).toBe('0 s')
  expect(lasting(3_840_000)).toBe('1 h 04 min')
  expect(stopwatch(674_000)).toBe('11:14')
  expect(stopwatch(3_729_000)).toBe('1:02:09')
})
