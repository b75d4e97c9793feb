import { appendFileSync } from 'node:fs'
import { join } from 'node:path'

/** Notes each document it begins, and ends the process over one that says so. */
export default (documents, { workspace }) => {
  for (const document of documents) {
    if (workspace) appendFileSync(join(workspace, 'begun'), `${document.id}\n`)
    if (document.kill === 'exit') process.exit(3)
    if (document.kill === 'signal') process.kill(process.pid, 'SIGKILL')
    while (document.kill === 'loop') Math.random()
    document.seen = true
  }
}
