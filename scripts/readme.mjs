// Keeps the README true: runs the commands of its console blocks and puts what they print after them. `npm run readme`
// writes the file; a test compares.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const reader = '/home/ada'

/** Files a reader writes: YAML blocks whose first line is a comment with the name of a file. */
function writtenFiles(text) {
  return [...text.matchAll(/^```yaml\n# (\S+\.yaml)\n([^]*?)^```$/gm)].map(([, name, content]) => [name, content])
}

/** The text of a README with the output of every command in its console blocks as it is now. */
export function renewedReadme(text) {
  const home = mkdtempSync(join(tmpdir(), 'tmcctl-readme-'))
  try {
    symlinkSync(join(root, 'examples'), join(home, 'examples'))
    for (const [name, content] of writtenFiles(text)) writeFileSync(join(home, name), content)
    return text.replace(/^```console\n([^]*?)^```$/gm, (_, block) => {
      const commands = block.split('\n').filter((line) => line.startsWith('$ '))
      const parts = commands.map((line) => `${line}\n${output(line.slice(2), home)}`)
      return `\`\`\`console\n${parts.join('')}\`\`\``
    })
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** What a command prints on a terminal's two streams together; the machine's paths become a reader's. */
function output(command, home) {
  const script = `tmcctl() { "${process.execPath}" "${join(root, 'bin', 'run.js')}" "$@"; }; ${command}`
  const { stdout } = spawnSync('bash', ['-c', `{ ${script}\n} 2>&1`], {
    cwd: home,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: home },
  })
  // Ends of lines that only pad a column would be taken away by editors.
  return stdout.replaceAll(home, reader).replace(/[ \t]+$/gm, '')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(root, 'README.md')
  writeFileSync(file, renewedReadme(readFileSync(file, 'utf8')))
}
