import { expect, test } from 'vitest'
import { mend_of } from './mending'

const finding = (kind: Parameters<typeof mend_of>[0]['kind'], detail = '') => ({ kind, detail })

test('a hidden character goes, an unusual space becomes an ordinary one', () => {
  expect(mend_of(finding('invisible'), '\u200b', false)).toEqual({ label: 'Remove', with: '' })
  expect(mend_of(finding('unusual_space'), '\u00a0', false)?.with).toBe(' ')
})

test('a style mark goes and the character it styles stays', () => {
  expect(mend_of(finding('text_style'), '☎\ufe0e', false)?.with).toBe('☎')
})

test('an unusual line break becomes an ordinary one, and a space where there is one line', () => {
  expect(mend_of(finding('line_separator'), '\u2028', false)?.with).toBe('\n')
  expect(mend_of(finding('line_separator'), '\u2028', true)?.with).toBe(' ')
})

test('one look-alike letter is named on the button', () => {
  expect(mend_of(finding('mixed_script_host', 'xn--…'), 'harrowmere-p\u043elice.example', false)).toEqual({ label: 'Use Latin o', with: 'harrowmere-police.example' })
  expect(mend_of(finding('mixed_script', 'U+0440 U+043E'), '\u0440\u043elice', false)).toEqual({ label: 'Use Latin letters', with: 'police' })
})

test('where the core knows how a word reads, that is offered', () => {
  expect(mend_of(finding('whole_script', 'copa'), '\u0441\u043e\u0440\u0430', false)?.with).toBe('copa')
  expect(mend_of(finding('imitates_own_domain', 'harrowmere.example'), 'harrowmere-press.example', false)?.label).toBe('Use “harrowmere.example”')
})

test('nothing is offered where a letter is not known, or only the writer can know', () => {
  expect(mend_of(finding('mixed_script_host'), 'p\u0436lice.example', false)).toBeNull()
  expect(mend_of(finding('lost_text'), '\ufffd', false)).toBeNull()
  expect(mend_of(finding('foreign_domain', 'x.example'), 'x.example', false)).toBeNull()
})

test('letters stored in two ways are joined', () => {
  expect(mend_of(finding('not_normalised'), 'cafe\u0301', false)?.with).toBe('café')
})
