import { expect, test } from 'vitest'
import type { ChannelState, ChannelView, LegView, LiveRow, ProofStep, StopView } from '../../wire'
import { began, checklist, next_of, type IncidentFacts } from './checklist'

const SINCE = '2026-06-12T22:31:02.000Z'
const stop = (scope: StopView['scope'] = { kind: 'everything' }, at = SINCE): StopView => ({ link: 'l', scope, at, by: null, reason: '' })
const step = (at: string): ProofStep => ({ what: 'x', call: 'x', answer: '404', at, proves: true })
const row = (state: string, proof: ProofStep[] = []): LiveRow => {
  const leg: LegView = { channel: 'c-1', channel_name: 'Bluesky', channel_kind: 'bluesky', state, changes_live: false, held_by: null, detail: '', remotes: [], at: null, proof, answers: [] }
  return { release: 'r', number: 1, revision_number: 1, revision: '', title: '', text: '', leg, signatures: [] }
}
const channel = (state: ChannelState, custody: 'plain' | null = 'plain'): ChannelView => ({ id: 'c-1', channel_kind: 'bluesky', name: 'Bluesky', account: 'a', address: '', folder: null, state, custody, connected_at: SINCE, proof: [] })
const facts = (more: Partial<IncidentFacts> = {}): IncidentFacts => ({ stops: [stop()], held: 0, live: [], channels: [], channel_name: () => 'Bluesky', zone: 'Europe/London', ...more })
const standing = (more: Partial<IncidentFacts>, id: string) => checklist(facts(more)).find((one) => one.id === id)?.standing

test('locked is only what a stop of everything is', () => {
  expect(standing({}, 'lock')).toBe('done')
  expect(standing({ stops: [stop({ kind: 'channel', channel: 'c-1' })] }, 'lock')).toBe('open')
})

test('a take-down counts when it was seen gone, after the stop', () => {
  expect(standing({ live: [row('taken_down', [step('2026-06-12T22:40:00.000Z')])] }, 'take_down')).toBe('done')
  expect(standing({ live: [row('taken_down', [step('2026-06-12T22:00:00.000Z')])] }, 'take_down')).toBe('open')
  expect(standing({ live: [row('as_approved')] }, 'take_down')).toBe('open')
})

test('one post that is not proved gone keeps the step waiting', () => {
  const gone = row('taken_down', [step('2026-06-12T22:40:00.000Z')])
  for (const state of ['taking_down', 'not_proved_gone', 'unknown', 'from_the_future']) expect(standing({ live: [gone, row(state)] }, 'take_down')).toBe('waiting')
})

test('keys are done when every one is proved dead', () => {
  const dead = channel({ kind: 'revoked', state: { kind: 'dead' } })
  expect(standing({ channels: [dead] }, 'revoke')).toBe('done')
  expect(standing({ channels: [dead, channel({ kind: 'stopped' })] }, 'revoke')).toBe('open')
  for (const state of [{ kind: 'revoking' }, { kind: 'revoked', state: { kind: 'asked_not_proved' } }, { kind: 'revoked', state: { kind: 'dead_except_access', until: '2026-06-12T22:32:00.000Z' } }] as ChannelState[])
    expect(standing({ channels: [dead, channel(state)] }, 'revoke')).toBe('waiting')
})

test('an office without keys has none to revoke', () => {
  expect(standing({ channels: [channel({ kind: 'stopped' }, null)] }, 'revoke')).toBeUndefined()
})

test('what Countersign cannot see never ticks, and is never the next', () => {
  const dead = channel({ kind: 'revoked', state: { kind: 'dead' } })
  const all = checklist(facts({ channels: [dead], live: [row('taken_down', [step('2026-06-12T22:40:00.000Z')])] }))
  expect(all.filter(({ standing }) => standing === 'unseen').map(({ id }) => id)).toEqual(['phone', 'passwords'])
  expect(next_of(all)).toBeNull()
  expect(next_of(checklist(facts()))).toBe('take_down')
})

test('the clock counts from the first stop', () => {
  const first = stop({ kind: 'channel', channel: 'c-1' }, '2026-06-12T22:20:00.000Z')
  expect(began([stop(), first])).toBe(first)
  expect(began([])).toBeNull()
})
