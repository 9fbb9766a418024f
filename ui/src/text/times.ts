// Times as people read them, always in the office's zone. `<time datetime>` holds the UTC instant itself.

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const formats = new Map<string, Intl.DateTimeFormat>()
function parts(at: number, zone: string, options: Intl.DateTimeFormatOptions): Record<string, string> {
  const key = zone + JSON.stringify(options)
  let format = formats.get(key)
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options })))
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
}

const millis = (at: string | number): number => (typeof at === 'number' ? at : Date.parse(at))

/** `14:26` */
export function clock(at: string | number, zone: string): string {
  const { hour, minute } = parts(millis(at), zone, { hour: '2-digit', minute: '2-digit' })
  return `${hour}:${minute}`
}

/** `23:31:02` */
export function clock_with_seconds(at: string | number, zone: string): string {
  const { hour, minute, second } = parts(millis(at), zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
  return `${hour}:${minute}:${second}`
}

/** `BST`, `GMT`, `CEST`, or an offset where English has no short name. */
export const zone_name = (at: string | number, zone: string): string =>
  parts(millis(at), zone, { timeZoneName: 'short' }).timeZoneName ?? 'UTC'

/** `Fri 12 Jun` */
export function day(at: string | number, zone: string): string {
  const { weekday, day, month } = parts(millis(at), zone, { weekday: 'short', day: 'numeric', month: 'short' })
  return `${weekday} ${day} ${month?.slice(0, 3)}`
}

/** `Fri 12 Jun 2026` */
export const day_with_year = (at: string | number, zone: string): string =>
  `${day(at, zone)} ${parts(millis(at), zone, { year: 'numeric' }).year}`

/** `Fri 12 Jun at 16:00 BST`: where the reader could take the zone or the day wrongly. */
export const full = (at: string | number, zone: string): string =>
  `${day(at, zone)} at ${clock(at, zone)} ${zone_name(at, zone)}`

/** `23:31:02 BST`: alarms, incidents, the ledger. */
export const alarm = (at: string | number, zone: string): string => `${clock_with_seconds(at, zone)} ${zone_name(at, zone)}`

/** `6 min ago, 14:26`; from 24 hours on `Thu 11 Jun, 16:02`. */
export function ago(at: string | number, now: number, zone: string): string {
  const then = millis(at)
  const since = now - then
  if (since >= DAY || since < -DAY) return `${day(then, zone)}, ${clock(then, zone)}`
  return `${since < 0 ? `in ${span(-since)}` : since < MINUTE ? 'just now' : `${span(since)} ago`}, ${clock(then, zone)}`
}

function span(ms: number): string {
  if (ms < MINUTE) return 'less than a minute'
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  return `${Math.floor(ms / HOUR)} h`
}

/** `6 min 16 s`, `1 h 04 min`: how long something has been on. */
export function lasting(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3_600)} h ${String(Math.floor((seconds % 3_600) / 60)).padStart(2, '0')} min`
}

/** `11:14`, `1:02:09`: the incident's big clock. */
export function stopwatch(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(seconds / 3_600)
  const rest = `${two(Math.floor((seconds % 3_600) / 60))}:${two(seconds % 60)}`
  return hours ? `${hours}:${rest}` : rest
}
