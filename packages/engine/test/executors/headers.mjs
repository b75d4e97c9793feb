// Puts the headers that it sees into `tags[name]`. May fail, or end its process at its first call.
import { existsSync, writeFileSync } from 'node:fs'

export default (documents, { headers, with: { name, fails, marker } }) => {
  if (fails) throw new Error('no')
  if (marker !== undefined && !existsSync(marker)) {
    writeFileSync(marker, '')
    process.exit(9)
  }
  return documents.map((document) => ({ ...document, tags: { ...document.tags, [name]: headers } }))
}
