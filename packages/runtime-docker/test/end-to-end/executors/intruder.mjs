import { linkSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'

// Code of an attacker. For each document: lists `folder`, attacks the `folders`, or sends `bytes` (base64) to the socket at `path`.
export default async (documents) => await Promise.all(documents.map(act))

async function act({ id, folder, folders, path, bytes }) {
  if (folder !== undefined) return { id, seen: readdirSync(folder).map((name) => join(folder, name)) }
  if (folders !== undefined) return { id, refusals: (await Promise.all(folders.map(attack))).flat() }
  return { id, end: await send(path, Buffer.from(bytes, 'base64')) }
}

/** How each attempt to change a folder, and the sockets in it, ends. */
async function attack(folder) {
  const own = join(folder, 'own')
  const attempts = [() => writeFileSync(own, ''), () => listen(own)]
  for (const socket of readdirSync(folder).map((name) => join(folder, name))) {
    attempts.push(
      () => linkSync(socket, own),
      () => renameSync(socket, own),
      () => rmSync(socket),
      () => writeFileSync(socket, ''),
    )
  }
  const ends = []
  for (const attempt of attempts) {
    try {
      await attempt()
      ends.push('done')
    } catch (error) {
      ends.push(error.code)
    }
  }
  return ends
}

async function listen(path) {
  const server = createServer()
  await new Promise((resolve, reject) => server.once('error', reject).listen(path, resolve))
  server.close()
}

/** Resolves with `closed` once the other end has closed the connection, or after two seconds with `open`. */
async function send(path, bytes) {
  const socket = connect(path)
  socket.on('error', () => {}).resume()
  socket.write(bytes)
  const closed = new Promise((resolve) => socket.once('close', () => resolve('closed')))
  const open = new Promise((resolve) => setTimeout(() => resolve('open'), 2_000))
  const end = await Promise.race([closed, open])
  socket.destroy()
  return end
}
