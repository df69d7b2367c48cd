// Keeps the README and the pages of docs/ true: runs the commands of their console blocks and puts what they print after
// them. `npm run readme` writes the files; a test compares.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const reader = '/home/ada'

/** Files a reader writes: YAML blocks whose first line is a comment with the name of a file. */
function writtenFiles(text) {
  return [...text.matchAll(/^```yaml\n# (\S+\.yaml)\n([^]*?)^```$/gm)].map(([, name, content]) => [name, content])
}

/** The pages that show what commands print, as paths from the root. */
export function pagesWithOutput() {
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))
  return ['README.md', ...docs.sort().map((name) => `docs/${name}`)].filter((page) =>
    readFileSync(join(root, page), 'utf8').includes('\n```console\n'),
  )
}

/** The text of a page with the output of every command in its console blocks as it is now. */
export function renewedPage(text) {
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
  const text = stdout.replaceAll(home, reader).replace(/[ \t]+$/gm, '')
  // How long ago something was made is another number each time.
  const aged = /^.* AGE\n/.test(text) ? text.replace(/ \d+s$/gm, ' 1s') : text
  return aged === '' || aged.endsWith('\n') ? aged : `${aged}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const page of pagesWithOutput()) {
    const file = join(root, page)
    writeFileSync(file, renewedPage(readFileSync(file, 'utf8')))
  }
}
