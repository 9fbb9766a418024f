// A stand-in for the core, for looking at screens in an ordinary browser (`npm run dev:mock`). It is chosen at build time
// by VITE_MOCK and never in the bundle that ships. `?scene=` picks the office's state, `?card=` the signing window's card.
// The passphrase is four words; anything else is wrong. Four words that begin with "refused" are right, and the rules say no.
import type { Core } from '../doors'
import type { Ask, Changed, Looked, Outcome, Query, SigningCard, Variant, View } from '../wire'
import { card_named } from './cards'
import { channels, ledger, people_of } from './control'
import { begin, discard, draft, drafts, save } from './drafts'
import { MAP_PNG } from './picture'
import { fields } from './inspecting'
import { live, whole } from './releases'
import { approve, queues, renew, review } from './reviews'
import { ana, digest, jo, NO_KEYRING, NOW, shell, stop_on, stop_on_channel, type Scene } from './story'

const asked = new URLSearchParams(location.search)
const scene = (asked.get('scene') ?? 'calm') as Scene
let locked = scene.endsWith('locked')
let stops = scene === 'channel-stopped' ? [stop_on_channel] : scene.startsWith('stopped') ? [stop_on] : []
let founded = !['first-run', 'fault', 'no-keyring-start'].includes(scene)
let card = asked.get('card') ?? 'approve'
let tries = 5

const hearers = new Set<(payload: unknown) => void>()
const changed = (done: Changed['done'] = null) => hearers.forEach((heard) => heard({ done } satisfies Changed))
const missing: Looked = { kind: 'refused', refusal: { code: 'no_such_revision' } }
/** How long until the desk locks, in the scenes that show it. */
let locks_in: number | null = scene === 'locks-soon' ? 230_000 : scene === 'locks-now' ? 55_000 : 900_000
const locks_at = (): string | null => (locked || stops.length || locks_in === null ? null : new Date(Date.parse(NOW) + locks_in).toISOString())
const seen = (view: View | null): Looked => (view ? { kind: 'seen', view, locks_at: locks_at() } : missing)

function look(query: Query): Looked {
  if (!founded) return { kind: 'no_office', start: { folder: '~/.local/share/countersign', zone: 'Europe/London', desk_name: 'Desk 1', keyring: scene === 'no-keyring-start' ? { kind: 'missing', remedy: NO_KEYRING } : { kind: 'ready' }, fault: scene === 'fault' ? { code: 'store', detail: 'unable to open the database file: permission denied' } : null } }
  const none = scene === 'empty'
  switch (query.kind) {
    case 'shell': return seen({ kind: 'shell', ...shell(scene, locked, stops) })
    case 'drafts': return seen({ kind: 'drafts', drafts: none ? [] : drafts() })
    case 'draft': {
      const found = draft(query.draft, scene === 'live-post')
      return seen(found && { kind: 'draft', ...found })
    }
    case 'approvals': return seen({ kind: 'approvals', ...(none ? { for_you: [], others: [], returned: [] } : queues()) })
    case 'review': {
      const found = review(query.release)
      return seen(found && { kind: 'review', ...found })
    }
    case 'live': return seen({ kind: 'live', rows: none ? [] : live.filter(({ title, text }) => `${title} ${text}`.toLowerCase().includes(query.words.toLowerCase())), next: null })
    case 'post': {
      const row = live.find(({ revision }) => revision === query.revision)
      const text = whole(query.revision)
      const variant: Variant = row?.leg.channel_kind === 'site' ? { kind: 'site', slug: 'page', headline: row.title, standfirst: '', body: text, notes: '', images: [] } : { kind: 'bluesky', parts: [{ text, images: [], mentions: [] }] }
      return row ? seen({ kind: 'post', channel: row.leg.channel, channel_kind: row.leg.channel_kind, channel_name: row.leg.channel_name, account: 'harrowmere-police.example', variant, fields: fields(variant), mentions: [], refusal: null, since: null }) : missing
    }
    case 'channels': return seen({ kind: 'channels', channels: none ? [] : channels.map((one) => (stops.length && one.state.kind === 'working' ? { ...one, state: { kind: 'stopped' } } : one)) })
    case 'people': return seen({ kind: 'people', ...people_of(scene === 'lapsed') })
    case 'ledger': return scene === 'broken' ? { kind: 'failed', fault: { code: 'ledger_broken', detail: 'Entry 4,031 does not fit the one before it.' } } : seen({ kind: 'ledger', ...ledger(query.before) })
    case 'picture': return seen({ kind: 'picture', mime: 'image/png', base64: MAP_PNG })
  }
}

