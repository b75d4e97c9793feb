import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join, sep } from 'node:path'

/** A file of the live page. */
export interface PageFile {
  /** Its media type. */
  readonly type: string
  readonly bytes: Buffer
  /** Changes with its bytes: an `ETag`. */
  readonly tag: string
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** The files of the live page, by their path in its folder: `board/edge.js`. No other path is ever read for a client. */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@peaflow/serve/package.json')), 'page')
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => extname(path) in TYPES)
  return new Map(paths.map((path) => [path.split(sep).join('/'), readPageFile(join(folder, path))]))
}

function readPageFile(path: string): PageFile {
  const bytes = readFileSync(path)
  const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`
  return { type: TYPES[extname(path)] ?? '', bytes, tag }
}
