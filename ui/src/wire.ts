// Every value that crosses between the window and the core.
//
// Written from the Rust types by `cargo xtask wire`; a test fails when it is out of date. Ids and digests are strings,
// instants are `YYYY-MM-DDTHH:MM:SS.mmmZ`, byte offsets count UTF-8.

export type AnswerView = { proposal: Link, by: MemberRef, at: Instant, sent: boolean };

export type Ask = { "kind": "sign", intent: Intent, slot: string | null }
  | { "kind": "stop", scope: Scope, reason: string }
  | { "kind": "unlock", member: MemberId | null }
  | { "kind": "lock" }
  | { "kind": "here" }
  | { "kind": "found", name: string, zone: string, desk: string, founders: [string, string] }
  | { "kind": "practise" }
  | { "kind": "leave_practice" }
  | { "kind": "open_office" }
  | { "kind": "new_draft", title: string, channels: Array<ChannelId> }
  | { "kind": "revise", release: ReleaseId }
  | { "kind": "save_draft", draft: DraftId, version: number, text: DraftText }
  | { "kind": "discard_draft", draft: DraftId }
  | { "kind": "resolve", channel: ChannelId, named: Named }
  | { "kind": "export_ledger" }
  | { "kind": "verify_ledger" };

export type Brought = { "kind": "image", image: Image }
  | { "kind": "refused", refusal: Refusal }
  | { "kind": "failed", fault: Fault };

export type Card = { url: string, title: string, description: string, thumb?: Image };

export type CardKind = { "kind": "unlock", members: Array<MemberRef>, member: MemberId | null }
  | { "kind": "founding", founders: [string, string], chosen: number }
  | { "kind": "recovery_sheet", path: string }
  | { "kind": "enrolment", name: string, roles: Array<Role> }
  | { "kind": "sign" } & SignCard
  | { "kind": "nothing" };

export type Change = { kind: ChangeKind, text: string };

export type ChangeKind = "same" | "added" | "removed";

export type Changed = { done: Done | null };

export type ChannelId = string;

export type ChannelKind = "bluesky" | "site";

export type ChannelRule = { channel: ChannelId, signatures: Signatures, role?: Role };

export type ChannelState = { "kind": "working" }
  | { "kind": "stopped" }
  | { "kind": "revoking" }
  | { "kind": "revoked", state: RevocationState }
  | { "kind": "removed" };

export type ChannelView = { id: ChannelId, channel_kind: ChannelKind, name: string, account: string, address: string, folder: string | null, state: ChannelState, custody: Custody | null, connected_at: Instant, proof: Array<ProofStep> };

export type ComparedWith = { revision_number: number, yours: boolean };

export type Count = { unit: Unit, used: number, limit: number | null, bytes: number, bytes_limit: number };

export type Custody = "plain";

export type DeskId = string;

export type DeskView = { id: DeskId, name: string, fingerprint: string, this: boolean, removed: boolean };

export type Digest = string;

export type Done = { "kind": "signed", seq: number }
  | { "kind": "submitted", seq: number, release: ReleaseId, number: number, revision: Digest }
  | { "kind": "proposed", seq: number, proposal: Link, about: string | null }
  | { "kind": "taken_down", gone: boolean }
  | { "kind": "revoked", state: RevocationState };

export type DraftId = string;

export type DraftRow = { draft: DraftId, title: string, number: number | null, saved_at: Instant, saved_by: MemberRef };

export type DraftText = { title: string, language: string, variants: Array<DraftVariant>, timing: Timing, note: string };

export type DraftVariant = { channel: ChannelId, variant: Variant };

export type DraftView = { draft: DraftId, version: number, number: number, title: string, language: string, timing: Timing, note: string, variants: Array<VariantView>, editors: Array<MemberRef>, needed: number, approvers: Array<MemberRef>, saved_at: Instant, may_submit: May, stays_live: Array<Refusal> };

export type EntryView = { seq: number, at: Instant, member: MemberRef | null, desk_name: string, what: string, body: string, link: Link, void: Refusal | null };

export type Fault = { "code": "store", detail: string }
  | { "code": "keyring", detail: string }
  | { "code": "channel", detail: string }
  | { "code": "media", detail: string }
  | { "code": "ledger_broken", detail: string }
  | { "code": "too_large", detail: string }
  | { "code": "contended", detail: string }
  | { "code": "no_office", detail: string }
  | { "code": "office_exists", detail: string }
  | { "code": "folder", detail: string }
  | { "code": "no_such_draft", detail: string }
  | { "code": "draft_moved", detail: string }
  | { "code": "draft_unreadable", detail: string }
  | { "code": "content_missing", detail: string }
  | { "code": "no_key_here", detail: string }
  | { "code": "no_credential", detail: string }
  | { "code": "wrong_passphrase", left: number }
  | { "code": "waiting", until: Instant }
  | { "code": "passphrase_unfit", detail: string }
  | { "code": "nothing_to_sign", detail: string }
  | { "code": "nothing_to_open", detail: string }
  | { "code": "internal", detail: string };

