// Every value that crosses between the window and the core.
//
// Written by hand until the Rust generates it under the same names; then this file is overwritten.
// Ids and digests are strings, instants are `YYYY-MM-DDTHH:MM:SS.mmmZ`, byte offsets count UTF-8.

// ---- what the rules speak of (domain) ----

export type ChannelKind = 'bluesky' | 'site'
export type Role = 'author' | 'approver' | 'manager'
export type Custody = 'plain'
export type Unit = 'characters' | 'words' | 'bytes'

export type Scope = { kind: 'everything' } | { kind: 'channel'; channel: string }

export type Count = {
  unit: Unit
  used: number
  limit: number | null
  bytes: number
  bytes_limit: number
}

export type FindingKind =
  | 'not_normalised'
  | 'control_character'
  | 'bidi_control'
  | 'line_separator'
  | 'private_use'
  | 'unassigned'
  | 'noncharacter'
  | 'invisible'
  | 'lost_text'
  | 'userinfo'
  | 'imitates_own_domain'
  | 'mixed_script_host'
  | 'lookalike_host'
  | 'disguised_host'
  | 'malformed_link'
  | 'lookalike_handle'
  | 'too_many'
  | 'mixed_script'
  | 'whole_script'
  | 'lookalike_word'
  | 'unusual_space'
  | 'soft_hyphen'
  | 'joiner'
  | 'text_style'
  | 'rare_flag'
  | 'stacked_marks'
  | 'international_host'
  | 'foreign_domain'
  | 'ip_host'
  | 'shortened_link'
  | 'tracking_parameter'
  | 'insecure_link'
  | 'unusual_scheme'

export type Finding = {
  start: number
  end: number
  kind: FindingKind
  found: string
  detail: string
}

export type Flag = {
  channel: string
  field: string
  start: number
  end: number
  what: string
  found: string
}

export type Window = { not_before: string; execute_before: string }

export type Image = {
  digest: string
  mime: string
  width: number
  height: number
  bytes: number
  alt: string
}
export type Card = { url: string; title: string; description: string; thumb?: Image }
export type Mention = { handle: string; did: string }
export type Quote = { uri: string; cid: string }
export type Part = { text: string; images: Array<Image>; card?: Card; mentions: Array<Mention> }
export type Post = { parts: Array<Part>; quote?: Quote }
export type Page = {
  slug: string
  headline: string
  standfirst: string
  body: string
  notes: string
  images: Array<Image>
}
export type Variant = ({ kind: 'bluesky' } & Post) | ({ kind: 'site' } & Page)

export type Remote = { id: string; version: string; url: string }

export type ProofStep = {
  what: string
  call: string
  answer: string
  at: string
  proves: boolean
}

export type RevocationState =
  | { kind: 'asked_not_proved' }
  | { kind: 'dead_except_access'; until: string }
  | { kind: 'dead' }
  | { kind: 'nothing_to_revoke' }

export type ChannelRule = { channel: string; signatures: number; role?: Role }
export type Policy = { signatures: number; channels: Array<ChannelRule>; freshness_s: number }

export type ChangeKind = 'same' | 'added' | 'removed'
/** A piece of one text or of both. */
export type Change = { kind: ChangeKind; text: string }

// ---- why not ----

