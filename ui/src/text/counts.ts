// How long a text is, in words: what is left, or what is over.
import type { Count, Unit } from '../wire'

export type Counted = { says: string; number: string; word: string; tone: 'plain' | 'awaiting' | 'unapproved'; share: number | null }

/** From here on the counter warns. */
const FEW = 20
const UNITS: Record<Unit, [one: string, many: string]> = { characters: ['character', 'characters'], words: ['word', 'words'], bytes: ['byte', 'bytes'] }
const number = (n: number): string => n.toLocaleString('en-GB')
const of = (n: number, unit: Unit): string => `${number(n)} ${UNITS[unit][n === 1 ? 0 : 1]}`

export function counted({ unit, used, limit, bytes, bytes_limit }: Count): Counted {
  if (limit === null && bytes > bytes_limit) return { ...said(bytes_limit - bytes, 'bytes'), share: 1 }
  if (limit === null) return { says: of(used, unit), number: number(used), word: UNITS[unit][used === 1 ? 0 : 1], tone: 'plain', share: null }
  return { ...said(limit - used, unit), share: Math.min(1, used / limit) }
}

function said(left: number, unit: Unit): Omit<Counted, 'share'> {
  const word = left < 0 ? 'over' : 'left'
  const size = Math.abs(left)
  return { says: `${of(size, unit)} ${word}`, number: number(size), word, tone: left < 0 ? 'unapproved' : left < FEW ? 'awaiting' : 'plain' }
}

export const fits = ({ used, limit, bytes, bytes_limit }: Count): boolean => bytes <= bytes_limit && (limit === null || used <= limit)

/** What a screen reader is told, only as a threshold is passed: few left, none left, over. */
export function spoken(count: Count): string {
  const { says, tone } = counted(count)
  const left = count.limit === null ? null : count.limit - count.used
  return tone === 'unapproved' ? `Too long: ${says}.` : left === 0 ? 'Nothing left.' : tone === 'awaiting' ? `Under ${FEW} left.` : ''
}
