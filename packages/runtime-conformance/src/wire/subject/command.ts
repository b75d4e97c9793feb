import { spawn } from 'node:child_process'
import { LIFELINE, type PeaSpec, toPeaArgs, toPeaInput } from '@peaflow/core'
import type { PeaEnd, PeaUnderTest, WireSubject } from './subject.ts'

/** The most characters of its output that are kept. */
const MAX_OUTPUT = 2_000

/** How to run the program under test. */
export interface CommandOptions extends Pick<WireSubject, 'uses' | 'timeout'> {
  /** The program, and the arguments that come before those of the Pea. */
  readonly command: readonly string[]
}

/** A Pea that a command runs: it gets the arguments of `peaflow pea`, and the private values in standard input. */
export function commandSubject({ command, ...options }: CommandOptions): WireSubject {
  return { ...options, launch: (spec) => launch(command, spec) }
}

function launch([program = '', ...first]: readonly string[], spec: PeaSpec): PeaUnderTest {
  // A group of its own, so that what a wrapper has started ends too. 0: the parent may be the wrapper.
  const env = { ...process.env, [LIFELINE]: '0' }
  const child = spawn(program, [...first, ...toPeaArgs(spec)], { env, detached: true })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      output = `${output}${data}`.slice(-MAX_OUTPUT)
    })
  }
  const ended = new Promise<PeaEnd>((resolve) => {
    child.on('close', (code) => resolve({ code, output }))
    child.on('error', (error) => resolve({ code: null, output: error.message }))
  })
  child.stdin.on('error', () => undefined) // it ended before it read its input
  child.stdin.write(toPeaInput(spec))
  const signal = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name)
    } catch {} // it has ended
  }
  return { ended, terminate: () => signal('SIGTERM'), kill: () => signal('SIGKILL') }
}
