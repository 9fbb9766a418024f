import { expect, test } from 'vitest'
import { again, causes, connect_intent, empty, missing, type Filled } from './connecting'

const bluesky: Filled = { kind: 'bluesky', name: 'Bluesky', account: '@press.example', address: '', credential_name: 'Countersign', secret: 'abcd-efgh-ijkl-mnop' }
const site: Filled = { ...empty('site'), name: 'Newsroom', account: 'Harrowmere newsroom', address: 'https://news.example' }

test('a form that is filled in misses nothing', () => {
  expect(missing(bluesky)).toEqual({})
  expect(missing(site)).toEqual({})
})

test('a key is asked for where the channel has one, and only there', () => {
  expect(Object.keys(missing({ ...bluesky, secret: '  ' }))).toEqual(['secret'])
  expect(Object.keys(missing({ ...bluesky, credential_name: '' }))).toEqual(['credential_name'])
  expect(missing({ ...site, secret: '', credential_name: '' })).toEqual({})
})

test('the address of a site is a web address; that of a server may be left out', () => {
  expect(Object.keys(missing({ ...site, address: '' }))).toEqual(['address'])
  expect(Object.keys(missing({ ...site, address: 'javascript:alert(1)' }))).toEqual(['address'])
  expect(missing({ ...bluesky, address: 'https://pds.example' })).toEqual({})
  expect(Object.keys(missing({ ...bluesky, address: 'pds.example' }))).toEqual(['address'])
})

test('causes come in the order of the form', () => {
  expect(causes(missing(empty('bluesky'))).map(({ field }) => field)).toEqual(['connect-name', 'connect-account', 'connect-secret'])
})

test('the key is never in what is signed', () => {
  const intent = connect_intent(bluesky, null)
  expect(JSON.stringify(intent)).not.toContain(bluesky.secret)
  expect(intent).toMatchObject({ kind: 'connect', channel: null, account: 'press.example', credential_name: 'Countersign' })
})

test('connecting again names the channel and asks for its key anew', () => {
  const known = again({ id: 'c-1', channel_kind: 'bluesky', name: 'Bluesky', account: 'press.example', address: 'https://pds.example', folder: null, state: { kind: 'working' }, custody: 'plain', connected_at: '2026-06-12T13:00:00.000Z', proof: [] })
  expect(Object.keys(missing(known))).toEqual(['secret'])
  expect(connect_intent(known, 'c-1')).toMatchObject({ channel: 'c-1', address: 'https://pds.example' })
})
