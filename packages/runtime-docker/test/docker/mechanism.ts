import { connect } from 'node:net'

const GREETING_BYTES = 64

/** The security mechanism in the greeting of the ZMTP socket at a port of the first of these hosts that has one; `undefined` if none has. */
export async function mechanismAt(hosts: readonly string[], port: number): Promise<string | undefined> {
  const greetings = await Promise.all(hosts.map((host) => greetingOf(host, port).catch(() => undefined)))
  const greeting = greetings.find((bytes) => bytes?.length === GREETING_BYTES)
  return greeting?.toString('latin1', 12, 32).replaceAll('\0', '')
}

async function greetingOf(host: string, port: number): Promise<Buffer> {
  let bytes = Buffer.alloc(0)
  for await (const more of connect({ host, port })) {
    bytes = Buffer.concat([bytes, more])
    if (bytes.length >= GREETING_BYTES) break
  }
  return bytes.subarray(0, GREETING_BYTES)
}
