// Whether somebody is there. Real movements are told to the core, which alone locks the desk; the page warns before.
import { ask } from './ask'
import { shell } from './shell.svelte'

/** At most this often. */
const TELL_MS = 20_000
/** While a person is being asked whether they are there. */
const TELL_WARNED_MS = 1_000
/** The top bar counts this last stretch down. */
const COUNT_MS = 5 * 60_000
/** From here on a person is asked. WCAG 2.2.1 wants 20 s at least. */
const WARN_MS = 60_000

export type Countdown = { kind: 'none' } | { kind: 'minutes'; says: string } | { kind: 'warning'; seconds: number }

/** What to show of the time until the desk locks. */
export function countdown(locks_at: number | null, now: number): Countdown {
  const left = locks_at === null ? Infinity : locks_at - now
  if (left <= 0 || left > COUNT_MS) return { kind: 'none' }
  if (left <= WARN_MS) return { kind: 'warning', seconds: Math.ceil(left / 1_000) }
  return { kind: 'minutes', says: `Locks in ${Math.ceil(left / 60_000)} min` }
}

/** Lets one call through in a while. */
export class Seldom {
  #last = -Infinity

  may(now: number, every: number): boolean {
    if (now - this.#last < every) return false
    this.#last = now
    return true
  }
}

class Presence {
  readonly countdown: Countdown = $derived(shell.member ? countdown(shell.locks_at, shell.now) : { kind: 'none' })
  readonly #seldom = new Seldom()

  /** Called for each key and pointer event. Events that a script made do not count as a person. */
  moved(event: Event) {
    if (!event.isTrusted || !shell.member) return
    if (this.#seldom.may(event.timeStamp, this.countdown.kind === 'warning' ? TELL_WARNED_MS : TELL_MS)) void this.here()
  }

  /** Somebody is there. A desk that has locked meanwhile shows that at the next look. */
  async here(): Promise<void> {
    await ask({ kind: 'here' })
    if (this.countdown.kind !== 'none') await shell.again()
  }
}

export const presence = new Presence()
