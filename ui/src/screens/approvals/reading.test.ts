import { expect, test } from 'vitest'
import type { Change, ReviewView, VariantView } from '../../wire'
import { flag_key, is_unchanged, next_compare, next_version, previous_version, unread } from './reading'

const same = (text: string): Change[] => [{ kind: 'same', text }]
const version = (channel: string, changes: Change[], more: Partial<VariantView> = {}): VariantView => ({
  channel, channel_kind: 'bluesky', channel_name: channel, account: '', refusal: null,
  variant: { kind: 'bluesky', parts: [{ text: 'one', images: [], mentions: [] }] },
  fields: [{ field: 'part 1', text: 'one', count: { unit: 'characters', used: 3, limit: 300, bytes: 3, bytes_limit: 3000 }, refused: [], flagged: [], changes }],
  ...more,
})
const changed: Change[] = [{ kind: 'removed', text: 'two' }, { kind: 'added', text: 'one' }]
const view = (...variants: VariantView[]) => ({ compared_with: 2, variants }) as unknown as ReviewView
const NONE = new Set<string>()

test('a version that changed must be read, one that did not need not', () => {
  const here = view(version('a', same('one')), version('b', changed), version('c', same('one')))
  expect(unread(here, NONE).map(({ channel }) => channel)).toEqual(['b'])
  expect(unread(here, new Set(['b']))).toEqual([])
})

test('a first revision is read whole', () => {
  expect(is_unchanged({ compared_with: null }, version('a', []))).toBe(false)
  expect(is_unchanged({ compared_with: 2 }, version('a', same('one')))).toBe(true)
})

test('what the core does not compare is never taken for unchanged', () => {
  const image = { digest: '', mime: 'image/png', width: 1, height: 1, bytes: 1, alt: '' }
  const with_picture = version('a', same('one'), { variant: { kind: 'bluesky', parts: [{ text: 'one', images: [image], mentions: [] }] } })
  const with_quote = version('a', same('one'), { variant: { kind: 'bluesky', parts: [{ text: 'one', images: [], mentions: [] }], quote: { uri: '', cid: '' } } })
  const page = version('a', same('one'), { variant: { kind: 'site', slug: 's', headline: '', standfirst: '', body: '', notes: '', images: [] } })
  for (const one of [with_picture, with_quote, page]) expect(is_unchanged({ compared_with: 2 }, one)).toBe(false)
  // Changes that do not add up to the text are no proof of anything.
  expect(is_unchanged({ compared_with: 2 }, version('a', same('on')))).toBe(false)
})

test('] prefers what is unread and goes round, [ goes back', () => {
  const here = view(version('a', changed), version('b', same('one')), version('c', changed))
  expect(next_version(here, NONE, 'a')).toBe('c')
  expect(next_version(here, NONE, 'c')).toBe('a')
  expect(next_version(here, new Set(['a', 'c']), 'a')).toBe('b')
  expect(previous_version(here, 'a')).toBe('c')
  expect(previous_version(here, 'c')).toBe('b')
  expect(next_version(view(version('a', changed)), NONE, 'a')).toBe('a')
})

test('two flags on one place are acknowledged each for itself', () => {
  const flag = { channel: 'a', field: 'part 1', start: 0, end: 3, what: 'foreign_domain', found: 'x' }
  expect(flag_key(flag)).not.toBe(flag_key({ ...flag, what: 'shortened_link' }))
})

test('D goes round the ways of comparing that there are', () => {
  expect([next_compare('approved', true), next_compare('nothing', true), next_compare('bytes', true)]).toEqual(['nothing', 'bytes', 'approved'])
  expect(next_compare('bytes', false)).toBe('nothing')
})
