// One try with a passphrase: once at a time, and back to the field with its text selected when it failed there.
type Try = {
  id: string
  busy: (now?: boolean) => boolean
  /** Gives false when the passphrase itself was the trouble. */
  go: () => Promise<boolean>
  /** Whether nothing was typed; says so itself. */
  empty: () => boolean
}

export function attempt({ id, busy, go, empty }: Try): (event: SubmitEvent) => Promise<void> {
  const back = () => {
    const field = document.getElementById(id)
    if (field instanceof HTMLInputElement) {
      field.focus()
      field.select()
    }
  }
  return async (event) => {
    event.preventDefault()
    if (busy()) return
    if (empty()) return back()
    busy(true)
    const well = await go()
    busy(false)
    if (!well) back()
  }
}
