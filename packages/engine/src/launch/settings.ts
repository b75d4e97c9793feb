import { type FlowPlan, type LaunchOptions, type PeaHandle, type PeaSpec, workingFolderGone } from '@peaflow/core'
import type { ControlServer } from '../control/server.ts'
import type { DescriptorReserve } from './descriptor-reserve.ts'
import type { FlowEvent, FlowLogLine } from './events.ts'
import type { Executors, Launchers, StartOptions } from './options.ts'
import type { Sharing } from './sharing.ts'
import type { FlowKeys } from './start-keys.ts'
import { Violations } from './violations.ts'

/** How many lives of a Pea that was never ready may end until its start fails, by default. */
const FIRST_STARTS = 5

/** What stands in for a launcher where replicas join. */
export interface JoinedLauncher {
  launch(spec: PeaSpec, options: LaunchOptions): PeaHandle
}

/** The settings of one start of a Flow, defaults included. */
export interface Settings {
  /** The name of the Flow. */
  readonly flow: string
  /** 16 hexadecimal digits, chosen at random for each start. */
  readonly flowId: string
  /** What the keys of its Peas, and the secrets of its links, are derived from. */
  readonly keys: FlowKeys
  /** The public key of the control port that containers and other machines dial; absent if it is not encrypted. */
  readonly serverKey?: string | undefined
  /** What is sent over TCP is not encrypted. */
  readonly security?: 'none' | undefined
  readonly directory: string
  /** The Flow's end of the control channel. */
  readonly control: Pick<ControlServer, 'portOn' | 'attach' | 'ping'>
  /** Adopts replicas that join; `undefined` where none do. */
  readonly joined?: JoinedLauncher | undefined
  /** Which Peas talk through Unix sockets; `undefined` where the system has none. */
  readonly sharing?: Pick<Sharing, 'prepare' | 'settle'> | undefined
  readonly launchers: Launchers
  /** What a launch may use if this process has run out of descriptors. */
  readonly reserve: Pick<DescriptorReserve, 'lend'>
  readonly executors: Executors
  /** How many lives of a Pea that was never ready may end until its start fails. */
  readonly firstStarts: number
  /** What was dropped because it breaks the protocol. */
  readonly violations: Violations
  readonly onLog: (line: FlowLogLine) => void
  readonly onEvent: (event: FlowEvent) => void
}

/** The settings of a start that its options decide, before it has opened anything. */
export function toSettings(
  plan: FlowPlan,
  options: StartOptions,
): Omit<Settings, 'flowId' | 'keys' | 'serverKey' | 'control' | 'joined' | 'reserve' | 'sharing'> {
  const { launchers, executors = {}, directory = workingFolder(), firstStarts = FIRST_STARTS } = options
  const { onLog = writeLine, onEvent = ignore } = options
  const listeners = { onLog: guard(onLog), onEvent: guard(onEvent) }
  const { security } = plan.options
  const chosen = { flow: plan.flow, security, directory, launchers, executors, firstStarts }
  return { ...chosen, violations: new Violations(listeners), ...listeners }
}

function workingFolder(): string {
  try {
    return process.cwd()
  } catch (cause) {
    throw workingFolderGone(cause)
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
