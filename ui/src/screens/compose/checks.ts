// The list of checks under the editor: what stops the post first, then what the approver must look at.
import { carried, spots, type Spot } from '../../office/spots'
import { counted, fits } from '../../text/counts'
import { plain_names } from '../../text/by_code'
import { field_says } from '../../text/fields'
import { finding_says, finding_title, FINDINGS } from '../../text/findings'
import { refusal_says } from '../../text/refusals'
import type { DraftText, DraftView, FieldView, Finding, VariantView, Variant } from '../../wire'
import { mend_of, type Mend } from './mending'
import { field_text, is_one_line } from './variant_fields'

export type Check = {
  key: string
  blocking: boolean
  channel: string
  field: string
  /** Where in which version, for a list that shows several. */
  where: string
  title: string
  says: string
  /** The place in the text as it stands on the screen. */
  spot: Spot | null
  mend: Mend | null
}

const parts_of = (variant: Variant): number => (variant.kind === 'bluesky' ? variant.parts.length : 1)

/** The place of each finding in the text as it is now. One that was typed over since is gone until the next check. */
function standing(field: FieldView, now: string): { finding: Finding; spot: Spot }[] {
  const pairs = [...field.refused.map((finding) => ({ finding, level: 'refused' as const })), ...field.flagged.map((finding) => ({ finding, level: 'flagged' as const }))]
  return pairs.flatMap(({ finding, level }) => {
    const [spot] = carried(field.text, now, spots(field.text, [finding], level))
    return spot ? [{ finding, spot }] : []
  })
}

/** The marks of one field in the text as it is now. */
export const marks = (field: FieldView | undefined, now: string): Spot[] => (field ? standing(field, now).map(({ spot }) => spot) : [])

export function checks(view: DraftView, text: DraftText): Check[] {
  const all = view.variants.flatMap((seen) => {
    const now = text.variants.find(({ channel }) => channel === seen.channel)
    return now ? [...stays_live(seen, view), ...limits(seen, now.variant), ...seen.fields.flatMap((field) => in_field(seen, field, now.variant))] : []
  })
  return [...all.filter(({ blocking }) => blocking), ...all.filter(({ blocking }) => !blocking)]
}

function in_field(seen: VariantView, field: FieldView, now: Variant): Check[] {
  const words = field_text(now, field.field)
  if (words === null) return []
  return standing(field, words).map(({ finding, spot }, index) => ({
    key: `${seen.channel} ${field.field} ${finding.kind} ${finding.start} ${index}`,
    blocking: spot.level === 'refused',
    channel: seen.channel,
    field: field.field,
    where: `${seen.channel_name}, ${field_says(field.field, parts_of(now)).toLowerCase()}`,
    title: finding_title(finding.kind),
    says: with_detail(finding),
    spot,
    mend: mend_of(finding, words.slice(spot.from, spot.to), is_one_line(field.field)),
  }))
}

/** The core's own word about it, where the sentence does not hold it yet: a code point, a name, where a link goes. */
function with_detail({ kind, detail: said, found }: Finding): string {
  const sentence = FINDINGS[kind].says(found)
  if (!said || kind === 'not_normalised' || said === found || sentence.includes(said)) return sentence
  const word = said.startsWith('U+') ? said : said.toLowerCase()
  // A character is named at once; where a link goes is said last.
  return found.startsWith('U+') ? sentence.replace(found, `${found} (${word})`) : `${sentence} (${word})`
}

/** What an earlier revision left there, by the rules' own answer: it is said while one writes, and not only when one sends. */
function stays_live(seen: VariantView, { stays_live }: DraftView): Check[] {
  return stays_live.flatMap((refusal) =>
    'channel' in refusal && refusal.channel === seen.channel
      ? [{ key: `${seen.channel} ${refusal.code}`, blocking: true, channel: seen.channel, field: 'part 1', where: seen.channel_name, title: `Already live on ${seen.channel_name}`, says: refusal_says(refusal, { ...plain_names, channel: () => seen.channel_name }), spot: null, mend: null }]
      : [],
  )
}

function limits(seen: VariantView, now: Variant): Check[] {
  const found: Check[] = []
  const add = (field: string, title: string, says: string) =>
    found.push({ key: `${seen.channel} ${field} ${title}`, blocking: true, channel: seen.channel, field, where: seen.channel_name, title, says, spot: null, mend: null })
  // The rules name one at a time; what the counters show is said of every part.
  for (const { field, count, text } of seen.fields) {
    if (/^part \d+$|^(headline|standfirst|body|notes)$/.test(field) && field_text(now, field) === text && !fits(count)) add(field, `Too long for ${seen.channel_name}`, `${field_says(field, parts_of(now))}: ${counted(count).says}.`)
  }
  if (seen.refusal?.code === 'text_refused') {
    const { field, what, found: said } = seen.refusal
    if (what !== 'over_limit' || found.length === 0) add(placed(now, field, what), TITLES[what] ?? finding_title(what).replace(/^./, (first) => first.toUpperCase()), finding_says(what, said))
  }
  return found
}

const TITLES: Record<string, string> = {
  over_limit: 'Too long', empty: 'No text yet', slug_unsound: 'Address of the page', picture_description_missing: 'Picture without a description',
  picture_description_too_long: 'Description too long', too_many_pictures: 'Too many pictures', pictures_and_card: 'Pictures and a link card', quote_not_found: 'Quoted post', picture_too_large: 'Picture too large',
  picture_unsound: 'Picture cannot be used', parts_missing_or_too_many: 'Too many parts',
}

/** A picture's trouble is mended at the picture, not at the part that holds it. */
function placed(variant: Variant, field: string, what: string): string {
  if (!what.startsWith('picture_description')) return field
  const images = variant.kind === 'site' ? variant.images : (variant.parts[Number(/\d+/.exec(field)?.[0] ?? 1) - 1]?.images ?? [])
  const wrong = images.findIndex(({ alt }) => (what === 'picture_description_missing' ? alt.trim() === '' : [...alt].length > 1000))
  return wrong < 0 ? field : `${variant.kind === 'site' ? '' : `${field} `}picture ${wrong + 1}`
}

/** The id of the input that holds a field. */
export const field_id = (channel: string, field: string): string => `f-${channel}-${field.replaceAll(' ', '-')}`
