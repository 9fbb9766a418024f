// Links inside a text, for a preview only: what counts as a link is decided by the core.

export type Run = { text: string; link: boolean }

const LINK = /https?:\/\/[^\s<>"“”]+|(?<![\p{L}\p{N}@./-])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}]{2,}(?:\/[^\s<>"“”]*)?/gu
const TRAILING = /[.,;:!?)\]’']+$/

export function runs(text: string): Run[] {
  const all: Run[] = []
  let at = 0
  for (const found of text.matchAll(LINK)) {
    const link = found[0].replace(TRAILING, '')
    if (!link) continue
    if (found.index > at) all.push({ text: text.slice(at, found.index), link: false })
    all.push({ text: link, link: true })
    at = found.index + link.length
  }
  if (at < text.length) all.push({ text: text.slice(at), link: false })
  return all
}
