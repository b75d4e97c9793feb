import { FlowError } from './error.ts'

/** The error of a process whose working folder was removed: `LAUNCH_DIRECTORY`. */
export function workingFolderGone(cause?: unknown): FlowError {
  return new FlowError('LAUNCH_DIRECTORY', 'the working folder of this process does not exist any more', {
    hint: 'Change to a folder that exists, and start it again',
    cause,
  })
}
