import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { HttpReply } from '../http/exchange.ts'
import { pageHeaders } from '../http/page-headers.ts'

/** The files of the page, in `static/docs` of this package: by path, the file and its media type. */
const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/docs': ['docs.html', 'text/html; charset=utf-8'],
  '/docs/docs.css': ['docs.css', 'text/css; charset=utf-8'],
  '/docs/endpoint.css': ['endpoint.css', 'text/css; charset=utf-8'],
  '/docs/docs.js': ['docs.js', 'text/javascript; charset=utf-8'],
  '/docs/call.js': ['call.js', 'text/javascript; charset=utf-8'],
  '/docs/schema.js': ['schema.js', 'text/javascript; charset=utf-8'],
  '/docs/element.js': ['element.js', 'text/javascript; charset=utf-8'],
  '/docs/icon.svg': ['icon.svg', 'image/svg+xml'],
}

/** The paths of the page and its files. */
export const DOCS_PATHS: readonly string[] = Object.keys(FILES)

const HEADERS = pageHeaders("img-src 'self'", "require-trusted-types-for 'script'")

/** One of the files of the page. Throws for any other path. */
export async function docsFile(path: string): Promise<HttpReply> {
  const [file, type] = FILES[path] as readonly [string, string]
  const folder = dirname(createRequire(import.meta.url).resolve('@peaflow/serve/package.json'))
  const body = await readFile(join(folder, 'static', 'docs', file))
  return { status: 200, headers: { ...HEADERS, 'content-type': type }, body }
}
