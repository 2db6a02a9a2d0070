using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Heapline.Collector.Native;
using Heapline.Protocol;

namespace Heapline.Collector.Sessions;

/// <summary>
/// The folder that one run shares with the program, and its <see cref="SessionPage"/>.
/// </summary>
/// <remarks>
/// Thread rule: the thread that makes it is the one that drains, and lives until <see cref="Dispose"/>, since agents take the death of the thread that holds
/// <see cref="SessionPage.OwnerLock"/> for the collector's. Lifetime: <see cref="Dispose"/> unlocks (agents stop recording), unmaps, and removes the folder.
/// </remarks>
internal sealed unsafe class Session : IDisposable
{
    /// <summary>How the names of sessions' folders begin.</summary>
    public const string FolderPrefix = "heapline-";
    /// <summary>4 MiB of main lane: at ten million events a second the collector may be away for 25 ms.</summary>
    public const uint DefaultMainLaneWords = 1 << 19;
    /// <summary>1 MiB of side lane.</summary>
    public const uint DefaultSideLaneSlots = 1 << 15;
    /// <summary>512 KiB of main lane, where samples are sparse: each process that begins takes less memory, and begins sooner.</summary>
    public const uint SparseMainLaneWords = 1 << 16;
    /// <summary>128 KiB of side lane, where samples are sparse.</summary>
    public const uint SparseSideLaneSlots = 1 << 12;

    private const long BeatMilliseconds = 1000;
    // The disk may be slow, and a capture that comes near its cap is copied. A draining thread that does not come back from that within a minute is as good as stopped.
    private const long LongestAwayNs = 60_000_000_000;

    private readonly SessionPage* _page;
    private readonly SegmentWatch _watch;
    private readonly Lock _beating = new();
    private Timer? _heart;
    private long _seenNs = Stopwatch.GetTimestamp();
    private bool _locked = true;
    private bool _isOver;

    private Session(string folder, SessionPage* page)
    {
        Folder = folder;
        _page = page;
        _watch = new SegmentWatch(folder, page);
    }

    /// <summary>Path of the folder, for <see cref="SessionPage.EnvironmentVariable"/>.</summary>
    public string Folder { get; }

