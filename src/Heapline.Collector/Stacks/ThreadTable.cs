using System.Text;
using Heapline.Capture;

namespace Heapline.Collector.Stacks;

/// <summary>The threads of one process that allocated, by kernel thread id. They enter the capture when they are first used by a site.</summary>
internal sealed class ThreadTable(ThreadNumbers numbers, CaptureWriter writer, int process, int pid)
{
    private readonly List<(int Tid, int Capture)> _threads = [];
    private readonly Dictionary<int, int> _byTid = [];

    /// <summary>The thread's index among this process's.</summary>
    public int IndexOf(int tid)
    {
        if (_byTid.TryGetValue(tid, out var index))
            return index;
        index = _threads.Count;
        _threads.Add((tid, -1));
        _byTid.Add(tid, index);
        return index;
    }

    /// <summary>The thread's index in the capture.</summary>
    public int CaptureIndexOf(int index)
    {
        var (tid, capture) = _threads[index];
        if (capture < 0)
        {
            capture = numbers.Next();
            _threads[index] = (tid, capture);
            writer.Add(new ThreadInfo(capture, process, Math.Max(tid, 0), NameOf(tid)));
        }
        return capture;
    }

    private string NameOf(int tid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/task/{tid}/comm", Encoding.UTF8).TrimEnd('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // it has ended before anything of it was read
        }
    }
}
