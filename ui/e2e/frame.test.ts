import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { reach } from './browser'
import { PLACE_KEYS } from './places'
import { press, sheet, show } from './show'

let browser: Browser
let page: Page
const wrong: string[] = []
beforeAll(async () => {
  browser = await reach(inject('door'))
  page = await sheet(browser, { theme: 'light', width: 1280, height: 800 }, wrong)
})
afterAll(() => browser.close())
afterEach(() => expect(wrong.splice(0)).toEqual([]))

const desk = (path = '/index.html', keys: string[] = []) => show(page, inject('address'), { path, keys })
const stopped = () => page.getByRole('button', { name: /^STOPPED/ }).count()
const heading = () => page.locator('main h1').first().textContent()

test('Enter in a palette that was just opened does not pull STOP, and neither does Enter after typing stop', async () => {
  await desk('/index.html', ['Control+k', 'Enter'])
  expect(await stopped()).toBe(0)
  await desk('/index.html', ['Control+k'])
  await page.keyboard.type('stop')
  await page.keyboard.press('Enter')
  expect(await stopped()).toBe(0)
  expect(await page.getByRole('dialog').count()).toBe(1)
})

test('STOP is pulled from the palette by choosing its own row', async () => {
  await desk('/index.html', ['Control+k'])
  await page.keyboard.type('stop')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^STOPPED/ }).first().waitFor()
})

test('the palette finds a screen and goes there, with the focus on its heading', async () => {
  await desk('/index.html', ['Control+k'])
  await page.keyboard.type('led')
  await page.keyboard.press('Enter')
  await page.locator('h1', { hasText: 'Ledger' }).waitFor()
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
})

test('F6 goes round every part of the window and comes back, Shift+F6 the other way', async () => {
  await desk()
  const at = () => page.evaluate(() => document.activeElement?.closest('header, nav, section[aria-label="Emergency stop"], main, footer')?.tagName)
  const round: (string | undefined)[] = []
  for (let step = 0; step < 5; step++) {
    await page.keyboard.press('F6')
    round.push(await at())
  }
  expect(round).toEqual(['FOOTER', 'HEADER', 'NAV', 'SECTION', 'MAIN'])
  await page.keyboard.press('F6')
  expect(await at()).toBe('FOOTER')
  await page.keyboard.press('Shift+F6')
  expect(await at()).toBe('MAIN')
})

