import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { reach } from './browser'
import { sheet, show } from './show'
import type { Sight } from './sights'

const LOOK = { theme: 'light', width: 1280, height: 800 } as const

let browser: Browser
beforeAll(async () => {
  browser = await reach(inject('door'))
})
afterAll(() => browser.close())

async function desk(screen: string, scene = 'calm', press: Sight['press'] = []): Promise<Page> {
  const page = await sheet(browser, LOOK)
  await show(page, inject('address'), { path: `/index.html?scene=${scene}`, keys: ['g', screen], press })
  return page
}
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
const buttons = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).count()

test('what one person does at once asks first, with the focus on leaving it', async () => {
  for (const [screen, key, leave] of [['h', 'v', 'Keep the key'], ['l', 't', 'Leave it']] as const) {
    const page = await desk(screen)
    await page.keyboard.press(key)
    await page.getByRole('alertdialog').waitFor()
    expect(await focused(page)).toContain(leave)
    await page.keyboard.press('Escape')
    expect(await page.getByRole('alertdialog').count()).toBe(0)
    await page.close()
  }
})

test('a revocation that nothing proves is asked for again, and one that is proved is not', async () => {
  const page = await desk('h', 'calm')
  await page.getByRole('option', { name: /Events on Bluesky/ }).click()
  await page.getByRole('button', { name: 'Ask again to revoke its key…' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Ask again to revoke the Events on Bluesky key?' })
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('The old key still answered.')
  await dialog.getByRole('button', { name: 'Revoke the Events on Bluesky key…' }).click()
  await dialog.getByText('Sign in the signing window').waitFor()
  const wanted = await page.evaluate(() => performance.getEntriesByName('wanted').map((entry) => (entry as PerformanceMark).detail as unknown))
  expect(wanted).toEqual([{ kind: 'revoke', channel: 'c-old', reason: 'The old key still answered.' }])
  await page.close()
  const other = await desk('h', 'calm')
  for (const [row, channel, revoke] of [[/Tarn Ferry on Bluesky/, 'Tarn Ferry on Bluesky', 0], [/^Bluesky/, 'Bluesky', 1]] as const) {
    await other.getByRole('option', { name: row }).click()
    await other.getByRole('heading', { level: 2, name: channel, exact: true }).waitFor()
    expect([channel, await buttons(other, /^Ask again/), await buttons(other, /^Revoke its key/)]).toEqual([channel, 0, revoke])
  }
  await other.close()
})

test('an app password leaves its field before anything is signed', async () => {
  const page = await desk('h', 'calm', [['button', 'Connect a channel…'], ['radio', 'Bluesky An account']])
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Bluesky')
  await page.getByRole('textbox', { name: 'Handle' }).fill('@press.example')
  const secret = page.locator('#connect-secret')
  await secret.fill('abcd-efgh-ijkl-mnop')
  expect(await secret.getAttribute('type')).toBe('password')
  await page.getByRole('button', { name: 'Sign as the first of two…' }).click()
  await page.getByText('Sign in the signing window').waitFor()
  expect(await secret.inputValue()).toBe('')
  expect(await page.getByRole('textbox', { name: 'Handle' }).inputValue()).toBe('@press.example')
  await page.close()
})

test('an unfinished form says what is missing and leads to each field', async () => {
  const page = await desk('h', 'calm', [['button', 'Connect a channel…'], ['button', 'Sign as the first of two…']])
  await page.getByRole('heading', { name: 'Not all of it is there' }).waitFor()
  await page.getByRole('button', { name: 'Type the title readers see' }).click()
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('connect-account')
  await page.close()
})

test('fewer than two signatures cannot even be asked for', async () => {
  const page = await desk('p', 'calm', [['button', 'Change rules…']])
  await page.getByLabel('People who sign every post').fill('1')
  await page.getByRole('button', { name: 'Sign as the first of two…' }).click()
  await page.getByRole('button', { name: 'Two is the least. That is the point of Countersign.' }).waitFor()
  expect(await page.getByText('Sign in the signing window').count()).toBe(0)
  await page.getByLabel('People who sign every post').fill('3')
  await page.getByRole('button', { name: 'Sign as the first of two…' }).click()
  await page.getByText('Sign in the signing window').waitFor()
  await page.close()
})

test('whoever signed a release first is not asked to sign second', async () => {
  const first = await desk('i', 'stopped-signed')
  await first.getByText('You signed first. A different person signs second.').waitFor()
  expect(await buttons(first, /^Sign release/)).toBe(0)
  await first.close()
  const second = await desk('i', 'stopped')
  await second.getByText('Maud Lindqvist signed first.').waitFor()
  expect(await buttons(second, /^Sign release, 2nd of 2/)).toBe(1)
  await second.close()
})

test('one can second what another proposed, and only take back what is one’s own', async () => {
  const page = await desk('p')
  const waiting = page.getByRole('list', { name: 'Waiting for a second signature' }).getByRole('listitem')
  expect(await waiting.filter({ hasText: 'Tom Ashworth' }).getByRole('button').allTextContents()).toEqual(['Second…', 'Turn down…'])
  expect(await waiting.filter({ hasText: 'Remove Events' }).getByRole('button').allTextContents()).toEqual(['Open the channel', 'Take it back…'])
  await page.close()
})

test('the search field is one key away and narrows the list', async () => {
  const page = await desk('l')
  await page.keyboard.press('/')
  await page.keyboard.type('cordon')
  await page.getByText('1 post found').waitFor({ state: 'attached' })
  expect(await page.getByRole('option').count()).toBe(1)
  await page.keyboard.press('Control+a')
  await page.keyboard.type('nothing like it')
  await page.getByText('No posts match.').waitFor()
  await page.getByRole('button', { name: 'Clear the search' }).click()
  await page.getByRole('option').nth(3).waitFor()
  await page.close()
})

test('earlier entries follow the last one, and the way back leads to the newest', async () => {
  const page = await desk('e')
  await page.getByRole('button', { name: 'Entry 4,811' }).waitFor()
  await page.getByRole('button', { name: 'Earlier entries' }).click()
  await page.getByRole('button', { name: 'Entry 4,771' }).waitFor()
  expect(await buttons(page, 'Entry 4,811')).toBe(0)
  await page.getByRole('button', { name: 'Later entries' }).click()
  await page.getByRole('button', { name: 'Entry 4,811' }).waitFor()
  await page.close()
})

test('the timeline leads to the entry itself', async () => {
  const page = await desk('i', 'stopped')
  await page.getByRole('list', { name: 'Timeline, newest first' }).getByRole('button', { name: 'STOP pulled' }).click()
  await page.getByRole('heading', { level: 2, name: 'Entry 4,811' }).waitFor()
  await page.close()
})

test('an opened post shows its whole text, however long it is', async () => {
  const page = await desk('l')
  await page.getByRole('option', { name: /CS-2034/ }).click()
  await page.getByRole('article', { name: 'The text' }).getByText('Buses 14 and 22 stop at Mill Lane again.').waitFor()
  expect(await page.getByRole('option', { name: /CS-2034/ }).textContent()).not.toContain('Buses 14 and 22')
  await page.close()
})

test('what somebody said of a post that is not known stands beside it, and beside no other', async () => {
  const page = await desk('l')
  await page.getByRole('option', { name: /CS-2038/ }).click()
  await page.getByText('Maud Lindqvist says that it went out.').waitFor()
  expect(await buttons(page, 'Second…')).toBe(1)
  await page.getByRole('option', { name: /CS-2032/ }).click()
  await page.getByRole('heading', { name: /^CS-2032/ }).waitFor()
  expect(await page.getByText('Maud Lindqvist says that it went out.').count()).toBe(0)
  await page.close()
})

test('a proposal leads to what it is about', async () => {
  const page = await desk('p')
  await page.getByRole('button', { name: 'Open the channel' }).first().click()
  await page.getByRole('heading', { level: 2, name: 'Events on Bluesky', exact: true }).waitFor()
  await page.close()
})

test('a suspension whose time is over says what ends it, and one that runs says when it lapses', async () => {
  const lapsed = await desk('p', 'lapsed')
  await lapsed.getByRole('button', { name: 'Rhys Penhale' }).click()
  await lapsed.getByText('Their signature counts again as soon as somebody else has signed anything.').waitFor()
  expect([await buttons(lapsed, 'Confirm suspension…'), await buttons(lapsed, 'Reinstate…'), await buttons(lapsed, 'Suspend…')]).toEqual([0, 0, 1])
  await lapsed.close()
  const runs = await desk('p')
  await runs.getByRole('button', { name: 'Rhys Penhale' }).click()
  await runs.getByText(/^It lapses /).waitFor()
  expect([await buttons(runs, 'Reinstate…'), await buttons(runs, 'Suspend…')]).toEqual([1, 0])
  await runs.close()
})

test('after a release the incident says who signed it, and when', async () => {
  const page = await desk('i', 'released')
  await page.getByText('STOP released 14:18:28 BST').waitFor()
  await page.getByText(/^Maud Lindqvist and Ana Teixeira signed the release/).waitFor()
  await page.getByText('1 post is still held until signed again.').waitFor()
  await page.close()
})
