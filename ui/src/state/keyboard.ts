// From key presses to actions. It knows the list it is given and nothing else; STOP comes before everything.
import { is_stop, on_mac, stroke, works_in_fields, type Press } from './chord'

export type Bound = { keys?: string; run: () => void; when?: () => boolean }

/** How long the first key of a pair waits for the second. */
const PAIR_MS = 1_500

export class Keyboard {
  #first: { stroke: string; at: number } | null = null

  constructor(
    private readonly bound: () => readonly Bound[],
    private readonly stop: () => void,
    private readonly mac = on_mac,
  ) {}

  /** Gives true when the press was used. `at` is the event's own time in milliseconds. */
  press(press: Press, at: number, where: { field: boolean; dialog: boolean }): boolean {
    if (is_stop(press, this.mac)) {
      this.#first = null
      this.stop()
      return true
    }
    const now = stroke(press, this.mac)
    if (now === null) return false
    const first = this.#first && at - this.#first.at <= PAIR_MS ? this.#first.stroke : null
    this.#first = null
    // A dialog keeps its keys to itself.
    if (where.dialog) return false
    if (where.field && !works_in_fields(now)) return false
    if (first) {
      const pair = this.#find(`${first} ${now}`)
      if (pair) {
        pair.run()
        return true
      }
    }
    const one = this.#find(now)
    if (one) {
      one.run()
      return true
    }
    if (this.bound().some((action) => action.keys?.startsWith(`${now} `))) {
      this.#first = { stroke: now, at }
      return true
    }
    return false
  }

  #find(chord: string): Bound | undefined {
    // The newest wins: a screen's own keys go before the office's.
    return this.bound().findLast((action) => action.keys === chord && (action.when?.() ?? true))
  }
}

/** Where the focus is, as far as keys care. */
export function where(target: EventTarget | null): { field: boolean; dialog: boolean } {
  if (!(target instanceof Element)) return { field: false, dialog: false }
  const input = target.closest('input, textarea, select, [contenteditable="true"]')
  const pressed_only = input instanceof HTMLInputElement && ['checkbox', 'radio', 'button'].includes(input.type)
  return { field: input !== null && !pressed_only, dialog: target.closest('dialog') !== null }
}
