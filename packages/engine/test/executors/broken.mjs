import { appendFileSync, existsSync, readFileSync } from 'node:fs'

// Ends its process in its setup as long as the file `with.broken` exists, and in its first `with.failures` lives.
export default {
  setup({ with: { broken, lives, failures = 0 }, replicaId }) {
    if (lives !== undefined) appendFileSync(lives, '.')
    const isBroken = broken !== undefined && existsSync(broken) && readFileSync(broken, 'utf8') === String(replicaId)
    if (!isBroken && !(lives !== undefined && readFileSync(lives).length <= failures)) return
    console.log('no disk left')
    process.exit(3)
  },
}
