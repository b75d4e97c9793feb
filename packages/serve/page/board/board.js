import { el } from '../dom.js'
import { createEdge } from './edge.js'
import { createGatewayCard } from './gateway-card.js'
import { drawPicture, readPicture } from './picture.js'
import { createPodCard } from './pod-card.js'
import { replay } from './replay.js'
import { createZoom } from './zoom.js'

/** The widest screen, in pixels, on which documents flow down instead of to the right. */
const NARROW = matchMedia('(max-width: 699px)')

/** The plan's picture, alive. `onShape` gets it and the number of its Pods: the page makes room. */
export function createBoard(root, { api, store, onSelect, onShape }) {
  const scroller = el('div', { class: 'scroller', tabindex: '0', role: 'group', 'aria-label': 'Picture of the Flow' })
  const zoom = createZoom(scroller)
  scroller.append(el('p', { class: 'empty' }, 'Drawing the plan …'))
  root.append(scroller, el('div', { class: 'board-foot' }, legend(), tools(zoom)))
  let shown = { cards: [], edges: [] }
  let plan
  let text
  let endReplay = () => {}
  let selected

  const select = (names) => {
    selected = names
    for (const { group, names: own } of shown.cards) {
      group.classList.toggle('selected', own[0] === names?.[0])
      if (group.hasAttribute('role')) group.setAttribute('aria-pressed', String(own[0] === names?.[0]))
    }
  }
  const draw = async () => {
    const drawn = await api.text(`plan.svg?board=${NARROW.matches ? 'down' : 'right'}`).catch(() => undefined)
    if (drawn !== undefined && drawn === text) return
    text = drawn
    const picture = (drawn && readPicture(drawn)) ?? drawPicture(plan, NARROW.matches ? 1 : 6)
    for (const edge of shown.edges) edge.close()
    shown = bring(picture, onSelect)
    onShape({ picture, pods: shown.cards.length })
    zoom.show(picture)
    select(selected)
    update(store.state)
  }
  const update = (state) => {
    if (state.plan !== plan) {
      plan = state.plan
      void draw()
    }
    for (const part of [...shown.cards, ...shown.edges]) part.update(state)
  }
  NARROW.addEventListener('change', () => plan && void draw())
  store.watch(update)
  return {
    select,
    replay(trace) {
      endReplay()
      endReplay = replay(trace, { plan, ...shown })
    },
  }
}

function bring(picture, onSelect) {
  const isCompact = picture.classList.contains('compact')
  const edges = [...picture.querySelectorAll('.edge')].filter(
    (edge) => edge.querySelector('.arrow') && edge.querySelector('.room'),
  )
  const cards = [...picture.querySelectorAll('.pod[data-pods]')].filter((card) => card.querySelector('rect'))
  return {
    edges: edges.map(createEdge),
    cards: cards.map((group) =>
      group.getAttribute('data-pods').startsWith('gateway/')
        ? createGatewayCard(group)
        : createPodCard(group, { onSelect, isCompact }),
    ),
  }
}

function legend() {
  const looks = { ready: 'ready', coming: 'starting', leaving: 'leaving', failed: 'failing' }
  return el(
    'ul',
    { class: 'legend', 'aria-hidden': 'true' },
    ...Object.entries(looks).map(([look, text]) => el('li', {}, el('span', { class: `dot ${look}` }), text)),
    el('li', {}, el('span', { class: 'dot end ready' }), 'head, tail'),
  )
}

function tools({ zoom, showAll }) {
  return el(
    'div',
    { class: 'tools', role: 'group', 'aria-label': 'Zoom' },
    el('button', { type: 'button', 'aria-label': 'Smaller', onclick: () => zoom(1 / 1.25) }, '−'),
    el('button', { type: 'button', 'aria-label': 'Larger', onclick: () => zoom(1.25) }, '+'),
    el('button', { type: 'button', onclick: showAll }, 'Fit'),
  )
}
