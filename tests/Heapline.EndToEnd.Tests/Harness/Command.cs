using System.Diagnostics;

namespace Heapline.EndToEnd.Tests;

/// <summary>What a program said and how it ended.</summary>
/// <param name="ExitCode">Its exit code; 128 plus the signal when a signal ended it.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    public override string ToString() => $"exit code {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Errors}";
}

/// <summary>Runs programs in an environment that does not depend on who runs the tests.</summary>
internal static class Command
{
    // Far beyond what any target takes: it ends what hangs, and measures nothing.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <param name="program">What to run.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Its working directory and home.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="environment">Variables besides those that all get.</param>
    /// <param name="until">Given its process id: its input ends when this is over, or cancelled because the program has ended. So a program that waits for that lives until something has been seen.</param>
    public static async Task<CommandResult> RunAsync(
        string program, IEnumerable<string> arguments, string folder, string input = "", IReadOnlyDictionary<string, string>? environment = null,
        Func<int, CancellationToken, Task>? until = null)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        start.Environment["HOME"] = folder;
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await process.StandardInput.FlushAsync(patience.Token);
            if (until is not null)
                await UntilAsync(process, until, patience.Token);
            process.StandardInput.Close();
            await Task.WhenAll(process.WaitForExitAsync(patience.Token), output, errors).WaitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', start.ArgumentList)} did not end within {s_patience}");
        }
        return new CommandResult(process.ExitCode, await output, await errors);
    }

    private static async Task UntilAsync(Process process, Func<int, CancellationToken, Task> until, CancellationToken patience)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(patience);
        var seen = until(process.Id, over.Token);
        await Task.WhenAny(seen, process.WaitForExitAsync(patience));
        await over.CancelAsync();
        try
        {
            await seen;
        }
        catch (OperationCanceledException) when (!patience.IsCancellationRequested)
        {
            // The program has ended: the test will see how.
        }
    }
}
