// Everything there is to look at: each screen in each state of the office, and each card of the signing window.
import { CARDS } from '../src/mock/cards'
import { CONTROL_SIGHTS } from './control_sights'
import { PLACE_KEYS } from './places'

/** `keys` are pressed first; then each of `clicks` (a selector) and of `press` (a role and a name) is clicked. */
export type Sight = { name: string; path: string; keys?: string[]; clicks?: string[]; press?: (readonly [role: 'option' | 'button' | 'radio' | 'tab', name: string])[] }

const main = (scene: string, keys: string[] = []): Omit<Sight, 'name'> => ({ path: `/index.html?scene=${scene}`, keys })

/** The nth draft of the list. */
const open_draft = (nth: number): string[] => [`[role=option]:nth-child(${nth})`]

/** The nth post that waits for other people. */
const others = (nth: number): string[] => ['role=tab[name=/^Others/]', `[role=option]:nth-child(${nth})`]

export const SIGHTS: Sight[] = [
  { name: 'first-run', ...main('first-run') },
  { name: 'first-run-two', ...main('first-run'), press: [['button', 'Found an office']] },
  { name: 'first-run-missing', ...main('first-run'), press: [['button', 'Found an office'], ['button', 'Found the office…']] },
  { name: 'first-run-fault', ...main('fault') },
  { name: 'first-run-no-keyring', ...main('no-keyring-start') },
  { name: 'unlock', ...main('locked') },
  { name: 'unlock-stopped', ...main('stopped-locked') },
  { name: 'unlock-broken', ...main('broken-locked') },
  { name: 'incident-released', ...main('released', ['g', 'i']) },
  { name: 'unlock-practice', ...main('practice-locked') },
  { name: 'practice', ...main('practice') },
  { name: 'member-menu', ...main('practice'), press: [['button', 'Desk and member']] },
  { name: 'locks-soon', ...main('locks-soon') },
  { name: 'locks-now', ...main('locks-now') },
  ...Object.entries(PLACE_KEYS).flatMap(([screen, key]) =>
    ['calm', 'stopped', 'empty'].map((scene): Sight => ({ name: `${screen}-${scene}`, ...main(scene, ['g', key]) })),
  ),
  ...CONTROL_SIGHTS,
  { name: 'compose-new', ...main('calm', ['Control+n']) },
  ...['calm', 'stopped'].map((scene): Sight => ({ name: `compose-post-${scene}`, ...main(scene, ['g', 'w']), clicks: open_draft(1) })),
  { name: 'compose-page', ...main('calm', ['g', 'w']), clicks: [...open_draft(1), 'role=tab[name=/Newsroom/]'] },
  { name: 'compose-stopped-by-checks', ...main('calm', ['g', 'w']), clicks: [...open_draft(1), 'role=button[name=/^Sign and send/]'] },
  { name: 'compose-thread-at-a-time', ...main('calm', ['g', 'w']), clicks: open_draft(2) },
  { name: 'compose-over', ...main('calm', ['g', 'w']), clicks: open_draft(3) },
  { name: 'compose-discard', ...main('calm', ['g', 'w']), clicks: [...open_draft(2), 'role=button[name=/^Discard/]'] },
  { name: 'approvals-page', ...main('calm', ['g', 'a', ']']) },
  { name: 'approvals-bytes', ...main('calm', ['g', 'a', 'd', 'd']) },
  { name: 'approvals-unread', ...main('calm', ['g', 'a', 'a']) },
  { name: 'approvals-request-changes', ...main('calm', ['g', 'a', 'r']) },
  { name: 'approvals-withdraw', ...main('calm', ['g', 'a']), clicks: ['role=button[name=/^Withdraw/]'] },
  ...['own', 'scheduled', 'going-out', 'partly', 'held'].map((name, index): Sight => ({ name: `approvals-${name}`, ...main('calm', ['g', 'a']), clicks: others(index + 1) })),
  { name: 'approvals-decide', ...main('calm', ['g', 'a']), clicks: [...others(4), 'role=button[name=/^Decide/]'] },
  { name: 'approvals-returned', ...main('calm', ['g', 'a']), clicks: ['role=tab[name=/^Returned/]'] },
  { name: 'approvals-moved', ...main('moved', ['g', 'a']), clicks: ['text=This changed while you were reading'] },
  { name: 'ledger-broken', ...main('broken', ['g', 'e']) },
  { name: 'no-keyring', ...main('no-keyring') },
  { name: 'palette', ...main('calm', ['Control+k']) },
  { name: 'palette-stop', ...main('calm', ['Control+k', 's', 't', 'o', 'p']) },
  { name: 'keys', ...main('calm', ['?']) },
  { name: 'sign-practice', path: '/signing.html?card=approve&scene=practice' },
  { name: 'sign-stopped', path: '/signing.html?card=approve&scene=stopped' },
  ...CARDS.map((card): Sight => ({ name: `sign-${card}`, path: `/signing.html?card=${card}` })),
]
