import { expect, test } from 'vitest'
import type { DraftText, DraftView } from '../../wire'
import { DraftKeeper, text_of, type Around, type Trouble } from './draft_keeper'
import type { Clash } from './reconcile'

const jo = { id: 'jo', name: 'Jo Okafor', initials: 'JO' }
const view = (version: number, text: DraftText): DraftView => ({
  ...text, draft: 'd', version, number: 1, variants: [], editors: [], approvers: [], saved_at: '2026-06-12T13:05:41.000Z', saved_by: jo, may_submit: { kind: 'yes' },
} as unknown as DraftView)
const draft = (title: string, note = ''): DraftText => ({ title, language: 'en', variants: [], timing: { kind: 'when_approved' }, note })

/** A core with one draft, and a screen that shows a text. */
function desk(text: DraftText) {
  let kept = { version: 1, text }
  let shown = structuredClone(text)
  let fails: Trouble | null = null
  const clashes: Clash[] = []
  const troubles: Trouble[] = []
  const saves: number[] = []
  let under_way = 0
  const around: Around = {
    save: async (version, text) => {
      under_way += 1
      expect(under_way).toBe(1)
      await Promise.resolve()
      under_way -= 1
      saves.push(version)
      if (fails) return { kind: 'not_saved', ...fails }
      if (version !== kept.version) return { kind: 'moved' }
      kept = { version: version + 1, text: structuredClone(text) }
      return { kind: 'saved', version: kept.version }
    },
    read: async () => ({ kind: 'read', view: view(kept.version, kept.text) }),
    shown: () => shown,
    show: (text) => (shown = text),
    heard: (news) => {
      clashes.push(...(news.clashes ?? []))
      if (news.trouble) troubles.push(news.trouble)
    },
  }
  const keeper = new DraftKeeper(view(1, text), around)
  return {
    keeper, clashes, troubles, saves,
    type: (text: DraftText) => (shown = text),
    other_saves: (text: DraftText) => (kept = { version: kept.version + 1, text }),
    break_down: (trouble: Trouble | null) => (fails = trouble),
    shown: () => shown,
    kept: () => kept,
  }
}

test('what is typed is saved over the version that was open', async () => {
  const here = desk(draft('Bridge'))
  here.type(draft('Ostrey Bridge'))
  expect(here.keeper.dirty).toBe(true)
  await here.keeper.save()
  expect(here.kept()).toEqual({ version: 2, text: draft('Ostrey Bridge') })
  expect(here.keeper.dirty).toBe(false)
})

test('nothing typed saves nothing', async () => {
  const here = desk(draft('Bridge'))
  await here.keeper.save()
  expect(here.saves).toEqual([])
})

test('two saves at once go one after the other, each over the version the one before made', async () => {
  const here = desk(draft('Bridge'))
  here.type(draft('Ostrey'))
  const first = here.keeper.save()
  const second = first.then(() => {
    here.type(draft('Ostrey Bridge'))
    return here.keeper.save()
  })
  void here.keeper.save()
  await second
  expect(here.saves).toEqual([1, 2])
  expect(here.kept().text).toEqual(draft('Ostrey Bridge'))
})

test('a draft that moved is read again: their change comes in, mine is saved over it', async () => {
  const here = desk(draft('Bridge'))
  here.type(draft('Bridge', 'mine'))
  here.other_saves(draft('Ostrey Bridge'))
  await here.keeper.save()
  expect(here.shown()).toEqual(draft('Ostrey Bridge', 'mine'))
  expect(here.kept()).toEqual({ version: 3, text: draft('Ostrey Bridge', 'mine') })
  expect(here.clashes).toEqual([])
})

test('where both typed in one place nothing typed is lost, and theirs is shown', async () => {
  const here = desk(draft('Bridge'))
  here.type(draft('Mine'))
  here.other_saves(draft('Theirs'))
  await here.keeper.save()
  expect(here.shown()).toEqual(draft('Mine'))
  expect(here.clashes).toEqual([{ place: 'title', theirs: 'Theirs' }])
})

test('a save that fails keeps what is typed and says why; the next one tries again', async () => {
  const here = desk(draft('Bridge'))
  here.break_down({ refusal: null, fault: { code: 'store', detail: 'disk full' } })
  here.type(draft('Ostrey Bridge'))
  await here.keeper.save()
  expect(here.shown()).toEqual(draft('Ostrey Bridge'))
  expect(here.keeper.dirty).toBe(true)
  expect(here.troubles.at(-1)?.fault?.code).toBe('store')
  here.break_down(null)
  await here.keeper.save()
  expect(here.kept().text).toEqual(draft('Ostrey Bridge'))
  expect(here.troubles.at(-1)).toEqual({ refusal: null, fault: null })
})

test('looking brings in what others saved', async () => {
  const here = desk(draft('Bridge'))
  here.other_saves(draft('Ostrey Bridge'))
  await here.keeper.look()
  expect(here.shown()).toEqual(draft('Ostrey Bridge'))
})

test('a view gives back the text that would be saved', () => {
  expect(text_of(view(1, draft('Bridge', 'note')))).toEqual(draft('Bridge', 'note'))
})
