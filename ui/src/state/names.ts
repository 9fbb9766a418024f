// How sentences name the people and channels of this office.
import type { Names } from '../text/by_code'
import { full } from '../text/times'
import { shell } from './shell.svelte'

/** Names as far as the frame knows them: members by name, channels by `channels`, times in the office's zone. */
export function names_here(channels: ReadonlyMap<string, string> = new Map()): Names {
  return {
    member: (id) => shell.view?.members.find((member) => member.id === id)?.name ?? 'A member',
    channel: (id) => channels.get(id) ?? 'That channel',
    desk: (id) => (id === shell.view?.desk ? 'This desk' : 'Another desk'),
    time: (at) => full(at, shell.zone),
  }
}
