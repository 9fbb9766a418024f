import { expect, test } from 'vitest'
import { MOST, too_much } from './paste_limit'
import { file_unfit } from './picture_file'

test('a field takes several times what its channel does, and says so when more comes', () => {
  expect(too_much(0, 0, MOST.post, 'post')).toBeNull()
  expect(too_much(1, 0, MOST.post, 'post')).toContain('Nothing was changed.')
  expect(too_much(0, 0, 10_000_000, 'page')).toContain('10 million characters')
})

test('what is replaced makes room', () => {
  expect(too_much(MOST.line, 500, 500, 'line')).toBeNull()
  expect(too_much(MOST.line, 499, 500, 'line')).not.toBeNull()
})

test('files that cannot become a picture are turned down before they are read', () => {
  expect(file_unfit({ name: 'a.jpg', type: 'image/jpeg', size: 10 })).toBeNull()
  expect(file_unfit({ name: 'a.jpg', type: '', size: 10 })).toBeNull()
  expect(file_unfit({ name: 'a.jpg', type: 'image/jpeg', size: 0 })).toBe('a.jpg is empty.')
  expect(file_unfit({ name: 'a.jpg', type: 'image/jpeg', size: 51 * 1024 * 1024 })).toContain('larger than 50 MB')
  expect(file_unfit({ name: 'a.pdf', type: 'application/pdf', size: 10 })).toBe('a.pdf is not a picture.')
})
