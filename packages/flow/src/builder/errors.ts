import { FlowError } from '@peaflow/core'
import type { OptionProblem } from '../options/check.ts'

/** Throws the first of some problems, if there is one; `label` names the Flow or the Pod. */
export function throwFirst([first]: readonly OptionProblem[], label: string): void {
  if (first !== undefined) throw toError(first, label)
}

/** The problems whose messages do not name the Pod: in a file, their path does. */
const NAMELESS = /^CONFIG_(?:OPTION|VOLUME|IMAGE)/

/** A problem as an error. */
export function toError({ code, path, message, hint }: OptionProblem, label: string): FlowError {
  const position = path.length === 0 ? label : `${label}: ${path.join('.')}`
  return new FlowError(code, NAMELESS.test(code) ? `${position}: ${message}` : message, { hint })
}

/** The name of a Pod in an error. */
export function podLabel(name: string | undefined): string {
  return name === undefined ? 'an unnamed Pod' : `Pod "${name}"`
}

/** The error of a Pod that would change its name. */
export function renamed(name: string): FlowError {
  return new FlowError('CONFIG_OPTION', `${podLabel(name)}: name: a Pod keeps the name under which it was added`, {
    hint: 'Remove it with remove(), and add another',
  })
}

/** The error of a join with fewer than two Pods. */
export function tooFew(needs: readonly string[]): FlowError {
  const given = needs.length === 0 ? 'none' : `only "${needs[0]}"`
  return new FlowError('TOPOLOGY_JOIN', `a join waits for at least two Pods, and this one was given ${given}`, {
    hint: 'List every Pod whose answer it waits for, or use add() for a single one',
  })
}
