// The shortest way to see the program work: `npm run demo`. Builds it, makes a hub with the sample fleet in a temporary
// directory, simulates placements, prints the table and one explanation. Leaves nothing behind.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const home = mkdtempSync(join(tmpdir(), 'tmcctl-demo-'))
const env = { ...process.env, HOME: home, XDG_DATA_HOME: '', XDG_CONFIG_HOME: '', TMCCTL_HUB: '' }

/** Shows a command and runs it; the demo ends when it fails. */
function run(title, args) {
  const line = `$ tmcctl ${args.join(' ')}`
  console.log(`\n# ${title}\n${line.length < 80 ? line : line.replaceAll(' -f ', ' \\\n    -f ')}`)
  const { status } = spawnSync(process.execPath, ['bin/run.js', ...args], { stdio: 'inherit', env })
  if (status !== 0) throw new Error(`tmcctl ${args.join(' ')} ended with ${status}`)
}

try {
  const build = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
  if (build.status !== 0) throw new Error('the build failed')
  const inputs = [
    '-f',
    'examples/workloads/shop.yaml',
    '-f',
    'examples/policies/shop.yaml',
    '-f',
    'examples/constraints',
  ]
  run('A hub with a sample fleet: twelve targets in three regions', ['init', '--with-sample'])
  run('The targets', ['synctarget', 'list'])
  run('Where would the workloads of a shop go?', ['placement', 'simulate', ...inputs])
  run('Why is the shop front where it is, and nowhere else?', ['placement', 'explain', 'deployment/web', ...inputs])
} catch (error) {
  console.error(`error: ${error.message}`)
  process.exitCode = 1
} finally {
  rmSync(home, { recursive: true, force: true })
}
