import { expect, test } from 'vitest'
import type { ReviewView, Since, VariantView } from '../../wire'
import { flag_key, is_unchanged, next_compare, next_version, previous_version, unread } from './reading'

const same: Since = { kind: 'unchanged' }
const version = (channel: string, since: Since | null): VariantView => ({
  channel, channel_kind: 'bluesky', channel_name: channel, account: '', refusal: null, mentions: [], since,
  variant: { kind: 'bluesky', parts: [{ text: 'one', images: [], mentions: [] }] },
  fields: [{ field: 'part 1', text: 'one', count: { unit: 'characters', used: 3, limit: 300, bytes: 3, bytes_limit: 3000 }, refused: [], flagged: [], changes: [] }],
})
const changed: Since = { kind: 'changed', texts_removed: [], pictures_added: [], pictures_removed: [], slug_was: null }
const view = (...variants: VariantView[]) => ({ variants }) as unknown as ReviewView
const NONE = new Set<string>()

test('a version that changed must be read, one that did not need not', () => {
  const here = view(version('a', same), version('b', changed), version('c', same))
  expect(unread(here, NONE).map(({ channel }) => channel)).toEqual(['b'])
  expect(unread(here, new Set(['b']))).toEqual([])
})

test('only what the core found to be the same is taken for unchanged', () => {
  expect(is_unchanged(version('a', same))).toBe(true)
  for (const since of [null, changed, { kind: 'new' } as const]) expect(is_unchanged(version('a', since))).toBe(false)
})

test('] prefers what is unread and goes round, [ goes back', () => {
  const here = view(version('a', changed), version('b', same), version('c', changed))
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
