// Keeps a draft: saves what is typed over the version that was open, one save at a time, and joins what somebody else
// saved meanwhile. It draws nothing; the screen hands it the text and hears of every change.
import type { DraftText, DraftView, Fault, Refusal } from '../../wire'
import { reconcile, type Clash } from './reconcile'

export type Trouble = { refusal: Refusal | null; fault: Fault | null }
export type Saved = { kind: 'saved'; version: number } | { kind: 'moved' } | ({ kind: 'not_saved' } & Trouble)
export type Read = { kind: 'read'; view: DraftView } | ({ kind: 'not_read' } & Trouble)

/** What the keeper needs of the world around it. */
export type Around = {
  save: (version: number, text: DraftText) => Promise<Saved>
  read: () => Promise<Read>
  /** The text on the screen now, as plain values. */
  shown: () => DraftText
  /** Puts a joined text on the screen. */
  show: (text: DraftText) => void
  heard: (news: { view?: DraftView; saving?: boolean; trouble?: Trouble; clashes?: Clash[] }) => void
}

export const text_of = (view: DraftView): DraftText => ({
  title: view.title,
  language: view.language,
  variants: view.variants.map(({ channel, variant }) => ({ channel, variant })),
  timing: view.timing,
  note: view.note,
})

const QUIET: Trouble = { refusal: null, fault: null }
const same = (a: DraftText, b: DraftText): boolean => JSON.stringify(a) === JSON.stringify(b)

export class DraftKeeper {
  #base: DraftText
  #version: number
  #turn: Promise<void> = Promise.resolve()

  constructor(view: DraftView, private readonly around: Around) {
    this.#base = structuredClone(text_of(view))
    this.#version = view.version
  }

  /** What the core and this screen last agreed on. */
  get base(): DraftText {
    return this.#base
  }

  /** Whether something is typed that the core does not have yet. */
  get dirty(): boolean {
    return !same(this.#base, this.around.shown())
  }

  /** Saves what is typed. Resolves when the core has it, or has said why not. */
  save(): Promise<void> {
    return this.#next(() => this.#save())
  }

  /** Something changed somewhere: reads the draft, and joins it with what is typed. */
  look(): Promise<void> {
    return this.#next(() => this.#read())
  }

  #next(what: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(what, what)
    return this.#turn
  }

  async #save(): Promise<void> {
    // Another save may get in between; a bounded number of joins, so that two desks cannot chase each other for ever.
    for (let tries = 0; tries < 3; tries++) {
      const text = structuredClone(this.around.shown())
      if (same(text, this.#base)) return
      this.around.heard({ saving: true })
      const saved = await this.around.save(this.#version, text)
      if (saved.kind === 'not_saved') return this.around.heard({ saving: false, trouble: { refusal: saved.refusal, fault: saved.fault } })
      if (saved.kind === 'saved') {
        this.#base = text
        this.#version = saved.version
        this.around.heard({ saving: false, trouble: QUIET })
        return this.#read()
      }
      await this.#read()
      this.around.heard({ saving: false })
    }
  }

  async #read(): Promise<void> {
    const read = await this.around.read()
    if (read.kind === 'not_read') return this.around.heard({ trouble: { refusal: read.refusal, fault: read.fault } })
    const { view } = read
    if (view.version !== this.#version) {
      const theirs = structuredClone(text_of(view))
      const { text, clashes } = reconcile(this.#base, this.around.shown(), theirs)
      this.#base = theirs
      this.#version = view.version
      this.around.show(text)
      if (clashes.length) this.around.heard({ clashes })
    }
    this.around.heard({ view })
  }
}
