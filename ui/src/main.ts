import { mount } from 'svelte'
import './style/all'
import Page from './frame/Window.svelte'

const page = document.getElementById('page')
if (page) mount(Page, { target: page })
