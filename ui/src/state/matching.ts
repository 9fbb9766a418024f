/** Whether every word typed begins a word of the label, in any order, whatever its case and accents. */
export function matching(label: string, typed: string): boolean {
  const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase('en-GB')
  const words = plain(label).split(/[^\p{L}\p{N}]+/u)
  return plain(typed).split(/\s+/).filter(Boolean).every((part) => words.some((word) => word.startsWith(part)))
}
