import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { FlowError } from '@peaflow/core'
import { reasonOf } from '../report/reason.ts'
import { readEnvFile } from './env-files.ts'

/** The text of a flow file, and the values of its variables. */
export interface FlowText {
  readonly text: string
  /** The absolute folder that its relative paths start from. */
  readonly directory: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Reads a flow file and the `.env` beside it. Variables of the shell take precedence, as in Docker Compose.
 *
 * @throws FlowError `CONFIG_FILE` if the file does not exist or cannot be read, `CONFIG_ENV_FILE` for a mistake in `.env`.
 */
export async function readFlowFile(file: string): Promise<FlowText> {
  const path = resolve(file)
  const directory = dirname(path)
  const [text, env] = await Promise.all([readText(path, file), readEnvironment(directory)])
  return { text, directory, env: { ...env, ...process.env } }
}

async function readText(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new FlowError('CONFIG_FILE', `${file} cannot be read: ${reasonOf(cause)}`, {
      hint: 'Give the path of a flow file, such as flow.yml',
      cause,
    })
  }
}

async function readEnvironment(directory: string): Promise<Readonly<Record<string, string | undefined>>> {
  const file = join(directory, '.env')
  if (!existsSync(file)) return {}
  const { variables, problems } = await readEnvFile(file, file)
  if (problems.length === 0) return variables
  const { toFileError } = await import('@peaflow/flow')
  throw toFileError(problems)
}
