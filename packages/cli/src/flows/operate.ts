import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { AdminStatus } from '@peaflow/serve'
import { EXIT } from '../report/exit-code.ts'
import { catchInterruption } from '../screen/interruption.ts'
import { type AdminRequest, ask, askLines } from './admin-request.ts'
import { type FlowUp, findFlows } from './find-flows.ts'
import type { FlowOption } from './flow-option.ts'
import { isUp, pickFlow, sweptOf, type WantedFlow } from './pick-flow.ts'

/** A Flow that is not up. */
export interface FlowDown {
  readonly wanted: WantedFlow
  /** The runtime folders that its crash had left, which are removed now. */
  readonly swept: readonly string[]
}

/** What a command does with a Flow. */
export interface Operation {
  act(flow: OperatedFlow): Promise<void>
  /** Acts, if it can, where the Flow is not up. Otherwise that is an error. */
  onDown?(down: FlowDown): Promise<boolean>
}

/** A Flow that is up, as a command talks to it. */
export interface OperatedFlow {
  /** Its runtime folder. */
  readonly folder: string
  /** How it was when it was found. */
  readonly status: AdminStatus
  /** Aborts when the user presses ^C. Requests end then. */
  readonly interrupted: AbortSignal
  /** Asks it, and returns the JSON of its answer. */
  ask<T>(request: AdminRequest): Promise<T>
  /** The lines that it streams. */
  lines(request: AdminRequest): AsyncGenerator<string>
}

/**
 * Finds the Flow that an option names, lets a command act on it, and returns the exit code: 130 after ^C.
 *
 * @throws FlowError `CONFIG_FLOW` if there is not exactly one, and what `act` throws.
 */
export async function operate({ flow: text }: FlowOption, { act, onDown }: Operation): Promise<number> {
  return await interruptible(async (interrupted) => {
    const found = await findFlows(interrupted)
    const wanted = { text, paths: text === undefined ? [] : await pathsOf(text) }
    const isActedOn = !isUp(found, wanted) && (await onDown?.({ wanted, swept: sweptOf(found, wanted) }))
    if (!isActedOn) await act(toOperated(pickFlow(found, wanted), interrupted))
  })
}

/** Runs what ^C ends, and returns the exit code. */
export async function interruptible(act: (interrupted: AbortSignal) => Promise<void>): Promise<number> {
  using interruption = catchInterruption()
  const { stop } = interruption
  try {
    await act(stop)
  } catch (caught) {
    if (!stop.aborted) throw caught
  }
  return stop.aborted ? EXIT.interrupted : EXIT.ok
}

async function pathsOf(text: string): Promise<readonly string[]> {
  return [resolve(text), await realpath(text).catch(() => text)]
}

function toOperated({ folder, status }: FlowUp, interrupted: AbortSignal): OperatedFlow {
  const bound = ({ signal = interrupted, ...request }: AdminRequest): AdminRequest => ({ ...request, signal })
  return {
    folder,
    status,
    interrupted,
    ask: async (request) => {
      const answer = await ask(folder, bound(request))
      return answer === '' ? undefined : JSON.parse(answer)
    },
    lines: async function* (request) {
      for await (const { text } of askLines(folder, bound(request))) if (text !== '') yield text
    },
  }
}
