// What has become of a post on one channel.
import type { Tone } from '../parts/tone'

export const LEG_STATES = [
  'waiting', 'held', 'due', 'going_out', 'as_approved', 'failed', 'unknown', 'undecided', 'taken_down', 'taking_down', 'not_proved_gone', 'cancelled',
] as const
export type LegState = (typeof LEG_STATES)[number]

export const LEGS: Record<LegState, { word: string; tone: Tone; says: string }> = {
  waiting: { word: 'Awaiting', tone: 'awaiting', says: 'It waits for a signature, its time, or a desk.' },
  held: { word: 'Held by STOP', tone: 'locked', says: 'STOP holds it. After release it is signed again to go out.' },
  due: { word: 'Approved', tone: 'approved', says: 'Signed. It goes out when its time comes.' },
  going_out: { word: 'Going out', tone: 'approved', says: 'It is being sent and will be read back.' },
  as_approved: { word: 'As approved', tone: 'live', says: 'Live, read back, and every byte matches.' },
  failed: { word: 'Did not go out', tone: 'unapproved', says: 'The channel refused it. Nothing of it is live there.' },
  unknown: { word: 'Not known yet', tone: 'awaiting', says: 'The channel has not answered. We will not send it again until we can see.' },
  undecided: { word: 'Not known', tone: 'awaiting', says: 'Reading the channel could not settle whether it went out. Two people decide.' },
  taken_down: { word: 'Checked gone', tone: 'draft', says: 'Taken down, and its address no longer opens.' },
  taking_down: { word: 'Taking down', tone: 'awaiting', says: 'Take-down is asked for. It is not proved gone yet.' },
  not_proved_gone: { word: 'Not proved gone', tone: 'unapproved', says: 'Take-down was asked for, but it could not be proved that it is gone.' },
  cancelled: { word: 'Withdrawn', tone: 'draft', says: 'It will not go out on this channel.' },
}

const is_leg_state = (state: string): state is LegState => (LEG_STATES as readonly string[]).includes(state)

/** The state, or `unknown` for one that a newer core has: never something calmer. */
export const leg_state = (state: string): LegState => (is_leg_state(state) ? state : 'unknown')

export const leg_word = (state: string): string => (is_leg_state(state) ? LEGS[state].word : state.replaceAll('_', ' '))
