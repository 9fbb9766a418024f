// Which rows the palette shows for what was typed, and which of them Enter runs.
import type { Action } from './actions.svelte'
import { matching } from './matching'

export const GROUPS: readonly { group: Action['group']; title: string }[] = [
  { group: 'do', title: 'Do' },
  { group: 'go', title: 'Go' },
  { group: 'item', title: 'Open' },
]

/** The rows, in the order they stand. What must be meant waits until its name is typed, and then stands last. */
export function rows(able: readonly Action[], typed: string): Action[] {
  const listed = able.filter((action) => action.listed !== false && matching(action.label, typed))
  const grouped = GROUPS.flatMap(({ group }) => listed.filter((action) => action.group === group && !action.meant))
  return typed.trim() ? [...grouped, ...listed.filter((action) => action.meant)] : grouped
}

/** The row that is chosen before an arrow or the pointer chose one: never one that must be meant. */
export const preselected = (found: readonly Action[]): number => found.findIndex((action) => !action.meant)
