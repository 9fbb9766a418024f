// Asking for something to be done. What came of it is said in one place: here for the plain cases, by the screen for
// the ones that carry something back.
import { act } from '../doors'
import type { Ask, Outcome } from '../wire'

/** Asks, and turns a broken door into a fault like any other, so that a screen handles one shape. */
export async function ask(what: Ask): Promise<Outcome> {
  try {
    return await act(what)
  } catch (error) {
    return { kind: 'failed', fault: { code: 'internal', detail: String(error) } }
  }
}
