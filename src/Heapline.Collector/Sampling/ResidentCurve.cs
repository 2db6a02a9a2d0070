using Heapline.Capture;

namespace Heapline.Collector.Sampling;

/// <summary>
/// Thins the readings of one process to what its curve needs: of each tick the highest and the last, and of a level stretch its two ends and a point a second.
/// </summary>
/// <remarks>Nothing is written before <see cref="Open"/>: a process is described in the capture only when it is known whether it runs Python.</remarks>
internal sealed class ResidentCurve(CaptureWriter writer, int number = 0, int pid = 0, IReadingObserver? observer = null)
{
    private const long LongestGapNs = 1_000_000_000;

    private List<(long TimeNs, long Bytes)>? _heldBack = [];
    private int _process;
    private int _tick = -1;
    private (long TimeNs, long Bytes) _highest;
    private (long TimeNs, long Bytes) _last;
    private (long TimeNs, long Bytes) _written = (long.MinValue / 2, -1);
    private (long TimeNs, long Bytes) _level = (long.MinValue, -1);

    /// <summary>The highest reading so far, in bytes.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>The process stands in the capture now, under this index.</summary>
    public void Open(int process)
    {
        _process = process;
        _heldBack?.ForEach(point => writer.Add(new MemorySample(process, point.TimeNs, point.Bytes)));
        _heldBack = null;
    }

    /// <summary>Adds a reading, not earlier than the last.</summary>
    public void Add(long timeNs, long bytes, int tick)
    {
        observer?.Read(number, pid, timeNs, bytes);
        if (tick != _tick)
        {
            Flush();
            _tick = tick;
            _highest = (timeNs, bytes);
        }
        else if (bytes > _highest.Bytes)
        {
            _highest = (timeNs, bytes);
        }
        _last = (timeNs, bytes);
        PeakBytes = Math.Max(PeakBytes, bytes);
    }

    /// <summary>Writes what is held back: at the end of the process.</summary>
    public void Finish()
    {
        observer?.Ended(number);
        Flush();
        if (_level.TimeNs > _written.TimeNs)
            Write(_level);
    }

    private void Flush()
    {
        if (_tick < 0)
            return;
        // A high-water mark that was read together with a lower level was reached before that.
        if (_highest.Bytes > _last.Bytes)
            Thin(_highest with { TimeNs = Math.Min(_highest.TimeNs, Math.Max(_last.TimeNs - 1, _written.TimeNs)) });
        Thin(_last);
        _tick = -1;
    }

    private void Thin((long TimeNs, long Bytes) point)
    {
        if (point.Bytes == _written.Bytes && point.TimeNs - _written.TimeNs < LongestGapNs)
        {
            _level = point;
            return;
        }
        if (point.Bytes != _written.Bytes && _level.TimeNs > _written.TimeNs)
            Write(_level);
        Write(point);
    }

    private void Write((long TimeNs, long Bytes) point)
    {
        if (_heldBack != null)
            _heldBack.Add(point);
        else
            writer.Add(new MemorySample(_process, point.TimeNs, point.Bytes));
        _written = point;
    }
}
