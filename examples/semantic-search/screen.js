const { stdout } = process
const INDENT = ' '.repeat(8)
const BAR = 24

/** A progress bar on a terminal; elsewhere, one line per step. */
export class Progress {
  #completed = 0
  #chunks = 0
  #start = performance.now()

  constructor(title, total) {
    this.total = total
    console.log(title)
  }

  advance(chunks, name) {
    this.#completed++
    this.#chunks += chunks
    const filled = Math.round((this.#completed / this.total) * BAR)
    const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled)
    const line = `  ${bar} ${this.#completed}/${this.total}  ${count(this.#chunks)} chunks  ${name}`
    stdout.write(stdout.isTTY ? `\r\u001b[K${line}` : `${line}\n`)
  }

  finish(shards) {
    const seconds = ((performance.now() - this.#start) / 1000).toFixed(1)
    if (stdout.isTTY) stdout.write('\r\u001b[K')
    const perShard = Object.entries(shards).map(([shard, chunks]) => `${count(chunks)} in ${shard}`)
    console.log(`${count(this.#chunks)} chunks in ${seconds} s: ${perShard.join(', ')}`)
  }
}

/** Prints a question and the chunks that match it. */
export function printAnswer({ text, matches }) {
  console.log(`\n${text}`)
  for (const { score, tags, text: chunk } of matches) {
    console.log(`  ${score.toFixed(2)}  ${tags.year}, ${tags.president}`)
    console.log(wrap(chunk, Math.min(stdout.columns ?? 100, 100) - INDENT.length))
  }
}

function wrap(text, width) {
  const line = new RegExp(`(.{1,${width}})(?:\\s+|$)`, 'g')
  return text.replace(line, `${INDENT}$1\n`).trimEnd()
}

function count(number) {
  return number.toLocaleString('en')
}
