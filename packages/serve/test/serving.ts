import type { Executor } from '@peaflow/core'
import { type RunningFlow, startFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { inlineLauncher } from '@peaflow/runtime-local'
import { type ServedFlow, type ServeOptions, serve } from '../src/index.ts'

/** A Flow of one function that is served at a free port. */
export interface Serving extends ServedFlow {
  readonly running: RunningFlow
}

/** Serves a Flow of one executor. */
export async function serving(uses: Executor, options: ServeOptions = {}, concurrency = 10): Promise<Serving> {
  const flow = new Flow({ name: 'served' }).add({ name: 'work', uses, concurrency })
  const running = await startFlow(buildFlow(flow), {
    launchers: { inline: inlineLauncher() },
    executors: flow.executors,
    onLog: () => undefined,
  })
  const served = await serve(running, { http: 0, ...options })
  const stop = async () => {
    await served.close()
    await running.stop()
  }
  return { ...served, running, [Symbol.asyncDispose]: stop }
}

/** What `fetch` takes as a body. */
export type Body = NonNullable<RequestInit['body']>

/** Posts a body; JSON unless another type is given. */
export function post(url: string, body: Body, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })
}
