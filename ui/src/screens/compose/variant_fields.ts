// The texts of a version by the core's names for them, so that what the core says of a field finds its text.
import type { Image, Variant } from '../../wire'

type Holder = { get: () => string; set: (text: string) => void }

function holder(variant: Variant, field: string): Holder | null {
  const found = /^(?:part (\d+) ?)?(.*)$/.exec(field)
  const rest = found?.[2] ?? ''
  const picture = /^picture (\d+)$/.exec(rest)
  const held = (images: Image[]): Holder | null => {
    const image = images[Number(picture?.[1]) - 1]
    return image ? { get: () => image.alt, set: (text) => (image.alt = text) } : null
  }
  if (variant.kind === 'site') {
    if (picture) return held(variant.images)
    if (field !== 'headline' && field !== 'standfirst' && field !== 'body' && field !== 'notes') return null
    return { get: () => variant[field], set: (text) => (variant[field] = text) }
  }
  const part = variant.parts[Number(found?.[1]) - 1]
  if (!part) return null
  if (picture) return held(part.images)
  const card = part.card
  if (rest === '') return { get: () => part.text, set: (text) => (part.text = text) }
  if (card && rest === 'card address') return { get: () => card.url, set: (text) => (card.url = text) }
  if (card && rest === 'card title') return { get: () => card.title, set: (text) => (card.title = text) }
  if (card && rest === 'card text') return { get: () => card.description, set: (text) => (card.description = text) }
  return null
}

export const field_text = (variant: Variant, field: string): string | null => holder(variant, field)?.get() ?? null

export function set_field_text(variant: Variant, field: string, text: string): void {
  holder(variant, field)?.set(text)
}

/** Whether a field is one line, where a line break is refused. */
export const is_one_line = (field: string): boolean => /^(headline|standfirst)$|(address|title)$/.test(field)

/** Whether somebody has put anything into a version. */
export const is_blank = (variant: Variant): boolean =>
  variant.kind === 'site'
    ? !(variant.headline || variant.standfirst || variant.body || variant.notes || variant.slug || variant.images.length)
    : !variant.quote && variant.parts.every(({ text, images, card }) => !text && images.length === 0 && !card)

/** An address made of a headline: small letters, digits and single hyphens. */
export const slug_of = (headline: string): string =>
  headline.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 80).replace(/-+$/, '')
