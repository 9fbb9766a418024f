/** Languages a press office here is likely to write in; any other stays as the draft has it. */
const LIKELY = ['en', 'en-GB', 'cy', 'gd', 'ga', 'fr', 'de', 'es', 'pt', 'it', 'nl', 'pl', 'ro', 'uk', 'ru', 'ar', 'fa', 'ur', 'pa', 'bn', 'so', 'tr', 'zh']

export function languages(now: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames('en-GB', { type: 'language' })
  const label = (code: string): string => {
    try {
      return names.of(code) ?? code
    } catch {
      return code
    }
  }
  return [...new Set([now, ...LIKELY])].map((value) => ({ value, label: label(value) }))
}
