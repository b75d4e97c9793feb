import { type ConnectOptions, type Link, type LinkEnd, machineOf, type WILDCARD_HOST } from '@peaflow/core'
import type { PortSource } from './ports.ts'
import type { TakenPorts } from './taken-ports.ts'

/** How ports are chosen. */
export interface PortChoice {
  readonly ports: PortSource
  readonly taken: TakenPorts
  readonly bind: typeof WILDCARD_HOST | undefined
}

/** An edge between two Pods, or inside one. */
export interface EdgeName {
  readonly from: string
  readonly to: string
  readonly index: number
}

/** The name of a BIND end among those of its Pea. */
export function socketName(side: 'in' | 'out', { from, to, index }: EdgeName): string {
  return `${side} ${from}>${to}/${index}`
}

/** Assigns ports to the links of one edge after another. One object serves all edges, since there may be very many. */
export class EdgePorts {
  /** The options of `connect` for each link of the edge. */
  readonly options: ConnectOptions
  readonly #choice: PortChoice
  #edge: EdgeName = { from: '', to: '', index: 0 }
  #sender = ''
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

  /** Begins the links of one sender. */
  from(sender: string): void {
    this.#sender = sender
  }

  /** The port of an end that binds; the links of a fan-out or fan-in share one socket. */
  of({ name, host = null }: LinkEnd): number {
    if (this.#last.name === name) return this.#last.port
    const socket = (): string => this.#socketOf(name)
    const port = this.#choice.ports({ machine: machineOf({ host }), pea: name, socket })
    this.#last = { name, port }
    return port
  }

  /**
   * Records a port that was set by hand.
   *
   * @throws FlowError `ADDRESS_PORT_TAKEN`
   */
  note({ output, input, bind }: Link, from: LinkEnd, to: LinkEnd): void {
    if (output.fixed === undefined) return
    const [end, { port }] = bind === from.name ? [from, output] : [to, input]
    this.#choice.taken.add({ machine: machineOf(end), port }, { pea: bind, socket: this.#socketOf(bind) })
  }

  #socketOf(name: string): string {
    return socketName(name === this.#sender ? 'out' : 'in', this.#edge)
  }
}
