import { expect, test } from 'vitest'
import type { Policy } from '../../wire'
import { MINUTES_ID, policy_of, rules_form, signatures_id, wrong_rules } from './rules'

const policy: Policy = { signatures: 2, channels: [{ channel: 'c-1', signatures: 3, role: 'manager' }], freshness_s: 900 }
const channels = [{ id: 'c-1', name: 'Newsroom' }, { id: 'c-2', name: 'Bluesky' }]
const form = () => rules_form(policy, channels)

test('a form that nobody touched is the same policy', () => {
  expect(wrong_rules(form())).toEqual(new Map())
  expect(policy_of(form())).toEqual(policy)
})

test('fewer than two people cannot be asked for, anywhere', () => {
  for (const few of ['1', '0']) {
    expect(wrong_rules({ ...form(), signatures: few }).get(signatures_id())).toBe('Two is the least. That is the point of Countersign.')
    const one = form()
    one.channels = one.channels.map((each) => ({ ...each, signatures: few }))
    expect([...wrong_rules(one).keys()]).toEqual([signatures_id('c-1'), signatures_id('c-2')])
  }
  expect(wrong_rules({ ...form(), signatures: '3' }).size).toBe(0)
})

test('what is not a number, or too many, is refused by name', () => {
  expect([...wrong_rules({ signatures: 'two', channels: [], minutes: '' }).keys()]).toEqual([signatures_id(), MINUTES_ID])
  expect([...wrong_rules({ signatures: '10', channels: [], minutes: '1441' }).keys()]).toEqual([signatures_id(), MINUTES_ID])
  expect(wrong_rules({ signatures: '9', channels: [], minutes: '1440' }).size).toBe(0)
})

test('a channel without a rule follows the office; a role alone makes a rule', () => {
  const one = form()
  one.channels = [{ ...one.channels[0]!, signatures: '', role: '' }, { ...one.channels[1]!, signatures: '', role: 'manager' }]
  expect(policy_of(one).channels).toEqual([{ channel: 'c-2', signatures: 2, role: 'manager' }])
})
