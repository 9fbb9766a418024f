// Reviews of the story: what an approver reads, and what becomes of it once enough people have signed.
import type { Change, ChannelKind, FieldView, Image, LegView, May, QueueRow, ReviewView, Since, Variant, VariantView } from '../wire'
import { fields } from './inspecting'
import { missing, queue } from './releases'
import { at, BLUESKY, digest, SITE, signed, jo, STATION } from './story'

const portrait: Image = { digest: digest('e1'), mime: 'image/jpeg', width: 1200, height: 1500, bytes: 284_112, alt: 'Head and shoulders of an older woman with short white hair, smiling, wearing a navy coat with the collar up.' }

const post = (text: string, images: Image[] = []): Variant => ({ kind: 'bluesky', parts: [{ text, images, mentions: [] }] })
const page = (slug: string, headline: string, standfirst: string, body: string, notes: string, images: Image[] = []): Variant => ({ kind: 'site', slug, headline, standfirst, body, notes, images })

type Words = { bluesky: Variant; site: Variant }
const TEXTS: Record<number, Words> = {
  2041: {
    bluesky: post('MISSING: Have you seen Edith, 79? Last seen at Cobbleside Market at about 10.40am today. She is 5ft 2in with short white hair, in a navy coat and grey walking boots, carrying a red bag. Call 101, or 999 if she is with you now. Ref 0612-0147 https://harrowmere-police.example/edith', [portrait]),
    site: page('missing-edith', 'Missing: Edith, 79, Cobbleside', 'We are worried about Edith and ask for your help.', 'Officers are searching for Edith, who was last seen at Cobbleside Market at about 10.40am today, Friday 12 June.\n\nShe is 5ft 2in with short white hair, and was wearing a navy coat and grey walking boots. She was carrying a red bag.\n\nIf she is with you now, call 999. If you have seen her, call 101 and give the reference 0612-0147.', 'Control room log\u00a00147. Photograph: family.', [portrait]),
  },
  2042: {
    bluesky: post(''),
    site: page('warehouse-fire-arrest', 'Arrest after warehouse fire, Tarn Ferry', 'A man has been arrested on suspicion of arson.', 'A 34-year-old man from Cobbleside was arrested this morning after a fire at a warehouse on Ferry Road, Tarn Ferry. He is in custody.\n\nNobody was hurt. Anyone with film of Ferry Road between 2am and 3am is asked to call 101.', ''),
  },
}
const OTHER: Words = {
  bluesky: post('The northbound lane on Ostrey Bridge is open again. Expect queues until about 5pm. Thank you for your patience. https://harrowmere-police.example/ostrey'),
  site: page('ostrey-bridge-lane-open', 'Ostrey Bridge: northbound lane open again', '', 'The northbound lane is open. The southbound lane stays closed until the barrier is mended.', ''),
}

/** What the last approved revision of the appeal said otherwise. */
const WAS: [now: string, before: string][] = [['10.40am', '10.15am'], [' and grey walking boots', ''], [', wearing a navy coat with the collar up.', '.']]
function changes(text: string): Change[] {
  let parts: Change[] = [{ kind: 'same', text }]
  for (const [now, before] of WAS)
    parts = parts.flatMap((part): Change[] => {
      if (part.kind !== 'same' || !part.text.includes(now)) return [part]
      const [head = '', ...rest] = part.text.split(now)
      return [{ kind: 'same', text: head }, ...(before ? [{ kind: 'removed', text: before } as const] : []), { kind: 'added', text: now }, { kind: 'same', text: rest.join(now) }]
    })
  return parts.filter(({ text }) => text !== '')
}

