namespace Heapline.Collector.Sampling;

/// <summary>Reads the resident memory of one process, as the kernel counts it, and its high-water mark.</summary>
internal sealed class ResidentMemory(int pid, MemoryKind kind = MemoryKind.Resident) : IDisposable
{
    private static readonly long PageBytes = Environment.SystemPageSize;

    private readonly ProcFile _statm = new($"/proc/{pid}/statm");
    private readonly ProcFile _status = new($"/proc/{pid}/status");

    /// <summary>Bytes now by the kind asked for (1 µs for resident ones); null when the process has ended, though it may still be a zombie.</summary>
    public long? Read()
    {
        var text = _statm.Read(stackalloc byte[128]);
        var total = ProcFile.Number(text);
        var afterTotal = text.IndexOf((byte)' ');
        if (total <= 0 || afterTotal <= 0)
            return null;
        return kind == MemoryKind.Resident ? ProcFile.Number(text[afterTotal..]) * PageBytes : SharedMemory.Read(pid, kind);
    }

    /// <summary>The most bytes that were ever resident at once (VmHWM, 20 µs); 0 when the process has ended, or another kind is asked for.</summary>
    public long ReadHighWater()
    {
        if (kind != MemoryKind.Resident)
            return 0;
        var text = _status.Read(stackalloc byte[4096]);
        var at = text.IndexOf("VmHWM:"u8);
        return at < 0 ? 0 : ProcFile.Number(text[at..]) * 1024;
    }

    public void Dispose()
    {
        _statm.Dispose();
        _status.Dispose();
    }
}
