import { expect, test } from 'vitest'
import type { ReviewView } from '../../wire'
import { flag_key } from './reading'
import { causes, stops_title } from './stops'

const flag = { channel: 'b', field: 'notes', start: 0, end: 2, what: 'unusual_space', found: 'U+00A0' }
const version = (channel: string, channel_name: string) => ({ channel, channel_name, variant: { kind: 'site', images: [] }, fields: [] })
const view = { compared_with: null, variants: [version('a', 'Bluesky'), version('b', 'Newsroom')], flags: [flag] } as unknown as ReviewView
const facts = { view, open: () => {}, show: () => {} }

test('unread versions and flags stop the signing, by name', () => {
  const found = causes({ ...facts, read: new Set(), acknowledged: new Set() })
  expect(found.map(({ says }) => says)).toEqual(['Read the Bluesky and Newsroom versions to the end', 'Acknowledge the thing that the checks found'])
  expect(stops_title(found.length)).toBe('Two things stop you signing')
})

test('with everything read and acknowledged nothing stops it', () => {
  expect(causes({ ...facts, read: new Set(['a', 'b']), acknowledged: new Set([flag_key(flag)]) })).toEqual([])
})
