import { FlowError, type FlowPlan } from '@peaflow/core'
import type { ControlServer } from '../control/server.ts'
import type { DescriptorReserve } from './descriptor-reserve.ts'
import type { FlowEvent, FlowLogLine } from './events.ts'
import type { Executors, Launchers, StartOptions } from './options.ts'

/** The settings of one start of a Flow, defaults included. */
export interface Settings {
  /** The name of the Flow. */
  readonly flow: string
  /** 16 hexadecimal digits, chosen at random for each start. */
  readonly flowId: string
  readonly directory: string
  /** The Flow's end of the control channel. */
  readonly control: Pick<ControlServer, 'portOn' | 'attach'>
  readonly launchers: Launchers
  /** What a launch may use if this process has run out of descriptors. */
  readonly reserve: Pick<DescriptorReserve, 'lend'>
  readonly executors: Executors
  readonly onLog: (line: FlowLogLine) => void
  readonly onEvent: (event: FlowEvent) => void
}

/** The settings of a start that its options decide, before it has opened anything. */
export function toSettings(plan: FlowPlan, options: StartOptions): Omit<Settings, 'flowId' | 'control' | 'reserve'> {
  const { launchers, executors = {}, directory = workingFolder(), onLog = writeLine, onEvent = ignore } = options
  return { flow: plan.flow, directory, launchers, executors, onLog: guard(onLog), onEvent: guard(onEvent) }
}

function workingFolder(): string {
  try {
    return process.cwd()
  } catch (cause) {
    throw new FlowError('LAUNCH_DIRECTORY', 'the working folder of this process does not exist any more', {
      hint: 'Start the process in a folder that exists, or pass directory to startFlow',
      cause,
    })
  }
}

/** A listener that throws ends the process as an uncaught exception, and does not interrupt the supervision that calls it. */
function guard<T>(listener: (value: T) => void): (value: T) => void {
  return (value) => {
    try {
      listener(value)
    } catch (error) {
      process.nextTick(() => {
        throw error
      })
    }
  }
}

function writeLine({ pea, text }: FlowLogLine): void {
  process.stderr.write(`${pea} | ${text}\n`)
}

function ignore(): void {}
