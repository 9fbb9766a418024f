// F6: from one part of the window to the next. The parts are found as they stand, so a screen has no list to keep.

const PARTS = 'header, nav, section[aria-label="STOP is on"], section[aria-label="Emergency stop"], main .pane, footer'
const FOCUSABLE = 'a[href], button:not([tabindex="-1"]), input, select, textarea, [tabindex="0"]'

const seen = (element: HTMLElement): boolean => element.getClientRects().length > 0

/** Which of `count` parts comes next; `at` is -1 while none holds the focus. */
export const after = (at: number, count: number, way: 1 | -1): number => (at < 0 ? (way === 1 ? 0 : count - 1) : (at + way + count) % count)

/** Every part that can be seen, outermost only; a screen without panes is one part itself. */
function parts(): HTMLElement[] {
  const panes = document.querySelector('main .pane') === null ? `${PARTS}, main` : PARTS
  const found = [...document.querySelectorAll<HTMLElement>(panes)].filter(seen)
  return found.filter((part) => !found.some((other) => other !== part && other.contains(part)))
}

export function next_pane(way: 1 | -1): void {
  const all = parts()
  const here = all.findIndex((part) => part.contains(document.activeElement))
  const part = all[after(here, all.length, way)]
  if (!part) return
  const first = [...part.querySelectorAll<HTMLElement>(FOCUSABLE)].find(seen)
  if (first) return first.focus()
  part.tabIndex = -1
  part.focus()
}
