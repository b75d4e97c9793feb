import type { HttpReply, HttpRequest } from '../http/exchange.ts'
import { pageHeaders } from '../http/page-headers.ts'
import { type PageFile, readPageFiles } from './files.ts'

const HEADERS = pageHeaders("img-src 'self' data:")

/** Answers requests for the live page; `undefined` for any other. */
export type Page = (request: Pick<HttpRequest, 'method' | 'path' | 'header'>) => HttpReply | undefined

/** The live page: `/-/` and the files at `/-/page/`. They are read once, when the first of them is asked for. */
export function createPage(): Page {
  let files: ReadonlyMap<string, PageFile> | undefined
  return ({ method, path, header }) => {
    if (method !== 'GET' && method !== 'HEAD') return undefined
    if (path === '/-') return { status: 308, headers: { location: '/-/' }, body: '' }
    const name = path === '/-/' ? 'index.html' : path.match(/^\/-\/page\/(.+)$/)?.[1]
    if (name === undefined) return undefined
    files ??= readPageFiles()
    const file = files.get(name)
    return file === undefined ? undefined : toReply(file, header('if-none-match'))
  }
}

function toReply({ type, bytes, tag }: PageFile, known: string | undefined): HttpReply {
  const headers = { ...HEADERS, 'content-type': type, etag: tag }
  return known === tag ? { status: 304, headers, body: '' } : { status: 200, headers, body: bytes }
}
