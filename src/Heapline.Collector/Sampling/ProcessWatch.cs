using System.Buffers.Binary;
using System.Buffers.Text;
using Heapline.Collector.Native;

namespace Heapline.Collector.Sampling;

/// <summary>
/// Tells whether a process is as it was: the same program, the same threads, the same children of each. Two system calls for a process of one thread, where looking for its children takes
/// twenty and allocates. Draining thread only.
/// </summary>
internal sealed unsafe class ProcessWatch(int pid) : IDisposable
{
    /// <summary>What <see cref="Fingerprint"/> says of a process that it cannot tell of.</summary>
    public const ulong Unknown = 0;

    private const int MostThreads = 32;
    private const int BufferBytes = 4096;
    // Fields of stat, proc(5): num_threads; startcode, endcode and startstack, which are others after an exec.
    private const int ThreadsField = 20;
    private const int FirstImageField = 26;
    private const int LastImageField = 28;

    private readonly ProcFile _stat = new($"/proc/{pid}/stat");
    private readonly List<(int Thread, ProcFile Children)> _threads = [];
    private int _tasks = -1;

    /// <summary>A number for what it is now, another one when that has changed; <see cref="Unknown"/> for a process that has ended, or has more threads or children than are worth it.</summary>
    public ulong Fingerprint()
    {
        Span<byte> buffer = stackalloc byte[BufferBytes];
        var stat = new ProcessStat(_stat.Read(buffer));
        var threads = ProcFile.Number(stat.Field(ThreadsField));
        ulong hash = 1;
        for (var field = FirstImageField; field <= LastImageField; field++)
            if (Utf8Parser.TryParse(stat.Field(field), out ulong address, out _))
                hash = Mix(hash, address);
        if (threads is < 1 or > MostThreads || !KnowThreads((int)threads, buffer))
            return Unknown;
        foreach (var (thread, children) in _threads)
        {
            var list = children.Read(buffer);
            if (list.Length == BufferBytes)
                return Unknown;
            hash = Mix(hash, (ulong)thread);
            foreach (var letter in list)
                hash = Mix(hash, letter);
        }
        return hash;
    }

    public void Dispose()
    {
        Forget();
        _stat.Dispose();
        if (_tasks >= 0)
            _ = Libc.close(_tasks);
        _tasks = -1;
    }

    // FNV-1a, by words.
    private static ulong Mix(ulong hash, ulong value) => Math.Max((hash ^ value) * 1099511628211, 1);

    private bool KnowThreads(int count, Span<byte> buffer)
    {
        Span<int> now = stackalloc int[MostThreads];
        if (count == 1)
            now[0] = pid;
        else if (ListThreads(now, buffer) != count)
            return false;
        if (_threads.Count == count)
        {
            var same = true;
            for (var i = 0; i < count; i++)
                same &= _threads[i].Thread == now[i];
            if (same)
                return true;
        }
        Forget();
        foreach (var thread in now[..count])
            _threads.Add((thread, new ProcFile($"/proc/{pid}/task/{thread}/children")));
        return true;
    }

    private int ListThreads(Span<int> threads, Span<byte> buffer)
    {
        if (_tasks < 0)
            _tasks = Libc.open($"/proc/{pid}/task", Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        if (_tasks < 0 || Libc.lseek(_tasks, 0, 0) != 0)
            return 0;
        var count = 0;
        fixed (byte* start = buffer)
        {
            var bytes = (int)Libc.syscall(Libc.SYS_getdents64, (void*)_tasks, (nint)start, buffer.Length, null, null, 0);
            // struct linux_dirent64: inode and offset of 8 bytes each, 2 of the entry's length, 1 of its type, the name.
            for (var at = 0; at < bytes; at += BinaryPrimitives.ReadUInt16LittleEndian(buffer[(at + 16)..]))
            {
                if (!Utf8Parser.TryParse(buffer[(at + 19)..bytes], out int thread, out _))
                    continue; // "." and ".."
                if (count == threads.Length)
                    return 0;
                threads[count++] = thread;
            }
        }
        return count;
    }

    private void Forget()
    {
        foreach (var (_, children) in _threads)
            children.Dispose();
        _threads.Clear();
    }
}
