import { type IncomingMessage, type RequestOptions, request } from 'node:http'
import { join } from 'node:path'
import type { Executor } from '@peaflow/core'
import { type RunningFlow, startFlow } from '@peaflow/engine'
import { buildFlow, Flow, scalePlan } from '@peaflow/flow'
import { inlineLauncher } from '@peaflow/runtime-local'
import { createJournal, type Journal, type ServedFlow, type ServeOptions, serve } from '../../src/index.ts'

/** A Flow of one function that is served with its admin API. */
export interface Administered extends AsyncDisposable {
  readonly running: RunningFlow
  readonly served: ServedFlow
  readonly journal: Journal
  /** The path of the admin API's own socket. */
  readonly socket: string
  readonly token: string
  /** What the program was asked to stop with. */
  readonly stops: { readonly grace?: number | undefined }[]
}

/** Serves a Flow of one executor, with these arguments, with its admin API. */
export async function administered(
  uses: Executor,
  options: ServeOptions = {},
  given: Readonly<Record<string, unknown>> = {},
): Promise<Administered> {
  const flow = new Flow({ name: 'operated' }).add({ name: 'work', uses, concurrency: 10, with: given })
  const journal = createJournal()
  const running = await startFlow(buildFlow(flow), {
    launchers: { inline: inlineLauncher() },
    executors: flow.executors,
    replan: scalePlan,
    onLog: journal.onLog,
    onEvent: journal.onEvent,
  })
  const stops: { readonly grace?: number | undefined }[] = []
  const about = { file: '/flows/flow.yml', version: '1.2.3', detached: false, startTime: new Date(0) }
  const administration = {
    journal,
    about,
    picture: async () => '<svg/>',
    stop: (asked: { readonly grace?: number | undefined }) => void stops.push(asked),
  }
  const served = await serve(running, { http: 0, administration, ...options })
  const stop = async () => {
    await served.close()
    await running.stop()
  }
  const token = served.page?.split('#')[1] ?? ''
  const socket = join(running.folder ?? '', 'admin.sock')
  return { running, served, journal, socket, token, stops, [Symbol.asyncDispose]: stop }
}

/** A reply, read to its end. */
export interface Reply {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  readonly json: any
}

/** Asks for something at a Unix socket, and returns the reply as it begins. */
export function open(
  socketPath: string,
  path: string,
  options: RequestOptions = {},
  body = '',
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, path, ...options }, resolve)
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Asks for something at a Unix socket. */
export async function ask(socketPath: string, path: string, options: RequestOptions = {}, body = ''): Promise<Reply> {
  const response = await open(socketPath, path, options, body)
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk
  const isJson =
    response.headers['content-type']?.includes('json') && !response.headers['content-type'].includes('ndjson')
  const { statusCode: status = 0, headers } = response
  return { status, headers, text, json: isJson ? JSON.parse(text) : undefined }
}

/** The first event of each name that a stream of events tells, until all names have come. */
export async function firstEvents(stream: IncomingMessage, names: readonly string[]): Promise<Map<string, unknown>> {
  const events = new Map<string, unknown>()
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) {
    text += chunk
    const whole = text.split('\n\n')
    text = whole.pop() ?? ''
    for (const one of whole) {
      const [, name = '', data = ''] = /^event: (\w+)\ndata: (.*)$/s.exec(one) ?? []
      if (name !== '' && !events.has(name)) events.set(name, JSON.parse(data))
    }
    if (names.every((name) => events.has(name))) break
  }
  return events
}
