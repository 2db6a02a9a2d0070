using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// Block kind 21, garbage collections.
/// <code>
/// 21  process (number), generation (byte), start − end of the record before (signed), end − start, collections, objects freed (numbers)
///     00   02   80 DA C4 09   80 AD E2 04   01   64                process 0: a full one between 10 and 20 ms, which freed 100 objects
/// </code>
/// </summary>
internal struct CollectionRecords
{
    /// <summary>The highest generation.</summary>
    public const int Oldest = 2;

    private long _endNs;

    public void Write(RecordBuffer buffer, in Collections collections)
    {
        buffer.Number(collections.Process);
        buffer.Byte((byte)collections.Generation);
        buffer.Signed(collections.StartNs - _endNs);
        buffer.Number(collections.EndNs - collections.StartNs);
        buffer.Number(collections.Count);
        buffer.Number(collections.FreedObjects);
        _endNs = collections.EndNs;
    }

    public Collections Read(ref RecordReader reader, KnownIds known, Bounds bounds)
    {
        var process = reader.Index(known.Processes, "processes");
        var generation = reader.Byte();
        if (generation > Oldest)
            throw new InvalidBlockException($"expected a generation from 0 to {Oldest}, found {generation}");
        var start = reader.After(_endNs, "start of collections");
        bounds.Time(start);
        var length = reader.Number();
        bounds.Time(length);
        bounds.Time(_endNs = start + length);
        var (count, freed) = (reader.Number(), reader.Number());
        bounds.Check(count, freed);
        return new Collections(process, generation, start, _endNs, count, freed);
    }
}
