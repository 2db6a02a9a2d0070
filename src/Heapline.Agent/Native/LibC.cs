using System.Runtime.InteropServices;

namespace Heapline.Agent.Native;

/// <summary>
/// The C library's functions as the agent calls them: directly, with no transition. The agent's own table of imports is never patched, so none of these
/// comes back into a hook, unless the C library itself allocates (see <see cref="Threads.ThreadTable"/>).
/// </summary>
internal static unsafe class LibC
{
    private const string Library = "libc";

    public const int ProtNone = 0, ProtRead = 1, ProtWrite = 2;
    public const int MapShared = 1, MapPrivate = 2, MapAnonymous = 0x20, MapFixed = 0x10, MapNoReserve = 0x4000;
    public const int OpenReadOnly = 0, OpenReadWrite = 2, OpenCreate = 0x40, OpenExclusive = 0x80, OpenNoFollow = 0x20000, OpenCloseOnExec = 0x80000;
    public const int ClockMonotonic = 1;
    public const int FutexWait = 0, FutexWake = 1;
    /// <summary>EEXIST</summary>
    public const int Interrupted = 4;
    public const int MadviseWipeOnFork = 18, MadvisePopulateWrite = 23;
    /// <summary>PR_GET_NAME</summary>
    public const int ProcessGetThreadName = 16;
    public const int FileExists = 17;
    public const int NoSpace = 28;
    public const int NotSupported = 95;
    public const long SysGetTid = 186, SysFutex = 202, SysProcessReadMemory = 310;
    public static nint MapFailed => -1;

    [DllImport(Library), SuppressGCTransition] public static extern nint dlsym(nint handle, byte* name);
    [DllImport(Library), SuppressGCTransition] public static extern nint dlopen(byte* name, int flags);
    [DllImport(Library), SuppressGCTransition] public static extern int dl_iterate_phdr(nint callback, nint data);
    [DllImport(Library), SuppressGCTransition] public static extern nint mmap(nint address, nuint length, int protection, int flags, int fd, long offset);
    [DllImport(Library), SuppressGCTransition] public static extern int munmap(nint address, nuint length);
    [DllImport(Library), SuppressGCTransition] public static extern int madvise(nint address, nuint length, int advice);
    [DllImport(Library), SuppressGCTransition] public static extern int mprotect(nint address, nuint length, int protection);
    [DllImport(Library), SuppressGCTransition] public static extern void* memcpy(void* to, void* from, nuint bytes);
    [DllImport(Library), SuppressGCTransition] public static extern void* memset(void* at, int value, nuint bytes);
    [DllImport(Library), SuppressGCTransition] public static extern int open(byte* path, int flags, int mode);
    [DllImport(Library), SuppressGCTransition] public static extern int close(int fd);
    [DllImport(Library), SuppressGCTransition] public static extern nint pread(int fd, byte* buffer, nuint count, long offset);
    [DllImport(Library), SuppressGCTransition] public static extern int ftruncate(int fd, long length);
    [DllImport(Library), SuppressGCTransition] public static extern int fallocate(int fd, int mode, long offset, long length);
    [DllImport(Library), SuppressGCTransition] public static extern int rename(byte* from, byte* to);
    [DllImport(Library), SuppressGCTransition] public static extern int unlink(byte* path);
    [DllImport(Library), SuppressGCTransition] public static extern int rmdir(byte* path);
    [DllImport(Library), SuppressGCTransition] public static extern int getpid();
    [DllImport(Library), SuppressGCTransition] public static extern int getppid();
    [DllImport(Library), SuppressGCTransition] public static extern int getrusage(int who, long* usage);
    [DllImport(Library), SuppressGCTransition] public static extern long syscall(long number, nint a, nint b, nint c, nint d, nint e, nint f);
    [DllImport(Library), SuppressGCTransition] public static extern int prctl(int option, nint argument, nint a, nint b, nint c);
    [DllImport(Library), SuppressGCTransition] public static extern int sched_yield();
    [DllImport(Library), SuppressGCTransition] public static extern int nanosleep(TimeSpec* request, TimeSpec* remaining);
    [DllImport(Library), SuppressGCTransition] public static extern int clock_gettime(int clock, TimeSpec* time);
    [DllImport(Library), SuppressGCTransition] public static extern byte* getenv(byte* name);
    [DllImport(Library), SuppressGCTransition] public static extern int* __errno_location();
    [DllImport(Library), SuppressGCTransition] public static extern nint pthread_self();
    [DllImport(Library), SuppressGCTransition] public static extern int pthread_attr_getstacksize(nint attributes, nuint* bytes);
    [DllImport(Library), SuppressGCTransition] public static extern int pthread_key_create(uint* key, nint destructor);
    [DllImport(Library), SuppressGCTransition] public static extern void* pthread_getspecific(uint key);
    [DllImport(Library), SuppressGCTransition] public static extern int pthread_setspecific(uint key, void* value);
    [DllImport(Library), SuppressGCTransition] public static extern int __register_atfork(nint prepare, nint parent, nint child, nint dso);

    /// <summary>Address of a function of the program's global scope, as the program itself would bind it; 0 when there is none.</summary>
    public static nint Symbol(System.ReadOnlySpan<byte> name)
    {
        fixed (byte* p = name) return dlsym(0, p);
    }

    /// <summary>CLOCK_MONOTONIC in nanoseconds.</summary>
    public static ulong MonotonicNs()
    {
        TimeSpec t;
        clock_gettime(ClockMonotonic, &t);
        return (ulong)t.Seconds * 1_000_000_000 + (ulong)t.Nanoseconds;
    }

    /// <summary>Kernel id of the calling thread.</summary>
    public static uint ThreadId() => (uint)syscall(SysGetTid, 0, 0, 0, 0, 0, 0);
}

/// <summary><c>struct timespec</c></summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpec
{
    public long Seconds;
    public long Nanoseconds;
}
