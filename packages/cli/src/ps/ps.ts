import { basename } from 'node:path'
import { toSafeJson } from '@peaflow/pea/json'
import { type FoundFlows, findFlows, type SilentFlow } from '../flows/find-flows.ts'
import type { FlowOption } from '../flows/flow-option.ts'
import { podsOf } from '../flows/known-pods.ts'
import { interruptible, operate } from '../flows/operate.ts'
import type { GlobalOptions } from '../options/globals.ts'
import { paintFor } from '../terminal/color.ts'
import { printable } from '../terminal/printable.ts'
import { describeFlow } from './describe-flow.ts'

/** The options of `peaflow ps`. */
export interface PsOptions extends FlowOption {
  /** Whether to print the names of Flows alone. */
  readonly quiet?: boolean | undefined
  /** Whether to print the names of Pods alone. */
  readonly pods: boolean
}

/** Prints the Flows that are up, or the one that is asked for, and returns the exit code. */
export async function ps(options: PsOptions, { json }: GlobalOptions): Promise<number> {
  const write = writerOf(options, json)
  const print = (found: FoundFlows) => void process.stdout.write(write(found))
  if (options.flow !== undefined)
    return await operate(options, { act: async (flow) => void print({ up: [flow], silent: [], swept: [] }) })
  return await interruptible(async (interrupted) => void print(await findFlows(interrupted)))
}

function writerOf({ quiet = false, pods }: PsOptions, json: boolean): (found: FoundFlows) => string {
  if (json) return toJson
  if (pods) return ({ up }) => toNames(up.flatMap(({ status }) => podsOf(status)))
  return quiet ? ({ up }) => toNames(up.map(({ status }) => status.flow)) : toText
}

function toNames(names: readonly string[]): string {
  return [...new Set(names)].map((name) => `${printable(name)}\n`).join('')
}

function toJson({ up, silent, swept }: FoundFlows): string {
  return `${toSafeJson({ flows: up.map(({ status }) => status), silent, swept })}\n`
}

function toText({ up, silent, swept }: FoundFlows): string {
  const paint = paintFor(process.stdout)
  const columns = process.stdout.isTTY ? process.stdout.columns : undefined
  const sections = [
    ...up.map(({ status }) => describeFlow(status, { now: new Date(), paint, columns })),
    ...(silent.length === 0 ? [] : [`${silent.map(describeSilent).join('\n')}\n`]),
    ...(up.length + silent.length === 0 ? ['No Flow is up\n'] : []),
    ...(swept.length === 0 ? [] : [`${swept.map(describeSwept).join('\n')}\n`]),
  ]
  return sections.join('\n')
}

function describeSilent({ folder, why }: SilentFlow): string {
  return why === 'busy'
    ? `${basename(folder)} does not answer: its process is stopped, or computes`
    : `${basename(folder)} is starting, or its program lets nobody operate it, as peaflow run does not`
}

function describeSwept(folder: string): string {
  return `Removed ${folder}, left by a Flow that crashed`
}
