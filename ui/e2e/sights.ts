// Everything there is to look at: each screen in each state of the office, and each card of the signing window.
import { CARDS } from '../src/mock/cards'
import { CONTROL_SIGHTS } from './control_sights'
import { PLACE_KEYS } from './places'

/** `keys` are pressed first; then each of `press` is clicked, found by its role and name. */
export type Sight = { name: string; path: string; keys?: string[]; press?: (readonly [role: 'option' | 'button' | 'radio' | 'tab', name: string])[] }

const main = (scene: string, keys: string[] = []): Omit<Sight, 'name'> => ({ path: `/index.html?scene=${scene}`, keys })

export const SIGHTS: Sight[] = [
  { name: 'first-run', ...main('first-run') },
  { name: 'unlock', ...main('locked') },
  { name: 'unlock-stopped', ...main('stopped-locked') },
  ...Object.entries(PLACE_KEYS).flatMap(([screen, key]) =>
    ['calm', 'stopped', 'empty'].map((scene): Sight => ({ name: `${screen}-${scene}`, ...main(scene, ['g', key]) })),
  ),
  ...CONTROL_SIGHTS,
  { name: 'ledger-broken', ...main('broken', ['g', 'e']) },
  { name: 'no-keyring', ...main('no-keyring') },
  { name: 'palette', ...main('calm', ['Control+k']) },
  { name: 'keys', ...main('calm', ['?']) },
  ...CARDS.map((card): Sight => ({ name: `sign-${card}`, path: `/signing.html?card=${card}` })),
]
