import { expect, test } from 'vitest'
import { asking_says, asks_for, type Asked } from './mentions'

const named = (handle: string, did: string | null = null) => ({ part: 0, handle, did })

test('each handle without an account is looked up once', () => {
  const asked = new Map<string, Asked>([['b.example', { kind: 'nothing' }]])
  expect(asks_for([named('a.example'), named('a.example'), named('b.example'), named('c.example', 'did:plc:c')], asked)).toEqual(['a.example'])
})

test('a handle that nobody has, or that could not be looked up, is flagged with a sentence', () => {
  expect(asking_says('a.example', null, { kind: 'nothing' })).toEqual({ text: 'Nobody has the handle @a.example. It would go out as plain words that mention no one.', flagged: true })
  expect(asking_says('a.example', null, { kind: 'not_asked', detail: 'no answer' }).text).toContain('could not be looked up: no answer.')
  expect(asking_says('a.example', 'did:plc:a', undefined).flagged).toBe(false)
})
