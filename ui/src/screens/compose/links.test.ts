import { expect, test } from 'vitest'
import { runs } from './links'

const links = (text: string) => runs(text).filter(({ link }) => link).map(({ text }) => text)

test('links are shown as links, without the full stop after them', () => {
  expect(links('Updates: https://harrowmere-police.example/ostrey. Thank you.')).toEqual(['https://harrowmere-police.example/ostrey'])
  expect(links('See harrowmere-police.example/edith, or ring.')).toEqual(['harrowmere-police.example/edith'])
})

test('times, amounts and mail addresses are no links', () => {
  expect(links('At 12.50pm, 3.5 km from jo@harrowmere.example. Ends.')).toEqual([])
})

test('the pieces join to the text again', () => {
  const text = 'a https://x.example/b?c=d, e f.example g'
  expect(runs(text).map(({ text }) => text).join('')).toBe(text)
})
