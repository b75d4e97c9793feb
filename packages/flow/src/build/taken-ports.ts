import { FlowError, type Link, type LinkEnd, machineOf } from '@peaflow/core'

/** The ports given by hand, each to one BIND end of its machine. */
export class TakenPorts {
  readonly #owners = new Map<string, string>()

  /**
   * Notes who opens a port.
   *
   * @throws FlowError `ADDRESS_PORT_TAKEN` if another BIND end of the machine has it.
   */
  add({ output, input }: Link, [giver, taker]: readonly [LinkEnd, LinkEnd], edge: string): void {
    const [bind, port, socket] = output.mode === 'BIND' ? [giver, output.port, 'out'] : [taker, input.port, 'in']
    this.addPort({ machine: machineOf(bind), port }, { pea: bind.name, socket: `${socket} ${edge}` })
  }

  /** The same, for a port that is no end of a link. */
  addPort(at: { machine: string | null; port: number }, { pea, socket }: { pea: string; socket: string }): void {
    const place = `${at.machine ?? ''}:${at.port}`
    const owner = this.#owners.get(place)
    if (owner !== undefined && owner !== `${pea} ${socket}`) throw portTaken(at, [owner.split(' ')[0] ?? '', pea])
    this.#owners.set(place, `${pea} ${socket}`)
  }
}

function portTaken(
  { machine, port }: { machine: string | null; port: number },
  [one, other]: [string, string],
): FlowError {
  const where = machine ?? 'this machine'
  const who = one === other ? `"${one}" twice` : `"${one}" and "${other}"`
  return new FlowError('ADDRESS_PORT_TAKEN', `port ${port} of ${where} is given to ${who}`, {
    hint: 'Give each another port_in or port_out; those of further edges and replicas count up from it',
  })
}
