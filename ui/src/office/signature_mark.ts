// The sentence and the places of the two-place mark.
import type { MemberRef, SignatureView } from '../wire'
import { and_list } from '../text/names'

export type PlaceKind = 'signed' | 'void' | 'needed' | 'you' | 'nobody'
export type Placed = { kind: PlaceKind; text: string }

const ORDINALS = ['1st', '2nd', '3rd', '4th', '5th']

export type Marked = {
  signatures: readonly SignatureView[]
  needed: number
  /** The reader's signature is the one that is wanted. */
  yours?: boolean
  /** Live although nobody signed. */
  unapproved?: boolean
}

export function placed({ signatures, needed, yours = false, unapproved = false }: Marked): Placed[] {
  if (unapproved) return Array.from({ length: needed }, () => ({ kind: 'nobody', text: '' }))
  const places: Placed[] = signatures.map(({ member, counts }) => ({ kind: counts ? 'signed' : 'void', text: member.initials }))
  let ask = yours
  for (let at = signatures.filter(({ counts }) => counts).length; at < needed; at++) {
    places.push(ask ? { kind: 'you', text: 'You' } : { kind: 'needed', text: ORDINALS[at] ?? `${at + 1}th` })
    ask = false
  }
  return places
}

export function mark_says({ signatures, needed, yours = false, unapproved = false }: Marked): string {
  if (unapproved) return `0 of ${needed} signed. Two people did not approve this.`
  const counting = signatures.filter(({ counts }) => counts).map(({ member }) => member.name)
  const lost = signatures.filter(({ counts }) => !counts).map(({ member }) => member.name)
  const who = counting.length ? `: ${and_list(counting)}` : ''
  return [
    `${counting.length} of ${needed} signed${who}.`,
    lost.length ? `The signature of ${and_list(lost)} does not count any more.` : '',
    yours && counting.length < needed ? 'Your signature is needed.' : '',
  ].filter(Boolean).join(' ')
}

/** Signatures for places that hold a member without an entry of their own. */
export const signed_by = (members: readonly MemberRef[], at = ''): SignatureView[] => members.map((member) => ({ member, at, desk_name: '', fingerprint: '', counts: true }))