    /// <summary>Makes the folder and the page, and takes the lock.</summary>
    /// <exception cref="IOException">No folder for shared memory could be made.</exception>
    public static Session Create(uint mainLaneWords = DefaultMainLaneWords, uint sideLaneSlots = DefaultSideLaneSlots, SessionFlags flags = SessionFlags.Exact)
    {
        var folder = MakeFolder();
        try
        {
            var page = MapPage(Path.Combine(folder, SessionPage.FileName));
            Lock(page);
            page->CollectorPid = (uint)Environment.ProcessId;
            page->MainLaneWords = mainLaneWords;
            page->SideLaneSlots = sideLaneSlots;
            page->Flags = flags;
            page->Version = SessionPage.LayoutVersion;
            Volatile.Write(ref page->Magic, SessionPage.MagicValue);
            return new Session(folder, page);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Makes agents sample: to be called before the first comes in.</summary>
    public void SetSampling(IReadOnlyList<long> intervals, int level, ulong seed)
    {
        for (var i = 0; i < SessionPage.SampleLevels; i++)
            _page->SampleIntervals[i] = i < intervals.Count ? (ulong)intervals[i] : 1;
        _page->SampleSeed = seed;
        _page->SampleLevel = (uint)level;
        _page->Flags |= SessionFlags.Sampled;
        if (intervals.Skip(level).All(interval => interval >= (long)SessionPage.SparseInterval))
            _page->Flags |= SessionFlags.Sparse;
    }

    /// <summary>Tells agents the present level of sampling.</summary>
    public void SetSampleLevel(int level) => Volatile.Write(ref _page->SampleLevel, (uint)level);

    /// <summary>Tells agents the number of the present tick.</summary>
    public void SetTick(int tick) => Volatile.Write(ref _page->Tick, (uint)tick);

    /// <summary>The draining thread is at work. Agents that have found it stopped, and given up, do not come back for that; those that come in later are recorded.</summary>
    public void IsAtWork()
    {
        Volatile.Write(ref _seenNs, Stopwatch.GetTimestamp());
        // Not before: a timer takes a thread, and the program is to start at once. Who waits for a beat does so for seconds.
        _heart ??= new Timer(_ => Beat(), null, BeatMilliseconds, BeatMilliseconds);
        if (Volatile.Read(ref _page->IsStopped) != 0)
            Volatile.Write(ref _page->IsStopped, 0);
    }

    // On a thread of its own: however long the draining thread takes over something, agents see that mprof runs.
    private void Beat()
    {
        lock (_beating)
        {
            if (!_isOver && Stopwatch.GetTimestamp() - Volatile.Read(ref _seenNs) < LongestAwayNs)
                Volatile.Write(ref _page->Beat, _page->Beat + 1);
        }
    }

    /// <summary>Paths of the segments that have come since it was last asked. Costs one look at the page when none has.</summary>
    public IReadOnlyList<string> NewSegments() => _watch.Take();

    /// <summary>Removes the file of a segment whose process has ended; its memory is freed when nobody maps it.</summary>
    public void Remove(string segmentPath)
    {
        try
        {
            File.Delete(segmentPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return; // it goes with the folder
        }
        _watch.Forget(segmentPath);
    }

    /// <summary>Sleeps until the time is over or an agent's lane is half full.</summary>
    /// <param name="nanoseconds">How long at most.</param>
    /// <param name="mustStayAwake">Asked once more after agents can see that the collector sleeps: what became urgent before that woke nobody.</param>
    public void Sleep(long nanoseconds, Func<bool> mustStayAwake)
    {
        var seen = Volatile.Read(ref _page->WakeWord);
        Interlocked.Exchange(ref _page->Sleeping, 1);
        if (!mustStayAwake())
        {
            var time = new Libc.TimeSpec { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = nanoseconds % 1_000_000_000 };
            _ = Libc.syscall(Libc.SYS_futex, &_page->WakeWord, Libc.FUTEX_WAIT, (nint)seen, &time, null, 0);
        }
        Volatile.Write(ref _page->Sleeping, 0);
    }

    /// <summary>Ends <see cref="Sleep"/>. From any thread.</summary>
    public void Wake()
    {
        Interlocked.Increment(ref _page->WakeWord);
        _ = Libc.syscall(Libc.SYS_futex, &_page->WakeWord, Libc.FUTEX_WAKE, 1, null, null, 0);
    }

    /// <summary>Stops reading: agents see that nobody holds the lock, stop recording and let the program run on.</summary>
    public void Abandon()
    {
        if (_locked)
            _ = Libc.pthread_mutex_unlock(_page->OwnerLock);
        _locked = false;
    }

    public void Dispose()
    {
        // Before the page goes: unmapped while locked, the kernel could no longer mark it for agents that outlive the run.
        Abandon();
        lock (_beating)
            _isOver = true;
        _heart?.Dispose();
        _ = Libc.munmap(_page, SessionPage.Bytes);
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A program that outlives the run may be putting a new segment there: it is in memory only, and gone at the next start of the machine.
        }
    }

    private static string MakeFolder()
    {
        foreach (var parent in new[] { "/dev/shm", Environment.GetEnvironmentVariable("TMPDIR"), "/tmp" })
        {
            if (string.IsNullOrEmpty(parent))
                continue;
            StaleSessions.RemoveFrom(parent);
            var template = Encoding.UTF8.GetBytes(Path.Combine(Path.GetFullPath(parent), FolderPrefix + "XXXXXX") + '\0');
            fixed (byte* name = template)
            {
                if (Libc.mkdtemp(name) == null)
                    continue;
            }
            var folder = Encoding.UTF8.GetString(template, 0, template.Length - 1);
            if (HasRoom(folder))
                return folder;
            Directory.Delete(folder, recursive: true);
        }
        throw new IOException("there is no shared memory to be had in /dev/shm, $TMPDIR or /tmp");
    }

    // Whether the page and a first segment fit.
    private static bool HasRoom(string folder)
    {
        var needed = SessionPage.Bytes + SegmentHeader.SegmentBytes(DefaultMainLaneWords, DefaultSideLaneSlots);
        // Asking costs nothing; taking memory and giving it back costs 3 ms. A tmpfs without a limit says that it has no size.
        FileSystemStatus status;
        if (Libc.statfs(folder, &status) == 0 && status.Type == FileSystemStatus.Tmpfs)
            return status.Blocks == 0 || status.AvailableBlocks * status.BlockBytes >= needed;
        var path = Path.Combine(folder, "room");
        var fd = Libc.open(path, Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_CLOEXEC, 0x180 /* 0600 */);
        if (fd < 0)
            return false;
        var fits = Reserve(fd, needed);
        _ = Libc.close(fd);
        File.Delete(path);
        return fits;
    }

    // A file system that cannot say is believed.
    private static bool Reserve(int fd, long bytes)
    {
        while (Libc.fallocate(fd, 0, 0, bytes) != 0)
        {
            if (Marshal.GetLastPInvokeError() is var error && error != Libc.EINTR)
                return error == Libc.EOPNOTSUPP;
        }
        return true;
    }

    private static SessionPage* MapPage(string path)
    {
        var fd = Libc.open(path, Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_CLOEXEC, 0x180 /* 0600 */);
        // The page itself, and not the promise of one: where there is no room for it, writing to it would kill us.
        if (fd < 0 || !Reserve(fd, SessionPage.Bytes) || Libc.ftruncate(fd, SessionPage.Bytes) != 0)
            throw new IOException($"cannot make {path}: error {Marshal.GetLastPInvokeError()}");
        var mapped = Libc.mmap(null, SessionPage.Bytes, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
        _ = Libc.close(fd);
        return mapped != Libc.MAP_FAILED ? (SessionPage*)mapped : throw new IOException($"cannot map {path}: error {Marshal.GetLastPInvokeError()}");
    }

    private static void Lock(SessionPage* page)
    {
        var attributes = stackalloc byte[64]; // pthread_mutexattr_t has 4 bytes on x86-64 glibc
        _ = Libc.pthread_mutexattr_init(attributes);
        var error = Libc.pthread_mutexattr_setpshared(attributes, Libc.PTHREAD_PROCESS_SHARED);
        error |= Libc.pthread_mutexattr_setrobust(attributes, Libc.PTHREAD_MUTEX_ROBUST);
        error |= Libc.pthread_mutex_init(page->OwnerLock, attributes);
        error |= Libc.pthread_mutex_lock(page->OwnerLock);
        if (error != 0)
            throw new IOException($"cannot make a robust lock in shared memory: error {error}");
    }
}
