import { expect, test } from 'vitest'
import type { DraftText, DraftView, FieldView, Finding, Refusal, Variant } from '../../wire'
import { checks, field_id, marks } from './checks'
import { causes, stops_title } from './sending'

const bytes = (text: string) => new TextEncoder().encode(text).length
const found = (text: string, what: string, kind: Finding['kind']): Finding => ({ start: bytes(text.slice(0, text.indexOf(what))), end: bytes(text.slice(0, text.indexOf(what))) + bytes(what), kind, found: kind === 'invisible' ? 'U+200B' : what, detail: '' })
const field = (text: string, more: Partial<FieldView> = {}): FieldView => ({ field: 'part 1', text, count: { unit: 'characters', used: text.length, limit: 300, bytes: bytes(text), bytes_limit: 3000 }, refused: [], flagged: [], changes: [], ...more })
const post = (text: string): Variant => ({ kind: 'bluesky', parts: [{ text, images: [], mentions: [] }] })
const draft = (text: string): DraftText => ({ title: 'T', language: 'en', variants: [{ channel: 'b', variant: post(text) }], timing: { kind: 'when_approved' }, note: '' })
const view = (one: FieldView, refusal: Refusal | null = null, stays_live: Refusal[] = []): DraftView =>
  ({ variants: [{ channel: 'b', channel_kind: 'bluesky', channel_name: 'Bluesky', account: '', variant: post(one.text), fields: [one], refusal }], stays_live }) as unknown as DraftView

const TEXT = 'Tarn\u200b Ferry é x.example'
const seen = field(TEXT, { flagged: [found(TEXT, 'x.example', 'foreign_domain')], refused: [found(TEXT, '\u200b', 'invisible')] })

test('what stops the post comes first, then what the approver must look at', () => {
  expect(checks(view(seen), draft(TEXT)).map(({ title, blocking }) => [title, blocking])).toEqual([['Hidden character', true], ['Link to another site', false]])
})

test('a check keeps its place while the writer types elsewhere, and goes when its words are typed over', () => {
  const longer = `Now: ${TEXT}`
  const [hidden] = checks(view(seen), draft(longer))
  expect(longer.slice(hidden?.spot?.from, hidden?.spot?.to)).toBe('\u200b')
  expect(checks(view(seen), draft('Tarn Ferry é x.example')).map(({ title }) => title)).toEqual(['Link to another site'])
  expect(marks(seen, TEXT)).toHaveLength(2)
})

test('what is live and cannot be changed is said first, with what helps, and only of its own channel', () => {
  const live = (channel: string): Refusal => ({ code: 'earlier_revision_live', channel })
  const [first, ...rest] = checks(view(seen, null, [live('b')]), draft(TEXT))
  expect(first).toMatchObject({ blocking: true, channel: 'b', title: 'Already live on Bluesky' })
  expect(first?.says).toMatch(/Take the old one down first, in Live, or leave Bluesky out of this revision/)
  expect(rest).toEqual(checks(view(seen), draft(TEXT)))
  // It goes as soon as the channel is left out, and another channel's is not this one's.
  expect(checks(view(seen, null, [live('b')]), { ...draft(TEXT), variants: [] })).toEqual([])
  expect(checks(view(seen, null, [live('other')]), draft(TEXT))).toEqual(rest)
})

test('every part that is too long is named, with how much', () => {
  const long = field('x'.repeat(314))
  const list = checks(view(long, { code: 'text_refused', field: 'part 1', what: 'over_limit', found: '314 of 300' }), draft('x'.repeat(314)))
  expect(list.map(({ title, says }) => `${title}. ${says}`)).toEqual(['Too long for Bluesky. Post: 14 characters over.'])
})

test('a picture without a description is mended at that picture', () => {
  const image = { digest: '', mime: 'image/png', width: 1, height: 1, bytes: 1, alt: '' }
  const variant: Variant = { kind: 'bluesky', parts: [{ text: 'x', images: [{ ...image, alt: 'there' }, image], mentions: [] }] }
  const list = checks(view(field('x'), { code: 'text_refused', field: 'part 1', what: 'picture_description_missing', found: '' }), { ...draft('x'), variants: [{ channel: 'b', variant }] })
  expect(list[0]?.field).toBe('part 1 picture 2')
  expect(field_id('b', 'part 1 picture 2')).toBe('f-b-part-1-picture-2')
})

test('the summary says everything that stops the sending, once', () => {
  const list = checks(view(seen), draft(TEXT))
  const refusal = { refusal: { code: 'text_refused', field: 'part 1', what: 'invisible', found: 'U+200B' } as const, says: 'part 1: hidden' }
  const facts = { list, unsound: 'Type the time it goes out.', refusal, show: () => {} }
  const all = causes({ ...facts, text: { ...draft(TEXT), title: ' ' } })
  expect(all.map(({ says, field }) => field ?? says.split('.')[0])).toEqual(['Bluesky, post: Hidden character U+200B', 'draft-title', 'timing-time'])
  expect(stops_title(all.length)).toBe('3 things stop you sending this')
})

test('what only the core knows is said when nothing else stops it, and nothing is said when it says yes', () => {
  const facts = { list: [], unsound: null, show: () => {}, text: draft('x') }
  expect(causes({ ...facts, refusal: { refusal: { code: 'role_needed', role: 'author' }, says: 'This takes someone who can write.' } }).map(({ says }) => says)).toEqual(['This takes someone who can write.'])
  expect(causes({ ...facts, refusal: null })).toEqual([])
})
