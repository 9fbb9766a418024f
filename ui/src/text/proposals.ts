// Changes that take two people: what is proposed, and what the second signature does.
export const PROPOSALS = [
  'member_enrolled', 'key_added', 'desk_added', 'desk_removed', 'roles_changed', 'member_reinstated', 'policy_changed', 'channel_connected', 'channel_removed', 'restart', 'unknown_decided',
] as const
export type ProposalKind = (typeof PROPOSALS)[number]

export const PROPOSAL_WORDS: Record<ProposalKind, { title: (about: string) => string; effect: string; button: string }> = {
  member_enrolled: { title: (a) => `Enrol ${a}`, effect: 'They can sign from then on.', button: 'Sign and enrol' },
  key_added: { title: (a) => `Add a key: ${a}`, effect: 'The member can sign from one more desk.', button: 'Sign and add the key' },
  desk_added: { title: (a) => `Add a desk: ${a}`, effect: 'That desk takes part in the office.', button: 'Sign and add the desk' },
  desk_removed: { title: (a) => `Remove a desk: ${a}`, effect: 'Nothing signed at that desk counts from then on.', button: 'Sign and remove the desk' },
  roles_changed: { title: (a) => `Change roles: ${a}`, effect: 'The new roles count from then on.', button: 'Sign and change the roles' },
  member_reinstated: { title: (a) => `Reinstate ${a}`, effect: 'Their signature counts again.', button: 'Sign and reinstate' },
  policy_changed: { title: (a) => `Change the rules: ${a}`, effect: 'Everything that waits is signed again under the new rules.', button: 'Sign and change the rules' },
  channel_connected: { title: (a) => `Connect ${a}`, effect: 'The office can publish there.', button: 'Sign and connect' },
  channel_removed: { title: (a) => `Remove ${a}`, effect: 'Nothing goes out there any more. What is live stays live.', button: 'Sign and remove' },
  restart: { title: () => 'Release STOP', effect: 'Publishing becomes possible again. Nothing is sent by this.', button: 'Sign and release STOP' },
  unknown_decided: { title: (a) => `Decide what became of ${a}`, effect: 'The office takes it as said from then on.', button: 'Sign and decide' },
}

const known = (what: string): what is ProposalKind => (PROPOSALS as readonly string[]).includes(what)

export const proposal_title = (what: string, about: string): string =>
  known(what) ? PROPOSAL_WORDS[what].title(about) : `${what.replaceAll('_', ' ')}: ${about}`
export const proposal_effect = (what: string): string => (known(what) ? PROPOSAL_WORDS[what].effect : '')
export const proposal_button = (what: string): string => (known(what) ? PROPOSAL_WORDS[what].button : 'Sign as the second')
