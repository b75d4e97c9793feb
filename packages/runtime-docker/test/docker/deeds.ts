import type { PeaHandle, PeaLauncher, PeaLogLine, PeaSpec } from '@peaflow/core'
import { specOf } from '../spec.ts'

/** An image with Node in which a small program does what `with` says: see `program.cjs`. */
export const TEST_IMAGE = 'peaflow-test/node:1'

/** One thing that `program.cjs` does. */
export type Deed = readonly [deed: string, argument?: unknown]

/** The spec of a container of the test image that does so. */
export function specToDo(deeds: readonly Deed[], changes: Partial<PeaSpec> = {}): PeaSpec {
  return specOf({ image: TEST_IMAGE, with: { do: deeds }, ...changes })
}

/** A launched Pea, and a way to wait for what it says. */
export interface HeardPea {
  readonly handle: PeaHandle
  readonly lines: readonly PeaLogLine[]
  said(text: string): Promise<void>
}

/** Launches a Pea and listens to it. */
export async function launchHeard(launcher: PeaLauncher, spec: PeaSpec, signal?: AbortSignal): Promise<HeardPea> {
  const lines: PeaLogLine[] = []
  const waiting = new Set<() => void>()
  const handle = await launcher.launch(spec, {
    signal,
    onLog: (line) => {
      lines.push(line)
      for (const look of waiting) look()
    },
  })
  const said = (text: string) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (lines.some((line) => line.text === text)) resolve()
      }
      waiting.add(look)
      look()
    })
  return { handle, lines, said }
}
