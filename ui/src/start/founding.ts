// What must hold before the signing window is opened to found an office. The core checks all of it again.
import type { Cause } from '../parts/ErrorSummary.svelte'

export type Founding = { name: string; desk: string; first: string; second: string }

const LONGEST = 120

/** What is missing, by field id, in the order of the page. */
export function missing({ name, desk, first, second }: Founding): Cause[] {
  const causes: Cause[] = []
  const need = (value: string, field: string, empty: string, long: string) => {
    if (!value.trim()) causes.push({ says: empty, field })
    else if ([...value.trim()].length > LONGEST) causes.push({ says: long, field })
  }
  need(name, 'office-name', 'Name the office', 'Shorten the office’s name to 120 characters')
  need(desk, 'desk-name', 'Name this desk', 'Shorten the desk’s name to 120 characters')
  need(first, 'first-founder', 'Name the first founding member', 'Shorten the first member’s name to 120 characters')
  need(second, 'second-founder', 'Name the second founding member', 'Shorten the second member’s name to 120 characters')
  const same = (text: string) => text.trim().normalize('NFC').toLocaleLowerCase('en-GB')
  if (first.trim() && same(first) === same(second)) causes.push({ says: 'Name two different people. Two is the least.', field: 'second-founder' })
  return causes
}
