import { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** Marks each document with its Pod. Its tags say at which Pod it takes long, and where the Pea's connections break. */
export default async (documents, { with: { pod, breaks } }) => {
  for (const { id, tags } of documents) {
    if (tags.throws === pod) throw new Error(`${pod} refuses ${id}`)
    if (tags.slow === pod) await delay(tags.milliseconds)
    if (tags.cut === pod && breaks) cutConnections()
    tags[pod] = tags.number
  }
}

/** Ends the connections of this process, but not its standard input and output. */
function cutConnections() {
  const streams = [process.stdin, process.stdout, process.stderr]
  for (const handle of process._getActiveHandles()) {
    if (handle instanceof Socket && !streams.includes(handle)) handle.destroy()
  }
}