export type Refusal =
  | { code: 'no_such_member' }
  | { code: 'no_such_desk' }
  | { code: 'member_suspended'; member: string }
  | { code: 'key_removed'; desk: string }
  | { code: 'role_needed'; role: Role }
  | { code: 'person_needed' }
  | { code: 'desk_needed' }
  | { code: 'not_for_recovery_key' }
  | { code: 'clock_behind'; ledger: string }
  | { code: 'clock_ahead'; ledger: string }
  | { code: 'too_old'; kind: string }
  | { code: 'founding_only_once' }
  | { code: 'founding_unsound'; what: string }
  | { code: 'bad_text'; field: string; most: number }
  | { code: 'no_such_proposal' }
  | { code: 'proposal_lapsed'; at: string }
  | { code: 'same_member' }
  | { code: 'member_exists' }
  | { code: 'bad_key'; what: string }
  | { code: 'too_few_signers' }
  | { code: 'policy_unsound' }
  | { code: 'not_suspended' }
  | { code: 'already_suspended' }
  | { code: 'no_such_channel' }
  | { code: 'channel_kind_differs' }
  | { code: 'credential_mismatch' }
  | { code: 'practice_only' }
  | { code: 'no_such_stop' }
  | { code: 'no_such_revision' }
  | { code: 'not_the_newest' }
  | { code: 'release_reused' }
  | { code: 'revision_reused' }
  | { code: 'channels_unsound' }
  | { code: 'channel_closed'; channel: string }
  | { code: 'window_unsound'; most_days: number }
  | { code: 'policy_epoch_differs'; now: number }
  | { code: 'own_release' }
  | { code: 'editor_is_approver' }
  | { code: 'already_approved' }
  | { code: 'publisher_differs' }
  | { code: 'window_differs' }
  | { code: 'flags_not_acknowledged'; flags: number }
  | { code: 'rejected'; by: string }
  | { code: 'withdrawn' }
  | { code: 'text_refused'; field: string; what: string; found: string }
  | { code: 'content_differs'; what: string }
  | { code: 'stopped' }
  | { code: 'signed_before_stop' }
  | { code: 'signatures_missing'; have: number; need: number }
  | { code: 'approver_role_missing'; role: Role }
  | { code: 'submitter_suspended'; member: string }
  | { code: 'not_yet'; not_before: string }
  | { code: 'expired'; execute_before: string }
  | { code: 'not_the_publisher'; publisher: string }
  | { code: 'stale_view'; freshness_s: number }
  | { code: 'leg_state'; state: string }
  | { code: 'earlier_revision_live' }
  | { code: 'not_claimed' }
  | { code: 'not_ordered' }
  | { code: 'not_live' }
  | { code: 'beacon_off_chain' }

/** The world broke. `detail` is a sentence of the core's, never a secret; it is shown below ours. */
export type Fault =
  | { code: 'store'; detail: string }
  | { code: 'keyring'; detail: string }
  | { code: 'channel'; detail: string }
  | { code: 'media'; detail: string }
  | { code: 'ledger_broken'; detail: string }
  | { code: 'too_large'; detail: string }
  | { code: 'contended'; detail: string }
  | { code: 'no_office'; detail: string }
  | { code: 'office_exists'; detail: string }
  | { code: 'folder'; detail: string }
  | { code: 'no_such_draft'; detail: string }
  | { code: 'draft_moved'; detail: string }
  | { code: 'draft_unreadable'; detail: string }
  | { code: 'content_missing'; detail: string }
  | { code: 'no_key_here'; detail: string }
  | { code: 'no_credential'; detail: string }
  | { code: 'wrong_passphrase'; left: number }
  | { code: 'waiting'; until: string }
  | { code: 'passphrase_unfit'; detail: string }
  | { code: 'nothing_to_sign'; detail: string }
  | { code: 'internal'; detail: string }

export type May = { kind: 'yes' } | { kind: 'no'; refusal: Refusal }

// ---- what is asked for and shown (desk) ----

export type MemberRef = { id: string; name: string; initials: string }

export type OfficeView = { id: string; name: string; zone: string; practice: boolean }

export type LedgerState = { kind: 'verified'; entries: number } | { kind: 'broken'; what: string }

export type StopView = {
  link: string
  scope: Scope
  at: string
  by: MemberRef | null
  reason: string
}

export type KeyringView = { kind: 'ready' } | { kind: 'missing'; remedy: string }

export type ShellView = {
  office: OfficeView
  desk: string
  desk_name: string
  /** Who is signed in; `null` while the desk is locked. */
  member: MemberRef | null
  /** Who could sign in here. */
  members: Array<MemberRef>
  ledger: LedgerState
  stops: Array<StopView>
  restart_signed_by: MemberRef | null
  approvals_waiting: number
  proposals_waiting: number
  keyring: KeyringView
  now: string
}

export type DraftRow = {
  draft: string
  title: string
  number: number | null
  saved_at: string
  saved_by: MemberRef
}

export type Timing = { kind: 'when_approved' } | { kind: 'at'; at: string }

export type FieldView = {
  field: string
  text: string
  count: Count
  refused: Array<Finding>
  flagged: Array<Finding>
  changes: Array<Change>
}

export type VariantView = {
  channel: string
  channel_kind: ChannelKind
  channel_name: string
  account: string
  variant: Variant
  fields: Array<FieldView>
  refusal: Refusal | null
}

export type DraftView = {
  draft: string
  version: number
  number: number
  title: string
  language: string
  timing: Timing
  note: string
  variants: Array<VariantView>
  editors: Array<MemberRef>
  approvers: Array<MemberRef>
  saved_at: string
  may_submit: May
}

export type DraftVariant = { channel: string; variant: Variant }

export type DraftText = {
  title: string
  language: string
  variants: Array<DraftVariant>
  timing: Timing
  note: string
}

export type SignatureView = { member: MemberRef; at: string; counts: boolean }

