import type { Browser, Page } from 'playwright-core'
import type { Sight } from './sights'

export type Look = { theme: 'light' | 'dark'; width: number; height: number }

/** Opens a sight and waits until it stands still. `wrong` collects what the page or its content policy complained about. */
export async function show(browser: Browser, address: string, sight: Sight, look: Look, wrong: string[] = []): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: look.width, height: look.height }, colorScheme: look.theme, reducedMotion: 'reduce' })
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()))
  page.on('pageerror', (error) => wrong.push(String(error)))
  await page.goto(address + sight.path)
  await page.locator('h1').first().waitFor({ state: 'attached' })
  await page.locator('section[aria-label="Emergency stop"], nav[aria-label="Set-up steps"]').first().waitFor({ state: 'attached' })
  for (const key of sight.keys ?? []) await page.keyboard.press(key)
  for (const place of sight.clicks ?? []) await page.locator(place).first().click()
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => document.fonts.ready)
  return page
}
