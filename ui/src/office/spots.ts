// Places in a text: from the core's byte offsets (UTF-8) to the page's (UTF-16), and to pieces that can be drawn.
import type { Finding } from '../wire'

export type Level = 'refused' | 'flagged'
/** From `from` to before `to`, in UTF-16. */
export type Spot = { from: number; to: number; level: Level }
export type Stretch = { text: string; level: Level | null }

/** Turns byte offsets into UTF-16 ones. An offset inside a character goes to its start, one past the end to the end. */
export function byte_places(text: string, offsets: readonly number[]): Map<number, number> {
  const wanted = [...new Set(offsets)].sort((a, b) => a - b)
  const places = new Map<number, number>()
  let byte = 0
  let next = 0
  for (let at = 0; at < text.length && next < wanted.length; ) {
    const point = text.codePointAt(at) ?? 0
    const bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
    while (next < wanted.length && (wanted[next] ?? 0) < byte + bytes) places.set(wanted[next++] ?? 0, at)
    byte += bytes
    at += point > 0xffff ? 2 : 1
  }
  while (next < wanted.length) places.set(wanted[next++] ?? 0, text.length)
  return places
}

/** The places of findings in the text that they were found in. */
export function spots(text: string, found: readonly Pick<Finding, 'start' | 'end'>[], level: Level): Spot[] {
  const places = byte_places(text, found.flatMap(({ start, end }) => [start, end]))
  return found.map(({ start, end }) => ({ from: places.get(start) ?? 0, to: places.get(end) ?? 0, level }))
}

/** Spots of `was`, as far as they still stand in `now`: what the change touched is left out until it is checked again. */
export function carried(was: string, now: string, all: readonly Spot[]): Spot[] {
  if (was === now) return [...all]
  const most = Math.min(was.length, now.length)
  let head = 0
  while (head < most && was[head] === now[head]) head++
  let tail = 0
  while (tail < most - head && was[was.length - 1 - tail] === now[now.length - 1 - tail]) tail++
  const moved = now.length - was.length
  return all.flatMap((spot) => {
    if (spot.to <= head) return [spot]
    if (spot.from >= was.length - tail) return [{ ...spot, from: spot.from + moved, to: spot.to + moved }]
    return []
  })
}

/** The text cut wherever a mark begins or ends; where marks lie over each other the more serious one shows. */
export function stretches(text: string, all: readonly Spot[]): Stretch[] {
  const cuts = [...new Set([0, text.length, ...all.flatMap(({ from, to }) => [from, to])])].filter((at) => at >= 0 && at <= text.length).sort((a, b) => a - b)
  const pieces: Stretch[] = []
  for (let index = 0; index + 1 < cuts.length; index++) {
    const [from, to] = [cuts[index] ?? 0, cuts[index + 1] ?? 0]
    const over = all.filter((spot) => spot.from <= from && spot.to >= to)
    const level = over.some((spot) => spot.level === 'refused') ? 'refused' : over.length ? 'flagged' : null
    const last = pieces.at(-1)
    if (last && last.level === null && level === null) last.text += text.slice(from, to)
    else pieces.push({ text: text.slice(from, to), level })
  }
  return pieces
}
