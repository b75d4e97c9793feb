import type { FlowEvent } from '@peaflow/engine'
import type { Interruption } from '../screen/interruption.ts'
import type { Screen } from '../screen/screen.ts'
import type { ReadyReport } from './ready-report.ts'

/** What a detached program sends to the one that waits for it. */
export type ParentMessage =
  /** How far the start is. */
  { readonly starting: string } | { readonly ready: ReadyReport }

/** The program that waits until a detached one is ready. */
export interface Parent extends Disposable {
  /** A screen that shows nothing but the progress of the start, in the parent. */
  readonly screen: Screen
  /** Says that the Flow is up, and lets the parent go. */
  ready(report: ReadyReport): Promise<void>
  /** Lets the parent go: the channel to it would keep this process alive. */
  [Symbol.dispose](): void
}

/** The parent of this detached program. If it goes before the Flow is up, that is interrupted. */
export function openParent(interruption: Interruption): Parent {
  const onDisconnect = () => interruption.interrupt('SIGHUP')
  process.once('disconnect', onDisconnect)
  let describe = () => ''
  const send = (message: ParentMessage) =>
    new Promise<void>((resolve) => {
      if (process.connected) process.send?.(message, () => resolve())
      else resolve()
    })
  const nothing = () => undefined
  const screen: Screen = {
    show: (next) => {
      describe = next
      void send({ starting: describe() })
    },
    event: ({ type }) => {
      if (PROGRESS.has(type)) void send({ starting: describe() })
    },
    failure: async () => undefined,
    ...{ hide: nothing, end: nothing, log: nothing, print: nothing, note: nothing },
  }
  const letGo = () => {
    process.off('disconnect', onDisconnect)
    if (process.connected) process.disconnect()
  }
  return {
    screen,
    ready: async (report) => {
      await send({ ready: report })
      letGo()
    },
    [Symbol.dispose]: letGo,
  }
}

/** The events that change how far a start is. */
const PROGRESS: ReadonlySet<FlowEvent['type']> = new Set([
  'pea-progress',
  'pea-launched',
  'pea-ready',
  'replicas-awaited',
])
