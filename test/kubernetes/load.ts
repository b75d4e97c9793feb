import { setTimeout as wait } from 'node:timers/promises'
import { type Answer, call, type Served } from './search.ts'

/** A question, and what the Flow has to answer. */
export interface Question {
  readonly body: object
  readonly answer: Answer
}

/** A request of the load: what came of it, and when. Times are in milliseconds. */
export interface Asked {
  readonly question: Question
  /** Without one, the connection broke. */
  readonly answer: Answer | undefined
  readonly start: number
  readonly end: number
}

/** Clients that ask without a pause. */
export interface Load {
  readonly asked: readonly Asked[]
  /** Resolves once that many more questions have been answered well. */
  more(count: number): Promise<void>
  /** Ends the load, once what is in flight has been answered. */
  end(): Promise<void>
}

/** Milliseconds until a client that was refused asks again. */
const RETRY_DELAY = 50

/** Asks these questions, over and over. */
export function startLoad(served: Served, questions: readonly Question[], clients: number): Load {
  const asked: Asked[] = []
  const ending = new AbortController()
  let onAnswer = () => {}
  const client = async (first: number) => {
    for (let number = first; !ending.signal.aborted; number++) {
      const question = questions[number % questions.length] as Question
      const start = performance.now()
      const answer = await call(served, '/search', question.body).catch(() => undefined)
      asked.push({ question, answer, start, end: performance.now() })
      onAnswer()
      if (answer?.status !== 200) await wait(RETRY_DELAY)
    }
  }
  const all = Promise.all(Array.from({ length: clients }, (_, first) => client(first)))
  return {
    asked,
    more: (count) => {
      const wanted = asked.filter(isRight).length + count
      return new Promise((resolve) => {
        onAnswer = () => asked.filter(isRight).length >= wanted && resolve()
        onAnswer()
      })
    },
    end: async () => {
      ending.abort()
      await all
    },
  }
}

/** Whether a question has its own answer, once, byte for byte. */
export function isRight({ answer, question }: Asked): boolean {
  return answer?.status === 200 && answer.text === question.answer.text
}

/** The longest time in which no question was answered, in milliseconds. */
export function longestGap(asked: readonly Asked[]): number {
  const ends = asked.filter(isRight).map(({ end }) => end)
  return Math.round(Math.max(...ends.map((end, index) => end - (ends[index - 1] ?? end))))
}
