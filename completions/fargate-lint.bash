# Completion of fargate-lint for bash; `fargate-lint completion bash` prints it. For one user:
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