export type FieldView = { field: string, text: string, count: Count, refused: Array<Finding>, flagged: Array<Finding>, changes: Array<Change> };

export type Finding = { start: number, end: number, kind: FindingKind, found: string, detail: string };

export type FindingKind = "not_normalised" | "control_character" | "bidi_control" | "line_separator" | "private_use" | "unassigned" | "noncharacter" | "invisible" | "lost_text" | "userinfo" | "imitates_own_domain" | "mixed_script_host" | "lookalike_host" | "disguised_host" | "malformed_link" | "lookalike_handle" | "too_many" | "mixed_script" | "whole_script" | "lookalike_word" | "unusual_space" | "soft_hyphen" | "joiner" | "text_style" | "rare_flag" | "stacked_marks" | "international_host" | "foreign_domain" | "ip_host" | "shortened_link" | "tracking_parameter" | "insecure_link" | "unusual_scheme";

export type Flag = { channel: ChannelId, field: string, start: number, end: number, what: string, found: string };

export type Image = { digest: Digest, mime: string, width: number, height: number, bytes: number, alt: string };

export type Instant = string;

export type Intent = { "kind": "submit", draft: DraftId }
  | { "kind": "approve", release: ReleaseId, revision: Digest, acknowledged: Array<Flag> }
  | { "kind": "reject", release: ReleaseId, revision: Digest, note: string }
  | { "kind": "withdraw", release: ReleaseId, revision: Digest }
  | { "kind": "connect", channel: ChannelId | null, channel_kind: ChannelKind, name: string, account: string, address: string, credential_name: string }
  | { "kind": "enrol", name: string, roles: Array<Role> }
  | { "kind": "change_roles", member: MemberId, roles: Array<Role> }
  | { "kind": "change_policy", policy: Policy }
  | { "kind": "reinstate", member: MemberId }
  | { "kind": "remove_channel", channel: ChannelId }
  | { "kind": "restart" }
  | { "kind": "decide_unknown", release: ReleaseId, channel: ChannelId, sent: boolean }
  | { "kind": "second", proposal: Link }
  | { "kind": "drop", proposal: Link }
  | { "kind": "suspend", member: MemberId, reason: string }
  | { "kind": "confirm_suspension", member: MemberId }
  | { "kind": "take_down", release: ReleaseId, channel: ChannelId, reason: string }
  | { "kind": "revoke", channel: ChannelId, reason: string };

export type KeyringView = { "kind": "ready" }
  | { "kind": "missing", remedy: string };

export type LedgerPage = { entries: Array<EntryView>, total: number, head: Link, verified_at: Instant };

export type LedgerState = { "kind": "verified", entries: number }
  | { "kind": "broken", what: string };

export type LegView = { channel: ChannelId, channel_name: string, channel_kind: ChannelKind, state: string, changes_live: boolean, held_by: Refusal | null, detail: string, remotes: Array<Remote>, at: Instant | null, proof: Array<ProofStep>, answers: Array<AnswerView> };

export type Link = string;

export type LiveRow = { release: ReleaseId, number: number, revision_number: number, revision: Digest, title: string, text: string, leg: LegView, signatures: Array<SignatureView> };

export type Looked = { "kind": "seen", view: View, locks_at: Instant | null }
  | { "kind": "no_office", start: StartView }
  | { "kind": "refused", refusal: Refusal }
  | { "kind": "failed", fault: Fault };

export type May = { "kind": "yes" }
  | { "kind": "no", refusal: Refusal };

export type Meant = { "kind": "account", did: string }
  | { "kind": "post", quote: Quote, text: string }
  | { "kind": "nothing" }
  | { "kind": "not_asked", detail: string };

export type MemberId = string;

export type MemberRef = { id: MemberId, name: string, initials: string };

export type MemberState = { "kind": "active" }
  | { "kind": "suspended", by: MemberRef, lapses: Instant | null, until_signed: boolean };

export type MemberView = { member: MemberRef, roles: Array<Role>, state: MemberState, fingerprint: string, enrolled_at: Instant };

export type Mention = { handle: string, did: string };

export type MentionView = { part: number, handle: string, did: string | null };

export type Named = { "kind": "account", handle: string }
  | { "kind": "post", address: string };

export type Need = { "kind": "release", "id": ReleaseId }
  | { "kind": "revision", "id": Digest }
  | { "kind": "voids", "id": number };

export type OfficeId = string;

export type OfficeView = { id: OfficeId, name: string, zone: string, practice: boolean };

