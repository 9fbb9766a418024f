import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { reach } from './browser'
import { sheet, show } from './show'

const LOOK = { theme: 'light', width: 1280, height: 800 } as const

let browser: Browser
beforeAll(async () => {
  browser = await reach(inject('door'))
})
afterAll(() => browser.close())

async function desk(path: string, keys: string[] = []): Promise<Page> {
  const page = await sheet(browser, LOOK)
  await show(page, inject('address'), { path, keys })
  return page
}
const pulled = (page: Page) => page.getByRole('button', { name: /^STOPPED/ }).first().waitFor()

test('one press of STOP locks publishing and leads to Incident', async () => {
  const page = await desk('/index.html')
  await page.getByRole('button', { name: /^STOP / }).click()
  await pulled(page)
  await page.getByRole('heading', { level: 1, name: 'STOP of all publishing' }).waitFor()
  await page.close()
})

test('sliding off the plate cancels', async () => {
  const page = await desk('/index.html')
  await page.getByRole('button', { name: /^STOP / }).hover()
  await page.mouse.down()
  await page.mouse.move(700, 300)
  await page.mouse.up()
  expect(await page.getByRole('button', { name: /^STOPPED/ }).count()).toBe(0)
  await page.close()
})

test('the chord stops from inside a field of a dialog', async () => {
  const page = await desk('/index.html', ['Control+k'])
  await page.keyboard.type('chan')
  await page.keyboard.press('Control+Shift+Period')
  await pulled(page)
  await page.close()
})

test('STOP is the last stop of a dialog and lies above its scrim', async () => {
  const page = await desk('/index.html', ['Control+k'])
  await page.keyboard.press('Shift+Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('STOP')
  await page.locator('dialog').getByRole('button', { name: /^STOP / }).click()
  await pulled(page)
  await page.close()
})

test('a locked desk stops without unlocking', async () => {
  const page = await desk('/index.html?scene=locked')
  await page.getByRole('button', { name: /^STOP / }).click()
  await pulled(page)
  expect(await page.getByRole('button', { name: 'Unlock…' }).count()).toBe(1)
  await page.close()
})

test('the signing window has STOP, and the chord works while typing the passphrase', async () => {
  const page = await desk('/signing.html?card=approve')
  await page.getByLabel('Your passphrase, Jo').fill('half a pass')
  await page.keyboard.press('Control+Shift+Period')
  await pulled(page)
  await page.close()
})

test('while STOP is on, the band leads to the incident from every other screen', async () => {
  const page = await desk('/index.html?scene=stopped', ['g', 'l'])
  const band = page.getByRole('region', { name: 'STOP is on' })
  await band.getByRole('button', { name: 'Open incident' }).click()
  await page.locator('main h1', { hasText: 'STOP of all publishing' }).waitFor()
  expect(await band.getByRole('button').count()).toBe(0)
  await page.close()
})
