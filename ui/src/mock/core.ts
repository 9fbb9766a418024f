import type { Core } from '../doors'
export const core: Core = { invoke: () => Promise.reject(new Error('none')), listen: () => Promise.resolve(() => {}) }
