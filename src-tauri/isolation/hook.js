// A tripwire between the page and the doors, in a frame that the page cannot reach into. The boundary is the access list in
// tauri.conf.json, which says who may call what; this only holds back what no page of ours ever sends.
'use strict'

// The most any door takes: a picture of 50 MB as base64.
const MOST = 70 * 1024 * 1024

window.__TAURI_ISOLATION_HOOK__ = (message) => {
  const payload = message.payload ?? {}
  const isPlain = Object.getPrototypeOf(payload) === Object.prototype
  if (isPlain && JSON.stringify(payload).length <= MOST) {
    return message
  }
  // Answered by the access list with a refusal; an error thrown here would leave the page waiting for ever.
  return { ...message, cmd: 'malformed_message', payload: {} }
}
