using Heapline.Capture.Format;
using Heapline.Capture.Records;

namespace Heapline.Capture;

public sealed partial class CaptureWriter
{
    private CollectionRecords _collectionRecords;

    /// <summary>Adds garbage collections.</summary>
    public void Add(Collections collections)
    {
        Known(collections.Process, _known.Processes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)collections.Generation, (uint)CollectionRecords.Oldest);
        ArgumentOutOfRangeException.ThrowIfLessThan(collections.EndNs, collections.StartNs);
        _bounds.Time(collections.StartNs);
        _bounds.Time(collections.EndNs);
        _bounds.Check(collections.Count, collections.FreedObjects);
        _collectionRecords.Write(Adding(BlockKind.Collections), collections);
        FlushIfFull();
    }

    /// <summary>Adds lines of a decorated function, in rising order; each takes the place of what was added before of the same line and process.</summary>
    public void Add(LineFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        Known(figures.Process, _known.Processes);
        Known(figures.Function.Value, _known.Functions);
        var lines = figures.Lines.ToArray();
        var before = 0;
        foreach (ref readonly var line in lines.AsSpan())
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(line.Line, before);
            _bounds.Check(line);
            before = line.Line;
        }

        for (var from = 0; from < lines.Length; from += LineFigureRecords.MostLines)
        {
            LineFigureRecords.Write(
                Adding(BlockKind.Lines), figures.Process, figures.Function, lines.AsSpan(from, Math.Min(LineFigureRecords.MostLines, lines.Length - from)));
            FlushIfFull();
        }
    }
}
