import { expect, test } from 'vitest'
import type { ChannelState, ProofStep } from '../wire'
import { account_says, channel_standing, is_open, is_revocable, revocation_known } from './channels'

const LONDON = 'Europe/London'
const now = Date.parse('2026-06-12T22:35:00.000Z')
const UNTIL = '2026-06-13T00:12:00.000Z'
const step: ProofStep = { what: 'log in with the old app password', call: 'POST /xrpc/x', answer: '401', at: '2026-06-12T22:34:08.000Z', proves: true }
const known = (state: ChannelState, at = now, proof = [step]) => revocation_known({ name: 'Bluesky', state, proof }, at, LONDON)
const revoked = (kind: 'dead' | 'asked_not_proved' | 'nothing_to_revoke'): ChannelState => ({ kind: 'revoked', state: { kind } })
const session: ChannelState = { kind: 'revoked', state: { kind: 'dead_except_access', until: UNTIL } }

test('only a proved revocation is called proved, and in green', () => {
  expect(known(revoked('dead'))).toMatchObject({ tone: 'live', title: 'Bluesky no longer accepts this key' })
  expect(known(revoked('dead'))?.says).toContain('23:34:08 BST')
  for (const state of [revoked('asked_not_proved'), revoked('nothing_to_revoke'), session, { kind: 'revoking' } as const]) {
    expect(known(state)?.tone).not.toBe('live')
    expect(channel_standing(state, now).word).not.toContain('proved,')
    expect(channel_standing(state, now).word).not.toBe('Revoked, proved')
  }
})

test('an old session has an end, and its end alone is no proof', () => {
  expect(known(session)?.title).toBe('Old session ends by 01:12 BST')
  expect(channel_standing(session, now).word).toBe('Revoked, old session left')
  const after = Date.parse(UNTIL)
  expect(known(session, after)?.title).toBe('Old session ended by 01:12 BST')
  expect(known(session, after)?.tone).toBe('plain')
  expect(channel_standing(session, after).word).toBe('Revoked')
})

test('a channel nobody revoked has no proof to show', () => {
  expect(known({ kind: 'working' }, now, [])).toBeNull()
  expect(known({ kind: 'stopped' }, now, [])).toBeNull()
  expect([is_open({ kind: 'stopped' }), is_open(session), is_open({ kind: 'removed' })]).toEqual([true, false, false])
})

test('a handle has its sign, an id and a title have none', () => {
  expect([account_says('bluesky', 'press.example'), account_says('bluesky', 'did:plc:abc'), account_says('site', 'Newsroom')]).toEqual(['@press.example', 'did:plc:abc', 'Newsroom'])
})

test('a key can be revoked until it is shown to be dead', () => {
  const asks = (state: ChannelState) => is_revocable({ state, custody: 'plain' })
  for (const state of [{ kind: 'working' }, { kind: 'stopped' }, { kind: 'revoking' }, revoked('asked_not_proved')] as ChannelState[]) expect(asks(state)).toBe(true)
  for (const state of [revoked('dead'), session, revoked('nothing_to_revoke'), { kind: 'removed' }] as ChannelState[]) expect(asks(state)).toBe(false)
  expect(is_revocable({ state: { kind: 'working' }, custody: null })).toBe(false)
  expect(known(revoked('asked_not_proved'))?.says).toContain('ask again here')
})
