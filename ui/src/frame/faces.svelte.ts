// What the window shows as a whole: before there is an office, while the desk is locked, at work, or unable to tell.
import { Fetched } from '../state/fetched.svelte'
import { shell } from '../state/shell.svelte'

export const faces = new Fetched({
  locked: () => import('../start/Unlock.svelte'),
  at_work: () => import('./AppShell.svelte'),
  no_office: () => import('../start/NoOffice.svelte'),
  trouble: () => import('../start/NotOpened.svelte'),
})

/** The face that fits what is known of the office. `null` until something is. */
export function face(): keyof typeof faces.here | null {
  if (shell.start) return 'no_office'
  if (shell.view) return shell.locked ? 'locked' : 'at_work'
  return shell.refusal || shell.fault ? 'trouble' : null
}
