// What has to be filled in before a channel can be proposed. The core and the provider decide whether it is true.
import type { Cause } from '../../parts/ErrorSummary.svelte'
import type { ChannelKind, ChannelView, Intent } from '../../wire'

export type Filled = {
  kind: ChannelKind
  name: string
  account: string
  address: string
  credential_name: string
  secret: string
}

export const FIELDS = { name: 'connect-name', account: 'connect-account', address: 'connect-address', credential_name: 'connect-credential', secret: 'connect-secret' } as const
export type FieldName = keyof typeof FIELDS

export const empty = (kind: ChannelKind): Filled => ({ kind, name: '', account: '', address: '', credential_name: 'Countersign', secret: '' })

/** The same again for a channel that is known; only its key is asked anew. */
export const again = ({ channel_kind, name, account, address }: ChannelView): Filled => ({ ...empty(channel_kind), name, account, address })

const is_web_address = (text: string): boolean => {
  try {
    return ['https:', 'http:'].includes(new URL(text).protocol)
  } catch {
    return false
  }
}

/** What is missing, field by field, in the order of the form. */
export function missing(filled: Filled): Partial<Record<FieldName, string>> {
  const { kind, account, address } = filled
  const bluesky = kind === 'bluesky'
  return {
    ...(!filled.name.trim() && { name: 'Give the channel a name people here will know it by' }),
    ...(!account.trim() && { account: bluesky ? 'Type the account’s handle' : 'Type the title readers see' }),
    ...(bluesky && address.trim() && !is_web_address(address.trim()) && { address: 'The server’s address begins with https://' }),
    ...(!bluesky && !is_web_address(address.trim()) && { address: 'Type the address readers open, beginning with https://' }),
    ...(bluesky && !filled.credential_name.trim() && { credential_name: 'Type the name you gave the app password' }),
    ...(bluesky && !filled.secret.trim() && { secret: 'Type the app password' }),
  }
}

export const causes = (wrong: Partial<Record<FieldName, string>>): Cause[] =>
  (Object.keys(FIELDS) as FieldName[]).flatMap((field) => {
    const says = wrong[field]
    return says ? [{ says, field: FIELDS[field] }] : []
  })

/** The proposal. The key itself is not in it: that went by its own door. */
export function connect_intent({ kind, name, account, address, credential_name }: Filled, channel: string | null): Intent {
  return {
    kind: 'connect',
    channel,
    channel_kind: kind,
    name: name.trim(),
    account: kind === 'bluesky' ? account.trim().replace(/^@/, '') : account.trim(),
    address: address.trim(),
    credential_name: kind === 'bluesky' ? credential_name.trim() : '',
  }
}
