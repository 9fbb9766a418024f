import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { reach } from './browser'
import { sheet, show } from './show'
import type { Sight } from './sights'

let browser: Browser
beforeAll(async () => {
  browser = await reach(inject('door'))
})
afterAll(() => browser.close())

async function opened(sight: Omit<Sight, 'name'>): Promise<Page> {
  const page = await sheet(browser, { theme: 'light', width: 1280, height: 800 })
  await show(page, inject('address'), sight)
  return page
}
const approvals = (keys: string[] = [], scene = 'calm', clicks: string[] = []) =>
  opened({ path: `/index.html?scene=${scene}`, keys: ['g', 'a', ...keys], clicks })
const tab = (page: Page, name: RegExp) => page.getByRole('tablist', { name: 'Versions' }).getByRole('tab', { name })
const panel = (page: Page) => page.locator('#version-panel')
const to_the_end = (page: Page) => panel(page).evaluate((node) => (node.scrollTop = node.scrollHeight))

test('a version ticks only when it was opened and read to its end', async () => {
  const page = await approvals()
  await tab(page, /^Bluesky.*(?<!not )read/).waitFor()
  await tab(page, /^Newsroom not read yet/).waitFor()
  await page.keyboard.press(']')
  await page.getByText('Officers are searching for Edith').waitFor()
  expect(await tab(page, /^Newsroom not read yet/).count()).toBe(1)
  await to_the_end(page)
  await tab(page, /^Newsroom read/).waitFor()
  await page.close()
})

test('signing with a version unread and a flag not acknowledged says so and leads there', async () => {
  const page = await approvals()
  await tab(page, /^Bluesky.*(?<!not )read/).waitFor()
  await page.keyboard.press('a')
  const summary = page.getByRole('region', { name: 'Two things stop you signing' })
  await summary.getByRole('button', { name: 'Read the Newsroom version to the end' }).click()
  await page.getByText('Officers are searching for Edith').waitFor()
  await to_the_end(page)
  await tab(page, /^Newsroom read/).waitFor()
  await page.keyboard.press('a')
  await page.getByRole('region', { name: 'One thing stops you signing' }).getByRole('button', { name: /^Acknowledge/ }).click()
  const flag = page.getByRole('checkbox', { name: /^I have looked at this ?: Unusual space/ })
  expect(await flag.evaluate((node) => node === document.activeElement)).toBe(true)
  await page.close()
})

test('after the last signature the channels go out and are then read back as approved', async () => {
  const page = await approvals()
  await tab(page, /^Bluesky.*(?<!not )read/).waitFor()
  await page.keyboard.press(']')
  await page.getByText('Officers are searching for Edith').waitFor()
  await to_the_end(page)
  await tab(page, /^Newsroom read/).waitFor()
  await page.getByRole('checkbox', { name: /^I have looked at this/ }).check()
  await page.getByRole('button', { name: /^Approve and sign/ }).click()
  const what = page.getByRole('region', { name: 'Signatures and channels' })
  await what.getByText('Going out').first().waitFor()
  await what.getByText('As approved').first().waitFor()
  expect(await page.getByRole('button', { name: /^Approve and sign/ }).count()).toBe(0)
  await page.close()
})

test('another revision that comes while this one is read clears what was read', async () => {
  const page = await approvals([], 'moved')
  await tab(page, /^Bluesky.*(?<!not )read/).waitFor()
  await page.getByText('This changed while you were reading. You are now on revision 4.').waitFor()
  await tab(page, /^Newsroom not read yet/).waitFor()
  await page.close()
})

test('asking for changes needs a note, and the note outlives the dialog', async () => {
  const page = await approvals(['r'])
  const send = page.getByRole('button', { name: 'Sign and request changes…' })
  await send.click()
  await page.getByText('Say what should change, so that Ana can mend it.').waitFor()
  const note = page.getByRole('textbox', { name: 'What should change' })
  await note.fill('The boots are grey.')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Request changes/ }).click()
  expect(await note.inputValue()).toBe('The boots are grey.')
  await send.click()
  await page.getByText('Sign in the window that opened.').waitFor()
  await page.close()
})

