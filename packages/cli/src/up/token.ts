import { readFileSync } from 'node:fs'
import { FlowError } from '@peaflow/core'

/**
 * The token in a file: its first line. A token in an argument would be seen by every user of the machine.
 *
 * @throws FlowError `CONFIG_TOKEN` if the file cannot be read, or its first line is not one word.
 */
export function readToken(file: string): string {
  const [token = ''] = read(file).split('\n', 1)
  if (/^[\x21-\x7e]+\r?$/.test(token)) return token.trim()
  throw new FlowError('CONFIG_TOKEN', `the first line of ${file} is not a token`, {
    hint: 'Write one word of printable ASCII into it: openssl rand -hex 32 > token',
  })
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new FlowError('CONFIG_TOKEN', `the token file ${file} cannot be read`, {
      hint: 'Check its path and its mode',
      cause,
    })
  }
}
