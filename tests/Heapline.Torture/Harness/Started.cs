using System.Diagnostics;

namespace Heapline.Torture;

/// <summary>How a program ended, and what it said.</summary>
/// <param name="ExitCode">Its exit code; 128 plus the signal when a signal ended it.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record Ending(int ExitCode, string Output, string Errors)
{
    public override string ToString() => $"exit code {ExitCode}, standard error: {(Errors.Length > 2000 ? Errors[^2000..] : Errors).Trim()}";
}

/// <summary>A program that was started.</summary>
internal sealed class Started : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;
    private readonly TimeSpan _patience;

    public Started(ProcessStartInfo start, TimeSpan patience)
    {
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        _process.StandardInput.Close();
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
        _patience = patience;
    }

    public int Pid => _process.Id;

    /// <summary>Ends it by SIGKILL, and it alone.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Whether it has ended after some time at most.</summary>
    public bool HasEnded(TimeSpan after) => _process.WaitForExit(after);

    /// <summary>
    /// Waits until it has ended and everybody who has its output has closed it. Null when that does not happen within minutes: then something hangs.
    /// </summary>
    public Ending? Wait()
    {
        if (!_process.WaitForExit(_patience) || !Task.WaitAll([_output, _errors], _patience))
            return null;
        return new Ending(_process.ExitCode, _output.Result, _errors.Result);
    }

    public void Dispose() => _process.Dispose();
}
