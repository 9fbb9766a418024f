import type { Browser, Page } from 'playwright-core'
import type { Sight } from './sights'

export type Look = { theme: 'light' | 'dark'; width: number; height: number }

/** An empty page. `wrong` collects what it or its content policy complains about. */
export async function sheet(browser: Browser, look: Look, wrong: string[] = []): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: look.width, height: look.height }, colorScheme: look.theme, reducedMotion: 'reduce' })
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()))
  page.on('pageerror', (error) => wrong.push(String(error)))
  return page
}

/** Until nothing is being looked up, fetched or drawn any more. */
const still = (page: Page) => page.waitForFunction(() => document.querySelector('h1') !== null && document.querySelector('[aria-busy="true"]') === null && document.fonts.status === 'loaded')

/** Presses keys as a person would, each after what the one before it brought. */
export async function press(page: Page, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key)
    await still(page)
  }
}

/** Leads a page to a sight and waits until it stands still. */
export async function show(page: Page, address: string, sight: Pick<Sight, 'path' | 'keys' | 'press' | 'clicks'>): Promise<void> {
  await page.goto(address + sight.path)
  await still(page)
  await press(page, sight.keys ?? [])
  for (const place of sight.clicks ?? []) {
    await page.locator(place).first().click()
    await still(page)
  }
  for (const [role, name] of sight.press ?? []) await page.getByRole(role, { name }).first().click()
  await still(page)
}
