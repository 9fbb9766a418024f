import { expect, test } from 'vitest'
import { plain_names } from '../text/by_code'
import { answered, broken, NOTHING } from './answer'
import { wait_says } from './wait.svelte'

const NOW = Date.parse('2026-06-12T13:32:08.000Z')

test('the wait is counted down to its end, and then says nothing', () => {
  expect(wait_says(NOW + 300_000, NOW)).toBe('Too many tries. This desk waits another 5 min 0 s.')
  expect(wait_says(NOW + 1, NOW)).toBe('Too many tries. This desk waits another 1 s.')
  expect(wait_says(NOW, NOW)).toBeNull()
})

test('a wrong passphrase stands at the field, with the tries that are left', () => {
  expect(answered({ kind: 'failed', fault: { code: 'wrong_passphrase', left: 1 } }, plain_names)).toEqual({ field: 'That passphrase is not right. 1 try left before this desk waits.', card: null, until: null })
})

test('a wait carries its end, a refusal stands above the card, and what was done says nothing', () => {
  expect(answered({ kind: 'failed', fault: { code: 'waiting', until: '2026-06-12T13:33:08.000Z' } }, plain_names).until).toBe(NOW + 60_000)
  expect(answered({ kind: 'refused', refusal: { code: 'own_release' } }, plain_names)).toEqual({ ...NOTHING, card: { title: 'You wrote this. Someone else signs.', says: 'Nothing was signed.' } })
  expect(answered({ kind: 'done' }, plain_names)).toEqual(NOTHING)
})

test('a door that breaks with an outcome of its own keeps it; anything else says what the web view said', () => {
  expect(broken({ kind: 'refused', refusal: { code: 'stopped' } })).toEqual({ kind: 'refused', refusal: { code: 'stopped' } })
  expect(broken('window not found')).toEqual({ kind: 'failed', fault: { code: 'internal', detail: 'window not found' } })
})
