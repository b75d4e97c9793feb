import { el } from '../dom.js'
import { formatTime } from '../model/format.js'
import { createFeed } from './list.js'

const SIGNS = { good: '✓', bad: '✕', calm: '·' }

/** What has happened to the Peas, the newest first: of one Pod, or of all. */
export function openEvents(store, pods) {
  const feed = createFeed({ draw, most: 100, label: 'Events' })
  const empty = el('p', { class: 'empty' }, 'Nothing has happened since this page was opened.')
  const keys = new WeakMap()
  let last = 0
  const keyOf = (event) => {
    last += 1
    if (!keys.has(event)) keys.set(event, last)
    return keys.get(event)
  }
  const unwatch = store.watch(({ events }) => {
    const own = pods === undefined ? events : events.filter(({ pod }) => pods.includes(pod))
    empty.hidden = own.length > 0
    feed.update(own.toReversed().map((event) => ({ ...event, key: keyOf(event) })))
  })
  const close = () => {
    unwatch()
    feed.close()
  }
  return { element: el('div', { class: 'events' }, empty, feed.element), close }
}

function draw({ time, tone, text }) {
  return el(
    'li',
    { class: tone },
    el('time', {}, formatTime(time)),
    el('span', { class: 'sign', 'aria-hidden': 'true' }, SIGNS[tone]),
    el('span', { class: 'text' }, text),
  )
}
