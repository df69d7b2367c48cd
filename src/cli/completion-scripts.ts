/** The shells that can be helped. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof shells)[number]

/** The script a shell sources: it asks the program itself how the line can go on. */
export function completionScript(shell: Shell, program = 'tmcctl'): string {
  return scripts[shell](program)
}

const scripts: { readonly [S in Shell]: (program: string) => string } = {
  // Bash splits words at : and =, which belong to our values: the line is split at blanks here, and what bash keeps
  // of the last word is taken off the candidates again.
  bash: (program) => `# ${program} completion for bash
_${program}() {
    local line=\${COMP_LINE:0:COMP_POINT} out directive entry
    local -a words
    read -ra words <<<"$line"
    [[ $line == *[[:blank:]] ]] && words+=("")
    out=$(${program} __complete "\${words[@]:1}" 2>/dev/null) || return
    directive=\${out##*$'\\n'}
    local current=\${words[\${#words[@]}-1]}
    local kept=\${current%"\${current##*[:=]}"}
    COMPREPLY=()
    while IFS=$'\\t' read -r entry _; do
        [[ -z $entry || $entry == :[0-9]* ]] && continue
        entry=\${entry#"$kept"}
        [[ $entry == *= ]] && compopt -o nospace 2>/dev/null
        COMPREPLY+=("$entry")
    done <<<"$out"
    [[ $directive == :4 ]] && compopt +o default 2>/dev/null
    return 0
}
complete -o default -F _${program} ${program}
`,
  zsh: (program) => `#compdef ${program}
# ${program} completion for zsh
_${program}() {
    local -a out candidates open
    local line value directive
    out=("\${(@f)$(${program} __complete "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    directive=\${out[-1]}
    for line in "\${(@)out[1,-2]}"; do
        [[ -z $line ]] && continue
        value=\${\${line%%$'\\t'*}//:/\\\\:}
        if [[ $value == *= ]]; then open+=("\${line%%$'\\t'*}")
        elif [[ $line == *$'\\t'* ]]; then candidates+=("$value:\${line#*$'\\t'}")
        else candidates+=("$value"); fi
    done
    (( \${#candidates} )) && _describe -t ${program} '${program}' candidates
    (( \${#open} )) && compadd -S '' -a open
    [[ $directive == :0 ]] && _files
    return 0
}
# Found through fpath, this file is the function itself; sourced, it has to be registered.
if [[ \${funcstack[1]} == _${program} ]]; then _${program} "$@"
elif (( $+functions[compdef] )); then compdef _${program} ${program}; fi
`,
  fish: (program) => `# ${program} completion for fish
function __${program}_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l out (${program} __complete $words[2..-1] "$current" 2>/dev/null)
    test (count $out) -gt 0; or return
    for line in $out[1..-2]
        echo $line
    end
    if test $out[-1] = ":0"
        __fish_complete_path "$current"
    end
end
complete -c ${program} -f -a '(__${program}_complete)'
`,
  // PowerShell hands over the words as they are typed, quotes included, and takes a candidate as it is: what would be
  // more than one word, or no word at all, is quoted.
  powershell: (program) => `# ${program} completion for PowerShell
Register-ArgumentCompleter -Native -CommandName ${program} -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $elements = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | Select-Object -Skip 1)
    $words = @($elements | ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.ToString() } })
    if ($wordToComplete -eq '') { $words += '""' }
    $out = @(& ${program} __complete @words 2>$null)
    foreach ($line in $out) {
        if ($line -eq '' -or $line -match '^:\\d+$') { continue }
        $parts = $line -split "\`t", 2
        $text = if ($parts[0] -match '[\\s,;@#$''"{}()|<>&]') { "'" + $parts[0].Replace("'", "''") + "'" } else { $parts[0] }
        $about = if ($parts.Count -gt 1) { $parts[1] } else { $parts[0] }
        [System.Management.Automation.CompletionResult]::new($text, $parts[0], 'ParameterValue', $about)
    }
}
`,
}
