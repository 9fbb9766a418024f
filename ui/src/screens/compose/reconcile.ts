// Two people, one draft: what each changed since they last agreed is kept. Where both changed the same place the
// reader's own words stay on the screen, and the other's are handed back to be shown beside them.
import type { DraftText, DraftVariant } from '../../wire'

/** A place that both changed, and what the other made of it. */
export type Clash = { place: string; theirs: string }
export type Reconciled = { text: DraftText; clashes: Clash[] }

type Plain = unknown
const same = (a: Plain, b: Plain): boolean => JSON.stringify(a) === JSON.stringify(b)
const is_record = (value: Plain): value is Record<string, Plain> => typeof value === 'object' && value !== null && !Array.isArray(value)

function merge(base: Plain, mine: Plain, theirs: Plain, place: string, clashes: Clash[]): Plain {
  if (same(mine, theirs) || same(theirs, base)) return mine
  if (same(mine, base)) return theirs
  if (is_record(base) && is_record(mine) && is_record(theirs)) {
    const merged: Record<string, Plain> = {}
    for (const name of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
      const value = merge(base[name], mine[name], theirs[name], place ? `${place} ${name}` : name, clashes)
      if (value !== undefined) merged[name] = value
    }
    return merged
  }
  if (Array.isArray(base) && Array.isArray(mine) && Array.isArray(theirs) && base.length === mine.length && base.length === theirs.length)
    return mine.map((value: Plain, index) => merge(base[index], value, theirs[index], `${place} ${index + 1}`, clashes))
  clashes.push({ place: place.trim(), theirs: typeof theirs === 'string' ? theirs : theirs === undefined ? 'taken out' : JSON.stringify(theirs) })
  return mine
}

type Keyed = Omit<DraftText, 'variants'> & { variants: Record<string, DraftVariant> }
// By channel, so that a channel that came or went does not move the others.
const keyed = (text: DraftText): Keyed => ({ ...text, variants: Object.fromEntries(text.variants.map((one) => [one.channel, one])) })

export function reconcile(base: DraftText, mine: DraftText, theirs: DraftText): Reconciled {
  const clashes: Clash[] = []
  const merged = merge(keyed(base), keyed(mine), keyed(theirs), '', clashes) as Keyed
  return { text: { ...merged, variants: Object.values(merged.variants) }, clashes: clashes.map(({ place, theirs }) => ({ place: place.replace(/^variants /, ''), theirs })) }
}
