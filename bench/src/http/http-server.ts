// The server of a contestant, in a process of its own, until its driver disconnects: node http-server.js NAME
import { SERVERS } from './servers.ts'

const [name = ''] = process.argv.slice(2)
const open = SERVERS[name]
if (open === undefined) throw new Error(`no server "${name}": ${Object.keys(SERVERS).join(', ')}`)

const disconnected = new Promise<void>((resolve) => process.once('disconnect', resolve))
const server = await open()
process.send?.(server.url)
await disconnected
await server.close()
