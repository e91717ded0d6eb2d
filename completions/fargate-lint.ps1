# Completion of fargate-lint for PowerShell; `fargate-lint completion powershell` prints it. In $PROFILE:
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
