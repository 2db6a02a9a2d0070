using System.Globalization;
using Heapline.Capture;
using Heapline.Collector.Events;
using Heapline.Collector.Lanes;
using Heapline.Collector.Sampling;
using Heapline.Collector.Sessions;
using Heapline.Collector.Stacks;
using Heapline.Protocol;

namespace Heapline.Collector.Running;

/// <summary>How processes come into a recording, and what is told of each.</summary>
internal sealed partial class Recording
{
    // Looking for children takes some 100 µs for each process with its threads, and some 10 where nothing has changed: it may take a hundredth of the time.
    private const long ChildrenLeastNs = 10_000_000;
    private const long ChildrenMostNs = 200_000_000;
    private const int ChildrenPart = 100;
    // Each has some descriptors open for it.
    private const int MostWatched = 64;

    private readonly List<Segment> _awaitingParent = [];
    private readonly List<(ulong StartNs, Estate Estate)> _estates = [];
    // Forks that were over before they were seen: what they recorded, if anything, stands in a segment that is still to be looked for.
    private readonly List<(Estate Estate, Heir Heir)> _departed = [];
    private long _nextChildrenNs;
    private bool _isTreeFinal;
    private int _followed;

    /// <summary>
    /// Begins to follow a process. It is described in the capture when its agent comes in, after a second without one, or when it ends; the first process of all before any other.
    /// </summary>
    public TrackedProcess Follow(int pid, int parentPid, long startNs = long.MaxValue)
    {
        var number = _followed++;
        var process = new TrackedProcess(pid, parentPid, Math.Min(startNs, NowNs), new ResidentCurve(_writer, number, pid, Observer), Memory)
        {
            Number = number,
            Parent = _alive.Find(parent => parent.Pid == parentPid), Image = ProgramImage.Of(pid),
        };
        _alive.Add(process);
        // At once: it may be over before the next round.
        process.Sample(NowNs, _clock.Current);
        if (number == 0 && process.Image.IsPython)
            Begin();
        TellSampler();
        return process;
    }

    // Children that are Python are found here or by their agents, whichever comes first; the agent then finds it followed already.
    private void FollowChildren()
    {
        var begin = NowNs;
        if (!IsTreeAsItWas())
            LookForChildren();
        var end = NowNs;
        _nextChildrenNs = end + Math.Clamp((end - begin) * ChildrenPart, ChildrenLeastNs, ChildrenMostNs);
    }

    // What every process is now is noted before its children are looked for: what changes while they are is seen the next time.
    private bool IsTreeAsItWas()
    {
        if (_alive.Count > MostWatched)
            return false;
        var isAsItWas = true;
        foreach (var process in _alive)
            isAsItWas &= process.IsAsItWas();
        return isAsItWas && _isTreeFinal;
    }

    private void LookForChildren()
    {
        for (var i = _alive.Count - 1; i >= 0; i--)
        {
            // Another program in its place, with no agent to tell of it: the process that was is over.
            if (_alive[i] is { IsGone: false } process && (process.Segment != null || process.Fork != null) && process.Image.HasGivenWayTo(ProgramImage.Of(process.Pid)))
                Replace(process);
        }
        if (_alive.Count > 0)
        {
            foreach (var (pid, parent) in ProcessTree.Below(_alive[0].Pid, out _isTreeFinal))
            {
                // A tracker's collector, which is us, is a child of the program that it was started from.
                if (pid != Environment.ProcessId && !_alive.Exists(process => process.Pid == pid))
                    Follow(pid, parent);
            }
            // Looked at after its children: those that it had as another program are known then.
            if (!HasBegun && _alive[0].Number == 0 && ProgramImage.Of(_alive[0].Pid).IsPython)
                Begin();
        }
    }

    private void Replace(TrackedProcess process)
    {
        process.SetGone();
        Drain(process);
        End(process);
        Follow(process.Pid, process.ParentPid);
    }

    /// <summary>Looks which processes the forks made that were noted.</summary>
    private void FollowForks()
    {
        for (var i = 0; i < _alive.Count; i++)
            FollowForks(_alive[i]);
    }

    private unsafe void FollowForks(TrackedProcess parent)
    {
        if (parent is not { Segment: { } segment, Book.Estate: { HasHeirs: true } estate })
            return;
        foreach (var heir in estate.Heirs.Where(heir => !heir.IsTaken).ToList())
        {
            var child = segment.Header.Forks[heir.Number % SegmentHeader.ForksKept];
            if (child >> 32 == heir.Number)
                Take(parent, estate, heir, (int)(uint)child);
            else if (estate.LastNumber - heir.Number >= SegmentHeader.ForksKept || parent.IsGone)
                estate.LetGo(heir); // fork failed, or too many came after it
        }
    }

    private void Take(TrackedProcess parent, Estate estate, Heir heir, int pid)
    {
        heir.IsTaken = true;
        if (_alive.Find(process => process.Pid == pid) is { } known)
        {
            // Its agent was here first, or it was seen as a child.
            if (known.Fork == null && known.Segment == null)
                known.Fork = (estate, heir);
            else if (known.Fork?.Heir != heir)
                estate.LetGo(heir);
            return;
        }
        if (!Directory.Exists($"/proc/{pid}"))
        {
            _departed.Add((estate, heir));
            return;
        }
        var child = Follow(pid, parent.Pid, heir.TimeNs);
        // One that runs another program already has nothing of its parent's any more.
        if (parent.Image.HasGivenWayTo(child.Image))
            estate.LetGo(heir);
        else
            child.Fork = (estate, heir);
    }