function act(ask: Ask): Outcome {
  switch (ask.kind) {
    case 'stop': stops = [{ ...stop_on, at: NOW, by: locked ? null : jo, reason: ask.reason, scope: ask.scope }]; changed(); return { kind: 'done' }
    case 'lock': locked = true; changed(); return { kind: 'done' }
    case 'unlock': locked = false; setTimeout(changed, 600); return { kind: 'signature_wanted' }
    case 'practise': founded = true; locked = true; changed(); return { kind: 'done' }
    case 'open_office': return { kind: 'done' }
    case 'found': return { kind: 'signature_wanted' }
    case 'sign':
      // For a test to see: the mock signs nothing.
      performance.mark('wanted', { detail: ask.intent })
      if (ask.intent.kind === 'approve') approve(ask.intent.release, (seq) => changed({ kind: 'signed', seq }))
      return { kind: 'signature_wanted' }
    case 'new_draft': return { kind: 'drafted', draft: begin(ask.title, ask.channels, NOW), version: 1 }
    case 'revise': return { kind: 'drafted', draft: 'dr-2', version: 1 }
    case 'save_draft': {
      if (scene === 'unsaved') return { kind: 'failed', fault: { code: 'store', detail: 'The disk is full.' } }
      const version = save(ask.draft, ask.version, ask.text, new Date().toISOString().replace(/^.{10}/, NOW.slice(0, 10)))
      return version === null ? { kind: 'failed', fault: { code: 'draft_moved', detail: '' } } : { kind: 'drafted', draft: ask.draft, version }
    }
    case 'export_ledger': return { kind: 'exported', path: `~/.local/share/countersign/office/exports/${scene.startsWith('broken') ? 'broken-' : ''}ledger-2026-06-12.jsonl`, broken: scene.startsWith('broken') ? 'entry 4031 does not fit the one before it' : null }
    case 'verify_ledger': return scene.startsWith('broken') ? { kind: 'failed', fault: { code: 'ledger_broken', detail: 'Entry 4,031 does not fit the one before it.' } } : { kind: 'verified', entries: 4812, head: digest('4811'), state: digest('5e'), at: NOW }
    case 'resolve':
      if (ask.named.kind === 'account') return { kind: 'resolved', meant: ask.named.handle.startsWith('nobody') ? { kind: 'nothing' } : { kind: 'account', did: 'did:plc:q4nk2vt6cobbleside' } }
      return { kind: 'resolved', meant: ask.named.address.includes('/post/') ? { kind: 'post', quote: { uri: 'at://did:plc:q4nk2vt6cobbleside/app.bsky.feed.post/3kv7', cid: 'bafyreib2' }, text: 'The bridge is closed to lorries.' } : { kind: 'nothing' } }
    case 'here': locks_in = 900_000; return { kind: 'done' }
    case 'leave_practice': founded = false; changed(); return { kind: 'done' }
    case 'discard_draft': discard(ask.draft); return { kind: 'done' }
  }
}

function typed(passphrase: string): Outcome {
  if (passphrase.trim().split(/\s+/).length >= 4) return { kind: 'done' }
  tries -= 1
  return { kind: 'failed', fault: tries > 0 ? { code: 'wrong_passphrase', left: tries } : { code: 'waiting', until: new Date(Date.now() + 60_000).toISOString() } }
}

function answer(door: string, given: Record<string, unknown>): unknown {
  switch (door) {
    case 'look': return look(given.query as Query)
    case 'act': return act(given.ask as Ask)
    case 'card': return { office_name: card.startsWith('founding') ? '' : 'Harrowmere Constabulary', practice: scene.startsWith('practice') ? [{ name: jo.name, passphrase: 'harbour lamp quiet orchard' }, { name: ana.name, passphrase: 'violet bridge seven kettle' }] : [], zone: 'Europe/London', stopped: stops[0] ?? null, card: card_named(card) } satisfies SigningCard
    case 'sign':
      if (!(given.passphrase as string).startsWith('refused')) return typed(given.passphrase as string)
      // A key for a channel was used up by the try.
      if (card === 'connect') card = 'nothing'
      return { kind: 'refused', refusal: { code: 'practice_only' } }
    case 'unlock': return typed(given.passphrase as string)
    case 'print_sheet': case 'leave': return { kind: 'done' }
    case 'painted': return void performance.mark('painted')
    case 'choose_passphrases': {
      const outcome = typed(given.passphrase as string)
      if (outcome.kind === 'done') card = card === 'founding' ? 'founding-second' : card === 'enrolment' ? 'enrol' : 'recovery_sheet'
      return outcome.kind === 'failed' ? { kind: 'failed', fault: { code: 'passphrase_unfit', detail: '' } } : outcome
    }
    case 'stop': stops = [stop_on]; return { kind: 'done' }
    case 'keep_secret': case 'open_link': return { kind: 'done' }
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
