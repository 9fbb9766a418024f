import { expect, test } from 'vitest'
import type { QueueRow } from '../../wire'
import { EMPTY, tab_of, type Queues } from './queue_tabs'

const row = (release: string) => ({ release }) as QueueRow
const queues: Queues = { for_you: [], others: [row('a'), row('b')], returned: [row('c')] }

test('a post is found in the queue that holds it, and in none once it is out', () => {
  expect([tab_of(queues, 'b'), tab_of(queues, 'c'), tab_of(queues, 'gone')]).toEqual(['others', 'returned', null])
})

test('an empty queue says how many wait for others', () => {
  expect(EMPTY.for_you(queues).says).toBe('2 posts are waiting for other people, or on the way out.')
  expect(EMPTY.for_you({ ...queues, others: [] }).says).toBe('Nobody is waiting for anybody.')
})
