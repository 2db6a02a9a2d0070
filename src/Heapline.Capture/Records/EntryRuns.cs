using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// Collects the entries of a record that says how many it has and brings them in runs, over several blocks if need be.
/// Memory is taken run by run, as bytes for them are really there: a count alone costs nothing.
/// </summary>
internal struct EntryRuns<T>(int total) where T : struct
{
    /// <summary>Every entry has a shape, a place and a size, of one byte each at least.</summary>
    private const int SmallestEntry = 3;

    private T[] _entries = [];
    private int _count;

    public readonly bool IsWhole => _count == total;

    /// <summary>Room for the next run, to be filled from a block with so many bytes left.</summary>
    public Span<T> Next(int remainingBytes)
    {
        var run = Math.Min(total - _count, CaptureFormat.RunEntries);
        if (run > remainingBytes / SmallestEntry)
            throw new InvalidBlockException($"expected {run} entries, found {remainingBytes} bytes for them");
        if (_entries.Length < _count + run)
            Array.Resize(ref _entries, (int)Math.Min(total, Math.Max(_entries.Length * 2L, _count + run)));
        _count += run;
        return _entries.AsSpan(_count - run, run);
    }

    public readonly T[] Take() => _entries.Length == _count ? _entries : _entries[.._count];
}
