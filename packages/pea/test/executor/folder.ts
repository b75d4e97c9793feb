import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Document, PeaSpec } from '@peaflow/core'
import { afterAll } from 'vitest'
import { decodePayload, encodePayload } from '../../src/document/payload.ts'
import { type ExecutorHost, type PieceReceiver, WHOLE } from '../../src/executor/host.ts'
import { specOf } from '../flow-spec.ts'

/** Creates a folder with these files, and removes it after the tests of a file. */
export function folderOf(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-executor-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

export function specIn(directory: string, spec: Partial<PeaSpec> = {}): PeaSpec {
  return { ...specOf({ peas: {}, links: [] }, 'work/0', 1), directory, ...spec }
}

export interface CallOf {
  readonly endpoint?: string
  readonly parameters?: Record<string, unknown>
  readonly id?: number
}

/** Takes no pieces. */
export const NO_PIECES: PieceReceiver = { begin: () => undefined, take: async () => undefined }

/** Calls a host as a Pea does, with documents instead of payloads; each array is one message. */
export async function call(host: ExecutorHost, messages: readonly Document[][], of: CallOf = {}): Promise<Document[]> {
  const { endpoint = '/', parameters = {}, id = 0 } = of
  const payloads = messages.map((documents) => encodePayload({ documents, parameters }))
  return decodePayload(await host.call({ id, endpoint, timeLeft: 1_000, payloads, piece: WHOLE }, NO_PIECES)).documents
}
