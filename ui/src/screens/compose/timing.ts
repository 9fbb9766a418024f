// From a wall clock in the office's zone to an instant. A wall clock can stand for one instant, two (the clocks go
// back) or none (they go forward).

const MINUTE = 60_000
const DAY = 86_400_000

/** How far ahead a post may be set: it stays open a day, and the whole must lie within 32 days. */
export const MOST_DAYS = 31

type Wall = { year: number; month: number; day: number; hour: number; minute: number }

const formats = new Map<string, Intl.DateTimeFormat>()
function wall(at: number, zone: string): Wall {
  let format = formats.get(zone)
  if (!format) formats.set(zone, (format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' })))
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  return { year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0, hour: parts.hour ?? 0, minute: parts.minute ?? 0 }
}

const two = (n: number): string => String(n).padStart(2, '0')

/** The day there, as `2026-06-12`. */
export function day_of(at: number, zone: string): string {
  const { year, month, day } = wall(at, zone)
  return `${year}-${two(month)}-${two(day)}`
}

/** The wall clock there, as `14:26`. */
export function time_of(at: number, zone: string): string {
  const { hour, minute } = wall(at, zone)
  return `${two(hour)}:${two(minute)}`
}

/** A time as people type it: `1430`, `14.30`, `9:05`. Nothing when it is none. */
export function typed_time(typed: string): { hour: number; minute: number } | null {
  const found = /^\s*(\d{1,2})[:.]?(\d{2})\s*$/.exec(typed)
  if (!found) return null
  const [hour, minute] = [Number(found[1]), Number(found[2])]
  return hour < 24 && minute < 60 ? { hour, minute } : null
}

/** Every instant that this wall clock stands for, the earliest first. */
export function instants(day: string, hour: number, minute: number, zone: string): number[] {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const guess = Date.UTC(year, month - 1, date, hour, minute)
  const offset = (at: number) => {
    const there = wall(at, zone)
    return Date.UTC(there.year, there.month - 1, there.day, there.hour, there.minute) - Math.floor(at / MINUTE) * MINUTE
  }
  const offsets = new Set([offset(guess - DAY), offset(guess), offset(guess + DAY)])
  const fits = (at: number) => day_of(at, zone) === day && time_of(at, zone) === `${two(hour)}:${two(minute)}`
  return [...offsets].map((by) => guess - by).filter(fits).sort((a, b) => a - b)
}

/** The days that can be chosen, today first. Noon, so that a clock change skips none. */
export function days(now: number, zone: string): string[] {
  const [year = 0, month = 1, date = 1] = day_of(now, zone).split('-').map(Number)
  const noon = Date.UTC(year, month - 1, date, 12)
  return Array.from({ length: MOST_DAYS }, (_, index) => new Date(noon + index * DAY).toISOString().slice(0, 10))
}

export const instant = (at: number): string => new Date(at).toISOString()
