/** The hue families of the tokens. A tone never stands alone: an icon and a word go with it. */
export type Tone = 'plain' | 'draft' | 'awaiting' | 'approved' | 'live' | 'unapproved' | 'locked'
