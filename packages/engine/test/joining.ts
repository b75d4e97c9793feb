import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Flow, type FlowOptions } from '@peaflow/flow'
import { type JoinEvent, type JoinFlowOptions, joinFlow } from '@peaflow/pea'
import { formatKey, newFlowKey, readPodKeys } from '@peaflow/protocol'
import { beforeEach, onTestFinished } from 'vitest'
import { freePorts } from '../../../test/free-port.ts'
import { directory, numbered, type start } from './flows.ts'

/** A key, ports and a folder of each test of its own, for a Flow that replicas join. */
export interface Joining {
  readonly folder: string
  /** The file with the key of the Flow. */
  readonly key: string
  readonly port: number
  /** A Flow whose Pod "encode" takes replicas, before a Pod "mark" that it launches. */
  flowOf(min: number, max?: number, options?: FlowOptions): Flow
  /** A replica of "encode" in this process, which leaves with the test. */
  replica(options?: Partial<JoinFlowOptions>): TestReplica
}

/** A replica that collects its events. */
export interface TestReplica {
  readonly ended: Promise<number>
  readonly events: readonly JoinEvent[]
  leave(): Promise<void>
  /** Resolves with the event of a type once as many of them have happened. */
  happened(type: JoinEvent['type'], count?: number): Promise<JoinEvent>
}

/** Prepares for each test what its Flow and its replicas need. */
export function ownJoining(): Joining {
  const own = { folder: '', key: '', port: 0 }
  beforeEach(() => {
    own.folder = mkdtempSync(join(tmpdir(), 'join-'))
    own.key = join(own.folder, 'flow.key')
    writeFileSync(own.key, `${formatKey(newFlowKey())}\n`, { mode: 0o600 })
    own.port = freePorts(5)
    return () => rmSync(own.folder, { recursive: true })
  })
  return {
    get folder() {
      return own.folder
    },
    get key() {
      return own.key
    },
    get port() {
      return own.port
    },
    flowOf: (min, max = 3, options = {}) =>
      new Flow({ name: 'joined', join: `127.0.0.1:${own.port}`, key: own.key, ...options })
        .add({ name: 'encode', uses: './upper.mjs', replicas: { min, max } })
        .add({ name: 'mark', uses: './mark.mjs', with: { mark: '.' } }),
    replica: (options = {}) => {
      const { pod = 'encode' } = options
      return startReplica({
        host: '127.0.0.1',
        port: own.port,
        pod,
        keys: readPodKeys(own.key, pod),
        directory,
        ...options,
      })
    },
  }
}

function startReplica(options: Omit<JoinFlowOptions, 'onEvent'>): TestReplica {
  const events: JoinEvent[] = []
  let check = () => {}
  const onEvent = (event: JoinEvent) => {
    events.push(event)
    check()
  }
  const joining = joinFlow({ ...options, onEvent })
  joining.ended.catch(() => {})
  onTestFinished(async () => {
    await joining.leave().catch(() => {})
  })
  const happened = (type: JoinEvent['type'], count = 1) =>
    new Promise<JoinEvent>((resolve) => {
      check = () => {
        const event = events.filter((one) => one.type === type)[count - 1]
        if (event !== undefined) resolve(event)
      }
      check()
    })
  return { ended: joining.ended, leave: () => joining.leave(), events, happened }
}

/** The texts of as many documents after they have passed through the Flow, in their order. */
export async function textsOf(
  running: Awaited<ReturnType<typeof start>>['running'],
  count: number,
): Promise<readonly unknown[]> {
  const texts: unknown[] = []
  for await (const { documents } of running.stream('/', numbered(count), { ordered: true })) {
    for (const { text } of documents ?? []) texts.push(text)
  }
  return texts
}
