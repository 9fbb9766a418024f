// Wanting a signature from a screen: the signing window opens, and what came of it arrives as a change.
import { on_changed } from '../doors'
import type { Fault, Intent, Outcome, Refusal } from '../wire'
import { ask } from './ask'

export class Wanted {
  /** The signing window is open for this. Pressing again is allowed: the window is then asked anew. */
  waiting = $state(false)
  refusal: Refusal | null = $state.raw(null)
  fault: Fault | null = $state.raw(null)

  constructor(private readonly signed: () => void) {}

  async sign(intent: Intent, slot: string | null = null): Promise<void> {
    this.take(await ask({ kind: 'sign', intent, slot }))
  }

  /** Takes an outcome that came before the question for a signature, such as a key that could not be kept. */
  take(outcome: Outcome): void {
    this.refusal = outcome.kind === 'refused' ? outcome.refusal : null
    this.fault = outcome.kind === 'failed' ? outcome.fault : null
    this.waiting = outcome.kind === 'signature_wanted'
  }

  heard(signed: boolean): void {
    if (!this.waiting || !signed) return
    this.waiting = false
    this.signed()
  }
}

/** Signatures that a component asks for; `signed` runs when one was given. Call it while the component is set up. */
export function wanted(signed: () => void = () => {}): Wanted {
  const one = new Wanted(signed)
  $effect(() => {
    const heard = on_changed(({ done }) => one.heard(done !== null))
    return () => void heard.then((stop) => stop())
  })
  return one
}
