using Heapline.Capture;
using Heapline.Collector.Stacks;

namespace Heapline.Collector.Events;

/// <summary>Joins the marks of decorated functions to spans: an entry waits for the exit of the same function at the same level of its thread.</summary>
internal sealed class FunctionMarks(CaptureWriter writer, CaptureSymbols symbols)
{
    private readonly List<Entry> _open = [];

    private readonly record struct Entry(int Thread, FunctionId Function, long StartNs, long StartBytes, int Level);

    /// <summary>What module a function is of.</summary>
    public void TellModule(Function function, string module) => symbols.TellModule(function, module);

    /// <summary>A call begins.</summary>
    public void Enter(int thread, Function function, long timeNs, long residentBytes, int level) =>
        _open.Add(new Entry(thread, symbols.IdOf(function), timeNs, residentBytes, level));

    /// <summary>A call ends. One whose beginning was not seen leaves nothing.</summary>
    public void Leave(int thread, Function function, long timeNs, long residentBytes, int level)
    {
        var id = symbols.IdOf(function);
        var at = _open.FindLastIndex(entry => entry.Thread == thread && entry.Function == id && entry.Level == level);
        if (at >= 0)
            Write(at, timeNs, residentBytes);
    }

    /// <summary>The process has ended: its open calls end with it, at the memory they began with.</summary>
    public void LeaveAll(long timeNs)
    {
        while (_open.Count > 0)
            Write(_open.Count - 1, timeNs, _open[^1].StartBytes);
    }

    private void Write(int at, long timeNs, long residentBytes)
    {
        var entry = _open[at];
        _open.RemoveAt(at);
        writer.Add(new FunctionSpan(
            entry.Thread, entry.Function, entry.StartNs, Math.Max(timeNs, entry.StartNs), entry.StartBytes, residentBytes, entry.Level));
    }
}
