// Plans links without starting anything: which end opens a port, which dials it, and at what address.
import { connect } from '@peaflow/core'

const api = { name: 'api' }
const encoder = { name: 'encoder', image: 'acme/encoder' }
const archive = { name: 'archive', host: '10.0.0.7' }

let next = 20_000
const port = () => next++

for (const [from, to] of [
  [api, encoder],
  [encoder, archive],
]) {
  const { bind, connect: dials, address } = connect(from, to, { port })
  console.log(`${from.name} -> ${to.name}: ${bind} binds, ${dials} dials ${address}`)
}
