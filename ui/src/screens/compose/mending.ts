// What one press can mend in a text, where mending is safe: the core checks the text again after it.
import { FINDINGS } from '../../text/findings'
import type { Finding } from '../../wire'

/** Letters of Cyrillic and Greek that are drawn like a Latin one, for the button that puts that one in. */
const LATIN: Record<string, string> = {
  а: 'a', в: 'b', с: 'c', ԁ: 'd', е: 'e', һ: 'h', і: 'i', ј: 'j', к: 'k', ӏ: 'l', м: 'm', о: 'o', р: 'p', ԛ: 'q', ѕ: 's', т: 't', у: 'y', х: 'x', ԝ: 'w',
  А: 'A', В: 'B', С: 'C', Е: 'E', Н: 'H', І: 'I', Ј: 'J', К: 'K', М: 'M', О: 'O', Р: 'P', Ѕ: 'S', Т: 'T', У: 'Y', Х: 'X',
  α: 'a', γ: 'y', ε: 'e', ι: 'i', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', τ: 't', υ: 'u', χ: 'x',
  Α: 'A', Β: 'B', Ε: 'E', Ζ: 'Z', Η: 'H', Ι: 'I', Κ: 'K', Μ: 'M', Ν: 'N', Ο: 'O', Ρ: 'P', Τ: 'T', Υ: 'Y', Χ: 'X',
}

const HIDDEN = /[\p{Cf}\p{Cc}\p{Co}\p{Cn}\ufe00-\ufe0f]/gu

export type Mend = { label: string; with: string }

/** The fix for what was found in `span`, or nothing where only the writer can know what was meant. */
export function mend_of(finding: Pick<Finding, 'kind' | 'detail'>, span: string, one_line: boolean): Mend | null {
  switch (FINDINGS[finding.kind].mend) {
    case 'space': return { label: 'Use an ordinary space', with: ' ' }
    case 'normal': return { label: 'Store them the usual way', with: span.normalize('NFC') }
    case 'break': return one_line ? { label: 'Use a space', with: ' ' } : { label: 'Use an ordinary line break', with: '\n' }
    case 'remove': return removed(span)
    case 'latin': return latin(finding, span)
    case undefined: return null
  }
}

function removed(span: string): Mend | null {
  // A style mark stands behind the character it styles: that one stays.
  const rest = [...span].length > 1 ? span.replace(HIDDEN, '') : ''
  return rest === span ? null : { label: 'Remove', with: rest }
}

function latin({ kind, detail }: Pick<Finding, 'kind' | 'detail'>, span: string): Mend | null {
  // The core says how such a word reads, or which site is imitated.
  if ((kind === 'lookalike_word' || kind === 'whole_script' || kind === 'imitates_own_domain') && detail && detail !== span) return { label: `Use “${detail}”`, with: detail }
  const odd = [...new Set([...span].filter((letter) => letter in LATIN))]
  if (odd.length === 0) return null
  const fixed = [...span].map((letter) => LATIN[letter] ?? letter).join('')
  // A letter that this table does not know stays wrong, so nothing is offered.
  if (/[^\x20-\x7e]/.test(fixed)) return null
  return { label: odd.length === 1 ? `Use Latin ${LATIN[odd[0] ?? '']}` : 'Use Latin letters', with: fixed }
}
