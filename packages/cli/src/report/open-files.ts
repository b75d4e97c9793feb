import { FlowError } from '@peaflow/core'

/** The error for a command that may not open the files that it needs; any other error as it is. */
export function explainOpenFiles(caught: unknown): unknown {
  const { code, message } = caught as NodeJS.ErrnoException
  if (code !== 'EMFILE' && code !== 'ENFILE') return caught
  return new FlowError('LAUNCH_OPEN_FILES', `too many open files (${message})`, {
    hint: 'Raise the limit of this process: ulimit -n 1024',
    cause: caught,
  })
}
