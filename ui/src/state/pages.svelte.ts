/** The way through pages that are reached by the key they begin after. The first page begins after nothing. */
export class Pages<K> {
  #way: K[] = $state.raw([])

  constructor(start: K | null = null) {
    if (start !== null) this.#way = [start]
  }

  /** The key that this page begins after. */
  get after(): K | null {
    return this.#way.at(-1) ?? null
  }

  older(key: K | null) {
    if (key !== null) this.#way = [...this.#way, key]
  }

  newer() {
    this.#way = this.#way.slice(0, -1)
  }

  first() {
    this.#way = []
  }
}
