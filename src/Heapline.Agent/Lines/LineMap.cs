using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Heapline.Agent.Native;

namespace Heapline.Agent.Lines;

/// <summary>The lines of one profiled function in one profile; functions, classes and comprehensions inside it share its map.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LineMap
{
    /// <summary>Lines that one map spans at most: generated code may claim any number, and the records lie side by side.</summary>
    private const int MostLines = 1 << 22;
    private const int FirstCapacity = 64;

    public LineProfile* Profile;
    public LineMap* Next;
    /// <summary>Not 0 once the function has been entered: the first row takes the memory there was before.</summary>
    public int Entered;
    /// <summary>How many lines have a record with hits.</summary>
    public int Met;
    /// <summary>The function's own code object; 0 before it is bound. Held by its binding.</summary>
    public nint Code;
    /// <summary>Its id in the segment at hand; 0 while that was not told of it.</summary>
    public uint CodeId;
    /// <summary>When the capture was last told of its lines, on CLOCK_MONOTONIC in nanoseconds.</summary>
    public ulong ToldNs;

    private LineRecord* _records;
    private int _first;
    private int _capacity;

    /// <summary>Number of the lines from <see cref="First"/> on that may have been met.</summary>
    public readonly int Span => _capacity;

    /// <summary>Lowest line that may have been met.</summary>
    public readonly int First => _first;

    /// <summary>Makes an empty map for a function that begins at a line.</summary>
    public void Begin(LineProfile* profile, int firstLine)
    {
        Profile = profile;
        _first = firstLine;
    }

    /// <summary>The record of a line that may have been met; null for lines far away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly LineRecord* Find(int line)
    {
        var index = (uint)(line - _first);
        return index < (uint)_capacity ? _records + index : null;
    }

    /// <summary>A stretch on a line has ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int line, long nowBytes, long incrementBytes)
    {
        var record = Find(line);
        if (record == null && (record = Make(line)) == null) return;
        if (record->Hits == 0) record->Order = Met++;
        record->Add(nowBytes, incrementBytes);
    }

    /// <summary>Adds to a line's increment where no stretch ends: something of the same map begins in its midst.</summary>
    public void Settle(int line, long incrementBytes)
    {
        if (incrementBytes == 0) return;
        var record = Find(line);
        if (record != null || (record = Make(line)) != null) record->Move(incrementBytes);
    }

    /// <summary>Not 0 when memory is to be read where this line begins and ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Watched(int line)
    {
        var index = (uint)(line - _first);
        return index < (uint)_capacity ? _records[index].Watched : 0;
    }

    /// <summary>Finds the next line, from an index on, of which the capture was not told all: gives the news, which count as told, and the index behind it; -1 when there is none.</summary>
    public readonly int Untold(int index, out int line, out LineNews news)
    {
        (line, news) = (0, default);
        for (; index < _capacity; index++)
        {
            if (!_records[index].Tell(out news)) continue;
            line = _first + index;
            return index + 1;
        }
        return -1;
    }

    /// <summary>Gives the records back.</summary>
    public void Free()
    {
        if (_records != null) PrivateMemory.Unmap(_records, (nuint)_capacity * (nuint)sizeof(LineRecord));
        _records = null;
        _capacity = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LineRecord* Make(int line) => MakeRoom(line) ? Find(line) : null;

    private bool MakeRoom(int line)
    {
        // Code without a line has none to count.
        if (line <= 0) return false;
        long low = line < _first ? line : _first;
        long high = (long)_first + _capacity;
        if (line >= high) high = line + 1L;
        long capacity = _capacity == 0 ? FirstCapacity : _capacity;
        while (capacity < high - low) capacity *= 2;
        if (capacity > MostLines) return false;
        var records = (LineRecord*)PrivateMemory.Map((nuint)capacity * (nuint)sizeof(LineRecord));
        if (records == null) return false;
        if (_records != null)
        {
            Memory.Copy(records + (_first - low), _records, (uint)(_capacity * sizeof(LineRecord)));
            PrivateMemory.Unmap(_records, (nuint)_capacity * (nuint)sizeof(LineRecord));
        }
        _records = records;
        _first = (int)low;
        _capacity = (int)capacity;
        return true;
    }
}
