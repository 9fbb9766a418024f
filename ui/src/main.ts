import { mount } from 'svelte'
import './style/all'
import { painted } from './doors'
import { faces } from './frame/faces.svelte'
import Page from './frame/Window.svelte'
import { pages } from './screens/pages.svelte'
import { shell } from './state/shell.svelte'

// The first look is under way while the page is put together.
shell.begin()
const page = document.getElementById('page')
if (page) mount(Page, { target: page })
// The second frame begins when the first is on the screen.
requestAnimationFrame(() => requestAnimationFrame(() => {
  void painted().catch(() => undefined)
  void faces.fetch_all().then(() => pages.fetch_all())
}))
