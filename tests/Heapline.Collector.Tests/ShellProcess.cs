using System.Diagnostics;

namespace Heapline.Collector.Tests;

/// <summary>A shell that runs a script, line by line as it is told to: where the script reads a line, it waits for <see cref="GoOn"/>; what it says is waited for.</summary>
internal sealed class ShellProcess : IDisposable
{
    private readonly Process _process;

    public ShellProcess(string script)
    {
        _process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Hear();
    }

    public int Pid => _process.Id;

    /// <summary>Lets it go on, until it says something.</summary>
    public void GoOn()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        Hear();
    }

    /// <summary>Lets it come to its end, as a zombie that has been waited for.</summary>
    public void End()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        End();
        _process.Dispose();
    }

    private void Hear()
    {
        if (_process.StandardOutput.ReadLine() is null)
            throw new InvalidOperationException("the shell has ended");
    }
}
