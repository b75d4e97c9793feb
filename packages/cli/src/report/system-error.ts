import { FlowError, workingFolderGone } from '@peaflow/core'

/** The error for a system error that may occur anywhere, with how to fix it; any other error as it is. */
export function explainSystemError(caught: unknown): unknown {
  if (!(caught instanceof Error)) return caught
  const { code, syscall, message } = caught as NodeJS.ErrnoException
  if (code === 'EMFILE' || code === 'ENFILE') {
    return new FlowError('LAUNCH_OPEN_FILES', `too many open files (${message})`, {
      hint: 'Raise the limit of this process: ulimit -n 1024',
      cause: caught,
    })
  }
  return syscall === 'uv_cwd' ? workingFolderGone(caught) : caught
}
