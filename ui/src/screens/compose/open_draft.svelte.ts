// The draft that is open: what is on the screen, what the core last said of it, and whether it is saved.
import { on_changed, look } from '../../doors'
import { ask } from '../../state/ask'
import { shell } from '../../state/shell.svelte'
import type { Done, DraftText, DraftView, Fault, Refusal } from '../../wire'
import { DraftKeeper, text_of, type Read, type Saved } from './draft_keeper'
import { reconcile, type Clash } from './reconcile'

/** How long after the last key a draft is saved. */
const PAUSE_MS = 500

/** What somebody typed and the core never took, for when the same person opens the draft again. Only in memory. */
const unsaved = new Map<string, { member: string; base: DraftText; mine: DraftText }>()

const internal = (error: unknown): Fault => ({ code: 'internal', detail: String(error) })

export class OpenDraft {
  text: DraftText | null = $state(null)
  view: DraftView | null = $state.raw(null)
  saving = $state(false)
  refusal: Refusal | null = $state.raw(null)
  fault: Fault | null = $state.raw(null)
  clashes: Clash[] = $state.raw([])
  /** The signing window is open for it. */
  signing = $state(false)
  #keeper: DraftKeeper | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #over = false
  /** Whose words these are: the desk may be locked when they are put aside. */
  readonly #member = shell.member?.id

  constructor(
    readonly draft: string,
    private readonly sent: (done: Extract<Done, { kind: 'submitted' }>) => void,
  ) {}

  /** Opens it; gives the function that closes it, which saves what is not saved yet. */
  begin(): () => void {
    void this.#open()
    const heard = on_changed(({ done }) => {
      this.signing = false
      // Only one thing at a time is signed at this desk, and this is the draft that is open here.
      if (done?.kind === 'submitted') return this.sent(done)
      void (this.#keeper ? this.#keeper.look() : this.#open())
    })
    return () => {
      void heard.then((stop) => stop())
      this.#over = true
      clearTimeout(this.#timer)
      void this.#leave()
    }
  }

  get dirty(): boolean {
    return this.#keeper?.dirty ?? false
  }

  /** Something may have been typed: it is saved when the hands rest. */
  typed() {
    if (!this.dirty) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.save(), PAUSE_MS)
  }

  async save(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#keeper?.save()
  }

  /** Never asked again after this: a discarded draft is not saved once more. */
  forget() {
    this.#over = true
    clearTimeout(this.#timer)
    this.#keeper = null
    unsaved.delete(this.draft)
  }

  async #leave(): Promise<void> {
    const [keeper, member] = [this.#keeper, this.#member]
    if (!keeper?.dirty) return
    await keeper.save()
    if (keeper.dirty && member) unsaved.set(this.draft, { member, base: keeper.base, mine: $state.snapshot(this.text) as DraftText })
  }

  async #open(): Promise<void> {
    const read = await this.#read()
    if (this.#over) return
    if (read.kind === 'not_read') {
      this.refusal = read.refusal
      this.fault = read.fault
      return
    }
    const kept = unsaved.get(this.draft)
    const mine = kept?.member === this.#member ? kept : undefined
    unsaved.delete(this.draft)
    this.text = structuredClone(text_of(read.view))
    if (mine) ({ text: this.text, clashes: this.clashes } = reconcile(mine.base, mine.mine, this.text))
    this.view = read.view
    this.refusal = this.fault = null
    this.#keeper = new DraftKeeper(read.view, {
      save: (version, text) => this.#save(version, text),
      read: () => this.#read(),
      shown: () => $state.snapshot(this.text) as DraftText,
      show: (text) => (this.text = text),
      heard: ({ view, saving, trouble, clashes }) => {
        if (view) this.view = view
        if (saving !== undefined) this.saving = saving
        if (trouble) ({ refusal: this.refusal, fault: this.fault } = trouble)
        if (clashes) this.clashes = [...this.clashes, ...clashes]
      },
    })
  }

  async #save(version: number, text: DraftText): Promise<Saved> {
    const outcome = await ask({ kind: 'save_draft', draft: this.draft, version, text })
    if (outcome.kind === 'drafted') return { kind: 'saved', version: outcome.version }
    if (outcome.kind === 'failed') return outcome.fault.code === 'draft_moved' ? { kind: 'moved' } : { kind: 'not_saved', refusal: null, fault: outcome.fault }
    return { kind: 'not_saved', refusal: outcome.kind === 'refused' ? outcome.refusal : null, fault: outcome.kind === 'refused' ? null : internal(outcome.kind) }
  }

  async #read(): Promise<Read> {
    try {
      const looked = await look({ kind: 'draft', draft: this.draft })
      if (looked.kind === 'seen' && looked.view.kind === 'draft') return { kind: 'read', view: looked.view }
      return { kind: 'not_read', refusal: looked.kind === 'refused' ? looked.refusal : null, fault: looked.kind === 'failed' ? looked.fault : null }
    } catch (error) {
      return { kind: 'not_read', refusal: null, fault: internal(error) }
    }
  }
}
