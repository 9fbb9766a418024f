import { expect, test } from 'vitest'
import type { Variant } from '../../wire'
import { field_text, is_blank, is_one_line, set_field_text, slug_of } from './variant_fields'

const image = (alt: string) => ({ digest: '', mime: 'image/png', width: 1, height: 1, bytes: 1, alt })
const post = (): Variant => ({
  kind: 'bluesky',
  parts: [{ text: 'one', images: [image('first'), image('second')], mentions: [] }, { text: 'two', images: [], mentions: [], card: { url: 'https://x.example', title: 'T', description: 'D' } }],
})
const page = (): Variant => ({ kind: 'site', slug: 's', headline: 'h', standfirst: 'st', body: 'b', notes: 'n', images: [image('first')] })

test('every name that the core gives a text leads to that text', () => {
  const names: [Variant, Record<string, string>][] = [
    [post(), { 'part 1': 'one', 'part 1 picture 2': 'second', 'part 2': 'two', 'part 2 card address': 'https://x.example', 'part 2 card title': 'T', 'part 2 card text': 'D' }],
    [page(), { headline: 'h', standfirst: 'st', body: 'b', notes: 'n', 'picture 1': 'first' }],
  ]
  for (const [variant, texts] of names)
    for (const [field, text] of Object.entries(texts)) {
      expect(field_text(variant, field)).toBe(text)
      set_field_text(variant, field, `${text}!`)
      expect(field_text(variant, field)).toBe(`${text}!`)
    }
})

test('a name that leads nowhere changes nothing', () => {
  const variant = post()
  for (const field of ['part 3', 'part 1 picture 3', 'part 1 card title', 'headline', '']) {
    expect(field_text(variant, field)).toBeNull()
    set_field_text(variant, field, 'x')
  }
  expect(variant).toEqual(post())
})

test('blank is what nobody has put anything into', () => {
  expect(is_blank({ kind: 'bluesky', parts: [{ text: '', images: [], mentions: [] }] })).toBe(true)
  expect(is_blank(post())).toBe(false)
  expect(is_blank({ ...(page() as Extract<Variant, { kind: 'site' }>), slug: '', headline: '', standfirst: '', body: '', notes: '', images: [] })).toBe(true)
  expect(is_blank(page())).toBe(false)
})

test('one line is where the core refuses a line break', () => {
  expect(['headline', 'standfirst', 'part 1 card address', 'part 1 card title'].every(is_one_line)).toBe(true)
  expect(['part 1', 'body', 'notes', 'picture 1', 'part 1 card text'].some(is_one_line)).toBe(false)
})

test('an address is made of small letters, digits and single hyphens', () => {
  expect(slug_of('Missing: Edith, 79 – Cobbleside!')).toBe('missing-edith-79-cobbleside')
  expect(slug_of('Café  Étoile')).toBe('cafe-etoile')
  expect(slug_of('x'.repeat(79) + ' yz')).toBe('x'.repeat(79))
})
