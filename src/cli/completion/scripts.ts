import type { SHELL_NAMES } from "./completion.ts";

/** What a shell must run once so that it completes `zocp`. Each asks `zocp complete`, so that all of them know the same. */
export const SCRIPTS: Readonly<Record<(typeof SHELL_NAMES)[number], string>> = {
  bash: `# zocp: completion for bash. Put this line into ~/.bashrc:  source <(zocp completion bash)
_zocp() {
  local typed="\${COMP_WORDS[COMP_CWORD]}" quote=$'["\\']' word
  local -a found words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  # Quotes and backslashes belong to the shell, not to the word.
  words=("\${words[@]#$quote}")
  words=("\${words[@]%$quote}")
  mapfile -t found < <(zocp complete -- "\${words[@]//\\\\/}" 2>/dev/null)
  COMPREPLY=()
  if [[ \${found[0]} == ":files" ]]; then
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -f -- "$typed")
    return
  fi
  for word in "\${found[@]%%$'\\t'*}"; do
    [[ $typed == $quote* ]] || word=$(printf %q "$word")
    COMPREPLY+=("$word")
  done
  # After the slash of a node its parameters follow.
  [[ \${COMPREPLY[0]} == */ ]] && compopt -o nospace
}
complete -F _zocp zocp
`,
  zsh: `#compdef zocp
# zocp: completion for zsh. Put this line into ~/.zshrc, after compinit:  source <(zocp completion zsh)
_zocp() {
  local -a found words_found meanings
  local line
  found=("\${(@f)$(zocp complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ $found[1] == ":files" ]]; then
    _files
    return
  fi
  for line in $found; do
    words_found+=("\${line%%$'\\t'*}")
    meanings+=("\${line/$'\\t'/  -- }")
  done
  # After the slash of a node its parameters follow.
  [[ $words_found[1] == */ ]] && compadd -S '' -d meanings -a words_found || compadd -d meanings -a words_found
}
compdef _zocp zocp
`,
  fish: `# zocp: completion for fish. Run once:  zocp completion fish > ~/.config/fish/completions/zocp.fish
function __zocp_complete
    set -l words (commandline -opc) (commandline -ct | string unescape --style=script; or commandline -ct)
    set -l found (zocp complete -- $words[2..-1] 2>/dev/null)
    if test "$found[1]" = ":files"
        __fish_complete_path (commandline -ct)
    else
        printf '%s\\n' $found
    end
end
complete -c zocp -f -a '(__zocp_complete)'
`,
  powershell: `# zocp: completion for PowerShell. Put this line into $PROFILE:  zocp completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName zocp -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.Extent.Text.Trim("'", '"') })
    if ($wordToComplete -eq '') { $words += '""' }
    $found = @(zocp complete '--' @words 2>$null)
    if ($found.Count -gt 0 -and $found[0] -eq ':files') { return }
    foreach ($line in $found) {
        $word, $meaning = $line -split "\`t", 2
        if (-not $meaning) { $meaning = $word }
        $quoted = if ($word -match '[\\s''"]') { "'" + $word.Replace("'", "''") + "'" } else { $word }
        [System.Management.Automation.CompletionResult]::new($quoted, $word, 'ParameterValue', $meaning)
    }
}
`,
};
