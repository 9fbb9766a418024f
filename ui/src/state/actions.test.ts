import { expect, test } from 'vitest'
import { actions, PLACES } from './actions.svelte'
import { STOP_CHORD } from './chord'
import { SCREENS } from './router.svelte'

const twice = (all: readonly string[]) => all.filter((one, at) => all.indexOf(one) !== at)

test('each action has a name of its own', () => {
  for (const { id, label } of actions.all) expect(label.trim(), id).not.toBe('')
  expect(twice(actions.all.map(({ id }) => id))).toEqual([])
  expect(twice(actions.all.map(({ label }) => label))).toEqual([])
})

test('no key does two things, and no pair begins with a key that acts by itself', () => {
  const keys = actions.all.flatMap((action) => action.keys ?? [])
  expect(twice(keys)).toEqual([])
  const firsts = keys.filter((chord) => chord.includes(' ')).map((chord) => chord.split(' ')[0])
  expect(keys.filter((chord) => firsts.includes(chord))).toEqual([])
})

test('every screen can be gone to by the rail, the palette and a pair of keys', () => {
  expect(PLACES.map(({ screen }) => screen)).toEqual([...SCREENS])
  for (const { keys } of PLACES) expect(keys).toMatch(/^g [a-z]$/)
})

test('STOP alone has to be meant, and has its chord', () => {
  expect(actions.all.filter(({ meant }) => meant).map(({ id, keys }) => [id, keys])).toEqual([['stop', STOP_CHORD]])
})

test('before anything is known of the office, nothing can be run', () => {
  expect(actions.able.map(({ id }) => id)).toEqual([])
})
