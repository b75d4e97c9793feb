import { FlowError } from '@peaflow/core'

/** What else is known about a mistake in the input. */
export interface WrongInputOptions {
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/** The error for input that holds no documents. */
export function wrongInput(message: string, { hint, cause }: WrongInputOptions = {}): FlowError {
  return new FlowError('CONFIG_INPUT', message, {
    hint:
      hint ??
      'Write one JSON object per line, such as {"text": "hello"}, or read plain lines of text with --lines, a table with --csv',
    cause,
  })
}
