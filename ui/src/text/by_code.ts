/** One sentence for every member of a union that is told apart by `code`: a missing one does not compile. */
export type ByCode<T extends { code: string }> = { [K in T['code']]: (value: Extract<T, { code: K }>, say: Names) => string }

/** How the sentences name people, channels and times. What is not known is named by its id. */
export type Names = {
  member: (id: string) => string
  channel: (id: string) => string
  desk: (id: string) => string
  time: (at: string) => string
}

export const plain_names: Names = { member: () => 'A member', channel: () => 'That channel', desk: () => 'another desk', time: (at) => at }
