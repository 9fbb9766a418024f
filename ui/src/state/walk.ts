/** The item before or after the one that is chosen; stays where the list ends. */
export function walk<T>(items: readonly T[], chosen: T | null, way: 1 | -1): T | null {
  const at = chosen === null ? -1 : items.indexOf(chosen)
  return items[Math.min(Math.max(at + way, 0), items.length - 1)] ?? null
}
