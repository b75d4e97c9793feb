import { FlowError } from '@peaflow/core'
import { type MissingInterpreter, OLDEST_PYTHON, probeInterpreter } from '@peaflow/python'

/** There is no interpreter for an executor in Python, or not the one that its Pod names. */
export function noInterpreter(uses: string, { named }: MissingInterpreter): FlowError {
  if (named !== undefined) {
    return new FlowError('LAUNCH_PYTHON', `the interpreter of ${uses} is not there: python is ${named}`, {
      hint: 'Name a program on PATH, the path of an interpreter, or the folder of a virtual environment, relative to the flow file',
    })
  }
  return new FlowError(
    'LAUNCH_PYTHON',
    `there is no Python for the executor ${uses}: no .venv beside it, no VIRTUAL_ENV, and no python3 on PATH`,
    {
      hint: `Install Python ${OLDEST_PYTHON} or newer on the machine of the Pea, or name an interpreter: python: /usr/bin/python3.12`,
    },
  )
}

/** Why an interpreter cannot run executors at all; `undefined` if it can. Asks it, so call this only after it has failed. */
export async function whyUnusable(uses: string, interpreter: string): Promise<FlowError | undefined> {
  const probed = await probeInterpreter(interpreter)
  if (probed === undefined) {
    return new FlowError('LAUNCH_PYTHON', `the interpreter of ${uses} does not run: ${interpreter}`, {
      hint: `See what it says: ${interpreter} --version`,
    })
  }
  if (!probed.isTooOld) return undefined
  return tooOld(uses, { interpreter, version: probed.version })
}

/** An interpreter is too old to run executors. */
export function tooOld(uses: string, { interpreter, version }: { interpreter: string; version: string }): FlowError {
  const message = `the interpreter of ${uses} is Python ${version}, and executors need ${OLDEST_PYTHON} or newer: ${interpreter}`
  return new FlowError('LAUNCH_PYTHON', message, { hint: 'Name a newer one with the option python of the Pod' })
}
