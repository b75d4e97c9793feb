import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Document } from '@peaflow/core'
import { type BuildOptions, buildFlow, type Flow, scalePlan } from '@peaflow/flow'
import { inlineLauncher, processLauncher, threadLauncher } from '@peaflow/runtime-local'
import type { FlowEvent, FlowLogLine } from '../src/launch/events.ts'
import type { StartOptions } from '../src/launch/options.ts'
import { startFlow } from '../src/start/start-flow.ts'

/** The folder of the executors of the tests. */
export const directory = fileURLToPath(new URL('executors', import.meta.url))

/** Builds and starts a Flow, and collects its events and the lines that its Peas write. */
export async function start(flow: Flow, options: Partial<StartOptions> = {}, build: BuildOptions = {}) {
  const events: FlowEvent[] = []
  const lines: FlowLogLine[] = []
  let check: () => unknown = () => {}
  const running = await startFlow(buildFlow(flow, build), {
    launchers: { process: processLauncher(), thread: threadLauncher(), inline: inlineLauncher() },
    replan: scalePlan,
    directory,
    onEvent: (event) => {
      events.push(event)
      check()
    },
    onLog: (line) => {
      lines.push(line)
      check()
    },
    ...options,
  })
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      check = () => isSo() && resolve()
      check()
    })
  /** Resolves once as many events of a type have happened. */
  const happened = (type: FlowEvent['type'], count: number) =>
    until(() => events.filter((event) => event.type === type).length >= count)
  /** Resolves once a Pea has written a line. */
  const wrote = (text: string) => until(() => lines.some((line) => line.text === text))
  return { running, events, lines, until, happened, wrote }
}

/** As many documents, whose id and text are their number. */
export function* numbered(count: number): Generator<Document> {
  for (let number = 0; number < count; number++) yield { id: String(number), text: String(number) }
}

/** The process ids of the running children of a process. */
export function childrenOf(parent: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const [state, ppid] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
        return Number(ppid) === parent && state !== 'Z' ? [Number(pid)] : []
      } catch {
        return [] // it ended meanwhile
      }
    })
}
