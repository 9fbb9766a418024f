import { expect, test } from 'vitest'
import { walk } from './walk'

test('a walk goes one on, one back, and stays at the ends', () => {
  const list = ['a', 'b', 'c']
  expect([walk(list, 'a', 1), walk(list, 'b', -1), walk(list, 'c', 1), walk(list, 'a', -1)]).toEqual(['b', 'a', 'c', 'a'])
})

test('with nothing chosen it begins at the first; in an empty list there is nothing', () => {
  expect([walk(['a', 'b'], null, 1), walk([], null, 1), walk([], null, -1)]).toEqual(['a', null, null])
})
