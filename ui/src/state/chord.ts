// Chords as they are written in the action list: `Ctrl+K`, `Ctrl+Shift+.`, `g a`, `?`, `]`. Ctrl is ⌘ on a Mac.

export const on_mac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)

export const STOP_CHORD = 'Ctrl+Shift+.'

/** What of a key press the keyboard looks at. */
export type Press = {
  key: string
  code?: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/** The keycaps of a chord. */
export function pieces(chord: string, mac = on_mac): string[] {
  return chord
    .split(/ |\+(?=.)/)
    .map((piece) => (mac && piece === 'Ctrl' ? '⌘' : piece === 'Enter' ? '↵' : piece.length === 1 ? piece.toUpperCase() : piece))
}

/** The chord for `aria-keyshortcuts`. */
export const aria_keys = (chord: string, mac = on_mac): string =>
  chord.split('+').map((piece) => (piece === 'Ctrl' ? (mac ? 'Meta' : 'Control') : piece)).join('+')

/** Whether a press is the STOP chord, whatever character the layout puts on the key with Shift held. */
export function is_stop(press: Press, mac = on_mac): boolean {
  const control = mac ? press.metaKey : press.ctrlKey
  return control && press.shiftKey && !press.altKey && (press.code === 'Period' || press.key === '.' || press.key === '>' || press.key === ':')
}

/** The press written as one stroke of a chord, or `null` for a bare modifier. */
export function stroke(press: Press, mac = on_mac): string | null {
  if (['Control', 'Shift', 'Alt', 'Meta', 'AltGraph'].includes(press.key)) return null
  const control = mac ? press.metaKey : press.ctrlKey
  const single = press.key.length === 1
  const parts = []
  if (control) parts.push('Ctrl')
  if (press.altKey) parts.push('Alt')
  // Shift is part of the character itself, except beside Ctrl and on named keys.
  if (press.shiftKey && (control || !single)) parts.push('Shift')
  parts.push(single ? (control ? press.key.toUpperCase() : press.key.toLowerCase()) : press.key)
  return parts.join('+')
}

/** Whether a stroke may act while a person is typing: only with Ctrl or Alt, or a function key. */
export const works_in_fields = (one: string): boolean => /^(Ctrl|Alt)\+/.test(one) || /^(Shift\+)?F\d+$/.test(one)
