// Where the member is. No address bar, so no URL: a screen, and the item that is open on it.
export const SCREENS = ['compose', 'approvals', 'live', 'incident', 'channels', 'people', 'ledger'] as const
export type Screen = (typeof SCREENS)[number]
export type Place = { screen: Screen; item: string | null }

class Router {
  place: Place = $state.raw({ screen: 'compose', item: null })

  /** Goes to a screen; `item` is the draft, release, channel or entry to open there. */
  go(screen: Screen, item: string | null = null) {
    this.place = { screen, item }
  }

  /** Opens an item on the screen that is showing. */
  open(item: string | null) {
    this.place = { ...this.place, item }
  }
}

export const router = new Router()
