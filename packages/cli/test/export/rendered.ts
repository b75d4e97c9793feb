import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Flow, readFlow } from '@peaflow/flow'
import type { ManifestFile, Platform } from '@peaflow/manifests'
import { onTestFinished } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { type ExportRequest, renderFlow } from '../../src/export/render.ts'
import { SECRET } from './random-flow.ts'

/** An object of a manifest, as a test looks at it. */
// biome-ignore lint/suspicious/noExplicitAny: tests look deep into objects that schemas have checked
export type Manifest = any

/** The secret of a Flow that only secret files may have, beside {@link SECRET}. */
export const KEY = 'peaflow-key-1:of-the-flow'

/** The Flow of a flow file, which is valid. */
export function flowFrom(text: string): Flow {
  const { flow } = readFlow(text)
  if (flow === undefined) throw new Error('the flow file is not valid')
  return flow
}

/** A request to export a Flow. */
export function requestOf(flow: Flow, platform: Platform, more: Partial<ExportRequest> = {}): ExportRequest {
  return {
    platform,
    flow,
    envFiles: {},
    sources: { text: `$${SECRET.name}`, env: { [SECRET.name]: SECRET.value } },
    image: 'acme/flow:1',
    commands: {},
    secrets: { 'flow.key': `${KEY}\n`, token: 'token-of-clients\n' },
    keys: new Map(flow.pods.map(({ name }) => [name, `peaflow-pod-key-1:${name}:its-key\n`])),
    run: false,
    directory: '..',
    user: '1000:1000',
    ...more,
  }
}

/** The objects in the files of an export for Kubernetes. */
export function kubernetesObjects(flow: Flow, more: Partial<ExportRequest> = {}): readonly Manifest[] {
  return renderFlow(requestOf(flow, 'kubernetes', more)).flatMap(documentsIn)
}

/** The documents in a file. */
export function documentsIn({ path, text }: ManifestFile): readonly Manifest[] {
  if (!/\.ya?ml$/.test(path)) return []
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest)
}

/** Writes the files of an export to a folder, which goes with the test. */
export function writeExport(files: readonly ManifestFile[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-export-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}
