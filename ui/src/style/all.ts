// What both windows wear: the bundled type, the tokens, and the ground rules.
import '@fontsource-variable/atkinson-hyperlegible-next/wght.css'
import '@fontsource-variable/atkinson-hyperlegible-mono/wght.css'
import './tokens.css'
import './base.css'
