// What the reader has read and looked at of one revision. It is about these bytes alone: another revision starts anew.
import type { Flag, ReviewView, VariantView } from '../../wire'

/** A version that sends exactly what the revision it is compared with sends, as the core found. */
export const is_unchanged = ({ since }: Pick<VariantView, 'since'>): boolean => since?.kind === 'unchanged'

/** The versions that are still to be read to their end, in their order. */
export const unread = (view: ReviewView, read: ReadonlySet<string>): VariantView[] =>
  view.variants.filter((version) => !read.has(version.channel) && !is_unchanged(version))

/** Where `]` leads: the next version that is unread, or else simply the next one. */
export function next_version(view: ReviewView, read: ReadonlySet<string>, now: string): string {
  const at = view.variants.findIndex(({ channel }) => channel === now)
  const round = [...view.variants.slice(at + 1), ...view.variants.slice(0, Math.max(at, 0))]
  const open = new Set(unread(view, read).map(({ channel }) => channel))
  return (round.find(({ channel }) => open.has(channel)) ?? round[0])?.channel ?? now
}

export function previous_version(view: ReviewView, now: string): string {
  const at = view.variants.findIndex(({ channel }) => channel === now)
  return view.variants.at(at <= 0 ? -1 : at - 1)?.channel ?? now
}

/** One flag, told apart from every other of its revision. */
export const flag_key = ({ channel, field, start, end, what }: Flag): string => `${channel} ${field} ${start} ${end} ${what}`

export type Compare = 'approved' | 'nothing' | 'bytes'

/** Where `D` leads. */
export const next_compare = (now: Compare, has_approved: boolean): Compare =>
  now === 'approved' ? 'nothing' : now === 'nothing' ? 'bytes' : has_approved ? 'approved' : 'nothing'
