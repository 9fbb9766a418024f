// The kinds of ledger entry, in words.
export const ENTRIES = [
  'office_founded', 'proposed', 'seconded', 'proposal_dropped', 'member_suspended', 'suspension_confirmed', 'key_removed', 'revision_submitted', 'approved', 'rejected', 'withdrawn', 'claimed', 'receipt', 'send_failed', 'send_unknown', 'send_resolved', 'takedown_ordered', 'taken_down', 'stop', 'revocation_ordered', 'revoked', 'beacon',
] as const
export type EntryKind = (typeof ENTRIES)[number]

export const ENTRY_WORDS: Record<EntryKind, string> = {
  office_founded: 'Office founded',
  proposed: 'Change proposed',
  seconded: 'Change seconded',
  proposal_dropped: 'Proposal dropped',
  member_suspended: 'Member suspended',
  suspension_confirmed: 'Suspension confirmed',
  key_removed: 'Key taken out of use',
  revision_submitted: 'Sent for approval',
  approved: 'Approved',
  rejected: 'Changes requested',
  withdrawn: 'Withdrawn',
  claimed: 'Going out',
  receipt: 'Live, read back',
  send_failed: 'Did not go out',
  send_unknown: 'Not known yet',
  send_resolved: 'Settled by reading',
  takedown_ordered: 'Take-down ordered',
  taken_down: 'Taken down',
  stop: 'STOP pulled',
  revocation_ordered: 'Revocation ordered',
  revoked: 'Key revoked',
  beacon: 'Desk vouched for the ledger',
}

export const entry_says = (what: string): string =>
  (ENTRIES as readonly string[]).includes(what) ? ENTRY_WORDS[what as EntryKind] : what.replaceAll('_', ' ')
