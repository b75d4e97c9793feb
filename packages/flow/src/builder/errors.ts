import { FlowError } from '@peaflow/core'
import type { OptionProblem } from '../options/check.ts'

/** Throws the first of some problems, if there is one; `label` says whose options they are of. */
export function throwFirst([first]: readonly OptionProblem[], label: string): void {
  if (first !== undefined) throw toError(first, label)
}

/** A problem as an error. */
export function toError({ code, path, message, hint }: OptionProblem, label: string): FlowError {
  const isOfOption = code.startsWith('CONFIG_OPTION')
  const place = path.length === 0 ? label : `${label}: ${path.join('.')}`
  return new FlowError(code, isOfOption ? `${place}: ${message}` : message, { hint })
}

/** How an error calls a Pod. */
export function podLabel(name: string | undefined): string {
  return name === undefined ? 'an unnamed Pod' : `Pod "${name}"`
}

/** A Pod that was to get another name. */
export function renamed(name: string): FlowError {
  return new FlowError('CONFIG_OPTION', `${podLabel(name)}: name: a Pod keeps the name that it was added by`, {
    hint: 'Take it out with remove(), and add another',
  })
}

/** A join of what needs no joining. */
export function tooFew(needs: readonly string[]): FlowError {
  const given = needs.length === 0 ? 'none' : `only "${needs[0]}"`
  return new FlowError('TOPOLOGY_JOIN', `a join waits for at least two Pods, and this one was given ${given}`, {
    hint: 'Name all whose answers it waits for, or use add() for one',
  })
}
