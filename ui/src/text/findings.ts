// What the checks found in a text: the sentence for each kind, and how one press can mend it.
import type { FindingKind } from '../wire'

type Words = { title: string; says: (found: string) => string; mend?: 'remove' | 'space' | 'break' | 'normal' | 'latin' }

const quoted = (found: string): string => (found ? ` “${found}”` : '')

export const FINDINGS: Record<FindingKind, Words> = {
  not_normalised: { title: 'Letters stored in two ways', says: () => 'Some letters are stored in an unusual way. Nobody can see the difference, but channels can.', mend: 'normal' },
  control_character: { title: 'Control character', says: (f) => `Control character ${f}. Nobody can see it, and channels differ on what it does.`, mend: 'remove' },
  bidi_control: { title: 'Text direction mark', says: (f) => `Text direction mark ${f}. Readers may see words in another order.`, mend: 'remove' },
  line_separator: { title: 'Unusual line break', says: (f) => `Unusual line break ${f}. Use an ordinary one.`, mend: 'break' },
  private_use: { title: 'Character without a meaning', says: (f) => `Private character ${f}. Every machine draws it otherwise.`, mend: 'remove' },
  unassigned: { title: 'Unknown character', says: (f) => `Unknown character ${f}. It has no meaning yet.`, mend: 'remove' },
  noncharacter: { title: 'Not a character', says: (f) => `${f || 'This'} is not a character and must not be in a text.`, mend: 'remove' },
  invisible: { title: 'Hidden character', says: (f) => `Hidden character ${f}. Nobody can see it.`, mend: 'remove' },
  lost_text: { title: 'Lost letters', says: () => 'A replacement mark stands where letters were lost. Type them again.' },
  userinfo: { title: 'Name inside a link', says: (f) => `The link${quoted(f)} carries a name before its address. It does not go where it seems to.` },
  imitates_own_domain: { title: 'Imitates your own site', says: (f) => `The link${quoted(f)} looks like your own site and is not.`, mend: 'latin' },
  mixed_script_host: { title: 'Mixed alphabets in a link', says: (f) => `The link${quoted(f)} mixes letters of two alphabets. It does not go to your site.`, mend: 'latin' },
  lookalike_host: { title: 'Look-alike letter in a link', says: (f) => `The link${quoted(f)} holds a look-alike letter. It does not go to your site.`, mend: 'latin' },
  disguised_host: { title: 'Disguised link', says: (f) => `The address in${quoted(f)} is written so that it hides where it leads.` },
  malformed_link: { title: 'Broken link', says: (f) => `The link${quoted(f)} is not well formed. It will not open.` },
  lookalike_handle: { title: 'Look-alike letter in a name', says: (f) => `The account name${quoted(f)} holds a look-alike letter. It is someone else’s.`, mend: 'latin' },
  too_many: { title: 'Too much to check', says: () => 'There is more in this text than a person can check. Start again from plain text.' },
  mixed_script: { title: 'Mixed alphabets in a word', says: (f) => `The word${quoted(f)} mixes letters of two alphabets.`, mend: 'latin' },
  whole_script: { title: 'Word in another alphabet', says: (f) => `The word${quoted(f)} looks Latin and is not.`, mend: 'latin' },
  lookalike_word: { title: 'Look-alike word', says: (f) => `The word${quoted(f)} holds a look-alike letter.`, mend: 'latin' },
  unusual_space: { title: 'Unusual space', says: (f) => `Unusual space ${f}. Use an ordinary space.`, mend: 'space' },
  soft_hyphen: { title: 'Soft hyphen', says: () => 'Soft hyphen (U+00AD). It shows only where a line breaks.', mend: 'remove' },
  joiner: { title: 'Joining character', says: (f) => `Joining character ${f}. Some scripts need it to spell.`, mend: 'remove' },
  text_style: { title: 'Style mark', says: (f) => `Style mark ${f}. It changes how the character before it is drawn.`, mend: 'remove' },
  rare_flag: { title: 'Rare flag', says: (f) => `Flag${quoted(f)}. Many machines do not draw it.` },
  stacked_marks: { title: 'Stacked marks', says: (f) => `Many marks stand on one letter${quoted(f)}.` },
  international_host: { title: 'Link with foreign letters', says: (f) => `The address${quoted(f)} holds letters outside plain Latin. Check that it is the one you mean.` },
  foreign_domain: { title: 'Link to another site', says: (f) => `The link${quoted(f)} leads to a site that is not yours.` },
  ip_host: { title: 'Link to a bare number', says: (f) => `The link${quoted(f)} leads to a number instead of a name.` },
  shortened_link: { title: 'Shortened link', says: (f) => `The link${quoted(f)} is shortened. Nobody can see where it leads.` },
  tracking_parameter: { title: 'Tracking in a link', says: (f) => `The link${quoted(f)} follows its readers. Take the part after the question mark out.` },
  insecure_link: { title: 'Link without encryption', says: (f) => `The link${quoted(f)} is not encrypted. Use https.` },
  unusual_scheme: { title: 'Unusual link', says: (f) => `The link${quoted(f)} opens something other than a web page.` },
}

const is_finding = (what: string): what is FindingKind => what in FINDINGS

const OTHER: Record<string, (found: string) => string> = {
  over_limit: (found) => `Too long${found ? `: ${found}` : ''}.`,
  empty: () => 'No text yet. Write it, or take the channel out.',
  parts_missing_or_too_many: () => 'A thread has 1 to 25 parts.',
  too_many_pictures: () => 'There are too many pictures. A post takes 4, a page 20.',
  quote_not_found: () => 'The post that is quoted was not looked up yet. Look it up by its address, or take the quote out.',
  pictures_and_card: () => 'A part takes pictures, a link card or a quoted post, not two of them. Take one out.',
  picture_too_large: () => 'A picture is larger than the channel takes. Choose a smaller one.',
  picture_description_missing: () => 'A picture has no description. Write what it shows.',
  picture_description_too_long: () => 'A picture’s description is too long. At most 1,000 characters.',
  picture_unsound: () => 'A picture cannot be used. Take it out and add it again.',
  slug_unsound: (found) => `${found ? `“${found}” cannot be an address.` : 'The page has no address yet.'} Use small letters, digits and single hyphens.`,
}

/** The sentence for a kind of finding, or for a limit that a text passes. */
export const finding_says = (what: string, found: string): string =>
  is_finding(what) ? FINDINGS[what].says(found) : (OTHER[what]?.(found) ?? `${what.replaceAll('_', ' ')}${found ? `: ${found}` : ''}.`)

export const finding_title = (what: string): string => (is_finding(what) ? FINDINGS[what].title : what.replaceAll('_', ' '))

/** A title and its sentence as one: what is told apart by weight, and what follows. A sentence that begins with its title says it once. */
export const titled = (title: string, says: string): readonly [strong: string, rest: string] =>
  says.startsWith(title) ? [title, says.slice(title.length)] : [`${title}.`, ` ${says}`]
