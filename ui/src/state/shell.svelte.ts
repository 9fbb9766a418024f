// What the frame shows: who is signed in, what is stopped, whether the ledger holds, and what time the core says it is.
import { look, on_changed } from '../doors'
import { toasts } from '../parts/toasts.svelte'
import { done_says } from '../text/done'
import type { Ask, Fault, Refusal, ShellView, StartView, StopView } from '../wire'
import { ask } from './ask'
import { router } from './router.svelte'

/** How often the shell is looked at without a change: for what other desks and time itself change. */
const LOOK_MS = 5_000

export const is_everything = (stop: StopView): boolean => stop.scope.kind === 'everything'

class Shell {
  view: ShellView | null = $state.raw(null)
  /** Set while no office is founded here. */
  start: StartView | null = $state.raw(null)
  refusal: Refusal | null = $state.raw(null)
  fault: Fault | null = $state.raw(null)
  /** Why STOP did not take, if it did not. It stays until a STOP does. */
  stop_trouble: Refusal | Fault | null = $state.raw(null)
  stopping = $state(false)
  /** What came of something asked for outside any screen, if it was not done. */
  order_trouble: Refusal | Fault | null = $state.raw(null)
  /** When the desk locks by itself; `null` while it is locked, or stays open for an incident. */
  locks_at: number | null = $state.raw(null)
  /** The core's time, carried on by this machine's own tick between two looks. */
  now = $state(Date.now())
  #offset = 0

  readonly stops = $derived(this.view?.stops ?? [])
  /** The stop of everything, if it is on. */
  readonly stopped = $derived(this.stops.find(is_everything) ?? null)
  readonly member = $derived(this.view?.member ?? null)
  readonly locked = $derived(this.view !== null && this.view.member === null)
  readonly zone = $derived(this.view?.office.zone ?? this.start?.zone ?? 'UTC')
  readonly broken = $derived(this.view?.ledger.kind === 'broken' ? this.view.ledger.what : null)

  /** Starts looking, before anything is on the screen; gives the function that stops it. */
  begin(): () => void {
    const heard = on_changed(({ done }) => {
      if (done) toasts.say(done_says(done))
      void this.again()
    })
    const looks = setInterval(() => void this.again(), LOOK_MS)
    const ticks = setInterval(() => this.#tick(), 1_000)
    void this.again()
    return () => {
      clearInterval(looks)
      clearInterval(ticks)
      void heard.then((stop) => stop())
    }
  }

  async again(): Promise<void> {
    try {
      const looked = await look({ kind: 'shell' })
      this.refusal = looked.kind === 'refused' ? looked.refusal : null
      this.fault = looked.kind === 'failed' ? looked.fault : null
      this.start = looked.kind === 'no_office' ? looked.start : null
      if (looked.kind === 'no_office') {
        this.view = null
        this.locks_at = null
      }
      if (looked.kind === 'seen' && looked.view.kind === 'shell') {
        if (this.view?.member && this.view.member.id !== looked.view.member?.id) toasts.clear()
        this.view = looked.view
        this.locks_at = looked.locks_at === null ? null : Date.parse(looked.locks_at)
        this.#offset = Date.parse(looked.view.now) - Date.now()
        this.#tick()
      }
    } catch (error) {
      this.fault = { code: 'internal', detail: String(error) }
    }
  }

  /** STOP. Never asks, never argues; while it is on, it leads to where it is released. */
  async stop(): Promise<void> {
    if (this.stopped) {
      if (!this.locked) router.go('incident')
      return
    }
    this.stopping = true
    const outcome = await ask({ kind: 'stop', scope: { kind: 'everything' }, reason: '' })
    this.stopping = false
    if (outcome.kind === 'refused') this.stop_trouble = outcome.refusal
    else if (outcome.kind === 'failed') this.stop_trouble = outcome.fault
    else this.stop_trouble = null
    await this.again()
    // Only now: the incident is there to be seen.
    if (this.stop_trouble === null && !this.locked) router.go('incident')
  }

  /** Asks for something that no screen answers for. A no or a failure stands above the screen until the next order. */
  async order(what: Ask): Promise<void> {
    const outcome = await ask(what)
    this.order_trouble = outcome.kind === 'refused' ? outcome.refusal : outcome.kind === 'failed' ? outcome.fault : null
    await this.again()
  }

  #tick() {
    this.now = Date.now() + this.#offset
  }
}

export const shell = new Shell()
