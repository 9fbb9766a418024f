import { language_says } from '../../text/languages'

/** Languages a press office here is likely to write in; any other stays as the draft has it. */
const LIKELY = ['en', 'en-GB', 'cy', 'gd', 'ga', 'fr', 'de', 'es', 'pt', 'it', 'nl', 'pl', 'ro', 'uk', 'ru', 'ar', 'fa', 'ur', 'pa', 'bn', 'so', 'tr', 'zh']

export const languages = (now: string): { value: string; label: string }[] => [...new Set([now, ...LIKELY])].map((value) => ({ value, label: language_says(value) }))
