// Short good news at the foot of the window. Never for what failed, and never for what needs an answer.
export type Toast = { id: number; says: string; action?: { label: string; run: () => void } | undefined }

const LASTS_MS = 8_000

class Toasts {
  list: Toast[] = $state([])
  #next = 1
  #timers = new Map<number, ReturnType<typeof setTimeout>>()

  say(says: string, action?: Toast['action']) {
    const id = this.#next++
    this.clear()
    this.list = [{ id, says, action }]
    this.resume(id)
  }

  drop(id: number) {
    this.pause(id)
    this.list = this.list.filter((toast) => toast.id !== id)
  }

  /** What was said to one person is not said to the next. */
  clear() {
    for (const { id } of this.list) this.drop(id)
  }

  pause(id: number) {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
  }

  resume(id: number) {
    this.pause(id)
    this.#timers.set(id, setTimeout(() => this.drop(id), LASTS_MS))
  }
}

export const toasts = new Toasts()
