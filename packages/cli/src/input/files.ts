import { isUtf8 } from 'node:buffer'
import { readFile, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { Document } from '@peaflow/core'
import { reasonOf } from '../report/reason.ts'
import { decodeText, withoutMark } from './encoding.ts'
import type { Input, InputDocument } from './input.ts'
import { LONGEST, tooLong } from './lines.ts'
import { isTextType, mimeTypeOf } from './mime.ts'
import { wrongInput } from './wrong-input.ts'

/**
 * An input of which each file is one document.
 *
 * @throws FlowError `CONFIG_INPUT` for a pattern that matches no file.
 */
export async function openFiles(patterns: readonly string[]): Promise<Input> {
  const found = await Promise.all(patterns.map(findFiles))
  const files = [...new Set(found.flat())]
  let isClosed = false
  const read = async function* (): AsyncGenerator<InputDocument> {
    for (const file of files) {
      if (isClosed) return
      yield { document: await readDocument(file), position: { file }, amount: 1 }
    }
  }
  const close = () => {
    isClosed = true
  }
  return { interactive: false, size: files.length, paths: files, documents: read(), close }
}

/** The files that a pattern matches, in the order of their names. */
async function findFiles(pattern: string): Promise<readonly string[]> {
  // A name that a shell has put there may contain the characters of a pattern.
  const kind = await kindOf(pattern)
  if (kind === 'file') return [pattern]
  if (kind === 'folder') {
    throw wrongInput(`--files ${pattern} is a folder`, { hint: `Write '${join(pattern, '**')}' for the files in it` })
  }
  const { glob } = await import('tinyglobby')
  const files = await glob(pattern.replaceAll('\\', '/'), {
    absolute: isAbsolute(pattern),
    expandDirectories: false,
    onlyFiles: true,
  })
  if (files.length > 0) return files.sort()
  throw wrongInput(`--files ${pattern} matches no file`, {
    hint: `Patterns start from ${process.cwd()}: * is any name, ** any folders. Quote them, so that the shell leaves them alone`,
  })
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  return await stat(path).then(
    (stats) => (stats.isDirectory() ? 'folder' : 'file'),
    () => undefined,
  )
}

async function readDocument(file: string): Promise<Document> {
  const bytes = await readBytes(file)
  const known = mimeTypeOf(file)
  const mimeType = known ?? (isText(bytes) ? 'text/plain' : 'application/octet-stream')
  if (!isTextType(mimeType)) return { uri: file, mime_type: mimeType, blob: bytes }
  return { uri: file, mime_type: mimeType, text: withoutMark(decodeText(bytes, { name: file, line: 1 })) }
}

async function readBytes(file: string): Promise<Buffer> {
  const bytes = await readFile(file).catch((cause) => {
    throw wrongInput(`${file} cannot be read: ${reasonOf(cause)}`, { hint: 'Name files that you may read', cause })
  })
  if (bytes.length > LONGEST) throw tooLong(file, LONGEST)
  return bytes
}

function isText(bytes: Buffer): boolean {
  return isUtf8(bytes) && !bytes.includes(0)
}
