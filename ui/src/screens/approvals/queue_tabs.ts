// The three queues, and what is said when one is empty.
import { count_of } from '../../text/names'
import type { QueueRow } from '../../wire'

export const TABS = ['for_you', 'others', 'returned'] as const
export type Tab = (typeof TABS)[number]
export type Queues = Record<Tab, readonly QueueRow[]>

export const LABELS: Record<Tab, string> = { for_you: 'For you', others: 'Others', returned: 'Returned' }

/** The queue that holds a post, or nothing when it is in none any more. */
export const tab_of = (queues: Queues, release: string): Tab | null => TABS.find((tab) => queues[tab].some((row) => row.release === release)) ?? null

export const EMPTY: Record<Tab, (queues: Queues) => { title: string; says: string }> = {
  for_you: ({ others }) => ({ title: 'Nothing is waiting for you.', says: others.length ? `${count_of(others.length, 'post')} ${others.length === 1 ? 'is' : 'are'} waiting for other people, or on the way out.` : 'Nobody is waiting for anybody.' }),
  others: () => ({ title: 'Nothing is waiting for other people.', says: 'What you send for approval shows here until it is out.' }),
  returned: () => ({ title: 'Nothing was returned.', says: 'A post that needs changes shows here, with the note that says which.' }),
}
