// The stand-in build of the page in a real browser: built once, served from memory, looked at by the tests and the pictures.
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { chromium, type Browser, type BrowserServer } from 'playwright-core'
import { build } from 'vite'

const root = join(import.meta.dirname, '..')
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.svg': 'image/svg+xml' }

/** The content policy of the real window, so that what it refuses fails here too. */
export async function policy(): Promise<string> {
  const config = JSON.parse(await readFile(join(root, '../tauri.conf.json'), 'utf8')) as { app: { security: { csp: Record<string, string> } } }
  return Object.entries(config.app.security.csp).map(([name, value]) => (name === 'require-trusted-types-for' ? `${name} 'script'` : `${name} ${value}`)).join('; ')
}

/** Where the page is served, and by which door a test reaches the browser. */
export type Stage = { address: string; door: string; close: () => Promise<void> }

/** Builds into `folder` with the stand-in core, serves it under the real content policy, and starts a browser. */
export async function stage(folder: string): Promise<Stage> {
  process.env.VITE_MOCK = '1'
  await build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'error', build: { outDir: folder, emptyOutDir: true } })
  delete process.env.VITE_MOCK
  const server = await serve(join(root, folder))
  const browser: BrowserServer = await chromium.launchServer({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
  const listening = server.address()
  if (listening === null || typeof listening === 'string') throw new Error('the page is not served')
  return {
    address: `http://127.0.0.1:${listening.port}`,
    door: browser.wsEndpoint(),
    close: async () => {
      await browser.close()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

export const reach = (door: string): Promise<Browser> => chromium.connect(door)

async function serve(folder: string): Promise<Server> {
  const csp = await policy()
  const kept = new Map<string, Promise<Buffer>>()
  const read = (path: string) => {
    const found = kept.get(path) ?? readFile(join(folder, path))
    kept.set(path, found)
    return found
  }
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://desk').pathname)
    // A browser asks for this by itself; the window has none.
    if (path === '/favicon.ico') return void response.writeHead(204).end()
    read(path === '/' ? 'index.html' : path).then(
      (bytes) => response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/html', 'content-security-policy': csp }).end(bytes),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return server
}
