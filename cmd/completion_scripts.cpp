#include "completion_scripts.hpp"

namespace fargate_lint::cmd {
namespace {

constexpr std::string_view kBash =
    R"sh(# Completion of fargate-lint for bash; `fargate-lint completion bash` prints it. For one user:
#   fargate-lint completion bash > ~/.local/share/bash-completion/completions/fargate-lint

_fargate_lint() {
  # Readline cuts words at `=` and `:`, which belong to ours.
  local rest=${COMP_LINE:0:COMP_POINT} words=() i piece trimmed
  for ((i = 0; i <= COMP_CWORD; i++)); do
    trimmed=${rest#"${rest%%[![:space:]]*}"}
    piece=${COMP_WORDS[i]}
    ((i < COMP_CWORD)) || piece=$trimmed
    if ((i > 0)) && [[ $trimmed == "$rest" ]]; then words[-1]+=$piece; else words+=("$piece"); fi
    rest=${trimmed#"$piece"}
  done
  local program=${words[0]/#\~\//"$HOME"/} typed=${words[-1]}
  type -P "$program" >/dev/null || program=fargate-lint # an alias

  local part=${typed##*[=:]} line bits=4
  local before=${typed%"$part"}
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*) bits=${line#:} ;;
      *) line=${line%%$'\t'*} && COMPREPLY+=("${line#"$before"}") ;;
    esac
  done < <("$program" __complete "${words[@]:1}" 2>/dev/null)
  ((bits & 2)) && compopt -o nospace
  ((bits & 4)) && return
  # Paths: bash knows best how to write them, and is left alone with them if it can be.
  if ((${#COMPREPLY[@]} == 0)); then
    compopt -o default
  else
    compopt -o filenames
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$part")
  fi
}
complete -F _fargate_lint fargate-lint kubectl-fargate_lint
)sh";

constexpr std::string_view kZsh = R"sh(#compdef fargate-lint kubectl-fargate_lint
# Completion of fargate-lint for zsh; `fargate-lint completion zsh` prints it. Into a folder of
# $fpath, before compinit runs:
#   fargate-lint completion zsh > "${fpath[1]}/_fargate-lint"

_fargate_lint() {
  local program=${(Q)words[1]} line
  local -i bits=4
  local -a candidates nospace
  for line in "${(@f)$(${~program} __complete "${(@Q)words[2,CURRENT-1]}" \
    "${(Q)IPREFIX}${(Q)PREFIX}" 2>/dev/null)}"; do
    case $line in
      :*) bits=${line#:} ;;
      *$'\t'*) candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
      ?*) candidates+=("${line//:/\\:}") ;;
    esac
  done
  (( bits & 2 )) && nospace=(-S '')
  (( $#candidates )) &&
    _describe -V fargate-lint candidates "${nospace[@]}" -M 'm:{[:lower:]}={[:upper:]}'
  if (( ! (bits & 4) )); then
    compset -P '*=' # the path in -o json=FILE
    _files
  fi
}

if [[ $funcstack[1] == _fargate-lint ]]; then
  _fargate_lint
else
  compdef _fargate_lint fargate-lint kubectl-fargate_lint
fi
)sh";

constexpr std::string_view kFish =
    R"sh(# Completion of fargate-lint for fish; `fargate-lint completion fish` prints it. For one user:
#   fargate-lint completion fish > ~/.config/fish/completions/fargate-lint.fish

function __fargate_lint_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -l lines ($program __complete $words[2..-1] "$typed" 2>/dev/null)
    or return
    set -l bits (string replace ':' '' -- $lines[-1])
    string match -v ':*' -- $lines
    if test (math "bitand($bits, 4)") -eq 0
        # The path in `-o json=FILE` begins behind the sign.
        set -l before (string match -r '^.*=' -- "$typed")
        set -l path (string replace -r '^.*=' '' -- "$typed")
        for file in (__fish_complete_path "$path")
            echo "$before$file"
        end
    end
end

for program in fargate-lint kubectl-fargate_lint
    complete -c $program -f -k -a '(__fargate_lint_complete)'
end
)sh";

constexpr std::string_view kPowershell =
    R"sh(# Completion of fargate-lint for PowerShell; `fargate-lint completion powershell` prints it. In $PROFILE:
#   fargate-lint completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName 'fargate-lint', 'kubectl-fargate_lint' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $program = $commandAst.CommandElements[0].ToString()
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { $_.ToString().Trim('"', "'") })
    # Before 7.3, an empty argument is lost unless it is quoted once more.
    $empty = if ("$PSNativeCommandArgumentPassing" -in 'Standard', 'Windows') { '' } else { '""' }
    $words += if ($wordToComplete) { "$wordToComplete" } else { $empty }
    $bits = 4
    $results = @(foreach ($line in (& $program __complete @words 2>$null)) {
        if ($line.StartsWith(':')) { $bits = [int]$line.Substring(1); continue }
        $text, $description = $line.Split("`t", 2)
        if (-not $description) { $description = $text }
        [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $description)
    })
    # With nothing to say, PowerShell offers paths by itself.
    if ($results -or ($bits -band 4) -eq 0) { $results } else { '' }
}
)sh";

constexpr std::string_view kKubectl = R"sh(#!/bin/sh
# Completion of `kubectl fargate-lint`: kubectl (1.26 and newer) runs this file, if it finds it on
# PATH under the name kubectl_complete-fargate_lint, executable.
exec kubectl-fargate_lint __complete "$@"
)sh";

constexpr CompletionScript kScripts[] = {
    {"bash", "fargate-lint.bash", kBash},
    {"zsh", "_fargate-lint", kZsh},
    {"fish", "fargate-lint.fish", kFish},
    {"powershell", "fargate-lint.ps1", kPowershell},
    {"kubectl", "kubectl_complete-fargate_lint", kKubectl},
};

}  // namespace

std::span<const CompletionScript> completion_scripts() {
  return kScripts;
}

}  // namespace fargate_lint::cmd
