import { eventsOf } from './read.js'

/** Milliseconds between attempts to reach a Flow that has gone: short at first. */
const PAUSES = [300, 600, 1_200, 2_000]

/** Milliseconds without an event or a ping after which the connection counts as gone. */
const SILENCE = 40_000

/** Events whose Flow has another plan than before. */
const REPLANNED = new Set(['scaled', 'restarted'])

/**
 * Keeps a store up to date with the Flow, for as long as the page is open. A Flow that has gone is tried until it is
 * there again. `permit` asks for a token where the one that there is does not do, and resolves when there is another.
 */
export async function connect({ api, store, permit }) {
  for (let attempt = 0; ; ) {
    try {
      await follow({
        api,
        store,
        onUp: () => {
          attempt = 0
        },
      })
      store.dispatch({ type: 'gone' })
    } catch (problem) {
      const isDenied = problem.status === 401 || problem.status === 403
      store.dispatch({ type: isDenied ? 'denied' : 'gone', problem })
      if (isDenied) {
        await permit(problem)
        continue
      }
    }
    await pause(PAUSES[Math.min(attempt, PAUSES.length - 1)])
    attempt += 1
  }
}

async function follow({ api, store, onUp }) {
  const silence = new AbortController()
  let timer
  const heard = () => {
    clearTimeout(timer)
    timer = setTimeout(() => silence.abort(), SILENCE)
  }
  try {
    heard()
    const lines = await api.events(silence.signal)
    await refresh({ api, store })
    store.dispatch({ type: 'up' })
    onUp()
    for await (const event of eventsOf(lines)) {
      heard()
      if (event !== undefined) take(event, { api, store })
    }
  } finally {
    clearTimeout(timer)
    silence.abort()
  }
}

/** Reads what events do not carry. */
async function refresh({ api, store }) {
  store.dispatch({ type: 'status', status: await api.get('status') })
  store.dispatch({ type: 'plan', plan: await api.get('plan') })
  const traces = await api.get('traces?limit=100').catch(() => [])
  store.dispatch({ type: 'traces', traces })
}

function take({ name, data }, { api, store }) {
  const value = JSON.parse(data)
  if (name === 'event') {
    store.dispatch({ type: 'event', ...value })
    if (REPLANNED.has(value.event.type))
      api.get('plan').then(
        (plan) => store.dispatch({ type: 'plan', plan }),
        () => undefined,
      )
  } else store.dispatch({ type: name, [name]: value })
}

/** Waits, though no longer than until the machine is online or the page is looked at again. */
function pause(ms) {
  const { promise, resolve } = Promise.withResolvers()
  const timer = setTimeout(resolve, ms)
  addEventListener('online', resolve, { once: true })
  document.addEventListener('visibilitychange', resolve, { once: true })
  return promise.finally(() => {
    clearTimeout(timer)
    removeEventListener('online', resolve)
    document.removeEventListener('visibilitychange', resolve)
  })
}
