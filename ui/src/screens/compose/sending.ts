// What stops a draft from being sent for approval, each with the place where it is mended.
import type { Cause } from '../../parts/ErrorSummary.svelte'
import { titled } from '../../text/findings'
import type { DraftText, Refusal } from '../../wire'
import { field_id, type Check } from './checks'

export type Facts = {
  text: DraftText
  list: readonly Check[]
  /** Why the time cannot be taken. */
  unsound: string | null
  /** What the core says of the draft as a whole, in words. */
  refusal: { refusal: Refusal; says: string } | null
  show: (check: Check) => void
}

export function causes({ text, list, unsound, refusal, show }: Facts): Cause[] {
  const all: Cause[] = list
    .filter(({ blocking }) => blocking)
    .map((check) => ({ says: `${check.where}: ${titled(check.title, check.says).join('')}`, mend: () => show(check) }))
  if (!text.title.trim()) all.push({ says: 'Give it a title, so that the office can find it.', field: 'draft-title' })
  if (text.variants.length === 0) all.push({ says: 'Choose at least one channel.', field: 'draft-channels' })
  if (unsound) all.push({ says: unsound, field: 'timing-time' })
  // The core names the first thing it meets. It stands in the list already if the checks hold it.
  if (refusal && !(refusal.refusal.code === 'text_refused' && list.some(({ blocking }) => blocking)) && all.length === 0) all.push({ says: refusal.says, field: place_of(refusal.refusal, text) })
  // Two places can say the same; the list is keyed by what it says.
  return all.filter((cause, index) => all.findIndex(({ says }) => says === cause.says) === index)
}

function place_of(refusal: Refusal, text: DraftText): string | undefined {
  switch (refusal.code) {
    case 'bad_text': return refusal.field === 'note' ? 'draft-note' : 'draft-title'
    case 'window_unsound': return 'timing-time'
    case 'channels_unsound': case 'channel_closed': return 'draft-channels'
    case 'text_refused': return text.variants[0] ? field_id(text.variants[0].channel, refusal.field) : undefined
    default: return undefined
  }
}

/** “2 things stop you sending this”. */
export const stops_title = (count: number): string => `${count.toLocaleString('en-GB')} ${count === 1 ? 'thing stops' : 'things stop'} you sending this`
