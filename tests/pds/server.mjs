// A real Bluesky server (PDS) with its directory (PLC), on loopback, for one test.
//
// Environment: PDS_PORT, PLC_PORT (free ports), PDS_DIR (an empty folder), NODE_HOME (where node_modules lies; default:
// beside this file), PDS_RATE_LIMITS=1 to switch rate limits on, PDS_PUBLIC_PORT where clients
// find it when something stands before it. Prints "ready" once it answers. It ends when its
// standard input does, so that it never outlives a test that was killed.
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const home = process.env.NODE_HOME ?? path.dirname(fileURLToPath(import.meta.url))
const require = createRequire(path.join(home, 'server.mjs'))
const plc = require('@did-plc/server')
const { PDS, envToCfg, envToSecrets } = require('@atproto/pds')
const { Secp256k1Keypair } = require('@atproto/crypto')

const port = Number(process.env.PDS_PORT)
// Clients follow the address in the account's identity document, so a bad line has to be the public one.
const publicPort = Number(process.env.PDS_PUBLIC_PORT || port)
const plcPort = Number(process.env.PLC_PORT)
const folder = process.env.PDS_DIR
const blobs = path.join(folder, 'blobs')
fs.mkdirSync(blobs, { recursive: true })

process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
process.stdin.on('error', () => process.exit(0))

const hex = (bytes) => crypto.randomBytes(bytes).toString('hex')
const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: plcPort })
await directory.start()
const env = {
  port: publicPort,
  hostname: 'localhost',
  dataDirectory: folder,
  blobstoreDiskLocation: blobs,
  didPlcUrl: `http://localhost:${plcPort}`,
  serviceHandleDomains: ['.test'],
  inviteRequired: false,
  devMode: true,
  disableSsrfProtection: true,
  crawlers: [],
  bskyAppViewUrl: 'http://127.0.0.1:9',
  bskyAppViewDid: 'did:example:appview',
  adminPassword: hex(16),
  jwtSecret: hex(16),
  dpopSecret: hex(32),
  plcRotationKeyK256PrivateKeyHex: hex(32),
  recoveryDidKey: (await Secp256k1Keypair.create()).did(),
  rateLimitsEnabled: process.env.PDS_RATE_LIMITS === '1',
  enableDidDocWithSession: true,
}
const cfg = envToCfg(env)
cfg.service.port = port
const pds = await PDS.create(cfg, envToSecrets(env))
await pds.start()
// Nagle's algorithm would add tens of milliseconds that no real server shows.
pds.server?.on('connection', (socket) => socket.setNoDelay(true))
console.log('ready')
