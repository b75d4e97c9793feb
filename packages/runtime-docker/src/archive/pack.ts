import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pack } from 'tar-stream'
import type { Entry } from './entry.ts'

/** Every user may read all entries: a container runs as the user who started the Flow. */
const MODES = { file: 0o644, program: 0o755, 'read-only': 0o755, writable: 0o1777 } as const

type Pack = ReturnType<typeof pack>

/** Packs the entries into a tar stream, which fails if one of them cannot be read. */
export function packEntries(entries: readonly Entry[]): Readable {
  const tar = pack()
  writeAll(tar, entries).catch((error: Error) => tar.destroy(error))
  return Readable.from(tar)
}

async function writeAll(tar: Pack, entries: readonly Entry[]): Promise<void> {
  for (const entry of entries) await write(tar, entry)
  tar.finalize()
}

async function write(tar: Pack, entry: Entry): Promise<void> {
  // A fixed time, so that the same files always make the same image.
  const header = { name: entry.path, mtime: new Date(0) }
  if ('folder' in entry) tar.entry({ ...header, type: 'directory', mode: MODES[entry.folder] })
  else if ('link' in entry) tar.entry({ ...header, type: 'symlink', linkname: entry.link })
  else if ('bytes' in entry) tar.entry({ ...header, mode: MODES.file }, entry.bytes)
  else if ('text' in entry) tar.entry({ ...header, mode: modeOf(entry) }, entry.text)
  else {
    const { size } = await stat(entry.from)
    await pipeline(createReadStream(entry.from), tar.entry({ ...header, size, mode: modeOf(entry) }))
  }
}

function modeOf({ executable }: { readonly executable: boolean }): number {
  return executable ? MODES.program : MODES.file
}
