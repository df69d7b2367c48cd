#!/usr/bin/env node
// Starts tmcctl. The version is answered before anything is loaded, because scripts ask for it often.
import { readFileSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const argv = process.argv.slice(2)
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`error: tmcctl needs Node 20.19 or newer; this is ${process.version}\n`)
  process.exitCode = 2
} else if (argv.length === 1 && argv[0] === '--version') {
  process.stdout.on('error', ({ code, message }) => {
    if (code !== 'EPIPE') process.stderr.write(`error: the output cannot be written: ${message}\n`)
    process.exit(code === 'EPIPE' ? 0 : 1)
  })
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  process.stdout.write(`tmcctl ${version}\n`)
} else {
  module.enableCompileCache?.()
  const { start } = await import('../dist/cli/start.js')
  const isPlugin = /(?:^|[/\\])kubectl-tmc(?:\.js)?$/.test(process.argv[1] ?? '')
  await start({ root: fileURLToPath(new URL('../', import.meta.url)), argv, bin: isPlugin ? 'kubectl tmc' : 'tmcctl' })
}
