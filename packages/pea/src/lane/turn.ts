/** Who has something to send at the end of the turn. */
export interface Speaker {
  /** Sends what there is to say. */
  speak(): void
  isAwake: boolean
  isDozing: boolean
}

/** Milliseconds that receipts wait for company: at one request in flight, 1 ms cost a third of its time. */
const RECEIPT_DELAY = 10

/**
 * Collects what is to be sent until everything that has arrived is read, so that it leaves in few packs: at the end of
 * the turn of the event loop, never later.
 */
export class Turn {
  #awake: Speaker[] = []
  #dozing: Speaker[] = []
  #isScheduled = false
  readonly #isPatient: () => boolean
  #timer: NodeJS.Timeout | undefined

  /**
   * @param isPatient - whether to read what has come before anybody speaks: what a call made leaves with the word that
   * the next one begins. It took 0.15 ms from the 0.6 ms between two calls of 5 ms.
   */
  constructor(isPatient: () => boolean = () => false) {
    this.#isPatient = isPatient
  }

  /** Lets a speaker speak at the end of this turn. */
  wake(speaker: Speaker): void {
    if (speaker.isAwake) return
    speaker.isAwake = true
    this.#awake.push(speaker)
    if (this.#isScheduled) return
    this.#isScheduled = true
    if (this.#isPatient()) setImmediate(this.flush)
    else process.nextTick(this.flush)
  }

  /** Lets a speaker speak soon. */
  wakeSoon(speaker: Speaker): void {
    if (speaker.isAwake || speaker.isDozing) return
    speaker.isDozing = true
    this.#dozing.push(speaker)
    this.#timer ??= setTimeout(this.#rouse, RECEIPT_DELAY)
  }

  /** Lets everybody who is awake speak now. */
  readonly flush = (): void => {
    this.#isScheduled = false
    const speakers = this.#awake
    this.#awake = []
    for (const speaker of speakers) {
      speaker.isAwake = false
      speaker.speak()
    }
  }

  /** Lets everybody speak who has anything to say. */
  finish(): void {
    this.#rouse()
    this.flush()
  }

  readonly #rouse = (): void => {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const speakers = this.#dozing
    this.#dozing = []
    for (const speaker of speakers) {
      speaker.isDozing = false
      if (!speaker.isAwake) speaker.speak()
    }
  }
}
