import { el } from '../dom.js'
import { openEvents } from './events.js'
import { openLogs } from './logs.js'
import { openOptions } from './options.js'
import { openOverview } from './overview.js'
import { openPods } from './pods.js'
import { createTabs } from './tabs.js'
import { openTap } from './tap.js'

/** What is beside the picture: one Pod, if one is selected, or the whole Flow. */
export function createInspector(root, { api, store, onSelect }) {
  let tabs
  const show = (names) => {
    tabs?.close()
    tabs = names === undefined ? openFlow({ api, store, onSelect }) : openPod({ api, store, names })
    const title = el('h2', {}, names === undefined ? 'The Flow' : names.join(' → '))
    const close = el(
      'button',
      { type: 'button', class: 'close', 'aria-label': 'Back to the Flow', onclick: () => onSelect(undefined) },
      '×',
    )
    root.replaceChildren(
      el('div', { class: 'panel-head' }, title, names === undefined ? undefined : close),
      tabs.element,
    )
    root.classList.toggle('pod-open', names !== undefined)
  }
  show(undefined)
  return { show }
}

function openFlow({ api, store, onSelect }) {
  const tabs = [
    ['Pods', () => openPods(store, onSelect)],
    ['Events', () => openEvents(store)],
    ['Logs', () => openLogs(api)],
  ]
  return createTabs(tabs, { label: 'The Flow' })
}

function openPod({ api, store, names }) {
  const [name] = names
  const tabs = [
    ['Overview', () => openOverview({ api, store, names })],
    ['Logs', () => openLogs(api, names)],
    ['Tap', () => openTap(api, name)],
    ['Events', () => openEvents(store, names)],
    ['Options', () => openOptions(store, names)],
  ]
  return createTabs(tabs, { label: name })
}
