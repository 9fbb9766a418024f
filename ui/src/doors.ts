// The doors between the window and the core. No other file may import @tauri-apps/api.
//
// Main window: look, act, keep_secret, bring_media, open_link, the event `changed`.
// Signing window: card, sign, unlock, choose_passphrases, print_sheet, leave, stop. Which window may call which is decided by the
// core's access list; a call from the wrong window is refused there.
import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import type { Ask, Brought, Changed, Looked, Opening, Outcome, Query, SigningCard, View } from './wire'

/** The view that answers a query: they bear the same `kind`. */
export type Answer<Q extends Query> = Extract<View, { kind: Q['kind'] }>

/** The other side of the doors: the core, or a stand-in for looking at screens without one. */
export interface Core {
  invoke<T>(door: string, arguments_: Record<string, unknown>): Promise<T>
  /** Calls back after every change; gives a function that stops it. */
  listen(event: string, heard: (payload: unknown) => void): Promise<() => void>
}

const tauri: Core = { invoke, listen: (event, heard) => listen(event, (message) => heard(message.payload)) }

// The stand-in is a build of its own: without VITE_MOCK none of it is in the bundle.
const core: Core | Promise<Core> = import.meta.env.VITE_MOCK ? import('./mock/core').then((mock) => mock.core) : tauri

async function call<T>(door: string, arguments_: Record<string, unknown> = {}): Promise<T> {
  return (await core).invoke<T>(door, arguments_)
}

// ---- main window ----

export const look = (query: Query): Promise<Looked> => call('look', { query })

export const act = (ask: Ask): Promise<Outcome> => call('act', { ask })

/** A credential goes in by its own door and never comes back; `slot` is then named in the connect intent. */
export const keep_secret = (slot: string, secret: string): Promise<Outcome> =>
  call('keep_secret', { slot, secret })

/** Brings a picture to a draft. The bytes go as base64, because the isolation hook takes plain values only. */
export const bring_media = (draft: string, base64: string): Promise<Brought> =>
  call('bring_media', { draft, base64 })

/** Named by what it is: the core knows the address. */
export const open_link = (opening: Opening): Promise<Outcome> => call('open_link', { opening })

/** The first frame is on the screen. */
export const painted = (): Promise<void> => call('painted')

export const on_changed = async (heard: (changed: Changed) => void): Promise<() => void> =>
  (await core).listen('changed', (payload) => heard((payload as Changed | null) ?? { done: null }))

// ---- signing window ----

export const card = (): Promise<SigningCard> => call('card')

export const sign = (passphrase: string): Promise<Outcome> => call('sign', { passphrase })

export const unlock = (member: string, passphrase: string): Promise<Outcome> =>
  call('unlock', { member, passphrase })

/** One person's new passphrase; the card then says who is next. */
export const choose_passphrases = (passphrase: string): Promise<Outcome> =>
  call('choose_passphrases', { passphrase })

/** STOP of everything, from the signing window. Nothing is signed, the window closes. */
export const stop = (): Promise<Outcome> => call('stop')

/** Opens the recovery sheet in the program that prints such files. */
export const print_sheet = (): Promise<Outcome> => call('print_sheet')

/** Closes the signing window without signing. A recovery sheet that was `printed` is removed from this machine. */
export const leave = (printed = false): Promise<Outcome> => call('leave', { printed })
