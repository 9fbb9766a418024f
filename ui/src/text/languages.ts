// A language tag in words.
const names = new Intl.DisplayNames('en-GB', { type: 'language' })

/** `British English`, or the tag itself where it has no name. */
export function language_says(code: string): string {
  try {
    return names.of(code) ?? code
  } catch {
    return code
  }
}
