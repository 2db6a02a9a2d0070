using System.Runtime.InteropServices;

namespace Heapline.Collector.Native;

/// <summary>The functions of glibc that the collector calls; names, constants and layouts are C's, for x86-64 Linux.</summary>
internal static unsafe partial class Libc
{
    private const string Library = "libc";

    public const int PROT_READ = 1;
    public const int PROT_WRITE = 2;
    public const int MAP_SHARED = 1;
    public const int MAP_PRIVATE = 2;
    public const int MAP_ANONYMOUS = 0x20;
    public const int MAP_NORESERVE = 0x4000;
    public const int MREMAP_MAYMOVE = 1;
    public const int MADV_HUGEPAGE = 14;
    public const int O_RDONLY = 0;
    public const int O_RDWR = 2;
    public const int O_CREAT = 0x40;
    public const int O_EXCL = 0x80;
    public const int O_DIRECTORY = 0x10000;
    public const int O_CLOEXEC = 0x80000;
    public const int EINTR = 4;
    public const int EOPNOTSUPP = 95;
    public const int SIGKILL = 9;
    public const int SYS_futex = 202;
    public const int SYS_getdents64 = 217;
    public const int SYS_kcmp = 312;
    public const int KCMP_VM = 1;
    public const int CLOCK_THREAD_CPUTIME_ID = 3;
    public const int SYS_pidfd_open = 434;
    public const short POLLIN = 1;
    public const int FUTEX_WAIT = 0;
    public const int FUTEX_WAKE = 1;
    public const int PTHREAD_PROCESS_SHARED = 1;
    public const int PTHREAD_MUTEX_ROBUST = 1;
    public const int RLIMIT_NOFILE = 7;
    public const int PRIO_PROCESS = 0;

    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ResourceLimit
    {
        public ulong Soft;
        public ulong Hard;
    }

    /// <summary>What <c>mmap</c> and <c>mremap</c> return when they fail.</summary>
    public static void* MAP_FAILED => (void*)-1;

    [LibraryImport(Library, SetLastError = true)]
    public static partial void* mmap(void* address, nuint length, int protection, int flags, int fd, long offset);

    [LibraryImport(Library, SetLastError = true)]
    public static partial void* mremap(void* address, nuint oldLength, nuint newLength, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int munmap(void* address, nuint length);

    [LibraryImport(Library)]
    public static partial int madvise(void* address, nuint length, int advice);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags, int mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int statfs(string path, FileSystemStatus* status);

    [LibraryImport(Library)]
    public static partial int close(int fd);

    [LibraryImport(Library)]
    public static partial int pipe2(int* ends, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int ftruncate(int fd, long length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int fallocate(int fd, int mode, long offset, long length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint pread(int fd, void* buffer, nuint count, long offset);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint read(int fd, void* buffer, nuint count);

    [LibraryImport(Library)]
    public static partial long lseek(int fd, long offset, int whence);

    [LibraryImport(Library, SetLastError = true)]
    public static partial byte* mkdtemp(byte* template);

    [LibraryImport(Library)]
    public static partial int poll(PollFd* descriptors, nuint count, int milliseconds);

    [LibraryImport(Library)]
    public static partial int nanosleep(TimeSpec* time, TimeSpec* rest);

    [LibraryImport(Library)]
    public static partial nint syscall(nint number, void* address, nint operation, nint value, void* timeout, void* address2, nint value3);

    [LibraryImport(Library)]
    public static partial int clock_gettime(int clock, TimeSpec* time);

    /// <summary>kcmp(2), which glibc has no function for.</summary>
    [LibraryImport(Library, EntryPoint = "syscall")]
    public static partial nint kcmp(nint number, nint pid, nint other, nint what, nint index, nint otherIndex);

    [LibraryImport(Library)]
    public static partial int pthread_mutexattr_init(void* attributes);

    [LibraryImport(Library)]
    public static partial int pthread_mutexattr_setpshared(void* attributes, int shared);

    [LibraryImport(Library)]
    public static partial int pthread_mutexattr_setrobust(void* attributes, int robust);

    [LibraryImport(Library)]
    public static partial int pthread_mutex_init(void* mutex, void* attributes);

    [LibraryImport(Library)]
    public static partial int pthread_mutex_lock(void* mutex);

    [LibraryImport(Library)]
    public static partial int pthread_mutex_unlock(void* mutex);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_init(void* attributes);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_destroy(void* attributes);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setflags(void* attributes, short flags);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setsigdefault(void* attributes, void* signals);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setsigmask(void* attributes, void* signals);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_init(void* actions);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_destroy(void* actions);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_adddup2(void* actions, int fd, int newFd);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawn_file_actions_addopen(void* actions, int fd, string path, int flags, uint mode);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_addclose(void* actions, int fd);

    [LibraryImport(Library)]
    public static partial int posix_spawnp(int* pid, byte* file, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int waitpid(int pid, int* status, int options);

    [LibraryImport(Library)]
    public static partial int kill(int pid, int signal);

    [LibraryImport(Library)]
    public static partial int prlimit(int pid, int resource, ResourceLimit* newLimit, ResourceLimit* oldLimit);

    [LibraryImport(Library)]
    public static partial int setpriority(int which, uint who, int priority);

    [LibraryImport(Library)]
    public static partial nint signal(int signal, nint handler);
}
