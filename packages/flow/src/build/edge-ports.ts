import { type ConnectOptions, type Link, type LinkEnd, machineOf, type WILDCARD_HOST } from '@peaflow/core'
import type { PortSource } from './ports.ts'
import type { TakenPorts } from './taken-ports.ts'

/** What ports are chosen with. */
export interface PortChoice {
  readonly ports: PortSource
  readonly taken: TakenPorts
  readonly bind: typeof WILDCARD_HOST | undefined
}

/** One edge between two Pods, or inside of one. */
export interface EdgeName {
  readonly from: string
  readonly to: string
  readonly index: number
}

/** The name of a BIND end among those of its Pea. */
export function socketName(side: 'in' | 'out', { from, to, index }: EdgeName): string {
  return `${side} ${from}>${to}/${index}`
}

/** Gives ports to the links of one edge after the other. One object for all of them: there may be very many. */
export class EdgePorts {
  /** What `connect` is told for each link of the edge. */
  readonly options: ConnectOptions
  readonly #choice: PortChoice
  #edge: EdgeName = { from: '', to: '', index: 0 }
  #giver = ''
  #last = { name: '', port: 0 }

  constructor(choice: PortChoice) {
    this.#choice = choice
    const port = (end: LinkEnd): number => this.of(end)
    this.options = choice.bind === undefined ? { port } : { port, bind: choice.bind }
  }

  /** Begins an edge. */
  begin(edge: EdgeName): void {
    this.#edge = edge
    this.#last = { name: '', port: 0 }
  }

  /** Begins the links of one of the Peas that give. */
  from(giver: string): void {
    this.#giver = giver
  }

  /** The port of an end that binds; the links of a hub share its one socket. */
  of({ name, host = null }: LinkEnd): number {
    if (this.#last.name === name) return this.#last.port
    const socket = (): string => this.#socketOf(name)
    const port = this.#choice.ports({ machine: machineOf({ host }), pea: name, socket })
    this.#last = { name, port }
    return port
  }

  /**
   * Notes a port that was given by hand.
   *
   * @throws FlowError `ADDRESS_PORT_TAKEN`
   */
  note({ output, input, bind }: Link, from: LinkEnd, to: LinkEnd): void {
    if (output.fixed === undefined) return
    const [end, { port }] = bind === from.name ? [from, output] : [to, input]
    this.#choice.taken.add({ machine: machineOf(end), port }, { pea: bind, socket: this.#socketOf(bind) })
  }

  #socketOf(name: string): string {
    return socketName(name === this.#giver ? 'out' : 'in', this.#edge)
  }
}
