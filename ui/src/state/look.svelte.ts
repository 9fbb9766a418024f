// Looking things up: one query, kept fresh. Old rows stay while new ones come.
import { look, type Answer } from '../doors'
import type { Fault, Query, Refusal } from '../wire'
import { when_changed } from './changed.svelte'

export class Lookup<Q extends Query> {
  /** The last good answer. */
  view: Answer<Q> | null = $state.raw(null)
  refusal: Refusal | null = $state.raw(null)
  fault: Fault | null = $state.raw(null)
  looking = $state(false)
  #asked = 0

  constructor(private readonly query: () => Q | null) {}

  /** Asks again. An answer that a later question overtook is dropped. */
  async again(): Promise<void> {
    const query = this.query()
    if (query === null) return
    const mine = ++this.#asked
    this.looking = true
    try {
      const looked = await look(query)
      if (mine !== this.#asked) return
      this.refusal = looked.kind === 'refused' ? looked.refusal : null
      this.fault = looked.kind === 'failed' ? looked.fault : null
      if (looked.kind === 'seen') this.view = looked.view as Answer<Q>
    } catch (error) {
      if (mine === this.#asked) this.fault = { code: 'internal', detail: String(error) }
    } finally {
      if (mine === this.#asked) this.looking = false
    }
  }

  clear() {
    this.#asked++
    this.view = null
    this.refusal = null
    this.fault = null
  }
}

/** Looks `query` up while the component is there, and again at every change. A query that turns to another item
 * starts empty. Call it while a component is set up. */
export function lookup<Q extends Query>(query: () => Q | null): Lookup<Q> {
  const found = new Lookup(query)
  const name = $derived(JSON.stringify(query()))
  let last: string | undefined
  $effect(() => {
    if (last !== undefined && last !== name) found.clear()
    last = name
    void found.again()
  })
  when_changed(() => void found.again())
  return found
}
