// What is said of a ledger that is written out though it does not hold together.
export const BROKEN_EXPORT = 'Every row is in it as it is stored, and its first line says what is wrong. It is no sound ledger: give it to an auditor, and compare it with another desk’s.'
