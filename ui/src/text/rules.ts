// The office's rules in words: what takes how many people.
import type { Policy } from '../wire'
import { count_of, ROLES } from './names'
import { lasting } from './times'

export type RuleRow = { id: string; what: string; takes: string }

const people = (n: number): string => count_of(n, 'person', 'people')

/** What takes how many people, the office's own rules first. */
export function rule_rows(policy: Policy, channel_name: (id: string) => string): RuleRow[] {
  return [
    { id: 'publish', what: 'Publish a post', takes: people(policy.signatures) },
    ...policy.channels.map(({ channel, signatures, role }) => ({
      id: `channel-${channel}`,
      what: `Publish on ${channel_name(channel)}`,
      takes: people(Math.max(signatures, policy.signatures)) + (role ? `, one who can ${ROLES[role].can}` : ''),
    })),
    { id: 'restart', what: 'Release STOP', takes: people(2) },
    { id: 'channels', what: 'Connect or remove a channel', takes: people(2) },
    { id: 'members', what: 'Enrol, change roles, reinstate', takes: people(2) },
    { id: 'rules', what: 'Change these rules', takes: people(2) },
    { id: 'alone', what: 'STOP, take down, revoke, suspend', takes: people(1) },
  ]
}

/** How fresh a desk's view has to be. */
export const freshness_says = ({ freshness_s }: Policy): string =>
  `With more than one desk, a post goes out only if another desk has vouched for the ledger in the last ${lasting(freshness_s * 1_000).replace(/ 0 s$/, '').replace(/ 00 min$/, '')}.`
