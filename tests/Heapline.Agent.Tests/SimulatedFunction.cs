using System.Runtime.InteropServices;
using Heapline.Agent.Lines;
using Heapline.Agent.Native;
using Heapline.Agent.Python;

namespace Heapline.Agent.Tests;

/// <summary>A profiled function of lines 1, 2, … on a thread of its own. What a line does to memory is told first, then <see cref="Run"/> runs it.</summary>
internal sealed unsafe class SimulatedFunction : IDisposable
{
    private const nint Code = 0x1000;
    private const int RoomForAThread = 4096;

    private readonly LineProfile* _profile;
    private readonly LineMap* _map;
    private readonly LineThread* _thread;
    private readonly CodeBinding* _binding;

    static SimulatedFunction()
    {
        // There is no Python here, and references are nobody's business: a C function that looks at a number and does nothing stands in.
        PyApi.IncRef = PyApi.DecRef = (delegate* unmanaged[SuppressGCTransition]<nint, void>)LibC.Symbol("abs"u8);
    }

    public SimulatedFunction()
    {
        _profile = LineProfile.Create();
        _map = _profile->Map(LineProfile.AddMap(_profile, firstLine: 1));
        _thread = (LineThread*)NativeMemory.AllocZeroed(RoomForAThread);
        _thread->SwitchOn(_profile);
        _binding = (CodeBinding*)NativeMemory.AllocZeroed((nuint)sizeof(CodeBinding));
        _binding->Code = Code;
        _binding->Map = _map;
    }

    /// <summary>Truth by line: what the line did to memory, whatever was read.</summary>
    public Dictionary<int, long> Truth { get; } = [];

    public void Enter(int line) => LineEvents<SimulatedReadings>.Begin(_thread, Code, _binding, line);

    /// <summary>The line takes some time and some memory (less than 0: gives back), then the next one begins.</summary>
    public void Run(int line, ulong nanoseconds, long bytes, int next)
    {
        Live(line, nanoseconds, bytes);
        LineEvents<SimulatedReadings>.Line(_thread, Code, next);
    }

    /// <summary>The same for the last line of a call.</summary>
    public void RunLast(int line, ulong nanoseconds, long bytes)
    {
        Live(line, nanoseconds, bytes);
        LineEvents<SimulatedReadings>.End(_thread, Code);
    }

    public long Increment(int line) => _map->Find(line)->IncrementBytes;

    public long Highest(int line) => _map->Find(line)->HighestBytes;

    public long Hits(int line) => _map->Find(line)->Hits;

    public void Dispose()
    {
        LineProfile.Destroy(_profile);
        NativeMemory.Free(_thread);
        NativeMemory.Free(_binding);
    }

    private void Live(int line, ulong nanoseconds, long bytes)
    {
        SimulatedReadings.NowNs += nanoseconds;
        SimulatedReadings.Bytes += bytes;
        Truth[line] = Truth.GetValueOrDefault(line) + bytes;
    }
}
