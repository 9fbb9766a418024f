// The queue and what is live, in as many states as a screen must be able to show.
import type { LegView, LiveRow, QueueRow } from '../wire'
import { ana, at, BLUESKY, digest, jo, maud, proof, rhys, signed, SITE, STATION } from './story'

const WINDOW = { not_before: at('13:00:00'), execute_before: at('20:00:00') }
type Where = typeof BLUESKY | typeof SITE | typeof STATION

const leg = (where: Where, state: string, more: Partial<LegView> = {}): LegView => ({ ...where, state, changes_live: false, held_by: null, detail: '', remotes: [], at: null, proof: [], answers: [], ...more })
const waiting = (have: number) => ({ held_by: { code: 'signatures_missing', have, need: 2 } as const })

const row = (number: number, title: string, more: Partial<QueueRow>): QueueRow => ({
  release: `r-${number}`, number, revision_number: 1, title, submitter: ana, at: at('13:26:00'), window: WINDOW, signatures: [signed(ana, '13:26:00')], needed: 2,
  legs: [leg(BLUESKY, 'waiting', waiting(1)), leg(SITE, 'waiting', waiting(1))], rejection: null, may_approve: { kind: 'yes' }, ...more,
})

const live_leg = (where: Where, slug: string): LegView =>
  leg(where, 'as_approved', {
    at: at('11:58:31'),
    remotes: [{ id: `at://harrowmere/${slug}`, version: 'bafyreib2', url: `https://bsky.example/profile/harrowmere/post/${slug}` }],
    proof: [proof('Read back', 'GET com.atproto.repo.getRecord', '200, every byte matches', '11:58:33')],
  })

export const missing = row(2041, 'Missing: Edith, 79, Cobbleside', { revision_number: 3 })
const arrest = row(2042, 'Arrest after warehouse fire, Tarn Ferry', { submitter: rhys, at: at('13:11:00'), signatures: [signed(rhys, '13:11:00')], legs: [leg(SITE, 'waiting', waiting(1))], window: { not_before: at('15:00:00'), execute_before: at('20:00:00') } })
const bridge = row(2039, 'Ostrey Bridge: northbound lane open again', { submitter: jo, at: at('12:44:00'), signatures: [signed(jo, '12:44:00')], may_approve: { kind: 'no', refusal: { code: 'own_release' } } })
const burglary = row(2036, 'Burglary prevention week', { submitter: maud, at: at('09:10:00'), signatures: [signed(maud, '09:10:00'), signed(jo, '10:02:00')], window: { not_before: at('16:00:00'), execute_before: at('22:00:00') }, legs: [leg(BLUESKY, 'due'), leg(SITE, 'due')], may_approve: { kind: 'no', refusal: { code: 'already_approved' } } })
const sending = row(2038, 'Witness appeal: Quay Street collision', { submitter: maud, signatures: [signed(maud, '13:20:00'), signed(ana, '13:30:00')], legs: [leg(BLUESKY, 'going_out', { at: at('13:31:40') }), leg(SITE, 'unknown', { at: at('13:31:12'), detail: 'The site folder has not answered for 40 seconds.' })], may_approve: { kind: 'no', refusal: { code: 'already_approved' } } })
const split = row(2040, 'Speed checks on the A61', { submitter: maud, at: at('12:58:00'), signatures: [signed(maud, '12:58:00'), signed(ana, '13:10:00')], legs: [leg(BLUESKY, 'failed', { detail: '400 InvalidRequest: Record/text must not be longer than 300 graphemes' }), leg(SITE, 'undecided', { detail: 'The folder was read twice, and what it holds does not settle it.' })], may_approve: { kind: 'no', refusal: { code: 'already_approved' } } })
const held = row(2037, 'Court result: county lines', { submitter: rhys, signatures: [signed(rhys, '11:00:00', false), signed(maud, '11:30:00', false)], legs: [leg(BLUESKY, 'held', { held_by: { code: 'signed_before_stop' } })], may_approve: { kind: 'no', refusal: { code: 'signed_before_stop' } } })
const returned = row(2035, 'Summer events: traffic plan', { submitter: jo, at: at('08:20:00'), signatures: [], legs: [leg(SITE, 'cancelled')], rejection: { by: maud, at: at('09:02:00'), note: 'The closing time of Mill Lane is 18:30, not 19:30. Ask Roads for the plan.' }, may_approve: { kind: 'no', refusal: { code: 'rejected', by: maud.id } } })

export const queue = { for_you: [missing, arrest], others: [bridge, burglary, sending, split, held], returned: [returned] }
const TEXT = 'MISSING: Have you seen Edith, 79? Last seen at Cobbleside Market at about 10.40am today. She is 5ft 2in with short white hair, in a navy coat and grey walking boots, carrying a red bag. Call 101, or 999 if she is with you now. Ref 0612-0147 https://harrowmere-police.example/edith'
/** Longer than what a row shows of it. */
const CORDON = `The cordon at Mill Lane has been lifted. Thank you for your patience. ${'Quay Street and the towpath are open in both directions. '.repeat(6)}Buses 14 and 22 stop at Mill Lane again.`
const live_row = (number: number, title: string, text: string, one: LegView, revision_number = 1): LiveRow => ({ release: `r-${number}`, number, revision_number, revision: digest(`c${number}`), title, text: text.slice(0, 280), leg: one, signatures: [signed(ana, '11:40:00'), signed(jo, '11:57:00')] })

export const live: LiveRow[] = [
  live_row(2041, 'Missing: Edith, 79, Cobbleside', TEXT.replace('10.40am', '10.15am'), live_leg(BLUESKY, '3kv7'), 2),
  live_row(2038, 'Witness appeal: Quay Street collision', 'Did you see a collision on Quay Street at 08:15? Call 101.', leg(SITE, 'undecided', { at: at('13:31:12'), detail: 'The site was read twice and did not settle it.', answers: [{ proposal: 'p-3', by: maud, at: at('13:31:40'), sent: true }] })),
  live_row(2034, 'Cordon lifted at Mill Lane', CORDON, live_leg(SITE, 'mill-lane')),
  live_row(2033, 'Fraud warning: calls about parcels', 'We never ask for your bank card by phone. Hang up and call 101.', leg(BLUESKY, 'taken_down', { at: at('12:32:34'), proof: [proof('Asked to delete', 'POST com.atproto.repo.deleteRecord', '200', '12:32:30', false), proof('Looked at its address', 'GET com.atproto.repo.getRecord', '400 RecordNotFound', '12:32:34')] })),
  live_row(2032, 'Speed checks this weekend', 'Speed checks on the A61 this weekend.', leg(BLUESKY, 'not_proved_gone', { at: at('12:10:02'), detail: 'Its address still opens.', proof: [proof('Looked at its address', 'GET com.atproto.repo.getRecord', '200', '12:10:02', false)] })),
  live_row(2031, 'Thank you, Tarn Ferry', 'Thank you to everyone at Tarn Ferry school for a warm welcome.', live_leg(STATION, '3kt1')),
]

/** The whole of what a row shows the first words of. */
export const whole = (revision: string): string => (revision === digest('c2034') ? CORDON : (live.find((row) => row.revision === revision)?.text ?? ''))
