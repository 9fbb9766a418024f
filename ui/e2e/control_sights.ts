// The screens of control and what went out: each item and each dialog that has a look of its own.
import type { Sight } from './sights'

const calm = '/index.html?scene=calm'
const stopped = '/index.html?scene=stopped'
const channel_stopped = '/index.html?scene=channel-stopped'
const option = (name: string) => ['option', name] as const
const button = (name: string) => ['button', name] as const

export const CONTROL_SIGHTS: Sight[] = [
  { name: 'channels-site', path: calm, keys: ['g', 'h'], press: [option('Newsroom')] },
  { name: 'channels-proved', path: calm, keys: ['g', 'h'], press: [option('Tarn Ferry on Bluesky')] },
  { name: 'channels-not-proved', path: calm, keys: ['g', 'h'], press: [option('Events on Bluesky')] },
  { name: 'channels-session', path: stopped, keys: ['g', 'h'], press: [option('Recruitment on Bluesky')] },
  { name: 'channels-connect', path: calm, keys: ['g', 'h'], press: [button('Connect a channel…'), ['radio', 'Bluesky An account'], button('Sign as the first of two…')] },
  { name: 'channels-revoke', path: calm, keys: ['g', 'h', 'v'] },
  { name: 'live-matching', path: calm, keys: ['g', 'l'], press: [option('MISSING')] },
  { name: 'live-gone', path: calm, keys: ['g', 'l'], press: [option('We never ask')] },
  { name: 'live-not-gone', path: calm, keys: ['g', 'l'], press: [option('Speed checks')] },
  { name: 'live-take-down', path: calm, keys: ['g', 'l', 't'] },
  { name: 'people-suspended', path: calm, keys: ['g', 'p'], press: [button('Rhys Penhale')] },
  { name: 'people-desks', path: calm, keys: ['g', 'p'], press: [button('Desks (3)')] },
  { name: 'people-enrol', path: calm, keys: ['g', 'p'], press: [button('Enrol a member…'), button('Go on in the signing window…')] },
  { name: 'people-roles', path: calm, keys: ['g', 'p'], press: [button('Change roles…'), button('Sign as the first of two…')] },
  { name: 'people-rules', path: calm, keys: ['g', 'p'], press: [button('Change rules…')] },
  { name: 'people-suspend', path: calm, keys: ['g', 'p'], press: [button('Suspend…')] },
  { name: 'ledger-void', path: calm, keys: ['g', 'e'], press: [button('Entry 4,805')] },
  { name: 'ledger-verified', path: calm, keys: ['g', 'e'], press: [button('Verify all again')] },
  { name: 'ledger-exported', path: calm, keys: ['g', 'e'], press: [button('Export'), button('Earlier entries')] },
  { name: 'incident-channel', path: channel_stopped, keys: ['g', 'i'] },
  { name: 'incident-first-signed', path: '/index.html?scene=stopped-signed', keys: ['g', 'i'] },
]
