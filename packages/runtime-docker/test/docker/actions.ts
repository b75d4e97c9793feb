import type { PeaHandle, PeaLauncher, PeaLogLine, PeaSpec } from '@peaflow/core'
import { specOf } from '../spec.ts'

/** An image with Node and a small program that performs the actions in `with`: see `program.cjs`. */
export const TEST_IMAGE = 'peaflow-test/node:1'

/** One action of `program.cjs`. */
export type Action = readonly [action: string, argument?: unknown]

/** The spec of a container of the test image that performs these actions. */
export function specToDo(actions: readonly Action[], changes: Partial<PeaSpec> = {}): PeaSpec {
  return specOf({ image: TEST_IMAGE, with: { do: actions }, ...changes })
}

/** A launched Pea whose lines are recorded. */
export interface RecordedPea {
  readonly handle: PeaHandle
  readonly lines: readonly PeaLogLine[]
  /** Resolves when the Pea has written this line. */
  wrote(text: string): Promise<void>
}

/** Launches a Pea and records its lines. */
export async function launchRecorded(launcher: PeaLauncher, spec: PeaSpec, signal?: AbortSignal): Promise<RecordedPea> {
  const lines: PeaLogLine[] = []
  const checks = new Set<() => void>()
  const handle = await launcher.launch(spec, {
    signal,
    onLog: (line) => {
      lines.push(line)
      for (const check of checks) check()
    },
  })
  const wrote = (text: string) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (lines.some((line) => line.text === text)) resolve()
      }
      checks.add(check)
      check()
    })
  return { handle, lines, wrote }
}
