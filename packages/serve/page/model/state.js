import { describeEvent } from './events.js'

/** How much of each is kept, the newest last. */
const MOST = { events: 200, traces: 200, history: 120 }

/** What the page knows before it has reached the Flow. `connection` is `connecting`, `up`, `gone` or `denied`. */
export const INITIAL = Object.freeze({
  connection: 'connecting',
  problem: undefined,
  plan: undefined,
  status: undefined,
  rates: undefined,
  history: { flow: [], pods: {} },
  events: [],
  traces: [],
  busy: {},
})

/** The next state after something has happened. Changes nothing that it is handed. */
export function reduce(state, action) {
  const handler = Object.hasOwn(HANDLERS, action.type) ? HANDLERS[action.type] : undefined
  return handler === undefined ? state : handler(state, action)
}

const HANDLERS = {
  up: (state) => ({ ...state, connection: 'up', problem: undefined }),
  gone: (state, { problem }) => ({ ...state, connection: 'gone', problem, rates: undefined, busy: {} }),
  denied: (state, { problem }) => ({ ...state, connection: 'denied', problem, rates: undefined, busy: {} }),
  plan: (state, { plan }) => ({ ...state, plan }),
  status: (state, { status }) => (isSameFlow(state.status, status) ? { ...state, status } : startAnew(state, status)),
  rates: (state, { rates }) => ({ ...state, rates, history: addRates(state.history, rates) }),
  event: (state, { time, event }) => addEvent(state, time, event),
  trace: (state, { trace }) => ({ ...state, traces: addTraces(state.traces, [trace]) }),
  traces: (state, { traces }) => ({ ...state, traces: addTraces(state.traces, [...traces].reverse()) }),
  busy: (state, { pod, what }) => ({ ...state, busy: { ...state.busy, [pod]: what } }),
}

/** Whether both are of one start of a Flow. */
function isSameFlow(before, after) {
  return before === undefined || (before.pid === after.pid && before.started === after.started)
}

/** Another start of the Flow has other requests: what was told of the last one stays, as events. */
function startAnew(state, status) {
  const event = {
    time: new Date(Date.parse(status.started)).toISOString(),
    tone: 'good',
    text: `${status.flow} was started anew`,
  }
  return { ...state, status, traces: [], history: INITIAL.history, events: cut([...state.events, event], MOST.events) }
}

function addEvent(state, time, event) {
  const described = describeEvent(event)
  if (described === undefined) return state
  return { ...state, events: cut([...state.events, { time, ...described }], MOST.events) }
}

function addTraces(traces, more) {
  const known = new Set(more.map(({ id }) => id))
  return cut([...traces.filter(({ id }) => !known.has(id)), ...more], MOST.traces)
}

function addRates(history, { flow, pods }) {
  const next = {}
  for (const [name, { rate, p99 }] of Object.entries(pods)) {
    next[name] = cut([...(Object.hasOwn(history.pods, name) ? history.pods[name] : []), { rate, p99 }], MOST.history)
  }
  return { flow: cut([...history.flow, { rate: flow.rate, p99: flow.p99 }], MOST.history), pods: next }
}

function cut(list, most) {
  return list.length <= most ? list : list.slice(-most)
}
