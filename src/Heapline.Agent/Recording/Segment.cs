using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Heapline.Agent.Native;
using Heapline.Agent.Python;
using Heapline.Agent.Sampling;
using Heapline.Agent.Stacks;
using Heapline.Protocol;

namespace Heapline.Agent.Recording;

/// <summary>
/// The shared memory of this process: the session's page, mapped once and inherited by forked children, and the process's own segment.
/// Both stay mapped to the end: another thread may be writing.
/// </summary>
internal static unsafe class Segment
{
    private const int MaxPath = 512;
    // 64 KiB.
    private const uint LeastMainWords = 1 << 13;

    private static SessionPage* _session;
    private static SegmentHeader* _header;
    private static int _number;
    /// <summary>Where the last segment was, when it has been given up: the next one is mapped there, as long as lanes have one size.</summary>
    private static SegmentHeader* _vacant;
    private static nuint _vacantBytes;
    /// <summary>Our own copy of the folder's path: the program may change its environment.</summary>
    private static byte* _folder;

    /// <summary>The session that this process belongs to; null before <see cref="JoinSession"/>.</summary>
    public static SessionPage* Session => _session;

    /// <summary>The segment that is recorded into; in a forked child its parent's, until it has made its own. Null before the first.</summary>
    public static SegmentHeader* Header => _header;

    /// <summary>
    /// Bytes of this process's resident memory that are the agent's: its private memory, and as much of the lanes as has been written so far, in whole pages as the
    /// kernel counts them, so that the difference of two readings is not disturbed by records that come between.
    /// </summary>
    public static long OwnResidentBytes
    {
        get
        {
            var header = _header;
            if (header == null) return 0;
            return (long)header->AgentBytes + header->ResidentLaneBytes(header->MainLaneWords, header->SideLaneSlots);
        }
    }

    private static int Over(void* place) => place != null ? LibC.MapFixed : 0;

    /// <summary>Maps the page of the session in a folder, over that of an earlier one. Null, or a text that says why it cannot be used.</summary>
    [SkipLocalsInit]
    public static byte* JoinSession(byte* folder)
    {
        if (folder == null || *folder == 0) return Module.Text("HEAPLINE_SESSION names no session"u8);
        if (_folder == null) _folder = (byte*)PrivateMemory.Map(MaxPath);
        if (_folder == null) return Module.Text("there is no memory left"u8);
        var copy = new PathText(_folder, MaxPath);
        copy.Append(folder);
        var path = stackalloc byte[MaxPath];
        var text = new PathText(path, MaxPath);
        text.Append(folder);
        text.Append(Module.Text("/session"u8));
        if (!copy.End() || !text.End()) return Module.Text("the session's path is too long"u8);
        var fd = LibC.open(path, LibC.OpenReadWrite | LibC.OpenNoFollow | LibC.OpenCloseOnExec, 0);
        if (fd < 0) return Module.Text("the session's shared memory cannot be opened"u8);
        var page = LibC.mmap((nint)_session, SessionPage.Bytes, LibC.ProtRead | LibC.ProtWrite, LibC.MapShared | Over(_session), fd, 0);
        LibC.close(fd);
        if (page == LibC.MapFailed) return Module.Text("the session's shared memory cannot be mapped"u8);
        var session = (SessionPage*)page;
        if (session->Magic != SessionPage.MagicValue || session->Version != SessionPage.LayoutVersion)
        {
            if (_session == null) LibC.munmap(page, SessionPage.Bytes);
            return Module.Text("the session is of another version of Heapline"u8);
        }
        _session = session;
        return null;
    }