    private void AttachNew()
    {
        AttachSegments();
        _departed.RemoveAll(fork =>
        {
            if (_awaitingParent.Exists(segment => segment.Header.ForkNumber == fork.Heir.Number))
                return false;
            if (!_alive.Exists(process => process.Fork?.Heir == fork.Heir))
                fork.Estate.LetGo(fork.Heir);
            return true;
        });
    }

    private void AttachSegments()
    {
        List<Segment> segments = [.. _awaitingParent];
        _awaitingParent.Clear();
        foreach (var path in _session?.NewSegments() ?? [])
        {
            if (Segment.Open(path, out var problem) is { } segment)
                segments.Add(segment);
            else
                _damage.Add(problem);
        }
        if (segments.Count == 0)
            return;
        segments.Sort((a, b) => a.StartNs.CompareTo(b.StartNs));
        foreach (var segment in segments)
        {
            if (IsParentRead(segment))
                Attach(segment);
            else
                _awaitingParent.Add(segment);
        }
    }

    // The note of the fork stands in the parent's lane before the child can have written anything: it only has to be read.
    private bool IsParentRead(Segment segment)
    {
        if (segment.Header.ForkNumber == 0)
            return true;
        var parent = _alive.Find(process => process.Segment is { } other && (ulong)other.StartNs == segment.Header.ForkedFromNs);
        if (parent is not { Book: { } book, Reader: { } reader } || book.Estate.LastNumber >= segment.Header.ForkNumber)
            return true;
        Drain(parent);
        return book.Estate.LastNumber >= segment.Header.ForkNumber || !reader.IsHeldUp;
    }

    private void Attach(Segment segment)
    {
        var process = _alive.Find(process => process.Pid == segment.Pid);
        if (process?.Segment != null || process?.Fork != null && segment.Header.ForkNumber == 0)
        {
            // The process has put another program in its place (exec): that is a new start, with a heap of its own.
            process.SetGone();
            Drain(process);
            End(process);
            process = null;
        }
        var estate = _estates.Find(known => known.StartNs == segment.Header.ForkedFromNs).Estate;
        var heir = process?.Fork?.Heir ?? (segment.Header.ForkNumber != 0 ? estate?.Find(segment.Header.ForkNumber) : null);
        process ??= Follow(segment.Pid, segment.ParentPid, heir?.TimeNs ?? segment.StartNs - _startNs);
        if (process.Number == 0)
            Begin();
        if (segment.Header.ForkNumber != 0)
            process.TakeParentsCommand();
        Describe(process, VersionOf(segment.PythonHexVersion));
        var threads = new ThreadTable(_threadNumbers, _writer, process.Index, segment.Pid);
        var book = new ProcessBook(_writer, _symbols, threads, _clock, process.Index, _startNs, Rates?.WeightsFor(process.Index)) { Answers = segment };
        if (heir != null && (process.Fork?.Estate ?? estate) is { } parent)
        {
            heir.IsTaken = true;
            process.Fork = (parent, heir);
            book.Estate.Inherited = new Inheritance(parent, heir);
        }
        book.AdvanceTo(_clock.At(segment.StartNs - _startNs));
        process.Attach(segment, book, new LaneReader(segment.Lanes, book, this));
        process.Image = ProgramImage.Of(process.Pid);
        _estates.RemoveAll(known => !known.Estate.HasHeirs && !_alive.Exists(other => other.Book?.Estate == known.Estate));
        _estates.Add(((ulong)segment.StartNs, book.Estate));
        AgentAttached = true;
        WriteDetails(process);
    }

    // Indexes are given in the order of the descriptions; the first process is the program itself, and a parent stands before its children.
    private void Describe(TrackedProcess process, string? pythonVersion = null)
    {
        if (process.IsDescribed)
            return;
        if (_alive.Count > 0 && _alive[0] != process)
            Describe(_alive[0]);
        if (process.Parent is { IsDescribed: false } parent)
            Describe(parent);
        pythonVersion ??= process.Fork is { } ? process.Parent?.PythonVersion ?? "" : Processes == 0 ? _pythonVersion : "";
        var index = Processes++;
        process.LookAtCommand();
        _writer.Add(new ProcessInfo(index, process.Pid, process.ParentPid, process.Command, pythonVersion, process.StartNs));
        process.SetDescribed(index, pythonVersion);
        WriteProportional(process);
    }

    /// <summary>Writes what is known of a process besides, if that is another than was written.</summary>
    private void WriteDetails(TrackedProcess process)
    {
        process.LookAtCommand();
        var heir = process.Fork?.Heir;
        var before = process.Details;
        var details = new ProcessDetails(
            process.Index,
            heir != null || process.Segment is { Header.ForkNumber: not 0 } ? ProcessKind.Fork : process.Segment != null || process.PythonVersion.Length > 0 ? ProcessKind.Python : ProcessKind.Program,
            process.Parent?.Index ?? -1,
            process.Book?.Name is { Length: > 0 } own ? own : ProcessNames.Of(process.Command),
            heir?.Tick ?? -1, heir?.Bytes ?? 0, heir?.Blocks ?? 0);
        if (details == before)
            return;
        process.Details = details;
        _writer.Add(details);
    }

    private static string VersionOf(uint hex) => string.Create(CultureInfo.InvariantCulture, $"{hex >> 24}.{hex >> 16 & 0xFF}.{hex >> 8 & 0xFF}");
}
