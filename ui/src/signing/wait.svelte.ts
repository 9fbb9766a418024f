// After too many tries a desk waits. The time left is counted at the field, so that nobody tries in vain.
import { lasting } from '../text/times'

/** The sentence at the field while the wait lasts; `null` when it is over. */
export function wait_says(until: number, now: number): string | null {
  return until <= now ? null : `Too many tries. This desk waits another ${lasting(until - now + 999)}.`
}

/** Counts down to `until` while the component is there. */
export function waiting(until: () => number | null): { readonly says: string | null; readonly over: boolean } {
  let now = $state(Date.now())
  $effect(() => {
    const end = until()
    if (end === null) return
    now = Date.now()
    const ticks = setInterval(() => {
      now = Date.now()
      if (now >= end) clearInterval(ticks)
    }, 1_000)
    return () => clearInterval(ticks)
  })
  return {
    get says() {
      const end = until()
      return end === null ? null : wait_says(end, now)
    },
    get over() {
      const end = until()
      return end !== null && now >= end
    },
  }
}
