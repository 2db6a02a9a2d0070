using System.Text;
using Heapline.Capture;

namespace Heapline.Collector.Stacks;

/// <summary>The threads of one process that allocated, by kernel thread id. They enter the capture when they are first used by a site.</summary>
internal sealed class ThreadTable(ThreadNumbers numbers, CaptureWriter writer, int process, int pid)
{
    // The kernel is asked for the names of so many threads a second at most: 10 µs each.
    private const int MostNamesRead = 256;

    private readonly List<KnownThread> _threads = [];
    private readonly Dictionary<int, int> _byTid = [];
    private int _nextNameRead;

    /// <summary>The thread's index among this process's.</summary>
    public int IndexOf(int tid)
    {
        if (_byTid.TryGetValue(tid, out var index))
            return index;
        index = _threads.Count;
        _threads.Add(new KnownThread(tid));
        _byTid.Add(tid, index);
        return index;
    }

    /// <summary>A thread is described that has just begun: its own index, another when the kernel had given its id to a thread that was described before.</summary>
    public int Anew(int index)
    {
        var thread = _threads[index];
        if (!thread.IsDescribed)
            return index;
        _byTid.Remove(thread.Tid);
        return IndexOf(thread.Tid);
    }

    /// <summary>The thread's index in the capture.</summary>
    public int CaptureIndexOf(int index)
    {
        var thread = _threads[index];
        if (thread.Capture < 0)
        {
            thread.Capture = numbers.Next();
            thread.KernelName = KernelNameOf(thread) ?? "";
            thread.Changed = true;
            writer.Add(new ThreadInfo(thread.Capture, process, Math.Max(thread.Tid, 0), thread.KernelName));
        }
        return thread.Capture;
    }

    /// <summary>The thread runs Python.</summary>
    public void SetPython(int index)
    {
        var thread = _threads[index];
        thread.Changed |= !thread.HasPython;
        thread.HasPython = true;
    }

    /// <summary>What is known of a thread from the one that made it. An empty name leaves the earlier one.</summary>
    public void Describe(int index, string pythonName, int creator, StackId createdBy)
    {
        var thread = _threads[index];
        thread.Changed = thread.IsDescribed = true;
        if (pythonName.Length > 0)
            (thread.PythonName, thread.HasPython) = (pythonName, true);
        if (creator >= 0)
            (thread.Creator, thread.CreatedBy) = (creator, createdBy);
    }

    /// <summary>A thread has come to have another name, Python's or the kernel's. One that asked for nothing is not known, and stays so.</summary>
    public void Rename(int tid, string name, bool isKernels)
    {
        if (!_byTid.TryGetValue(tid, out var index))
            return;
        var thread = _threads[index];
        thread.Changed |= name != (isKernels ? thread.KernelName : thread.PythonName);
        if (isKernels)
        {
            thread.KernelName = name;
            return;
        }
        // From CPython 3.14 on the kernel's name is the beginning of Python's, and stays so when another thread gives a new one: that is no name of its own then.
        if (name != thread.PythonName && thread.PythonName.Length > 0)
            thread.FormerName = thread.PythonName;
        (thread.PythonName, thread.HasPython) = (name, true);
    }

    /// <summary>Asks the kernel for names that may have changed, and writes what is new of the threads that are in the capture.</summary>
    public void WriteDetails(bool readNames = true)
    {
        for (var i = 0; readNames && i < Math.Min(_threads.Count, MostNamesRead); i++)
        {
            var thread = _threads[_nextNameRead++ % _threads.Count];
            if (thread.Capture >= 0 && !thread.IsGone && KernelNameOf(thread) is var name && name != thread.KernelName)
            {
                thread.IsGone = name == null;
                thread.KernelName = name ?? thread.KernelName;
                thread.Changed |= name != null;
            }
        }
        for (var i = 0; i < _threads.Count; i++)
        {
            var thread = _threads[i];
            if (thread.Capture < 0 || !thread.Changed)
                continue;
            thread.Changed = false;
            var pythonName = thread.PythonName.Length == 0 && thread.HasPython && thread.Tid == pid ? "MainThread" : thread.PythonName;
            var kernelName = thread.FormerName.StartsWith(thread.KernelName, StringComparison.Ordinal) ? "" : thread.KernelName;
            writer.Add(new ThreadDetails(
                thread.Capture, kernelName, pythonName, thread.HasPython,
                thread.Creator >= 0 ? CaptureIndexOf(thread.Creator) : -1, thread.CreatedBy));
        }
    }

    private string? KernelNameOf(KnownThread thread)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/task/{thread.Tid}/comm", Encoding.UTF8).TrimEnd('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended
        }
    }

    private sealed class KnownThread(int tid)
    {
        public int Tid => tid;
        public int Capture { get; set; } = -1;
        public string KernelName { get; set; } = "";
        public string PythonName { get; set; } = "";
        public string FormerName { get; set; } = "";
        public bool HasPython { get; set; }
        public int Creator { get; set; } = -1;
        public StackId CreatedBy { get; set; } = StackId.None;
        public bool IsDescribed { get; set; }
        public bool Changed { get; set; }
        public bool IsGone { get; set; }
    }
}
