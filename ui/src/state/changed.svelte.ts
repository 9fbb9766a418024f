import { on_changed } from '../doors'
import type { Changed } from '../wire'

/** Runs at every change while the component is there. Call it while a component is set up. */
export function when_changed(run: (changed: Changed) => void): void {
  $effect(() => {
    const heard = on_changed(run)
    return () => void heard.then((stop) => stop())
  })
}
