// Short good news at the foot of the panel. Never for what failed, and never for what needs an answer.
export type Toast = { id: number; says: string; action?: { label: string; run: () => void } | undefined }

const LASTS_MS = 8_000
const MOST = 2

class Toasts {
  list: Toast[] = $state([])
  #next = 1
  #timers = new Map<number, ReturnType<typeof setTimeout>>()

  say(says: string, action?: Toast['action']) {
    const id = this.#next++
    this.list = [...this.list, { id, says, action }].slice(-MOST)
    this.resume(id)
  }

  drop(id: number) {
    this.pause(id)
    this.list = this.list.filter((toast) => toast.id !== id)
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
