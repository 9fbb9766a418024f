// Which file is which screen.
import { Fetched } from '../state/fetched.svelte'

export const pages = new Fetched({
  compose: () => import('./compose/Compose.svelte'),
  approvals: () => import('./approvals/Approvals.svelte'),
  live: () => import('./live/Live.svelte'),
  incident: () => import('./incident/Incident.svelte'),
  channels: () => import('./channels/Channels.svelte'),
  people: () => import('./people/People.svelte'),
  ledger: () => import('./ledger/Ledger.svelte'),
})
