import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Document } from '@peaflow/core'
import { type BuildOptions, buildFlow, type Flow, scalePlan } from '@peaflow/flow'
import { inlineLauncher, processLauncher, threadLauncher } from '@peaflow/runtime-local'
import type { FlowEvent, FlowLogLine } from '../src/launch/events.ts'
import type { StartOptions } from '../src/launch/options.ts'
import { startFlow } from '../src/start/start-flow.ts'

/** Where the executors of the tests are. */
export const directory = fileURLToPath(new URL('executors', import.meta.url))

/** Builds and starts a Flow of the tests, and keeps what it tells. */
export async function start(flow: Flow, options: Partial<StartOptions> = {}, build: BuildOptions = {}) {
  const events: FlowEvent[] = []
  const lines: FlowLogLine[] = []
  let look: () => unknown = () => {}
  const running = await startFlow(buildFlow(flow, build), {
    launchers: { process: processLauncher(), thread: threadLauncher(), inline: inlineLauncher() },
    replan: scalePlan,
    directory,
    onEvent: (event) => {
      events.push(event)
      look()
    },
    onLog: (line) => {
      lines.push(line)
      look()
    },
    ...options,
  })
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      look = () => isSo() && resolve()
      look()
    })
  /** Resolves once so many events of that type have happened. */
  const happened = (type: FlowEvent['type'], count: number) =>
    until(() => events.filter((event) => event.type === type).length >= count)
  /** Resolves once a Pea has written that line. */
  const said = (text: string) => until(() => lines.some((line) => line.text === text))
  return { running, events, lines, happened, said }
}

/** So many documents whose text is their number. */
export function* numbered(count: number): Generator<Document> {
  for (let number = 0; number < count; number++) yield { id: String(number), text: String(number) }
}

/** The process ids of the children of a process that still run. */
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
