// The office's words for the few closed sets that screens name everywhere.
import type { ChannelKind, Role } from '../wire'

export const ROLES: Record<Role, { name: string; can: string }> = {
  author: { name: 'Author', can: 'write' },
  approver: { name: 'Approver', can: 'approve' },
  manager: { name: 'Manager', can: 'manage' },
}

export const CHANNEL_KINDS: Record<ChannelKind, string> = { bluesky: 'Bluesky', site: 'Newsroom' }

/** `Ana Teixeira and Jo Okafor`, `Ana, Jo and Maud`. */
export const and_list = (names: readonly string[]): string => new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(names)

/** `1 post`, `3 posts`. */
export const count_of = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`

/** The first name, as in "Your passphrase, Jo". */
export const first_name = (name: string): string => name.trim().split(/\s+/)[0] ?? name

/** A digest or key in groups of four, the same on every desk. */
export const fingerprint = (hex: string, groups = 8): string =>
  hex.replace(/[^0-9a-z]/gi, '').slice(0, groups * 4).match(/.{1,4}/g)?.join(' ') ?? hex
