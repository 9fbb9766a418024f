import { expect, test } from 'vitest'
import { after } from './panes'

test('F6 goes round the parts of the window, both ways', () => {
  expect([after(0, 4, 1), after(3, 4, 1), after(0, 4, -1)]).toEqual([1, 0, 3])
})

test('from nowhere it begins at the first, or at the last', () => {
  expect([after(-1, 4, 1), after(-1, 4, -1)]).toEqual([0, 3])
})
