import { expect, test } from 'vitest'
import { code_point, exact } from './exact'

const seen = (text: string) => exact(text).map((piece) => (piece.kind === 'plain' ? piece.text : piece.kind === 'space' ? '·' : `[${piece.label}]`)).join('')
const names = (text: string) => exact(text).flatMap((piece) => ('name' in piece ? [piece.name] : []))

test('plain text stays in one piece, and each space is shown', () => {
  expect(exact('Tarn Ferry')).toEqual([{ kind: 'plain', text: 'Tarn' }, { kind: 'space' }, { kind: 'plain', text: 'Ferry' }])
})

test('what draws nothing is shown by name', () => {
  expect(seen('Tarn\u200bFerry\u00a0!')).toBe('Tarn[ZWSP]Ferry[NBSP]!')
  expect(names('\u202e')).toEqual(['right-to-left override U+202E'])
  expect(names('\ufeff\u2066')).toEqual(['zero width no-break space U+FEFF', 'left-to-right isolate U+2066'])
})

test('a hidden character without a name of its own is shown by its number', () => {
  expect(seen('a\u0007b\u{e0041}c')).toBe('a[U+0007]b[U+E0041]c')
})

test('a line break is shown and breaks the line', () => {
  expect(exact('a\nb')).toEqual([{ kind: 'plain', text: 'a' }, { kind: 'break', label: 'LF', name: 'line feed U+000A' }, { kind: 'plain', text: 'b' }])
})

test('letters beyond the first plane stay whole', () => {
  expect(exact('👮x')).toEqual([{ kind: 'plain', text: '👮x' }])
  expect(code_point('👮')).toBe('U+1F46E')
})

test('nothing of a text is lost or added', () => {
  const text = 'MISSING: Edith,\u00a079.\nCall\u200d 101 \u{1f46e}'
  const back = exact(text).map((piece) => (piece.kind === 'plain' ? piece.text : piece.kind === 'space' ? ' ' : String.fromCodePoint(parseInt(piece.name.split('U+')[1] ?? '', 16)))).join('')
  expect(back).toBe(text)
})
