import { linesOf } from './read.js'

/** What a server says has gone wrong (RFC 9457), or that it cannot be reached: then `status` is 0. */
export class Problem extends Error {
  constructor({ status = 0, code = '', title = '', detail = '', hint = '', pod, pea }) {
    super(detail || title || `the server answered ${status}`)
    Object.assign(this, { status, code, hint, pod, pea })
  }
}

/** How the page calls its Flow. `tokenOf` returns the token, if there is one. */
export function createApi(tokenOf, base = new URL('.', document.baseURI)) {
  const request = (path, options) => send(new URL(path, base), options, tokenOf())
  return {
    /** Reads JSON. */
    async get(path, signal) {
      return await (await request(path, { signal })).json()
    },
    /** Reads a text, such as a picture. */
    async text(path) {
      return await (await request(path, {})).text()
    },
    /** Changes something, and reads what it is like then. */
    async change(method, path, body) {
      const response = await request(path, { method, ...(body !== undefined && json(body)) })
      return await response.json().catch(() => undefined)
    },
    /** The lines of an answer that goes on. */
    async *lines(path, signal) {
      yield* linesOf((await request(path, { signal, headers: { accept: 'application/x-ndjson' } })).body)
    },
    /** The lines of the Flow's events. */
    async events(signal) {
      const response = await request('events', { signal, headers: { accept: 'text/event-stream' } })
      return linesOf(response.body)
    },
    /** Sends a request to an endpoint of the Flow: `/index`. Its answer comes in lines. */
    async call(endpoint, { body, headers, signal }) {
      return await request(`..${endpoint}`, {
        method: 'POST',
        body,
        signal,
        headers: { 'content-type': 'application/json', accept: 'application/x-ndjson', ...headers },
      })
    },
    /** The address of a file of the server that stands beside the admin API. */
    async outside(path) {
      return await (await request(`../${path}`, {})).json()
    },
  }
}

function json(body) {
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
}

async function send(url, { headers = {}, ...options }, token) {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(url, { ...options, headers: { ...headers, ...authorization }, cache: 'no-store' }).catch(
    (cause) => {
      if (options.signal?.aborted) throw cause
      throw new Problem({ title: 'the server cannot be reached' })
    },
  )
  if (response.ok) return response
  const problem = await response.json().catch(() => ({}))
  throw new Problem({ title: response.statusText, ...problem, status: response.status })
}
