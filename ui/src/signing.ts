import { mount } from 'svelte'
import './style/all'
import Page from './signing/SigningWindow.svelte'

const page = document.getElementById('page')
if (page) mount(Page, { target: page })
