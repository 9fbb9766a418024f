import { expect, test } from 'vitest'
import { counted, fits, spoken } from './counts'
import { field_says } from './fields'

const post = (used: number) => ({ unit: 'characters', used, limit: 300, bytes: used, bytes_limit: 3000 }) as const

test('a counter says what is left, warns under 20 and says what is over', () => {
  expect(counted(post(267))).toMatchObject({ says: '33 characters left', tone: 'plain' })
  expect(counted(post(288))).toMatchObject({ says: '12 characters left', tone: 'awaiting' })
  expect(counted(post(300))).toMatchObject({ says: '0 characters left', tone: 'awaiting', share: 1 })
  expect(counted(post(314))).toMatchObject({ says: '14 characters over', number: '14', word: 'over', tone: 'unapproved', share: 1 })
})

test('words without a limit are only counted, until the bytes run out', () => {
  const page = { unit: 'words', used: 1, limit: null, bytes: 6, bytes_limit: 32_768 } as const
  expect(counted(page)).toMatchObject({ says: '1 word', share: null })
  expect(counted({ ...page, used: 9000, bytes: 33_000 })).toMatchObject({ says: '232 bytes over', tone: 'unapproved' })
  expect(fits(page)).toBe(true)
  expect(fits({ ...page, bytes: 32_769 })).toBe(false)
})

test('a screen reader hears thresholds, not every key', () => {
  expect(spoken(post(100))).toBe('')
  expect(spoken(post(285))).toBe(spoken(post(299)))
  expect(spoken(post(300))).toBe('Nothing left.')
  expect(spoken(post(301))).toBe('Too long: 1 character over.')
})

test('fields bear the words of the screen', () => {
  expect(field_says('part 1')).toBe('Post')
  expect(field_says('part 2', 3)).toBe('Part 2')
  expect(field_says('part 1 picture 2')).toBe('Picture 2 description')
  expect(field_says('part 2 picture 1', 2)).toBe('Part 2: picture 1 description')
  expect(field_says('part 1 card address')).toBe('Link card address')
  expect(field_says('picture 3')).toBe('Picture 3 description')
  expect(field_says('notes')).toBe('Notes to editors')
})
