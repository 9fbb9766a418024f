import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { build } from 'vite'

const root = join(import.meta.dirname, '..')

/** Everything a build would write, as text. */
async function bundle(mock: boolean): Promise<Map<string, string>> {
  // The runner's own mode would put code for developers in.
  const mode = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  if (mock) process.env.VITE_MOCK = '1'
  try {
    const out = await build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'error', build: { write: false } })
    const files = (Array.isArray(out) ? out : [out]).flatMap((one) => ('output' in one ? one.output : []))
    return new Map(files.map((file) => [file.fileName, file.type === 'chunk' ? file.code : typeof file.source === 'string' ? file.source : '']))
  } finally {
    process.env.NODE_ENV = mode
    delete process.env.VITE_MOCK
  }
}
const holding = (files: Map<string, string>, text: RegExp) => [...files].filter(([, says]) => text.test(says)).map(([name]) => name)

let ships: Map<string, string>
beforeAll(async () => {
  ships = await bundle(false)
})

const STORY = /Harrowmere|Okafor|Teixeira|Cobbleside/

test('nothing of the stand-in core is in the bundle that ships, and all of it in the one for looking', async () => {
  expect(holding(await bundle(true), STORY).length).toBeGreaterThan(0)
  expect(holding(ships, STORY)).toEqual([])
})

test('the bundle that ships evaluates no text, writes no markup, and calls nobody', () => {
  expect(ships.size).toBeGreaterThan(5)
  expect(holding(ships, /\beval\(|new Function\(|document\.write\(/)).toEqual([])
  const pages = [...ships].filter(([name]) => name.endsWith('.html'))
  expect(pages.map(([name]) => name).sort()).toEqual(['index.html', 'signing.html'])
  for (const [, page] of pages) expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|style=|https?:/)
})

test('the first frame waits for no screen: only the frame’s own code and the ground rules of its look are read before it', () => {
  const page = ships.get('index.html') ?? ''
  const first = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, name]) => name ?? '')
  const size = (kind: string) => first.filter((name) => name.endsWith(kind)).reduce((sum, name) => sum + (ships.get(name) ?? '').length, 0)
  expect(size('.js')).toBeGreaterThan(10_000)
  expect(size('.js')).toBeLessThan(90_000)
  expect(size('.css')).toBeGreaterThan(1_000)
  expect(size('.css')).toBeLessThan(16_000)
  // A sentence of the lock screen and one of first run are in the bundle, and in none of these files.
  for (const later of [/STOP works without unlocking/, /Two people start this office/]) {
    expect(holding(ships, later).length).toBeGreaterThan(0)
    expect(holding(ships, later).filter((name) => first.includes(name))).toEqual([])
  }
})

test('no line of a diff is written in the short form, which some web views take for a mistake and leave out', () => {
  expect(holding(ships, /text-decoration:[^;}]*\d(?:px|em)/)).toEqual([])
  expect(holding(ships, /text-decoration-thickness:2px/).length).toBeGreaterThan(0)
})
