namespace Heapline.Collector.Sampling;

/// <summary>Reads what of a process's memory is its own, from /proc/PID/smaps_rollup.</summary>
internal static class SharedMemory
{
    /// <summary>Bytes by the given count; null when the process has ended or may not be looked at.</summary>
    /// <remarks>Opened for each reading: an open file goes on showing the memory of the program that ran when it was opened.</remarks>
    public static long? Read(int pid, MemoryKind kind)
    {
        using var file = new ProcFile($"/proc/{pid}/smaps_rollup");
        var text = file.Read(stackalloc byte[4096]);
        if (text.IndexOf("Rss:"u8) < 0)
            return null;
        return kind == MemoryKind.Proportional
            ? Kibibytes(text, "\nPss:"u8) * 1024
            : (Kibibytes(text, "\nPrivate_Clean:"u8) + Kibibytes(text, "\nPrivate_Dirty:"u8) + Kibibytes(text, "\nPrivate_Hugetlb:"u8)) * 1024;
    }

    private static long Kibibytes(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        var at = text.IndexOf(name);
        return at < 0 ? 0 : ProcFile.Number(text[(at + name.Length)..]);
    }
}
