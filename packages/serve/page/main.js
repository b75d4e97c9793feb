import { createBoard } from './board/board.js'
import { setText } from './dom.js'
import { INITIAL, reduce } from './model/state.js'
import { createApi } from './net/api.js'
import { connect } from './net/connection.js'
import { takeToken, token } from './net/token.js'
import { createHeader } from './panels/header.js'
import { createInspector } from './panels/inspector.js'
import { askForToken } from './panels/permission.js'
import { createRequests } from './panels/requests.js'
import { openSend } from './panels/send.js'
import { createTabs } from './panels/tabs.js'
import { createStore } from './store.js'

takeToken()
addEventListener('hashchange', () => {
  const before = token()
  takeToken()
  if (token() !== before) location.reload()
})

const [header, notice, main, boardRoot, inspectorRoot, requestsRoot] = [
  'header',
  'notice',
  'main',
  'board',
  'inspector',
  'requests',
].map((id) => document.getElementById(id))
const store = createStore(INITIAL, reduce)
const api = createApi(token)

createHeader(header, store)
const board = createBoard(boardRoot, {
  api,
  store,
  onSelect: select,
  onShape: ({ picture, pods }) => {
    const { width, height } = picture.viewBox.baseVal
    main.dataset.size = pods > 24 ? 'large' : 'small'
    main.dataset.shape = width / height > 2.1 ? 'wide' : 'tall'
    main.style.setProperty('--picture-width', width)
    main.style.setProperty('--picture-height', height)
  },
})
const inspector = createInspector(inspectorRoot, { api, store, onSelect: select })
const requests = createRequests({ api, store, onReplay: (trace) => board.replay(trace) })
const sending = openSend({ api, store, onAnswered })
const tabs = createTabs(
  [
    ['Requests', () => ({ element: requests.element })],
    ['Send', () => ({ element: sending.element })],
  ],
  { label: 'Requests' },
)
requestsRoot.append(tabs.element)

function select(names) {
  board.select(names)
  inspector.show(names)
  const isNarrow = matchMedia('(max-width: 999px)').matches
  if (isNarrow) (names === undefined ? boardRoot : inspectorRoot).scrollIntoView({ block: 'start' })
}

/** A request that was sent here is shown on its way; its times too, if the reader asks for them. */
async function onAnswered(id, { isShownOnly = false } = {}) {
  if (!isShownOnly) tabs.select(0)
  await requests.open(id, { attempts: 10, isReplayed: true })
}

addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && document.querySelector('dialog[open]') === null) select(undefined)
})

const NOTICES = {
  gone: ({ status }) =>
    `${status?.flow ?? 'The Flow'} is not there. This page comes back by itself when it is up again.`,
  connecting: () => 'Looking for the Flow …',
  denied: () => 'The Flow wants a token.',
}

store.watch((state) => {
  setText(notice, NOTICES[state.connection]?.(state) ?? '')
  document.body.dataset.connection = state.connection
})

void connect({ api, store, permit: askForToken })