test('J and K move through the queue, once a press, wherever the focus is', async () => {
  const page = await approvals()
  const chosen = () => page.locator('[role=option][aria-selected=true]').textContent()
  await page.keyboard.press('j')
  await expect.poll(chosen).toContain('Arrest')
  await page.keyboard.press('k')
  await expect.poll(chosen).toContain('Missing')
  await page.getByRole('tab', { name: /^Others/ }).click()
  await page.locator('[role=option]').first().click()
  await page.keyboard.press('j')
  await expect.poll(chosen).toContain('Burglary')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Burglary')
  await page.close()
})

test('D goes round the ways to compare', async () => {
  const page = await approvals()
  expect(await panel(page).locator('del').first().textContent()).toContain('removed')
  await page.keyboard.press('d')
  expect(await panel(page).locator('del').count()).toBe(0)
  await page.keyboard.press('d')
  await panel(page).getByRole('group', { name: 'Post, exact bytes' }).waitFor()
  await page.close()
})

test('what is unknown is decided by two people, never by pressing once', async () => {
  const page = await approvals([], 'calm', ['role=tab[name=/^Others/]', '[role=option]:nth-child(4)', 'role=button[name=/^Decide/]'])
  await page.getByRole('button', { name: 'Sign what you saw…' }).click()
  await page.getByText('Choose what you saw.').waitFor()
  await page.getByRole('radio', { name: /^It is not there/ }).check()
  await page.getByRole('button', { name: 'Sign what you saw…' }).click()
  await page.getByText('Sign in the window that opened.').waitFor()
  await page.close()
})

test('my own post says that someone else signs', async () => {
  const page = await approvals([], 'calm', ['role=tab[name=/^Others/]', '[role=option]:nth-child(1)'])
  await page.getByText('You wrote this. Someone else signs.').waitFor()
  expect(await page.getByRole('button', { name: /^Approve and sign/ }).count()).toBe(0)
  await page.close()
})

test('what is gone since the revision that was read is named: a channel, a picture, an address', async () => {
  const page = await approvals()
  await page.getByText('Gone since revision 2:').waitFor()
  await page.getByText('Tarn Ferry on Bluesky gets nothing any more.').waitFor()
  await page.getByText('compared with revision 2, the last one that you decided on.').waitFor()
  await page.keyboard.press(']')
  await panel(page).getByText('+ new picture').waitFor()
  await panel(page).getByText('1 picture of revision 2 is gone.').waitFor()
  await panel(page).getByText('− missing-edith-79').waitFor()
  await page.close()
})

test('a signature shows the desk and the key that it came from', async () => {
  const page = await approvals()
  await page.getByRole('button', { name: /^1 of 2 signed: Ana Teixeira/ }).first().focus()
  await page.getByText('at Desk 1').waitFor()
  await page.getByText('a17f 3a91 c204 bed5').waitFor()
  await page.close()
})

test('the list of what came back names who sent it back and when, and no other list does', async () => {
  const page = await approvals([], 'calm', ['role=tab[name=/^Returned/]'])
  const rows = page.getByRole('option')
  const [row, ...more] = await rows.all()
  expect(more).toEqual([])
  expect(await row?.textContent()).toMatch(/Maud Lindqvist sent it back/)
  const times = await row?.getByRole('time').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('datetime')))
  expect(times).toEqual(['2026-06-12T08:20:00.000Z', '2026-06-12T09:02:00.000Z'])
  for (const tab of [/^For you/, /^Others/]) {
    await page.getByRole('tab', { name: tab }).click()
    await rows.first().waitFor()
    expect((await rows.allTextContents()).join(' ')).not.toContain('sent it back')
  }
  await page.close()
})

test('a post that came back says who sent it back, when and why, and is only revised', async () => {
  const page = await approvals([], 'calm', ['role=tab[name=/^Returned/]', '[role=option]:nth-child(1)'])
  await page.getByText(/^Maud Lindqvist asked for changes, .*10:02/).waitFor()
  await page.getByText('The closing time of Mill Lane is 18:30').waitFor()
  expect(await page.getByRole('button', { name: /^Withdraw|^Request changes/ }).count()).toBe(0)
  expect(await page.getByRole('button', { name: 'Open a new revision' }).count()).toBe(1)
  await page.close()
})
