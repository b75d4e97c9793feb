const { stdout } = process
const INDENT = ' '.repeat(8)
const BAR = 24

/** A bar that grows on a terminal; elsewhere a line for each step. */
export class Progress {
  #done = 0
  #passages = 0
  #start = performance.now()

  constructor(title, total) {
    this.total = total
    console.log(title)
  }

  advance(passages, name) {
    this.#done++
    this.#passages += passages
    const filled = Math.round((this.#done / this.total) * BAR)
    const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled)
    const line = `  ${bar} ${this.#done}/${this.total}  ${count(this.#passages)} passages  ${name}`
    stdout.write(stdout.isTTY ? `\r\u001b[K${line}` : `${line}\n`)
  }

  finish(shards) {
    const seconds = ((performance.now() - this.#start) / 1000).toFixed(1)
    if (stdout.isTTY) stdout.write('\r\u001b[K')
    const parts = Object.entries(shards).map(([shard, passages]) => `${count(passages)} in ${shard}`)
    console.log(`${count(this.#passages)} passages in ${seconds} s: ${parts.join(', ')}`)
  }
}

/** A question and the passages found for it. */
export function printAnswer({ text, matches }) {
  console.log(`\n${text}`)
  for (const { score, tags, text: passage } of matches) {
    console.log(`  ${score.toFixed(2)}  ${tags.year}, ${tags.speaker}`)
    console.log(wrap(passage, Math.min(stdout.columns ?? 100, 100) - INDENT.length))
  }
}

function wrap(text, width) {
  const line = new RegExp(`(.{1,${width}})(?:\\s+|$)`, 'g')
  return text.replace(line, `${INDENT}$1\n`).trimEnd()
}

function count(number) {
  return number.toLocaleString('en')
}
