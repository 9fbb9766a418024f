// What stops a person from signing what is open, each with the place where that is mended.
import type { Cause } from '../../parts/ErrorSummary.svelte'
import { and_list, count_of } from '../../text/names'
import type { Flag, ReviewView } from '../../wire'
import { flag_key, unread } from './reading'

export type Facts = {
  view: ReviewView
  read: ReadonlySet<string>
  acknowledged: ReadonlySet<string>
  /** Goes to a version. */
  open: (channel: string) => void
  /** Goes to a flag that is not acknowledged. */
  show: (flag: Flag) => void
}

export function causes({ view, read, acknowledged, open, show }: Facts): Cause[] {
  const all: Cause[] = []
  const left = unread(view, read)
  const first = left[0]
  if (first) all.push({ says: `Read the ${and_list(left.map(({ channel_name }) => channel_name))} ${left.length === 1 ? 'version' : 'versions'} to the end`, mend: () => open(first.channel) })
  const flags = view.flags.filter((flag) => !acknowledged.has(flag_key(flag)))
  const flag = flags[0]
  if (flag) all.push({ says: flags.length === 1 ? 'Acknowledge the thing that the checks found' : `Acknowledge the ${count_of(flags.length, 'thing')} that the checks found`, mend: () => show(flag) })
  return all
}

const NUMBERS = ['No things stop', 'One thing stops', 'Two things stop']
export const stops_title = (count: number): string => `${NUMBERS[count] ?? `${count} things stop`} you signing`
