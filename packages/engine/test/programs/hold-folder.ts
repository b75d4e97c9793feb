// Opens a runtime folder, writes its path, and ends as its argument says: by itself, or not at all.
import { RuntimeFolder } from '../../src/runtime/runtime-folder.ts'

const folder = await RuntimeFolder.open('held')
process.stdout.write(`${folder.path}\n`)
if (process.argv[2] === 'exit') process.exit(3)
setInterval(() => undefined, 1_000)
