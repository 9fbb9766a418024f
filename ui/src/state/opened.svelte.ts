// Opening a page in the person's browser. The core knows the address; a page only names what it wants.
import { open_link } from '../doors'
import type { Fault, Opening, Refusal } from '../wire'

export class Opened {
  refusal: Refusal | null = $state.raw(null)
  fault: Fault | null = $state.raw(null)

  async open(what: Opening): Promise<void> {
    try {
      const outcome = await open_link(what)
      this.refusal = outcome.kind === 'refused' ? outcome.refusal : null
      this.fault = outcome.kind === 'failed' ? outcome.fault : null
    } catch (error) {
      this.fault = { code: 'internal', detail: String(error) }
    }
  }
}
