using System.Runtime.InteropServices;

namespace Heapline.Bench;

/// <summary>Starting and awaiting a process with nothing between: .NET's own Process would reap it before its counters are read.</summary>
internal static unsafe partial class Native
{
    public const int WaitExited = 4, WaitNoReap = 0x01000000, ById = 1, OpenReadWrite = 2;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawn(out int pid, string path, void* actions, void* attributes, nint* arguments, nint* environment);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_init(void* actions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawn_file_actions_addopen(void* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_destroy(void* actions);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int waitid(int idType, int id, void* info, int options);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int wait4(int pid, out int status, int options, long* usage);
}
