import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { FlowError } from '@peaflow/core'
import type { EnvFiles, Flow, FlowProblem } from '@peaflow/flow'
import { reasonOf } from '../report/reason.ts'

/** The variables of the files that Pods name as `env_file`. */
export interface ReadEnvFiles {
  readonly envFiles: EnvFiles
  /** By the Pod that names the file first; `undefined` for the Flow. */
  readonly problems: readonly { readonly pod: string | undefined; readonly problem: FlowProblem }[]
}

/** Reads every `env_file` of a Flow. */
export async function readEnvFiles({ pods, options }: Flow, directory: string): Promise<ReadEnvFiles> {
  const named = [
    ...pods.flatMap(({ name, options }) => (options.envFile ?? []).map((path) => ({ path, pod: name }))),
    ...[options.envFile ?? []].flat().map((path) => ({ path, pod: undefined })),
  ]
  const paths = [...new Map(named.toReversed().map((one) => [one.path, one])).values()]
  const files = await Promise.all(
    paths.map(async ({ path, pod }) => ({ path, pod, ...(await readEnvFile(resolve(directory, path), path)) })),
  )
  return {
    envFiles: Object.fromEntries(files.map(({ path, variables }) => [path, variables])),
    problems: files.flatMap(({ pod, problems }) => problems.map((problem) => ({ pod, problem }))),
  }
}

interface EnvFileRead {
  readonly variables: Readonly<Record<string, string>>
  readonly problems: readonly FlowProblem[]
}

/** Reads a file of variables; references in it may name those of the shell. */
export async function readEnvFile(file: string, shown: string): Promise<EnvFileRead> {
  const { parseEnvFile } = await import('@peaflow/flow')
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    const message = `${shown} cannot be read: ${reasonOf(cause)}`
    const hint = 'Relative paths start from the folder of the flow file'
    return { variables: {}, problems: [{ code: 'CONFIG_ENV_FILE', message, hint, line: 1, column: 1, path: '' }] }
  }
  const { variables, problems } = parseEnvFile(text, process.env)
  return {
    variables,
    problems: problems.map((problem) => ({ ...problem, code: 'CONFIG_ENV_FILE', file: shown, path: '' })),
  }
}

/**
 * The variables of every `env_file` of a Flow.
 *
 * @throws FlowError `CONFIG_ENV_FILE`
 */
export async function requireEnvFiles(flow: Flow, directory: string): Promise<EnvFiles> {
  const { envFiles, problems } = await readEnvFiles(flow, directory)
  if (problems.length === 0) return envFiles
  const { toFileError } = await import('@peaflow/flow')
  const [first] = problems
  const { problem } = first ?? {}
  if (problem !== undefined && problem.file === undefined) {
    throw new FlowError(problem.code, problem.message, { hint: problem.hint })
  }
  throw toFileError(problems.map(({ problem }) => problem))
}
