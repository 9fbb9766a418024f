import { createContext, type Snippet } from 'svelte'

/** What every dialog shows outside its panel, as the last stop of its focus loop. */
export const [last_stop, set_last_stop] = createContext<{ stop: Snippet | null }>()
