// The rules as a form: what was typed becomes a policy, or sentences that say why not.
import type { Cause } from '../../parts/ErrorSummary.svelte'
import type { Policy, Role } from '../../wire'

const LEAST = 2
const MOST = 9
const MINUTES = { least: 1, most: 1_440 }

export type ChannelForm = { channel: string; name: string; signatures: string; role: Role | '' }
export type RulesForm = { signatures: string; channels: ChannelForm[]; minutes: string }

export const rules_form = (policy: Policy, channels: readonly { id: string; name: string }[]): RulesForm => ({
  signatures: String(policy.signatures),
  minutes: String(Math.ceil(policy.freshness_s / 60)),
  channels: channels.map(({ id, name }) => {
    const rule = policy.channels.find(({ channel }) => channel === id)
    return { channel: id, name, signatures: rule ? String(rule.signatures) : '', role: rule?.role ?? '' }
  }),
})

export const signatures_id = (channel?: string): string => `rules-signatures${channel ? `-${channel}` : ''}`
export const MINUTES_ID = 'rules-minutes'

function wrong_count(text: string): string | null {
  if (!/^\d{1,3}$/.test(text.trim())) return 'Type a number of people'
  const n = Number(text)
  if (n < LEAST) return 'Two is the least. That is the point of Countersign.'
  return n > MOST ? 'Nine is the most' : null
}

/** What stands in the way, by the id of the field. */
export function wrong_rules(form: RulesForm): Map<string, string> {
  const wrong = new Map<string, string>()
  const note = (id: string, says: string | null) => says && wrong.set(id, says)
  note(signatures_id(), wrong_count(form.signatures))
  for (const { channel, signatures } of form.channels) if (signatures.trim()) note(signatures_id(channel), wrong_count(signatures))
  const minutes = Number(form.minutes.trim())
  if (!/^\d{1,4}$/.test(form.minutes.trim()) || minutes < MINUTES.least || minutes > MINUTES.most) note(MINUTES_ID, 'Type minutes, from 1 to 1,440')
  return wrong
}

export const rule_causes = (wrong: Map<string, string>): Cause[] => [...wrong].map(([field, says]) => ({ field, says }))

/** The policy of a form with nothing wrong. A channel without a rule of its own follows the office's. */
export const policy_of = (form: RulesForm): Policy => ({
  signatures: Number(form.signatures),
  channels: form.channels
    .filter(({ signatures, role }) => signatures.trim() || role)
    .map(({ channel, signatures, role }) => ({ channel, signatures: Number(signatures.trim() || form.signatures), ...(role && { role }) })),
  freshness_s: Number(form.minutes) * 60,
})
