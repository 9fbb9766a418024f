import { expect, test } from 'vitest'
import type { SignatureView } from '../wire'
import { mark_says, placed } from './signature_mark'

const by = (name: string, initials: string, counts = true): SignatureView => ({ member: { id: initials, name, initials }, at: '2026-06-12T13:26:00.000Z', desk_name: '', fingerprint: '', counts })
const ANA = by('Ana Teixeira', 'AT')
const JO = by('Jo Okafor', 'JO')

test('the mark reads as a sentence', () => {
  expect(mark_says({ signatures: [ANA], needed: 2, yours: true })).toBe('1 of 2 signed: Ana Teixeira. Your signature is needed.')
  expect(mark_says({ signatures: [ANA, JO], needed: 2 })).toBe('2 of 2 signed: Ana Teixeira and Jo Okafor.')
  expect(mark_says({ signatures: [], needed: 2 })).toBe('0 of 2 signed.')
})

test('a third place is asked for where three must sign', () => {
  expect(placed({ signatures: [ANA], needed: 3, yours: true }).map(({ kind, text }) => [kind, text])).toEqual([['signed', 'AT'], ['you', 'You'], ['needed', '3rd']])
})

test('a signature that no longer counts stays to be seen, and its place is asked for again', () => {
  const lost = { ...ANA, counts: false }
  expect(placed({ signatures: [lost, JO], needed: 2 }).map(({ kind }) => kind)).toEqual(['void', 'signed', 'needed'])
  expect(mark_says({ signatures: [lost, JO], needed: 2 })).toBe('1 of 2 signed: Jo Okafor. The signature of Ana Teixeira does not count any more.')
})

test('nobody is asked to sign what is signed by enough', () => {
  expect(mark_says({ signatures: [ANA, JO], needed: 2, yours: true })).not.toContain('needed')
  expect(placed({ signatures: [ANA, JO], needed: 2, yours: true }).map(({ kind }) => kind)).toEqual(['signed', 'signed'])
})

test('live without a signature is hatched in every place and says so', () => {
  expect(placed({ signatures: [], needed: 2, unapproved: true }).map(({ kind }) => kind)).toEqual(['nobody', 'nobody'])
  expect(mark_says({ signatures: [], needed: 2, unapproved: true })).toBe('0 of 2 signed. Two people did not approve this.')
})
