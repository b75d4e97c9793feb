import { execFile } from 'node:child_process'
import { posix } from 'node:path'
import { promisify } from 'node:util'
import { FlowError } from '@peaflow/core'
import type { Entry } from '../archive/entry.ts'
import { findLibraries } from './libraries.ts'
import { COMPILE, DESCRIBE } from './python-scripts.ts'
import { toEntry } from './system.ts'

const run = promisify(execFile)

/** A Python of this machine, and where its compiled modules go for the time of the build. */
export interface PythonSource {
  /** Its path, or its name on `PATH`. */
  readonly python: string
  /** An absolute folder that is removed after the build. */
  readonly scratch: string
}

/** What a Python says of itself: see `DESCRIBE`. */
interface PythonFiles {
  /** The file of the interpreter, with links resolved. */
  readonly program: string
  /** The links to it that stand beside it. */
  readonly links: readonly string[]
  /** The path of each file of the standard library, and the file that it leads to. */
  readonly files: readonly (readonly [path: string, real: string])[]
}

/**
 * This machine's Python and its standard library, at the same paths as here, so that a virtual environment that it has
 * made finds it. Without packages: an image that needs some has a Dockerfile.
 *
 * @throws FlowError `LAUNCH_IMAGE_BUILD` if there is no such Python, or it is too old.
 */
export async function describePython(source: PythonSource): Promise<readonly Entry[]> {
  const { program, links, files } = await ask<PythonFiles>(source.python, DESCRIBE)
  const programs = files.flatMap(([path, real]) => (path.endsWith('.so') ? [real] : []))
  const libraries = await findLibraries([program, ...programs])
  return [
    ...libraries.map(toEntry),
    ...files.map(([path, from]) => ({ path: path.slice(1), from, executable: false })),
    { path: program.slice(1), from: program, executable: true },
    ...links.map((link) => ({ path: link.slice(1), link: program })),
    ...(program === '/usr/local/bin/python3' ? [] : [{ path: 'usr/local/bin/python3', link: program }]),
    ...(await compile(
      source,
      files.map(([path, from]) => ({ path, from })),
    )),
  ]
}

/**
 * The compiled modules of files that are in Python. A container cannot write them, because it does not run as root, and
 * each start would compile again what it imports.
 */
export async function compilePython(source: PythonSource, entries: readonly Entry[]): Promise<readonly Entry[]> {
  const files = entries.flatMap((entry) => ('from' in entry ? [{ path: `/${entry.path}`, from: entry.from }] : []))
  return await compile(source, files)
}

async function compile(
  { python, scratch }: PythonSource,
  files: readonly { readonly path: string; readonly from: string }[],
): Promise<readonly Entry[]> {
  const sources = files.filter(({ path }) => path.endsWith('.py')).map(({ path, from }) => [path, from])
  const compiled = await ask<readonly string[]>(python, COMPILE, { scratch, sources })
  return compiled.map((path) => ({ path: path.slice(1), from: posix.join(scratch, path), executable: false }))
}

/** Runs a script, which reads the question as JSON from stdin and prints the answer as JSON. */
async function ask<T>(python: string, script: string, question: unknown = {}): Promise<T> {
  try {
    // Isolated: neither the folder it is started in nor variables of the user decide what it imports.
    const asked = run(python, ['-I', '-W', 'ignore', '-c', script], { maxBuffer: 64_000_000 })
    asked.child.stdin?.on('error', () => {}) // it has ended before it read
    asked.child.stdin?.end(JSON.stringify(question))
    return JSON.parse((await asked).stdout) as T
  } catch (cause) {
    throw unusable(python, cause as Error & { readonly code?: unknown; readonly stderr?: string })
  }
}

function unusable(python: string, cause: Error & { readonly code?: unknown; readonly stderr?: string }): FlowError {
  const isMissing = cause.code === 'ENOENT'
  const said = (cause.stderr ?? '').trim().split('\n').at(-1)
  const why = isMissing ? 'there is no such program' : said || cause.message
  const hint = 'Name an interpreter of Python 3.9 or newer: peaflow image build --python /usr/bin/python3'
  return new FlowError('LAUNCH_IMAGE_BUILD', `${python} cannot go into the image: ${why}`, { cause, hint })
}
