// A small stand-in for the core's counting and checking, so that a draft can be written in the browser. The real rules
// are the core's; this knows just enough to show each kind of answer.
import type { ChannelKind, Count, FieldView, Finding, MentionView, Refusal, Variant } from '../wire'

const bytes = (text: string): number => new TextEncoder().encode(text).length
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const words = new Intl.Segmenter('en', { granularity: 'word' })

function count(kind: ChannelKind, text: string): Count {
  if (kind === 'bluesky') return { unit: 'characters', used: [...graphemes.segment(text)].length, limit: 300, bytes: bytes(text), bytes_limit: 3_000 }
  return { unit: 'words', used: [...words.segment(text)].filter(({ isWordLike }) => isWordLike).length, limit: null, bytes: bytes(text), bytes_limit: 32_768 }
}

export function texts(variant: Variant): [field: string, text: string][] {
  if (variant.kind === 'site') return [['headline', variant.headline], ['standfirst', variant.standfirst], ['body', variant.body], ['notes', variant.notes], ...variant.images.map(({ alt }, at): [string, string] => [`picture ${at + 1}`, alt])]
  return variant.parts.flatMap((part, at) => {
    const name = `part ${at + 1}`
    const card: [string, string][] = part.card ? [[`${name} card address`, part.card.url], [`${name} card title`, part.card.title], [`${name} card text`, part.card.description]] : []
    return [[name, part.text] as [string, string], ...part.images.map(({ alt }, index): [string, string] => [`${name} picture ${index + 1}`, alt]), ...card]
  })
}

export function inspect(text: string): Pick<FieldView, 'refused' | 'flagged'> {
  const refused: Finding[] = []
  const flagged: Finding[] = []
  const add = (list: Finding[], from: number, found: string, kind: Finding['kind'], says: string, detail: string) => {
    const start = bytes(text.slice(0, from))
    list.push({ start, end: start + bytes(found), kind, found: says, detail })
  }
  for (const { 0: found, index } of text.matchAll(/\u200b/g)) add(refused, index, found, 'invisible', 'U+200B', 'ZERO WIDTH SPACE')
  for (const { 0: found, index } of text.matchAll(/\u00a0/g)) add(flagged, index, found, 'unusual_space', 'U+00A0', 'NO-BREAK SPACE')
  for (const { 1: host = '', index } of text.matchAll(/https:\/\/([^\s/]+)/g)) {
    const from = index + 'https://'.length
    if (/[\u0400-\u04ff]/.test(host)) add(refused, from, host, 'mixed_script_host', host, 'xn--harrowmere-plice-8oh.example')
    if (!host.endsWith('harrowmere-police.example')) add(flagged, from, host, 'foreign_domain', host, host)
  }
  return { refused, flagged }
}

/** Every `@name.with.a.dot`, with the account that the draft has for it. */
export const mentions = (variant: Variant): MentionView[] =>
  variant.kind === 'site' ? [] : variant.parts.flatMap(({ text, mentions }, part) => [...text.matchAll(/(?<![^\s(])@([a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi)].map(({ 1: handle = '' }) => ({ part, handle, did: mentions.find((one) => one.handle === handle)?.did ?? null })))

export const fields = (variant: Variant): FieldView[] => texts(variant).map(([field, text]) => ({ field, text, count: count(variant.kind, text), ...inspect(text), changes: [] }))

export function limits(variant: Variant): Refusal | null {
  const no = (field: string, what: string, found = ''): Refusal => ({ code: 'text_refused', field, what, found })
  if (variant.kind === 'site') {
    if (!variant.headline.trim()) return no('headline', 'empty')
    if (!variant.body.trim()) return no('body', 'empty')
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(variant.slug)) return no('address', 'slug_unsound', variant.slug)
    return variant.images.some(({ alt }) => !alt.trim()) ? no('picture', 'picture_description_missing') : null
  }
  if (variant.quote && !variant.quote.cid) return no('quote', 'quote_not_found')
  for (const [at, part] of variant.parts.entries()) {
    const field = `part ${at + 1}`
    const { used } = count('bluesky', part.text)
    if (used > 300) return no(field, 'over_limit', `${used} of 300`)
    if (!part.text.trim() && part.images.length === 0) return no(field, 'empty')
    if (part.images.some(({ alt }) => !alt.trim())) return no(field, 'picture_description_missing')
  }
  return null
}
