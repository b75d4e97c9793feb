import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { FlowError } from '@peaflow/core'

/** Where the settings of the `docker` command are. */
export interface DockerSettings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The folder of `config.json`, contexts and certificates. */
  readonly folder: string
}

/** The settings of the user who runs this process. */
export function settingsOfThisUser(): DockerSettings {
  const { DOCKER_CONFIG } = process.env
  return { environment: process.env, folder: DOCKER_CONFIG || join(homedir(), '.docker') }
}

/**
 * Reads a JSON file of the `docker` command; `undefined` if it does not exist.
 *
 * @throws FlowError `LAUNCH_DOCKER_CONFIG` if it cannot be read, or is not a JSON object.
 */
export async function readJson(file: string): Promise<object | undefined> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined
    throw brokenFile(file, `cannot be read: ${cause.message}`, cause)
  })
  return text === undefined ? undefined : parseObject(file, text)
}

function parseObject(file: string, text: string): object {
  const value = parse(file, text) ?? {}
  if (typeof value === 'object' && !Array.isArray(value)) return value
  throw brokenFile(file, 'is not a JSON object')
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw brokenFile(file, `is not valid JSON: ${(cause as Error).message}`, cause)
  }
}

function brokenFile(file: string, reason: string, cause?: unknown): FlowError {
  return new FlowError('LAUNCH_DOCKER_CONFIG', `the file ${file} of the docker command ${reason}`, {
    hint: 'Fix the file or move it away (docker login and docker context create write it again), or set DOCKER_CONFIG to another folder',
    cause,
  })
}