export type LegView = {
  channel: string
  channel_name: string
  channel_kind: ChannelKind
  /** `waiting`, `held`, `due`, `going_out`, `as_approved`, `failed`, `unknown`, `undecided`, `taken_down`,
   * `taking_down`, `not_proved_gone` or `cancelled`. */
  state: string
  held_by: Refusal | null
  detail: string
  remotes: Array<Remote>
  at: string | null
  proof: Array<ProofStep>
}

export type QueueRow = {
  release: string
  number: number
  revision_number: number
  title: string
  submitter: MemberRef
  at: string
  window: Window
  signatures: Array<SignatureView>
  needed: number
  legs: Array<LegView>
  rejection: string | null
  may_approve: May
}

export type ReviewView = {
  row: QueueRow
  revision: string
  compared_with: number | null
  variants: Array<VariantView>
  flags: Array<Flag>
  note: string
  editors: Array<MemberRef>
  publisher: string
}

export type LiveRow = {
  release: string
  number: number
  revision_number: number
  title: string
  text: string
  leg: LegView
  signatures: Array<SignatureView>
}

export type ChannelState =
  | { kind: 'working' }
  | { kind: 'stopped' }
  | { kind: 'revoking' }
  | { kind: 'revoked'; state: RevocationState }
  | { kind: 'removed' }

export type ChannelView = {
  id: string
  channel_kind: ChannelKind
  name: string
  account: string
  address: string
  folder: string | null
  state: ChannelState
  custody: Custody | null
  connected_at: string
  proof: Array<ProofStep>
}

export type MemberState =
  | { kind: 'active' }
  | { kind: 'suspended'; by: MemberRef; lapses: string | null }

export type MemberView = {
  member: MemberRef
  roles: Array<Role>
  state: MemberState
  fingerprint: string
  enrolled_at: string
}

export type DeskView = {
  id: string
  name: string
  fingerprint: string
  this: boolean
  removed: boolean
}

export type ProposalView = {
  proposal: string
  what: string
  about: string
  by: MemberRef
  at: string
  lapses: string
  may_second: May
}

export type PeopleView = {
  members: Array<MemberView>
  desks: Array<DeskView>
  policy: Policy
  policy_epoch: number
  proposals: Array<ProposalView>
  one_absence_silences: boolean
  has_recovery_key: boolean
}

export type EntryView = {
  seq: number
  at: string
  member: MemberRef | null
  desk_name: string
  what: string
  body: string
  link: string
  void: Refusal | null
}

export type LedgerPage = {
  entries: Array<EntryView>
  total: number
  head: string
  verified_at: string
}

export type Query =
  | { kind: 'shell' }
  | { kind: 'drafts' }
  | { kind: 'draft'; draft: string }
  | { kind: 'approvals' }
  | { kind: 'review'; release: string }
  | { kind: 'live'; words: string; after: string | null }
  | { kind: 'channels' }
  | { kind: 'people' }
  | { kind: 'ledger'; before: number | null }
  | { kind: 'picture'; digest: string }

export type View =
  | ({ kind: 'shell' } & ShellView)
  | { kind: 'drafts'; drafts: Array<DraftRow> }
  | ({ kind: 'draft' } & DraftView)
  | {
      kind: 'approvals'
      for_you: Array<QueueRow>
      others: Array<QueueRow>
      returned: Array<QueueRow>
    }
  | ({ kind: 'review' } & ReviewView)
  | { kind: 'live'; rows: Array<LiveRow>; next: string | null }
  | { kind: 'channels'; channels: Array<ChannelView> }
  | ({ kind: 'people' } & PeopleView)
  | ({ kind: 'ledger' } & LedgerPage)
  | { kind: 'picture'; mime: string; base64: string }

/** What takes a signature. The passphrase for it is typed in the signing window alone. */
export type Intent =
  | { kind: 'submit'; draft: string }
  | { kind: 'approve'; release: string; revision: string; acknowledged: Array<Flag> }
  | { kind: 'reject'; release: string; revision: string; note: string }
  | { kind: 'withdraw'; release: string; revision: string }
  | {
      kind: 'connect'
      channel: string | null
      channel_kind: ChannelKind
      name: string
      account: string
      address: string
      credential_name: string
    }
  | { kind: 'enrol'; name: string; roles: Array<Role> }
  | { kind: 'change_roles'; member: string; roles: Array<Role> }
  | { kind: 'change_policy'; policy: Policy }
  | { kind: 'reinstate'; member: string }
  | { kind: 'remove_channel'; channel: string }
  | { kind: 'restart' }
  | { kind: 'decide_unknown'; release: string; channel: string; sent: boolean }
  | { kind: 'second'; proposal: string }
  | { kind: 'drop'; proposal: string }
  | { kind: 'suspend'; member: string; reason: string }
  | { kind: 'confirm_suspension'; member: string }
  | { kind: 'take_down'; release: string; channel: string; reason: string }
  | { kind: 'revoke'; channel: string; reason: string }

