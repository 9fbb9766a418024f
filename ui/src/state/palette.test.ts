import { expect, test } from 'vitest'
import type { Action } from './actions.svelte'
import { preselected, rows } from './palette'

const action = (id: string, label: string, more: Partial<Action> = {}): Action => ({ id, label, group: 'do', run: () => undefined, ...more })
const STOP = action('stop', 'STOP all publishing', { meant: true })
const POST = action('new-post', 'New post')
const STATION = action('go-station', 'Stopped posts', { group: 'go' })
const PANE = action('pane', 'Next pane', { listed: false })
const ALL = [STOP, POST, PANE, STATION]
const ids = (typed: string) => rows(ALL, typed).map(({ id }) => id)

test('STOP is not among the rows before anything is typed, and Enter runs another row', () => {
  expect(ids('')).toEqual(['new-post', 'go-station'])
  expect(preselected(rows(ALL, ''))).toBe(0)
})

test('typing stop finds STOP, last and not chosen', () => {
  expect(ids('stop')).toEqual(['go-station', 'stop'])
  expect(preselected(rows(ALL, 'stop'))).toBe(0)
})

test('while STOP is the only row, none is chosen until an arrow chooses it', () => {
  expect(ids('stop all')).toEqual(['stop'])
  expect(preselected(rows(ALL, 'stop all'))).toBe(-1)
})

test('actions come before places, and what is left out stays out', () => {
  expect(ids('p')).toEqual(['new-post', 'go-station', 'stop'])
  expect(ids('next')).toEqual([])
})
