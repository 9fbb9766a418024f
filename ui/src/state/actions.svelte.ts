// The one list of actions. The rail, the palette, the shortcuts and the sheet of keys all read it.
import { untrack } from 'svelte'
import { STOP_CHORD } from './chord'
import { next_pane } from './panes'
import { router, type Screen } from './router.svelte'
import { shell } from './shell.svelte'

export type Action = {
  id: string
  /** As it stands on the button. Ends in … when a dialog or the signing window opens first. */
  label: string
  /** `do` acts, `go` leads to a screen, `item` opens one thing. */
  group: 'do' | 'go' | 'item'
  keys?: string
  /** Left out of every list while it gives false. */
  when?: () => boolean
  run: () => void
  /** Has to be meant: a list never chooses it for the person. */
  meant?: boolean
  /** `false`: its keys work, but no list of commands shows it. */
  listed?: boolean
}

/** The screens in the order of the rail. */
export const PLACES: readonly { screen: Screen; label: string; keys: string; control: boolean }[] = [
  { screen: 'compose', label: 'Compose', keys: 'g w', control: false },
  { screen: 'approvals', label: 'Approvals', keys: 'g a', control: false },
  { screen: 'live', label: 'Live', keys: 'g l', control: false },
  { screen: 'incident', label: 'Incident', keys: 'g i', control: false },
  { screen: 'channels', label: 'Channels', keys: 'g h', control: true },
  { screen: 'people', label: 'People & devices', keys: 'g p', control: true },
  { screen: 'ledger', label: 'Ledger', keys: 'g e', control: true },
]

/** What lies over the screens. */
class Layers {
  palette = $state(false)
  keys = $state(false)
}
export const layers = new Layers()

const unlocked = () => shell.member !== null

const office: Action[] = [
  { id: 'stop', label: 'STOP all publishing', group: 'do', keys: STOP_CHORD, meant: true, when: () => shell.view !== null && !shell.stopped, run: () => void shell.stop() },
  { id: 'new-post', label: 'New post', group: 'do', keys: 'Ctrl+N', when: unlocked, run: () => router.go('compose', 'new') },
  { id: 'lock', label: 'Lock this desk', group: 'do', keys: 'Ctrl+L', when: unlocked, run: () => void shell.order({ kind: 'lock' }) },
  { id: 'unlock', label: 'Unlock…', group: 'do', when: () => shell.locked, run: () => void shell.order({ kind: 'unlock', member: null }) },
  { id: 'switch', label: 'Switch member…', group: 'do', when: () => unlocked() && (shell.view?.members.length ?? 0) > 1, run: () => void shell.order({ kind: 'unlock', member: null }) },
  { id: 'leave-practice', label: 'Leave the practice office', group: 'do', when: () => shell.view?.office.practice ?? false, run: () => void shell.order({ kind: 'leave_practice' }) },
  { id: 'keys', label: 'All keys for this screen', group: 'do', keys: '?', when: unlocked, run: () => (layers.keys = true) },
  { id: 'palette', label: 'Search or run a command', group: 'do', keys: 'Ctrl+K', listed: false, when: unlocked, run: () => (layers.palette = true) },
  { id: 'next-pane', label: 'Next pane', group: 'do', keys: 'F6', listed: false, when: unlocked, run: () => next_pane(1) },
  { id: 'previous-pane', label: 'Previous pane', group: 'do', keys: 'Shift+F6', listed: false, when: unlocked, run: () => next_pane(-1) },
  ...PLACES.map(
    ({ screen, label, keys }): Action => ({ id: `go-${screen}`, label, group: 'go', keys, when: unlocked, run: () => router.go(screen) }),
  ),
]

class Actions {
  #own: { list: () => Action[] }[] = $state.raw([])

  /** Every action, the screen's own last. */
  readonly all: Action[] = $derived([...office, ...this.#own.flatMap(({ list }) => list())])
  /** Those that can be run now. */
  readonly able: Action[] = $derived(this.all.filter((action) => action.when?.() ?? true))

  add(list: () => Action[]): () => void {
    const entry = { list }
    this.#own = [...this.#own, entry]
    return () => (this.#own = this.#own.filter((other) => other !== entry))
  }
}

export const actions = new Actions()

/** Adds a screen's actions while its component is there. Call it while the component is set up. */
export function use_actions(list: () => Action[]): void {
  $effect(() => untrack(() => actions.add(list)))
}
