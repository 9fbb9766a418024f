/** The practice office's members and their passphrases, as the core founds it. They protect nothing: everyone may know them. */
export const PRACTICE: readonly (readonly [name: string, passphrase: string])[] = [
  ['Ana Practice', 'practice makes a calm office'],
  ['Jo Practice', 'practice makes a second pair of eyes'],
]
