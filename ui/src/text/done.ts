// One line to the member about what was just signed at this desk.
import type { Done, RevocationState } from '../wire'

const DONE: { [K in Done['kind']]: (done: Extract<Done, { kind: K }>) => string } = {
  signed: ({ seq }) => `Signed. Entry ${seq.toLocaleString('en-GB')} of the ledger.`,
  submitted: ({ number }) => `Signed and sent for approval as CS-${number}.`,
  proposed: () => '1 of 2. Another member signs.',
  taken_down: ({ gone }) => (gone ? 'Taken down and checked gone.' : 'Take-down is asked for. It is not proved gone yet.'),
  revoked: ({ state }) => revocation_says(state),
}

export const done_says = (done: Done): string => (DONE[done.kind] as (done: Done) => string)(done)

const REVOCATION: Record<RevocationState['kind'], string> = {
  asked_not_proved: 'Asked, not proved.',
  dead_except_access: 'No new session is possible. An old one ends by itself.',
  dead: 'Revoked and proved.',
  nothing_to_revoke: 'This channel has no key to revoke.',
}

export const revocation_says = (state: RevocationState): string => REVOCATION[state.kind]
