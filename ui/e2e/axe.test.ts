import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { show } from './show'
import { SIGHTS } from './sights'
import { stage, type Stage } from './browser'

// axe is put into the page from outside, past the content policy: through the debugger's door, as page.evaluate goes.
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const FOLDER = 'dist-mock-test'

let here: Stage
beforeAll(async () => {
  here = await stage(FOLDER)
})
afterAll(async () => {
  await here.close()
  rmSync(new URL(`../${FOLDER}`, import.meta.url), { recursive: true, force: true })
})

async function check(theme: 'light' | 'dark', sight: (typeof SIGHTS)[number]) {
  const wrong: string[] = []
  const page = await show(here.browser, here.address, sight, { theme, width: 1280, height: 800 }, wrong)
  const source = await import('node:fs/promises').then((fs) => fs.readFile(AXE, 'utf8'))
  await page.evaluate(source)
  // Between the themes only the colours differ.
  const rules = theme === 'light' ? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] : ['color-contrast']
  const results = await page.evaluate(async (rules) => {
    const { axe } = globalThis as unknown as { axe: { run: (node: Document, options: object) => Promise<AxeResults> } }
    return axe.run(document, { runOnly: rules })
  }, rules)
  await page.close()
  expect(wrong).toEqual([])
  expect(results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual([])
}

for (const theme of ['light', 'dark'] as const)
  for (const sight of SIGHTS) test(`${sight.name} in ${theme} has nothing that axe or the content policy refuses`, () => check(theme, sight))
