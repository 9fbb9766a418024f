import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { reach } from './browser'
import { sheet, show } from './show'

let browser: Browser
let page: Page
beforeAll(async () => {
  browser = await reach(inject('door'))
  page = await sheet(browser, { theme: 'light', width: 620, height: 680 })
})
afterAll(() => browser.close())

const card = (name: string) => show(page, inject('address'), { path: `/signing.html?card=${name}` })
const field = () => page.getByLabel(/^Your passphrase/)
async function type(passphrase: string) {
  await field().fill(passphrase)
  await page.keyboard.press('Enter')
}

test('a wrong passphrase stays selected in its field, with the tries that are left', async () => {
  await card('approve')
  await type('wrong')
  await page.getByText('That passphrase is not right. 4 tries left').waitFor()
  const selected = await field().evaluate((input) => (input instanceof HTMLInputElement && document.activeElement === input ? input.value.slice(input.selectionStart ?? 0, input.selectionEnd ?? 0) : null))
  expect(selected).toBe('wrong')
})

test('after too many tries the wait is counted down at the field', async () => {
  await card('unlock')
  for (let tries = 4; tries > 0; tries--) {
    await type('wrong')
    await page.getByText(`${tries} ${tries === 1 ? 'try' : 'tries'} left`).waitFor()
  }
  await type('wrong')
  await page.getByText(/This desk waits another \d+ s\./).waitFor()
  expect(await field().getAttribute('aria-invalid')).toBe('true')
})

test('what is signed and where it goes stands on the card', async () => {
  await card('submit')
  const summary = await page.getByRole('region', { name: 'What you are signing' }).textContent()
  expect(summary).toContain('Missing: Edith, 79, Cobbleside')
  expect(await page.getByRole('list', { name: 'Where it goes' }).getByRole('listitem').allInnerTexts()).toEqual([expect.stringContaining('harrowmere-police.example'), expect.stringContaining('Newsroom')])
})

test('a try that used up its card says why it failed, above a card with nothing to sign', async () => {
  await card('connect')
  await type('refused but four words')
  await page.locator('h1', { hasText: 'Nothing waits for a signature.' }).waitFor()
  expect(await page.getByRole('alert').textContent()).toContain('A practice office reaches no public.')
  expect(await page.getByLabel(/passphrase/i).count()).toBe(0)
  await card('nothing')
  expect(await page.getByRole('alert').count()).toBe(0)
})

test('a refusal that leaves the card keeps it, emptied, with the reason above', async () => {
  await card('approve')
  await type('refused but four words')
  await page.getByRole('alert').waitFor()
  expect(await page.locator('h1').textContent()).toBe('Sign revision 3 of CS-2041')
  expect(await field().inputValue()).toBe('')
})

test('the recovery sheet is opened to print, and leaving it says first where its file stays', async () => {
  await card('recovery_sheet')
  await page.getByRole('button', { name: 'Open the sheet to print…' }).click()
  await page.getByText('It is open in the program that shows such files.').waitFor()
  await page.keyboard.press('Escape')
  expect(await page.getByRole('button', { name: 'It is printed and locked away. Delete the file.' }).count()).toBe(1)
  await page.getByRole('button', { name: 'Leave without printing…' }).click()
  await page.getByText('The file stays on this computer until you delete it.').waitFor()
  expect(await page.locator('main').textContent()).toContain('recovery-sheet.txt')
})

test('before there is an office there is no STOP to press, and from the first signature on there is', async () => {
  await card('founding')
  expect(await page.getByRole('button', { name: /STOP/ }).count()).toBe(0)
  await card('approve')
  expect(await page.getByRole('button', { name: /^STOP / }).count()).toBe(1)
})

test('focus on the mark opens the card of who signed, and Esc closes it without leaving the window', async () => {
  await card('approve')
  await page.getByRole('button', { name: /^1 of 2 signed: Ana Teixeira/ }).focus()
  const who = page.getByText('Fri 12 Jun at 14:26 BST')
  await who.waitFor({ state: 'visible' })
  await page.keyboard.press('Escape')
  await who.waitFor({ state: 'hidden' })
})
