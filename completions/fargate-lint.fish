# Completion of fargate-lint for fish; `fargate-lint completion fish` prints it. For one user:
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
