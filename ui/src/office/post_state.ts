// What a post as a whole is called, and what one leg of it is called.
import type { Tone } from '../parts/tone'
import type { QueueRow } from '../wire'
import { LEGS, leg_state, type LegState } from '../text/legs'

export type PostState =
  | 'draft' | 'awaiting' | 'awaiting_you' | 'approved' | 'live' | 'not_approved' | 'changed' | 'held' | 'going_out' | 'unknown' | 'failed' | 'withdrawn'
  | 'returned' | 'taken_down' | 'partly'

export type StateIcon = 'pen' | 'clock' | 'cards' | 'check' | 'octagon' | 'lock' | 'send' | 'triangle' | 'undo'
export type Shown = { word: string; tone: Tone; icon: StateIcon }

export const STATES: Record<PostState, Shown> = {
  draft: { word: 'Draft', tone: 'draft', icon: 'pen' },
  awaiting: { word: 'Awaiting', tone: 'awaiting', icon: 'clock' },
  awaiting_you: { word: 'Awaiting you', tone: 'awaiting', icon: 'clock' },
  approved: { word: 'Approved', tone: 'approved', icon: 'cards' },
  live: { word: 'As approved', tone: 'live', icon: 'check' },
  not_approved: { word: 'Not approved', tone: 'unapproved', icon: 'octagon' },
  changed: { word: 'Changed since approval', tone: 'unapproved', icon: 'octagon' },
  held: { word: 'Held by STOP', tone: 'locked', icon: 'lock' },
  going_out: { word: 'Going out', tone: 'approved', icon: 'send' },
  unknown: { word: 'Not known yet', tone: 'awaiting', icon: 'triangle' },
  failed: { word: 'Did not go out', tone: 'unapproved', icon: 'octagon' },
  withdrawn: { word: 'Withdrawn', tone: 'draft', icon: 'undo' },
  returned: { word: 'Changes requested', tone: 'draft', icon: 'undo' },
  taken_down: { word: 'Taken down', tone: 'draft', icon: 'undo' },
  partly: { word: 'Partly out', tone: 'awaiting', icon: 'triangle' },
}

const LEG_ICONS: Record<LegState, StateIcon> = {
  waiting: 'clock', held: 'lock', due: 'cards', going_out: 'send', as_approved: 'check', failed: 'octagon', unknown: 'triangle', undecided: 'triangle',
  taken_down: 'undo', taking_down: 'clock', not_proved_gone: 'octagon', cancelled: 'undo',
}

export const leg_shown = (state: string): Shown => {
  const known = leg_state(state)
  return { word: LEGS[known].word, tone: LEGS[known].tone, icon: LEG_ICONS[known] }
}

/** The state of a whole post: the most pressing of its legs, or what it waits for. */
export function post_state(row: Pick<QueueRow, 'signatures' | 'needed' | 'legs' | 'rejection' | 'may_approve'>): PostState {
  if (row.rejection !== null) return 'returned'
  const states = row.legs.map(({ state }) => leg_state(state))
  const any = (...wanted: LegState[]) => states.some((state) => wanted.includes(state))
  const all = (...wanted: LegState[]) => states.length > 0 && states.every((state) => wanted.includes(state))
  if (any('unknown', 'undecided')) return 'unknown'
  if (any('going_out')) return 'going_out'
  if (any('failed', 'not_proved_gone')) return any('as_approved') ? 'partly' : 'failed'
  if (any('held')) return 'held'
  if (all('taken_down', 'taking_down')) return 'taken_down'
  if (all('as_approved', 'taken_down')) return 'live'
  if (all('cancelled')) return 'withdrawn'
  if (any('as_approved')) return 'partly'
  if (row.signatures.filter(({ counts }) => counts).length >= row.needed || any('due')) return 'approved'
  return row.may_approve.kind === 'yes' ? 'awaiting_you' : 'awaiting'
}
