using Heapline.Capture;

namespace Heapline.Collector.Running;

/// <summary>
/// What goes on before the program begins. A script that stands for an interpreter (pyenv's <c>python</c>, a launcher) asks other programs this and that, and then puts Python in its own
/// place. Whatever has ended by then is no process of the program's, however long it took; so it is set aside until it is known whether Python takes the first process's place.
/// </summary>
internal sealed partial class Recording
{
    // Who has not become Python by then is taken for a program of another kind; so what an mprof that is killed has not written yet is ten seconds at most.
    private const long LongestPrologueNs = 10_000_000_000;

    private readonly List<(TrackedProcess Process, long EndNs)> _aside = [];

    /// <summary>Whether the program itself runs: Python has come into the first process, or is not waited for any more. Set at once where a program is joined that runs already.</summary>
    public bool HasBegun { get; set; }

    /// <summary>Whether nobody knows yet if the process belongs to the program. One in which Python came in, or that a Python forked, does.</summary>
    private bool IsPrologue(TrackedProcess process) =>
        !HasBegun && process is { Number: > 0, Segment: null, Fork: null, IsDescribed: false };

    private void SetAside(TrackedProcess process)
    {
        _alive.Remove(process);
        process.FinishCurve();
        _aside.Add((process, NowNs));
        process.Dispose();
        TellSampler();
    }

    /// <summary>Python has taken the first process's place: what has ended until now is forgotten.</summary>
    private void Begin()
    {
        if (HasBegun)
            return;
        foreach (var process in _alive.Where(IsPrologue).ToList())
        {
            process.Sample(NowNs, _clock.Current);
            if (process.IsGone)
                SetAside(process);
        }
        HasBegun = true;
        foreach (var process in _alive)
            while (process.Parent is { IsDescribed: false } parent && _aside.Exists(aside => aside.Process == parent))
                process.Parent = parent.Parent;
        _aside.Clear();
    }

    /// <summary>The first process is no Python and will be none: what was set aside is the program's.</summary>
    private void KeepPrologue()
    {
        HasBegun = true;
        foreach (var (process, endNs) in _aside)
        {
            Describe(process);
            PeakResidentBytes = Math.Max(PeakResidentBytes, process.PeakResidentBytes);
            WriteDetails(process);
            _writer.Add(new ProcessEnd(process.Index, endNs, 0, 0, 0));
        }
        _aside.Clear();
    }
}
