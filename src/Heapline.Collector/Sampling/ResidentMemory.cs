namespace Heapline.Collector.Sampling;

/// <summary>Reads the resident memory of one process, as the kernel counts it, and its high-water mark.</summary>
internal sealed class ResidentMemory(int pid) : IDisposable
{
    private static readonly long PageBytes = Environment.SystemPageSize;

    private readonly ProcFile _statm = new($"/proc/{pid}/statm");
    private readonly ProcFile _status = new($"/proc/{pid}/status");

    /// <summary>Resident bytes now (1 µs); null when the process has ended, though it may still be a zombie.</summary>
    public long? Read()
    {
        var text = _statm.Read(stackalloc byte[128]);
        var total = ProcFile.Number(text);
        var afterTotal = text.IndexOf((byte)' ');
        return total > 0 && afterTotal > 0 ? ProcFile.Number(text[afterTotal..]) * PageBytes : null;
    }

    /// <summary>The most bytes that were ever resident at once (VmHWM, 20 µs); 0 when the process has ended.</summary>
    public long ReadHighWater()
    {
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
