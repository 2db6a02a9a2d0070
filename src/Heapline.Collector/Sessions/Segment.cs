using System.Numerics;
using System.Runtime.InteropServices;
using Heapline.Collector.Lanes;
using Heapline.Collector.Native;
using Heapline.Protocol;

namespace Heapline.Collector.Sessions;

/// <summary>
/// The mapping of one process's segment file. It outlives the process: what was written before a crash can still be read.
/// Lifetime: until <see cref="Dispose"/>, when nobody may read its lanes any more.
/// </summary>
internal sealed unsafe class Segment : Events.IAnswerBoard, IDisposable
{
    private readonly nuint _bytes;
    private SegmentHeader* _header;

    private Segment(string path, SegmentHeader* header, nuint bytes)
    {
        Path = path;
        _header = header;
        _bytes = bytes;
        Lanes = new LaneMemory(header);
        Pid = (int)header->Pid;
        ParentPid = (int)header->ParentPid;
        PythonHexVersion = header->PythonHexVersion;
        StartNs = (long)header->StartNs;
    }

    /// <summary>Path of its file.</summary>
    public string Path { get; }
    /// <summary>Process id.</summary>
    public int Pid { get; }
    /// <summary>Process id of its parent.</summary>
    public int ParentPid { get; }
    /// <summary><c>Py_Version</c></summary>
    public uint PythonHexVersion { get; }
    /// <summary>CLOCK_MONOTONIC in nanoseconds when recording began.</summary>
    public long StartNs { get; }
    /// <summary>Where its lanes are.</summary>
    public LaneMemory Lanes { get; }
    /// <summary>The header, which the agent goes on writing.</summary>
    public ref SegmentHeader Header => ref *_header;

    /// <summary>
    /// The agent's part of the process's resident memory: its own, and the pages of the segment that it has touched by now. A lane that has gone round once is all there.
    /// </summary>
    public long AgentResidentBytes => PrivateBytes + SharedBytes + SessionPage.Bytes;

    /// <summary>The agent's part of the process's proportional memory: its own in full, and half of the segment's touched pages, which the collector shares.</summary>
    public long AgentProportionalBytes => PrivateBytes + SharedBytes / 2;

    // A terabyte of agent is a header that was written over.
    private long PrivateBytes => _header->AgentBytes < 1UL << 40 ? (long)_header->AgentBytes : 0;

    private long SharedBytes => SegmentHeader.Bytes + _header->ResidentLaneBytes((uint)Lanes.MainWords, (uint)Lanes.SideSlots);

    /// <summary>Maps the file. Null when it is no segment of this version; <paramref name="problem"/> then says why.</summary>
    /// <exception cref="IOException">It could not be opened or mapped: its process would wait for room in its lanes for ever.</exception>
    public static Segment? Open(string path, out string problem)
    {
        var fd = Libc.open(path, Libc.O_RDWR | Libc.O_CLOEXEC, 0);
        if (fd < 0)
            throw new IOException($"cannot open {path}: error {Marshal.GetLastPInvokeError()}");
        var bytes = new FileInfo(path).Length;
        if (bytes < SegmentHeader.Bytes)
        {
            _ = Libc.close(fd);
            problem = $"{path}: expected a segment, found a file of {bytes} bytes";
            return null;
        }
        var mapped = Libc.mmap(null, (nuint)bytes, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
        var error = Marshal.GetLastPInvokeError();
        _ = Libc.close(fd);
        if (mapped == Libc.MAP_FAILED)
            throw new IOException($"cannot map {path} of {bytes} bytes: error {error}");
        var header = (SegmentHeader*)mapped;
        problem = Check(header, bytes);
        if (problem.Length == 0)
            return new Segment(path, header, (nuint)bytes);
        problem = $"{path}: {problem}";
        _ = Libc.munmap(mapped, (nuint)bytes);
        return null;
    }

    /// <inheritdoc/>
    public void Answer(ulong question, long liveBytes, long peakBytes, long allocations)
    {
        // None is up while it is written: a program that looks meanwhile looks again.
        Volatile.Write(ref _header->Answered, 0);
        _header->AnswerLiveBytes = (ulong)liveBytes;
        _header->AnswerPeakBytes = (ulong)peakBytes;
        _header->AnswerAllocations = (ulong)allocations;
        Volatile.Write(ref _header->Answered, question);
    }

    public void Dispose()
    {
        if (_header != null)
            _ = Libc.munmap(_header, _bytes);
        _header = null;
    }

    private static string Check(SegmentHeader* header, long bytes)
    {
        if (header->Magic != SegmentHeader.MagicValue)
            return $"expected a segment, found the mark 0x{header->Magic:X}";
        if (header->Version != SessionPage.LayoutVersion)
            return $"expected layout version {SessionPage.LayoutVersion}, found {header->Version}";
        if (!BitOperations.IsPow2(header->MainLaneWords) || !BitOperations.IsPow2(header->SideLaneSlots))
            return $"expected lanes of a power of two, found {header->MainLaneWords} words and {header->SideLaneSlots} slots";
        var expected = SegmentHeader.SegmentBytes(header->MainLaneWords, header->SideLaneSlots);
        return bytes < expected ? $"expected {expected} bytes, found {bytes}" : "";
    }
}
