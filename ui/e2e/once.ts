// What the tests in a browser share: one build, one server, one browser for all of them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { stage } from './browser'

declare module 'vitest' {
  interface ProvidedContext {
    address: string
    door: string
  }
}

export default async function once(project: TestProject): Promise<() => Promise<void>> {
  // A folder of its own, so that two runs never take each other's page away.
  const folder = mkdtempSync(join(tmpdir(), 'countersign-page-'))
  const here = await stage(folder)
  project.provide('address', here.address)
  project.provide('door', here.door)
  return async () => {
    await here.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
