// Parts of the window whose code is fetched by itself, so that the first frame waits for none of them.
import type { Component } from 'svelte'

export class Fetched<Name extends string> {
  /** Those that are here. */
  here: Partial<Record<Name, Component>> = $state.raw({})
  /** Why one could not be fetched, if one could not. */
  broken: string | null = $state.raw(null)

  constructor(private readonly files: Record<Name, () => Promise<{ default: Component }>>) {}

  async fetch(name: Name): Promise<void> {
    if (this.here[name]) return
    try {
      const part = (await this.files[name]()).default
      this.here = { ...this.here, [name]: part }
      this.broken = null
    } catch (error) {
      this.broken = String(error)
    }
  }

  /** Fetches the others, once the first frame is out. */
  async fetch_all(): Promise<void> {
    for (const name of Object.keys(this.files) as Name[]) await this.fetch(name)
  }
}
