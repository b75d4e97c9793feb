import { Option } from 'commander'
import { LEVELS } from '../terminal/level.ts'

/** `--log-level`, of the commands that show what Peas print. */
export function logLevelOption(): Option {
  return new Option('--log-level <level>', 'the least level of the lines of Peas that are shown')
    .choices(LEVELS)
    .default('info')
}
