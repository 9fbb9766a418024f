// A stand-in for the core, for looking at screens in an ordinary browser (`npm run dev:mock`). It is chosen at build time
// by VITE_MOCK and never in the bundle that ships. `?scene=` picks the office's state, `?card=` the signing window's card.
// The passphrase is four words; anything else is wrong.
import type { Core } from '../doors'
import type { Ask, Changed, Looked, Outcome, Query, SigningCard, View } from '../wire'
import { card_named, waits_until } from './cards'
import { channels, ledger, people } from './control'
import { begin, discard, draft, drafts, save } from './drafts'
import { MAP_PNG } from './picture'
import { live } from './releases'
import { approve, queues, renew, review } from './reviews'
import { digest, jo, NOW, shell, stop_on, type Scene } from './story'

const asked = new URLSearchParams(location.search)
const scene = (asked.get('scene') ?? 'calm') as Scene
let locked = scene === 'locked' || scene === 'stopped-locked'
let stops = scene.startsWith('stopped') ? [stop_on] : []
let founded = scene !== 'first-run'
let card = asked.get('card') ?? 'approve'
let tries = 5

const hearers = new Set<(payload: unknown) => void>()
const changed = (done: Changed['done'] = null) => hearers.forEach((heard) => heard({ done } satisfies Changed))
const missing: Looked = { kind: 'refused', refusal: { code: 'no_such_revision' } }
const seen = (view: View | null): Looked => (view ? { kind: 'seen', view, locks_at: null } : missing)

function look(query: Query): Looked {
  if (!founded) return { kind: 'no_office', start: { folder: '~/.local/share/countersign', zone: 'Europe/London', desk_name: 'Desk 1', keyring: { kind: 'ready' }, fault: null } }
  const none = scene === 'empty'
  switch (query.kind) {
    case 'shell': return seen({ kind: 'shell', ...shell(scene, locked, stops) })
    case 'drafts': return seen({ kind: 'drafts', drafts: none ? [] : drafts() })
    case 'draft': {
      const found = draft(query.draft)
      return seen(found && { kind: 'draft', ...found })
    }
    case 'approvals': return seen({ kind: 'approvals', ...(none ? { for_you: [], others: [], returned: [] } : queues()) })
    case 'review': {
      const found = review(query.release)
      return seen(found && { kind: 'review', ...found })
    }
    case 'live': return seen({ kind: 'live', rows: none ? [] : live.filter(({ title, text }) => `${title} ${text}`.toLowerCase().includes(query.words.toLowerCase())), next: null })
    case 'channels': return seen({ kind: 'channels', channels: none ? [] : channels.map((one) => (stops.length && one.state.kind === 'working' ? { ...one, state: { kind: 'stopped' } } : one)) })
    case 'people': return seen({ kind: 'people', ...people })
    case 'ledger': return scene === 'broken' ? { kind: 'failed', fault: { code: 'ledger_broken', detail: 'Entry 4,031 does not fit the one before it.' } } : seen({ kind: 'ledger', ...ledger(query.before) })
    case 'picture': return seen({ kind: 'picture', mime: 'image/png', base64: MAP_PNG })
  }
}

function act(ask: Ask): Outcome {
  switch (ask.kind) {
    case 'stop': stops = [{ ...stop_on, at: NOW, by: locked ? null : jo, reason: ask.reason, scope: ask.scope }]; changed(); return { kind: 'done' }
    case 'lock': locked = true; changed(); return { kind: 'done' }
    case 'unlock': locked = false; setTimeout(changed, 600); return { kind: 'signature_wanted' }
    case 'practise': case 'open_office': founded = true; changed(); return { kind: 'done' }
    case 'found': return { kind: 'signature_wanted' }
    case 'sign':
      if (ask.intent.kind === 'approve') approve(ask.intent.release, (seq) => changed({ kind: 'signed', seq }))
      return { kind: 'signature_wanted' }
    case 'new_draft': return { kind: 'drafted', draft: begin(ask.title, ask.channels, NOW), version: 1 }
    case 'revise': return { kind: 'drafted', draft: 'dr-2', version: 1 }
    case 'save_draft': {
      if (scene === 'unsaved') return { kind: 'failed', fault: { code: 'store', detail: 'The disk is full.' } }
      const version = save(ask.draft, ask.version, ask.text, new Date().toISOString().replace(/^.{10}/, NOW.slice(0, 10)))
      return version === null ? { kind: 'failed', fault: { code: 'draft_moved', detail: '' } } : { kind: 'drafted', draft: ask.draft, version }
    }
    case 'export_ledger': return { kind: 'exported', path: '~/Documents/harrowmere-ledger-2026-06-12.zip' }
    case 'discard_draft': discard(ask.draft); return { kind: 'done' }
    case 'here': case 'leave_practice': case 'verify_ledger': return { kind: 'done' }
  }
}

function typed(passphrase: string): Outcome {
  if (passphrase.trim().split(/\s+/).length >= 4) return { kind: 'done' }
  tries -= 1
  return { kind: 'failed', fault: tries > 0 ? { code: 'wrong_passphrase', left: tries } : { code: 'waiting', until: waits_until } }
}

function answer(door: string, given: Record<string, unknown>): unknown {
  switch (door) {
    case 'look': return look(given.query as Query)
    case 'act': return act(given.ask as Ask)
    case 'card': return { office_name: card.startsWith('founding') ? '' : 'Harrowmere Constabulary', practice: [], zone: 'Europe/London', stopped: stops[0] ?? null, card: card_named(card) } satisfies SigningCard
    case 'sign': case 'unlock': return typed(given.passphrase as string)
    case 'choose_passphrases': {
      const outcome = typed(given.passphrase as string)
      if (outcome.kind === 'done') card = card === 'founding' ? 'founding-second' : card === 'enrolment' ? 'enrol' : 'recovery_sheet'
      return outcome.kind === 'failed' ? { kind: 'failed', fault: { code: 'passphrase_unfit', detail: '' } } : outcome
    }
    case 'stop': stops = [stop_on]; return { kind: 'done' }
    case 'bring_media': return { kind: 'image', image: { digest: digest('e1'), mime: 'image/jpeg', width: 1200, height: 900, bytes: 120_000, alt: '' } }
    default: return null
  }
}

// Somebody sends another revision while this one is read.
if (scene === 'moved') setTimeout(() => (renew(), changed()), 1_500)

export const core: Core = {
  // A value that crosses is a copy, as it is between the window and the real core.
  invoke: <T>(door: string, given: Record<string, unknown>) => Promise.resolve(structuredClone(answer(door, given)) as T),
  listen: (_, heard) => {
    hearers.add(heard)
    return Promise.resolve(() => void hearers.delete(heard))
  },
}
