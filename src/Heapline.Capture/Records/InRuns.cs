using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>A record too large for one block: a head, and then runs that may stand in the blocks after it.</summary>
/// <typeparam name="TSelf">The record while it is read.</typeparam>
/// <typeparam name="TWhole">What it gives once its last run is read.</typeparam>
internal interface IInRuns<TSelf, TWhole>
    where TSelf : class, IInRuns<TSelf, TWhole>
    where TWhole : class
{
    /// <summary>Whether the last run has been read.</summary>
    bool IsWhole { get; }

    static abstract TSelf ReadHead(ref RecordReader reader, KnownIds known);

    void ReadRun(ref RecordReader reader, KnownIds known);

    /// <summary>What was read, when it is whole.</summary>
    TWhole Take();
}

/// <summary>Reads records that come in runs.</summary>
internal static class InRuns
{
    /// <summary>
    /// Reads the next head, or the next of the runs that belong to <paramref name="open"/>, which is null before and after a whole record.
    /// Returns what it gives with its last run; else null.
    /// </summary>
    public static TWhole? Read<TSelf, TWhole>(ref RecordReader reader, KnownIds known, ref TSelf? open)
        where TSelf : class, IInRuns<TSelf, TWhole>
        where TWhole : class
    {
        if (open is null)
            open = TSelf.ReadHead(ref reader, known);
        else
            open.ReadRun(ref reader, known);
        if (!open.IsWhole)
            return null;
        var whole = open.Take();
        open = null;
        return whole;
    }
}
