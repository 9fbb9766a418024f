// What the tests in a browser share: one build, one server, one browser for all of them.
import { rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { stage } from './browser'

const FOLDER = 'dist-mock-test'

declare module 'vitest' {
  interface ProvidedContext {
    address: string
    door: string
  }
}

export default async function once(project: TestProject): Promise<() => Promise<void>> {
  const here = await stage(FOLDER)
  project.provide('address', here.address)
  project.provide('door', here.door)
  return async () => {
    await here.close()
    rmSync(new URL(`../${FOLDER}`, import.meta.url), { recursive: true, force: true })
  }
}
