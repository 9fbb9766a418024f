import { expect, test } from 'vitest'
import { act_of, entry_about, numbers_in, prev_of } from './entry_about'

const names = { channel: (id: string) => (id === 'c-1' ? 'Bluesky' : null), member: (id: string) => (id === 'm-1' ? 'Rhys Penhale' : null) }
const about = (act: object) => entry_about(JSON.stringify({ v: 1, prev: 'ab12', act }), names)

test('an entry is named by what its own body says', () => {
  expect(about({ kind: 'revision_submitted', number: 2041, title: 'Missing: Edith' })).toBe('CS-2041, Missing: Edith')
  expect(about({ kind: 'takedown_ordered', channel: 'c-1', reason: 'Wrong number' })).toBe('Bluesky, “Wrong number”')
  expect(about({ kind: 'receipt', leg: { channel: 'c-1' } })).toBe('Bluesky')
  expect(about({ kind: 'stop', scope: { kind: 'everything' }, reason: '' })).toBe('everything')
  expect(about({ kind: 'stop', scope: { kind: 'channel', channel: 'c-1' }, reason: '' })).toBe('Bluesky')
  expect(about({ kind: 'proposed', change: { kind: 'member_enrolled', name: 'Tom Ashworth' } })).toBe('Enrol Tom Ashworth')
  expect(about({ kind: 'proposed', change: { kind: 'member_reinstated', member: 'm-1' } })).toBe('Reinstate Rhys Penhale')
})

test('what only names a release is said by its number, where an entry that put it forward is known', () => {
  const put_forward = JSON.stringify({ act: { kind: 'revision_submitted', release: 'r-1', number: 2041 } })
  const numbers = numbers_in([put_forward, '{'])
  const known = { ...names, release: (id: string) => numbers.get(id) ?? null }
  const said = (act: object) => entry_about(JSON.stringify({ act }), known)
  expect(said({ kind: 'approved', release: 'r-1' })).toBe('CS-2041')
  expect(said({ kind: 'receipt', leg: { release: 'r-1', channel: 'c-1' } })).toBe('CS-2041, Bluesky')
  expect(said({ kind: 'approved', release: 'r-2' })).toBe('')
  expect(about({ kind: 'approved', release: 'r-1' })).toBe('')
})

test('only a proved end is called one', () => {
  expect(about({ kind: 'taken_down', channel: 'c-1', gone: true })).toBe('Bluesky, checked gone')
  expect(about({ kind: 'taken_down', channel: 'c-1', gone: false })).toBe('Bluesky, not proved gone')
  expect(about({ kind: 'taken_down', channel: 'c-1' })).toBe('Bluesky, not proved gone')
  expect(about({ kind: 'revoked', channel: 'c-1', state: { kind: 'dead' } })).toBe('Bluesky, revoked and proved')
  expect(about({ kind: 'revoked', channel: 'c-1', state: { kind: 'asked_not_proved' } })).toBe('Bluesky, asked, not proved')
  expect(about({ kind: 'revoked', channel: 'c-1', state: { kind: 'something_new' } })).toBe('Bluesky')
})

test('a body that cannot be read says nothing', () => {
  for (const body of ['', '{', '[]', '"x"', '{"act":7}']) expect([entry_about(body, names), act_of(body), prev_of(body)]).toEqual(['', {}, ''])
  expect(prev_of('{"prev":"ab12"}')).toBe('ab12')
})
