import type { PeopleView, Role } from '../wire'

/** Whether a member holds a role and counts now. Only what buttons to show follows from it: the core decides. */
export const holds = (people: PeopleView | null, member: string | undefined, role: Role): boolean =>
  people?.members.some((one) => one.member.id === member && one.state.kind === 'active' && one.roles.includes(role)) ?? false
