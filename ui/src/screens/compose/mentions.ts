// What is said of the accounts that a post names, and which of them are still to be looked up.
import type { MentionView } from '../../wire'

export type Asked = { kind: 'asking' } | { kind: 'found' } | { kind: 'nothing' } | { kind: 'not_asked'; detail: string }

/** Handles without an account that were not asked for yet, each once. */
export const asks_for = (named: readonly MentionView[], asked: ReadonlyMap<string, Asked>): string[] =>
  [...new Set(named.filter(({ did, handle }) => did === null && !asked.has(handle)).map(({ handle }) => handle))]

export function asking_says(handle: string, did: string | null, asked: Asked | undefined): { text: string; flagged: boolean } {
  if (did !== null) return { text: `@${handle} is a mention of the account`, flagged: false }
  if (asked?.kind === 'nothing') return { text: `Nobody has the handle @${handle}. It would go out as plain words that mention no one.`, flagged: true }
  if (asked?.kind === 'not_asked') return { text: `Whose handle @${handle} is could not be looked up${asked.detail ? `: ${asked.detail}` : ''}. Until it is, it goes out as plain words that mention no one.`, flagged: true }
  return { text: `Looking up whose handle @${handle} is.`, flagged: false }
}
