// What the reader has read and looked at of one revision. It is about these bytes alone: another revision starts anew.
import type { Flag, ReviewView, VariantView } from '../../wire'

/** A version that says word for word what the last approved revision said. Pictures, cards and addresses are not
 * compared by the core, so a version that has any is read again. */
export function is_unchanged(view: Pick<ReviewView, 'compared_with'>, { variant, fields }: VariantView): boolean {
  if (view.compared_with === null || variant.kind !== 'bluesky' || variant.quote) return false
  if (variant.parts.some(({ images, card, mentions }) => images.length > 0 || card || mentions.length > 0)) return false
  return fields.every(({ changes, text }) => changes.length > 0 && changes.every(({ kind }) => kind === 'same') && changes.map(({ text }) => text).join('') === text)
}

/** The versions that are still to be read to their end, in their order. */
export const unread = (view: ReviewView, read: ReadonlySet<string>): VariantView[] =>
  view.variants.filter((version) => !read.has(version.channel) && !is_unchanged(view, version))

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
