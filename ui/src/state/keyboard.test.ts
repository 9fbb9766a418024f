import { expect, test } from 'vitest'
import { is_stop, pieces, stroke, type Press } from './chord'
import { Keyboard } from './keyboard'

const press = (key: string, more: Partial<Press> = {}): Press => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more })
const OUTSIDE = { field: false, dialog: false }
const FIELD = { field: true, dialog: false }
const DIALOG = { field: false, dialog: true }
const STOP = press('>', { code: 'Period', ctrlKey: true, shiftKey: true })

function board(mac = false) {
  const ran: string[] = []
  const run = (id: string) => () => void ran.push(id)
  let open = true
  const keyboard = new Keyboard(
    () => [
      { keys: 'g a', run: run('approvals') },
      { keys: 'a', run: run('approve') },
      { keys: '?', run: run('keys') },
      { keys: 'Ctrl+K', run: run('palette') },
      { keys: 'r', run: run('reject'), when: () => open },
    ],
    run('stop'),
    mac,
  )
  return { ran, keyboard, shut: () => (open = false) }
}

test('STOP works outside, in a field and in a dialog', () => {
  for (const where of [OUTSIDE, FIELD, DIALOG]) {
    const { ran, keyboard } = board()
    expect(keyboard.press(STOP, 0, where)).toBe(true)
    expect(ran).toEqual(['stop'])
  }
})

test('a full stop without Ctrl and Shift is not STOP', () => {
  expect(is_stop(press('.', { code: 'Period' }), false)).toBe(false)
  expect(is_stop(press('.', { code: 'Period', ctrlKey: true }), false)).toBe(false)
  expect(is_stop(press('>', { code: 'Period', ctrlKey: true, shiftKey: true, altKey: true }), false)).toBe(false)
  expect(is_stop(press(':', { code: 'Period', ctrlKey: true, shiftKey: true }), false)).toBe(true)
})

test('single letters act only outside fields and dialogs', () => {
  for (const where of [FIELD, DIALOG]) {
    const { ran, keyboard } = board()
    expect(keyboard.press(press('a'), 0, where)).toBe(false)
    expect(ran).toEqual([])
  }
  const { ran, keyboard } = board()
  expect(keyboard.press(press('a'), 0, OUTSIDE)).toBe(true)
  expect(ran).toEqual(['approve'])
})

test('chords with Ctrl act in fields, not in dialogs', () => {
  const { ran, keyboard } = board()
  expect(keyboard.press(press('k', { ctrlKey: true }), 0, FIELD)).toBe(true)
  expect(keyboard.press(press('k', { ctrlKey: true }), 0, DIALOG)).toBe(false)
  expect(ran).toEqual(['palette'])
})

test('G and a letter go to a screen, and the letter alone does not follow', () => {
  const { ran, keyboard } = board()
  keyboard.press(press('g'), 0, OUTSIDE)
  keyboard.press(press('a'), 400, OUTSIDE)
  expect(ran).toEqual(['approvals'])
})

test('a G that was pressed long ago is forgotten', () => {
  const { ran, keyboard } = board()
  keyboard.press(press('g'), 0, OUTSIDE)
  keyboard.press(press('a'), 5_000, OUTSIDE)
  expect(ran).toEqual(['approve'])
})

test('an action that cannot be run now does not take its key', () => {
  const { ran, keyboard, shut } = board()
  expect(keyboard.press(press('r'), 0, OUTSIDE)).toBe(true)
  shut()
  expect(keyboard.press(press('r'), 0, OUTSIDE)).toBe(false)
  expect(ran).toEqual(['reject'])
})

test('Ctrl is the command key on a Mac', () => {
  const { ran, keyboard } = board(true)
  expect(keyboard.press(press('k', { ctrlKey: true }), 0, OUTSIDE)).toBe(false)
  expect(keyboard.press(press('k', { metaKey: true }), 0, OUTSIDE)).toBe(true)
  expect(ran).toEqual(['palette'])
  expect(pieces('Ctrl+K', true)).toEqual(['⌘', 'K'])
  expect(pieces('g a', false)).toEqual(['G', 'A'])
  expect(pieces('Ctrl+Shift+.', false)).toEqual(['Ctrl', 'Shift', '.'])
})

test('a bare modifier is no stroke', () => {
  expect(stroke(press('Shift', { shiftKey: true }), false)).toBeNull()
  expect(stroke(press('?', { shiftKey: true }), false)).toBe('?')
  expect(stroke(press('F6', { shiftKey: true }), false)).toBe('Shift+F6')
})
