/** Why an interpreter was chosen: the option `python` of the Pod, a virtual environment, a script's header, or `PATH`. */
export type InterpreterSource = 'python' | '.venv' | 'VIRTUAL_ENV' | 'uv' | 'PATH'

/** A Python interpreter, and where it was found. */
export interface Interpreter {
  /** The absolute path of the interpreter, or of `uv`, which brings one. */
  readonly file: string
  readonly from: InterpreterSource
}

/** No interpreter can be used. */
export interface MissingInterpreter {
  readonly from: undefined
  /** What the Pod names as `python`, if that is what is missing. */
  readonly named: string | undefined
}

/** What is there. Each path is absolute, and `undefined` if there is no such program. */
export interface InterpreterFacts {
  /** The option `python` of the Pod, and what it leads to. */
  readonly named?: { readonly python: string; readonly file: string | undefined } | undefined
  /** The interpreter in `.venv` beside the executor. */
  readonly besideFile?: string | undefined
  /** The interpreter of the virtual environment that is active: `$VIRTUAL_ENV`. */
  readonly active?: string | undefined
  /** `uv`, if the file has the header of a script. */
  readonly uv?: string | undefined
  /** `python3` on `PATH`. */
  readonly onPath?: string | undefined
}

/**
 * Selects the interpreter of an executor: the one that the Pod names, else that of `.venv` beside the file, of
 * `$VIRTUAL_ENV`, of `uv` for a script with a header, or `python3`. One that is named and missing is never replaced by
 * another.
 */
export function selectInterpreter(facts: InterpreterFacts): Interpreter | MissingInterpreter {
  const { named, besideFile, active, uv, onPath } = facts
  if (named !== undefined) {
    return named.file === undefined ? { from: undefined, named: named.python } : { file: named.file, from: 'python' }
  }
  if (besideFile !== undefined) return { file: besideFile, from: '.venv' }
  if (active !== undefined) return { file: active, from: 'VIRTUAL_ENV' }
  if (uv !== undefined) return { file: uv, from: 'uv' }
  return onPath === undefined ? { from: undefined, named: undefined } : { file: onPath, from: 'PATH' }
}