test('the member menu opens by keyboard, moves with the arrows, and gives the focus back', async () => {
  await desk('/index.html?scene=practice')
  const opener = page.getByRole('button', { name: 'Desk and member' })
  await opener.focus()
  await page.keyboard.press('Enter')
  const items = page.getByRole('menuitem')
  expect(await items.allInnerTexts().then((all) => all.map((text) => text.split('\n')[0]?.replace(/(Ctrl|\?).*$/, '').trim()))).toEqual(['All keys for this screen', 'Switch member…', 'Leave the practice office', 'Lock this desk'])
  await page.locator('[role=menuitem]:focus', { hasText: 'All keys' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.locator('[role=menuitem]:focus', { hasText: 'Switch member' }).waitFor()
  await page.keyboard.press('Escape')
  expect(await page.getByRole('menu').count()).toBe(0)
  expect(await opener.evaluate((button) => document.activeElement === button)).toBe(true)
})

test('leaving the practice office leads back to the first screen', async () => {
  await desk('/index.html?scene=practice')
  await page.getByRole('button', { name: 'Desk and member' }).click()
  await page.getByRole('menuitem', { name: 'Leave the practice office' }).click()
  await page.locator('h1', { hasText: 'Start here' }).waitFor()
})

test('a desk about to lock asks who is there, and one press keeps it open', async () => {
  await desk('/index.html?scene=locks-now')
  const asks = page.getByRole('alertdialog', { name: 'Is somebody there?' })
  await asks.waitFor()
  expect(await asks.textContent()).toMatch(/It locks in \d+ seconds?\./)
  await page.getByRole('button', { name: 'Stay unlocked' }).last().press('Enter')
  await asks.waitFor({ state: 'detached' })
  await desk('/index.html?scene=locks-soon')
  expect(await page.getByRole('banner').textContent()).toContain('Locks in 4 min')
  expect(await asks.count()).toBe(0)
})

test('a broken ledger stands as an alarm on every screen, and a calm desk has no alert', async () => {
  await desk('/index.html?scene=broken')
  for (const key of Object.values(PLACE_KEYS)) {
    await press(page, ['g', key])
    expect(await page.locator('main').getByRole('alert').filter({ hasText: 'does not fit the one before it' }).count()).toBeGreaterThan(0)
  }
  await desk()
  expect(await page.getByRole('alert').count()).toBe(0)
})

test('no key means two things on any screen', async () => {
  await desk()
  for (const key of Object.values(PLACE_KEYS)) {
    await press(page, ['g', key, '?'])
    const keys = await page.getByRole('dialog', { name: 'Keys' }).locator('dd .vh').allTextContents()
    expect(keys.length).toBeGreaterThan(10)
    expect(keys.filter((one, at) => keys.indexOf(one) !== at), (await heading()) ?? '').toEqual([])
    await press(page, ['Escape'])
  }
})

test('the core is told once that the window is drawn, and not before a second frame has it', async () => {
  const fresh = await sheet(browser, { theme: 'light', width: 1280, height: 800 }, wrong)
  await fresh.addInitScript(() => {
    let frames = 0
    const count = () => {
      if (document.getElementById('page')?.firstElementChild) frames += 1
      requestAnimationFrame(count)
    }
    requestAnimationFrame(count)
    const mark = performance.mark.bind(performance)
    performance.mark = (name) => mark(name, { detail: frames })
  })
  await show(fresh, inject('address'), { path: '/index.html' })
  await fresh.waitForFunction(() => performance.getEntriesByName('painted').length > 0)
  const told = await fresh.evaluate(() => performance.getEntriesByName('painted').map((entry) => (entry as PerformanceMark).detail as number))
  expect(told.length).toBe(1)
  expect(told[0]).toBeGreaterThanOrEqual(2)
  await fresh.close()
})

test('only the type that is needed is fetched', async () => {
  const fonts: string[] = []
  const note = (request: { url: () => string }) => void (request.url().endsWith('.woff2') && fonts.push(request.url()))
  page.on('request', note)
  await desk('/index.html?scene=first-run')
  page.off('request', note)
  expect(fonts.filter((url) => url.includes('latin-ext'))).toEqual([])
  expect(fonts.filter((url) => /next-latin-wght/.test(url)).length).toBe(1)
})

test('the first screen tells why an office could not be opened, and does not offer to found over it', async () => {
  await desk('/index.html?scene=fault')
  expect(await page.getByRole('alert').textContent()).toContain('The ledger could not be read or written.')
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(1)
  expect(await page.getByRole('button', { name: 'Found an office' }).count()).toBe(0)
  await desk('/index.html?scene=first-run')
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
  expect(await page.getByRole('button', { name: 'Found an office' }).count()).toBe(1)
})

test('a desk whose ledger does not hold asks nobody to unlock: it stops, and verifies again', async () => {
  await desk('/index.html?scene=broken-locked')
  expect(await page.getByRole('button', { name: /^Unlock/ }).count()).toBe(0)
  expect(await page.getByRole('button', { name: /^STOP/ }).count()).toBe(1)
  await page.getByRole('button', { name: 'Verify all again' }).click()
  await page.getByRole('region', { name: 'What can be done' }).getByText(/does not fit/).last().waitFor()
})

test('a ledger that does not hold is written out as evidence, and a sound one as a ledger', async () => {
  await desk('/index.html?scene=broken-locked')
  const region = page.getByRole('region', { name: 'What can be done' })
  await region.getByRole('button', { name: 'Export as evidence' }).click()
  await region.getByText('It is no sound ledger').waitFor()
  expect(await region.textContent()).toContain('broken-ledger-')
  for (const [scene, says, not] of [['broken', 'The broken ledger is written out, as evidence', 'Every signed byte is in it'], ['calm', 'Every signed byte is in it', 'broken']] as const) {
    await desk(`/index.html?scene=${scene}`)
    await press(page, ['g', 'e'])
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const told = page.getByRole('status').filter({ hasText: 'written out' })
    await told.getByText(says).waitFor()
    expect(await told.textContent()).not.toContain(not)
  }
})

test('a locked desk shows how its channels stand, and no word of a post', async () => {
  await desk('/index.html?scene=locked')
  const text = (await page.locator('body').textContent()) ?? ''
  expect(text).toContain('Tarn Ferry on Bluesky')
  expect(text).toContain('3 posts wait for a signature')
  expect(text).not.toMatch(/Edith|MISSING|Road closed/i)
})

test('a press beside the palette closes it; beside a dialog that holds what was typed it does nothing', async () => {
  await desk('/index.html', ['Control+k'])
  await page.mouse.click(1000, 760)
  expect(await page.getByRole('dialog').count()).toBe(0)
  await desk('/index.html', ['g', 'h'])
  await page.getByRole('button', { name: 'Connect a channel…' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Newsroom')
  await page.mouse.click(1000, 760)
  expect(await page.getByRole('dialog').count()).toBe(1)
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Newsroom')
})