export type Done =
  | { kind: 'signed'; seq: number }
  | { kind: 'submitted'; seq: number; release: string; number: number; revision: string }
  | { kind: 'proposed'; seq: number; proposal: string; about: string | null }
  | { kind: 'taken_down'; gone: boolean }
  | { kind: 'revoked'; state: RevocationState }

// ---- the doors of the main window ----

/** What the main window may ask to be done. Only `sign`, `unlock` and `found` open the signing window. */
export type Ask =
  | { kind: 'sign'; intent: Intent; slot: string | null }
  | { kind: 'stop'; scope: Scope; reason: string }
  | { kind: 'unlock'; member: string | null }
  | { kind: 'lock' }
  | { kind: 'found'; name: string; zone: string; desk: string; founders: [string, string] }
  | { kind: 'practise' }
  | { kind: 'open_office' }
  | { kind: 'new_draft'; title: string; channels: Array<string> }
  | { kind: 'revise'; release: string }
  | { kind: 'save_draft'; draft: string; version: number; text: DraftText }
  | { kind: 'discard_draft'; draft: string }
  | { kind: 'publish_due' }
  | { kind: 'export_ledger' }
  | { kind: 'verify_ledger' }

export type Outcome =
  | { kind: 'done' }
  | { kind: 'drafted'; draft: string; version: number }
  | { kind: 'exported'; path: string }
  /** The signing window is open; the next `changed` says what came of it. */
  | { kind: 'signature_wanted' }
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'failed'; fault: Fault }

/** The answer to `look`. `no_office` stands for every query until an office is founded. */
export type Looked =
  | { kind: 'seen'; view: View }
  | { kind: 'no_office'; start: StartView }
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'failed'; fault: Fault }

/** What the first-run screen needs to know. */
export type StartView = {
  /** Where the office would be kept. */
  folder: string
  /** This machine's IANA zone. */
  zone: string
  /** A name for this desk. */
  desk_name: string
  keyring: KeyringView
}

/** What became of bytes that were dropped on a draft: metadata removed, re-encoded, kept by digest. */
export type Brought =
  | { kind: 'image'; image: Image }
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'failed'; fault: Fault }

/** The event `changed`: look again. `done` is what was just signed at this desk, for one line to the member. */
export type Changed = { done: Done | null }

// ---- the doors of the signing window ----

/** What the signing window shows. It loads nothing else. */
export type SigningCard = {
  /** The office's name; empty before there is one. */
  office_name: string
  practice: boolean
  zone: string
  /** The stop of everything that is on, if one is. */
  stopped: StopView | null
  card: CardKind
}

export type CardKind =
  /** Choose who signs in and type the passphrase: answered with `unlock`. */
  | { kind: 'unlock'; members: Array<MemberRef>; member: string | null }
  /** Each founder in turn chooses a passphrase: answered with `choose_passphrases`, once each. */
  | { kind: 'founding'; founders: [string, string]; chosen: number }
  /** The recovery sheet was written. Closing the window is the answer. */
  | { kind: 'recovery_sheet'; path: string }
  /** The new member chooses a passphrase; then the card becomes `sign`. */
  | { kind: 'enrolment'; name: string; roles: Array<Role> }
  /** One intent, one signature: answered with `sign`. */
  | ({ kind: 'sign' } & SignCard)

/** The facts behind one signature; `null` or empty where an intent has no such thing. */
export type SignCard = {
  intent: Intent
  signer: MemberRef
  /** Submit, approve, reject, withdraw, take down, decide: the revision. */
  release: QueueRow | null
  /** The digest that is signed. */
  revision: string | null
  /** The first words of the first version. */
  excerpt: string
  /** The flags of the revision, acknowledged by signing. */
  flags: Array<Flag>
  /** Connect again, remove, take down, decide, revoke: the channel. */
  channel: ChannelView | null
  /** Roles, suspend, confirm, reinstate: the member. */
  member: MemberRef | null
  /** Second, drop: the proposal. */
  proposal: ProposalView | null
  /** Restart: the stops that are lifted. */
  stops: Array<StopView>
  /** Restart: who signed first, if someone did. */
  first: MemberRef | null
  /** Restart: how many posts stay held. */
  held: number
}
