// The drafts of the story, kept while the page is open: what is typed is counted, checked and read back.
import type { DraftRow, DraftText, DraftView, Image, Refusal, Variant, VariantView } from '../wire'
import { fields, limits, mentions } from './inspecting'
import { ana, at, BLUESKY, digest, jo, maud, SITE } from './story'

type Kept = { draft: string; version: number; number: number | null; saved_at: string; saved_by: DraftRow['saved_by']; text: DraftText }

const map: Image = { digest: digest('e1'), mime: 'image/png', width: 1600, height: 940, bytes: 184_220, alt: 'Map of the closure on Ostrey Bridge, with the diversion marked from the Cobbleside side round through Tarn Ferry and back to the bridge road.' }
const post = (...parts: { text: string; images?: Image[] }[]): Variant => ({ kind: 'bluesky', parts: parts.map(({ text, images = [] }) => ({ text, images, mentions: [] })) })
const page = (slug: string, headline: string, standfirst: string, body: string, notes = ''): Variant => ({ kind: 'site', slug, headline, standfirst, body, notes, images: [] })
const text = (title: string, bluesky: Variant, site: Variant, more: Partial<DraftText> = {}): DraftText => ({
  title, language: 'en-GB', variants: [{ channel: BLUESKY.channel, variant: bluesky }, { channel: SITE.channel, variant: site }], timing: { kind: 'when_approved' }, note: '', ...more,
})

const ROAD = 'Ostrey Bridge is closed both ways after a lorry hit the barrier at 12.50pm. Nobody is seriously hurt. Follow the signed diversion through Tarn\u200b Ferry and allow 25 extra minutes. We expect to reopen one lane by 3pm. Updates: https://harrowmere-p\u043elice.example/ostrey'
const LONG = 'Come and meet us on Thursday at 18:00 in the Corn Hall. You can talk to response officers, dog handlers, the control room and the team who look after roads, ask about shifts, training and pay, and try the fitness test if you like. No need to book. Bring a friend, bring your questions, and tell your neighbours too.'

let kept: Kept[] = [
  { draft: 'dr-1', version: 4, number: null, saved_at: at('12:05:41'), saved_by: jo, text: text('Ostrey Bridge closed both ways', post({ text: ROAD, images: [map] }), page('ostrey-bridge-closed', 'Ostrey Bridge closed both ways', 'Both lanes are closed after a collision.', 'A lorry hit the barrier at 12.50pm. Nobody is seriously hurt.\n\nFollow the signed diversion through Tarn Ferry.')) },
  { draft: 'dr-2', version: 2, number: 2035, saved_at: at('11:20:00'), saved_by: jo, text: text('Summer events: traffic plan', post({ text: 'Mill Lane closes at 18:30 on Saturday for the summer fair.' }, { text: 'Buses 14 and 22 go by Quay Street until 23:00.' }), page('summer-events', 'Summer events: traffic plan', '', 'Mill Lane closes at 18:30 on Saturday 13 June.'), { note: 'Roads confirmed the closing time.', timing: { kind: 'at', at: at('07:00:00', '2026-06-13') } }) },
  { draft: 'dr-3', version: 1, number: null, saved_at: at('15:02:00', '2026-06-11'), saved_by: maud, text: text('Recruitment evening', post({ text: LONG }), page('', '', '', '')) },
]

export const drafts = (): DraftRow[] => kept.map(({ draft, number, saved_at, saved_by, text }) => ({ draft, title: text.title, number, saved_at, saved_by }))

function may_submit(variants: readonly VariantView[], title: string): Refusal | null {
  if (!title.trim()) return { code: 'bad_text', field: 'title', most: 300 }
  if (variants.length === 0) return { code: 'channels_unsound' }
  for (const { refusal, fields } of variants) {
    if (refusal) return refusal
    for (const { field, refused } of fields) if (refused[0]) return { code: 'text_refused', field, what: refused[0].kind, found: refused[0].found }
  }
  return null
}

/** A draft; in one scene the Bluesky version of what it revises is live. */
export function draft(id: string, live = false): DraftView | null {
  const found = kept.find((one) => one.draft === id)
  if (!found) return null
  const variants = found.text.variants.map(({ channel, variant }): VariantView => ({ ...(variant.kind === 'site' ? SITE : BLUESKY), channel, account: variant.kind === 'site' ? 'Harrowmere newsroom' : 'harrowmere-police.example', variant, fields: fields(variant), mentions: mentions(variant), refusal: limits(variant), since: null }))
  const refusal = may_submit(variants, found.text.title)
  return { draft: id, version: found.version, number: found.number ?? 2043, ...found.text, variants, editors: [], needed: 2, approvers: [ana, maud], saved_at: found.saved_at, may_submit: refusal ? { kind: 'no', refusal } : { kind: 'yes' }, stays_live: live && found.number !== null && found.text.variants.some(({ channel }) => channel === BLUESKY.channel) ? [{ code: 'earlier_revision_live', channel: BLUESKY.channel }] : [] }
}

export function save(id: string, version: number, text: DraftText, now: string): number | null {
  const found = kept.find((one) => one.draft === id)
  if (!found || found.version !== version) return null
  kept = kept.map((one) => (one === found ? { ...one, text, version: version + 1, saved_at: now, saved_by: jo } : one))
  return version + 1
}

export function begin(title: string, channels: readonly string[], now: string): string {
  const draft = `dr-${kept.length + 1}`
  const whole = text(title, post({ text: '' }), page('', '', '', ''))
  kept = [{ draft, version: 1, number: null, saved_at: now, saved_by: jo, text: { ...whole, variants: whole.variants.filter(({ channel }) => channels.includes(channel)) } }, ...kept]
  return draft
}

export const discard = (id: string): void => void (kept = kept.filter(({ draft }) => draft !== id))
