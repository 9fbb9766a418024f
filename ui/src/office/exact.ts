// Every code point of a text made visible, and named.

/** Characters that draw nothing, or not what they are: shown by name. */
const NAMES: Record<number, [short: string, name: string]> = {
  0x09: ['TAB', 'tab'], 0x0a: ['LF', 'line feed'], 0x0d: ['CR', 'carriage return'], 0xa0: ['NBSP', 'no-break space'], 0xad: ['SHY', 'soft hyphen'],
  0x200b: ['ZWSP', 'zero width space'], 0x200c: ['ZWNJ', 'zero width non-joiner'], 0x200d: ['ZWJ', 'zero width joiner'],
  0x200e: ['LRM', 'left-to-right mark'], 0x200f: ['RLM', 'right-to-left mark'], 0x202a: ['LRE', 'left-to-right embedding'],
  0x202b: ['RLE', 'right-to-left embedding'], 0x202c: ['PDF', 'pop directional formatting'], 0x202d: ['LRO', 'left-to-right override'],
  0x202e: ['RLO', 'right-to-left override'], 0x2060: ['WJ', 'word joiner'], 0x2066: ['LRI', 'left-to-right isolate'],
  0x2067: ['RLI', 'right-to-left isolate'], 0x2068: ['FSI', 'first strong isolate'], 0x2069: ['PDI', 'pop directional isolate'],
  0x2028: ['LSEP', 'line separator'], 0x2029: ['PSEP', 'paragraph separator'], 0xfe0e: ['VS15', 'text style selector'],
  0xfe0f: ['VS16', 'emoji style selector'], 0xfeff: ['BOM', 'zero width no-break space'], 0x202f: ['NNBSP', 'narrow no-break space'],
  0x2009: ['THSP', 'thin space'], 0x3000: ['IDSP', 'ideographic space'],
}

/** Format, control, private, surrogate and unassigned characters, marks, and every space but the ordinary one. */
const UNSEEN = /^[\p{C}\p{Z}\p{M}]$/u

export type Piece = { kind: 'plain'; text: string } | { kind: 'space' } | { kind: 'break'; label: string; name: string } | { kind: 'sign'; label: string; name: string }

export const code_point = (character: string): string => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** The text in pieces: what can be read as it stands, and every character that cannot, by its name. */
export function exact(text: string): Piece[] {
  const pieces: Piece[] = []
  for (const character of text) {
    const last = pieces.at(-1)
    const known = NAMES[character.codePointAt(0) ?? 0]
    if (character === ' ') pieces.push({ kind: 'space' })
    else if (known || UNSEEN.test(character)) {
      const point = code_point(character)
      const name = `${known?.[1] ?? 'character'} ${point}`
      pieces.push({ kind: character === '\n' ? 'break' : 'sign', label: known?.[0] ?? point, name })
    } else if (last?.kind === 'plain') last.text += character
    else pieces.push({ kind: 'plain', text: character })
  }
  return pieces
}

export type Readable = { text: string; name: string | null }

/** The text as it is read, in as few pieces as can be: only what cannot be seen stands apart, by its name. */
export function readable(text: string): Readable[] {
  const all: Readable[] = []
  for (const piece of exact(text)) {
    if (piece.kind === 'sign') {
      all.push({ text: piece.label, name: piece.name })
      continue
    }
    const words = piece.kind === 'plain' ? piece.text : piece.kind === 'space' ? ' ' : '\n'
    const last = all.at(-1)
    if (last && last.name === null) last.text += words
    else all.push({ text: words, name: null })
  }
  return all
}