export type Opening = { "kind": "post", release: ReleaseId, channel: ChannelId }
  | { "kind": "newsroom", channel: ChannelId }
  | { "kind": "app_passwords", channel: ChannelId };

export type Outcome = { "kind": "done" }
  | { "kind": "signed", done: Done }
  | { "kind": "drafted", draft: DraftId, version: number }
  | { "kind": "resolved", meant: Meant }
  | { "kind": "exported", path: string, broken: string | null }
  | { "kind": "verified", entries: number, head: Link, state: Digest, at: Instant }
  | { "kind": "signature_wanted" }
  | { "kind": "refused", refusal: Refusal }
  | { "kind": "failed", fault: Fault };

export type Page = { slug: string, headline: string, standfirst: string, body: string, notes: string, images: Array<Image> };

export type Part = { text: string, images: Array<Image>, card?: Card, mentions: Array<Mention> };

export type PeopleView = { members: Array<MemberView>, desks: Array<DeskView>, policy: Policy, policy_epoch: number, proposals: Array<ProposalView>, one_absence_silences: boolean, has_recovery_key: boolean };

export type Policy = { signatures: Signatures, channels: Array<ChannelRule>, freshness_s: number };

export type Post = { parts: Array<Part>, quote?: Quote };

export type PracticeMember = { name: string, passphrase: string };

export type ProofStep = { what: string, call: string, answer: string, at: Instant, proves: boolean };

export type ProposalView = { proposal: Link, what: string, about: string, subject: Subject, by: MemberRef, at: Instant, lapses: Instant, may_second: May };

export type Query = { "kind": "shell" }
  | { "kind": "drafts" }
  | { "kind": "draft", draft: DraftId }
  | { "kind": "approvals" }
  | { "kind": "review", release: ReleaseId }
  | { "kind": "live", words: string, after: string | null }
  | { "kind": "post", release: ReleaseId, revision: Digest, channel: ChannelId }
  | { "kind": "channels" }
  | { "kind": "people" }
  | { "kind": "ledger", before: number | null }
  | { "kind": "picture", digest: Digest };

export type QueueRow = { release: ReleaseId, number: number, revision_number: number, title: string, submitter: MemberRef, at: Instant, window: Window, signatures: Array<SignatureView>, needed: number, legs: Array<LegView>, rejection: RejectionView | null, may_approve: May };

export type Quote = { uri: string, cid: string };

export type Refusal = { "code": "no_such_member" }
  | { "code": "no_such_desk" }
  | { "code": "member_suspended", member: MemberId }
  | { "code": "key_removed", desk: DeskId }
  | { "code": "role_needed", role: Role }
  | { "code": "person_needed" }
  | { "code": "desk_needed" }
  | { "code": "not_for_recovery_key" }
  | { "code": "clock_behind", ledger: Instant, entry: number }
  | { "code": "clock_ahead", ledger: Instant, entry: number }
  | { "code": "too_old", kind: string }
  | { "code": "not_recalled", need: Need }
  | { "code": "founding_only_once" }
  | { "code": "founding_unsound", what: string }
  | { "code": "bad_text", field: string, most: number }
  | { "code": "no_such_proposal" }
  | { "code": "proposal_lapsed", at: Instant }
  | { "code": "same_member" }
  | { "code": "member_exists" }
  | { "code": "bad_key", what: string }
  | { "code": "too_few_signers" }
  | { "code": "policy_unsound" }
  | { "code": "not_suspended" }
  | { "code": "already_suspended" }
  | { "code": "no_such_channel" }
  | { "code": "channel_kind_differs" }
  | { "code": "credential_mismatch" }
  | { "code": "practice_only" }
  | { "code": "no_such_stop" }
  | { "code": "no_such_revision" }
  | { "code": "not_the_newest" }
  | { "code": "release_reused" }
  | { "code": "revision_reused" }
  | { "code": "channels_unsound" }
  | { "code": "channel_closed", channel: ChannelId }
  | { "code": "window_unsound", most_days: number }
  | { "code": "policy_epoch_differs", now: number }
  | { "code": "own_release" }
  | { "code": "editor_is_approver" }
  | { "code": "already_approved" }
  | { "code": "publisher_differs" }
  | { "code": "window_differs" }
  | { "code": "flags_not_acknowledged", flags: number }
  | { "code": "rejected", by: MemberId }
  | { "code": "withdrawn" }
  | { "code": "text_refused", field: string, what: string, found: string }
  | { "code": "content_differs", what: string }
  | { "code": "stopped" }
  | { "code": "signed_before_stop" }
  | { "code": "signed_before_revocation", channel: ChannelId, at: Instant }
  | { "code": "signed_for_another_account", channel: ChannelId, at: Instant }
  | { "code": "signed_before_suspension", member: MemberId }
  | { "code": "signatures_missing", have: number, need: number }
  | { "code": "approver_role_missing", role: Role }
  | { "code": "submitter_suspended", member: MemberId }
  | { "code": "not_yet", not_before: Instant }
  | { "code": "expired", execute_before: Instant }
  | { "code": "not_the_publisher", publisher: DeskId }
  | { "code": "stale_view", freshness_s: number }
  | { "code": "leg_state", state: string }
  | { "code": "earlier_revision_live", channel: ChannelId }
  | { "code": "not_claimed" }
  | { "code": "already_revoked", channel: ChannelId }
  | { "code": "not_ordered" }
  | { "code": "not_live" }
  | { "code": "beacon_off_chain" };