    /// <summary>Makes this process's segment and begins to record into it; false when it cannot be made (the program then runs unrecorded).</summary>
    [SkipLocalsInit]
    public static bool Open()
    {
        var path = stackalloc byte[MaxPath];
        var final = stackalloc byte[MaxPath];
        var (mainWords, sideSlots) = (_session->MainLaneWords, _session->SideLaneSlots);
        var bytes = SegmentHeader.SegmentBytes(mainWords, sideSlots);
        var fd = -1;
        for (var n = 0; n < 10_000 && fd < 0; n++)
        {
            // The final name is looked at first: the same process id may have had a segment before (exec, or an id used again).
            if (!SegmentPath(final, (uint)LibC.getpid(), n, temporary: false) || !SegmentPath(path, (uint)LibC.getpid(), n, temporary: true)) return false;
            var taken = LibC.open(final, LibC.OpenReadOnly | LibC.OpenNoFollow | LibC.OpenCloseOnExec, 0);
            if (taken >= 0)
            {
                LibC.close(taken);
                continue;
            }
            _number = n;
            fd = LibC.open(path, LibC.OpenReadWrite | LibC.OpenCreate | LibC.OpenExclusive | LibC.OpenNoFollow | LibC.OpenCloseOnExec, 0x180);
            if (fd < 0 && *LibC.__errno_location() != LibC.FileExists) return false;
        }
        if (fd < 0) return false;
        var memory = LibC.MapFailed;
        // A page that was promised and is not there when it is first written to kills the program (SIGBUS). So pages are asked for before they are used; where shared memory is
        // nearly full, shorter lanes do.
        var grows = CanPopulate();
        var error = Reserve(fd, mainWords, sideSlots, grows);
        while (error == LibC.NoSpace && mainWords > LeastMainWords)
        {
            (mainWords, sideSlots) = (mainWords / 2, sideSlots / 2);
            bytes = SegmentHeader.SegmentBytes(mainWords, sideSlots);
            error = Reserve(fd, mainWords, sideSlots, grows);
        }
        if (error == LibC.NotSupported) grows = false;
        var place = _vacantBytes == (nuint)bytes ? _vacant : null;
        if (error is 0 or LibC.NotSupported && LibC.ftruncate(fd, bytes) == 0)
            memory = LibC.mmap((nint)place, (nuint)bytes, LibC.ProtRead | LibC.ProtWrite, LibC.MapShared | Over(place), fd, 0);
        LibC.close(fd);
        if (memory == LibC.MapFailed)
        {
            LibC.unlink(path);
            return false;
        }
        if (place != null) _vacant = null;
        var header = (SegmentHeader*)memory;
        header->Magic = SegmentHeader.MagicValue;
        header->Version = SessionPage.LayoutVersion;
        header->Pid = (uint)LibC.getpid();
        header->ParentPid = (uint)LibC.getppid();
        header->PythonHexVersion = PyApi.HexVersion;
        header->StartNs = LibC.MonotonicNs();
        header->MainLaneWords = mainWords;
        header->SideLaneSlots = sideSlots;
        header->MainRoomWords = grows ? SegmentHeader.FirstRoomWords(mainWords) : mainWords;
        header->FreesAreUnseen = CodeTable.FreesAreUnseen ? 1u : 0;
        header->ForkNumber = ForkPoint.OfThisProcess;
        header->ForkedFromNs = ForkPoint.ParentStartNs;
        if (LibC.rename(path, final) != 0)
        {
            LibC.unlink(path);
            LibC.munmap(memory, (nuint)bytes);
            return false;
        }
        Interlocked.Increment(ref _session->Segments);
        _header = header;
        PrivateMemory.ReportTo(header);
        Cost.Begin(header);
        Recorder.Start(header, _session);
        return true;
    }

    /// <summary>
    /// Gives the segment up after recording has stopped. A thread that was about to write when it did, and only now gets the processor, must still find memory there: so
    /// pages of nothing take its place, and the next segment theirs. The program keeps 5 MB of addresses, and no memory.
    /// </summary>
    public static void Leave()
    {
        if (_header == null) return;
        var bytes = (nuint)SegmentHeader.SegmentBytes(_header->MainLaneWords, _header->SideLaneSlots);
        _vacantBytes = bytes;
        if (LibC.mmap((nint)_header, bytes, LibC.ProtRead | LibC.ProtWrite, LibC.MapPrivate | LibC.MapAnonymous | LibC.MapNoReserve | LibC.MapFixed, -1, 0) != LibC.MapFailed)
            _vacant = _header;
        _header = null;
        PrivateMemory.ReportTo(null);
    }

    /// <summary>
    /// Removes this process's segment from the session's folder, and the folder with it unless another process has its segment there: for when the collector, whose
    /// work that is, has been killed. What is mapped stays usable.
    /// </summary>
    [SkipLocalsInit]
    public static void Remove()
    {
        if (_header == null || _folder == null) return;
        var path = stackalloc byte[MaxPath];
        if (SegmentPath(path, _header->Pid, _number, temporary: false)) LibC.unlink(path);
        // A process that comes later finds no page, and runs unrecorded. Those that have it mapped keep it.
        var text = new PathText(path, MaxPath);
        text.Append(_folder);
        text.Append(Module.Text("/session"u8));
        if (text.End()) LibC.unlink(path);
        LibC.rmdir(_folder);
    }

    /// <summary>Gets memory for all but what the main lane may grow by; 0, or why there is no room.</summary>
    private static int Reserve(int fd, uint mainWords, uint sideSlots, bool grows)
    {
        var side = SegmentHeader.SegmentBytes(mainWords, 0);
        var whole = SegmentHeader.SegmentBytes(mainWords, sideSlots);
        if (!grows) return Reserve(fd, 0, whole);
        var error = Reserve(fd, 0, SegmentHeader.SegmentBytes(SegmentHeader.FirstRoomWords(mainWords), 0));
        return error != 0 ? error : Reserve(fd, side, whole - side);
    }

    private static int Reserve(int fd, long from, long bytes)
    {
        int error;
        do
            error = LibC.fallocate(fd, 0, from, bytes) == 0 ? 0 : *LibC.__errno_location();
        while (error == LibC.Interrupted);
        return error;
    }

    /// <summary>Whether the kernel can give memory to a part of a mapping, and say when it has none: Linux 5.14 and later.</summary>
    private static bool CanPopulate() => LibC.madvise((nint)_session, SessionPage.Bytes, LibC.MadvisePopulateWrite) == 0;

    private static bool SegmentPath(byte* to, uint pid, int n, bool temporary)
    {
        var text = new PathText(to, MaxPath);
        text.Append(_folder);
        text.Append((byte)'/');
        text.Append(pid);
        text.Append((byte)'-');
        text.Append((uint)n);
        text.Append(Module.Text(".seg"u8));
        if (temporary) text.Append(Module.Text(".new"u8));
        return text.End();
    }
}
