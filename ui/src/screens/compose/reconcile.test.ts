import { expect, test } from 'vitest'
import type { DraftText } from '../../wire'
import { reconcile } from './reconcile'

const post = (...parts: string[]): DraftText['variants'][number] => ({ channel: 'b', variant: { kind: 'bluesky', parts: parts.map((text) => ({ text, images: [], mentions: [] })) } })
const page = (body: string): DraftText['variants'][number] => ({ channel: 's', variant: { kind: 'site', slug: '', headline: '', standfirst: '', body, notes: '', images: [] } })
const draft = (more: Partial<DraftText> = {}): DraftText => ({ title: 'Bridge', language: 'en', variants: [post('one'), page('body')], timing: { kind: 'when_approved' }, note: '', ...more })

test('what only one of two changed is kept, from both', () => {
  const mine = draft({ variants: [post('one, mine'), page('body')] })
  const theirs = draft({ title: 'Ostrey Bridge', variants: [post('one'), page('body, theirs')] })
  expect(reconcile(draft(), mine, theirs)).toEqual({ text: draft({ title: 'Ostrey Bridge', variants: [post('one, mine'), page('body, theirs')] }), clashes: [] })
})

test('where both changed one place, mine stays and theirs is handed back', () => {
  const found = reconcile(draft(), draft({ variants: [post('mine'), page('body')] }), draft({ variants: [post('theirs'), page('body')] }))
  expect(found.text.variants[0]).toEqual(post('mine'))
  expect(found.clashes).toEqual([{ place: 'b variant parts 1 text', theirs: 'theirs' }])
})

test('the same change by both is no clash', () => {
  const both = draft({ note: 'Roads rang' })
  expect(reconcile(draft(), both, both)).toEqual({ text: both, clashes: [] })
})

test('a part that I added stands beside their change of another field', () => {
  const found = reconcile(draft(), draft({ variants: [post('one', 'two'), page('body')] }), draft({ note: 'theirs' }))
  expect(found).toEqual({ text: draft({ note: 'theirs', variants: [post('one', 'two'), page('body')] }), clashes: [] })
})

test('a channel that they took out goes, unless I wrote in it meanwhile', () => {
  const without = draft({ variants: [page('body')] })
  expect(reconcile(draft(), draft(), without).text.variants).toEqual([page('body')])
  const kept = reconcile(draft(), draft({ variants: [post('mine'), page('body')] }), without)
  expect(kept.text.variants).toContainEqual(post('mine'))
  expect(kept.clashes).toEqual([{ place: 'b', theirs: 'taken out' }])
})
