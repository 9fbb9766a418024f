// Which file is which screen. A screen's code is fetched by itself, so that the window stands before all of them are read.
import type { Component } from 'svelte'
import type { Screen } from '../state/router.svelte'

const FILES: Record<Screen, () => Promise<{ default: Component }>> = {
  compose: () => import('./compose/Compose.svelte'),
  approvals: () => import('./approvals/Approvals.svelte'),
  live: () => import('./live/Live.svelte'),
  incident: () => import('./incident/Incident.svelte'),
  channels: () => import('./channels/Channels.svelte'),
  people: () => import('./people/People.svelte'),
  ledger: () => import('./ledger/Ledger.svelte'),
}

class Pages {
  /** The screens that are here. */
  here: Partial<Record<Screen, Component>> = $state.raw({})
  /** Why a screen could not be fetched, if one could not. */
  broken: string | null = $state.raw(null)

  async fetch(screen: Screen): Promise<void> {
    if (this.here[screen]) return
    try {
      const page = (await FILES[screen]()).default
      this.here = { ...this.here, [screen]: page }
      this.broken = null
    } catch (error) {
      this.broken = String(error)
    }
  }

  /** Fetches the others, once the first frame is out. */
  async fetch_all(): Promise<void> {
    for (const screen of Object.keys(FILES) as Screen[]) await this.fetch(screen)
  }
}

export const pages = new Pages()
