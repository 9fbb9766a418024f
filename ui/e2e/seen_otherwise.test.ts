// The window at 200 % on a small screen, and in the colours that the system forces: nothing cut off, STOP in reach, the
// focus seen, and states told apart without their colours.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { reach } from './browser'
import { PLACE_KEYS } from './places'
import { sheet, show } from './show'

/** 1024 × 700 at 200 %. */
const ZOOMED = { theme: 'light', width: 512, height: 350 } as const
const LOOK = { theme: 'light', width: 1280, height: 800 } as const

let browser: Browser
beforeAll(async () => {
  browser = await reach(inject('door'))
})
afterAll(() => browser.close())

/** What stands beyond an edge of the window with nothing to scroll it into sight. */
const cut_off = (page: Page) =>
  page.evaluate(() => {
    const scrolls = (node: Element | null): boolean => node !== null && ((['auto', 'scroll'].includes(getComputedStyle(node).overflowX) && node.scrollWidth > node.clientWidth) || scrolls(node.parentElement))
    const seen = [...document.querySelectorAll('button, a, input, textarea, select, h1, h2, p, [role=tab], [role=option]')]
    const wide = seen.filter((node) => {
      const place = node.getBoundingClientRect()
      const shown = place.width > 1 && place.height > 1 && node.checkVisibility() && node.closest('.vh, .skip') === null
      return shown && (place.right > innerWidth + 1 || place.left < -1) && !scrolls(node.parentElement)
    })
    return wide.map((node) => `${node.tagName} ${node.textContent?.trim().slice(0, 40) ?? ''}`)
  })

/** Whether a press in its middle reaches it. */
const in_reach = (page: Page, name: RegExp) =>
  page.getByRole('button', { name }).first().evaluate((node) => {
    const { left, top, width, height } = node.getBoundingClientRect()
    return node.contains(document.elementFromPoint(left + width / 2, top + height / 2))
  })

for (const [screen, key] of Object.entries(PLACE_KEYS))
  test(`at 200 % nothing of ${screen} is cut off, and STOP stays in reach`, async () => {
    const page = await sheet(browser, ZOOMED)
    for (const [scene, stop] of [['calm', /^STOP /], ['stopped', /^STOPPED/]] as const) {
      await show(page, inject('address'), { path: `/index.html?scene=${scene}`, keys: ['g', key] })
      expect(await cut_off(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
      expect(await in_reach(page, stop)).toBe(true)
    }
    await page.close()
  })

test('the check does find what is cut off', async () => {
  const page = await sheet(browser, ZOOMED)
  await show(page, inject('address'), { path: '/index.html' })
  await page.evaluate(() => {
    const far = document.createElement('button')
    far.textContent = 'Out of sight'
    far.style.position = 'fixed'
    far.style.left = '500px'
    far.style.width = '200px'
    document.body.append(far)
  })
  expect(await cut_off(page)).toEqual(['BUTTON Out of sight'])
  await page.close()
})

for (const [screen, key] of Object.entries(PLACE_KEYS))
  test(`with forced colours every stop of the Tab key in ${screen} shows the focus`, async () => {
    const page = await sheet(browser, LOOK)
    await page.emulateMedia({ forcedColors: 'active' })
    await show(page, inject('address'), { path: '/index.html?scene=calm', keys: ['g', key] })
    for (let stop = 0; stop < 25; stop += 1) {
      await page.keyboard.press('Tab')
      const unseen = await page.evaluate(() => {
        const at = document.activeElement
        if (at === null || at === document.body) return null
        // A field may leave the ring to the box that stands round it.
        const ringed = [at, at.parentElement, at.closest('label')].some((node) => {
          if (!node) return false
          const { outlineStyle, outlineWidth } = getComputedStyle(node)
          return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1
        })
        return ringed ? null : at.outerHTML.slice(0, 120)
      })
      expect(unseen).toBe(null)
    }
    await page.close()
  })

test('with forced colours a signature, a needed one and one that does not count are told apart', async () => {
  const page = await sheet(browser, LOOK)
  await page.emulateMedia({ forcedColors: 'active' })
  await show(page, inject('address'), { path: '/index.html?scene=calm', keys: ['g', 'a'], clicks: ['role=tab[name=/^Others/]'] })
  const look = (kind: string) => page.locator(`[role=option] .place.${kind}`).first().evaluate((node) => {
    const { borderTopStyle, textDecorationLine } = getComputedStyle(node)
    return `${borderTopStyle} ${textDecorationLine}`
  })
  expect(new Set([await look('signed'), await look('needed'), await look('void')]).size).toBe(3)
  // Each state has its word, whatever the colours.
  const words = await page.locator('[role=option]').allTextContents()
  for (const word of ['Awaiting', 'Approved', 'Held by STOP', 'Not known']) expect(words.join(' ')).toContain(word)
  await page.close()
})

for (const [what, keys, clicks] of [['a draft', ['g', 'w'], ['[role=option]:nth-child(1)']], ['what is live', ['g', 'l'], []], ['the ledger', ['g', 'e'], []], ['a review', ['g', 'a'], []]] as const)
  test(`with ${what} open, no stop of the Tab key lies under a bar that stays`, async () => {
    const page = await sheet(browser, { theme: 'light', width: 1024, height: 700 })
    await show(page, inject('address'), { path: '/index.html?scene=calm', keys: [...keys], clicks: [...clicks] })
    const covered: string[] = []
    for (let stop = 0; stop < 45; stop += 1) {
      await page.keyboard.press('Tab')
      const under = await page.evaluate(() => {
        const at = document.activeElement
        if (at === null || at === document.body || at.closest('.vh, .skip') !== null) return null
        const { left, top, width, height } = at.getBoundingClientRect()
        // Of something taller than its pane, the beginning counts.
        const seen = document.elementFromPoint(left + Math.min(width / 2, 60), top + Math.min(height / 2, 12))
        const bar = seen?.closest('.actbar, .acts, .head, .foot')
        return bar && !bar.contains(at) && !at.contains(seen) ? `${at.tagName} ${at.textContent?.trim().slice(0, 40) ?? ''}` : null
      })
      if (under) covered.push(under)
    }
    expect(covered).toEqual([])
    await page.close()
  })
