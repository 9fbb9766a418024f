const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase('en-GB')
const parts_of = (typed: string) => plain(typed).split(/\s+/).filter(Boolean)

/** Whether every word typed begins a word of the label, in any order, whatever its case and accents. */
export function matching(label: string, typed: string): boolean {
  const words = plain(label).split(/[^\p{L}\p{N}]+/u)
  return parts_of(typed).every((part) => words.some((word) => word.startsWith(part)))
}

/** The label in pieces; a hit is what was typed of it. Put together they are the label again. */
export function pieces(label: string, typed: string): { text: string; hit: boolean }[] {
  const parts = parts_of(typed)
  return label
    .split(/([\p{L}\p{M}\p{N}]+)/u)
    .flatMap((word) => {
      const begun = parts.filter((part) => plain(word).startsWith(part)).map(({ length }) => length)
      const shown = shown_of(word, Math.max(0, ...begun))
      return [{ text: word.slice(0, shown), hit: true }, { text: word.slice(shown), hit: false }]
    })
    .filter(({ text }) => text)
}

/** How much of a word stands for its first `length` plain letters. */
function shown_of(word: string, length: number): number {
  let end = 0
  while (end < word.length && plain(word.slice(0, end)).length < length) end += 1
  // An accent that follows belongs to its letter.
  while (end > 0 && /^\p{M}/u.test(word.slice(end))) end += 1
  return end
}
