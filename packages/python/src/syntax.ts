import { runPython } from './probe.ts'

/** A mistake in the syntax of a Python file. */
export interface PythonSyntaxError {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
}

/** Compiles files, without running them: their paths stand on the lines of standard input. */
const CHECK = `
import sys, json
found = []
for path in json.load(sys.stdin):
    try:
        with open(path, "rb") as file:
            compile(file.read(), path, "exec", dont_inherit=True)
    except SyntaxError as error:
        found.append([path, error.lineno or 1, error.offset or 1, error.msg])
    except ValueError as error:
        found.append([path, 1, 1, str(error)])
    except OSError:
        pass
print(json.dumps(found))
`

/** The first mistake in the syntax of each Python file; `undefined` if the interpreter does not run. Runs none of them. */
export async function findSyntaxErrors(
  interpreter: string,
  files: readonly string[],
): Promise<readonly PythonSyntaxError[] | undefined> {
  const answer = await runPython(interpreter, ['-W', 'ignore', '-c', CHECK], JSON.stringify(files))
  if (answer === undefined) return undefined
  const found = JSON.parse(answer) as readonly [string, number, number, string][]
  return found.map(([file, line, column, message]) => ({ file, line, column, message }))
}
