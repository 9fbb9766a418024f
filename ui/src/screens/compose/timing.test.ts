import { expect, test } from 'vitest'
import { day_of, days, instant, instants, time_of, typed_time } from './timing'

const LONDON = 'Europe/London'
const of = (day: string, hour: number, minute: number, zone = LONDON) => instants(day, hour, minute, zone).map(instant)

test('a wall clock is read in the zone of the office', () => {
  expect(of('2026-06-12', 16, 0)).toEqual(['2026-06-12T15:00:00.000Z'])
  expect(of('2026-01-12', 16, 0)).toEqual(['2026-01-12T16:00:00.000Z'])
  expect(of('2026-06-12', 16, 0, 'Asia/Kolkata')).toEqual(['2026-06-12T10:30:00.000Z'])
})

test('when the clocks go back a time stands for two instants, and when they go forward for none', () => {
  expect(of('2026-10-25', 1, 30)).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'])
  expect(of('2026-03-29', 1, 30)).toEqual([])
  expect(of('2026-10-25', 2, 30)).toEqual(['2026-10-25T02:30:00.000Z'])
  expect(of('2026-11-01', 1, 30, 'America/New_York')).toHaveLength(2)
})

test('an instant leads back to the wall clock it was made of', () => {
  for (const zone of [LONDON, 'Pacific/Auckland', 'America/St_Johns']) {
    const [at = 0] = instants('2026-06-12', 23, 45, zone)
    expect([day_of(at, zone), time_of(at, zone)]).toEqual(['2026-06-12', '23:45'])
  }
})

test('a time is taken as people type it, and nothing else is', () => {
  expect(typed_time('14:30')).toEqual({ hour: 14, minute: 30 })
  expect(typed_time(' 9.05 ')).toEqual({ hour: 9, minute: 5 })
  expect(typed_time('0905')).toEqual({ hour: 9, minute: 5 })
  for (const wrong of ['', '24:00', '12:60', '4pm', '1', '12:345']) expect(typed_time(wrong)).toBeNull()
})

test('31 days can be chosen, today first, across a clock change', () => {
  const list = days(Date.parse('2026-10-20T22:30:00.000Z'), LONDON)
  expect(list).toHaveLength(31)
  expect([list[0], list[1], list[5], list[6]]).toEqual(['2026-10-20', '2026-10-21', '2026-10-25', '2026-10-26'])
})
