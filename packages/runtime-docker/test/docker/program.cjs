// The program of test containers: performs the actions in its `with`, one after the other.
const fs = require('node:fs')
const net = require('node:net')

/** Reads the private values of a Pea, byte by byte: the first line of stdin, or a file. */
function readInput() {
  if (process.env.PEAFLOW_SPEC_FILE) return fs.readFileSync(process.env.PEAFLOW_SPEC_FILE, 'utf8')
  if (!process.argv.includes('--stdin')) return '{}'
  const bytes = []
  const byte = Buffer.alloc(1)
  while (fs.readSync(0, byte) === 1 && byte[0] !== 10) bytes.push(byte[0])
  return Buffer.from(bytes).toString()
}

const { with: { do: actions = [] } = {} } = JSON.parse(readInput())

const ACTIONS = {
  print: (text) => process.stdout.write(`${text}\n`),
  printError: (text) => process.stderr.write(`${text}\n`),
  args: () => process.stdout.write(`${JSON.stringify(process.argv.slice(2))}\n`),
  env: (name) => process.stdout.write(`${process.env[name]}\n`),
  read: (path) => process.stdout.write(fs.readFileSync(path)),
  write: ([path, text]) => fs.writeFileSync(path, text),
  user: () => process.stdout.write(`${process.getuid()}:${process.getgid()}\n`),
  exit: (code) => process.exit(code),
  flood: (bytes) => {
    for (let written = 0; written < bytes; written += 1) fs.writeSync(1, 'x')
  },
  eat: () => {
    const eaten = []
    for (;;) eaten.push(Buffer.alloc(1_000_000, eaten.length))
  },
  loop: () => {
    for (;;);
  },
  // Ends on SIGTERM and when stdin ends.
  stay: () => {
    process.stdin.resume().on('end', () => process.exit(0))
    process.on('SIGTERM', () => process.exit(0))
    ACTIONS.print('staying')
  },
  // Ends only when stdin ends.
  ignore: () => {
    process.stdin.resume().on('end', () => process.exit(0))
    process.on('SIGTERM', () => ACTIONS.print('ignored'))
    ACTIONS.print('staying')
  },
  // Ends only on SIGKILL.
  hang: () => {
    setInterval(() => {}, 1_000_000)
    process.on('SIGTERM', () => {})
    ACTIONS.print('staying')
  },
  listen: (port) =>
    net.createServer((socket) => socket.end('hello')).listen(port, '0.0.0.0', () => ACTIONS.print('listening')),
  dial: ([host, port]) => net.connect(port, host).pipe(process.stdout),
  fetch: (url) => fetch(url).then(async (response) => ACTIONS.print(await response.text())),
}

for (const [action, argument] of actions) ACTIONS[action](argument)
