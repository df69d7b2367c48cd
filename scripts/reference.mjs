// Writes docs/reference/commands.md from the manifest of the commands: `npm run build`.

/** The text of the command reference. */
export function commandReference({ commands }, { oclif }) {
  const shown = Object.values(commands).filter(({ hidden }) => hidden !== true)
  const sections = [
    '# Commands',
    'Made from the commands themselves by `npm run build`. Every command also takes the flags of the last section. Exit codes: 0 ok, 1 failed or differs, 2 wrong usage or invalid input, 3 not found, 4 forbidden, 5 conflict, 6 unreachable, 7 placement infeasible, 8 APIs incompatible, 70 a fault of tmcctl, 130 interrupted.',
    shown.map(({ id, summary }) => `- [\`${words(id)}\`](#${anchor(id)}) ${summary ?? ''}`).join('\n'),
    ...Object.entries(topicsOf(shown)).flatMap(([topic, members]) => [
      ...(oclif.topics[topic] === undefined ? [] : [`## ${topic}`, oclif.topics[topic].description]),
      ...members.flatMap((command) => commandSection(command, oclif.topics[topic] === undefined ? '##' : '###')),
    ]),
    '## Flags of every command',
    flagTable(Object.values(shown[0]?.flags ?? {}).filter(isEverywhere)),
  ]
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`
}

function topicsOf(commands) {
  const topics = {}
  for (const command of commands) (topics[command.id.split(':')[0]] ??= []).push(command)
  return topics
}

function commandSection(command, level) {
  const args = Object.values(command.args)
  const own = Object.values(command.flags).filter((flag) => flag.hidden !== true && !isEverywhere(flag))
  const usage = args.map(({ name, required, multiple }) => {
    const text = `${name.toUpperCase()}${multiple ? '…' : ''}`
    return required ? text : `[${text}]`
  })
  const examples = (command.examples ?? []).map(({ description, command: line }) => `# ${description}\n${render(line)}`)
  return [
    `${level} ${words(command.id)}`,
    command.summary ?? '',
    command.description ?? '',
    examples.length === 0 ? '' : `\`\`\`sh\n${examples.join('\n\n')}\n\`\`\``,
    `Usage: \`${['tmcctl', words(command.id), ...usage, ...(own.length === 0 ? [] : ['[flags]'])].join(' ')}\``,
    args.length === 0
      ? ''
      : table(
          ['Argument', 'Meaning'],
          args.map((arg) => [`\`${arg.name.toUpperCase()}\``, meaning(arg)]),
        ),
    own.length === 0 ? '' : flagTable(own),
  ]
}

function flagTable(flags) {
  return table(
    ['Flag', 'Meaning'],
    flags.map((flag) => [flagLabel(flag), meaning(flag)]),
  )
}

function flagLabel({ name, char, type, helpValue, options, allowNo }) {
  const value = type === 'option' ? `=${helpValue ?? (options === undefined ? 'VALUE' : options.join('|'))}` : ''
  return `\`${char === undefined ? '' : `-${char}, `}--${allowNo ? '[no-]' : ''}${name}${value}\``
}

function meaning({ summary, description, options, type, multiple, default: given, required }) {
  const parts = [summary ?? description ?? '']
  if (summary !== undefined && description !== undefined) parts.push(description)
  if (required === true && type !== undefined) parts.push('Required.')
  if (options !== undefined && type === undefined) parts.push(`One of ${options.join(', ')}.`)
  if (multiple === true && type === 'option') parts.push('May be repeated.')
  if (given !== undefined && given !== false && given !== true) parts.push(`[default: ${given}]`)
  return parts.join(' ').replace(/\s+/g, ' ').trim()
}

function table(heads, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

const isEverywhere = ({ helpGroup }) => helpGroup === 'Everywhere'
const words = (id) => id.replaceAll(':', ' ')
const anchor = (id) => words(id).replaceAll(' ', '-')
const render = (line) => line.replaceAll('<%= config.bin %>', 'tmcctl')
