using System.Runtime.CompilerServices;
using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>What to call processes and threads.</summary>
public static class ProcessLabels
{
    // Asked for once for each thread of a capture; found by identity, as a copy of a capture may have others.
    private static readonly ConditionalWeakTable<CaptureData, Dictionary<int, ThreadInfo>> MainThreads = [];

    /// <summary>The name of a process: what the program calls it, else the script or program that it runs; never empty.</summary>
    public static string NameOf(CaptureData capture, int process)
    {
        ArgumentNullException.ThrowIfNull(capture);
        if (capture.DetailsOf(process) is { Name.Length: > 0 } details)
            return details.Name;
        return process >= 0 && process < capture.Processes.Count && capture.Processes[process].Command is { Count: > 0 } command
            ? TimelineNames.ScriptOf(command)
            : process == 0 ? TimelineNames.ScriptOf(capture.Run.Command) : "unnamed process";
    }

    /// <summary>
    /// The last name of a thread: Python's, else the kernel's; both where the program has given both. One that never ran Python says so; one without any name is told by its number.
    /// </summary>
    public static string ThreadNameOf(CaptureData capture, int thread)
    {
        ArgumentNullException.ThrowIfNull(capture);
        if (thread < 0 || thread >= capture.Threads.Count)
            return "";
        var known = capture.Threads[thread];
        var details = capture.DetailsOfThread(thread);
        if (details is null)
            return known.Name.Length > 0 ? known.Name : $"thread {known.Tid}";
        if (details.PythonName.Length > 0)
            return IsGiven(capture, known, details) ? $"{details.PythonName} / {details.KernelName}" : details.PythonName;
        var name = details.KernelName.Length > 0 ? details.KernelName : $"thread {known.Tid}";
        return details.HasPython ? name : name + " (no Python)";
    }

    // A thread begins with the kernel's name of the one that made it, most often the process's own; from CPython 3.14 on with the beginning of Python's.
    private static bool IsGiven(CaptureData capture, ThreadInfo thread, ThreadDetails details)
    {
        if (details.KernelName.Length == 0 || details.PythonName.StartsWith(details.KernelName, StringComparison.Ordinal))
            return false;
        return MainThreads.GetValue(capture, MainThreadsOf).GetValueOrDefault(thread.Process) is { } main && main.Index != thread.Index && main.Name != details.KernelName
            && capture.DetailsOfThread(main.Index)?.KernelName != details.KernelName;
    }

    // A process's first thread has the process's id.
    private static Dictionary<int, ThreadInfo> MainThreadsOf(CaptureData capture) =>
        capture.Threads.Where(thread => thread.Tid == capture.Processes[thread.Process].Pid).GroupBy(thread => thread.Process).ToDictionary(group => group.Key, group => group.First());
}
