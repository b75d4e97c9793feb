// Prints its arguments (of a long one the length), and where others can read the secret among them; opens and dials the
// sockets among them; listens at a port, or dials one; serves, and prints a line when it is torn down.
import { readFileSync } from 'node:fs'
import { dial, listen, openAndDial } from './sockets.mjs'

export default {
  async setup(context) {
    const { secret, long, sockets, listens, dials } = context.with
    if (long === undefined) console.log(`conformance with ${JSON.stringify(context.with)}`)
    else console.log(`conformance long ${long.length}`)
    console.error('conformance on stderr')
    if (secret !== undefined) console.log(`conformance secret in ${whereIs(secret).join(', ') || 'no open place'}`)
    if (sockets !== undefined) console.log(`conformance sockets ${await openAndDial(sockets)}`)
    if (listens === true) console.log(`conformance listens at ${await listen()}`)
    if (dials !== undefined) console.log(`conformance dialling ${await dial(dials)}`)
  },
  teardown() {
    console.log('conformance torn down')
  },
}

/** The places outside of this process that hold the secret: arguments and variables, its own and those of its parents. */
function whereIs(secret) {
  const places = []
  if (process.argv.some((argument) => argument.includes(secret))) places.push('arguments')
  if (JSON.stringify(process.env).includes(secret)) places.push('variables')
  for (let pid = process.ppid; pid > 0; pid = parentOf(pid)) {
    if (read(`/proc/${pid}/cmdline`).includes(secret)) places.push('arguments of a parent')
  }
  return places
}

function parentOf(pid) {
  return Number(/^PPid:\s*(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0)
}

/** A system without these files has none of these places. */
function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
