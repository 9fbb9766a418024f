// Pictures of every screen: `npm run shots`, or `npm run shots -- approvals` for those whose name holds a word.
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

const vite = await createServer({ configFile: false, root: fileURLToPath(new URL('..', import.meta.url)), server: { middlewareMode: true }, appType: 'custom', logLevel: 'error' })
const { SIGHTS } = await vite.ssrLoadModule('/e2e/sights.ts')
const { sheet, show } = await vite.ssrLoadModule('/e2e/show.ts')
const { reach, stage } = await vite.ssrLoadModule('/e2e/browser.ts')

const folder = new URL('../../artefacts/ui/', import.meta.url)
await mkdir(folder, { recursive: true })
const word = process.argv[2] ?? ''
const sizes = process.argv[3] ? [process.argv[3]] : ['1280x800', '1024x700', '1600x1000']

const here = await stage('dist-mock')
const browser = await reach(here.door)
const page = await sheet(browser, { theme: 'light', width: 1280, height: 800 })
for (const sight of SIGHTS.filter(({ name }) => name.includes(word))) {
  // The signing window has one size.
  for (const size of sight.name.startsWith('sign-') ? ['640x720'] : sizes) {
    const [width, height] = size.split('x').map(Number)
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: 'light' })
    await show(page, here.address, sight)
    for (const theme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: theme })
      await page.screenshot({ path: fileURLToPath(new URL(`${sight.name}-${theme}-${size}.png`, folder)) })
    }
  }
}
await browser.close()
await here.close()
await vite.close()