/** The page of the appeal has another picture and another address. */
const since = (kind: ChannelKind): Since => ({
  kind: 'changed', texts_removed: [],
  pictures_added: kind === 'site' ? [portrait.digest] : [], pictures_removed: kind === 'site' ? [digest('e0')] : [], slug_was: kind === 'site' ? 'missing-edith-79' : null,
})
const may = (row: QueueRow, open: boolean): May => (row.rejection ? { kind: 'no', refusal: { code: 'rejected', by: row.rejection.by.id } } : open ? { kind: 'yes' } : { kind: 'no', refusal: { code: 'leg_state', state: 'receipted' } })

let edition = 3
const turned = new Map<string, (row: QueueRow) => QueueRow>()
const shown = (row: QueueRow): QueueRow => turned.get(row.release)?.(row) ?? row
const renewed = (row: QueueRow): QueueRow => (row.release === missing.release && edition > 3 ? { ...row, revision_number: edition, at: at('13:31:30') } : row)

export function queues() {
  const through = (rows: QueueRow[]) => rows.map((row) => shown(renewed(row)))
  const for_you = through(queue.for_you)
  const done = for_you.filter((row) => turned.has(row.release))
  return { for_you: for_you.filter((row) => !turned.has(row.release)), others: [...done.filter(({ legs }) => legs.some(({ state }) => state !== 'as_approved')), ...through(queue.others)], returned: queue.returned }
}

export function review(release: string): ReviewView | null {
  const found = [...queue.for_you, ...queue.others, ...queue.returned].find((row) => row.release === release)
  if (!found) return null
  const row = shown(renewed(found))
  const appeal = release === missing.release
  const words = TEXTS[row.number] ?? OTHER
  const open = row.legs.some(({ state }) => ['waiting', 'held', 'due', 'failed'].includes(state))
  const compared = (field: FieldView): FieldView => (appeal ? { ...field, changes: changes(field.text) } : field)
  const variants = row.legs.map((leg): VariantView => {
    const where = leg.channel_kind === 'site' ? SITE : BLUESKY
    const variant = leg.channel_kind === 'site' ? words.site : words.bluesky
    return { ...where, channel: leg.channel, channel_name: leg.channel_name, account: leg.channel_kind === 'site' ? 'Harrowmere newsroom' : 'harrowmere-police.example', variant, fields: fields(variant).map(compared), mentions: [], refusal: null, since: appeal ? since(leg.channel_kind) : null }
  })
  return {
    row, revision: digest(appeal ? `b${edition}` : `c${row.number}`), language: 'en-GB', language_was: null, compared_with: appeal ? { revision_number: 2, yours: true } : null, variants,
    versions_removed: appeal ? [STATION] : [],
    flags: variants.flatMap(({ channel, fields }) => fields.flatMap(({ field, flagged }) => flagged.map(({ start, end, kind, found }) => ({ channel, field, start, end, what: kind, found })))),
    note: appeal ? 'CCTV puts her at the market at 10.40, and her daughter confirmed the boots. Control room log 0147 has both.' : '',
    editors: [], publisher: 'Desk 2',
    may_reject: may(row, open), may_withdraw: may(row, open), may_revise: row.legs.some(({ state }) => ['going_out', 'unknown', 'undecided'].includes(state)) ? { kind: 'no', refusal: { code: 'leg_state', state: 'unknown' } } : { kind: 'yes' },
  }
}

/** Its writer sends another revision while somebody reads this one. */
export const renew = (): void => void (edition += 1)

/** The second signature: it goes out, and is then read back. `step` is called after each of the two. */
export function approve(release: string, step: (seq: number) => void) {
  const turn = (state: string, time: string) => {
    turned.set(release, (row) => ({
      ...row, signatures: [...row.signatures, signed(jo, '13:32:20')], may_approve: { kind: 'no', refusal: { code: 'already_approved' } },
      legs: row.legs.map((leg): LegView => ({ ...leg, state, held_by: null, at: at(time) })),
    }))
  }
  setTimeout(() => (turn('going_out', '13:32:21'), step(4812)), 600)
  setTimeout(() => (turn('as_approved', '13:32:24'), step(4813)), 2_000)
}
