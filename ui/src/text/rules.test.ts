import { expect, test } from 'vitest'
import { freshness_says, rule_rows } from './rules'

const policy = { signatures: 2, channels: [{ channel: 'c-1', signatures: 3, role: 'manager' as const }, { channel: 'c-2', signatures: 2 }], freshness_s: 900 }

test('each rule says how many people it takes', () => {
  const rows = rule_rows({ ...policy, signatures: 3 }, (id) => (id === 'c-1' ? 'Newsroom' : 'Bluesky'))
  expect(rows.slice(0, 3).map(({ what, takes }) => `${what}: ${takes}`)).toEqual(['Publish a post: 3 people', 'Publish on Newsroom: 3 people, one who can manage', 'Publish on Bluesky: 3 people'])
  expect(rows.at(-1)).toMatchObject({ takes: '1 person' })
})

test('freshness is said in whole words', () => {
  expect(freshness_says(policy)).toContain('the last 15 min.')
  expect(freshness_says({ ...policy, freshness_s: 3_600 })).toContain('the last 1 h.')
  expect(freshness_says({ ...policy, freshness_s: 90 })).toContain('the last 1 min 30 s.')
})
