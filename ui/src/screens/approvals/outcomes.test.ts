import { expect, test } from 'vitest'
import { plain_names } from '../../text/by_code'
import type { LegView, QueueRow, Variant } from '../../wire'
import { goes_out, leg_says, outcome } from './outcomes'

const leg = (state: string, more: Partial<LegView> = {}): LegView => ({ channel: 'a', channel_name: 'Bluesky', channel_kind: 'bluesky', state, changes_live: false, held_by: null, detail: '', remotes: [], at: null, proof: [], answers: [], ...more })
const ana = { id: 'a', name: 'Ana', initials: 'AT' }
const signed = (counts: boolean) => ({ member: ana, at: '', desk_name: 'Desk 1', fingerprint: '', counts })
const row = (more: Partial<QueueRow>): QueueRow => ({
  release: 'r', number: 1, revision_number: 1, title: '', submitter: ana, at: '', window: { not_before: '2026-06-12T13:00:00.000Z', execute_before: '2026-06-13T13:00:00.000Z' },
  signatures: [signed(true)], needed: 2, legs: [], rejection: null, may_approve: { kind: 'yes' }, ...more,
})
const now = Date.parse('2026-06-12T13:32:00.000Z')

test('the outcome is named by what readers will see', () => {
  const page = { kind: 'site', slug: 's', headline: 'h', standfirst: '', body: 'b', notes: '', images: [] } as const satisfies Variant
  const part = { text: 'x', images: [], mentions: [] }
  expect(outcome({ kind: 'bluesky', parts: [part] })).toBe('a new post')
  expect(outcome(page, true)).toMatch(/^changes the live page/)
  expect(outcome(page)).toMatch(/^a new page/)
  expect(outcome({ kind: 'bluesky', parts: [part, part] })).toBe('a new thread of 2 parts')
})

test('a leg that waits says which rule holds it, one that failed says so and in whose words', () => {
  expect(leg_says(leg('held', { held_by: { code: 'signed_before_stop' } }), plain_names)[0]).toContain('Held by STOP')
  expect(leg_says(leg('failed', { detail: '400 InvalidRequest' }), plain_names)).toEqual(['The channel refused it. Nothing of it is live there.', '“400 InvalidRequest”'])
  expect(leg_says(leg('as_approved'), plain_names)).toEqual(['Live, read back, and every byte matches.'])
})

test('a state that is not known here is told as unknown, never as live', () => {
  expect(leg_says(leg('brand_new_state'), plain_names)[0]).toContain('not answered')
})

test('it goes out now only if this signature is the last that is needed and its time has come', () => {
  expect(goes_out(row({}), now)).toBe('now')
  expect(goes_out(row({ needed: 3 }), now)).toBe('when_signed')
  expect(goes_out(row({ signatures: [signed(false)] }), now)).toBe('when_signed')
  expect(goes_out(row({ window: { not_before: '2026-06-12T15:00:00.000Z', execute_before: '' } }), now)).toBe('at')
})
