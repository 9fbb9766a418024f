// Independent eyes: reads {"records":[{"uri","cid","value"}]} from standard input and holds each post to the official
// schema of @atproto/api, its links and tags to the official detector, and its hash to the official encoder.
// Prints "ok" with the number of records, or says what is wrong and ends with 1.
import fs from 'node:fs'
import path from 'node:path'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const home = process.env.NODE_HOME ?? path.dirname(fileURLToPath(import.meta.url))
const require = createRequire(path.join(home, 'validate.mjs'))
const { AppBskyFeedPost, RichText } = require('@atproto/api')
const { jsonToLex, lexToIpld } = require('@atproto/lexicon')
const { cidForCbor } = require('@atproto/common')

const fail = (message) => {
  console.log(message)
  process.exit(1)
}
const { records } = JSON.parse(fs.readFileSync(0, 'utf8'))
const decoder = new TextDecoder()
for (const record of records) {
  const value = jsonToLex(record.value)
  const result = AppBskyFeedPost.validateRecord(value)
  if (!result.success) fail(`${record.uri}: ${result.error}`)
  const cid = (await cidForCbor(lexToIpld(value))).toString()
  if (cid !== record.cid) fail(`${record.uri}: the hash is ${cid}, not ${record.cid}`)
  const text = new TextEncoder().encode(record.value.text)
  const facets = record.value.facets ?? []
  const shown = facets.map((facet) => {
    const feature = facet.features[0]
    const words = decoder.decode(text.slice(facet.index.byteStart, facet.index.byteEnd))
    return `${feature.$type.split('#')[1]} ${words}`
  })
  const official = new RichText({ text: record.value.text })
  official.detectFacetsWithoutResolution()
  const expected = []
  for (const segment of official.segments()) {
    if (segment.isLink()) expected.push(`link ${segment.text}`)
    if (segment.isTag()) expected.push(`tag ${segment.text}`)
    if (segment.isMention()) expected.push(`mention ${segment.text}`)
  }
  if (JSON.stringify(shown) !== JSON.stringify(expected)) {
    fail(`${record.uri}: facets ${JSON.stringify(shown)}, the official detector says ${JSON.stringify(expected)}`)
  }
}
console.log(`ok ${records.length}`)
