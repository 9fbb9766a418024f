import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { reach } from './browser'
import { press, sheet, show } from './show'
import { SIGHTS, type Sight } from './sights'

// axe is put into the page from outside, past the content policy: through the debugger's door, as page.evaluate goes.
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let browser: Browser
let page: Page
const wrong: string[] = []
beforeAll(async () => {
  browser = await reach(inject('door'))
  page = await sheet(browser, { theme: 'light', width: 1280, height: 800 }, wrong)
})
afterAll(() => browser.close())

let before: Sight | null = null
const goes = ({ keys, press, clicks }: Sight) => keys?.length === 2 && keys[0] === 'g' && !press?.length && !clicks?.length

/** A screen of the scene that is open already is gone to by its keys; everything else is opened anew. */
async function look_at(sight: Sight) {
  const same = before !== null && goes(before) && goes(sight) && before.path === sight.path
  before = null
  if (same) await press(page, sight.keys ?? [])
  else {
    await show(page, inject('address'), sight)
    await page.evaluate(AXE)
  }
  before = sight
}

async function violations(rules: string[]): Promise<string[]> {
  const results = await page.evaluate(async (rules) => {
    const { axe } = globalThis as unknown as { axe: { run: (node: Document, options: object) => Promise<AxeResults> } }
    return axe.run(document, { runOnly: rules, resultTypes: ['violations'], preload: false })
  }, rules)
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

// Cards to sign are one component: those that differ in what they show stand for all.
const SAME = ['submit', 'reject', 'withdraw', 'enrol', 'change_roles', 'change_policy', 'reinstate', 'remove_channel', 'decide_unknown', 'drop', 'confirm_suspension', 'take_down'].map((card) => `sign-${card}`)

for (const sight of SIGHTS.filter(({ name }) => !SAME.includes(name)).sort((one, other) => one.path.localeCompare(other.path)))
  test(`${sight.name} has nothing that axe or the content policy refuses, in either theme`, async () => {
    wrong.length = 0
    await page.emulateMedia({ colorScheme: 'light' })
    await look_at(sight)
    const light = await violations(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    // Between the themes only the colours differ.
    await page.emulateMedia({ colorScheme: 'dark' })
    const dark = await violations(['color-contrast'])
    expect({ wrong, light, dark }).toEqual({ wrong: [], light: [], dark: [] })
  })

test('axe does find what is wrong: a picture without a description, and grey on grey', async () => {
  await show(page, inject('address'), { path: '/index.html' })
  await page.evaluate(AXE)
  await page.evaluate(() => {
    const picture = document.createElement('img')
    const text = document.createElement('p')
    text.textContent = 'Nobody can read this'
    text.style.color = '#777777'
    text.style.backgroundColor = '#888888'
    document.querySelector('main')?.append(picture, text)
  })
  const found = (await violations(['wcag2a', 'wcag2aa'])).join(' ')
  expect(found).toMatch(/image-alt/)
  expect(found).toMatch(/color-contrast/)
})
