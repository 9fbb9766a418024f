import { expect, test } from 'vitest'
import { INTENTS, sign_card } from '../mock/cards'
import { channels } from '../mock/control'
import type { Intent, SignCard } from '../wire'
import { signing_of } from './intents'

const ZONE = 'Europe/London'
const NOW = Date.parse('2026-06-12T13:32:08.000Z')
const approve = (more: Partial<SignCard> = {}, stopped = false) => signing_of({ ...sign_card(INTENTS.approve), ...more }, ZONE, NOW, stopped)

test('every intent says what its signature does, and its button is no bare OK', () => {
  for (const intent of Object.values(INTENTS)) {
    const { title, button, consequences } = signing_of(sign_card(intent), ZONE, NOW, false)
    expect(title).not.toMatch(/undefined|null|the channel\b/)
    expect(button.startsWith('Sign')).toBe(true)
    expect(consequences.map(({ says }) => says).join(' ')).not.toMatch(/undefined|null|NaN/)
    expect(consequences.length).toBeGreaterThan(0)
  }
})

test('who connects a channel to another account is told what that costs, and who gives it a fresh key is not', () => {
  const [known] = channels
  const connect: Extract<Intent, { kind: 'connect' }> = { kind: 'connect', channel: known?.id ?? '', channel_kind: 'bluesky', name: 'Bluesky', account: '', address: '', credential_name: 'Second' }
  const says = (account: string) => signing_of(sign_card({ ...connect, account }), ZONE, NOW, false).consequences.map((one) => one.says).join(' ')
  expect(says('another.example')).toContain(`That is another account than ${known?.account ?? '?'}.`)
  expect(says(known?.account ?? '')).not.toContain('another account')
})

test('the second of two is told that it goes out now, and after whom', () => {
  const { button, consequences } = approve()
  expect(button).toBe('Sign and publish now')
  expect(consequences[0]?.says).toBe('You are the second of two. Ana Teixeira signed at 14:26 BST.')
  expect(consequences[1]?.strong).toBe('It goes out now')
})

test('a post for later says its time on the button', () => {
  const release = sign_card(INTENTS.approve).release
  expect(release).not.toBeNull()
  const later = approve({ release: release && { ...release, window: { not_before: '2026-06-12T15:00:00.000Z', execute_before: '2026-06-12T20:00:00.000Z' } } })
  expect(later.button).toBe('Sign. Goes out at 16:00 BST')
})

test('while STOP is on, no card says that something goes out', () => {
  const { button, consequences } = approve({}, true)
  expect(button).toBe('Sign')
  expect(consequences.map(({ strong, says }) => `${strong ?? ''}${says}`)).toContain('STOP is on. Nothing goes out.')
  expect(consequences.map(({ strong }) => strong)).not.toContain('It goes out now')
})

test('a signature that another must follow does not say publish', () => {
  const release = sign_card(INTENTS.approve).release
  const first = approve({ release: release && { ...release, needed: 3 } })
  expect(first.button).toBe('Sign')
  expect(first.consequences[1]?.says).toBe('1 more signature is needed after yours.')
})
