// What a person hears who does not see the window: where they are, what changed, and where the focus went.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { reach } from './browser'
import { PLACE_KEYS } from './places'
import { press, sheet, show } from './show'
import type { Sight } from './sights'

let browser: Browser
let page: Page
beforeAll(async () => {
  browser = await reach(inject('door'))
  page = await sheet(browser, { theme: 'light', width: 1280, height: 800 })
})
afterAll(() => browser.close())

const opened = (sight: Omit<Sight, 'name'>) => show(page, inject('address'), sight)
const focused = () => page.evaluate(() => ({ tag: document.activeElement?.tagName, id: document.activeElement?.id, says: document.activeElement?.textContent?.trim() }))
/** The places that are read aloud when their words change, as they stand now. */
const announced = (scope = 'body') => page.locator(`${scope} [role=status]`).allTextContents().then((all) => all.map((says) => says.trim()).filter(Boolean))

test('every screen has a title of its own, and says which office it is', async () => {
  await opened({ path: '/index.html' })
  const titles: string[] = []
  for (const key of Object.values(PLACE_KEYS)) {
    await press(page, ['g', key])
    titles.push(await page.title())
  }
  expect(new Set(titles).size).toBe(titles.length)
  for (const title of titles) expect(title).toMatch(/^[^·]+ · Harrowmere Constabulary · Countersign$/)
  await opened({ path: '/index.html?scene=locked' })
  expect(await page.title()).toMatch(/^Locked · Harrowmere/)
  await opened({ path: '/index.html?scene=first-run' })
  expect(await page.title()).toBe('Start here · Countersign')
})

test('who sits down at the desk hears the screen they are on', async () => {
  await opened({ path: '/index.html?scene=locked' })
  await page.keyboard.press('Enter')
  await page.locator('main h1', { hasText: 'Compose' }).waitFor()
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
  expect(await focused()).toMatchObject({ tag: 'H1', says: 'Compose' })
})

test('going on and back in the first run is heard by its heading, and opening it takes no focus', async () => {
  await opened({ path: '/index.html?scene=first-run' })
  expect((await focused()).tag).toBe('BODY')
  await page.getByRole('button', { name: 'Found an office' }).click()
  expect(await focused()).toMatchObject({ tag: 'H1', says: 'Two people start this office' })
  await page.getByRole('button', { name: 'Back' }).click()
  expect(await focused()).toMatchObject({ tag: 'H1', says: 'Start here' })
})

test('what is missing is heard again each time the same is pressed', async () => {
  await opened({ path: '/index.html?scene=first-run', press: [['button', 'Found an office'], ['button', 'Found the office…']] })
  expect((await focused()).says).toContain('3 things are missing')
  await page.getByLabel('This desk').focus()
  await page.getByRole('button', { name: 'Found the office…' }).click()
  expect((await focused()).says).toContain('3 things are missing')
})

test('a dialog gives the focus back to the button that opened it, and to the screen where a key did', async () => {
  await opened({ path: '/index.html', keys: ['g', 'h'] })
  await page.getByRole('button', { name: 'Connect a channel…' }).click()
  await page.getByRole('dialog', { name: 'Connect a channel' }).waitFor()
  await page.keyboard.press('Escape')
  expect((await focused()).says).toContain('Connect a channel…')
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await page.keyboard.press('v')
  await page.getByRole('alertdialog').waitFor()
  await page.keyboard.press('Escape')
  expect((await focused()).tag).toBe('MAIN')
})

test('a dialog that warns reads its words with its title', async () => {
  await opened({ path: '/index.html', keys: ['g', 'l', 't'] })
  const warns = page.getByRole('alertdialog', { name: 'Take this down from Newsroom?' })
  const described = await warns.evaluate((node) => document.getElementById(node.getAttribute('aria-describedby') ?? '')?.textContent ?? '')
  expect(described).toContain('Then we check that its address no longer opens.')
})

test('the next version takes the focus, so that it is named and scrolls by keyboard', async () => {
  await opened({ path: '/index.html', keys: ['g', 'a', ']'] })
  expect((await focused()).id).toBe('version-panel')
  const labelled = await page.evaluate(() => document.getElementById(document.activeElement?.getAttribute('aria-labelledby') ?? '')?.textContent)
  expect(labelled).toMatch(/Newsroom/)
})

test('J outside the list says which post it opened, and inside it lets the list speak', async () => {
  await opened({ path: '/index.html', keys: ['g', 'a', 'j'] })
  expect(await announced('main')).toContain('Arrest after warehouse fire, Tarn Ferry, 2 of 2')
  await opened({ path: '/index.html', keys: ['g', 'a'] })
  await page.locator('[role=option][aria-selected=true]').focus()
  await page.keyboard.press('j')
  await page.locator('[role=option]:focus', { hasText: 'Arrest after warehouse fire' }).waitFor()
  expect((await announced('main')).filter((says) => says.includes('of 2'))).toEqual([])
})

test('saving at every pause is not read aloud; not being able to save is', async () => {
  const write = async (scene: string) => {
    await opened({ path: `/index.html?scene=${scene}`, keys: ['g', 'w'], clicks: ['[role=option]:nth-child(2)'] })
    const before = await page.locator('.head').first().textContent()
    await page.getByLabel('Title').fill('Summer events: traffic plan, changed')
    return before ?? ''
  }
  const before = await write('calm')
  await page.waitForFunction((before) => document.querySelector('.head')?.textContent !== before && /Saved \d/.test(document.querySelector('.head')?.textContent ?? ''), before)
  expect((await announced('.head')).length).toBe(0)
  await write('unsaved')
  await page.locator('.head [role=status]', { hasText: 'Not saved' }).waitFor({ state: 'attached' })
})

test('the place where a no is read aloud is there before the no', async () => {
  await opened({ path: '/index.html', keys: ['g', 'h'] })
  const places = await page.locator('main [role=status]').count()
  expect(places).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Remove…' }).click()
  await page.getByText('Sign in the signing window').waitFor()
  expect(await page.locator('main [role=status]').count()).toBe(places)
  expect((await announced('main')).join(' ')).toContain('Sign in the signing window')
})

test('what becomes of a post is read with the channel it is about', async () => {
  await opened({ path: '/index.html', keys: ['g', 'a'] })
  const legs = page.locator('[aria-live=polite] > li')
  expect(await legs.count()).toBe(2)
  for (const leg of await legs.all()) {
    expect(await leg.getAttribute('aria-atomic')).toBe('true')
    expect(await leg.textContent()).toMatch(/Bluesky|Newsroom/)
  }
})
