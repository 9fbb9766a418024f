// The texts of a version, by name: the core's field names in the words of the screens.

const PAGE: Record<string, string> = { headline: 'Headline', standfirst: 'Standfirst', body: 'Text', notes: 'Notes to editors', address: 'Address', pictures: 'Pictures', picture: 'Pictures', thread: 'Thread' }
const CARD: Record<string, string> = { address: 'Link card address', title: 'Link card title', text: 'Link card text' }

/** `part 2 picture 1` is “Part 2: picture 1 description”; the only part of a post is the post. */
export function field_says(field: string, parts = 1): string {
  const page = PAGE[field]
  if (page) return page
  const found = /^(?:part (\d+))? ?(.*)$/.exec(field)
  const [part, rest] = [found?.[1], found?.[2] ?? '']
  const picture = /^picture (\d+)$/.exec(rest)
  const inner = picture ? `Picture ${picture[1]} description` : rest.startsWith('card ') ? (CARD[rest.slice(5)] ?? rest) : rest
  if (!part) return inner || field
  const where = parts > 1 ? `Part ${part}` : 'Post'
  if (!inner) return where
  return parts > 1 ? `${where}: ${inner.charAt(0).toLowerCase()}${inner.slice(1)}` : inner
}
