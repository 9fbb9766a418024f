import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { build } from 'vite'

const root = join(import.meta.dirname, '..')

/** Everything a build would write, as text. */
async function bundle(mock: boolean): Promise<Map<string, string>> {
  if (mock) process.env.VITE_MOCK = '1'
  try {
    const out = await build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'error', build: { write: false } })
    const files = (Array.isArray(out) ? out : [out]).flatMap((one) => ('output' in one ? one.output : []))
    return new Map(files.map((file) => [file.fileName, file.type === 'chunk' ? file.code : typeof file.source === 'string' ? file.source : '']))
  } finally {
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
