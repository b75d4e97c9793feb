import type { Document } from '@peaflow/core'
import { parseJson } from '@peaflow/pea/json'
import type { Content } from './content.ts'
import { malformed } from './failures.ts'
import { isMapping } from './json.ts'
import { parseMediaType } from './media-type.ts'

/** A file, or the text of a field. */
type FormEntry = File | string

/** The most files and fields in one body. */
const MOST_ENTRIES = 1_000

/**
 * Each file is a document, with its bytes as `blob`, its media type, and its name as `uri`. The field `parameters` is JSON;
 * any other field is a text document. Read by Node itself, as `fetch` reads forms.
 *
 * @throws FlowError `REQUEST_BODY` if the body is not well formed, or has more than 1,000 parts.
 */
export async function readMultipart(bytes: Buffer, contentType: string): Promise<Content> {
  checkEntries(bytes, contentType)
  const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData().catch((cause) => {
    throw malformed('the body is not multipart/form-data', cause)
  })
  const entries = [...form.entries()]
  const parameters = entries.find(([name]) => name === 'parameters')?.[1]
  const documents = entries.filter(([name]) => name !== 'parameters').map(([, value]) => toDocument(value))
  return { documents: await Promise.all(documents), parameters: await toParameters(parameters) }
}

/** Before each part becomes an object, which takes far more memory than the part. */
function checkEntries(bytes: Buffer, contentType: string): void {
  const boundary = parseMediaType(contentType).parameters.get('boundary') ?? ''
  if (boundary === '') throw malformed('the Content-Type has no boundary')
  let entries = 0
  for (let at = bytes.indexOf(`--${boundary}`); at >= 0; at = bytes.indexOf(`--${boundary}`, at + 1)) {
    entries += 1
    if (entries > MOST_ENTRIES + 1) throw malformed(`the body has more than ${MOST_ENTRIES} parts`)
  }
}

async function toDocument(value: FormEntry): Promise<Document> {
  if (typeof value === 'string') return { text: value }
  return { blob: new Uint8Array(await value.arrayBuffer()), mime_type: value.type, uri: value.name }
}

async function toParameters(value: FormEntry | undefined): Promise<Content['parameters']> {
  if (value === undefined) return {}
  const text = typeof value === 'string' ? value : await value.text()
  try {
    const parameters = parseJson(text)
    if (isMapping(parameters)) return parameters
  } catch (cause) {
    throw malformed(`the field "parameters" is not JSON: ${(cause as Error).message}`, cause)
  }
  throw malformed('the field "parameters" is not a JSON object')
}