export type RejectionView = { by: MemberRef, at: Instant, note: string };

export type ReleaseId = string;

export type Remote = { id: string, version: string, url: string };

export type RestartView = { seq: number, at: Instant, stopped_at: Instant, by: Array<MemberRef> };

export type ReviewView = { row: QueueRow, revision: Digest, language: string, language_was: string | null, compared_with: ComparedWith | null, variants: Array<VariantView>, versions_removed: Array<VersionRemoved>, flags: Array<Flag>, note: string, editors: Array<MemberRef>, publisher: string, may_reject: May, may_withdraw: May, may_revise: May };

export type RevocationState = { "kind": "asked_not_proved" }
  | { "kind": "dead_except_access", until: Instant }
  | { "kind": "dead" }
  | { "kind": "nothing_to_revoke" };

export type Role = "author" | "approver" | "manager";

export type Scope = { "kind": "everything" }
  | { "kind": "channel", channel: ChannelId };

export type ShellView = { office: OfficeView, desk: DeskId, desk_name: string, member: MemberRef | null, members: Array<MemberRef>, ledger: LedgerState, stops: Array<StopView>, restart_signed_by: MemberRef | null, restarted: RestartView | null, posts_waiting: number, approvals_waiting: number, proposals_waiting: number, keyring: KeyringView, now: Instant };

export type SignCard = { intent: Intent, signer: MemberRef, title: string, release: QueueRow | null, revision: Digest | null, excerpt: string, channels: Array<SignedChannel>, flags: Array<Flag>, channel: ChannelView | null, member: MemberRef | null, proposal: ProposalView | null, stops: Array<StopView>, first: MemberRef | null, held: number };

export type SignatureView = { member: MemberRef, at: Instant, desk_name: string, fingerprint: string, counts: boolean };

export type Signatures = number;

export type SignedChannel = { channel_name: string, channel_kind: ChannelKind, account: string };

export type SigningCard = { office_name: string, practice: Array<PracticeMember>, zone: string, stopped: StopView | null, card: CardKind };

export type Since = { "kind": "unchanged" }
  | { "kind": "new" }
  | { "kind": "changed", texts_removed: Array<TextRemoved>, pictures_added: Array<Digest>, pictures_removed: Array<Digest>, slug_was: string | null };

export type StartView = { folder: string, zone: string, desk_name: string, keyring: KeyringView, fault: Fault | null };

export type StopView = { link: Link, scope: Scope, at: Instant, by: MemberRef | null, reason: string };

export type Subject = { member: MemberId | null, desk: DeskId | null, channel: ChannelId | null, release: ReleaseId | null };

export type TextRemoved = { field: string, text: string };

export type Timing = { "kind": "when_approved" }
  | { "kind": "at", at: Instant };

export type Unit = "characters" | "words" | "bytes";

export type Variant = { "kind": "bluesky" } & Post
  | { "kind": "site" } & Page;

export type VariantView = { channel: ChannelId, channel_kind: ChannelKind, channel_name: string, account: string, variant: Variant, fields: Array<FieldView>, mentions: Array<MentionView>, refusal: Refusal | null, since: Since | null };

export type VersionRemoved = { channel: ChannelId, channel_name: string, channel_kind: ChannelKind };

export type View = { "kind": "shell" } & ShellView
  | { "kind": "drafts", drafts: Array<DraftRow> }
  | { "kind": "draft" } & DraftView
  | { "kind": "approvals", for_you: Array<QueueRow>, others: Array<QueueRow>, returned: Array<QueueRow> }
  | { "kind": "review" } & ReviewView
  | { "kind": "live", rows: Array<LiveRow>, next: string | null }
  | { "kind": "post" } & VariantView
  | { "kind": "channels", channels: Array<ChannelView> }
  | { "kind": "people" } & PeopleView
  | { "kind": "ledger" } & LedgerPage
  | { "kind": "picture", mime: string, base64: string };

export type Window = { not_before: Instant, execute_before: Instant };
