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
const draft = (nth: number, scene = 'calm') =>
  opened({ path: `/index.html?scene=${scene}`, keys: ['g', 'w'], clicks: [`[role=option]:nth-child(${nth})`] })
const post = (page: Page) => page.getByRole('textbox', { name: 'Post', exact: true })
const checks = (page: Page) => page.getByRole('region', { name: 'Checks' })

/** Pastes as a clipboard does, without one. */
const paste = (page: Page, text: string) =>
  post(page).evaluate((box, text) => {
    const data = new DataTransfer()
    data.setData('text/plain', text)
    return box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, text)

test('what is typed is saved, counted and checked by the core', async () => {
  const page = await draft(2)
  await page.getByRole('button', { name: 'Take part 2 out' }).click()
  await post(page).fill('Mill Lane is open\u00a0again.')
  await checks(page).getByText('Unusual space').first().waitFor()
  await page.getByText('276 left').first().waitFor()
  await page.getByRole('button', { name: 'Save and close' }).click()
  await page.getByRole('option', { name: /Summer events/ }).click()
  expect(await post(page).inputValue()).toBe('Mill Lane is open\u00a0again.')
  await page.close()
})

test('one press mends what is safe to mend, and then nothing is left to mend', async () => {
  const page = await draft(1)
  await checks(page).getByRole('button', { name: /^Use Latin o/ }).click()
  await checks(page).getByRole('button', { name: /^Remove/ }).click()
  await checks(page).getByText('The checks found nothing.').waitFor()
  const text = await post(page).inputValue()
  expect(text).toContain('through Tarn Ferry')
  expect(text).toContain('https://harrowmere-police.example/ostrey')
  await page.close()
})

test('sending with something wrong says what stops it and leads there', async () => {
  const page = await draft(1)
  await post(page).focus()
  await page.keyboard.press('Control+Enter')
  const summary = page.getByRole('region', { name: '2 things stop you sending this' })
  await summary.waitFor()
  expect(await summary.evaluate((node) => node === document.activeElement)).toBe(true)
  await summary.getByRole('button', { name: /Hidden character/ }).click()
  expect(await post(page).evaluate((box: HTMLTextAreaElement) => document.activeElement === box && box.value.slice(box.selectionStart, box.selectionEnd))).toBe('\u200b')
  await page.close()
})

test('a revision of a post that is live on Bluesky says at once that it cannot be changed there, and what helps', async () => {
  const page = await draft(2, 'live-post')
  const said = checks(page).getByText('Already live on')
  await said.waitFor()
  expect(await checks(page).textContent()).toMatch(/Take the old one down first, in Live, or leave .+ out of this revision/)
  const counted = page.getByRole('paragraph').filter({ hasText: '1 thing stops it' })
  await counted.waitFor()
  await page.getByRole('checkbox', { name: /Bluesky/ }).click()
  await page.getByRole('button', { name: 'Take it out' }).click()
  await counted.waitFor({ state: 'detached' })
  expect(await said.count()).toBe(0)
  await page.close()
  const calm = await draft(2)
  await checks(calm).waitFor()
  expect(await checks(calm).getByText('Already live on').count()).toBe(0)
  await calm.close()
})

test('sending with nothing wrong asks for the signature', async () => {
  const page = await draft(2)
  await page.keyboard.press('Control+Enter')
  await page.getByText('Sign in the window that opened.').waitFor()
  await page.close()
})

test('Alt and the arrows walk through the warnings', async () => {
  const page = await draft(1)
  await post(page).focus()
  const marked = () => post(page).evaluate((box: HTMLTextAreaElement) => box.value.slice(box.selectionStart, box.selectionEnd))
  await page.keyboard.press('Alt+ArrowDown')
  await expect.poll(marked).toBe('\u200b')
  await page.keyboard.press('Alt+ArrowDown')
  await expect.poll(marked).toContain('lice.example')
  await page.keyboard.press('Alt+ArrowUp')
  await expect.poll(marked).toBe('\u200b')
  await page.close()
})

test('ten million characters are turned down with a sentence, and nothing of what was there is lost', async () => {
  const page = await draft(2)
  const part = page.getByRole('textbox', { name: 'Part 1' })
  const before = await part.inputValue()
  const taken = await part.evaluate((box) => {
    const data = new DataTransfer()
    data.setData('text/plain', 'a'.repeat(10_000_000))
    return box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
  expect(taken).toBe(false)
  await page.getByText('That is 10 million characters. This field takes 12 thousand characters at most. Nothing was changed.').waitFor()
  expect(await part.inputValue()).toBe(before)
  // Whatever way it comes in by, the field is put back.
  await part.evaluate((box: HTMLTextAreaElement) => {
    box.dispatchEvent(new InputEvent('beforeinput', { bubbles: true }))
    box.value = 'b'.repeat(200_000)
    box.dispatchEvent(new InputEvent('input', { bubbles: true }))
  })
  expect(await part.inputValue()).toBe(before)
  await page.close()
})

test('a paste that fits is left to the field', async () => {
  const page = await draft(1)
  expect(await paste(page, 'short')).toBe(true)
  await page.close()
})

test('a picture needs a description before it can go out', async () => {
  const page = await draft(2)
  await page.getByLabel('Add a picture').first().setInputFiles({ name: 'map.png', mimeType: 'image/png', buffer: Buffer.from([137, 80, 78, 71]) })
  await checks(page).getByText('Picture without a description').waitFor()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('button', { name: /A picture has no description/ }).click()
  const description = page.getByRole('textbox', { name: 'Picture 1 description' })
  expect(await description.evaluate((node) => node === document.activeElement)).toBe(true)
  await page.keyboard.type('Map of the closure.')
  await checks(page).getByText('The checks found nothing.').waitFor()
  await page.close()
})

test('a file that is no picture is turned down by name', async () => {
  const page = await draft(2)
  await page.getByLabel('Add a picture').first().setInputFiles({ name: 'plan.pdf', mimeType: 'application/pdf', buffer: Buffer.from([37, 80]) })
  await page.getByText('plan.pdf is not a picture.').waitFor()
  await page.close()
})

test('what could not be saved is there again when the draft is opened again', async () => {
  const page = await draft(2, 'unsaved')
  await page.getByRole('textbox', { name: 'Part 1' }).fill('Nobody shall lose this.')
  await page.getByText('Not saved').first().waitFor()
  await page.getByRole('button', { name: /^Live/ }).click()
  await page.getByRole('button', { name: /^Compose/ }).click()
  await page.getByRole('option', { name: /Summer events/ }).click()
  expect(await page.getByRole('textbox', { name: 'Part 1' }).inputValue()).toBe('Nobody shall lose this.')
  await page.close()
})

test('while STOP is on one can write and save, and nothing offers to send', async () => {
  const page = await draft(2, 'stopped')
  await page.getByText('Publishing is locked. You can write and save.').waitFor()
  expect(await page.getByRole('button', { name: /^Sign and send/ }).count()).toBe(0)
  await page.getByRole('textbox', { name: 'Part 1' }).fill('Still writing.')
  await page.getByRole('button', { name: 'Save for later' }).click()
  await page.getByRole('heading', { level: 1, name: 'Compose' }).waitFor()
  await page.close()
})

test('a new post needs a title and a channel, and opens where it is written', async () => {
  const page = await opened({ path: '/index.html', keys: ['Control+n'] })
  await page.getByRole('button', { name: 'Start writing' }).click()
  await page.getByRole('button', { name: 'Type a title, so that the office can find it.' }).click()
  expect(await page.getByRole('textbox', { name: 'Title' }).evaluate((node) => node === document.activeElement)).toBe(true)
  await page.keyboard.type('Cordon at Mill Lane')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Cordon at Mill Lane' }).waitFor()
  await page.close()
})

test('a time is set on the clock of the office, and one that is none is refused', async () => {
  const page = await draft(2)
  await page.getByRole('radio', { name: /^At a set time/ }).check()
  const time = page.getByRole('textbox', { name: /^Time/ })
  await time.fill('25:00')
  await page.getByText('Type the time as hours and minutes, such as 16:30.').waitFor()
  await time.fill('16:30')
  await page.getByText(/^Goes out/).filter({ hasText: '16:30 BST' }).waitFor()
  await page.close()
})

test('a handle becomes a mention of the account it stands for, and one that nobody has is flagged', async () => {
  const page = await draft(2)
  await page.getByRole('button', { name: 'Take part 2 out' }).click()
  await post(page).fill('Thanks to @council.example and @nobody.example for the help.')
  const named = page.getByRole('list', { name: 'Accounts that are named' })
  await named.getByText('@council.example is a mention of the account did:plc:q4nk2vt6cobbleside').waitFor()
  await named.getByText('Nobody has the handle @nobody.example. It would go out as plain words that mention no one.').waitFor()
  await post(page).fill('Thanks for the help.')
  await named.waitFor({ state: 'detached' })
  await page.close()
})

test('a quoted post is looked up by its address, and the version that stands there is shown', async () => {
  const page = await draft(2)
  await page.getByRole('button', { name: 'Quote a post' }).click()
  const address = page.getByRole('textbox', { name: 'Its address' })
  await checks(page).getByText('The post that is quoted was not looked up yet.').waitFor()
  await address.fill('https://bsky.app/profile/council.example')
  await page.getByRole('button', { name: 'Look the post up' }).click()
  await page.getByText(/There is no post at this address/).first().waitFor()
  await address.fill('https://bsky.app/profile/council.example/post/3kv7')
  await page.getByRole('button', { name: 'Look the post up' }).click()
  await page.getByText('The bridge is closed to lorries.').waitFor()
  await page.getByText('bafyreib2').first().waitFor()
  await page.close()
})

test('a draft that nobody has written in yet has nothing in red, and says what is missing when it is sent', async () => {
  const page = await opened({ path: '/index.html', keys: ['Control+n'] })
  await page.getByLabel('Title').fill('Flood sirens')
  await page.getByRole('button', { name: 'Start writing' }).click()
  await page.locator('h1', { hasText: 'Flood sirens' }).waitFor()
  expect(await page.getByText(/things? stops? it/).count()).toBe(0)
  expect(await page.getByText('The checks found nothing.').count()).toBe(0)
  await post(page).fill('We test the sirens on Friday.')
  await page.getByText('The checks found nothing.').or(page.getByText(/things? stops? this post/)).first().waitFor()
  await page.close()
})
