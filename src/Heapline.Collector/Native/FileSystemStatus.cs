using System.Runtime.InteropServices;

namespace Heapline.Collector.Native;

/// <summary><c>struct statfs</c> of x86-64 Linux; only what is asked for has a name.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct FileSystemStatus
{
    /// <summary>TMPFS_MAGIC</summary>
    public const long Tmpfs = 0x01021994;

    /// <summary>Kind of file system.</summary>
    [FieldOffset(0)] public long Type;
    /// <summary>Bytes of a block.</summary>
    [FieldOffset(8)] public long BlockBytes;
    /// <summary>Blocks in all; 0 for a tmpfs without a limit.</summary>
    [FieldOffset(16)] public long Blocks;
    /// <summary>Blocks that are free to anybody.</summary>
    [FieldOffset(32)] public long AvailableBlocks;
}
