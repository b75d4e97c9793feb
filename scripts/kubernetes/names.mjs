// The name server of the test cluster. It asks the API of Kubernetes at each query: the addresses of a headless Service are
// those of its containers, any other Service has one of its own. node names.mjs ADDRESS API TOKEN_FILE
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'

const [address, api, tokenFile] = process.argv.slice(2)
const headers = { authorization: `Bearer ${readFileSync(tokenFile, 'utf8').trim()}` }

const SERVICE = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc\.cluster\.local$/
const HEADER = 12
const TYPE_A = 1
const ANSWERED = 0
const FAILED = 2
const UNKNOWN = 3

const socket = createSocket('udp4')
socket.on('message', async (query, { address, port }) => {
  // A query with anything but one question is none that a resolver sends.
  if (query.length <= HEADER || query.readUInt16BE(4) !== 1) return
  socket.send(await answer(query), port, address)
})
socket.bind(53, address)

async function answer(query) {
  const { name, type, end } = questionOf(query)
  try {
    const addresses = await addressesOf(name)
    if (addresses === undefined) return response(query, { end, code: UNKNOWN })
    return response(query, { end, code: ANSWERED, addresses: type === TYPE_A ? addresses : [] })
  } catch (error) {
    console.error(name, error)
    return response(query, { end, code: FAILED })
  }
}

function questionOf(query) {
  const labels = []
  let at = HEADER
  for (let length = query[at]; length > 0; length = query[at]) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 }
}

async function addressesOf(name) {
  const [, service, namespace] = SERVICE.exec(name) ?? []
  if (service === undefined) return undefined
  const found = await get(`namespaces/${namespace}/services/${service}`)
  if (found === undefined) return undefined
  if (found.spec.clusterIP !== 'None') return [found.spec.clusterIP]
  const { subsets = [] } = (await get(`namespaces/${namespace}/endpoints/${service}`)) ?? {}
  return subsets.flatMap(({ addresses = [] }) => addresses.map(({ ip }) => ip))
}

async function get(path) {
  const response = await fetch(`${api}/api/v1/${path}`, { headers, signal: AbortSignal.timeout(2_000) })
  if (response.status === 404) return undefined
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return await response.json()
}

function response(query, { end, code, addresses = [] }) {
  const header = Buffer.alloc(HEADER)
  query.copy(header, 0, 0, 2)
  // A response, authoritative, recursion desired and available.
  header.writeUInt16BE(0x8580 | code, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(addresses.length, 6)
  return Buffer.concat([header, query.subarray(HEADER, end), ...addresses.map(toRecord)])
}

/** An address for the name of the question, to be asked again after a second. */
function toRecord(address) {
  return Buffer.from([0xc0, HEADER, 0, TYPE_A, 0, 1, 0, 0, 0, 1, 0, 4, ...address.split('.').map(Number)])
}
