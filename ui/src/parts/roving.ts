/** Where an arrow key leads in a row or column of `count`; `null` when the key means nothing there. */
export function step(key: string, at: number, count: number, way: 'across' | 'down'): number | null {
  if (count === 0) return null
  const [back, on] = way === 'across' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
  if (key === on) return way === 'across' ? (at + 1) % count : Math.min(at + 1, count - 1)
  if (key === back) return way === 'across' ? (at - 1 + count) % count : Math.max(at - 1, 0)
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return null
}
