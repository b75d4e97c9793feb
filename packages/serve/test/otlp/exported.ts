import { startFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { inlineLauncher } from '@peaflow/runtime-local'
import { vi } from 'vitest'
import { type ServedFlow, serve } from '../../src/index.ts'
import { post } from '../serving.ts'
import { type Collector, openCollector } from './collector.ts'

/** A Flow of two Pods that is served and sends its traces to a collector. */
export interface ExportedFlow extends AsyncDisposable {
  readonly served: ServedFlow
  readonly collector: Collector
  /** The headers that came with each request to the last Pod. */
  readonly headers: Readonly<Record<string, string>>[]
  /** Calls the endpoint `/search`; returns the status. */
  search(text: string, headers?: Readonly<Record<string, string>>): Promise<number>
}

/** Serves `encode` and `index`; `index` fails at the text "fail". Variables of the environment are set until it is closed. */
export async function exportedFlow(environment: Readonly<Record<string, string>> = {}): Promise<ExportedFlow> {
  const collector = await openCollector()
  const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...environment }
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  const headers: Readonly<Record<string, string>>[] = []
  const flow = new Flow({ name: 'engine' }).add({ name: 'encode', uses: (documents) => documents }).add({
    name: 'index',
    uses: (documents, context) => {
      headers.push(context.headers)
      if (documents.some(({ text }) => text === 'fail')) throw new Error('no index')
      return documents
    },
  })
  const running = await startFlow(buildFlow(flow), {
    ...{ launchers: { inline: inlineLauncher() }, executors: flow.executors, onLog: () => undefined },
  })
  const served = await serve(running, { http: 0 })
  const search = async (text: string, sent: Readonly<Record<string, string>> = {}) => {
    const body = JSON.stringify({ documents: [{ text }] })
    const response = await post(`${served.url}/search`, body, sent)
    await response.arrayBuffer()
    return response.status
  }
  const close = async () => {
    vi.unstubAllEnvs()
    await served.close()
    await running.stop()
    await collector[Symbol.asyncDispose]()
  }
  return { served, collector, headers, search, [Symbol.asyncDispose]: close }
}
