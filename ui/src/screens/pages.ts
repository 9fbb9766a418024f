// Which component is which screen.
import type { Component } from 'svelte'
import type { Screen } from '../state/router.svelte'
import Approvals from './approvals/Approvals.svelte'
import Channels from './channels/Channels.svelte'
import Compose from './compose/Compose.svelte'
import Incident from './incident/Incident.svelte'
import Ledger from './ledger/Ledger.svelte'
import Live from './live/Live.svelte'
import People from './people/People.svelte'

export const SCREEN_PAGES: Record<Screen, Component> = {
  compose: Compose,
  approvals: Approvals,
  live: Live,
  incident: Incident,
  channels: Channels,
  people: People,
  ledger: Ledger,
}
